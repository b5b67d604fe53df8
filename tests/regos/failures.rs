//! Failures inside and outside of HTTP 200.

use super::*;

/// Checks that the vendor refused, in a reply of this status, and gives the code and the text.
fn refused<'e>(error: &'e Error, operation: &str, status: u16) -> (Option<&'e str>, &'e str) {
    assert!(error.is_vendor() && !error.is_decode() && !error.is_status(), "{error:?}");
    assert_eq!((error.vendor(), error.operation()), ("regos", Some(operation)));
    assert_eq!((error.status().map(|status| status.as_u16()), error.processed()), (Some(status), Processed::No));
    assert!(error.to_string().contains(&format!("regos {operation}")), "{error}");
    let said = error.vendor_error().expect("the vendor said something");
    (said.code(), said.message().expect("every failure has a text"))
}

#[tokio::test]
async fn a_wrong_key_is_refused_inside_a_200() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let client = regos_with_key(&sandbox, "0123456789abcdef0123456789abcdef");
        let error = failure(client.doc_set_price().get().send().await);
        assert_eq!(refused(&error, DOCUMENTS, 200).0, Some("9002"));
        let error = failure(client.item_operation().get(1).send().await);
        assert_eq!(refused(&error, MOVEMENTS, 200).0, Some("9002"));
        assert!(!error.is_rate_limited());
    })
    .await;
}

#[tokio::test]
async fn an_access_token_is_sent_beside_the_key_and_a_wrong_one_is_a_401() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let with_token = |token: &str| {
            scan::register(token);
            let builder = bare::regos().base_url(sandbox.url()).integration_key(credentials::REGOS_INTEGRATION_KEY);
            builder.access_token(token).build().expect("everything is set")
        };
        let accepted = with_token(credentials::REGOS_ACCESS_TOKEN);
        accepted.doc_set_price().get().limit(1).send().await.expect("succeeds");
        let expected = format!("Bearer {}", credentials::REGOS_ACCESS_TOKEN);
        let sent = sandbox.requests().last().expect("it arrived");
        assert_eq!(sent.header("authorization"), Some(expected.as_str()));
        let error = failure(with_token("some-expired-token").item_operation().get(1).send().await);
        assert_eq!(refused(&error, MOVEMENTS, 401).0, Some("9002"));
    })
    .await;
}

