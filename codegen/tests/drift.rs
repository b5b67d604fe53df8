//! `drift`: each sort of difference is told at its place, and what is none is not.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use nomenclature_codegen::drift::Kind;
use serde_json::{Value, json};
use support::Specs;
use support::newer::{bundle, differences};

const ITEM: &str = "/components/schemas/Item";
const GET: &str = "/paths/~1goods~1get/post";
const JSON: &str = "/content/application~1json";

/// A case: what is edited in the shop (`from`, `to` in `schemas/goods.yaml`), what is set in its bundle to make the vendor's document, and
/// the differences.
struct Case<'a> {
    ours: &'a [(&'a str, &'a str)],
    theirs: Vec<(String, Value)>,
    expected: &'a [&'a str],
}

fn case<'a>(expected: &'a [&'a str], theirs: &[(&str, &str, Value)]) -> Case<'a> {
    let theirs = theirs.iter().map(|(base, rest, value)| (format!("{base}{rest}"), value.clone())).collect();
    Case { ours: &[], theirs, expected }
}

impl<'a> Case<'a> {
    fn with(mut self, ours: &'a [(&'a str, &'a str)]) -> Self {
        self.ours = ours;
        self
    }

    /// What is told otherwise than expected.
    fn fault(&self) -> Option<String> {
        let specs = Specs::shop();
        for (from, to) in self.ours {
            specs.edit("schemas/goods.yaml", from, to);
        }
        let mut document = bundle(&specs);
        for (pointer, value) in &self.theirs {
            set(&mut document, pointer, value);
        }
        let found = differences(&specs, &document);
        (found != self.expected)
            .then(|| format!("{:?}\n  told: {found:?}\n  expected: {:?}", self.theirs, self.expected))
    }
}

/// Sets what a pointer leads to; null takes it out.
fn set(document: &mut Value, pointer: &str, value: &Value) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer");
    let last = last.replace("~1", "/");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}"));
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(&last).expect("a member")),
        (Value::Object(members), value) => drop(members.insert(last, value.clone())),
        (Value::Array(items), value) => items[last.parse::<usize>().expect("a number")] = value.clone(),
        (other, _) => panic!("{other} has no members"),
    }
}

const NAME: &str = "name: {type: string, description: Its name.}";

