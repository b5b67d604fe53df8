//! What follows from a mistake is not told beside it.

mod support;

use support::{Specs, found, lines, suggestion};

const GET: &str = "paths/goods_get.yaml";
const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";
const NAME: &str = "name: {type: string, description: Its name.}";

#[test]
fn a_misspelt_type_of_several_is_marked_alone() {
    let of = |types: &str| NAME.replace("string", types);
    let null = found(GOODS, NAME, &of("[string, nul]"), &["NC0403 schemas/goods.yaml:43:27 nul"]);
    assert_eq!(suggestion(&null), "'null'");
    let bare = found(GOODS, NAME, &of("[string, null]"), &["NC0108 schemas/goods.yaml:43:27 null"]);
    assert_eq!(suggestion(&bare), "'null'");
    let string = found(GOODS, NAME, &of("[strng, 'null']"), &["NC0403 schemas/goods.yaml:43:19 strng"]);
    assert_eq!(suggestion(&string), "string");
    // What is wrong with both is told of both.
    found(
        GOODS,
        NAME,
        &of("[strng, nul, file]"),
        &[
            "NC0403 schemas/goods.yaml:43:19 strng",
            "NC0403 schemas/goods.yaml:43:26 nul",
            "NC0403 schemas/goods.yaml:43:31 file",
        ],
    );
}

#[test]
fn a_type_that_is_none_is_not_the_fault_of_the_examples() {
    let flag = "ok: {type: boolean, const: true,";
    found(GOODS, flag, "ok: {type: true,", &["NC0108 schemas/goods.yaml:12:16 true"]);
    found(GOODS, NAME, &NAME.replace("string", "file"), &["NC0403 schemas/goods.yaml:43:18 file"]);
    // Nor does it hide theirs.
    let specs = Specs::shop();
    specs.edit(GOODS, NAME, &NAME.replace("string", "file"));
    specs.edit("examples/goods_get.reply.json", "23.10", "\"cheap\"");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0801 examples/goods_get.reply.json:4:39 \"cheap\"", "NC0403 schemas/goods.yaml:43:18 file"]
    );
}

#[test]
fn a_description_that_is_no_text_is_not_missing_too() {
    let of = |description: &str| NAME.replace("Its name.", description);
    found(GOODS, NAME, &of("42"), &["NC0108 schemas/goods.yaml:43:39 42"]);
    found(GOODS, NAME, &of("~"), &["NC0108 schemas/goods.yaml:43:39 ~"]);
    found(GET, "summary: Lists goods.", "summary: 42", &["NC0108 paths/goods_get.yaml:4:12 42"]);
    found(GOODS, NAME, &of("''"), &["NC0901 schemas/goods.yaml:43:5 name"]);
}

#[test]
fn a_limit_that_is_wrong_itself_limits_nothing() {
    let all = Specs::shop().read(GOODS);
    let (before, request) = all.split_at(all.find("GoodsAddRequest:").expect("the request"));
    let list = "      type: array\n";
    let specs = Specs::shop();
    specs.write(GOODS, &format!("{before}{}", request.replacen(list, &format!("{list}      maxItems: -1\n"), 1)));
    assert_eq!(lines(&specs.findings()), ["NC0412 schemas/goods.yaml:26:17 -1"]);
    assert!(specs.read(ADD).contains("max-items: 100"));
}

#[test]
fn limits_that_exclude_each_other_are_not_the_fault_of_the_examples() {
    let limit = "limit: {type: integer, format: int32, ";
    let limits = format!("{limit}minimum: 5, maximum: 3, ");
    found(GOODS, limit, &limits, &["NC0412 schemas/goods.yaml:6:64 3"]);
}

#[test]
fn a_chosen_name_that_is_none_is_marked_where_it_is_chosen() {
    let named = NAME.replace("}", ", x-rust-name: freeText}");
    let name = found(GOODS, NAME, &named, &["NC0304 schemas/goods.yaml:43:63 freeText"]);
    assert_eq!(suggestion(&name), "free_text");
    assert!(name[0].message.contains("`freeText`"), "{}", name[0]);
    let lang = "{name: lang, ";
    let query =
        found(GET, lang, "{name: lang, x-rust-name: 'theLang', ", &["NC0304 paths/goods_get.yaml:11:33 'theLang'"]);
    assert_eq!(suggestion(&query), "'the_lang'");
    let schema =
        found(GOODS, "Kind:\n", "Kind:\n  x-rust-name: good_kind\n", &["NC0302 schemas/goods.yaml:50:16 good_kind"]);
    assert_eq!(suggestion(&schema), "GoodKind");
}

#[test]
fn an_operation_that_no_path_refers_to_is_one_error() {
    for (path, file) in [("get", GET), ("add", ADD)] {
        let entry = format!("  /goods/{path}:\n    $ref: {file}\n");
        let expected = format!("NC0906 {file}:1:1 post");
        found("openapi.yaml", &entry, "", &[&expected]);
        found("openapi.yaml", &entry, &entry.replace("  /", "  # /").replace("    $", "  #   $"), &[&expected]);
    }
    // What is forgotten beside it is told all the same.
    let specs = Specs::shop();
    specs.write("examples/forgotten.json", "{}");
    specs.edit("openapi.yaml", "  /goods/add:\n    $ref: paths/goods_add.yaml\n", "");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0903 examples/forgotten.json:1:1 {", "NC0906 paths/goods_add.yaml:1:1 post"]
    );
}

