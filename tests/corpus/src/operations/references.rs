//! A document in several files, whose parts refer to each other.

use nomenclature_runtime::RetryPolicy;

use crate::generated::document::shop::{Client, types};
use crate::harness::{Script, now};

#[test]
fn parts_of_other_files_are_the_ones_that_are_meant() {
    let script = Script::default();
    script.json(200, r#"{"part": {"name": "tea"}}"#);
    let builder = Client::builder().token("t").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    let thing: types::Thing = now(client.goods().get("7").limit(5).send()).expect("a thing");
    assert_eq!(script.last().uri().to_string(), "https://one.shop.test/api/parts/7?limit=5");
    let part: types::Part = thing.part.expect("a part");
    assert_eq!(part.name.as_deref(), Some("tea"));
    let code = include_str!(concat!(env!("OUT_DIR"), "/document/shop/types.rs"));
    assert!(code.contains("/// What it says beside a reference counts."));
}
