//! One cause is one finding, at the place where it is, and with what was meant.

mod support;

use support::{Specs, found, lines, suggestion};

const API: &str = "openapi.yaml";
const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";
const NAME: &str = "name: {type: string, description: Its name.}";

#[test]
fn a_component_that_only_refers_to_another_place_is_that_one() {
    let specs = Specs::shop();
    let declare = |file: &str| format!("components:\n  schemas:\n    Kind: {{$ref: '{file}#/Kind'}}\n");
    specs.edit(API, "components:\n", &declare("schemas/goods.yaml"));
    assert_eq!(lines(&specs.findings()), [""; 0]);
    // It is found by its place in the document too.
    specs.edit(GOODS, "'goods.yaml#/Kind'", "'../openapi.yaml#/components/schemas/Kind'");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    specs.edit(API, "'schemas/goods.yaml#/Kind'", "'schemas/god.yaml#/Kind'");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0201 openapi.yaml:18:18 'schemas/god.yaml#/Kind'"]);
    let suggested = found(
        API,
        "components:\n",
        &declare("schemas/godos.yaml"),
        &["NC0201 openapi.yaml:18:18 'schemas/godos.yaml#/Kind'"],
    );
    assert_eq!(suggestion(&suggested), "'schemas/goods.yaml#/Kind'");
    // Of two components of one name, one that is not there is told as such.
    found(
        GOODS,
        "'goods.yaml#/Kind'",
        "'%67oods.yaml#/Item'",
        &["NC0201 schemas/goods.yaml:48:18 '%67oods.yaml#/Item'"],
    );
}

#[test]
fn a_circle_is_one_finding() {
    let kind = "Kind:\n  type: string\n  description: What it is.\n  enum: [Good, Service]";
    let three = "Kind: {$ref: 'goods.yaml#/B'}\nB: {$ref: 'goods.yaml#/C'}\nC: {$ref: 'goods.yaml#/Kind'}";
    let names: Vec<String> = found(GOODS, kind, three, &["NC0205 schemas/goods.yaml:50:4 {$ref: 'goods.yaml#/C'}"])
        .iter()
        .map(|found| found.message.clone())
        .collect();
    assert_eq!(names, ["the schema `B` refers to itself"]);
    let specs = Specs::shop();
    let lang = "{name: lang, in: query, description: Language of the names., schema: {type: string}}";
    specs.edit(API, "components:\n", "components:\n  parameters:\n    Lang: {$ref: '#/components/parameters/Lang'}\n");
    specs.edit(GET, lang, "{$ref: '../openapi.yaml#/components/parameters/Lang'}");
    assert_eq!(lines(&specs.findings()), ["NC0205 openapi.yaml:18:18 '#/components/parameters/Lang'"]);
}

#[test]
fn a_parameter_that_refers_to_another_one_is_that_one() {
    let specs = Specs::shop();
    let lang = "{name: lang, in: query, description: Language of the names., schema: {type: string}}";
    let both = format!(
        "components:\n  parameters:\n    Lang: {{$ref: '#/components/parameters/Language'}}\n    Language: {lang}\n"
    );
    specs.edit(API, "components:\n", &both);
    specs.edit(GET, lang, "{$ref: '../openapi.yaml#/components/parameters/Lang'}");
    assert_eq!(lines(&specs.findings()), [""; 0]);
}

#[test]
fn what_is_behind_a_misspelt_reference_is_read_too() {
    let specs = Specs::shop();
    specs.edit(GOODS, "      format: decimal\n", "");
    specs.edit(GOODS, "items: {$ref: 'goods.yaml#/Item'}", "items: {$ref: 'goods.yaml#/Itme'}");
    specs.edit(GOODS, "items: {$ref: 'goods.yaml#/Item'}", "items: {$ref: 'goods.yaml#/Itme'}");
    let findings = specs.findings();
    assert_eq!(
        lines(&findings),
        [
            "NC0201 schemas/goods.yaml:16:21 'goods.yaml#/Itme'",
            "NC0201 schemas/goods.yaml:27:21 'goods.yaml#/Itme'",
            "NC0401 schemas/goods.yaml:45:7 type: number",
        ]
    );
    assert_eq!(suggestion(&findings.0), "'goods.yaml#/Item'");
}

