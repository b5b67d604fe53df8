//! References that lead nowhere, and files that cannot be read: each mistake once, where it is.

mod support;

use std::fs;

use support::{Specs, found, lines, suggestion};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const GOODS: &str = "schemas/goods.yaml";

#[test]
fn a_name_with_a_strange_letter_in_a_reference_is_wrong_there_only() {
    let kind = "'goods.yaml#/Kind'";
    let wrong = found(GOODS, kind, "'goods.yaml#/Кind'", &["NC0201 schemas/goods.yaml:48:18 'goods.yaml#/Кind'"]);
    assert_eq!(suggestion(&wrong), kind);
}

#[test]
fn references_behind_a_misspelt_keyword_are_followed() {
    found(GOODS, "  properties:\n    ok:", "  propertis:\n    ok:", &["NC0110 schemas/goods.yaml:11:3 propertis"]);
    found(GOODS, "items: {$ref", "itms: {$ref", &["NC0110 schemas/goods.yaml:16:7 itms"]);
    found(GET, "requestBody:", "requestBdy:", &["NC0110 paths/goods_get.yaml:12:3 requestBdy"]);
    found(API, "paths:\n", "pathes:\n", &["NC0110 openapi.yaml:11:1 pathes"]);
    found(API, "components:\n", "componets:\n", &["NC0110 openapi.yaml:16:1 componets"]);
}

#[test]
fn a_file_that_is_no_mapping_is_told_once_and_there() {
    for (text, place) in [("- a\n- b\n", "1:1 - a"), ("text\n", "1:1 text"), ("~\n", "1:1 ~")] {
        let specs = Specs::shop();
        specs.write("schemas/failure.yaml", text);
        assert_eq!(lines(&specs.findings()), [format!("NC0108 schemas/failure.yaml:{place}")]);
    }
    let specs = Specs::shop();
    specs.edit(GOODS, "'goods.yaml#/Kind'", "'goods.yaml#/Item/type/x'");
    assert_eq!(lines(&specs.findings()), ["NC0201 schemas/goods.yaml:48:18 'goods.yaml#/Item/type/x'"]);
}

#[test]
fn a_file_in_another_encoding_is_told_once_and_there() {
    let of = |file: &str, bytes: &[u8]| {
        let specs = Specs::shop();
        fs::write(specs.folder().join("shop").join(file), bytes).expect("written");
        let findings = specs.findings();
        assert!(!findings.render(false).is_empty());
        (lines(&findings), findings.0[0].message.clone())
    };
    let text = Specs::shop().read("schemas/failure.yaml");
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (said, message) = of("schemas/failure.yaml", &wide);
    assert_eq!(
        (said, message.as_str()),
        (vec!["NC0101 schemas/failure.yaml:1:1 ".into()], "expected UTF-8, found UTF-16")
    );
    let broken = [b"Failure:\n  type: ".as_slice(), &[0xff], b"object\n"].concat();
    assert_eq!(of("schemas/failure.yaml", &broken).0, ["NC0101 schemas/failure.yaml:2:9 "]);
    assert_eq!(of("examples/failure.json", &[b'"', 0xc0, b'"']).0, ["NC0101 examples/failure.json:1:2 "]);
}

#[test]
fn a_path_that_is_a_document_or_a_file_of_schemas_is_one_finding() {
    let path = "$ref: paths/goods_get.yaml";
    for (other, place) in [("openapi.yaml", "13:11 openapi.yaml"), ("schemas/goods.yaml", "13:11 schemas/goods.yaml")] {
        found(API, path, &format!("$ref: {other}"), &[&format!("NC0108 openapi.yaml:{place}")]);
    }
}

#[test]
fn a_pointer_without_its_slash_is_an_anchor() {
    let kind = "'goods.yaml#/Kind'";
    let anchor = found(GOODS, kind, "'goods.yaml#Kind'", &["NC0203 schemas/goods.yaml:48:18 'goods.yaml#Kind'"]);
    assert_eq!(suggestion(&anchor), kind);
}

#[test]
fn a_file_in_another_folder_is_named_as_the_reference_has_to_write_it() {
    let specs = Specs::shop();
    specs.write("schemas/goods_get.yaml", &specs.read(GOODS).replace("goods.yaml#", "goods_get.yaml#"));
    specs.edit(GET, "'../schemas/goods.yaml#/GoodsGetRequest'", "'schemas/goods_get.yaml#/GoodsGetRequest'");
    let findings = specs.findings();
    assert_eq!(lines(&findings)[0], "NC0201 paths/goods_get.yaml:16:24 'schemas/goods_get.yaml#/GoodsGetRequest'");
    assert_eq!(findings.0[0].help.as_deref(), Some("did you mean `../schemas/goods_get.yaml`?"));
    assert_eq!(suggestion(&findings.0), "'../schemas/goods_get.yaml#/GoodsGetRequest'");
}

