//! The mock transport that users get for their own tests.

use std::time::Duration;

use nomenclature::mock::{MockAnswer, MockTransport};
use nomenclature::quince::types::NewService;
use nomenclature::{CallOptions, Decimal, Processed, RetryPolicy, TransportError, life_pos, quince, regos, zegoal};
use nomenclature_tests::clients::{organization, within};
use nomenclature_tests::{bare, scan};

const KEY: &str = "0123456789abcdef-integration";
const PASSWORD: &str = "pa55 w0rd";

fn regos(mock: &MockTransport) -> regos::Client {
    scan::register(KEY);
    bare::regos().integration_key(KEY).transport(mock.clone()).build().expect("everything is set")
}

fn quince(mock: &MockTransport) -> quince::Client {
    scan::register(KEY);
    let builder = bare::quince().host("shop.example").api_key(KEY);
    builder.transport(mock.clone()).build().expect("everything is set")
}

fn zegoal(mock: &MockTransport) -> zegoal::Client {
    scan::register(PASSWORD);
    let builder = bare::zegoal().subdomain("shop").tenant("order0").credentials("login", PASSWORD);
    builder.transport(mock.clone()).build().expect("everything is set")
}

fn page(ids: std::ops::Range<i64>, next: i64, total: i64) -> MockAnswer {
    let rows: Vec<_> = ids.map(|id| serde_json::json!({"id": id})).collect();
    MockAnswer::json(serde_json::json!({"ok": true, "result": rows, "next_offset": next, "total": total}))
}

#[tokio::test]
async fn answers_are_played_in_order_and_requests_recorded() {
    let mock = MockTransport::new();
    mock.answer(page(0..2, 2, 3)).answer(page(2..3, 3, 3));
    let mut items = regos(&mock).doc_set_price().get().performed(true).items().window(1);
    let mut ids = Vec::new();
    assert_eq!(mock.remaining(), 2);
    while let Some(document) = within(items.try_next()).await.expect("a page") {
        ids.push(document.id);
    }
    assert_eq!(ids, [Some(0), Some(1), Some(2)]);
    mock.assert_finished();

    let requests = mock.requests();
    let bodies: Vec<serde_json::Value> = requests.iter().map(|request| request.json().expect("JSON")).collect();
    assert_eq!(bodies, [serde_json::json!({"performed": true}), serde_json::json!({"performed": true, "offset": 2})]);
    let last = mock.last_request().expect("a request");
    assert_eq!((last.method().as_str(), last.path(), last.query()), ("POST", "/DocSetPrice/Get", None));
    assert_eq!((last.vendor(), last.operation()), (Some("regos"), Some("doc_set_price_get")));
    assert_eq!(last.header("content-type"), Some("application/json"));
    assert_eq!(last.timeout(), Duration::from_secs(60));
    assert_eq!(last.body(), &br#"{"performed":true,"offset":2}"#[..]);
}

#[tokio::test]
async fn waits_are_recorded_and_nobody_waits() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::status(503).header("retry-after", "50"))
        .answer(TransportError::maybe_sent("the connection broke"))
        .answer(TransportError::timeout())
        .answer(page(0..1, 1, 1));
    let begun = std::time::Instant::now();
    let reply = within(regos(&mock).doc_set_price().get().send()).await.expect("the fourth attempt");
    assert_eq!(reply.result.len(), 1);
    let waits = mock.waits();
    assert_eq!((waits.len(), waits[0]), (3, Duration::from_secs(50)));
    assert!(waits[1..].iter().all(|wait| *wait > Duration::ZERO && *wait <= Duration::from_secs(2)), "{waits:?}");
    assert!(begun.elapsed() < waits[0], "it should not have waited");
    mock.assert_finished();

    // The second wait does not fit into what the deadline leaves.
    let busy = MockTransport::respond_with(|_| MockAnswer::status(503).header("retry-after", "50"));
    let options = CallOptions::new().deadline(Duration::from_secs(80));
    let error = within(regos(&busy).doc_set_price().get().options(options).send()).await.expect_err("no time");
    assert_eq!((error.attempts(), busy.waits()), (2, vec![Duration::from_secs(50)]));
}

