//! Names that generated code, derives and the runtime's macros could mean something else by.

use nomenclature_codegen::diagnostic::Code;
use nomenclature_runtime::RetryPolicy;

use crate::generated::names::shop::{Client, types};
use crate::harness::{Script, findings, now, owned, query};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let builder = Client::builder().base_url("https://shop.test").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

#[test]
fn members_and_methods_of_one_name_are_set_apart() {
    let (script, client) = shop();
    script.json(200, r#"{"either":7,"decimal":{"a":1.50},"field":{"a":null},"price":2.10,"cow":["x"],"line":{"name":"n","value":"v","serialise":"s"}}"#);
    let places = types::Places::new("p", "q").clone();
    let line = types::Line::new("n", "v").default("d").new_("w");
    let line = line.serialize_("s").deserialize_("t").eq("e").fmt("f").into("i").places(places);
    let filter = types::Filter::new().default("d").new_("n").serialize_("s");
    let call = client.things().new("1", "2", "3", line).builder("b").write("w").into("i").filter(filter);
    let call = call.count(types::Count::Err).rate(types::Rate::Ok).clone("c").context("x").default("y");
    let answer = now(call.output("o").succeeded("z").context_mut("m").quota(types::Outcome::Err).send());
    let answer = answer.expect("a success");
    assert_eq!(answer.either, Some(types::Either::Error(7)));
    assert_eq!(answer.price.map(|price| price.to_string()).as_deref(), Some("2.10"));
    assert_eq!(answer.decimal.and_then(|model| model.a).map(|a| a.to_string()).as_deref(), Some("1.50"));
    // One type both ways: what requests build, replies hold.
    assert_eq!(answer.line, Some(types::Line::new("n", "v").serialize_("s")));
    assert_eq!(answer.cow.map(|model| model.first).as_deref(), Some("x"));
    let pairs =
        [("builder", "b"), ("write", "w"), ("into", "i"), ("rt", "1"), ("types", "2"), ("core", "3"), ("quota", "err")];
    assert_eq!(query(&script.last()), owned(&pairs));
    let body: serde_json::Value = serde_json::from_slice(script.last().body()).expect("JSON");
    let expected = serde_json::json!({
        "line": {
            "name": "n", "value": "v", "default": "d", "new": "w", "serialize": "s", "deserialize": "t",
            "eq": "e", "fmt": "f", "into": "i", "places": ["p", "q"],
        },
        "filter": {"default": "d", "new": "n", "serialize": "s"},
        "count": 1, "rate": "ok", "clone": "c", "context": "x", "context_mut": "m", "succeeded": "z", "output": "o",
        "default": "y",
    });
    assert_eq!(body, expected);
}

#[test]
fn groups_may_be_called_like_modules_and_operations_like_methods() {
    let (script, client) = shop();
    script.answer(204, "", "").answer(204, "", "").answer(204, "", "").answer(204, "", "");
    now(client.things().core().send()).expect("a success");
    now(client.things().fmt().send()).expect("a success");
    now(client.types().send().send()).expect("a success");
    now(client.operations().types().send()).expect("a success");
    assert_eq!(script.count(), 4);
}

#[test]
fn enums_hold_whatever_an_i64_holds() {
    let most: types::Count = serde_json::from_str("9223372036854775807").expect("a number");
    assert_eq!(most, types::Count::Value9223372036854775807);
    let least = types::Count::from(i64::MIN);
    assert_eq!(least, types::Count::ValueMinus9223372036854775808);
    assert_eq!("2".parse::<types::Count>(), Ok(types::Count::Error));
    assert_eq!("err".parse::<types::Outcome>(), Ok(types::Outcome::Err));
    let schema = serde_json::to_value(schemars::schema_for!(types::Count)).expect("a schema").to_string();
    assert!(schema.contains("-9223372036854775808"), "{schema}");
}

const SHOP: &str = "\
openapi: 3.1.1
info: {title: Shop, version: v1, description: A shop.}
servers: [{url: 'https://shop.test'}]
security: [{key: []}]
tags: [{name: TAG, description: Goods.}]
paths:
  /goods:
    get:
      operationId: TAG_METHOD
      tags: [TAG]
      summary: Gets goods.
      x-safety: read
      x-rate-limit: {requests-per-second: RATE, burst: BURST}
      responses:
        '200': {description: Fine., content: {application/json: {schema: {$ref: '#/components/schemas/MODEL'}}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer, description: A key., x-client-parameter: {name: SETTER, secret: true}}
  schemas:
    MODEL:
      type: object
      required: [kind]
      properties:
        kind: {type: string, enum: [a], x-enum: {values: {a: {rust-name: VARIANT}}}}
        MEMBER: {type: string}
        number: {type: integer, format: int64, const: CONST}
";

/// The document with one of its names replaced, and good ones at the others.
fn with(name: &str, value: &str) -> String {
    let good = [
        ("TAG", "goods"),
        ("METHOD", "get"),
        ("RATE", "5"),
        ("BURST", "5"),
        ("MODEL", "Goods"),
        ("SETTER", "key"),
        ("VARIANT", "Apple"),
        ("MEMBER", "member"),
        ("CONST", "5"),
    ];
    assert!(good.iter().any(|(known, _)| *known == name), "{name}");
    good.iter().fold(SHOP.replace(name, value), |text, (name, good)| text.replace(name, good))
}

#[track_caller]
fn refused(name: &str, value: &str, code: Code) {
    let found = findings(&with(name, value));
    let errors: Vec<_> = found.0.iter().filter(|finding| finding.code.severity() == code.severity()).collect();
    assert!(
        errors.iter().any(|finding| finding.code == code && finding.span().is_some()),
        "{name} {value}: {errors:#?}"
    );
    assert!(errors.iter().all(|finding| finding.code != Code::Engine), "{name} {value}: {errors:#?}");
}

#[test]
fn names_that_are_taken_are_refused_where_they_stand() {
    crate::harness::compiles(&with("MEMBER", "member"));
    // A group and what begins a call get an underscore instead.
    for method in ["builder", "clone", "into", "try_into"] {
        crate::harness::compiles(&with("TAG", method));
        crate::harness::compiles(&with("METHOD", method));
    }
    for model in ["Into", "IntoIterator", "Option", "Vec", "String", "Default", "BTreeMap", "Some"] {
        refused("MODEL", model, Code::ReservedName);
    }
    for variant in ["KNOWN", "TABLE", "Unrecognized"] {
        refused("VARIANT", variant, Code::VariantName);
    }
    refused("VARIANT", "Self", Code::RustKeyword);
    refused("SETTER", "type", Code::RustKeyword);
    // Two words that are one of the prelude, and the constants of the envelopes.
    let words = SHOP.replace("TAG_METHOD", "into_iterator").replace("TAG", "into");
    let words = [
        ("RATE", "5"),
        ("BURST", "5"),
        ("MODEL", "Goods"),
        ("SETTER", "key"),
        ("VARIANT", "Apple"),
        ("MEMBER", "m"),
        ("CONST", "5"),
    ]
    .iter()
    .fold(words, |text, (name, good)| text.replace(name, good));
    assert!(findings(&words).0.iter().any(|finding| finding.code == Code::ReservedName));
    let untagged = with("MEMBER", "member").replace("      tags: [goods]\n", "");
    for id in ["option", "vec", "envelope", "envelope_2"] {
        let found = findings(&untagged.replace("goods_get", id));
        assert!(found.0.iter().any(|finding| finding.code == Code::ReservedName), "{id}: {found:?}");
    }
}

/// The list of a builder's methods is that of the runtime.
#[test]
fn a_client_wide_value_has_no_name_of_a_builder_method() {
    let source = include_str!("../../../../runtime/src/client/builder.rs");
    let methods: Vec<&str> =
        source.lines().filter_map(|line| line.trim().strip_prefix("pub fn ")?.split('(').next()).collect();
    assert!(methods.len() > 10, "{methods:?}");
    for method in methods {
        refused("SETTER", method, Code::ClientParameter);
    }
}

/// The same for the methods of calls: a parameter of such a name gets an underscore.
#[test]
fn a_setter_has_no_name_of_a_method_of_calls() {
    let sources = [
        include_str!("../../../../runtime/src/call/operation.rs"),
        include_str!("../../../../runtime/src/call/batch.rs"),
        include_str!("../../../../runtime/src/page/paged.rs"),
    ]
    .concat();
    let macros: String =
        sources.split("macro_rules! ").skip(1).map(|text| text.split("\n}\n").next().unwrap_or_default()).collect();
    let names: Vec<&str> = macros
        .lines()
        .filter_map(|line| {
            line.trim().strip_prefix("pub ")?.trim_start_matches("async ").strip_prefix("fn ")?.split('(').next()
        })
        .collect();
    assert!(names.contains(&"keep_raw") && names.contains(&"items_blocking"), "{names:?}");
    for name in names {
        let document = with("MEMBER", "member").replace(
            "      responses:",
            &format!("      parameters: [{{name: {name}, in: query, schema: {{type: string}}}}]\n      responses:"),
        );
        let output = crate::harness::compile(&document).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let operations = &output.files["shop/operations.rs"];
        assert!(operations.contains(&format!("pub fn {name}_(mut self")), "{name}");
    }
}

#[test]
fn numbers_that_no_integer_of_the_runtime_holds_are_refused() {
    refused("RATE", "5000000000", Code::ExtensionValue);
    refused("BURST", "5000000000", Code::ExtensionValue);
    refused("RATE", "0", Code::ExtensionValue);
    let required = |value: &str| with("CONST", value).replace("required: [kind]", "required: [kind, number]");
    crate::harness::compiles(&required("9223372036854775807"));
    let found = findings(&required("99999999999999999999999"));
    assert!(found.0.iter().any(|finding| finding.code == Code::EnumType), "{found:?}");
    let paged = with("CONST", "5").replace(
        "      x-safety: read",
        "      x-safety: read\n      x-pagination: {style: page, page-size: SIZE, request: {page: 'query:page'}, response: {items: /rows}}",
    );
    for size in ["0", "-1", "5000000000", "99999999999999999999"] {
        let found = findings(&paged.replace("SIZE", size));
        let wrong = found.0.iter().find(|finding| matches!(finding.code, Code::ExtensionValue | Code::UnexpectedValue));
        assert!(wrong.is_some_and(|finding| finding.span().is_some()), "{size}: {found:?}");
    }
}
