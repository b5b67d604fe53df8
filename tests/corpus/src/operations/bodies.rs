//! Whole bodies: text, bytes, JSON of any kind, and those that may be left out.

use std::str::FromStr;

use nomenclature_runtime::{Decimal, RetryPolicy};
use serde_json::json;

use crate::generated::calls::shop::{Client, types};
use crate::harness::{Script, header, now};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

#[test]
fn texts_are_sent_and_read_as_they_are() {
    let (script, client) = shop();
    for text in ["", "чай\r\n\"1\";\u{1F375}", "{\"not\": json"] {
        script.answer(200, "text/CSV; charset=utf-8", text.to_owned());
        let back = now(client.goods().report(text).send()).expect("a reply");
        let request = script.last();
        assert_eq!((back.as_str(), request.body().as_ref()), (text, text.as_bytes()));
        assert_eq!(
            (header(&request, "content-type").as_str(), header(&request, "accept").as_str()),
            ("text/markdown", "text/csv")
        );
    }
    script.answer(200, "", "untyped").json(200, r#"{"error": 1}"#).answer(200, "text/csv", vec![0xff]);
    assert_eq!(now(client.goods().report("").send()).expect("a reply"), "untyped");
    let error = now(client.goods().report("").send()).expect_err("another type");
    assert!(error.is_decode() && error.to_string().contains("is not of the documented type text/csv"), "{error}");
    let error = now(client.goods().report("").send()).expect_err("no text");
    assert!(error.to_string().contains("is not UTF-8"), "{error}");
}

#[test]
fn bytes_are_sent_and_read_as_they_are() {
    let (script, client) = shop();
    let bytes: Vec<u8> = (0..=255).collect();
    script.answer(200, "image/jpeg", bytes.clone());
    let back = now(client.goods().picture(bytes.clone()).send()).expect("a reply");
    assert_eq!((back.as_ref(), script.last().body().as_ref()), (bytes.as_slice(), bytes.as_slice()));
    assert_eq!(header(&script.last(), "content-type"), "image/png");
    assert_eq!(header(&script.last(), "accept"), "image/*");
    script.answer(200, "text/html", "<html>").answer(404, "image/png", bytes);
    let error = now(client.goods().picture("").send()).expect_err("another type");
    assert!(error.to_string().contains("is not of the documented type image/* (HTTP 200, text/html)"), "{error}");
    let error = now(client.goods().picture("").send()).expect_err("a failure");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}

#[test]
fn json_need_not_be_an_object() {
    let (script, client) = shop();
    script.json(200, " 3 ");
    assert_eq!(now(client.goods().count([1, 2, 3]).send()).expect("a number"), 3);
    assert_eq!(script.last().body().as_ref(), b"[1,2,3]");
    assert_eq!(header(&script.last(), "content-type"), "application/json");

    let prices =
        ["23.10", "0.1", "79228162514264337593543950335"].map(|text| Decimal::from_str(text).expect("a decimal"));
    script.json(200, r#"{"net": 23.10, "gross": "1E-05"}"#);
    let sums = now(client.goods().sum(prices).send()).expect("a map");
    assert_eq!(script.last().body().as_ref(), b"[23.10,0.1,79228162514264337593543950335]");
    let sums: Vec<_> = sums.iter().map(|(name, sum)| format!("{name} {sum}")).collect();
    assert_eq!(sums, ["gross 0.00001", "net 23.10"]);

    script.json(200, "[1.50]");
    let back = now(client.goods().named("tea", prices).send()).expect("a list");
    assert_eq!(back.first().map(|price| price.to_string()).as_deref(), Some("1.50"));
    assert_eq!(script.last().body().as_ref(), b"[23.10,0.1,79228162514264337593543950335]");
    assert_eq!(script.last().uri().query(), Some("sku=tea"));

    script.json(200, r#"[{"name": "чай", "price": 1.50}, {}]"#).json(200, "[]");
    let things = now(client.goods().names().send()).expect("a list");
    assert_eq!(things.len(), 2);
    assert_eq!(things[0].price.map(|price| price.to_string()).as_deref(), Some("1.50"));
    assert_eq!(now(client.goods().names().send()).expect("a list"), []);

    script.json(200, "false");
    assert!(!now(client.goods().say("a \"b\"\n\u{1F375}").send()).expect("a truth"));
    let sent: String = serde_json::from_slice(script.last().body()).expect("JSON");
    assert_eq!(sent, "a \"b\"\n\u{1F375}");

    for body in ["", "null", "{}", "\"3\"", "[3]", "<html>"] {
        script.json(200, body);
        let error = now(client.goods().count(Vec::<i64>::new()).send()).expect_err(body);
        assert!(error.is_decode(), "{body}: {error:?}");
    }
    script.json(200, r#"[{"price": "x"}]"#).json(200, "{}");
    let error = now(client.goods().names().send()).expect_err("no list of things");
    assert_eq!(error.json_path(), Some("[0].price"));
    now(client.goods().names().send()).expect_err("an object is no list");
}

#[test]
fn json_of_other_media_types_is_json() {
    let (script, client) = shop();
    script.answer(200, "application/problem+json", r#"{"name": "tea"}"#);
    let thing = now(client.goods().vendor().name("coffee").send()).expect("a thing");
    assert_eq!(thing.name.as_deref(), Some("tea"));
    let request = script.last();
    assert_eq!(header(&request, "content-type"), "application/vnd.shop.v2+json");
    assert_eq!(header(&request, "accept"), "application/problem+json");
    assert_eq!(request.body().as_ref(), br#"{"name":"coffee"}"#);
}

#[test]
fn of_several_media_types_json_is_used() {
    let (script, client) = shop();
    script.answer(200, "application/hal+json", r#"{"name": "tea"}"#);
    now(client.goods().several().name("coffee").send()).expect("a thing");
    let request = script.last();
    assert_eq!(
        (header(&request, "content-type").as_str(), header(&request, "accept").as_str()),
        ("application/json", "application/hal+json")
    );
}

#[test]
fn an_optional_body_is_absent_or_there() {
    let (script, client) = shop();
    script.answer(204, "", "").answer(204, "", "");
    now(client.goods().maybe().send()).expect("a success");
    assert!(script.last().body().is_empty() && !script.last().headers().contains_key("content-type"));
    now(client.goods().maybe().body(types::Extra::new().name("tea")).send()).expect("a success");
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(script.last().body()).expect("JSON"),
        json!({"name": "tea"})
    );
    assert_eq!(header(&script.last(), "content-type"), "application/json");
}

#[test]
fn get_may_have_a_body_and_any_json_may_come_back() {
    let (script, client) = shop();
    script.json(200, r#" {"a": [1.10]} "#).json(200, "7");
    let found = now(client.goods().search().name("tea").send()).expect("JSON");
    assert_eq!(found.get().trim(), r#"{"a": [1.10]}"#);
    assert_eq!(
        (script.last().method().as_str(), script.last().body().as_ref()),
        ("GET", br#"{"name":"tea"}"#.as_slice())
    );
    assert_eq!(now(client.goods().search().send()).expect("JSON").get(), "7");
}
