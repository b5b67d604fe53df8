//! Failures, and that a refused write changes nothing.

use super::*;

/// Checks that the vendor refused inside a 200, and gives code and message.
fn refused<'e>(error: &'e Error, operation: &str) -> (Option<&'e str>, Option<&'e str>) {
    assert!(error.is_vendor() && !error.is_decode() && !error.is_rate_limited(), "{error:?}");
    assert_eq!((error.vendor(), error.operation()), ("quince", Some(operation)));
    let said = error.vendor_error().expect("the vendor said something");
    // Of a refused batch the vendor promises that nothing was done where it lists identifiers that it does not know.
    let certain = operation.ends_with("_list") || matches!(said.code(), Some("IdIsUnknown" | "Unauthorized"));
    let processed = if certain { Processed::No } else { Processed::Maybe };
    assert_eq!((error.status().map(|status| status.as_u16()), error.processed()), (Some(200), processed), "{error}");
    assert!(error.to_string().contains(&format!("quince {operation}")), "{error}");
    (said.code(), said.message())
}

/// The ids that the details of a failure list.
fn unknown_ids(error: &Error) -> Vec<i64> {
    let details: serde_json::Value =
        error.vendor_error().expect("the vendor said something").details().decode().expect("JSON");
    serde_json::from_value(details["error"]["ids"].clone()).expect("a list of ids")
}

#[tokio::test]
async fn an_unknown_service_is_named_and_none_is_changed() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let [one, two] = add(&client, [NewService::new().name("1"), NewService::new().name("2")]).await;
        let updates = [one, 900_001, two, 900_002].map(|id| ServiceUpdate::new(id).name("changed"));
        let error = failure(client.services().update(updates).send().await);
        let (code, message) = refused(&error, "services_update");
        assert_eq!(code, Some("IdIsUnknown"));
        assert!(message.is_some_and(|message| message.contains("nothing was changed")));
        assert_eq!(unknown_ids(&error), [900_001, 900_002]);
        let names: Vec<_> = rows(client.services().list().items()).await.into_iter().map(|row| row.name).collect();
        assert_eq!(names, [Some("1".to_owned()), Some("2".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_folder_is_named_and_none_is_changed() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let [own] = add_folders(&client, [NewServiceFolder::new().name("1")]).await;
        let [service] = add(&client, [NewService::new()]).await;
        let updates = [own, service].map(|id| ServiceFolderUpdate::new(id).name("changed"));
        let error = failure(client.service_folders().update(updates).send().await);
        assert_eq!(refused(&error, "service_folders_update").0, Some("IdIsUnknown"));
        assert_eq!(unknown_ids(&error), [service], "the id of a service is no folder");
        assert_eq!(folder(&client, own).await.name.as_deref(), Some("1"));
    })
    .await;
}

#[tokio::test]
async fn a_folder_above_that_does_not_exist_refuses_the_whole_request() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let services = [NewService::new().name("good"), NewService::new().parent_folder(900_001)];
        let error = failure(client.services().add(services).send().await);
        assert_eq!(refused(&error, "services_add").0, Some("FolderIsUnknown"));
        let folders = [NewServiceFolder::new(), NewServiceFolder::new().parent_folder(900_001)];
        let error = failure(client.service_folders().add(folders).send().await);
        assert_eq!(refused(&error, "service_folders_add").0, Some("FolderIsUnknown"));
        assert_eq!(rows(client.services().list().items()).await, []);
        assert_eq!(rows(client.service_folders().list().items()).await, []);
    })
    .await;
}