#[test]
fn a_byte_order_mark_is_no_part_of_an_example() {
    let specs = Specs::shop();
    let file = "examples/goods_get.reply.json";
    specs.write(file, &format!("\u{feff}{}", specs.read(file)));
    assert_eq!(lines(&specs.findings()), [""; 0]);
    specs.edit(file, "\"Good\"", "\"Goat\"");
    assert_eq!(lines(&specs.findings()), ["NC0801 examples/goods_get.reply.json:4:54 \"Goat\""]);
}

#[test]
fn a_section_of_components_is_none_of_them() {
    // The document of the shop has no schemas of its own.
    for pointer in ["/components", "/components/schemas", "/components/schemas/", "/components/headers"] {
        let reference = format!("'../openapi.yaml#{pointer}'");
        let place = format!("NC0203 schemas/goods.yaml:48:18 {reference}");
        let said = found(GOODS, "'goods.yaml#/Kind'", &reference, &[&place]);
        assert_eq!(said[0].help.as_deref(), Some("add the name: `#/components/schemas/<Name>`"));
    }
}

#[test]
fn what_is_no_component_of_its_kind_is_told_at_the_reference() {
    let kind = "kind: {$ref: 'goods.yaml#/Kind'}";
    let specs = || {
        let specs = Specs::shop();
        specs.edit("openapi.yaml", "components:\n", "components:\n  responses:\n    Bad: {description: Bad.}\n");
        specs.edit("openapi.yaml", "components:\n", "components:\n  schemas:\n    Part: {type: object, description: P., properties: {a: {type: string, description: A.}}}\n");
        specs
    };
    for (reference, code, meant) in [
        ("'../openapi.yaml#/components/responses/Bad'", "NC0203", None),
        (
            "'../openapi.yaml#/components/schemas/Part/properties'",
            "NC0203",
            Some("'../openapi.yaml#/components/schemas/Part'"),
        ),
        ("'goods.yaml#/Item/properties'", "NC0203", Some("'goods.yaml#/Item'")),
        ("'../openapi.yaml#/components/schemas'", "NC0203", None),
        ("'../openapi.yaml#/components/schemas/'", "NC0203", None),
        ("'../openapi.yaml#/components'", "NC0203", None),
        ("'../openapi.yaml#/components/schemas/Part/properties/a'", "NC0203", None),
        ("'goods.yaml#/Item/properties/name'", "NC0203", None),
        ("'/components/schemas/Part'", "NC0202", Some("'../openapi.yaml#/components/schemas/Part'")),
        ("'/shared.yaml#/Part'", "NC0202", None),
        ("5", "NC0108", None),
        ("true", "NC0108", None),
    ] {
        let specs = specs();
        specs.edit("schemas/goods.yaml", kind, &format!("kind: {{$ref: {reference}}}"));
        let findings = specs.findings();
        let errors: Vec<_> = findings.0.iter().filter(|found| found.severity.to_string() == "error").collect();
        let [found] = errors.as_slice() else { panic!("{}", findings.render(false)) };
        let place = found.span().expect("a place");
        assert_eq!((found.code.id(), place.line, place.text()), (code, 48, reference), "{}", findings.render(false));
        assert_eq!(found.suggestion.as_ref().map(|suggestion| suggestion.text.as_str()), meant);
        assert!(found.help.is_some(), "{}", findings.render(false));
    }
}

#[test]
fn a_pointer_is_a_part_of_a_uri() {
    let schema = "type: string, description: What it is., enum: [Good, Service]";
    for (name, pointer, found) in [
        ("A/B c", "A~1B%20c", None),
        ("A/B c", "A%2fB c", Some("NC0201 schemas/goods.yaml:48:18 '../openapi.yaml#/components/schemas/A%2fB d'")),
        ("\u{446}\u{435}\u{43d}\u{430}", "%D1%86%D0%B5%D0%BD%D0%B0", None),
        ("50% c", "50% c", None),
        ("50% c", "50%25%20c", None),
    ] {
        let specs = Specs::shop();
        let components = format!("components:\n  schemas:\n    '{name}': {{x-rust-name: Sort, {schema}}}\n");
        specs.edit("openapi.yaml", "components:\n", &components);
        let pointer = if found.is_some() { pointer.replace('c', "d") } else { pointer.to_owned() };
        specs.edit(GOODS, "goods.yaml#/Kind", &format!("../openapi.yaml#/components/schemas/{pointer}"));
        let text = specs.read(GOODS);
        specs.write(GOODS, &text[..text.find("\nKind:").expect("a schema") + 1]);
        assert_eq!(lines(&specs.findings()), found.as_slice(), "{}", specs.findings().render(false));
    }
}
