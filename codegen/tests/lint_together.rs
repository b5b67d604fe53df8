//! All findings of a run are shown: none is hidden by another one that has nothing to do with it.

mod support;

use support::{Specs, lines};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";

/// A pointer into the request that leads nowhere, beside one other mistake.
#[track_caller]
fn beside(file: &str, from: &str, to: &str, expected: &[&str]) {
    let specs = Specs::shop();
    specs.edit(GET, "offset: /offset", "offset: /start").edit(file, from, to);
    let findings = specs.findings();
    assert_eq!(lines(&findings), expected, "\n{}", findings.render(false));
}

#[test]
fn a_pointer_that_leads_nowhere_shows_beside_any_other_mistake() {
    let pointer = "NC0603 paths/goods_get.yaml:8:23 /start";
    beside(
        GOODS,
        "format: int64, description: Its id",
        "format: int46, description: Its id",
        &[pointer, "NC0402 schemas/goods.yaml:42:33 int46"],
    );
    beside(GOODS, "    name: {type", "    nаme: {type", &[pointer, "NC0309 schemas/goods.yaml:43:5 nаme"]);
    beside(GET, "x-safety: read", "x-safety: raed", &["NC0607 paths/goods_get.yaml:5:13 raed", pointer]);
    beside(GET, "tags: [goods]", "tags: [godos]", &["NC0508 paths/goods_get.yaml:3:10 godos", pointer]);
    beside(
        GOODS,
        "    limit: {type: integer, format: int32",
        "    limit: {type: integer",
        &[pointer, "NC0402 schemas/goods.yaml:6:12 {type: integer, description: Rows wanted.}"],
    );
    beside(
        GOODS,
        "'goods.yaml#/Kind'",
        "'goods.yaml#/Sort'",
        &[pointer, "NC0201 schemas/goods.yaml:48:18 'goods.yaml#/Sort'"],
    );
    beside(API, "failure: Failure", "failure: Failrue", &["NC0201 openapi.yaml:9:70 Failrue", pointer]);
    beside(GET, "items: /result", "items: /rows", &[pointer, "NC0603 paths/goods_get.yaml:9:23 /rows"]);
}

#[test]
fn a_pointer_to_something_that_is_wrong_itself_is_not_wrong_too() {
    let alone = |file: &str, from: &str, to: &str, expected: &str| {
        let specs = Specs::shop();
        specs.edit(file, from, to);
        let findings = specs.findings();
        assert_eq!(lines(&findings), [expected], "\n{}", findings.render(false));
    };
    let offset = "    offset: {type: integer, format: int32";
    alone(GOODS, offset, "    offset: {type: integer, format: int23", "NC0402 schemas/goods.yaml:5:37 int23");
    alone(GOODS, "    offset: {type", "    оffset: {type", "NC0309 schemas/goods.yaml:5:5 оffset");
    alone(
        GOODS,
        offset,
        "    оffset: {x-rust-name: offset, type: integer, format: int32",
        "NC0309 schemas/goods.yaml:5:5 оffset",
    );
    let list = "      items: {$ref: 'goods.yaml#/Item'}";
    alone(GOODS, list, "      items: {type: strin}", "NC0403 schemas/goods.yaml:16:21 strin");
    let specs = Specs::shop();
    specs.edit(ADD, "goods.yaml#/GoodsAddReply", "failure.yaml#/Failure").edit(GOODS, "GoodsAddReply:", "Unused:");
    assert!(lines(&specs.findings()).iter().any(|line| line.starts_with("NC0603 openapi.yaml:9:")));
}
