//! Each lint: what it finds in a shop that breaks one rule, where, and nothing else beside it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/command.rs"]
mod command;
mod support;

use command::command;
use support::{Specs, found, lines, suggestion};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";

#[test]
fn the_shop_breaks_no_rule() {
    assert_eq!(lines(&Specs::shop().findings()), [""; 0]);
}

#[test]
fn the_specs_of_this_workspace_break_no_rule() {
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs");
    let findings = nomenclature_codegen::findings(&specs);
    assert!(findings.0.is_empty(), "{}", findings.render(false));
}

#[test]
fn unresolved_references() {
    let item = "items: {$ref: 'goods.yaml#/Item'}";
    found(GOODS, item, "items: {$ref: 'goods.yaml#/Itme'}", &["NC0201 schemas/goods.yaml:16:21 'goods.yaml#/Itme'"]);
    found(GOODS, "'goods.yaml#/Kind'", "'god.yaml#/Kind'", &["NC0201 schemas/goods.yaml:48:18 'god.yaml#/Kind'"]);
    found(API, "paths/goods_get.yaml", "paths/gone.yaml", &["NC0201 openapi.yaml:13:11 paths/gone.yaml"]);
    // Each place that has to be corrected is shown.
    let specs = Specs::shop();
    specs.edit(GOODS, "#/Item'", "#/Itme'").edit(GOODS, "#/Item'", "#/Itme'");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0201 schemas/goods.yaml:16:21 'goods.yaml#/Itme'", "NC0201 schemas/goods.yaml:27:21 'goods.yaml#/Itme'"]
    );
}

#[test]
fn cyclic_references() {
    let kind = "Kind:\n  type: string\n  description: What it is.\n  enum: [Good, Service]";
    found(
        GOODS,
        kind,
        "Kind: {$ref: 'goods.yaml#/Sort'}\nSort: {$ref: 'goods.yaml#/Kind'}",
        &["NC0205 schemas/goods.yaml:49:7 {$ref: 'goods.yaml#/Sort'}"],
    );
    found(
        API,
        "paths/goods_get.yaml",
        "openapi.yaml#/paths/~1goods~1get",
        &["NC0205 openapi.yaml:13:11 openapi.yaml#/paths/~1goods~1get"],
    );
    // A list or an optional member ends the recursion, a required member does not.
    let member = "    kind: {$ref: 'goods.yaml#/Kind'}\n";
    let parts = "    kind: {$ref: 'goods.yaml#/Kind'}\n    parent: {$ref: 'goods.yaml#/Item'}\n";
    found(GOODS, member, parts, &[]);
    let specs = Specs::shop();
    specs.edit(GOODS, member, parts).edit(GOODS, "shop sells.\n", "shop sells.\n  required: [parent]\n");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0205 schemas/goods.yaml:38:1 Item"]);
    assert_eq!(findings.0[0].labels[1].span.text(), "parent");
}

#[test]
fn an_example_that_fails_its_schema_is_shown_in_the_json_file() {
    let file = "examples/goods_get.reply.json";
    let findings = found(file, "23.10", "\"cheap\"", &["NC0801 examples/goods_get.reply.json:4:39 \"cheap\""]);
    assert!(findings[0].message.contains("\"cheap\" is not of type \"number\""), "{}", findings[0].message);
    assert_eq!(findings[0].labels[1].span.to_string(), "specs/shop/paths/goods_get.yaml:29:19");
    found(file, "\"Good\"", "\"Goat\"", &["NC0801 examples/goods_get.reply.json:4:54 \"Goat\""]);
    // A member that is missing is shown at the object that lacks it.
    found(
        "examples/goods_add.request.json",
        "\"goods\": [{\"name\": \"Tea\", \"price\": 23.10}]",
        "",
        &["NC0801 examples/goods_add.request.json:1:1 {}"],
    );
    // An example in the YAML file itself.
    let inline = "one: {value: {offset: none, limit: 2}}";
    let specs = Specs::shop();
    specs.edit(GET, "one: {externalValue: ../examples/goods_get.request.json}", inline);
    assert_eq!(
        lines(&specs.findings()),
        ["NC0903 examples/goods_get.request.json:1:1 {\"offset\":", "NC0801 paths/goods_get.yaml:18:33 none"]
    );
}

