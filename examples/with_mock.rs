//! A test without network: the client plays what the test scripts. Needs the feature `mock`.

use nomenclature::mock::{MockAnswer, MockTransport};
use nomenclature::{Error, Processed, quince};

/// What a program of yours might do: the names of all services.
async fn names(client: &quince::Client) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let mut services = client.services().list().items();
    while let Some(service) = services.try_next().await? {
        names.extend(service.name);
    }
    Ok(names)
}

fn client(mock: &MockTransport) -> quince::Client {
    quince::Client::builder().host("shop.example").api_key("key").transport(mock.clone()).build().expect("all is set")
}

#[tokio::test]
async fn names_come_in_the_order_of_the_listing() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::json_text(r#"{"success": true, "data": [{"Name": "Tea"}, {"Name": "Coffee"}]}"#));
    assert_eq!(names(&client(&mock)).await.expect("two names"), ["Tea", "Coffee"]);
}

#[tokio::test]
async fn a_refusal_is_an_error_with_the_words_of_the_vendor() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::json_text(r#"{"success": false, "error": "wrong key"}"#));
    let error = names(&client(&mock)).await.expect_err("a refusal");
    assert!(error.is_vendor(), "{error}");
    assert_eq!(error.vendor_error().and_then(|said| said.message()), Some("wrong key"));
}

#[tokio::test]
async fn a_write_without_a_reply_is_sent_once() {
    let mock = MockTransport::new();
    mock.answer(MockAnswer::status(502));
    let error = client(&mock).services().add([quince::types::NewService::new().name("Tea")]).send().await;
    let stopped = error.expect_err("no reply of the vendor");
    assert_eq!(stopped.error().processed(), Processed::Maybe);
    assert!(stopped.possibly_done());
    mock.assert_finished();
}
