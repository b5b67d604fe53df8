//! Lints about schemas and the examples beside them: what each finds, where, and nothing else beside it.

mod support;

use nomenclature_codegen::Target;
use nomenclature_codegen::load::Loader;
use support::{Specs, found, lines, suggestion};

const GOODS: &str = "schemas/goods.yaml";
const GET: &str = "paths/goods_get.yaml";
const REPLY: &str = "examples/goods_get.reply.json";
const NAME: &str = "name: {type: string, description: Its name.";

#[test]
fn a_pattern_that_is_none_is_an_error_and_switches_no_example_off() {
    let pattern = format!("{NAME}, pattern: '([a-z'");
    found(GOODS, NAME, &pattern, &["NC0412 schemas/goods.yaml:43:59 '([a-z'"]);
    let specs = Specs::shop();
    specs.edit(GOODS, NAME, &pattern).edit(REPLY, "23.10", "\"cheap\"");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0801 examples/goods_get.reply.json:4:39 \"cheap\"", "NC0412 schemas/goods.yaml:43:59 '([a-z'"]
    );
    // One that is one is used.
    let specs = Specs::shop();
    specs.edit(GOODS, NAME, &format!("{NAME}, pattern: '^[a-z]+$'"));
    assert!(lines(&specs.findings()).iter().any(|line| line.starts_with("NC0801 examples/goods_get.reply.json:")));
}

#[test]
fn the_first_types_of_a_document_may_be_inner_ones() {
    let document = "openapi: 3.1.1\ninfo: {title: Shop, version: v1, description: A shop.}\nservers: [{url: \
                    'https://shop.test', description: It.}]\ntags: [{name: goods, description: Goods.}]\npaths:\n  /goods: \
                    {get: {operationId: goods_get, tags: [goods], summary: Reads., x-safety: read, responses: {'200': \
                    {description: It., content: {application/json: {schema: {type: object, description: It., \
                    properties: {colour: {type: string, description: A colour., enum: [red, blue]}}}}}}}}}\n";
    for components in
        ["", "components:\n", "components: {}\n", "components:\n  schemas:\n", "components: {schemas: {}}\n"]
    {
        let file = ("shop/openapi.yaml".to_owned(), format!("{document}{components}").into_bytes());
        let output = nomenclature_codegen::compile_from(&mut Loader::in_memory([file]), &Target::default());
        let types = &output.expect("no error").files["shop/types.rs"];
        for name in ["pub struct GoodsGetResponse ", "pub enum GoodsGetResponseColour "] {
            assert!(types.contains(name), "{components}: {types}");
        }
    }
}

#[test]
fn types_within_types_that_the_compiler_would_not_follow() {
    for (count, required, wrap, refused) in [
        (90, "a", "", false),
        (101, "a", "", true),
        (3_000, "a", "", true),
        (51, "", "", true),
        (26, "a", "type: array, items: ", true),
    ] {
        let mut schemas =
            String::from("\nL0: {type: object, description: O., properties: {x: {type: string, description: X.}}}\n");
        for level in 1..=count {
            let inner = format!("{{$ref: 'goods.yaml#/L{}'}}", level - 1);
            let member = if wrap.is_empty() { inner } else { format!("{{{wrap}{inner}, description: L.}}") };
            schemas += &format!(
                "L{level}: {{type: object, description: O., required: [{required}], properties: {{a: {member}}}}}\n"
            );
        }
        let specs = Specs::shop();
        specs.edit(GOODS, "\nKind:", &format!("{schemas}Kind:"));
        specs.edit(GOODS, "    kind: {", &format!("    deep: {{$ref: 'goods.yaml#/L{count}'}}\n    kind: {{"));
        let said = lines(&specs.findings());
        let is_told = matches!(said.as_slice(), [one] if one.starts_with("NC0414 schemas/goods.yaml:"));
        assert!(if refused { is_told } else { said.is_empty() }, "{count}: {said:?}");
    }
}

#[test]
fn limits_that_exclude_each_other() {
    let limits = format!("{NAME}, minLength: 3, maxLength: 2");
    let findings = found(GOODS, NAME, &limits, &["NC0412 schemas/goods.yaml:43:75 2"]);
    assert_eq!(findings[0].labels[1].span.text(), "3");
}

#[test]
fn a_default_that_does_not_fit_is_a_warning() {
    let limit = "limit: {type: integer, format: int32, ";
    let many = found(GOODS, limit, &format!("{limit}default: many, "), &["NC0413 schemas/goods.yaml:6:52 many"]);
    assert_eq!(many[0].severity.to_string(), "warning");
    found(GOODS, limit, &format!("{limit}default: 100, "), &[]);
}