#[test]
fn pointers_of_paging_that_lead_nowhere() {
    found(GET, "items: /result", "items: /rows", &["NC0603 paths/goods_get.yaml:9:23 /rows"]);
    found(GET, "next-offset: /next_offset", "next-offset: /next", &["NC0603 paths/goods_get.yaml:9:45 /next"]);
    found(GET, "offset: /offset", "offset: /start", &["NC0603 paths/goods_get.yaml:8:23 /start"]);
    found(GET, "limit: /limit", "limit: 'query:limit'", &["NC0603 paths/goods_get.yaml:8:39 'query:limit'"]);
    // All of them at once, and that of the envelope where it stands.
    let specs = Specs::shop();
    specs.edit(GET, "/result", "/rows").edit(GET, "/next_offset", "/next").edit(API, "success: /ok", "success: /fine");
    assert_eq!(
        lines(&specs.findings()),
        [
            "NC0603 openapi.yaml:9:23 /fine",
            "NC0603 paths/goods_get.yaml:9:23 /rows",
            "NC0603 paths/goods_get.yaml:9:43 /next"
        ]
    );
}

#[test]
fn a_batch_without_a_cap() {
    found(ADD, ", max-items: 100", "", &["NC0605 paths/goods_add.yaml:6:12 {items: /goods}"]);
    found(ADD, "max-items: 100", "max-items: 0", &["NC0605 paths/goods_add.yaml:6:39 0"]);
}

#[test]
fn safety_that_is_missing_or_contradicts_the_operation() {
    found(GET, "  x-safety: read\n", "", &["NC0601 paths/goods_get.yaml:1:1 post"]);
    found(GET, "x-safety: read", "x-safety: reed", &["NC0607 paths/goods_get.yaml:5:13 reed"]);
    let paged = found(GET, "x-safety: read", "x-safety: write", &["NC0602 paths/goods_get.yaml:5:13 write"]);
    assert_eq!((suggestion(&paged), paged[0].labels[1].span.text()), ("read", "x-pagination"));
    let batch = found(ADD, "x-safety: write", "x-safety: read", &["NC0602 paths/goods_add.yaml:5:13 read"]);
    assert_eq!((suggestion(&batch), batch[0].labels[1].span.text()), ("write", "x-batch"));
    let get = found(ADD, "post:", "get:", &["NC0602 paths/goods_add.yaml:5:13 write"]);
    assert_eq!((suggestion(&get), get[0].labels[1].span.text()), ("read", "get"));
    for method in ["put", "patch", "delete"] {
        let found = found(GET, "post:", &format!("{method}:"), &["NC0602 paths/goods_get.yaml:5:13 read"]);
        assert_eq!((suggestion(&found), found[0].labels[1].span.text()), ("idempotent", method));
    }
}

#[test]
fn unknown_keys_are_told_with_the_nearest_known_one() {
    // A misspelt key is one finding, and not also a missing one.
    for (file, from, to, expected) in [
        (GET, "x-safety", "x-saftey", "NC0111 paths/goods_get.yaml:5:3 x-saftey"),
        (GET, "x-pagination", "x-paginaton", "NC0111 paths/goods_get.yaml:6:3 x-paginaton"),
        (GOODS, "format: decimal", "fromat: decimal", "NC0110 schemas/goods.yaml:46:7 fromat"),
        (API, "x-envelope", "x-envelop", "NC0111 openapi.yaml:9:1 x-envelop"),
    ] {
        let known = from.split(':').next().expect("a key");
        assert_eq!(suggestion(&found(file, from, to, &[expected])), known);
    }
    found(
        GOODS,
        "format: decimal",
        "format: decimal\n      x-money: true",
        &["NC0111 schemas/goods.yaml:47:7 x-money"],
    );
    found(GET, "next-offset:", "next:", &["NC0112 paths/goods_get.yaml:9:32 next"]);
}

