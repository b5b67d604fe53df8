//! Trying again and keeping quotas, over HTTP: the sandbox counts what arrives, and waits are recorded instead of waited.

use std::time::Duration;

use nomenclature::quince::types::{NewService, ServiceUpdate};
use nomenclature::runtime::Safety;
use nomenclature::{CallOptions, Processed, RateLimit, RetryPolicy};
use nomenclature_sandbox::{Sandbox, ScriptedReply};
use nomenclature_tests::clients::{failure, json, rows, start, within};
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::operations::{Clients, OPERATIONS, Setup};

const QUOTA: &str = r#"{"ok":false,"result":{"error":8213,"description":"Quota"}}"#;

async fn shop() -> (Sandbox, Hasty, Clients) {
    let sandbox = start(Sandbox::builder().rows(30)).await;
    let hasty = Hasty::new();
    let clients = hasty.clients(&sandbox);
    (sandbox, hasty, clients)
}

fn html(status: u16) -> ScriptedReply {
    ScriptedReply::new(status).header("content-type", "text/html").body("<h1>later</h1>")
}

#[tokio::test]
async fn every_read_survives_passing_failures() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        for operation in OPERATIONS.iter().filter(|operation| !operation.writes()) {
            for send in [operation.send, operation.send_raw] {
                for status in [408, 429, 500, 502, 503, 504] {
                    sandbox.requests().clear();
                    sandbox.script(html(status));
                    sandbox.script(json(status, ""));
                    send(&clients).await.unwrap_or_else(|error| panic!("{status}: {error:?}"));
                    assert_eq!(sandbox.requests().total(), 3, "{} {status}", operation.subject());
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn passing_codes_inside_a_200_are_tried_again_and_others_are_not() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        let body = |code: u32| format!(r#"{{"ok":false,"result":{{"error":{code},"description":"-"}}}}"#);
        for code in [8213, 1018, 1194, 1000, 2010, 2200, 2201, 2202, 9007] {
            sandbox.requests().clear();
            sandbox.script(json(200, body(code)));
            clients.regos.doc_set_price().get().limit(1).send().await.expect("the second attempt succeeds");
            assert_eq!(sandbox.requests().total(), 2, "{code}");
        }
        sandbox.requests().clear();
        sandbox.script(json(200, body(1008)));
        let error = failure(clients.regos.doc_set_price().get().send().await);
        assert_eq!((error.attempts(), sandbox.requests().total()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_read_that_never_succeeds_ends_with_its_last_error() {
    within(async {
        let (sandbox, hasty, clients) = shop().await;
        for status in [500, 502, 503, 504] {
            sandbox.script(html(status));
        }
        let error = failure(clients.quince.services().list().send().await);
        assert_eq!((error.attempts(), sandbox.requests().total()), (4, 4));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(504));
        assert_eq!(hasty.waits().len(), 3);
        assert!(error.to_string().contains("(4 attempts)"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_code_that_must_not_be_repeated_is_not() {
    within(async {
        let (sandbox, hasty, clients) = shop().await;
        let list = || clients.life_pos.nomenclature_imports().list(nomenclature_tests::clients::organization());
        for code in ["TryActivateLater", "TrySendCodeLater"] {
            for status in [429, 503] {
                sandbox.requests().clear();
                sandbox.script(json(status, format!(r#"{{"code":"{code}","message":"later"}}"#)));
                let error = failure(list().send().await);
                assert_eq!((error.attempts(), sandbox.requests().total()), (1, 1), "{code} {status}");
            }
        }
        assert!(hasty.waits().is_empty());
        sandbox.script(json(400, r#"{"code":"TryLater","message":"later"}"#));
        list().send().await.expect("the second attempt succeeds");
    })
    .await;
}

#[tokio::test]
async fn retry_after_is_kept_in_both_forms() {
    within(async {
        let (sandbox, hasty, clients) = shop().await;
        let reply =
            |asked: &str| html(503).header("date", "Sun, 06 Nov 1994 08:49:37 GMT").header("retry-after", asked);
        sandbox.script(reply("17"));
        sandbox.script(reply("Sun, 06 Nov 1994 08:50:00 GMT"));
        clients.quince.services().list().send().await.expect("the third attempt succeeds");
        assert_eq!(hasty.waits(), [Duration::from_secs(17), Duration::from_secs(23)]);
        sandbox.script(reply("3600"));
        let error = failure(clients.quince.services().list().send().await);
        assert_eq!((error.attempts(), error.retry_after()), (1, Some(Duration::from_secs(3600))));
        assert_eq!(hasty.waits().len(), 2, "an hour is past the deadline");
    })
    .await;
}

#[tokio::test]
async fn writes_are_sent_once_unless_they_were_certainly_not_processed() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        for operation in OPERATIONS.iter().filter(|operation| operation.spec.safety == Safety::Write) {
            // Where a success has no body, an empty one is a success.
            let empty = json(200, if operation.empty { " " } else { "" });
            for reply in [html(500), html(502), html(503).header("retry-after", "1"), html(408), empty, html(200)] {
                sandbox.requests().clear();
                sandbox.script(reply);
                let error = failure((operation.send)(&clients).await);
                assert_eq!((error.attempts(), sandbox.requests().total()), (1, 1), "{}", operation.subject());
                assert_eq!(error.processed(), Processed::Maybe, "{error:?}");
            }
            sandbox.requests().clear();
            sandbox.script(html(429));
            let outcome = (operation.send)(&clients).await;
            assert_eq!(sandbox.requests().total(), 2, "{}: {outcome:?}", operation.subject());
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_for_its_number_is_added_once() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        let services = || rows(clients.quince.services().list().items());
        let before = services().await.len();
        sandbox.script(html(429));
        sandbox.script(html(429));
        let added = clients.quince.services().add([NewService::new().name("Чай")]).send().await.expect("added");
        assert_eq!((added.len(), services().await.len()), (1, before + 1));
    })
    .await;
}

#[tokio::test]
async fn an_update_is_repeated_only_as_its_document_allows() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        sandbox.requests().clear();
        sandbox.script(html(503));
        let outcome = clients.quince.services().update([ServiceUpdate::new(1)]).send().await;
        let repeated = nomenclature::quince::operations::SERVICES_UPDATE.safety != Safety::Write;
        assert_eq!(sandbox.requests().total(), if repeated { 2 } else { 1 }, "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn where_nobody_listens_even_writes_are_tried_again() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let hasty = Hasty::new();
        let clients = hasty.clients(&sandbox);
        sandbox.stop().await;
        for operation in OPERATIONS {
            let error = failure((operation.send)(&clients).await);
            assert_eq!((error.attempts(), error.processed()), (4, Processed::No), "{error:?}");
        }
        assert_eq!(hasty.waits().len(), 3 * OPERATIONS.len());
    })
    .await;
}

#[tokio::test]
async fn a_listing_gives_each_row_once_whatever_is_repeated() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        let expected = rows(clients.regos.doc_set_price().get().limit(7).items()).await;
        let mut failures =
            [html(502), json(200, QUOTA), json(200, r#"{"ok":true,"result":[{"id""#), html(503)].into_iter();
        let mut pages = clients.regos.doc_set_price().get().limit(7).pages();
        let mut found = Vec::new();
        loop {
            failures.next().into_iter().for_each(|reply| sandbox.script(reply));
            match pages.try_next().await.expect("the next attempt succeeds") {
                Some(page) => found.extend(page.result),
                None => break,
            }
        }
        assert_eq!((found.len(), found == expected), (30, true));
    })
    .await;
}

#[tokio::test]
async fn the_policy_of_a_call_replaces_that_of_the_client() {
    within(async {
        let (sandbox, _, clients) = shop().await;
        let list = |options| clients.quince.services().list().options(options).send();
        sandbox.script(html(502));
        let error = failure(list(CallOptions::new().retry(RetryPolicy::none())).await);
        assert_eq!(error.attempts(), 1);
        sandbox.script(html(502));
        let error = failure(list(CallOptions::new().deadline(Duration::from_millis(100))).await);
        assert_eq!(error.attempts(), 1, "no wait of at least 250 ms fits");
    })
    .await;
}

#[tokio::test]
async fn a_quota_that_others_use_up_is_waited_for() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5)).await;
        let hasty = Hasty::new();
        let mut setup = Setup::of(&sandbox);
        setup.retry = RetryPolicy::new();
        let builder = setup.regos_builder().transport(hasty.clone()).rate_limit(RateLimit::per_second(2).burst(50));
        let client = builder.build().expect("everything is set");
        sandbox.script(json(200, QUOTA));
        client.doc_set_price().get().limit(1).send().await.expect("the second attempt succeeds");
        let waited = hasty.waits().len();
        client.doc_set_price().get().limit(1).send().await.expect("succeeds");
        assert_eq!(hasty.waits().len(), waited + 1, "the bucket is empty after the error");
    })
    .await;
}