#[tokio::test]
async fn a_quota_is_waited_for_on_the_clock_of_the_mock() {
    let mock = MockTransport::respond_with(|_| page(0..0, 0, 0));
    let client = regos(&mock);
    for _ in 0..50 {
        within(client.doc_set_price().get().send()).await.expect("an empty page");
    }
    let (waits, total) = (mock.waits(), mock.waits().iter().sum::<Duration>());
    assert_eq!(waits.len(), 5, "45 at once, then 2 a second: {waits:?}");
    assert!(total > Duration::from_millis(2400) && total < Duration::from_millis(2600), "{waits:?}");
}

#[tokio::test]
async fn delays_count_and_time_out() {
    let mock = MockTransport::new();
    mock.answer(page(0..0, 0, 0).delay(Duration::from_secs(59)))
        .answer(page(0..0, 0, 0).delay(Duration::from_secs(60)))
        .answer(page(0..0, 0, 0).delay(Duration::from_secs(3600)));
    let client = regos(&mock);
    within(client.doc_set_price().get().send()).await.expect("in time");
    let once = CallOptions::new().retry(RetryPolicy::none());
    for _ in 0..2 {
        let error = within(client.doc_set_price().get().options(once.clone()).send()).await.expect_err("too late");
        assert!(error.is_timeout(), "{error}");
        assert_eq!(error.processed(), Processed::Maybe);
    }
    // Two attempts use up the deadline of 120 s.
    let slow = MockTransport::respond_with(|_| page(0..0, 0, 0).delay(Duration::from_secs(70)));
    let error = within(regos(&slow).doc_set_price().get().send()).await.expect_err("too late");
    assert_eq!((error.attempts(), slow.requests().len()), (2, 2), "{error}");
    assert!(slow.requests()[1].timeout() < Duration::from_secs(60), "the rest of the deadline");
}

#[tokio::test]
async fn a_closure_answers_what_it_is_asked() {
    let mock = MockTransport::respond_with(|request| match request.path() {
        "/api/v2/service/add" => unreachable!("the path is the one below the server URL"),
        "/service/add" => {
            let body: serde_json::Value = request.json().expect("JSON");
            let records = body["array"].as_array().map_or(0, Vec::len);
            let ids: Vec<_> = (1..=records).map(|id| serde_json::json!({"id": id})).collect();
            MockAnswer::json(serde_json::json!({"success": true, "data": ids}))
        }
        _ => MockAnswer::status(404),
    });
    mock.answer(MockAnswer::json_text(r#"{"success": true, "data": [{"id": 77}]}"#));
    let client = quince(&mock);
    let scripted = within(client.services().add([NewService::new()]).send()).await.expect("scripted");
    assert_eq!(scripted.len(), 1);
    let added = within(client.services().add(vec![NewService::new(); 250]).send()).await.expect("three batches");
    assert_eq!((added.len(), mock.requests().len()), (250, 4));
    let error = within(client.services().list().send()).await.expect_err("not found");
    assert!(error.is_status() && error.status().is_some_and(|status| status == 404), "{error}");
    mock.assert_finished();
}

#[tokio::test]
async fn a_request_without_an_answer_is_a_clear_error() {
    let mock = MockTransport::new();
    let error = within(regos(&mock).doc_set_price().get().send()).await.expect_err("nothing is scripted");
    assert!(error.to_string().contains("no answer is scripted for POST /DocSetPrice/Get"), "{error}");
    assert_eq!(error.processed(), Processed::No);
    assert!(!format!("{error} {error:?}").contains(KEY));
    let complaint = panic_of(move || mock.assert_finished());
    assert!(complaint.contains("no answer was scripted for POST /DocSetPrice/Get"), "{complaint}");
}

#[test]
fn answers_that_were_not_played_are_told() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::status(200)).answer(MockAnswer::status(200));
    assert_eq!(mock.clone().remaining(), 2);
    assert!(mock.last_request().is_none());
    let complaint = panic_of(move || mock.assert_finished());
    assert!(complaint.contains("2 scripted answers were not played"), "{complaint}");
}