#[tokio::test]
async fn more_than_a_hundred_records_in_one_request_are_refused_and_change_nothing() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let [own] = add(&client, [NewService::new().name("old")]).await;
        let [shelf] = add_folders(&client, [NewServiceFolder::new().name("old")]).await;
        sandbox.requests().clear();
        // What keeps the raw reply is always one request.
        let error = failure(client.services().add((0..101).map(|_| NewService::new())).keep_raw().send().await);
        assert_eq!(refused(&error, "services_add").0, Some("BatchIsTooLarge"));
        let updates = (0..101).map(|_| ServiceUpdate::new(own).name("changed"));
        let error = failure(client.services().update(updates).keep_raw().send().await);
        assert_eq!(refused(&error, "services_update").0, Some("BatchIsTooLarge"));
        let error =
            failure(client.service_folders().add((0..101).map(|_| NewServiceFolder::new())).keep_raw().send().await);
        assert_eq!(refused(&error, "service_folders_add").0, Some("BatchIsTooLarge"));
        let updates = (0..101).map(|_| ServiceFolderUpdate::new(shelf).name("changed"));
        let error = failure(client.service_folders().update(updates).keep_raw().send().await);
        assert_eq!(refused(&error, "service_folders_update").0, Some("BatchIsTooLarge"));
        assert_eq!(sandbox.requests().total(), 4);
        let names: Vec<_> = rows(client.services().list().items()).await.into_iter().map(|row| row.name).collect();
        assert_eq!(names, [Some("old".to_owned())]);
        let names: Vec<_> =
            rows(client.service_folders().list().items()).await.into_iter().map(|row| row.name).collect();
        assert_eq!(names, [Some("old".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_page_below_one_is_refused() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let error = failure(client.services().list().page(0).send().await);
        assert_eq!(refused(&error, "services_list").0, Some("InvalidRequest"));
        let error = failure(client.service_folders().list().page(-1).send().await);
        assert_eq!(refused(&error, "service_folders_list").0, Some("InvalidRequest"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_a_missing_one_is_not_sent() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let error = failure(quince_with_key(&sandbox, "some-other-key").services().list().send().await);
        assert_eq!(refused(&error, "services_list").0, Some("Unauthorized"));
        let error =
            failure(quince_with_key(&sandbox, "some-other-key").services().add([NewService::new()]).send().await);
        assert_eq!(refused(&error, "services_add").0, Some("Unauthorized"));
        let anonymous = bare::quince().base_url(sandbox.url()).build().expect("a key is optional");
        anonymous.services().list().send().await.expect("the sandbox asks for none");
        assert_eq!(
            sandbox.requests().last().and_then(|request| request.header("authorization").map(str::to_owned)),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn only_a_list_of_sent_identifiers_shows_that_nothing_was_changed() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        for (status, failure_with, processed) in [
            (200, r#""error":"unknown","ids":[1]"#, Processed::No),
            (200, r#""error":{"text":"unknown","Ids":["1",2]}"#, Processed::No),
            (200, r#""error":["17: unknown"],"missing":[{"id":2}]"#, Processed::Maybe),
            (200, r#""error":"unknown","missing":[{"Id":2},{"Id":"1"}]"#, Processed::No),
            (400, r#""error":"unknown","ids":[1]"#, Processed::No),
            (500, r#""error":"broke off","ids":[1]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[1,3]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[3]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[1],"folders":[7]"#, Processed::Maybe),
            (200, r#""error":"broke off","data":[{"id":1}]"#, Processed::Maybe),
            (200, r#""error":"broke off","data":[{"id":1}],"ids":[2]"#, Processed::Maybe),
            (200, r#""error":"unknown","array":[{"id":1,"Name":"x"}]"#, Processed::Maybe),
            (200, r#""error":"IdIsUnknown""#, Processed::Maybe),
            (200, r#""error":{"code":"partial","updated":[1],"failed":[2]}"#, Processed::Maybe),
            (200, r#""error":"partial","updated_ids":[1]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[9],"ids":[1]"#, Processed::Maybe),
            (200, r#""error":"unknown","ids":[1],"ids":[9]"#, Processed::Maybe),
            (200, r#""error":{"code":"Unauthorized"},"data":[{"id":1},{"id":2}]"#, Processed::Maybe),
            (200, r#""error":{"code":"IdIsMissing"}"#, Processed::Maybe),
        ] {
            let body = format!(r#"{{"success":false,{failure_with}}}"#);
            sandbox.script(json(status, body.as_str()));
            let updates = [1, 2].map(|id| ServiceUpdate::new(id).name("x"));
            let error = failure(client.services().update(updates).send().await);
            assert_eq!(error.processed(), processed, "{status} {body}: {error:?}");
            sandbox.script(json(status, body.as_str()));
            let error = failure(client.services().add([NewService::new().name("x")]).send().await);
            let processed = if status == 400 { Processed::No } else { Processed::Maybe };
            assert_eq!(error.processed(), processed, "an addition, {status} {body}: {error:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_documented_failure_keeps_code_message_and_body() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let (services, folders) = (client.services(), client.service_folders());
        for (operation, name, code, message) in [
            ("services_list", "failure", Some("InvalidRequest"), "page has to be 1 or more"),
            ("services_add", "failure", None, "17: folder 110 does not exist"),
            ("services_update", "missing_id", Some("IdIsMissing"), "array[1] has no id; no service was updated"),
            (
                "services_update",
                "unknown_ids",
                Some("IdIsUnknown"),
                "some services do not exist; no service was updated",
            ),
            ("service_folders_list", "failure", Some("5"), "page has to be 1 or more"),
            ("service_folders_add", "failure", Some("FolderIsUnknown"), "folder 100 does not exist"),
            ("service_folders_update", "missing_id", Some("IdIsMissing"), "array[0] has no Id; no folder was updated"),
            (
                "service_folders_update",
                "unknown_ids",
                Some("IdIsUnknown"),
                "some folders do not exist; no folder was updated",
            ),
        ] {
            let body = example(OPENAPI, operation, 200, name);
            sandbox.script(json(200, body.as_str()));
            let error = match operation {
                "services_list" => failure(services.list().send().await),
                "services_add" => failure(services.add([NewService::new()]).send().await),
                "services_update" => failure(services.update([900_001, 900_002].map(ServiceUpdate::new)).send().await),
                "service_folders_list" => failure(folders.list().send().await),
                "service_folders_add" => failure(folders.add([NewServiceFolder::new()]).send().await),
                _ => failure(folders.update([ServiceFolderUpdate::new(900_001)]).send().await),
            };
            assert_eq!(refused(&error, operation), (code, Some(message)), "{name}");
            let details = error.vendor_error().expect("checked above").details();
            assert_eq!(*details, RawJson::parse(body).expect("JSON"), "the whole body is kept");
        }
    })
    .await;
}

#[tokio::test]
async fn the_flag_decides_and_not_the_data() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        sandbox.script(json(200, r#"{"success":false,"data":[{"id":1}],"error":null}"#));
        let error = failure(client.services().add([NewService::new()]).send().await);
        assert_eq!(refused(&error, "services_add"), (None, None));
        for flag in ["", r#""success":null,"#] {
            sandbox.script(json(200, format!(r#"{{{flag}"data":[{{"id":1}}]}}"#)));
            let error = failure(client.services().add([NewService::new()]).send().await);
            assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Maybe), "{error:?}");
            assert!(error.to_string().contains("/success"), "{error}");
        }
    })
    .await;
}