fn kinds() -> Vec<Case<'static>> {
    let reply = format!("{GET}/responses/200{JSON}/schema");
    let text = || json!({"type": "string"});
    vec![
        case(
            &["PUT /goods/set: operation-added [- | Sets goods]"],
            &[("/paths", "/~1goods~1set", json!({"put": {"summary": "Sets goods.", "responses": {}}}))],
        ),
        case(&["POST /goods/add: operation-withdrawn [Adds goods | -]"], &[("/paths", "/~1goods~1add", Value::Null)]),
        case(&["POST /goods/get: deprecated [- | deprecated]"], &[(GET, "/deprecated", json!(true))]),
        case(
            &["POST /goods/get query lang: deprecated [- | deprecated]"],
            &[(GET, "/parameters/0/deprecated", json!(true))],
        ),
        case(&["Item /name: deprecated [- | deprecated]"], &[(ITEM, "/properties/name/deprecated", json!(true))]),
        case(
            &[
                "POST /goods/get header Shop: parameter-added [- | required]",
                "POST /goods/get query lang: parameter-gone [optional | -]",
            ],
            &[(GET, "/parameters", json!([{"name": "Shop", "in": "header", "required": true, "schema": text()}]))],
        ),
        case(
            &["POST /goods/get query lang: type [string | integer]"],
            &[(GET, "/parameters/0/schema/type", json!("integer"))],
        ),
        case(
            &["POST /goods/get query lang: required-added [optional | required]"],
            &[(GET, "/parameters/0/required", json!(true))],
        ),
        case(
            &["Item /colour: member-added [- | string (date) or null]"],
            &[(ITEM, "/properties/colour", json!({"type": ["null", "string"], "format": "date"}))],
        ),
        case(
            &["Item /colour: member-added [- | anything, required]"],
            &[(ITEM, "/required", json!(["colour"]))],
        ),
        case(&["Item /kind: member-gone [string | -]"], &[(ITEM, "/properties/kind", Value::Null)]),
        case(
            &["POST /goods/get request: body [application/json | multipart/form-data]"],
            &[(GET, "/requestBody/content", json!({"multipart/form-data": {"schema": {"type": "object"}}}))],
        ),
        case(
            &["POST /goods/get request: body [application/json | no body]"],
            &[(GET, "/requestBody", Value::Null)],
        ),
        case(
            &["POST /goods/get reply: body [application/json | no body]"],
            &[(GET, "/responses/200", json!({"description": "Nothing."}))],
        ),
        case(
            &["POST /goods/get reply: status [200 | 201]", "POST /goods/get reply: body [application/json | no body]"],
            &[(GET, "/responses", json!({"404": {}, "201": {}, "default": {}}))],
        ),
        case(&["Item /name: type [string | array]"], &[(ITEM, "/properties/name", json!({"type": "array"}))]),
        case(
            &["Item /name: type [string | integer or string]"],
            &[(ITEM, "/properties/name/type", json!(["string", "integer"]))],
        ),
        case(
            &["Item /price: type [number (decimal) | integer]"],
            &[(ITEM, "/properties/price", json!({"type": "integer"}))],
        ),
        // A schema that is another thing altogether is told where it is used.
        case(
            &["GoodsGetReply /result/*: type [`Item` | integer (int64)]"],
            &[("/components/schemas/GoodsGetReply", "/properties/result/items", json!({"type": "integer", "format": "int64"}))],
        ),
        case(
            &["GoodsAddRequest /goods/*: type [members with names | a map of string]"],
            &[(
                "/components/schemas/GoodsAddRequest",
                "/properties/goods/items",
                json!({"type": "object", "additionalProperties": {"type": "string"}}),
            )],
        )
        .with(&[(
            "      items: {$ref: 'goods.yaml#/Item'}\nGoodsAddReply",
            "      items: {type: object, description: A thing., properties: {tag: {type: string, description: Its tag.}}}\nGoodsAddReply",
        )]),
        case(&["Item /id: format [int64 | int32]"], &[(ITEM, "/properties/id/format", json!("int32"))]),
        case(&["Item /name: format [- | uuid]"], &[(ITEM, "/properties/name/format", json!("uuid"))]),
        case(
            &["Item /name: null-added string [string | string or null]"],
            &[(ITEM, "/properties/name/type", json!(["null", "string"]))],
        ),
        case(
            &["Item /kind: null-added enum [string | string or null]"],
            &[(ITEM, "/properties/kind", json!({"oneOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "null"}]}))],
        ),
        case(
            &["Item /name: null-gone string [string or null | string]"],
            &[(ITEM, "/properties/name/type", json!("string"))],
        )
        .with(&[(NAME, "name: {type: [string, 'null'], description: Its name.}")]),
        case(
            &["Item /name: required-added [optional | required]"],
            &[(ITEM, "/required", json!(["name"]))],
        ),
        case(
            &["GoodsAddRequest /goods: required-gone [required | optional]"],
            &[("/components/schemas/GoodsAddRequest", "/required", Value::Null)],
        ),
        case(
            &["Item /name: values [any | Cup, Tea]"],
            &[(ITEM, "/properties/name/enum", json!(["Cup", "Tea"]))],
        ),
        case(
            &["Kind: value-added Set [- | Set]", "Kind: value-gone Service [Service | -]"],
            &[("/components/schemas/Kind", "/enum", json!(["Good", "Set"]))],
        ),
        case(
            &["POST /goods/get reply: alternative-added Wait [- | `Wait`]"],
            &[
                ("/components/schemas", "/Wait", json!({"type": "object", "properties": {"until": {"type": "integer"}}})),
                (
                    reply.as_str(),
                    "/oneOf",
                    json!([
                        {"$ref": "#/components/schemas/GoodsGetReply"},
                        {"$ref": "#/components/schemas/Failure"},
                        {"$ref": "#/components/schemas/Wait"},
                    ]),
                ),
            ],
        ),
        // Null is an alternative on both sides.
        case(
            &["Item /name: alternative-added array [- | array]"],
            &[(ITEM, "/properties/name", json!({"oneOf": [{"type": "null"}, {"type": "string"}, {"type": "array"}]}))],
        )
        .with(&[(NAME, "name: {type: [string, 'null'], description: Its name.}")]),
        case(
            &["Item /size: alternative-gone array [array | -]"],
            &[(ITEM, "/properties/size", json!({"type": "object", "properties": {"cm": {"type": "integer"}}}))],
        )
        .with(&[(
            NAME,
            "name: {type: string, description: Its name.}\n    size:\n      description: Its size.\n      oneOf:\n        \
             - {type: array, description: Parts., items: {type: string}}\n        \
             - {type: object, description: Size., properties: {cm: {type: integer, format: int64, description: Width.}}}",
        )]),
        case(
            &["Item /name: limit maxLength [- | maxLength 20]"],
            &[(ITEM, "/properties/name/maxLength", json!(20))],
        ),
        case(
            &["GoodsAddRequest /goods: limit maxItems [maxItems 100 | maxItems 20]"],
            &[("/components/schemas/GoodsAddRequest", "/properties/goods/maxItems", json!(20))],
        )
        .with(&[(
            "      items: {$ref: 'goods.yaml#/Item'}\nGoodsAddReply",
            "      maxItems: 100\n      items: {$ref: 'goods.yaml#/Item'}\nGoodsAddReply",
        )]),
    ]
}

#[test]
fn each_sort_of_difference_is_told_at_its_place() {
    let all = kinds();
    let faults: Vec<String> = all.iter().filter_map(Case::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    let line =
        |found: &&str| found.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a sort").to_owned();
    let told: BTreeSet<String> = all.iter().flat_map(|case| case.expected).map(line).collect();
    let missing: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).filter(|name| !told.contains(*name)).collect();
    // The next test has it.
    assert_eq!(missing, ["path"]);
}

#[test]
fn a_path_is_found_again_in_other_letters_with_other_names_and_behind_a_part_of_the_address() {
    let specs = Specs::shop();
    let renamed = |from: &str, to: &str| {
        let mut document = bundle(&specs);
        let paths = document["paths"].as_object_mut().expect("paths");
        let item = paths.remove(from).expect("a path");
        paths.insert(to.to_owned(), item);
        document
    };
    assert_eq!(
        differences(&specs, &renamed("/goods/get", "/Goods/get")),
        ["POST /goods/get: path [/goods/get | /Goods/get]"]
    );
    // The server's address holds what the path does not.
    let mut short = renamed("/goods/get", "/v1/goods/get");
    let both = [
        "POST /goods/get: operation-withdrawn [Lists goods | -]",
        "POST /v1/goods/get: operation-added [- | Lists goods]",
    ];
    assert_eq!(differences(&specs, &short), both);
    specs.edit("openapi.yaml", "'https://shop.test'", "'https://shop.test/api/v1'");
    assert_eq!(differences(&specs, &short), [""; 0]);
    specs.edit("openapi.yaml", "'https://shop.test/api/v1'", "'https://shop.test'");
    specs.edit("openapi.yaml", "  /goods/get:", "  /api/v1/goods/get:");
    short["servers"] = json!([{"url": "https://other.test/{tenant}/api"}]);
    assert_eq!(differences(&specs, &short), [""; 0]);
}

#[test]
fn parameters_of_a_path_are_known_by_their_order() {
    let specs = Specs::shop();
    specs.edit("openapi.yaml", "  /goods/get:", "  /{shop}/{shelf}/get:");
    let both = "  parameters:\n    - {name: shelf, in: path, required: true, description: Its shelf., schema: {type: string}}\n    \
                - {name: shop, in: path, required: true, description: Its shop., schema: {type: integer, format: int64}}\n";
    specs.edit("paths/goods_get.yaml", "  parameters:\n", both);
    let mut document = bundle(&specs);
    let item = document["paths"].as_object_mut().expect("paths").remove("/{shop}/{shelf}/get").expect("a path");
    document["paths"]["/{a}/{b}/get"] = item;
    let parameters = &mut document["paths"]["/{a}/{b}/get"]["post"]["parameters"];
    parameters[0]["name"] = json!("b");
    parameters[1]["name"] = json!("a");
    assert_eq!(differences(&specs, &document), [""; 0]);
    document["paths"]["/{a}/{b}/get"]["post"]["parameters"][0]["name"] = json!("a");
    document["paths"]["/{a}/{b}/get"]["post"]["parameters"][1]["name"] = json!("b");
    let expected = [
        "POST /{shop}/{shelf}/get path shop: type [integer (int64) | string]",
        "POST /{shop}/{shelf}/get path shelf: type [string | integer (int64)]",
    ];
    assert_eq!(differences(&specs, &document), expected);
}

#[test]
fn what_the_vendor_leaves_open_or_says_in_other_words_is_no_difference() {
    let open = |edits: &[(&str, &str, Value)]| case(&[], edits);
    let reply = format!("{GET}/responses/200{JSON}/schema");
    let body = format!("{GET}/requestBody/content");
    let request = json!({"schema": {"$ref": "#/components/schemas/GoodsGetRequest"}});
    let all = [
        open(&[(ITEM, "/properties/price", json!({"type": "number", "format": "double"}))]),
        open(&[(ITEM, "/properties/id", json!({"type": "integer"}))]),
        open(&[(ITEM, "/properties/name", json!({}))]),
        open(&[(ITEM, "/properties/name", json!(true))]),
        open(&[("/components/schemas", "/Item", json!({"type": "object"}))]),
        open(&[(ITEM, "/additionalProperties", json!(false)), (ITEM, "/x-of-another-tool", json!({"a": [1]}))]),
        open(&[("/components/schemas/Kind", "/enum", Value::Null)]),
        open(&[("/components/schemas", "/Kind", json!({"oneOf": [{"const": "Good"}, {"const": "Service"}]}))]),
        open(&[(
            "/components/schemas",
            "/Kind",
            json!({"anyOf": [{"enum": ["Good", "Service"]}, {"type": "string"}]}),
        )]),
        open(&[(ITEM, "/properties/kind", json!({"allOf": [{"$ref": "#/components/schemas/Kind"}], "title": "Kind"}))]),
        open(&[(ITEM, "/properties/name", json!({"anyOf": [{"type": "string", "minLength": 1}]}))]),
        open(&[
            (
                "/components/schemas",
                "/Base",
                json!({"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}),
            ),
            (ITEM, "/allOf", json!([{"$ref": "#/components/schemas/Base"}])),
            (ITEM, "/properties/id", Value::Null),
            (ITEM, "/properties/name", Value::Null),
        ]),
        // Only replies have it.
        open(&[(
            "/components/schemas/GoodsGetRequest",
            "/properties/made",
            json!({"type": "string", "readOnly": true}),
        )]),
        open(&[("/components/schemas/GoodsGetReply", "/properties/key", json!({"type": "string", "writeOnly": true}))]),
        // Few vendors describe a failure inside a success.
        open(&[(reply.as_str(), "", json!({"$ref": "#/components/schemas/GoodsGetReply"}))]),
        open(&[(reply.as_str(), "", json!({}))]),
        open(&[(body.as_str(), "", json!({"text/json; charset=utf-8": request}))]),
        open(&[(body.as_str(), "", json!({"text/xml": {"schema": {"type": "array"}}, "application/*+json": request}))]),
        open(&[(GET, "/requestBody/required", Value::Null)]),
        open(&[(
            GET,
            "/parameters",
            json!([
                {"name": "lang", "in": "query", "content": {"application/json": {"schema": {"type": "string"}}}},
                {"name": "Accept", "in": "header", "schema": {"type": "string"}},
                {"name": "AUTHORIZATION", "in": "header", "schema": {"type": "string"}},
            ]),
        )]),
        open(&[("", "/webhooks", json!({"sold": {"post": {}}})), ("", "/x-tool", json!(1))]),
        // What our extensions take.
        open(&[(ITEM, "/properties/id", json!({"type": ["integer", "string"]}))])
            .with(&[("description: Its id.}", "description: Its id., x-lenient: [string]}")]),
        open(&[(ITEM, "/properties/id", json!({"type": "integer", "format": "int64"}))])
            .with(&[("format: int64, description: Its id.", "format: unix-time, description: Its id.")]),
        open(&[(ITEM, "/properties/name", Value::Null), (ITEM, "/properties/Name", json!({"type": "string"}))])
            .with(&[("description: Its name.}", "description: Its name., x-aliases: [Name]}")]),
        open(&[("/components/schemas", "/Kind", json!({"type": "integer", "enum": [1, 2]}))]).with(&[(
            "enum: [Good, Service]",
            "enum: [Good, Service]\n  x-enum: {values: {Good: {number: 1}, Service: {number: 2}}}",
        )]),
        open(&[("/components/schemas/Kind", "/enum", json!(["GOOD", "service"]))])
            .with(&[("enum: [Good, Service]", "enum: [Good, Service]\n  x-enum: {ignore-case: true}")]),
        open(&[(ITEM, "/properties/name/maxLength", Value::Null)])
            .with(&[("name: {type: string", "name: {type: string, maxLength: 20")]),
        // What is marked as going may go.
        open(&[(ITEM, "/properties/name", Value::Null)])
            .with(&[(NAME, "name: {type: string, deprecated: true, description: Its name.}")]),
    ];
    let faults: Vec<String> = all.iter().filter_map(Case::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn an_operation_that_the_spec_marks_as_deprecated_may_go() {
    let specs = Specs::shop();
    specs.edit("paths/goods_add.yaml", "  tags: [goods]\n", "  tags: [goods]\n  deprecated: true\n");
    let mut document = bundle(&specs);
    set(&mut document, "/paths/~1goods~1add", &Value::Null);
    assert_eq!(differences(&specs, &document), [""; 0]);
}

#[test]
fn a_body_that_the_vendor_requires_is_told_and_one_that_only_the_spec_requires_is_not() {
    let specs = Specs::shop();
    let mut document = bundle(&specs);
    set(&mut document, &format!("{GET}/requestBody/required"), &Value::Null);
    assert_eq!(differences(&specs, &document), [""; 0]);
    let document = bundle(&specs);
    specs.edit("paths/goods_get.yaml", "    required: true\n    content", "    content");
    assert_eq!(differences(&specs, &document), ["POST /goods/get request: required-added [optional | required]"]);
}

#[test]
fn a_failure_that_the_vendor_describes_is_compared_and_a_shared_schema_is_told_once() {
    let specs = Specs::shop();
    let mut document = bundle(&specs);
    // The names tell nothing, and the failure stands first.
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    for (from, to) in [("Failure", "R1"), ("GoodsGetReply", "R2"), ("Item", "R3")] {
        let schema = schemas.remove(from).expect("a schema");
        schemas.insert(to.to_owned(), schema);
    }
    let text = document.to_string();
    let text = ["Failure R1", "GoodsGetReply R2", "Item R3"].iter().fold(text, |text, names| {
        let (from, to) = names.split_once(' ').expect("two names");
        text.replace(&format!("schemas/{from}\""), &format!("schemas/{to}\""))
    });
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    let alternatives = document.pointer_mut(&format!("{GET}/responses/200{JSON}/schema/oneOf"));
    alternatives.and_then(Value::as_array_mut).expect("alternatives").reverse();
    set(&mut document, "/components/schemas/R1/properties/code/type", &json!("integer"));
    set(&mut document, "/components/schemas/R2/properties/total/format", &json!("int32"));
    set(&mut document, "/components/schemas/R3/properties/id/type", &json!("string"));
    // Of `/goods/get` and `/goods/add`, the first leads to the item first.
    let expected = [
        "GoodsGetReply /total: format [int64 | int32]",
        "Item /id: type [integer (int64) | string (int64)]",
        "Failure /code: type [string | integer]",
    ];
    let mut told = differences(&specs, &document);
    told.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(told, expected);
}