#[test]
fn values_of_extensions_that_do_not_fit_their_schema() {
    let limit = "{requests-per-second: 2, burst: 50, exceeded: ['429']}";
    for (wrong, expected) in [
        ("{requests-per-second: 2, burst: 0}", "NC0607 openapi.yaml:10:47 0"),
        ("{requests-per-second: two, burst: 50}", "NC0108 openapi.yaml:10:37 two"),
        ("{burst: 50}", "NC0109 openapi.yaml:10:15 {burst: 50}"),
        ("{requests-per-second: 2, burst: 50, brust: 1}", "NC0112 openapi.yaml:10:51 brust"),
    ] {
        found(API, limit, wrong, &[expected]);
    }
    // Members that nothing else would look at.
    let values = |text: &str| format!("enum: [Good, Service]\n  x-enum: {text}");
    for (wrong, expected) in [
        ("{ignore-cas: true}", "NC0112 schemas/goods.yaml:53:12 ignore-cas"),
        ("{values: {Good: {numbr: 1}}}", "NC0112 schemas/goods.yaml:53:28 numbr"),
        ("{values: {Good: {number: one}}}", "NC0108 schemas/goods.yaml:53:36 one"),
    ] {
        let findings = found(GOODS, "enum: [Good, Service]", &values(wrong), &[expected]);
        assert!(findings[0].help.as_ref().is_some_and(|help| help.contains("docs/spec-extensions.md")), "{findings:?}");
    }
    found(
        GOODS,
        "{type: string, description: Its name.}",
        "{type: string, description: Its name., x-lenient: [float]}",
        &["NC0607 schemas/goods.yaml:43:62 float"],
    );
    // Each of them, in one run.
    let specs = Specs::shop();
    specs.edit(GET, "style: offset", "style: offset\n    page-size: 0").edit(GET, "total: /total", "total: total");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0607 paths/goods_get.yaml:8:16 0", "NC0607 paths/goods_get.yaml:10:66 total"]
    );
}

#[test]
fn numbers_and_integers_without_a_format() {
    let block = found(GOODS, "      format: decimal\n", "", &["NC0401 schemas/goods.yaml:45:7 type: number"]);
    assert_eq!(suggestion(&block), "number\n      format: decimal");
    let flow = found(
        GOODS,
        "id: {type: integer, format: int64",
        "id: {type: integer",
        &["NC0402 schemas/goods.yaml:42:9 {type: integer, description: Its id.}"],
    );
    assert_eq!(suggestion(&flow), "integer, format: int64");
    found(
        GET,
        "schema: {type: string}",
        "schema: {type: integer}",
        &["NC0402 paths/goods_get.yaml:11:76 {type: integer}"],
    );
    found(GOODS, "type: number", "type: [number, 'null']", &["NC0422 schemas/goods.yaml:38:1 Item"]);
    // Every one of them, in one run.
    let specs = Specs::shop();
    specs.edit(GOODS, "      format: decimal\n", "").edit(
        GOODS,
        "{type: integer, format: int64, d",
        "{type: integer, d",
    );
    specs.edit(GOODS, "{type: integer, format: int64, d", "{type: integer, d").edit(
        GET,
        "type: string",
        "type: number",
    );
    assert_eq!(specs.findings().summary().as_deref(), Some("error: 4 errors"));
}

#[test]
fn letters_that_only_look_latin() {
    let price = found(GOODS, "    price:", "    \u{440}rice:", &["NC0309 schemas/goods.yaml:44:5 \u{440}rice"]);
    assert_eq!(suggestion(&price), "price");
    assert!(price[0].message.contains("`\u{440}` (U+0440)"), "{}", price[0].message);
    let enumerated = found(GOODS, "[Good,", "[G\u{43e}od,", &["NC0309 schemas/goods.yaml:52:10 G\u{43e}od"]);
    assert_eq!(suggestion(&enumerated), "Good");
    let parameter = found(GET, "name: lang", "name: l\u{430}ng", &["NC0309 paths/goods_get.yaml:11:14 l\u{430}ng"]);
    assert_eq!(suggestion(&parameter), "lang");
    let id = found(
        GET,
        "operationId: goods_get",
        "operationId: goods_g\u{435}t",
        &["NC0309 paths/goods_get.yaml:2:16 goods_g\u{435}t"],
    );
    assert_eq!(suggestion(&id), "goods_get");
    let specs = Specs::shop();
    specs.edit(GOODS, "#/Kind'", "#/\u{41a}ind'").edit(GOODS, "\nKind:", "\n\u{41a}ind:");
    assert_eq!(lines(&specs.findings()), ["NC0309 schemas/goods.yaml:49:1 \u{41a}ind"]);
    let path = found(API, "  /goods/get:", "  /goods/g\u{435}t:", &["NC0309 openapi.yaml:12:3 /goods/g\u{435}t"]);
    assert_eq!(suggestion(&path), "/goods/get");
}

