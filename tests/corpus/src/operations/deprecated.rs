//! What is on its way out warns those who use it, and nobody else. Each `expect` below is an error where no warning is.

#![deny(unfulfilled_lint_expectations, deprecated)]

use nomenclature_runtime::{Field, RetryPolicy};

use crate::generated::names::shop::{Client, types};
use crate::harness::{Script, now, owned, query};

const REPLY: &str =
    r#"{"id":1,"number":2,"prices":[1.50],"changed":"2024-01-31T08:30:00Z","kind":"a","place":["a","b"]}"#;

fn shop() -> (Script, Client) {
    let script = Script::default();
    let builder = Client::builder().base_url("https://shop.test").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

#[test]
fn what_stays_does_not_warn() {
    let (script, client) = shop();
    script.json(200, REPLY).answer(204, "", "");
    let price = types::Price::new("1.50".parse::<nomenclature_runtime::Decimal>().expect("a decimal"));
    let reply = now(client.goods().set("a", "b").dry(true).price(price).send()).expect("a reply");
    assert_eq!((reply.id, reply.place.map(|place| place.row).as_deref()), (1, Some("a")));
    assert_eq!(script.last().body().as_ref(), br#"{"name":"a","code":"b","price":{"value":1.50}}"#);
    now(client.goods().upload("a").send()).expect("a success");
}

#[test]
fn operations_and_their_setters_warn() {
    let (script, client) = shop();
    script.json(200, REPLY).answer(204, "", "").answer(204, "", "");
    let call = client.goods().set("a", "b");
    #[expect(deprecated)]
    let call = call.test(true);
    #[expect(deprecated)]
    let call = call.x_test("c");
    #[expect(deprecated)]
    let call = call.title("d");
    let price = types::Price::new("1.50".parse::<nomenclature_runtime::Decimal>().expect("a decimal"));
    #[expect(deprecated)]
    let price = price.currency(Field::Null);
    #[expect(deprecated)]
    let call = call.old_price(price);
    now(call.send()).expect("a reply");
    assert_eq!(query(&script.last()), owned(&[("test", "true")]));
    let body = br#"{"name":"a","code":"b","title":"d","old_price":{"value":1.50,"currency":null}}"#;
    assert_eq!(script.last().body().as_ref(), body);
    #[expect(deprecated)]
    let call = client.goods().upload("a").alias("b");
    now(call.send()).expect("a success");
    #[expect(deprecated)]
    let call = client.goods().replace();
    now(call.send()).expect("a success");
}

#[test]
fn fields_warn() {
    let reply: types::SetReply = serde_json::from_str(REPLY).expect("a reply");
    assert_eq!(serde_json::to_string(&reply).expect("JSON"), REPLY);
    #[expect(deprecated)]
    let number = reply.number;
    #[expect(deprecated)]
    let prices = &reply.prices;
    #[expect(deprecated)]
    let changed = &reply.changed;
    #[expect(deprecated)]
    let kind = &reply.kind;
    let place = reply.place.as_ref().expect("a place");
    #[expect(deprecated)]
    let shelf = place.shelf.as_deref();
    assert_eq!((number, prices.len(), changed.is_some()), (2, 1, true));
    assert_eq!((kind, shelf), (&Some(types::SetReplyKind::A), Some("b")));
    let aliased: types::SetReply = serde_json::from_str(r#"{"id":1,"no":3}"#).expect("a reply");
    #[expect(deprecated)]
    let number = aliased.number;
    assert_eq!(number, 3);
}

#[test]
fn json_schemas_say_so() {
    let schema = schemars::schema_for!(types::SetReply);
    assert_eq!(schema.pointer("/properties/number/deprecated"), Some(&serde_json::json!(true)));
    assert_eq!(schema.pointer("/properties/id/deprecated"), None);
}
