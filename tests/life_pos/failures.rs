//! Every documented failure.

use std::time::Duration;

use nomenclature::Error;
use nomenclature::life_pos::types::ErrorReply;

use super::*;

fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

/// Code, message and info of a failure.
fn said(error: &Error) -> (Option<&str>, Option<&str>, Option<String>) {
    let said = error.vendor_error().expect("the vendor said something");
    let body: ErrorReply = said.details().decode().expect("the documented body");
    assert_eq!(body.code.as_ref().map(|code| code.as_str()), said.code());
    (said.code(), said.message(), body.info)
}

/// Checks what all failures have in common: the vendor refused, and the operation is named.
fn check_refused(error: &Error) {
    assert!(error.is_vendor() && !error.is_status() && !error.is_decode() && !error.is_transport(), "{error:?}");
    assert_eq!((error.vendor(), error.operation()), ("life_pos", Some(OPERATION)));
    assert!(error.to_string().contains("life_pos nomenclature_imports_list"), "{error}");
}

#[tokio::test]
async fn a_wrong_token_is_unauthorized() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        scan::register("some-other-token");
        let client = life_pos_builder(&sandbox).token("some-other-token").build().expect("everything is set");
        let error = failure(client.nomenclature_imports().list(organization()).send().await);
        check_refused(&error);
        assert_eq!((status(&error), error.processed()), (Some(401), Processed::No));
        let (code, message, info) = said(&error);
        assert_eq!((code, message), (Some("Unauthorized"), Some("Требуется авторизация")));
        assert_eq!(info.as_deref(), Some("The bearer token is not valid."));
    })
    .await;
}

#[tokio::test]
async fn an_organization_of_others_is_forbidden_and_an_unknown_one_not_found() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let imports = life_pos(&sandbox).nomenclature_imports();
        let foreign: Uuid = fixtures::LIFE_POS_FOREIGN_ORGANIZATION.parse().expect("the fixture is a UUID");
        let error = failure(imports.list(foreign).send().await);
        check_refused(&error);
        assert_eq!((status(&error), error.processed()), (Some(403), Processed::No));
        assert_eq!(said(&error).0, Some("NoPermissions"));

        let error = failure(imports.list(Uuid::nil()).send().await);
        check_refused(&error);
        assert_eq!((status(&error), error.processed()), (Some(404), Processed::No));
        let (code, _, info) = said(&error);
        assert_eq!(code, Some("NotFound"));
        assert!(info.is_some_and(|info| info.contains("00000000-0000-0000-0000-000000000000")));
    })
    .await;
}

#[tokio::test]
async fn values_that_are_not_allowed_are_unprocessable() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let wrong = [
            (list(&sandbox).order_by("sideways"), "order_by"),
            (list(&sandbox).task_status(["Completed", "Failed"]), "task_status"),
            (list(&sandbox).presentation("huge"), "presentation"),
            (list(&sandbox).page_token("made up"), "page_token"),
        ];
        for (call, parameter) in wrong {
            let error = failure(call.send().await);
            check_refused(&error);
            assert_eq!((status(&error), error.processed()), (Some(422), Processed::No), "{parameter}");
            let (code, _, info) = said(&error);
            assert_eq!(code, Some("RequestIsNotValid"), "{parameter}");
            assert!(info.is_some_and(|info| info.contains(parameter)), "{parameter}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_documented_failure_keeps_its_code_message_and_info() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for (number, name, code, processed) in [
            (401, "unauthorized", "Unauthorized", Processed::No),
            (403, "no_permissions", "NoPermissions", Processed::No),
            (404, "not_found", "NotFound", Processed::No),
            (422, "request_is_not_valid", "RequestIsNotValid", Processed::No),
            (429, "too_many_requests", "TooManyRequests", Processed::No),
            (500, "internal_server_error", "InternalServerError", Processed::Maybe),
        ] {
            let body = example(OPENAPI, OPERATION, number, name);
            let documented: ErrorReply = serde_json::from_str(&body).expect("the example fits its schema");
            sandbox.script(json(number, body));
            let error = failure(list(&sandbox).send().await);
            check_refused(&error);
            assert_eq!((status(&error), error.processed()), (Some(number), processed));
            assert_eq!(error.is_rate_limited(), number == 429);
            assert_eq!(said(&error), (Some(code), documented.message.as_deref(), documented.info));
        }
    })
    .await;
}

#[tokio::test]
async fn a_429_for_activation_codes_is_no_rate_limit() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        sandbox.script(json(429, r#"{"code":"TryActivateLater","message":"Позже","info":""}"#));
        let error = failure(list(&sandbox).send().await);
        check_refused(&error);
        assert!(!error.is_rate_limited());
        assert_eq!((said(&error).0, error.processed()), (Some("TryActivateLater"), Processed::No));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_keeps_silent_is_a_timeout_of_a_request_that_may_have_arrived() {
    within(async {
        // The kernel accepts the connection; nobody ever answers.
        let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = silent.local_addr().expect("it is bound");
        let sandbox = start(Sandbox::builder()).await;
        let client =
            life_pos_builder(&sandbox).base_url(format!("http://{address}")).build().expect("everything is set");
        let options = CallOptions::new().timeout(Duration::from_millis(50));
        let error = failure(client.nomenclature_imports().list(organization()).options(options).send().await);
        assert!(error.is_timeout() && error.is_transport() && error.status().is_none(), "{error:?}");
        assert_eq!((error.kind(), error.processed()), (ErrorKind::Timeout, Processed::Maybe));
        assert!(error.to_string().contains("life_pos nomenclature_imports_list"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_has_processed_nothing() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        // A privileged port: nothing gets it by chance.
        let client = life_pos_builder(&sandbox).base_url("http://127.0.0.1:1").build().expect("everything is set");
        let error = failure(client.nomenclature_imports().list(organization()).send().await);
        assert!(error.is_transport() && !error.is_timeout() && error.vendor_error().is_none(), "{error:?}");
        assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::No));
        assert!(error.to_string().contains("life_pos nomenclature_imports_list"), "{error}");
    })
    .await;
}