#[test]
fn two_wire_names_that_become_one_rust_name() {
    let twin = "    Id: {type: string, description: Twin.}\n    price:";
    let fields = found(GOODS, "    price:", twin, &["NC0306 schemas/goods.yaml:44:5 Id"]);
    assert_eq!(fields[0].labels[1].span.text(), "id");
    found(GOODS, "[Good, Service]", "[Good, good]", &["NC0306 schemas/goods.yaml:52:16 good"]);
    found(GOODS, "    price:\n", "    price:\n      x-rust-name: name\n", &["NC0306 schemas/goods.yaml:44:5 price"]);
}

#[test]
fn keywords_of_rust_as_chosen_names() {
    let field = found(
        GOODS,
        "    price:\n",
        "    price:\n      x-rust-name: type\n",
        &["NC0310 schemas/goods.yaml:45:20 type"],
    );
    assert_eq!(suggestion(&field), "type_");
    // A wire name that is a keyword is escaped by itself.
    let specs = Specs::shop();
    specs.edit(GOODS, "    id:", "    type:").edit("examples/goods_get.reply.json", "\"id\"", "\"type\"");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    found(API, "{name: key, secret: true}", "{name: async, secret: true}", &["NC0310 openapi.yaml:22:34 async"]);
    let variant = "enum: [Good, Service]\n  x-enum: {values: {Good: {rust-name: Self}}}";
    found(GOODS, "enum: [Good, Service]", variant, &["NC0310 schemas/goods.yaml:53:39 Self"]);
}

#[test]
fn parameters_that_would_become_one_setter() {
    let lang = "    - {name: lang, in: query, description: Language of the names., schema: {type: string}}\n";
    let capital = lang.replace("name: lang", "name: Lang");
    let found = found(GET, lang, &format!("{lang}{capital}"), &["NC0505 paths/goods_get.yaml:12:14 Lang"]);
    assert_eq!(found[0].labels[1].span.line, 11);
    // In another place, or by another name in Rust, they are two.
    for other in [lang.replace("query", "header"), capital.replace("in: query", "in: query, x-rust-name: capital")] {
        let specs = Specs::shop();
        specs.edit(GET, lang, &format!("{lang}{other}"));
        assert_eq!(lines(&specs.findings()), [""; 0]);
    }
}

#[test]
fn missing_descriptions_are_warnings() {
    let item =
        found(GOODS, "  description: A thing that the shop sells.\n", "", &["NC0901 schemas/goods.yaml:38:1 Item"]);
    assert_eq!(item[0].severity.to_string(), "warning");
    found(GOODS, ", description: Its name.", "", &["NC0901 schemas/goods.yaml:43:5 name"]);
    found(GET, ", description: Language of the names.", "", &["NC0901 paths/goods_get.yaml:11:14 lang"]);
    found(GET, "  summary: Lists goods.\n", "", &["NC0901 paths/goods_get.yaml:1:1 post"]);
    found(API, ", description: Goods.", "", &["NC0901 openapi.yaml:8:12 goods"]);
}

#[test]
fn schemas_and_files_that_nothing_refers_to() {
    let forgotten = "\nForgotten: {type: string, description: Unused.}\nKind:";
    found(GOODS, "\nKind:", forgotten, &["NC0902 schemas/goods.yaml:49:1 Forgotten"]);
    let declared = "components:\n  schemas:\n    Forgotten: {type: string, description: Unused.}\n";
    found(API, "components:\n", declared, &["NC0902 openapi.yaml:18:5 Forgotten"]);
    let specs = Specs::shop();
    specs.write("examples/forgotten.json", "{}\n");
    specs.write("README.md", "Not a spec.\n");
    assert_eq!(lines(&specs.findings()), ["NC0903 examples/forgotten.json:1:1 {"]);
    // A reference that is broken is the cause, and what it leaves unused is not told.
    found(GOODS, "#/Kind'", "#/Kid'", &["NC0201 schemas/goods.yaml:48:18 'goods.yaml#/Kid'"]);
}

