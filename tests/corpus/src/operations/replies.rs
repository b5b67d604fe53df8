//! Several successes, several errors, and no body.

use nomenclature_runtime::{Decimal, Error, ErrorKind, Processed, RetryPolicy};

use crate::generated::calls::shop::operations::{GoodsCommonReply, GoodsFindReply, GoodsPutReply};
use crate::generated::calls::shop::{Client, types};
use crate::harness::{Script, header, now};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

#[test]
fn each_success_has_its_type() {
    let (script, client) = shop();
    script.json(200, r#"{"before": "tea"}"#).json(201, r#"{"id": 7, "price": 23.10}"#);
    let put = || now(client.goods().put("7").send()).expect("a success");
    match put() {
        GoodsPutReply::Ok(replaced) => assert_eq!(replaced.before, "tea"),
        other => panic!("{other:?}"),
    }
    match put() {
        GoodsPutReply::Created(made) => {
            assert_eq!((made.id, made.price.map(|price| price.to_string())), (Some(7), Some("23.10".to_owned())));
        }
        other => panic!("{other:?}"),
    }
    script.json(200, r#"{"before": "tea"}"#).answer(204, "", "");
    assert!(matches!(now(client.goods().find("7").send()), Ok(GoodsFindReply::Ok(_))));
    assert!(matches!(now(client.goods().find("7").send()), Ok(GoodsFindReply::NoContent)));
}

#[test]
fn a_whole_reply_may_be_null() {
    let (script, client) = shop();
    script.json(200, r#""bad""#).json(200, "null");
    assert_eq!(now(client.goods().mood().send()).expect("a success"), Some(types::Mood::Bad));
    assert_eq!(now(client.goods().mood().send()).expect("a success"), None);
}

#[test]
fn a_class_holds_where_no_status_does() {
    let (script, client) = shop();
    script.answer(202, "text/plain; charset=utf-8", "begun: чай").json(200, r#"{"before": "tea"}"#);
    match now(client.goods().common().send()).expect("a success") {
        GoodsCommonReply::Success(text) => assert_eq!(text, "begun: чай"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(now(client.goods().common().send()), Ok(GoodsCommonReply::Ok(_))));
    assert_eq!(header(&script.last(), "accept"), "application/json, text/plain");
    script.json(200, r#"{"id": 1}"#).json(206, r#"{"id": 2}"#).json(203, r#"{"id": 3}"#);
    assert_eq!(now(client.goods().range().send()).expect("a success").id, Some(1));
    assert_eq!(now(client.goods().range().send()).expect("a success").id, Some(2));
    assert_eq!(now(client.goods().default().send()).expect("a success").id, Some(3));
}

#[track_caller]
fn failed<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Error {
    outcome.expect_err("an error")
}

#[test]
fn a_success_of_another_kind_is_a_clear_error() {
    let (script, client) = shop();
    script.json(202, "{}");
    let error = failed(now(client.goods().put("7").send()));
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Maybe));
    assert!(error.to_string().contains("a status that is not documented (HTTP 202"), "{error}");

    // A reply for one status is not read as that of another.
    script.json(200, r#"{"id": 7}"#);
    let error = failed(now(client.goods().put("7").send()));
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Yes));
    assert!(error.to_string().contains("missing field `before`"), "{error}");

    script.answer(202, "text/html", "<html>");
    let error = failed(now(client.goods().common().send()));
    assert!(error.to_string().contains("is not of the documented type text/plain (HTTP 202, text/html)"), "{error}");
    script.json(200, r#"[{"before": "tea"}]"#);
    failed(now(client.goods().common().send()));
}

#[test]
fn each_error_decodes_as_its_type() {
    let (script, client) = shop();
    let call = || failed(now(client.goods().common().send()));
    script.json(400, r#"{"title": "wrong", "fields": ["a"]}"#).json(404, r#"{"id": 5}"#).json(409, r#"["b", "c"]"#);
    let error = call();
    assert_eq!((error.kind(), error.status().map(|status| status.as_u16())), (ErrorKind::Status, Some(400)));
    assert_eq!(error.processed(), Processed::No);
    let problem: types::Problem = error.vendor_error().expect("details").details().decode().expect("a problem");
    assert_eq!((problem.title.as_deref(), problem.fields), (Some("wrong"), vec!["a".to_owned()]));
    let missing: types::Missing = call().vendor_error().expect("details").details().decode().expect("a type");
    assert_eq!(missing.id, Some(5));
    let taken: Vec<String> = call().vendor_error().expect("details").details().decode().expect("a list");
    assert_eq!(taken, ["b", "c"]);

    script.answer(401, "", "").answer(502, "text/html", "<html>").json(418, "{}");
    assert!(call().vendor_error().is_none());
    let error = call();
    assert!(
        error.vendor_error().is_none() && error.to_string().contains("is not JSON (HTTP 502, text/html)"),
        "{error}"
    );
    assert_eq!(call().status().map(|status| status.as_u16()), Some(418));

    script.json(500, r#"{"title": "down"}"#).json(304, r#"{"title": "elsewhere"}"#);
    for status in [500, 304] {
        let error = failed(now(client.goods().range().send()));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        error.vendor_error().expect("details").details().decode::<types::Problem>().expect("a problem");
    }
}

#[test]
fn a_default_beside_a_success_is_for_errors() {
    let (script, client) = shop();
    script.json(200, r#"{"id": 1}"#).json(404, r#"{"title": "gone"}"#).json(503, r#"{"title": "down"}"#);
    let made: types::Made = now(client.goods().usual().send()).expect("a success");
    assert_eq!(made.id, Some(1));
    for (status, title) in [(404, "gone"), (503, "down")] {
        let error = failed(now(client.goods().usual().send()));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let problem: types::Problem = error.vendor_error().expect("details").details().decode().expect("a problem");
        assert_eq!(problem.title.as_deref(), Some(title));
    }
    script.json(200, r#"{"id": 2}"#).json(500, r#"{"title": "down"}"#);
    assert_eq!(now(client.goods().classes().send()).expect("a success").id, Some(2));
    let error = failed(now(client.goods().classes().send()));
    error.vendor_error().expect("details").details().decode::<types::Problem>().expect("a problem");
}

#[test]
fn no_body_is_a_success_and_another_one_is_not() {
    let (script, client) = shop();
    script.answer(204, "", "").json(200, r#"{"deleted": true}"#).answer(200, "", "");
    for _ in 0..3 {
        let () = now(client.goods().delete("7").send()).expect("a success");
    }
    let () = {
        script.answer(200, "application/json", "");
        now(client.goods().exists("7").send()).expect("a success")
    };
    assert_eq!(script.last().method(), "HEAD");
    script.answer(200, "text/html", "<html>a proxy</html>").answer(404, "", "");
    let error = failed(now(client.goods().delete("7").send()));
    assert!(error.is_decode() && error.to_string().contains("is not JSON (HTTP 200, text/html)"), "{error}");
    let error = failed(now(client.goods().exists("7").send()));
    assert_eq!((error.kind(), error.status().map(|s| s.as_u16())), (ErrorKind::Status, Some(404)));
    // A type whose members are all optional is not made of nothing.
    script.json(200, "").json(200, "null").json(200, "[]");
    for _ in 0..3 {
        failed(now(client.goods().range().send()));
    }
    let _ = Decimal::ONE;
}

#[test]
fn the_types_of_errors_are_in_the_documentation() {
    let code = include_str!(concat!(env!("OUT_DIR"), "/calls/shop/operations.rs"));
    for line in ["400: Wrong. Its body is a `types::Problem`.", "409: Taken. Its body is a `Vec<String>`."] {
        assert!(code.contains(line), "{line}");
    }
}