#[tokio::test]
async fn credentials_show_only_where_they_are_asked_for() {
    let mock = MockTransport::respond_with(|_| MockAnswer::status(403));
    let options = CallOptions::new().secret_header("x-pin", "4711-pin").header("x-trace", "t1");
    let _ = within(regos(&mock).doc_set_price().get().options(options).send()).await;
    let _ = within(quince(&mock).services().list().send()).await;
    let _ = within(zegoal(&mock).catalog().add_position("Tea", "Goods").send()).await;
    let shown = format!("{mock:?} {mock:#?} {:?}", mock.requests());
    for secret in [KEY, PASSWORD, "4711-pin", "bG9naW46", "shop.example"] {
        assert!(!shown.contains(secret), "{secret} shows in {shown}");
    }
    let requests = mock.requests();
    for request in &requests {
        assert!(!request.path().contains(KEY) && !request.headers().values().any(|value| value == KEY));
    }
    assert_eq!(requests[0].header("x-pin"), Some("[redacted]"));
    assert_eq!(requests[0].header("x-trace"), Some("t1"));
    assert_eq!(requests[0].expose_headers()["x-pin"], "4711-pin");
    let url = format!("https://integration.regos.uz/gateway/out/{KEY}/v1/DocSetPrice/Get");
    assert_eq!(requests[0].expose_url().to_string(), url);
    assert!(requests[1].expose_headers().values().any(|value| value == KEY), "{requests:?}");
    assert_eq!(requests[2].header("authorization"), Some("[redacted]"));
}

#[tokio::test]
async fn queries_are_seen_encoded_and_decoded() {
    let mock = MockTransport::respond_with(|_| MockAnswer::json_text(r#"{"items": []}"#));
    let client = bare::life_pos()
        .token(KEY)
        .accept_language("ru-RU")
        .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
        .client_type(life_pos::types::ClientType::Service)
        .transport(mock.clone())
        .build()
        .expect("everything is set");
    let call = client.nomenclature_imports().list(organization()).page_token("a&b=ё %");
    within(call.send()).await.expect("an empty page");
    let request = mock.last_request().expect("a request");
    assert_eq!(request.path(), format!("/v5/orgs/{}/async/imports/nomenclature", organization()));
    assert_eq!(request.query(), Some("page_token=a%26b%3D%D1%91%20%25"));
    assert_eq!(request.query_pairs(), [("page_token".to_owned(), "a&b=ё %".to_owned())]);
    assert_eq!(request.header("accept-language"), Some("ru-RU"));
}

#[tokio::test]
async fn models_are_answered_with_their_exact_decimals() {
    let mock = MockTransport::new();
    let price: Decimal = "23.10".parse().expect("a decimal");
    let body = r#"{"processing_result":{"status":"ok"},"AddCatalogPosition":{"response":{"price":23.10}}}"#;
    mock.answer(MockAnswer::body("application/json", body));
    let _ = within(zegoal(&mock).catalog().add_position("Tea", "Goods").price(price).send()).await;
    let sent = mock.last_request().expect("a request");
    assert!(String::from_utf8_lossy(sent.body()).contains(r#""price":23.10"#), "{:?}", sent.body());
    let service = NewService::new().name("Чай");
    let echoed = MockTransport::new();
    echoed.answer(MockAnswer::json(&service).with_status(201));
    assert_eq!(echoed.remaining(), 1);
}

fn panic_of(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(work).expect_err("a panic");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}
