//! Errors that come with a status of success, in the place of every kind of reply.

use nomenclature_runtime::{Error, Processed, RetryPolicy};

use crate::generated::document::shop::Client;
use crate::generated::document::shop::operations::GoodsSeveralReply;
use crate::harness::{Script, now};

const ERROR: &str = r#"{"code": "Gone", "message": "no such thing"}"#;

#[track_caller]
fn is_the_vendors<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    let error = outcome.expect_err("an error");
    assert!(error.is_vendor(), "{error:?}");
    assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("Gone"));
    assert_eq!(error.processed(), Processed::No);
}

#[test]
fn an_error_in_the_place_of_a_reply_is_an_error() {
    let script = Script::default();
    let builder = Client::builder().token("t").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    let goods = client.goods();
    for status in [200, 404] {
        script.json(status, ERROR).json(status, ERROR).json(status, ERROR);
        is_the_vendors(now(goods.any().send()));
        is_the_vendors(now(goods.list().send()));
        is_the_vendors(now(goods.text().send()));
    }
}

#[test]
fn what_looks_like_an_error_and_is_documented_is_none() {
    let script = Script::default();
    let builder = Client::builder().token("t").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    script
        .json(200, r#"{"message": "tea"}"#)
        .answer(200, "text/plain", ERROR)
        .json(200, r#"{"name": "a", "code": "b"}"#);
    assert_eq!(now(client.goods().any().send()).expect("JSON").get(), r#"{"message": "tea"}"#);
    assert_eq!(now(client.goods().text().send()).expect("a text"), ERROR);
    match now(client.goods().several().send()).expect("a thing") {
        GoodsSeveralReply::Ok(thing) => assert_eq!(thing.code.as_deref(), Some("b")),
        other => panic!("{other:?}"),
    }
    script.json(204, ERROR).json(204, r#"{"message": "away"}"#).json(200, r#"{"name": null}"#);
    is_the_vendors(now(client.goods().several().send()));
    assert!(now(client.goods().several().send()).expect_err("an error").is_vendor());
    assert!(matches!(now(client.goods().several().send()), Ok(GoodsSeveralReply::Ok(_))));
}

#[test]
fn nothing_that_is_documented_is_no_success() {
    let script = Script::default();
    let builder = Client::builder().token("t").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    for body in ["{}", r#"{"error": "away"}"#, r#"{"message": "away"}"#, r#"{"message": "away", "name": null}"#] {
        script.json(200, body);
        let error = now(client.goods().several().send()).expect_err(body);
        assert!(error.is_decode() != body.contains("message"), "{body}: {error:?}");
        assert_eq!(error.processed(), Processed::Maybe, "{body}: {error:?}");
    }
}