#[test]
fn a_part_of_an_operation_that_is_missing_is_one_finding() {
    let specs = Specs::shop();
    let (get, add) = (specs.read(GET), specs.read(ADD));
    let cut = |text: &str, from: &str, to: &str| {
        let end = if to.is_empty() { text.len() } else { text.find(to).expect("an end") };
        format!("{}{}", &text[..text.find(from).expect("a start")], &text[end..])
    };
    let request = "        schema: {$ref: '../schemas/goods.yaml#/GoodsGetRequest'}\n";
    let reply = "          schema: {$ref: '../schemas/goods.yaml#/GoodsAddReply'}\n";
    for (file, text, expected) in [
        (GET, cut(&get, "  responses:", ""), "NC0109 paths/goods_get.yaml:2:3 operationId: goods_get"),
        (ADD, cut(&add, "  responses:", ""), "NC0109 paths/goods_add.yaml:2:3 operationId: goods_add"),
        (GET, format!("{}  responses: {{}}\n", cut(&get, "  responses:", "")), "NC0507 paths/goods_get.yaml:19:14 {}"),
        (GET, cut(&get, "  requestBody:", "  responses:"), "NC0603 paths/goods_get.yaml:8:23 /offset"),
        (GET, cut(&get, "    content:", "  responses:"), "NC0109 paths/goods_get.yaml:13:5 required: true"),
        (GET, get.replacen(request, "", 1), "NC0515 paths/goods_get.yaml:15:7 application/json"),
        (ADD, add.replacen(reply, "", 1), "NC0515 paths/goods_add.yaml:18:9 application/json"),
    ] {
        let specs = Specs::shop();
        specs.write(file, &text);
        let findings = specs.findings();
        assert_eq!(lines(&findings), [expected], "{}", findings.render(false));
    }
}

#[test]
fn a_reference_in_place_of_an_operation_or_a_media_type_is_one_finding() {
    let path = "    $ref: paths/goods_get.yaml";
    found("openapi.yaml", path, "    post:\n      $ref: paths/goods_get.yaml", &["NC0110 openapi.yaml:14:7 $ref"]);
    found("openapi.yaml", path, "    fetch:\n      $ref: paths/goods_get.yaml", &["NC0110 openapi.yaml:13:5 fetch"]);
    let schema = "        schema: {$ref: '../schemas/goods.yaml#/GoodsAddRequest'}";
    let bare = "        $ref: '../schemas/goods.yaml#/GoodsAddRequest'";
    found(ADD, schema, bare, &["NC0110 paths/goods_add.yaml:11:9 $ref"]);
}

#[test]
fn a_media_type_without_content_is_one_finding() {
    let specs = Specs::shop();
    let text = specs.read(ADD);
    specs.write(ADD, &text.replacen("      content:\n        application/json:", "      application/json:", 1));
    assert_ne!(specs.read(ADD), text);
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0110 paths/goods_add.yaml:17:7 application/json"], "{}", findings.render(false));
    assert!(findings.0[0].help.as_ref().is_some_and(|help| help.contains("below `content`")));
}

#[test]
fn tags_that_are_forgotten_are_one_finding() {
    let specs = Specs::shop();
    let text = specs.read("openapi.yaml");
    let tags: String = text
        .lines()
        .skip_while(|line| !line.starts_with("tags:"))
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.starts_with([' ', '-']))
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    specs.edit("openapi.yaml", &tags, "");
    let findings = specs.findings();
    assert_eq!(findings.0.len(), 1, "{}", findings.render(false));
    assert_eq!(findings.0[0].notes, ["1 more place comes to this"]);
}

#[test]
fn an_enum_whose_name_is_refused_is_no_fault_of_its_parameters() {
    let specs = Specs::shop();
    let all = specs.read(GOODS);
    specs.write(GOODS, &format!("{all}sortOrder:\n  type: string\n  description: How.\n  enum: [up, down]\n"));
    specs.edit(GET, "{name: lang, ", "{name: sort, in: query, description: How., schema: {$ref: '../schemas/goods.yaml#/sortOrder'}}\n    - {name: lang, ");
    let findings = specs.findings();
    let codes: Vec<_> = findings.0.iter().map(|found| found.code.id()).collect();
    assert_eq!(codes, ["NC0302"], "{}", findings.render(false));
    // Nor of the schemas in it, whose names are made of its own.
    let part = "{type: object, description: P., properties: {a: {type: string, enum: [x, y], description: A.}}}";
    let specs = Specs::shop();
    let all = specs.read(GOODS);
    specs.write(GOODS, &format!("{all}bigSort:\n  type: object\n  description: B.\n  properties: {{part: {part}}}\n"));
    specs.edit(GOODS, NAME, &format!("{NAME}\n    sort: {{$ref: 'goods.yaml#/bigSort'}}"));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0302 schemas/goods.yaml:54:1 bigSort"], "{}", findings.render(false));
}

#[test]
fn the_properties_of_a_schema_that_are_not_indented_are_one_finding() {
    let specs = Specs::shop();
    let says = "A thing that the shop sells.\n";
    specs.edit(GOODS, &format!("{says}  properties:"), &format!("{says}properties:"));
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0108 schemas/goods.yaml:41:1 properties"], "{}", findings.render(false));
    assert_eq!(findings.0[0].labels[1].span.text(), "Item");
}