#[test]
fn names_that_are_spelt_as_keywords_of_data_are_followed() {
    let inner = "\nInner: {type: object, description: An inner one., properties: {n: {$ref: 'goods.yaml#/Leaf'}}}\n\
                 Leaf: {type: integer, format: int32, description: A number.}\nKind:";
    for name in ["example", "examples", "value", "default", "const", "enum"] {
        let member = format!("    {name}: {{$ref: 'goods.yaml#/Inner'}}\n    kind: {{");
        for (value, expected) in [("{\"n\": 1}", &[][..]), ("{\"n\": 3000000000}", &["3000000000"])] {
            let specs = Specs::shop();
            specs.edit(GOODS, "\nKind:", inner).edit(GOODS, "    kind: {", &member);
            specs.edit("examples/goods_get.reply.json", "23.10", &format!("23.10, \"{name}\": {value}"));
            let said = lines(&specs.findings());
            let is_expected = |(line, end): (&String, &&str)| line.starts_with("NC0801") && line.ends_with(end);
            assert!(said.len() == expected.len() && said.iter().zip(expected).all(is_expected), "{name}: {said:?}");
        }
        // The schema itself stands below such a name.
        let specs = Specs::shop();
        specs.edit(
            GOODS,
            "    kind: {",
            &format!("    {name}: {{type: integer, format: int32, description: N.}}\n    kind: {{"),
        );
        specs.edit("examples/goods_get.reply.json", "23.10", &format!("23.10, \"{name}\": 3000000000"));
        let said = lines(&specs.findings());
        assert!(matches!(said.as_slice(), [one] if one.starts_with("NC0801")), "{name}: {said:?}");
    }
    let specs = Specs::shop();
    let bad = "components:\n  responses:\n    Bad: {description: B., content: {application/json: {schema: {$ref: \
               'schemas/failure.yaml#/Failure'}}}}\n";
    specs.edit(API, "components:\n", bad).edit(
        "paths/goods_add.yaml",
        "    '400':\n",
        "    default: {$ref: '../openapi.yaml#/components/responses/Bad'}\n    '400':\n",
    );
    assert_eq!(lines(&specs.findings()), [""; 0]);
}

#[test]
fn a_shared_path_that_no_path_is_is_told_once() {
    let shared = "components:\n  pathItems:\n    Spare:\n      get: {operationId: goods_spare, responses: {'200': {description: It., \
                  content: {application/json: {schema: {$ref: '#/components/schemas/Spare'}}}}}}\n  schemas:\n    Spare: {type: \
                  string, description: Spare.}\n";
    found(API, "components:\n", shared, &["NC0514 openapi.yaml:18:5 Spare"]);
}

/// The bounds are far from what a line of this length takes; it once took the square of it.
#[test]
fn a_document_in_one_line_is_read_and_shown_in_pieces() {
    let operation = |index: usize| {
        format!(
            r#""/g{index}":{{"get":{{"operationId":"goods_g{index}","tags":["goods"],"summary":"R.","x-safety":"read","responses":{{"200":{{"description":"Ж.","content":{{"application/json":{{"schema":{{"type":"object","description":"O.","properties":{{"n":{{"type":"integer"}}}}}}}}}}}}}}}}}}"#
        )
    };
    let operations: Vec<String> = (0..1500).map(operation).collect();
    let document = format!(
        r#"{{"openapi":"3.1.1","info":{{"title":"S","version":"v1","description":"S."}},"servers":[{{"url":"https://shop.test","description":"It."}}],"tags":[{{"name":"goods","description":"G."}}],"paths":{{{}}}}}"#,
        operations.join(",")
    );
    let started = std::time::Instant::now();
    let specs = Specs::empty();
    specs.write("openapi.yaml", &document);
    let findings = specs.findings();
    let formats = findings.0.iter().filter(|found| found.code.id() == "NC0402");
    let texts: Vec<_> = formats.map(|found| (found.span().expect("a place"), found.render(false))).collect();
    assert_eq!(texts.len(), operations.len());
    for (span, text) in &texts {
        assert!(text.contains(&format!("openapi.yaml:1:{}\n", span.column)), "{text}");
        assert!(text.contains("\"n\":{\"type\":\"integer\", format: int64") && text.len() < 2000, "{text}");
    }
    // One that is no YAML.
    specs.write("openapi.yaml", &document.replacen("\"/g700\"", "\"/g700", 1));
    assert!(!specs.findings().render(false).is_empty());
    assert!(started.elapsed() < std::time::Duration::from_secs(120));
}