#[tokio::test]
async fn a_used_up_quota_is_a_rate_limit_inside_a_200() {
    within(async {
        let (sandbox, client) = client_of(Sandbox::builder().quota(0, 2)).await;
        client.doc_set_price().get().limit(1).send().await.expect("the first request");
        client.item_operation().get(1).limit(1).send().await.expect("the second request");
        let error = failure(client.doc_set_price().get().send().await);
        assert!(error.is_rate_limited());
        assert_eq!(refused(&error, DOCUMENTS, 200).0, Some("8213"));
        let error = failure(client.item_operation().get(1).send().await);
        assert!(error.is_rate_limited());
        assert_eq!(refused(&error, MOVEMENTS, 200).0, Some("8213"));
        assert_eq!(sandbox.requests().total(), 4);
    })
    .await;
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    within(async {
        let (_sandbox, client) = shop(10).await;
        let documents = || client.doc_set_price().get();
        let sorted = documents().sort_orders([DocSetPriceSortOrder::new().column("Colour")]);
        let filtered = documents().filters([Filter::new("colour", "Equal").value("red")]);
        let compared = documents().filters([Filter::new("id", "Resembles").value("1")]);
        let valued = documents().filters([Filter::new("id", FilterOperator::Equal).value("first")]);
        for (call, part) in [(sorted, "sort_orders"), (filtered, "filters"), (compared, "filters"), (valued, "filters")]
        {
            let error = failure(call.send().await);
            let (code, text) = refused(&error, DOCUMENTS, 200);
            assert_eq!(code, Some("1008"), "{text}");
            assert!(text.contains(part) && error.to_string().contains(part), "{text}");
        }
        let movements = || client.item_operation().get(1);
        let sorted = movements().sort_orders([ItemOperationSortOrder::new().column("Code")]);
        let filtered = movements().filters([Filter::new("price", "Equal").value("1")]);
        for (call, part) in [(sorted, "sort_orders"), (filtered, "filters")] {
            let error = failure(call.send().await);
            let (code, text) = refused(&error, MOVEMENTS, 200);
            assert_eq!(code, Some("1008"), "{text}");
            assert!(text.contains(part), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_period_that_ends_before_it_starts_is_refused() {
    within(async {
        let (_sandbox, client) = shop(10).await;
        let error = failure(client.doc_set_price().get().start_date(200).end_date(100).send().await);
        assert_eq!(refused(&error, DOCUMENTS, 200).0, Some("1035"));
        let error = failure(client.item_operation().get(1).start_date(200).end_date(100).send().await);
        assert_eq!(refused(&error, MOVEMENTS, 200).0, Some("1035"));
    })
    .await;
}

#[tokio::test]
async fn every_documented_failure_keeps_code_text_and_body() {
    within(async {
        let (sandbox, client) = shop(10).await;
        let (documents, movements) = (client.doc_set_price().get(), client.item_operation().get(1));
        for (operation, name, code, part) in [
            (DOCUMENTS, "validation_failed", "1008", "Details: sort_orders"),
            (DOCUMENTS, "access_denied", "1096", "permission"),
            (DOCUMENTS, "period_not_in_tariff", "7503", "tariff"),
            (DOCUMENTS, "database_unreachable", "1000", "database"),
            (DOCUMENTS, "quota_exceeded", "8213", "quota"),
            (MOVEMENTS, "item_id_missing", "1008", "Details: item_id"),
            (MOVEMENTS, "access_denied", "1096", "permission"),
            (MOVEMENTS, "period_not_in_tariff", "7503", "tariff"),
            (MOVEMENTS, "database_unreachable", "1000", "database"),
            (MOVEMENTS, "quota_exceeded", "8213", "quota"),
        ] {
            let body = example(OPENAPI, operation, 200, name);
            sandbox.script(json(200, body.as_str()));
            let error = match operation {
                DOCUMENTS => failure(documents.clone().send().await),
                _ => failure(movements.clone().send().await),
            };
            let (found, text) = refused(&error, operation, 200);
            assert_eq!(found, Some(code), "{name}");
            assert!(text.contains(part), "{name}: {text}");
            assert_eq!(error.is_rate_limited(), code == "8213", "{name}");
            let details = error.vendor_error().expect("checked above").details();
            assert_eq!(*details, RawJson::parse(body).expect("JSON"), "the whole body is kept");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_may_come_as_text_and_a_text_may_be_missing() {
    within(async {
        let (sandbox, client) = shop(10).await;
        sandbox.script(json(200, r#"{"ok":false,"result":{"error":"8213","description":null}}"#));
        let error = failure(client.doc_set_price().get().send().await);
        assert!(error.is_vendor() && error.is_rate_limited(), "{error:?}");
        let said = error.vendor_error().expect("the vendor said something");
        assert_eq!((said.code(), said.message()), (Some("8213"), None));
    })
    .await;
}

#[tokio::test]
async fn a_429_of_a_proxy_is_a_rate_limit_too() {
    within(async {
        let (sandbox, client) = shop(10).await;
        sandbox.script(json(429, r#"{"ok":false,"result":{"error":429,"description":"slow down"}}"#));
        let error = failure(client.doc_set_price().get().send().await);
        assert!(error.is_rate_limited());
        assert_eq!(refused(&error, DOCUMENTS, 429), (Some("429"), "slow down"));
    })
    .await;
}

#[tokio::test]
async fn the_flag_decides_and_not_the_rows() {
    within(async {
        let (sandbox, client) = shop(10).await;
        let rows = r#""result":[{"id":1}],"next_offset":0,"total":1"#;
        sandbox.script(json(200, format!(r#"{{"ok":false,{rows}}}"#)));
        let error = failure(client.doc_set_price().get().send().await);
        assert!(error.is_vendor(), "{error:?}");
        assert_eq!(error.processed(), Processed::No);
        for flag in ["", r#""ok":null,"#] {
            sandbox.script(json(200, format!("{{{flag}{rows}}}")));
            let error = failure(client.doc_set_price().get().send().await);
            assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Maybe), "{error:?}");
            assert!(error.to_string().contains("/ok"), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_by_its_path() {
    within(async {
        let (sandbox, client) = shop(10).await;
        let body = r#"{"ok":true,"result":[{"date":1},{"date":2,"quantity":"many"}],"total":2}"#;
        sandbox.script(json(200, body));
        let error = failure(client.item_operation().get(1).send().await);
        assert!(error.is_decode() && error.vendor_error().is_none(), "{error:?}");
        assert_eq!((error.json_path(), error.processed()), (Some("result[1].quantity"), Processed::Yes));
        assert!(error.snippet().is_some_and(|snippet| snippet.contains("many")));
        assert!(error.to_string().contains("regos item_operation_get"), "{error}");
    })
    .await;
}

#[test]
fn a_client_without_a_key_cannot_be_built() {
    let error = failure(bare::regos().build());
    assert_eq!((error.kind(), error.operation(), error.processed()), (ErrorKind::Configuration, None, Processed::No));
    assert!(error.to_string().contains("integration_key()"), "{error}");
}