#[test]
fn a_failure_that_is_no_schema_is_told_where_it_is_named() {
    let wrong = found(API, "failure: Failure", "failure: Failrue", &["NC0201 openapi.yaml:9:70 Failrue"]);
    assert_eq!(suggestion(&wrong), "Failure");
    let own = "  x-envelope: {failure: Nobody}\n  responses:";
    found(GET, "  responses:", own, &["NC0201 paths/goods_get.yaml:19:25 Nobody"]);
}

#[test]
fn a_key_that_stands_twice_is_not_also_two_names() {
    let twice = "    name: {type: string, description: Twin.}\n    price:";
    found(GOODS, "    price:", twice, &["NC0105 schemas/goods.yaml:44:5 name"]);
}

#[test]
fn values_that_are_missing_are_not_also_wrong() {
    found(GET, "x-safety: read", "x-safety:", &["NC0108 paths/goods_get.yaml:5:11 :"]);
    let specs = Specs::shop();
    let text = specs.read(GET);
    let paged = "    style: page\n    request: {page: /offset}\n    response: {items: /result}\n    page-sze: 100\n";
    let (start, end) =
        (text.find("    style: offset").expect("paging"), text.find("  parameters:").expect("parameters"));
    specs.write(GET, &format!("{}{paged}{}", &text[..start], &text[end..]));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0112 paths/goods_get.yaml:10:5 page-sze"]);
    assert_eq!(suggestion(&findings.0), "page-size");
    let specs = Specs::shop();
    specs.write(GET, &format!("get:\n{text}"));
    assert_eq!(lines(&specs.findings()), ["NC0108 paths/goods_get.yaml:1:4 :"]);
}

#[test]
fn a_merge_key_is_yaml_that_specs_do_not_use() {
    let merged = "Kind:\n  <<: {type: string}\n  type: string";
    found(GOODS, "Kind:\n  type: string", merged, &["NC0106 schemas/goods.yaml:50:3 <<"]);
}

#[test]
fn a_misspelt_tag_is_told_with_the_one_that_is_meant() {
    let tag = found(GET, "tags: [goods]", "tags: [godos]", &["NC0508 paths/goods_get.yaml:3:10 godos"]);
    assert_eq!(suggestion(&tag), "goods");
    found(
        API,
        "  - {name: goods, description: Goods.}\n",
        "  - {name: goods, description: Goods.}\n  - {name: goods, description: Twin.}\n",
        &["NC0306 openapi.yaml:9:12 goods"],
    );
}

#[test]
fn formats_of_binary_numbers() {
    let double = found(GOODS, "format: decimal", "format: double", &["NC0401 schemas/goods.yaml:46:15 double"]);
    assert_eq!(suggestion(&double), "decimal");
    let long = found(GOODS, "format: int32", "format: bigint", &["NC0402 schemas/goods.yaml:5:37 bigint"]);
    assert_eq!(suggestion(&long), "int64");
    for width in ["int8", "int16", "uint8", "uint16", "uint32", "uint64", "uint"] {
        found(GOODS, "format: int32", &format!("format: {width}"), &[]);
    }
}

#[test]
fn names_of_members_and_parameters_that_were_probably_meant() {
    let items = found(GET, "items: /result", "items: /reslut", &["NC0603 paths/goods_get.yaml:9:23 /reslut"]);
    assert!(items[0].message.ends_with("did you mean `result`?"), "{}", items[0]);
    let query = found(GET, "limit: /limit", "limit: 'query:lnag'", &["NC0603 paths/goods_get.yaml:8:39 'query:lnag'"]);
    assert_eq!(query[0].help.as_deref(), Some("did you mean `query:lang`?"));
}

#[test]
fn names_that_are_taken_have_a_place() {
    let setter = found(
        API,
        "{name: key, secret: true}",
        "{name: timeout, secret: true}",
        &["NC0504 openapi.yaml:22:34 timeout"],
    );
    assert!(setter[0].message.contains("`timeout`"), "{}", setter[0]);
    let specs = Specs::shop();
    let folder = specs.folder();
    std::fs::rename(folder.join("shop"), folder.join("type")).expect("renamed");
    let findings = nomenclature_codegen::findings(&folder);
    assert_eq!(lines(&findings), ["NC0310 specs/type/openapi.yaml:1:1 openapi: 3.1.1"]);
}

