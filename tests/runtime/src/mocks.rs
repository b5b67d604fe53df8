//! What a mock shows of requests that no operation makes.

use nomenclature_runtime::RetryPolicy;
use nomenclature_runtime::mock::{MockAnswer, MockTransport};

use crate::block_on;
use crate::sample::{Client, ClientBuilder};
use crate::script::KEY;

const FORM: &str = "grant_type=client_credentials&client_id=shop&client_secret=";

fn builder(mock: &MockTransport) -> ClientBuilder {
    let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop").retry(RetryPolicy::none());
    builder.oauth("shop", "s3cret +").transport(mock.clone())
}

#[test]
fn a_request_for_a_token_shows_no_secret() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::json_text(r#"{"access_token":"fetched-t0ken","expires_in":600}"#));
    mock.answer(MockAnswer::json_text(r#"{"ok":true,"result":[{"id":1}]}"#));
    let hidden = "https://tokens.example/h1dden/way";
    let client = builder(&mock).oauth_token_url(hidden).build().expect("a client");
    block_on(client.rows().get().send()).expect("rows");
    let request = &mock.requests()[0];
    assert_eq!((request.path(), request.query(), request.operation()), ("/o/token", None, None));
    assert_eq!(request.vendor(), Some("sample"));
    assert_eq!(request.body(), &format!("{FORM}[redacted]"));
    assert_eq!(request.expose_body(), &format!("{FORM}s3cret%20%2B"));
    assert_eq!(request.expose_url(), hidden);
    let shown = format!("{mock:?} {request:?} {:?}", request.body());
    assert!(!["h1dden", "s3cret", "t0ken\""].iter().any(|secret| shown.contains(secret)), "{shown}");
    let rows = &mock.requests()[1];
    assert_eq!((rows.path(), rows.operation()), ("/Rows/Get", Some("rows_get")));
    assert_eq!(rows.body(), rows.expose_body());
    assert_eq!(rows.header("authorization"), Some("[redacted]"));
}

#[test]
fn an_unscripted_request_for_a_token_is_named_without_secrets() {
    let mock = MockTransport::new();
    let client = builder(&mock).oauth_token_url("https://tokens.example/h1dden/way").build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("nothing is scripted");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("no answer is scripted for POST /o/token") && !shown.contains("h1dden"), "{shown}");
}
