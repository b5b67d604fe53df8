//! Lints about operations: what each finds in a shop that breaks one rule, where, and nothing else beside it.

mod support;

use support::{Specs, found, lines, suggestion};

const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";
const LIST: &str = "      type: array\n      description: The goods.\n";

#[test]
fn a_batch_larger_than_its_schema_takes() {
    let specs = Specs::shop();
    let all = specs.read(GOODS);
    let (before, request) = all.split_at(all.find("GoodsAddRequest:").expect("the request"));
    let capped =
        |max: &str| format!("{before}{}", request.replacen(LIST, &format!("{LIST}      maxItems: {max}\n"), 1));
    specs.write(GOODS, &capped("100"));
    assert_eq!(lines(&specs.findings()), [""; 0]);
    specs.write(GOODS, &capped("99"));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0605 paths/goods_add.yaml:6:39 100"]);
    assert_eq!((suggestion(&findings.0), findings.0[0].labels[1].span.text()), ("99", "99"));
    assert!(specs.read(ADD).contains("max-items: 100"));
}

#[test]
fn pages_larger_than_their_schema_allows() {
    let offset = "style: offset\n";
    let larger = |size: &str| format!("style: offset\n    max-page-size: {size}\n");
    let specs = Specs::shop();
    specs.edit(GET, offset, &larger("20000"));
    specs.edit(GOODS, "limit: {type: integer, ", "limit: {type: integer, maximum: 10000, ");
    assert_eq!(lines(&specs.findings()), ["NC0604 paths/goods_get.yaml:8:20 20000"]);
    specs.edit(GET, "20000", "10000");
    assert_eq!(lines(&specs.findings()), [""; 0]);

    let paged = |size: &str| {
        let specs = Specs::shop();
        let text = specs.read(GET);
        let (start, end) =
            (text.find("    style: offset").expect("paging"), text.find("  parameters:").expect("parameters"));
        let page = format!(
            "    style: page\n    request: {{page: /offset}}\n    response: {{items: /result}}\n    page-size: {size}\n"
        );
        specs.write(GET, &format!("{}{page}{}", &text[..start], &text[end..]));
        specs.edit(GOODS, LIST, &format!("{LIST}      maxItems: 100\n"));
        lines(&specs.findings())
    };
    assert_eq!(paged("100"), [""; 0]);
    assert_eq!(paged("200"), ["NC0604 paths/goods_get.yaml:10:16 200"]);
}

#[test]
fn a_page_size_in_the_query_fits_its_parameter() {
    let specs = Specs::shop();
    specs.edit(GET, "style: offset\n", "style: offset\n    max-page-size: 200\n");
    specs.edit(GET, "limit: /limit", "limit: 'query:count'");
    let count = "  parameters:\n    - {name: count, in: query, description: Rows., schema: {type: integer, format: int32, maximum: 100}}\n";
    specs.edit(GET, "  parameters:\n", count);
    assert_eq!(lines(&specs.findings()), ["NC0604 paths/goods_get.yaml:8:20 200"]);
    found(GET, "limit: /limit", "limit: 'query:conut'", &["NC0603 paths/goods_get.yaml:8:39 'query:conut'"]);
}

#[test]
fn two_paths_that_differ_by_the_names_of_parameters_only() {
    let specs = Specs::shop();
    let shared = |name: &str| {
        format!(
            "parameters:\n  - {{name: {name}, in: path, required: true, description: A shop., schema: {{type: string}}}}\n"
        )
    };
    for (file, path, name) in [(GET, "/goods/get:", "a"), (ADD, "/goods/add:", "b")] {
        specs.edit("openapi.yaml", path, &format!("/goods/{{{name}}}/x:"));
        specs.write(file, &format!("{}{}", shared(name), specs.read(file)));
    }
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0503 openapi.yaml:14:3 /goods/{b}/x"]);
    assert_eq!(findings.0[0].labels[1].span.text(), "/goods/{a}/x");
}

#[test]
fn names_with_characters_that_do_not_show() {
    let name = |name: &str| format!("{{name: \"{name}\", in: query");
    for wrong in ["la\\0ng", "la\\u202Eng", "lang\\uFEFF"] {
        let hidden = found(
            GET,
            "{name: lang, in: query",
            &name(wrong),
            &[&format!("NC0309 paths/goods_get.yaml:11:14 \"{wrong}\"")],
        );
        assert_eq!(suggestion(&hidden), "lang");
    }
}

#[test]
fn a_response_without_a_description() {
    let good = "      description: The goods.\n";
    let specs = Specs::shop();
    let text = specs.read(GET);
    assert!(text.contains(good));
    found(GET, good, "", &["NC0901 paths/goods_get.yaml:20:5 '200'"]);
}

#[test]
fn a_mapping_to_a_schema_that_is_no_alternative() {
    let specs = Specs::shop();
    let tagged = "    kind:\n      description: Its sort.\n      discriminator: {propertyName: ok, mapping: {a: 'failure.yaml#/Failure', b: 'goods.yaml#/Item'}}\n      oneOf: [{$ref: 'failure.yaml#/Failure'}]";
    specs.edit(GOODS, "    kind: {$ref: 'goods.yaml#/Kind'}", tagged);
    let findings = lines(&specs.findings());
    assert!(findings.contains(&"NC0411 schemas/goods.yaml:50:82 'goods.yaml#/Item'".to_owned()), "{findings:?}");
}

#[test]
fn a_body_in_a_get_request_is_a_warning() {
    let specs = Specs::shop();
    let text = specs.read(GET);
    let (start, end) = (text.find("  x-pagination:").expect("paging"), text.find("  parameters:").expect("parameters"));
    specs.write(GET, &format!("{}{}", &text[..start], &text[end..]).replacen("post:", "get:", 1));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0511 paths/goods_get.yaml:8:3 requestBody"]);
    assert_eq!(findings.0[0].severity.to_string(), "warning");
    assert_eq!(findings.0[0].labels[1].span.text(), "get");
}

#[test]
fn what_a_body_or_reply_says_beside_what_is_used_is_told_once() {
    let body = "    content:\n";
    for (media, place) in [
        (
            "application/x-www-form-urlencoded: {schema: {$ref: '../schemas/goods.yaml#/Spare'}}",
            &["NC0514 paths/goods_get.yaml:15:7 application/x-www-form-urlencoded"][..],
        ),
        (
            "application/vnd.shop+json: {schema: {type: string, enum: [a, b]}}",
            &["NC0514 paths/goods_get.yaml:15:7 application/vnd.shop+json"],
        ),
        ("text/json: {schema: {$ref: '../schemas/goods.yaml#/GoodsGetRequest'}}", &[]),
    ] {
        let specs = Specs::shop();
        specs.edit(GET, body, &format!("{body}      {media}\n"));
        if media.contains("Spare") {
            specs.edit(
                "schemas/goods.yaml",
                "\nKind:",
                "\nSpare: {type: object, description: S., properties: {a: {type: string, description: A.}}}\nKind:",
            );
        }
        assert_eq!(lines(&specs.findings()), place, "{media}");
    }
    let header = "'200':\n      headers: {X-Kind: {description: K., schema: {$ref: '../schemas/goods.yaml#/Kind'}}}\n";
    found(GET, "'200':\n", header, &["NC0514 paths/goods_get.yaml:21:17 X-Kind"]);
}
