//! Extensions where they mean nothing, or point at what does not suit them, and what else only the engine would have refused.

#![allow(clippy::expect_used)]

mod support;

use nomenclature_codegen::diagnostic::{Code, Severity};
use support::{Specs, lines};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";

/// Breaks a file of the shop and compares all errors with `expected`: `CODE file:line:column underlined`. What is said first.
#[track_caller]
fn errors(file: &str, from: &str, to: &str, expected: &[&str]) -> String {
    let specs = Specs::shop();
    specs.edit(file, from, to);
    let mut findings = specs.findings();
    // The examples of the shop know nothing of what is added.
    findings.0.retain(|found| found.severity == Severity::Error && found.code != Code::InvalidExample);
    assert_eq!(lines(&findings), expected, "\n{}", findings.render(false));
    findings.0.first().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn an_extension_where_nobody_reads_it() {
    let paging = "  x-pagination: {style: page, request: {page: /a}, response: {items: /b}, page-size: 1}\n  description: A thing";
    let said = errors(GOODS, "  description: A thing", paging, &["NC0114 schemas/goods.yaml:40:3 x-pagination"]);
    assert!(
        said.contains("`x-pagination` means nothing on a schema of its own (help: it belongs to: an operation"),
        "{said}"
    );
    let response = "    '400':\n      x-rust-name: wrong\n";
    let said = errors(ADD, "    '400':\n", response, &["NC0114 paths/goods_add.yaml:23:7 x-rust-name"]);
    assert!(said.contains("means nothing on a response"), "{said}");
    for (extension, at, place) in [
        ("x-safety: read", "tags:\n  - {name: goods,", "openapi.yaml:8:6 x-safety"),
        ("x-unverified: why", "info: {", "openapi.yaml:2:8 x-unverified"),
        ("x-aliases: [a]", "  - {url: 'https://shop.test',", "openapi.yaml:4:6 x-aliases"),
        ("x-rate-limit: {requests-per-second: 1, burst: 1}", "    Key:\n      {", "openapi.yaml:18:8 x-rate-limit"),
    ] {
        if let Some(from) = at.strip_suffix("      {") {
            errors(API, from, &format!("{from}      {extension}\n"), &["NC0114 openapi.yaml:19:7 x-rate-limit"]);
            continue;
        }
        let to = at.replacen('{', &format!("{{{extension}, "), 1);
        errors(API, at, &to, &[&format!("NC0114 {place}")]);
    }
    errors(
        GOODS,
        "items: {type: integer, format: int64}",
        "items: {type: integer, format: int64, x-lenient: [string]}",
        &["NC0114 schemas/goods.yaml:37:45 x-lenient"],
    );
    errors(
        GOODS,
        "name: {type: string,",
        "name: {type: string, x-enum: {}, ",
        &["NC0114 schemas/goods.yaml:43:26 x-enum"],
    );
    let header =
        "    '200':\n      headers: {X-Page: {x-rust-name: page, description: Its number., schema: {type: string}}}\n";
    errors(GET, "    '200':\n", header, &["NC0114 paths/goods_get.yaml:21:26 x-rust-name"]);
    // Its value is another matter once it stands in its place.
    errors(
        GOODS,
        "name: {type: string,",
        "name: {type: string, x-safety: never,",
        &["NC0114 schemas/goods.yaml:43:26 x-safety"],
    );
}

#[test]
fn an_extension_in_its_place_is_fine() {
    let lang = "schema: {type: string}";
    errors(GET, lang, "x-unverified: Not seen., x-rust-name: language, schema: {type: string}", &[]);
    errors(GOODS, "  enum: [Good", "  x-enum: {ignore-case: true}\n  enum: [Good", &[]);
    errors(GOODS, "    kind: {", "    kind: {x-unverified: Guessed., x-aliases: [sort], ", &[]);
}

#[test]
fn members_of_a_request_that_no_request_has() {
    errors(GOODS, "    kind: {", "    kind: {x-hoist: true, ", &["NC0114 schemas/goods.yaml:48:5 kind"]);
    errors(
        GOODS,
        "name: {type: string,",
        "name: {type: string, x-client-parameter: {name: shop},",
        &["NC0114 schemas/goods.yaml:43:5 name"],
    );
    let limit = "    limit: {type: integer,";
    errors(GOODS, limit, "    limit: {x-hoist: true, type: integer,", &["NC0114 schemas/goods.yaml:6:5 limit"]);
    let client = "    limit: {x-client-parameter: {name: shop}, type: integer,";
    errors(GOODS, limit, client, &["NC0504 schemas/goods.yaml:6:5 limit"]);
    let required = "    filter: {x-hoist: true, $ref: 'goods.yaml#/GoodsAddRequest'}\n    limit: {type: integer,";
    errors(GOODS, limit, required, &["NC0114 schemas/goods.yaml:6:5 filter"]);
    let fine = "    filter: {x-hoist: true, $ref: 'goods.yaml#/Item'}\n    limit: {type: integer,";
    errors(GOODS, limit, fine, &[]);
}

#[test]
fn what_refusals_left_unchanged() {
    let add = |said: &str, expected: &[&str]| {
        errors(ADD, "  x-batch", &format!("  x-unprocessed: {said}\n  x-batch"), expected)
    };
    add("{codes: [Unauthorized, 401], listed: /id}", &[]);
    add("{any: true}", &[]);
    let said = add("{listed: /ids}", &["NC0603 paths/goods_add.yaml:6:27 /ids"]);
    assert!(said.contains("`/ids` leads nowhere in the record"), "{said}");
    let said = add("{listed: /price}", &["NC0606 paths/goods_add.yaml:6:27 /price"]);
    assert!(said.contains("expected an identifier at `/price`"), "{said}");
    add("{listed: id}", &["NC0607 paths/goods_add.yaml:6:27 id"]);
    add("{always: true}", &["NC0112 paths/goods_add.yaml:6:19 always"]);
    add("{any: 1}", &["NC0108 paths/goods_add.yaml:6:24 1"]);
    add("[Unauthorized]", &["NC0108 paths/goods_add.yaml:6:18 [Unauthorized]"]);
    // Only batches have records. What the document says holds for those that it can hold for.
    let listed = "  x-unprocessed: {listed: /id}\n  x-pagination";
    errors(GET, "  x-pagination", listed, &["NC0606 paths/goods_get.yaml:6:27 /id"]);
    errors(API, "tags:", "x-unprocessed: {listed: /id}\ntags:", &[]);
    errors(API, "tags:", "x-unprocessed: {listed: /none}\ntags:", &["NC0603 openapi.yaml:7:25 /none"]);
}

#[test]
fn what_an_envelope_says_of_its_flag_and_its_failure() {
    let said = |member: &str, expected: &[&str]| {
        let edited = format!("x-envelope: {{success: /ok, {member}, ");
        errors(API, "x-envelope: {success: /ok, ", &edited, expected)
    };
    said("success-value: true", &[]);
    let told = said("success-value: yes", &["NC0608 openapi.yaml:9:43 yes"]);
    assert!(told.contains("no success has `yes` at `/ok`: it is `true` there"), "{told}");
    said("success-value: 1", &["NC0608 openapi.yaml:9:43 1"]);
    said("success-value: false", &["NC0608 openapi.yaml:9:43 false"]);
    said("failure-value: false", &[]);
    said("failure-value: true", &["NC0608 openapi.yaml:9:43 true"]);
    said("failure-value: no", &["NC0608 openapi.yaml:9:43 no"]);
    // A text that is one of several.
    let flagged = |value: &str, expected: &[&str]| {
        let specs = Specs::shop();
        let goods = specs.read(GOODS);
        let texts = goods.replace("{type: boolean, const: true, ", "{type: string, const: done, ");
        specs.write(GOODS, &texts.replace("{type: boolean, const: false, ", "{type: string, const: failed, "));
        specs.edit(API, "{success: /ok,", &format!("{{success: /ok,{value}"));
        let mut findings = specs.findings();
        findings.0.retain(|found| found.severity == Severity::Error && found.code != Code::InvalidExample);
        assert_eq!(lines(&findings), expected, "\n{}", findings.render(false));
    };
    flagged(" success-value: done,", &[]);
    flagged(" success-value: dome,", &["NC0608 openapi.yaml:9:43 dome"]);
    flagged("", &["NC0608 openapi.yaml:9:23 /ok"]);

    let pointers = |to: &str, expected: &[&str]| errors(API, "code: [/code]", to, expected);
    pointers("code: [/kode, /code]", &[]);
    let told = pointers("code: [/kode]", &["NC0603 openapi.yaml:9:53 /kode"]);
    assert!(told.contains("`/kode` leads nowhere in the failure"), "{told}");
    pointers("code: /kode, message: /text", &["NC0603 openapi.yaml:9:52 /kode", "NC0603 openapi.yaml:9:68 /text"]);
    pointers("code: [/code], request-id: [/id]", &["NC0603 openapi.yaml:9:74 /id"]);
    // Of what is not described, anything may be there.
    let open = "    code: {type: object, description: Code of the error.}";
    let specs = Specs::shop();
    specs.edit("schemas/failure.yaml", "    code: {type: string, description: Code of the error.}", open);
    specs.edit(API, "code: [/code]", "code: [/code/name]");
    let told = lines(&specs.findings());
    assert!(!told.iter().any(|line| line.starts_with("NC0603")), "{told:?}");
}

#[test]
fn what_a_full_scan_asks_for() {
    let kind = "kind: {$ref: 'goods.yaml#/Kind', description: Wanted.}";
    let tag = "tags: {type: array, description: Wanted., items: {$ref: 'goods.yaml#/Item'}}";
    let scan = |said: &str| {
        let specs = Specs::shop();
        specs.edit(GOODS, "    limit: {type", &format!("    {kind}\n    {tag}\n    limit: {{type"));
        specs.edit(GET, "    style: offset", &format!("    style: offset\n    full-scan: {said}"));
        let found = specs.findings();
        lines(&found).into_iter().map(|line| line[..6].to_owned()).collect::<Vec<_>>()
    };
    for fine in [
        "{/kind: Good}",
        "{'query:lang': ru}",
        "{/limit: 10, /tags: [{id: 1, name: \"a \\\"b\\\"\", kind: Service}, {}]}",
        "{}",
    ] {
        assert_eq!(scan(fine), [""; 0], "{fine}");
    }
    for (said, code) in [
        ("{/kind: Bad}", "NC0604"),
        ("{/kind: [Good]}", "NC0604"),
        ("{/limit: many}", "NC0604"),
        ("{/limit: 3000000000}", "NC0604"),
        ("{/tags: [{name: 1}]}", "NC0604"),
        ("{/tags: [{names: x}]}", "NC0604"),
        ("{'query:lang': 1}", "NC0604"),
        ("{/sort: Good}", "NC0603"),
        ("{'query:sort': Good}", "NC0603"),
        ("{sort: Good}", "NC0607"),
        ("Good", "NC0108"),
    ] {
        assert_eq!(scan(said), [code], "{said}");
    }
}

#[test]
fn pointers_at_what_does_not_suit() {
    let said = errors(
        ADD,
        "  x-batch",
        "  x-envelope: {success: /result}\n  x-batch",
        &["NC0608 paths/goods_add.yaml:6:25 /result"],
    );
    assert!(said.contains("expected a boolean or a string as the flag `/result`"), "{said}");
    for (from, to, place) in [
        ("offset: /offset", "offset: 'query:lang'", "8:23 'query:lang'"),
        ("next-offset: /next_offset", "next-offset: /ok", "9:45 /ok"),
        ("items: /result", "items: /total", "9:23 /total"),
    ] {
        errors(GET, from, to, &[&format!("NC0604 paths/goods_get.yaml:{place}")]);
    }
    let required = "  required: [offset]\n  properties:\n    offset:";
    errors(GOODS, "  properties:\n    offset:", required, &["NC0604 paths/goods_get.yaml:8:23 /offset"]);
    let null = "    offset: {type: [integer, 'null'],";
    errors(GOODS, "    offset: {type: integer,", null, &["NC0604 paths/goods_get.yaml:8:23 /offset"]);
    let specs = Specs::shop();
    specs.edit(
        GOODS,
        "    result:\n      type: array",
        "    page: {$ref: 'goods.yaml#/Page'}\n    result:\n      type: array",
    );
    specs.edit(
        GOODS,
        "\nKind:",
        "\nPage:\n  type: object\n  properties: {rows: {type: array, items: {type: string}}}\nKind:",
    );
    specs.edit(GET, "items: /result", "items: /page/rows");
    assert!(lines(&specs.findings()).contains(&"NC0604 paths/goods_get.yaml:9:23 /page/rows".to_owned()));
}

#[test]
fn leniency_and_constants_that_do_not_fit_their_type() {
    let price = "      format: decimal\n";
    errors(GOODS, price, &format!("{price}      x-lenient: [string]\n"), &["NC0607 schemas/goods.yaml:44:5 price"]);
    errors(GOODS, "name: {type: string,", "name: {type: string, x-lenient: [integer],", &[]);
    let required = |member: &str| format!("  required: [fixed]\n  properties:\n    fixed: {member}\n    id: {{");
    for (member, place) in [
        ("{type: number, format: decimal, const: many}", "NC0406 schemas/goods.yaml:43:51 many"),
        ("{type: string, const: 5}", "NC0406 schemas/goods.yaml:43:34 5"),
        ("{type: integer, format: int32, const: 3000000000}", "NC0406 schemas/goods.yaml:43:50 3000000000"),
        ("{type: boolean, const: 'true'}", "NC0406 schemas/goods.yaml:43:35 'true'"),
        ("{type: number, format: decimal, const: 1.2345678901234567890123}", "NC0403 schemas/goods.yaml:43:5 fixed"),
    ] {
        errors(GOODS, "  properties:\n    id: {", &required(member), &[place]);
    }
    errors(GOODS, "  properties:\n    id: {", &required("{type: number, format: decimal, const: -1.50}"), &[]);
}

#[test]
fn setters_that_would_share_a_name() {
    let lang = "    - {name: lang,";
    let two = "    - {name: send, in: query, description: S., schema: {type: string}}\n    \
               - {name: send_, in: query, x-rust-name: send_, description: S., schema: {type: string}}\n    - {name: lang,";
    errors(GET, lang, two, &["NC0505 paths/goods_get.yaml:12:14 send_"]);
}

#[test]
fn what_an_operation_cannot_take_away() {
    let specs = Specs::shop();
    specs.edit(ADD, "    '200':", "    '201': {description: Made.}\n    '200':");
    let found = specs.findings();
    let found = found.0.iter().find(|found| found.code.id() == "NC0507").expect("a finding").render(false);
    assert!(found.contains("can move a flag or payload") && found.contains("document one success response"), "{found}");
}