#[test]
fn an_alias_that_is_another_member() {
    let alias = |names: &str| format!("{NAME}, x-aliases: {names}");
    let other = found(GOODS, NAME, &alias("[title, id]"), &["NC0306 schemas/goods.yaml:43:69 id"]);
    assert_eq!(other[0].labels[1].span.text(), "id");
    found(GOODS, NAME, &alias("[name]"), &["NC0306 schemas/goods.yaml:43:62 name"]);
    found(GOODS, NAME, &alias("[title, title]"), &["NC0306 schemas/goods.yaml:43:69 title"]);
    found(GOODS, NAME, &alias("[title, caption]"), &[]);
    let specs = Specs::shop();
    specs.edit(GOODS, NAME, &alias("[title]")).edit(GOODS, "Its id.}", "Its id., x-aliases: [title]}");
    assert_eq!(lines(&specs.findings()), ["NC0306 schemas/goods.yaml:43:62 title"]);
}

#[test]
fn every_fault_of_an_example_is_shown() {
    let specs = Specs::shop();
    specs.edit(REPLY, "23.10", "\"cheap\"").edit(REPLY, "\"Good\"", "\"Goat\"").edit(
        REPLY,
        "\"total\": 1",
        "\"total\": \"1\"",
    );
    assert_eq!(
        lines(&specs.findings()),
        [
            "NC0801 examples/goods_get.reply.json:4:39 \"cheap\"",
            "NC0801 examples/goods_get.reply.json:4:56 \"Goat\"",
            "NC0801 examples/goods_get.reply.json:7:12 \"1\"",
        ]
    );
}

#[test]
fn a_required_name_that_is_no_property_is_not_missed_in_the_examples() {
    let findings =
        found(GOODS, "required: [ok, result]", "required: [ok, reslut]", &["NC0408 schemas/goods.yaml:10:18 reslut"]);
    assert_eq!(suggestion(&findings), "result");
    // A member that is missing is told of the alternative that is meant.
    let specs = Specs::shop();
    specs.edit(GOODS, "required: [ok, result]", "required: [ok, result, total]");
    specs.edit(REPLY, "\"total\"", "\"totel\"");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0801 examples/goods_get.reply.json:1:1 {"], "{}", findings.render(false));
    assert!(findings.0[0].message.contains("\"total\" is a required property"), "{}", findings.0[0]);
}

#[test]
fn an_example_that_cannot_be_read_is_one_finding() {
    let name = "../examples/goods_get.reply.json";
    for (wrong, code) in [("../examples/gone.json", "NC0201"), ("../../../gone.json", "NC0202")] {
        let specs = Specs::shop();
        specs.edit(GET, name, wrong);
        let findings = lines(&specs.findings());
        assert_eq!(findings, [format!("{code} paths/goods_get.yaml:29:34 {wrong}")]);
    }
}

#[test]
fn members_of_an_example_that_its_schema_does_not_know() {
    let request = "examples/goods_get.request.json";
    let wrong = found(request, "limit", "limti", &["NC0803 examples/goods_get.request.json:1:15 \"limti\""]);
    assert_eq!((suggestion(&wrong), wrong[0].severity.to_string().as_str()), ("\"limit\"", "warning"));
    let add = "examples/goods_add.request.json";
    found(add, "\"name\"", "\"naem\"", &["NC0803 examples/goods_add.request.json:1:13 \"naem\""]);
    let unread = found(REPLY, "\"kind\"", "\"sort\"", &["NC0803 examples/goods_get.reply.json:4:46 \"sort\""]);
    assert!(unread[0].notes[0].contains("no caller could read it"), "{}", unread[0]);
    let reply = "NC0309 examples/goods_get.reply.json:4:15 \"n\u{430}me\"";
    let latin = found(REPLY, "\"name\"", "\"n\u{430}me\"", &[reply]);
    assert!(latin[0].message.contains("U+0430"), "{}", latin[0]);
    found(add, "\"name\"", "\"n\u{430}me\"", &["NC0309 examples/goods_add.request.json:1:13 \"n\u{430}me\""]);
}

#[test]
fn names_of_one_letter_make_a_type() {
    let specs = Specs::shop();
    let inner = "    t: {type: object, description: Inner., properties: {a: {type: string, description: A.}}}\n    kind: {$ref: 'goods.yaml#/Kind'}";
    specs.edit(GOODS, "    kind: {$ref: 'goods.yaml#/Kind'}", inner);
    specs.write(GOODS, &specs.read(GOODS).replace("#/Item'", "#/X'").replace("\nItem:", "\nX:"));
    assert_eq!(lines(&specs.findings()), [""; 0]);
}

#[test]
fn lists_of_schemas_that_are_empty() {
    for (key, code) in [("oneOf", "NC0404"), ("anyOf", "NC0404"), ("allOf", "NC0403")] {
        let wrong = found(
            GOODS,
            "name: {type: string, ",
            &format!("name: {{{key}: [], "),
            &[&format!("{code} schemas/goods.yaml:43:19 []")],
        );
        assert!(wrong[0].message.ends_with("is empty"), "{}", wrong[0]);
    }
}