#[test]
fn operations_without_examples_or_error_responses() {
    let examples = "        examples:\n          one: {externalValue: ../examples/goods_add.request.json}\n";
    found(
        ADD,
        examples,
        "",
        &[
            "NC0903 examples/goods_add.request.json:1:1 {\"goods\":",
            "NC0802 paths/goods_add.yaml:10:7 application/json",
        ],
    );
    // The reply of a success that can only be one is no failure, and the envelope alone shows none.
    let specs = Specs::shop();
    let add = specs.read(ADD);
    specs.write(ADD, &add[..add.find("    '400'").expect("the error response")]);
    assert_eq!(lines(&specs.findings()), ["NC0904 paths/goods_add.yaml:2:16 goods_add"]);
    specs.write(ADD, &add);
    let oneof = "            oneOf:\n              - $ref: ../schemas/goods.yaml#/GoodsGetReply\n              - $ref: ../schemas/failure.yaml#/Failure\n";
    specs.edit(GET, oneof, "            $ref: ../schemas/goods.yaml#/GoodsGetReply\n");
    specs.edit(GET, "\n            failure: {externalValue: ../examples/failure.json}", "");
    let alone = ["NC0903 examples/failure.json:1:1 {\"ok\":", "NC0904 paths/goods_get.yaml:2:16 goods_get"];
    assert_eq!(lines(&specs.findings()), alone);
    // One whose flag may be either is both.
    specs.edit(GOODS, "ok: {type: boolean, const: true, ", "ok: {type: boolean, ");
    assert_eq!(lines(&specs.findings()), alone[..1]);
}

#[test]
fn a_flag_of_the_whole_api_leaves_a_success_without_a_body_alone() {
    let remove = "delete:\n  operationId: goods_remove\n  tags: [goods]\n  summary: Removes goods.\n  x-safety: idempotent\n  \
                  responses: {'204': {description: They are gone.}, '404': {description: There are none.}}\n";
    let specs = Specs::shop();
    specs.edit(API, "  /goods/add:\n", "  /goods:\n    $ref: paths/goods_remove.yaml\n  /goods/add:\n");
    specs.write("paths/goods_remove.yaml", remove);
    assert_eq!(lines(&specs.findings()), [""; 0]);
    let own = "  x-envelope: {success: /ok}\n  responses";
    specs.write("paths/goods_remove.yaml", &remove.replace("  responses", own));
    assert!(lines(&specs.findings()).iter().any(|line| line.starts_with("NC0507 paths/goods_remove.yaml:7")));
}

#[test]
fn a_broken_file_hides_nothing_elsewhere_and_causes_nothing_else() {
    let specs = Specs::shop();
    specs.edit(GET, "tags: [goods]", "tags: [goods");
    specs.edit(GOODS, "      format: decimal\n", "");
    specs.edit(ADD, ", max-items: 100", "");
    specs.edit(API, "https://", "http://");
    assert_eq!(
        lines(&specs.findings()),
        [
            "NC0509 openapi.yaml:4:11 'http://shop.test'",
            "NC0605 paths/goods_add.yaml:6:12 {items: /goods}",
            "NC0103 paths/goods_get.yaml:3:9 [goods",
            "NC0401 schemas/goods.yaml:45:7 type: number",
        ]
    );
}

#[test]
fn a_vendor_without_its_document_hides_no_other_vendor() {
    let specs = Specs::shop();
    std::fs::create_dir_all(specs.folder().join("empty")).expect("a folder");
    specs.edit(GOODS, "      format: decimal\n", "");
    assert_eq!(lines(&specs.findings()), ["NC0102", "NC0401 schemas/goods.yaml:45:7 type: number"]);
}

