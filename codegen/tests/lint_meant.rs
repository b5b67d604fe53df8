//! A mistake is told where it is, once, and with what was meant.

mod support;

use support::{Specs, found, lines};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";
const REQUEST: &str = "examples/goods_get.request.json";
const REPLY: &str = "examples/goods_get.reply.json";

/// A mistake: what it replaces, all findings, and what the first of them suggests to write or, in words, to do.
type Row<'a> = (&'a str, &'a str, &'a [&'a str], &'a str);

#[track_caller]
fn table(file: &str, rows: &[Row<'_>]) {
    let mut wrong = Vec::new();
    for (from, to, expected, meant) in rows {
        let specs = Specs::shop();
        specs.edit(file, from, to);
        let findings = specs.findings();
        let first = findings.0.first();
        let suggested = first.and_then(|found| Some(found.suggestion.as_ref()?.text.as_str()));
        let help = first.and_then(|found| found.help.as_deref()).unwrap_or_default();
        let is_meant = suggested.map_or_else(|| help.contains(meant), |text| text == *meant);
        if lines(&findings) != *expected || !is_meant {
            wrong.push(format!(
                "{to:?}: {expected:?}, {meant:?}; found {:?}\n{}",
                lines(&findings),
                findings.render(false)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The one finding about a value at a place.
fn at<'a>(code: &str, place: &str, text: &str) -> [&'a str; 1] {
    [format!("{code} {place} {text}").leak()]
}

#[test]
fn formats_of_texts() {
    let name = "{type: string, description: Its name.}";
    for (format, meant) in [
        ("datetime", "date-time"),
        ("date_time", "date-time"),
        ("dateTime", "date-time"),
        ("date-tiem", "date-time"),
        ("iso8601", "date-time"),
        ("timestamp", "date-time"),
        ("local_date_time", "local-date-time"),
        ("LocalDateTime", "local-date-time"),
        ("guid", "uuid"),
        ("UUID", "uuid"),
        ("uuid4", "uuid"),
        ("e-mail", "email"),
        ("url", "uri"),
        ("int", "`type: integer` and `format: int64`"),
        ("long", "`type: integer` and `format: int64`"),
        ("int32", "`type: integer` and `format: int32`"),
        ("money", "`type: number` and `format: decimal`"),
        ("double", "`type: number` and `format: decimal`"),
        ("unix-time", "`type: integer` and `format: unix-time`"),
    ] {
        let to = format!("{{type: string, format: {format}, description: Its name.}}");
        table(GOODS, &[(name, &to, &at("NC0420", "schemas/goods.yaml:43:34", format), meant)]);
    }
    // Formats of texts, and those of a vendor's own.
    for format in ["password", "byte", "binary", "hostname", "phone", "sku", "regex", "decimal", "int64"] {
        let to = format!("{{type: string, format: {format}, description: Its name.}}");
        let specs = Specs::shop();
        specs.edit(GOODS, name, &to);
        assert!(!lines(&specs.findings()).iter().any(|line| line.starts_with("NC0420")), "{format}");
    }
    table(
        GOODS,
        &[(
            "ok: {type: boolean,",
            "ok: {type: boolean, format: date-time,",
            &at("NC0420", "schemas/goods.yaml:12:33", "date-time"),
            "correct the type, or remove the format",
        )],
    );
}

#[test]
fn formats_of_numbers() {
    for (format, meant) in [
        ("date-time", "unix-time"),
        ("date", "unix-time"),
        ("datetime", "unix-time"),
        ("timestamp", "unix-time"),
        ("unixtime", "unix-time"),
        ("unix_time", "unix-time"),
        ("epoch-seconds", "unix-time"),
        ("int", "int64"),
        ("long", "int64"),
        ("Int32", "int32"),
        ("short", "int16"),
        ("decimal", "number"),
        ("double", "number"),
        ("uuid", "string"),
        ("email", "string"),
    ] {
        let to = format!("id: {{type: integer, format: {format},");
        let place = at("NC0402", "schemas/goods.yaml:42:33", format);
        table(GOODS, &[("id: {type: integer, format: int64,", &to, &place, meant)]);
    }
    for (format, meant) in [
        ("double", "decimal"),
        ("money", "decimal"),
        ("Decimal", "decimal"),
        ("int32", "integer"),
        ("unix-time", "integer"),
        ("date-time", "string"),
        ("uuid", "string"),
    ] {
        let place = at("NC0401", "schemas/goods.yaml:46:15", format);
        table(GOODS, &[("format: decimal", &format!("format: {format}"), &place, meant)]);
    }
}

#[test]
fn types_of_other_languages() {
    let name = "{type: string, description: Its name.}";
    for (kind, meant) in [
        ("str", "string"),
        ("String", "string"),
        ("datetime", "string, format: date-time"),
        ("date", "string, format: date"),
        ("uuid", "string, format: uuid"),
        ("enum", "string"),
        ("int", "integer, format: int64"),
        ("long", "integer, format: int64"),
        ("float", "number, format: decimal"),
        ("decimal", "number, format: decimal"),
        ("bool", "boolean"),
        ("list", "array"),
        ("dict", "object"),
        ("Gadget", "a schema is used by `$ref: <file>.yaml#/Gadget`"),
    ] {
        let to = format!("{{type: {kind}, description: Its name.}}");
        table(GOODS, &[(name, &to, &at("NC0403", "schemas/goods.yaml:43:18", kind), meant)]);
    }
}

#[test]
fn keywords_of_another_type() {
    let name = "{type: string, description: Its name.}";
    for (keyword, meant) in [
        ("maxItems: 5", "maxLength"),
        ("minItems: 1", "minLength"),
        ("maximum: 5", "maxLength"),
        ("uniqueItems: true", "correct the type"),
        ("items: {type: string}", "correct the type"),
        ("required: [a]", "correct the type"),
        ("additionalProperties: false", "correct the type"),
    ] {
        let to = format!("{{type: string, {keyword}, description: Its name.}}");
        let key = keyword.split(':').next().expect("a key");
        table(GOODS, &[(name, &to, &at("NC0421", "schemas/goods.yaml:43:26", key), meant)]);
    }
    table(
        GOODS,
        &[
            (
                "id: {type: integer,",
                "id: {type: integer, maxLength: 5,",
                &["NC0421 schemas/goods.yaml:42:25 maxLength"],
                "maximum",
            ),
            (
                "id: {type: integer,",
                "id: {type: integer, pattern: a,",
                &["NC0421 schemas/goods.yaml:42:25 pattern"],
                "correct the type",
            ),
            // A type among several, and one that is accepted when reading.
            ("name: {type: string,", "name: {type: string, maxLength: 50,", &[], ""),
            (
                "id: {type: integer,",
                "id: {x-lenient: [string], type: integer, maxLength: 9,",
                &["NC0422 schemas/goods.yaml:38:1 Item"],
                "",
            ),
        ],
    );
}

#[test]
fn constants_enums_and_required_names() {
    let name = "{type: string, description: Its name.}";
    table(
        GOODS,
        &[
            ("const: true", "const: \"true\"", &["NC0406 schemas/goods.yaml:12:32 \"true\""], "true"),
            (name, "{type: string, const: 5, description: Its name.}", &["NC0406 schemas/goods.yaml:43:33 5"], "'5'"),
            (name, "{type: integer, const: '5', description: N.}", &["NC0406 schemas/goods.yaml:43:34 '5'"], "5"),
            (name, "{type: boolean, const: no, description: N.}", &["NC0406 schemas/goods.yaml:43:34 no"], "correct"),
            ("[Good, Service]", "[Good, 5]", &["NC0406 schemas/goods.yaml:52:16 5"], "the type of the values"),
            (
                "type: string\n  description: What",
                "type: integer\n  description: What",
                &["NC0406 schemas/goods.yaml:52:10 Good"],
                "without quotes",
            ),
            ("[ok, result]", "[ok, result, result]", &["NC0412 schemas/goods.yaml:10:26 result"], "remove one"),
            ("[ok, result]", "ok, result", &["NC0108 schemas/goods.yaml:10:13 ok, result"], "[ok, result]"),
            ("[goods]", "true", &["NC0108 schemas/goods.yaml:22:13 true"], "`required: [name]`"),
            (
                name,
                "{type: string, required: true, description: N.}",
                &["NC0108 schemas/goods.yaml:43:36 true"],
                "`required: [name]`",
            ),
        ],
    );
    table(
        "schemas/failure.yaml",
        &[("const: false", "const: 'false'", &["NC0406 schemas/failure.yaml:6:32 'false'"], "false")],
    );
}

#[test]
fn what_examples_cannot_hold() {
    let name = "{type: string, description: Its name.}";
    let correct = "correct the example";
    table(
        REQUEST,
        &[
            (
                "\"offset\": 0",
                "\"offset\": 3000000000",
                &["NC0801 examples/goods_get.request.json:1:12 3000000000"],
                correct,
            ),
            (
                "\"offset\": 0",
                "\"offset\": -3000000000",
                &["NC0801 examples/goods_get.request.json:1:12 -3000000000"],
                correct,
            ),
        ],
    );
    let long = "23.1000000000000000000000000000001";
    table(
        REPLY,
        &[
            (
                "\"id\": 1",
                "\"id\": 9300000000000000000",
                &["NC0801 examples/goods_get.reply.json:4:12 9300000000000000000"],
                correct,
            ),
            ("23.10", long, &at("NC0801", "examples/goods_get.reply.json:4:39", long), "shorten it"),
        ],
    );
    for (format, good, bad) in [
        ("uuid", "0b7e8f3c-5f0e-4a52-9a3d-0d9a5f0f6c11", "0b7e8f3c"),
        ("date-time", "2024-01-31T09:30:00Z", "2024-01-31"),
        ("local-date-time", "2024-01-31 09:30:00", "2024-01-31T25:00:00"),
        ("local-date-time", "2024-01-31T09:30:00+03:00", "31.01.2024 09:30"),
        ("date", "2024-01-31", "31.01.2024"),
    ] {
        for (text, count) in [(good, 0), (bad, 1)] {
            let specs = Specs::shop();
            specs.edit(GOODS, name, &format!("{{type: string, format: {format}, description: When.}}"));
            specs.edit("examples/goods_add.request.json", "\"Tea\"", &format!("\"{good}\""));
            specs.edit(REPLY, "\"Tea\"", &format!("\"{text}\""));
            let findings = specs.findings();
            assert_eq!(findings.0.len(), count, "{format} {text}: {}", findings.render(false));
            assert!(lines(&findings).iter().all(|line| line.starts_with("NC0801 examples/goods_get.reply.json:4:23")));
        }
    }
}

/// Of one member that a schema does not know, one finding, with both places.
#[test]
fn a_member_that_is_misspelt_in_the_schema() {
    let specs = Specs::shop();
    specs.edit(GOODS, "    kind: {$ref", "    knid: {$ref");
    specs.edit(REPLY, "\"kind\": \"Good\"}", "\"kind\": \"Good\"}, {\"kind\": \"Good\"}");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0803 examples/goods_get.reply.json:4:46 \"kind\""]);
    assert_eq!(findings.0[0].labels[1].span.text(), "knid");
    assert_eq!(findings.0[0].notes[1], "1 more place comes to this");
}

#[test]
fn texts_that_a_comment_cuts_off() {
    let says = "description: What it is.";
    table(
        GOODS,
        &[
            (says, "description: Price #1 id.", &["NC0116 schemas/goods.yaml:51:22 #1 id."], "'Price #1 id.'"),
            (says, "description: Price # 1 id.", &["NC0116 schemas/goods.yaml:51:22 # 1 id."], "'Price # 1 id.'"),
            (says, "description: It's item #1.", &["NC0116 schemas/goods.yaml:51:26 #1."], "'It''s item #1.'"),
            (says, "description: #1 of it.", &["NC0108 schemas/goods.yaml:51:14 :"], "begins a comment"),
            (says, "description: What it is. # TODO later", &[], ""),
            (says, "description: 'Price #1 id.'", &[], ""),
            ("format: decimal", "format: decimal # exact", &[], ""),
            (
                "kind: {$ref: 'goods.yaml#/Kind'}",
                "kind:\n      $ref: #/Kind",
                &["NC0108 schemas/goods.yaml:49:11 :"],
                "begins a comment",
            ),
        ],
    );
    table(
        GET,
        &[("summary: Lists goods.", "summary: Lists #1.", &["NC0116 paths/goods_get.yaml:4:18 #1."], "'Lists #1.'")],
    );
}

#[test]
fn what_stands_beside_a_reference() {
    let specs = Specs::shop();
    specs.edit(API, "components:\n", "components:\n  responses:\n    Bad: {description: Bad.}\n");
    specs.edit(ADD, "    '400':\n", "    '400':\n      $ref: '../openapi.yaml#/components/responses/Bad'\n");
    assert_eq!(lines(&specs.findings()), ["NC0117 paths/goods_add.yaml:25:7 content"]);
    specs.edit(API, "    $ref: paths/goods_get.yaml", "    $ref: paths/goods_get.yaml\n    parameters: []");
    let findings = specs.findings();
    assert_eq!(lines(&findings)[0], "NC0117 openapi.yaml:14:5 parameters");
    assert_eq!(findings.0[0].severity.to_string(), "error");
}

#[test]
fn paths_and_their_parameters() {
    let id =
        |text: &str| format!("  parameters:\n    - {{name: id, {text}, description: Id., schema: {{type: string}}}}\n");
    for (path, parameter, place, other, meant) in [
        ("/goods/{ids}/get", "in: path, required: true", "openapi.yaml:12:10 {ids}", "id", "{id}"),
        ("/goods/:id/get", "in: path, required: true", "openapi.yaml:12:10 :id", "id", "{id}"),
        ("/goods/get", "in: path, required: true", "paths/goods_get.yaml:11:14 id", "/goods/get", ""),
        ("/goods/{id}/get", "in: query", "openapi.yaml:12:10 {id}", "id", ""),
    ] {
        let specs = Specs::shop();
        specs.edit(API, "/goods/get:", &format!("{path}:")).edit(GET, "  parameters:\n", &id(parameter));
        let findings = specs.findings();
        assert_eq!(lines(&findings), [format!("NC0503 {place}")], "{}", findings.render(false));
        assert_eq!(findings.0[0].labels[1].span.text(), other);
        assert_eq!(findings.0[0].suggestion.as_ref().map_or("", |suggestion| suggestion.text.as_str()), meant);
    }
    found(API, "/goods/get:", "/goods/{id}/get:", &["NC0503 openapi.yaml:12:10 {id}"]);
    let twice =
        found(API, "paths/goods_add.yaml", "paths/goods_get.yaml", &["NC0308 openapi.yaml:15:11 paths/goods_get.yaml"]);
    assert_eq!(twice[0].labels[1].span.line, 13);
}

#[test]
fn security_schemes_of_other_sorts() {
    let bearer = "type: http\n      scheme: bearer";
    let key = |place: &str| format!("type: apiKey\n      in: {place}\n      name: key");
    table(
        API,
        &[
            (bearer, &key("query"), &["NC0510 openapi.yaml:20:11 query"], "`in: header`"),
            (bearer, &key("cookie"), &["NC0510 openapi.yaml:20:11 cookie"], "an apiKey in a header"),
            (bearer, &key("Header"), &["NC0510 openapi.yaml:20:11 Header"], "header"),
            (bearer, "type: apiKey\n      name: key", &["NC0510 openapi.yaml:19:7 type: apiKey"], "`in: header`"),
            (bearer, "type: http\n      scheme: digest", &["NC0510 openapi.yaml:20:15 digest"], "http bearer"),
            (bearer, "type: http", &["NC0510 openapi.yaml:19:7 type: http"], "`scheme: bearer`"),
            (bearer, "type: bearer", &["NC0510 openapi.yaml:19:13 bearer"], "`type: http`"),
            (bearer, "type: ApiKey\n      in: header\n      name: k", &["NC0510 openapi.yaml:19:13 ApiKey"], "apiKey"),
            (bearer, "type: http\n      scheme: Bearer", &[], ""),
            ("- Key: []", "- Kye: []", &["NC0201 openapi.yaml:6:5 Kye"], "Key"),
        ],
    );
}

#[test]
fn values_that_are_written_in_another_way() {
    table(
        API,
        &[
            ("'https://shop.test'", "/v1", &["NC0509 openapi.yaml:4:11 /v1"], "the whole address"),
            ("'https://shop.test'", "shop.test", &["NC0509 openapi.yaml:4:11 shop.test"], "https://shop.test"),
            ("'https://shop.test'", "http://shop.test", &["NC0509 openapi.yaml:4:11 http://shop.test"], "`https://`"),
            ("success: /ok", "success: ok", &["NC0607 openapi.yaml:9:23 ok"], "/ok"),
            ("payload: /result", "payload: result.rows", &["NC0607 openapi.yaml:9:37 result.rows"], "/result/rows"),
            ("payload: /result", "payload: '#/result'", &["NC0607 openapi.yaml:9:37 '#/result'"], "'/result'"),
            ("payload: /result", "payload: $.result", &["NC0607 openapi.yaml:9:37 $.result"], "/result"),
            ("openapi: 3.1.1", "openapi: 3.1", &["NC0113 openapi.yaml:1:10 3.1"], "3.1.1"),
        ],
    );
    table(
        GET,
        &[
            ("items: /result", "items: result", &["NC0607 paths/goods_get.yaml:9:23 result"], "/result"),
            ("offset: /offset", "offset: offset", &["NC0607 paths/goods_get.yaml:8:23 offset"], "/offset"),
            ("limit: /limit", "limit: query/lang", &["NC0607 paths/goods_get.yaml:8:39 query/lang"], "query:lang"),
            ("x-safety: read", "x-safety: Read", &["NC0607 paths/goods_get.yaml:5:13 Read"], "read"),
            ("x-safety: read", "x-safety: readonly", &["NC0607 paths/goods_get.yaml:5:13 readonly"], "read"),
            ("tags: [goods]", "tags: goods", &["NC0108 paths/goods_get.yaml:3:9 goods"], "[goods]"),
            ("  tags: [goods]\n", "", &["NC0516 paths/goods_get.yaml:2:16 goods_get"], "add `tags`"),
            ("post:\n", "POST:\n", &["NC0110 paths/goods_get.yaml:1:1 POST"], "post"),
            ("post:\n", "Post:\n", &["NC0110 paths/goods_get.yaml:1:1 Post"], "post"),
            ("in: query", "in: Query", &["NC0501 paths/goods_get.yaml:11:24 Query"], "query"),
            ("in: query", "in: body", &["NC0501 paths/goods_get.yaml:11:24 body"], "`requestBody`"),
            ("in: query", "in: query, required: yes", &["NC0108 paths/goods_get.yaml:11:41 yes"], "true"),
            (", schema: {type: string}}", ", type: string}", &["NC0110 paths/goods_get.yaml:11:68 type"], "`schema`"),
            (
                "schema: {type: string}}",
                "schema: {type: string}, x-client-parameter: {name: lang, secret: true}}",
                &["NC0504 paths/goods_get.yaml:11:24 query"],
                "describe a secret as a header",
            ),
        ],
    );
    table(
        ADD,
        &[
            ("max-items: 100", "max-items: '100'", &["NC0108 paths/goods_add.yaml:6:39 '100'"], "100"),
            ("'400'", "'40O'", &["NC0507 paths/goods_add.yaml:22:5 '40O'"], "'400'"),
            ("'400'", "4xx", &["NC0507 paths/goods_add.yaml:22:5 4xx"], "'4XX'"),
            ("'200'", "OK", &["NC0507 paths/goods_add.yaml:15:5 OK"], "'200'"),
        ],
    );
    let name = "name: {type: string, description: Its name.}";
    table(
        GOODS,
        &[
            (
                "  properties:\n    id:",
                "  properties:\n    description: All.\n    id:",
                &["NC0108 schemas/goods.yaml:42:5 description"],
                "beside it",
            ),
            (
                "  properties:\n    id:",
                "  properties:\n    type: object\n    id:",
                &["NC0108 schemas/goods.yaml:42:5 type"],
                "beside it",
            ),
            (
                "  properties:\n    id:",
                "  properties:\n    required: [id]\n    id:",
                &["NC0108 schemas/goods.yaml:42:5 required"],
                "beside it",
            ),
            (name, "name: string", &["NC0108 schemas/goods.yaml:43:11 string"], "{type: string}"),
            (
                "{$ref: 'goods.yaml#/Item'}",
                "'goods.yaml#/Item'",
                &["NC0108 schemas/goods.yaml:16:14 'goods.yaml#/Item'"],
                "{$ref: 'goods.yaml#/Item'}",
            ),
            ("[Good, Service]", "Good, Service", &["NC0108 schemas/goods.yaml:52:9 Good, Service"], "[Good, Service]"),
            ("Its name.", "42", &["NC0108 schemas/goods.yaml:43:39 42"], "'42'"),
            ("id: {type: integer,", "id: {type: integer, minimum: '1',", &["NC0108 schemas/goods.yaml:42:34 '1'"], "1"),
        ],
    );
}

/// A reply that returns a type of requests renames what callers build.
#[test]
fn a_type_of_requests_that_a_reply_renames() {
    let name = "name: {type: string, description: Its name.}";
    let nullable = "name: {type: [string, 'null'], description: Its name.}";
    let renamed = found(GOODS, name, nullable, &["NC0422 schemas/goods.yaml:38:1 Item"]);
    assert_eq!(renamed[0].message, "`Item` is called `ItemInput` in requests, because replies return it too");
    assert_eq!(renamed[0].labels[1].span.text(), "name");
    let specs = Specs::shop();
    specs.edit(GOODS, name, nullable);
    let listed = "      items: {$ref: 'goods.yaml#/Item'}\n    next_offset";
    let own = "      items: {$ref: 'goods.yaml#/Row'}\n    next_offset";
    specs.edit(GOODS, listed, own);
    let text = specs.read(GOODS);
    let item = &text[text.find("\nItem:").expect("the item")..text.find("\nKind:").expect("its kind")];
    specs.write(GOODS, &format!("{text}{}\n", item.replace("\nItem:", "Row:")));
    assert_eq!(lines(&specs.findings()), [""; 0]);
}

#[test]
fn integers_that_their_format_does_not_hold() {
    let id = "id: {type: integer, format: int64,";
    let kind = "type: string\n  description: What";
    for (format, says, place, meant) in [
        ("uint8", "const: 300", "NC0406 schemas/goods.yaml:42:47 300", "int32"),
        ("uint8", "const: -1", "NC0406 schemas/goods.yaml:42:47 -1", "int32"),
        ("uint8", "minimum: 300", "NC0412 schemas/goods.yaml:42:49 300", "int32"),
        ("uint8", "minimum: -5", "NC0412 schemas/goods.yaml:42:49 -5", "int32"),
        ("int16", "exclusiveMaximum: -40000", "NC0412 schemas/goods.yaml:42:58 -40000", "int32"),
        ("int32", "maximum: 3000000000", "NC0412 schemas/goods.yaml:42:49 3000000000", "int64"),
        ("int64", "minimum: 9223372036854775808", "NC0412 schemas/goods.yaml:42:49 9223372036854775808", "uint64"),
    ] {
        let to = format!("id: {{type: integer, format: {format}, {says},");
        let specs = Specs::shop();
        specs.edit(GOODS, id, &to);
        let findings = specs.findings();
        let found = findings.0.iter().zip(lines(&findings)).find(|(_, line)| line == place);
        let suggested = found.and_then(|(found, _)| Some(found.suggestion.as_ref()?.text.as_str()));
        assert_eq!(suggested, Some(meant), "{says}: {}", findings.render(false));
    }
    for (format, values, place) in [
        ("uint8", "[1, 300]", Some("NC0406 schemas/goods.yaml:53:13 300")),
        ("int32", "[3000000000]", Some("NC0406 schemas/goods.yaml:53:10 3000000000")),
        ("int64", "[1, 9223372036854775808]", Some("NC0406 schemas/goods.yaml:53:13 9223372036854775808")),
        ("uint64", "[1, 9223372036854775808]", None),
        ("uint64", "[1, 18446744073709551616]", Some("NC0406 schemas/goods.yaml:53:13 18446744073709551616")),
    ] {
        let specs = Specs::shop();
        specs.edit(GOODS, kind, &format!("type: integer\n  format: {format}\n  description: What"));
        specs.edit(GOODS, "[Good, Service]", values).edit(REPLY, "\"Good\"", "1");
        let found = lines(&specs.findings());
        assert_eq!(
            found.iter().map(String::as_str).find(|line| line.starts_with("NC0406")),
            place,
            "{values}: {found:?}"
        );
    }
    // The widest format where none is said.
    table(
        GOODS,
        &[(
            id,
            "id: {type: integer, maximum: 9223372036854775808,",
            &["NC0402 schemas/goods.yaml:42:9 {type: integer, maximum: 9223372036854775808, description: Its id.}"],
            "integer, format: uint64",
        )],
    );
}

#[test]
fn keywords_and_versions_by_other_names() {
    let name = "{type: string, description: Its name.}";
    table(
        GOODS,
        &[
            (name, "{type: string, desc: Its name.}", &["NC0110 schemas/goods.yaml:43:26 desc"], "description"),
            (
                "Item:\n  type: object\n  description: A thing that the shop sells.\n  properties:",
                "Item:\n  type: object\n  description: A thing that the shop sells.\n  property:",
                &["NC0110 schemas/goods.yaml:41:3 property"],
                "properties",
            ),
            (
                name,
                "{type: string, optional: true, description: N.}",
                &["NC0110 schemas/goods.yaml:43:26 optional"],
                "`required`",
            ),
            (
                "type: number\n      format: decimal",
                "type: decimal",
                &["NC0403 schemas/goods.yaml:45:13 decimal"],
                "number\n      format: decimal",
            ),
            (
                name,
                "{type: string, format: boolean, description: N.}",
                &["NC0420 schemas/goods.yaml:43:34 boolean"],
                "correct the type",
            ),
            (
                "ok: {type: boolean, const: true,",
                "ok: {type: boolean, format: csv, const: true,",
                &["NC0420 schemas/goods.yaml:12:33 csv"],
                "correct the type",
            ),
            (
                name,
                "{type: string, example: 5, description: N.}",
                &["NC0801 schemas/goods.yaml:43:35 5"],
                "correct the example",
            ),
            (
                name,
                "{type: string, examples: [a, 5], description: N.}",
                &["NC0801 schemas/goods.yaml:43:40 5"],
                "correct the example",
            ),
            (
                "id: {type: integer, format: int64,",
                "id: {type: integer, format: uint8, example: 300,",
                &["NC0801 schemas/goods.yaml:42:49 300"],
                "correct the example",
            ),
        ],
    );
    let title = Specs::shop().read(API).lines().find(|line| line.contains("title:")).expect("a title").to_owned();
    let findings = Specs::shop();
    findings.edit(API, &title, &title.replacen("title", "name", 1));
    let found = findings.findings();
    assert_eq!(found.0.len(), 1, "{}", found.render(false));
    assert_eq!(found.0[0].suggestion.as_ref().expect("a suggestion").text, "title");
    table(
        API,
        &[
            (
                "servers:\n  - {url: 'https://shop.test', description: Production.}\n",
                "servers: https://shop.test\n",
                &["NC0108 openapi.yaml:3:10 https://shop.test"],
                "[{url: https://shop.test}]",
            ),
            ("openapi: 3.1.1", "openapi: v3.1.1", &["NC0113 openapi.yaml:1:10 v3.1.1"], "3.1.1"),
        ],
    );
}

#[test]
fn conditions_name_members() {
    let of = "Item:\n  type: object\n";
    let specs = Specs::shop();
    specs.edit(GOODS, of, &format!("{of}  anyOf: [{{required: [nmae]}}, {{required: [id]}}]\n"));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0408 schemas/goods.yaml:40:23 nmae"], "{}", findings.render(false));
    assert_eq!(findings.0[0].suggestion.as_ref().expect("a suggestion").text, "name");
    // A name that is listed already would stand there twice.
    let specs = Specs::shop();
    specs.edit(GOODS, of, &format!("{of}  anyOf: [{{required: [name, names]}}, {{required: [id]}}]\n"));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0408 schemas/goods.yaml:40:29 names"], "{}", findings.render(false));
    assert_eq!(findings.0[0].suggestion, None);
    let help = findings.0[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("`name` is listed already"), "{help}");
}

#[test]
fn an_example_has_one_value() {
    let specs = Specs::shop();
    let file = "{externalValue: ../examples/goods_get.reply.json}";
    specs.edit(GET, file, "{value: {ok: true, result: []}, externalValue: ../examples/goods_get.reply.json}");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0412 paths/goods_get.yaml:29:50 externalValue"], "{}", findings.render(false));
}

#[test]
fn media_types_and_their_place() {
    for wrong in ["aplication/json", "application/jsno"] {
        let specs = Specs::shop();
        specs.edit(ADD, "application/json", wrong);
        let findings = specs.findings();
        assert_eq!(
            lines(&findings),
            [format!("NC0506 paths/goods_add.yaml:10:7 {wrong}")],
            "{}",
            findings.render(false)
        );
        assert_eq!(findings.0[0].suggestion.as_ref().expect("a suggestion").text, "application/json");
        // Of several replies in one, too.
        let specs = Specs::shop();
        let union = "application/json:\n          schema:\n            oneOf";
        specs.edit(GET, union, &union.replace("application/json", wrong));
        let findings = specs.findings();
        assert_eq!(lines(&findings), [format!("NC0506 paths/goods_get.yaml:23:9 {wrong}")]);
    }
}

#[test]
fn a_member_of_replies_alone_and_of_requests_alone() {
    let name = "{type: string, description: Its name.}";
    let both = "{type: string, readOnly: true, writeOnly: true, description: Its name.}";
    let expected = at("NC0412", "schemas/goods.yaml:43:53", "true");
    table(GOODS, &[(name, both, &expected, "remove one of `readOnly` and `writeOnly`")]);
}

#[test]
fn a_mapping_in_a_text() {
    let text = "  description: A thing that the shop sells.\n  properties:\n";
    let swallowed =
        "  description: >-\n    A thing that the shop sells.\n    name:\n      type: string\n  properties:\n";
    let expected = at("NC0116", "schemas/goods.yaml:42:5", "name:");
    let fine = "  description: |-\n    A thing, with notes:\n\n      what it is: a thing.\n  properties:\n";
    table(GOODS, &[(text, swallowed, &expected, "no further than the key"), (text, fine, &[], "")]);
}

#[test]
fn paging_of_no_known_style() {
    table(
        GET,
        &[
            ("style: offset", "stle: offset", &["NC0112 paths/goods_get.yaml:7:5 stle"], "style"),
            (
                "    style: offset\n",
                "",
                &["NC0109 paths/goods_get.yaml:7:5 request: {offset: /offset, limit: /limit}"],
                "docs/",
            ),
            ("style: offset", "style: ofset", &["NC0607 paths/goods_get.yaml:7:12 ofset"], "offset"),
            ("style: offset", "style: cursor", &["NC0607 paths/goods_get.yaml:7:12 cursor"], "docs/"),
        ],
    );
}

#[test]
fn files_of_examples_under_another_keyword() {
    for wrong in ["externlValue", "externalvalue", "external_value"] {
        let to = format!("one: {{{wrong}: ../examples/goods_get.reply.json}}");
        let place = at("NC0110", "paths/goods_get.yaml:29:19", wrong);
        let from = "one: {externalValue: ../examples/goods_get.reply.json}";
        table(GET, &[(from, &to, &place, "externalValue")]);
    }
    let from = "one: {externalValue: ../examples/goods_get.reply.json}";
    let to = "one: {sumary: Tea., externalValue: ../examples/goods_get.reply.json}";
    table(GET, &[(from, to, &["NC0110 paths/goods_get.yaml:29:19 sumary"], "summary")]);
}

#[test]
fn versions_of_openapi() {
    let from = "openapi: 3.1.1";
    for (version, meant) in [
        ("3.10.0", "convert the document"),
        ("3.01.0", "convert the document"),
        ("4.0.0", "convert the document"),
        ("3.1.1.1", "3.1.1"),
        ("3.1.x", "3.1.1"),
        ("3.0.3.1", "3.0.3"),
        ("'3.1.'", "'3.1.1'"),
        ("V3.1.0", "3.1.0"),
        ("v3.1.0.0", "3.1.1"),
        ("3.2.0", "3.1.1"),
    ] {
        table(API, &[(from, &format!("openapi: {version}"), &at("NC0113", "openapi.yaml:1:10", version), meant)]);
    }
    for version in ["'3.1'", "3.1.0", "3.1.12", "3.1.0-rc1"] {
        table(API, &[(from, &format!("openapi: {version}"), &[], "")]);
    }
}

#[test]
fn references_without_their_colon() {
    for (file, from, wrong, place) in [
        (GOODS, "{$ref: 'goods.yaml#/Kind'}", "$ref goods.yaml#/Kind", "schemas/goods.yaml:48:11"),
        (
            GET,
            "$ref: ../schemas/failure.yaml#/Failure",
            "$ref ../schemas/failure.yaml#/Failure",
            "paths/goods_get.yaml:27:17",
        ),
        (API, "$ref: paths/goods_get.yaml", "$ref paths/goods_get.yaml", "openapi.yaml:13:5"),
    ] {
        let right = format!("{{{}}}", wrong.replace("$ref", "$ref:"));
        table(file, &[(from, wrong, &at("NC0103", place, wrong), &right)]);
    }
    let prose = "description: $ref names it.";
    table(GOODS, &[("description: What it is.", prose, &[], "")]);
}

#[test]
fn paths_with_parts_in_other_scripts() {
    table(
        API,
        &[
            ("/goods/get:", "/goods/\u{442}\u{43e}\u{432}\u{430}\u{440}:", &[], ""),
            ("/goods/get:", "/goods/g\u{435}t:", &["NC0309 openapi.yaml:12:3 /goods/g\u{435}t"], "/goods/get"),
        ],
    );
}

#[test]
fn names_values_and_replies_with_what_is_meant() {
    table(
        GOODS,
        &[
            ("[goods]", "[goods, good]", &["NC0408 schemas/goods.yaml:22:21 good"], "`goods` is listed already"),
            ("[Good, Service]", "[]", &["NC0406 schemas/goods.yaml:52:9 []"], "leave `enum` out"),
            (
                "name: {type: string,",
                "name: {type: integer, enum: [1.0, 2.0],",
                &["NC0406 schemas/goods.yaml:43:34 1.0"],
                "1",
            ),
            (
                "name: {type: string,",
                "name: {type: integer, enum: [1e2],",
                &["NC0406 schemas/goods.yaml:43:34 1e2"],
                "100",
            ),
        ],
    );
    table(
        GET,
        &[
            ("goods_get\n", "goodsGet\n", &["NC0307 paths/goods_get.yaml:2:16 goodsGet"], "goods_get"),
            ("goods_get\n", "list\n", &["NC0307 paths/goods_get.yaml:2:16 list"], "write another id"),
            (
                "    - {name: lang,",
                "    - {name: lang, in: query, schema: {type: string}, description: L.}\n    - {name: lang,",
                &["NC0505 paths/goods_get.yaml:12:14 lang"],
                "rename it",
            ),
            ("'200'", "'400'", &["NC0507 paths/goods_get.yaml:20:5 '400'"], "'200'"),
        ],
    );
    let server = "{url: 'https://shop.test', description: Production.}";
    let variable = |said: &str| {
        format!(
            "{{url: 'https://{{host}}.test', description: Production., variables: {{host: {{default: a, description: H.{said}}}}}}}"
        )
    };
    table(
        API,
        &[
            (
                "tags:\n",
                "tags:\n  - {name: Products, description: Products.}\n",
                &["NC0508 openapi.yaml:8:12 Products"],
                "products",
            ),
            (server, &variable(""), &["NC0504 openapi.yaml:4:72 host"], "name the setter"),
            (
                server,
                &variable(", x-client-parameter: {name: ApiHost}"),
                &["NC0504 openapi.yaml:4:135 ApiHost"],
                "api_host",
            ),
        ],
    );
}
