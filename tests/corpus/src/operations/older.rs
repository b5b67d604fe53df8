//! A document of OpenAPI 3.0, read as 3.1.

use nomenclature_codegen::bundles;
use nomenclature_codegen::diagnostic::Code;
use nomenclature_runtime::{Decimal, Field, RetryPolicy};

use crate::generated::older::shop::{Client, types};
use crate::harness::{Script, compile, header, now, query};

#[test]
fn null_is_read_and_sent_where_3_0_allows_it() {
    let item: types::Item = serde_json::from_str(
        r#"{"id":1,"price":null,"state":null,"part":null,"either":null,"list":[null,"a"],"map":{"a":null},"inner":null,"anything":null}"#,
    )
    .expect("an item");
    assert_eq!((item.id, item.price, item.state, item.part, item.either), (Some(1), None, None, None, None));
    assert_eq!(item.list, [None, Some("a".to_owned())]);

    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    script.json(200, r#"{"id":1}"#);
    let put =
        client.goods().put().price(Field::Null).part(Field::Null).inner(Field::Null).state(types::ItemState::Open);
    now(put.list([None, Some("a".to_owned())]).send()).expect("a success");
    assert_eq!(script.last().body(), r#"{"price":null,"state":"open","part":null,"list":[null,"a"],"inner":null}"#);
    script.answer(200, "image/png", vec![1, 2]);
    assert_eq!(&now(client.goods().picture().size(7).send()).expect("a picture")[..], [1, 2]);
    assert_eq!((query(&script.last()).len(), header(&script.last(), "accept")), (1, "image/png".to_owned()));
}

#[test]
fn numbers_are_exact() {
    let item: types::Item = serde_json::from_str(r#"{"price": 9.95}"#).expect("an item");
    assert_eq!(item.price, Some(Decimal::new(995, 2)));
}

#[test]
fn the_bundle_is_3_1_and_the_version_is_told_once() {
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("older/specs");
    let bundle = bundles(&specs).expect("a bundle").remove(0).1.to_json();
    for (gone, there) in [
        ("nullable", "\"null\""),
        ("\"exclusiveMinimum\": true", "\"exclusiveMinimum\": 0"),
        ("\"exclusiveMaximum\": false", "\"maximum\": 10"),
        ("\"format\": \"double\"", "\"format\": \"decimal\""),
        ("3.0.3", "\"openapi\": \"3.1.1\""),
    ] {
        assert!(!bundle.contains(gone) && bundle.contains(there), "{gone}, {there}: {bundle}");
    }
    let text = std::fs::read_to_string(specs.join("shop/openapi.yaml")).expect("a text");
    let output = compile(&text).expect("it compiles");
    assert_eq!(output.warnings.0.iter().filter(|found| found.code == Code::OlderVersion).count(), 1);
}