#[test]
fn the_command_lints_and_can_deny_warnings() {
    let specs = Specs::shop();
    assert_eq!(command(specs.root(), &["lint"]), (Some(0), "no findings\n".into(), String::new()));

    specs.edit(GOODS, ", description: Its name.", "");
    let (code, _, stderr) = command(specs.root(), &["lint"]);
    assert_eq!(code, Some(0));
    assert!(stderr.contains("warning[NC0901]: the member `name` has no description\n"), "{stderr}");
    assert!(stderr.ends_with("\nwarning: 1 warning\n"), "{stderr}");
    assert_eq!(command(specs.root(), &["lint", "--deny-warnings"]).0, Some(2));
    let (code, _, stderr) = command(specs.root(), &["generate"]);
    assert_eq!(code, Some(0));
    assert!(stderr.contains("warning[NC0901]"), "{stderr}");

    specs.edit(GOODS, "    price:", "    \u{440}rice:");
    let (code, _, stderr) = command(specs.root(), &["lint"]);
    assert_eq!(code, Some(2));
    let drawn = "\
error[NC0309]: the name `\u{440}rice` mixes scripts: `\u{440}` (U+0440)
  --> specs/shop/schemas/goods.yaml:44:5
   |
44 |     \u{440}rice:
   |     ^^^^^
   |
";
    assert!(stderr.contains(drawn), "{stderr}");
    assert!(stderr.contains("44 -     \u{440}rice:\n44 +     price:\n"), "{stderr}");
    assert!(stderr.ends_with("\nerror: 1 error, 1 warning\n"), "{stderr}");
    assert!(!stderr.contains('\u{1b}'), "colours without a terminal");
}

#[test]
fn the_command_counts_warnings_that_are_too_many() {
    let specs = Specs::shop();
    let members = |count: usize| {
        let lines = (0..count).map(|index| format!("    m{index}: {{type: string}}\n"));
        format!("    name: {{type: string, description: Its name.}}\n{}", lines.collect::<String>())
    };
    let name = "    name: {type: string, description: Its name.}\n";
    specs.edit(GOODS, name, &members(201));
    let drawn = |arguments: &[&str]| {
        let (code, _, stderr) = command(specs.root(), arguments);
        let places: String = (47..52).map(|line| format!("specs/shop/schemas/goods.yaml:{line}:5, ")).collect();
        let more = stderr.contains(&format!(
            "\nwarning: 198 more of NC0901: something that users see has no description ({places}...); \
             `nomenclature-codegen lint --all` shows all\n",
        ));
        assert!(stderr.ends_with("\nwarning: 201 warnings\n"), "{stderr}");
        (code, stderr.matches("warning[NC0901]").count(), more)
    };
    assert_eq!(drawn(&["lint"]), (Some(0), 3, true));
    assert_eq!(drawn(&["lint", "--all"]), (Some(0), 201, false));
    assert_eq!(drawn(&["lint", "--deny-warnings"]), (Some(2), 3, true));
    assert_eq!(drawn(&["generate"]), (Some(0), 3, true));

    // Where there is an error too, it is the one that is to be seen.
    specs.edit(GOODS, "      format: decimal\n", "");
    for arguments in [["generate"], ["check"], ["lint"]] {
        let (code, _, stderr) = command(specs.root(), &arguments);
        assert_eq!(code, Some(2));
        assert_eq!(stderr.matches("warning[NC0901]").count(), 3, "{stderr}");
        assert!(stderr.contains("error[NC0401]") && stderr.ends_with("\nerror: 1 error, 201 warnings\n"), "{stderr}");
    }
}

#[test]
fn the_command_counts_errors_that_are_too_many() {
    let specs = Specs::shop();
    let name = "    name: {type: string, description: Its name.}\n";
    let members: String = (0..1138).map(|index| format!("    m{index}: {{type: xyz, description: M.}}\n")).collect();
    specs.edit(GOODS, name, &format!("{name}{members}    other: {{type: string}}\n"));
    let places: String = (47..52).map(|line| format!("specs/shop/schemas/goods.yaml:{line}:16, ")).collect();
    let more = format!(
        "\nerror: 1135 more of NC0403: a schema that the generator does not support ({places}...); \
         `nomenclature-codegen lint --all` shows all\n"
    );
    for (arguments, shown) in [(&["lint"][..], 3), (&["generate"], 3), (&["check"], 3), (&["lint", "--all"], 1138)] {
        let (code, _, stderr) = command(specs.root(), arguments);
        assert_eq!(code, Some(2));
        assert_eq!(stderr.matches("error[NC0403]").count(), shown, "{arguments:?}");
        assert_eq!(stderr.contains(&more), shown == 3, "{arguments:?}");
        assert!(stderr.contains("warning[NC0901]"), "{arguments:?}");
        assert!(stderr.ends_with("\nerror: 1138 errors, 1 warning\n"), "{arguments:?}");
    }
}