#[test]
fn parts_at_the_wrong_height_are_told_as_that() {
    found(
        API,
        "$ref: paths/goods_get.yaml",
        "$ref: paths/goods_get.yaml#/post",
        &["NC0110 paths/goods_get.yaml:2:3 operationId"],
    );
    let examples = "examples:\n          one";
    let named = found(GET, examples, "example:\n          one", &["NC0110 paths/goods_get.yaml:17:9 example"]);
    assert_eq!(suggestion(&named), "examples");
    let path = "  - {name: lang, in: path, required: false,";
    let specs = Specs::shop();
    specs.edit(API, "/goods/get:", "/goods/{lang}:").edit(GET, "  - {name: lang, in: query,", path);
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0503 paths/goods_get.yaml:11:40 false"]);
    assert_eq!(suggestion(&findings.0), "true");
}

#[test]
fn what_says_nothing_or_contradicts_itself() {
    let name = "name: {type: string, ";
    found(GOODS, name, "name: {type: string, x-lenient: [string], ", &["NC0607 schemas/goods.yaml:43:5 name"]);
    let id = "id: {type: integer, format: int64, ";
    found(GOODS, id, &format!("{id}x-lenient: [integer], "), &["NC0607 schemas/goods.yaml:42:5 id"]);
    let both = "x-retryable: {codes: [busy, 7], never: ['7']}\npaths:\n";
    found(API, "paths:\n", both, &["NC0607 openapi.yaml:11:41 '7'"]);
}

#[test]
fn a_document_that_is_nested_without_end_is_refused_at_once() {
    const DEEP: usize = 20_000;
    let nested = |open: &str, close: &str| format!("{{\"openapi\": {}1{}}}", open.repeat(DEEP), close.repeat(DEEP));
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\": ", "}]"), ("{a: ", "}"), ("- ", "")] {
        let specs = Specs::shop();
        specs.write(API, &if close.is_empty() { open.repeat(DEEP) } else { nested(open, close) });
        let findings = specs.findings();
        assert_eq!(findings.0[0].code.id(), "NC0107", "{open}: {}", findings.0[0]);
    }
}

#[test]
fn what_an_extension_points_at_is_there_and_tells_something() {
    let total = "total: {type: integer, format: int64, ";
    found(GOODS, total, &format!("{total}writeOnly: true, "), &["NC0603 paths/goods_get.yaml:9:66 /total"]);
    let limit = "limit: {type: integer, format: int32, ";
    found(GOODS, limit, &format!("{limit}readOnly: true, "), &["NC0603 paths/goods_get.yaml:8:39 /limit"]);
    found(GOODS, total, &format!("{total}x-lenient: [any], "), &["NC0604 paths/goods_get.yaml:9:66 /total"]);
    found(GET, "limit: /limit", "limit: /offset", &["NC0604 paths/goods_get.yaml:8:39 /offset"]);
    found(GET, "next-offset: /next_offset", "next-offset: /total", &["NC0604 paths/goods_get.yaml:9:60 /total"]);
    let flag = "ok: {type: boolean, const: true, ";
    found(GOODS, flag, "ok: {type: boolean, x-lenient: [any], ", &["NC0608 openapi.yaml:9:23 /ok"]);
    found(API, "  /goods/get:", "  '/goods/get ':", &["NC0503 openapi.yaml:12:3 '/goods/get '"]);
    let kind = "enum: [Good, Service]";
    let numbers = "enum: [Good, Service]\n  x-enum: {values: {Good: {number: 1}, Service: {number: 1}}}";
    found(GOODS, kind, numbers, &["NC0407 schemas/goods.yaml:53:58 1"]);
    let named = found(GOODS, "Kind:\n", "Kind:\n  $id: kind\n", &["NC0110 schemas/goods.yaml:50:3 $id"]);
    assert!(named[0].help.as_deref().is_some_and(|help| help.contains("file and name")), "{}", named[0]);
    let text = "name: {type: string, description: Its name, of course.}";
    found(GOODS, NAME, text, &["NC0110 schemas/goods.yaml:43:49 of course."]);
}

#[test]
fn a_list_is_the_payload_of_one_operation_and_the_rows_of_another() {
    let specs = Specs::shop();
    specs.edit(ADD, "GoodsAddReply", "GoodsGetReply");
    specs.edit(ADD, "          examples:\n            one: {externalValue: ../examples/goods_add.reply.json}\n", "");
    std::fs::remove_file(specs.folder().join("shop/examples/goods_add.reply.json")).expect("removed");
    nomenclature_codegen::compile(&specs.folder(), &Default::default()).expect("generated");
}
