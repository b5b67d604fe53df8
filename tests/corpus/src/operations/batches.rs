//! Writes of many records: where their list stands, and what each kind of reply gives.

use std::collections::BTreeMap;
use std::str::FromStr;

use nomenclature_runtime::{Decimal, RetryPolicy};

use crate::generated::calls::shop::{Client, operations, types};
use crate::harness::{Script, header, now, query};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

#[test]
fn a_list_for_a_list_gives_a_row_for_each_record() {
    let (script, client) = shop();
    let prices = ["23.10", "0.1", "1"].map(|text| Decimal::from_str(text).expect("a decimal"));
    script.json(200, r#"["a","b"]"#).json(200, r#"["c"]"#);
    assert_eq!(now(client.goods().order(prices).send()).expect("two requests"), ["a", "b", "c"]);
    assert_eq!((script.count(), script.last().body().as_ref()), (2, b"[1]".as_slice()));

    script.json(200, r#"["a","b","c"]"#);
    let stopped = now(client.goods().order(prices).send()).expect_err("which is whose?");
    let failed: Vec<_> = stopped.failed().iter().map(|price| price.0).collect();
    assert_eq!((stopped.mismatched_rows().len(), failed.as_slice(), stopped.unsent().len()), (3, &prices[..2], 1));
    assert!(stopped.error().is_decode() && stopped.possibly_done(), "{stopped}");
}

#[test]
fn what_is_about_a_request_is_given_for_each() {
    let (script, client) = shop();
    script.json(200, "[]").json(200, r#"["odd"]"#);
    let things = ["tea", "milk", "salt"].map(|name| types::Thing::new().name(name));
    let done = now(client.goods().price(things).send()).expect("two requests");
    let told: Vec<_> = done.iter().map(|reply| (reply.records.clone(), reply.output.as_slice())).collect();
    assert_eq!(told, [(0..2, &[][..]), (2..3, &["odd".to_owned()][..])]);

    script.json(200, "2").json(200, "1");
    let done = now(client.goods().import("north", ["tea", "milk", "salt"]).send()).expect("two requests");
    assert_eq!(done.iter().map(|reply| reply.output).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(script.last().body().as_ref(), br#"{"shop":"north","goods":["salt"]}"#);

    script.answer(202, "", "").json(200, r#"{"name":"tea"}"#).json(400, "{}");
    let records = [Some("tea"), None, Some("salt"), None, None].map(|name| name.map(str::to_owned));
    let stopped = now(client.goods().move_(records).send()).expect_err("the third request fails");
    let [begun, done] = stopped.done() else { panic!("{stopped}") };
    assert!(matches!(begun.output, operations::GoodsMoveReply::Accepted), "{begun:?}");
    assert!(matches!(&done.output, operations::GoodsMoveReply::Ok(thing) if thing.name.as_deref() == Some("tea")));
    assert_eq!((stopped.failed(), stopped.unsent().len()), (&[None][..], 0));
}

#[test]
fn records_that_go_together_are_one_request() {
    let (script, client) = shop();
    let steps = (0..1_000).map(|number| BTreeMap::from([("op".to_owned(), number.to_string())]));
    script.answer(204, "", "");
    let done = now(client.goods().patch("7", steps).dry(true).send()).expect("one request");
    let [all] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!(all.records, 0..1_000);
    let request = script.last();
    assert_eq!((script.count(), request.uri().path(), query(&request).len()), (1, "/many/7/steps", 1));
    assert_eq!(header(&request, "content-type"), "application/json-patch+json");
    let none: [BTreeMap<String, String>; 0] = [];
    assert!(now(client.goods().patch("7", none).send()).expect("nothing to do").is_empty());
    assert_eq!(script.count(), 1);
}
