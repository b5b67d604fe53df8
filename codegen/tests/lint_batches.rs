//! Lints about writes of many records: where the list stands, how long it may be, and what is replied for it.

mod support;

use nomenclature_codegen::Target;
use nomenclature_codegen::diagnostic::{Code, Diagnostic, Severity};
use support::{Specs, found, lines, suggestion};

const ADD: &str = "paths/goods_add.yaml";
const GOODS: &str = "schemas/goods.yaml";
const BODY: &str = "        schema: {$ref: '../schemas/goods.yaml#/GoodsAddRequest'}\n";
const LIST: &str = "        schema: {type: array, items: {$ref: '../schemas/goods.yaml#/Item'}}\n";
/// The reply of the shop, whose payload is a list, and the same as a count.
const ROWS: &str = "    result:\n      type: array\n      description: Ids of the new goods.\n      \
                    items: {type: integer, format: int64}\n";
const COUNT: &str = "    result: {type: integer, format: int64, description: Number of the new goods.}\n";

/// A shop that takes the goods as the whole body.
fn bare(batch: &str) -> Specs {
    let specs = Specs::shop();
    let goods = specs.read(GOODS);
    let (start, end) =
        (goods.find("GoodsAddRequest:").expect("the request"), goods.find("GoodsAddReply:").expect("the reply"));
    specs.write(GOODS, &format!("{}{}", &goods[..start], &goods[end..]));
    specs.edit(ADD, BODY, LIST).edit(ADD, "{items: /goods, max-items: 100}", batch);
    specs.write("examples/goods_add.request.json", "[{\"name\": \"Tea\", \"price\": 23.10}]\n");
    specs
}

/// The errors about such a shop after an edit. Its examples know nothing of that.
#[track_caller]
fn bare_found(batch: &str, file: &str, from: &str, to: &str, expected: &[&str]) -> Vec<Diagnostic> {
    let specs = bare(batch);
    specs.edit(file, from, to);
    let mut findings = specs.findings();
    findings.0.retain(|found| found.severity == Severity::Error && found.code != Code::InvalidExample);
    assert_eq!(lines(&findings), expected, "\n{}", findings.render(false));
    findings.0
}

/// The operations that are generated for a shop.
fn operations(specs: &Specs) -> String {
    let output = nomenclature_codegen::compile(&specs.folder(), &Target::dependent("shop")).expect("it is read");
    output.files["shop/operations.rs"].clone()
}

/// What is generated without a line's place in it.
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn a_list_that_is_the_whole_body() {
    let specs = bare("{items: '', max-items: 100}");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    let rows = operations(&specs);
    has(&rows, &["items: \"\",", "max_items: Some(100),", "type Row = i64;", "type Replies = rt::EachRecord;"]);
    has(&rows, &["type Record = types::Item;", "std::mem::take(&mut self.body)"]);

    specs.edit(GOODS, ROWS, COUNT).edit("examples/goods_add.reply.json", "[7]", "1");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    has(&operations(&specs), &["type Row = rt::BatchReply<i64>;", "type Replies = rt::EachRequest;"]);

    let specs = bare("{items: '', max-items: none, reply: each-request}");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    has(
        &operations(&specs),
        &["max_items: None,", "type Row = rt::BatchReply<Vec<i64>>;", "which go into one request"],
    );

    // No content, several statuses, and a list at the top of the reply.
    let reply = "    '200':\n      description: The ids of the new goods.\n      content:\n        application/json:\n          \
                 schema: {$ref: '../schemas/goods.yaml#/GoodsAddReply'}\n          examples:\n            \
                 one: {externalValue: ../examples/goods_add.reply.json}\n";
    let specs = bare("{items: '', max-items: 100}");
    specs.edit(ADD, reply, "    '204': {description: They are there.}\n");
    has(&operations(&specs), &["type Row = rt::BatchReply<()>;"]);
    specs.edit(ADD, "    '204'", "    '202': {description: They will be there.}\n    '204'");
    has(&operations(&specs), &["type Row = rt::BatchReply<GoodsAddReply>;"]);
    let listed = "{type: array, items: {type: integer, format: int64}}";
    let specs = bare("{items: '', max-items: 100}");
    specs.edit(
        ADD,
        reply,
        &format!("    '200': {{description: Ids., content: {{application/json: {{schema: {listed}}}}}}}\n"),
    );
    specs.edit("openapi.yaml", "success: /ok, payload: /result, ", "");
    has(
        &operations(&specs),
        &["type Row = i64;", "type Replies = rt::EachRecord;", "type Reply = rt::JsonReply<Vec<i64>>;"],
    );
}

#[test]
fn a_member_whose_reply_is_about_the_request() {
    let specs = Specs::shop();
    specs.edit(GOODS, ROWS, COUNT).edit("examples/goods_add.reply.json", "[7]", "1");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    has(&operations(&specs), &["type Row = rt::BatchReply<i64>;", "std::mem::take(&mut self.body.goods)"]);
}

#[test]
fn a_list_that_stands_elsewhere() {
    let whole = found(ADD, "items: /goods", "items: ''", &["NC0606 paths/goods_add.yaml:6:20 ''"]);
    assert_eq!(suggestion(&whole), "/goods");
    assert!(whole[0].to_string().contains("expected a list as the body of the request"), "{}", whole[0]);
    let member = "{items: /goods, max-items: 100}";
    let told = bare_found(member, ADD, "post:", "post:", &["NC0603 paths/goods_add.yaml:6:20 /goods"]);
    assert_eq!(suggestion(&told), "''");
    assert!(told[0].to_string().contains("the body itself is the list"), "{}", told[0]);

    let place = &["NC0606 paths/goods_add.yaml:6:20 ''"];
    let cap = "{items: '', max-items: 100}";
    let told = bare_found(cap, ADD, "    required: true\n", "", place);
    assert!(told[0].to_string().contains("write `required: true` on the body"), "{}", told[0]);
    assert_eq!(told[0].labels[1].span.line, 8, "the body is shown");
    for other in ["{$ref: '../schemas/goods.yaml#/Item'}", "{type: string}", "{}"] {
        bare_found(cap, ADD, LIST, &format!("        schema: {other}\n"), place);
    }
    let specs = bare(cap);
    specs.edit(
        ADD,
        "application/json:\n        schema: {type: array, items: {$ref: '../schemas/goods.yaml#/Item'}}",
        "text/csv:\n        schema: {type: string}",
    );
    assert!(lines(&specs.findings()).contains(&place[0].to_owned()));
    let text = specs.read(ADD);
    let (start, end) = (text.find("  requestBody").expect("the body"), text.find("  responses").expect("the replies"));
    specs.write(ADD, &format!("{}{}", &text[..start], &text[end..]));
    let told = specs.findings();
    let told = told.0.iter().find(|found| found.code.id() == "NC0603").expect("a finding").to_string();
    assert!(told.contains("the operation has no `requestBody`, so it has no records"), "{told}");
}

#[test]
fn a_list_that_cannot_be_read_is_told_once() {
    let cap = "{items: '', max-items: 100}";
    for broken in
        ["{type: array, items: {type: number}}", "{type: array, items: {$ref: '../schemas/goods.yaml#/Nothing'}}"]
    {
        let specs = bare(cap);
        specs.edit(ADD, LIST, &format!("        schema: {broken}\n"));
        specs.edit(ADD, "  x-batch", "  x-unprocessed: {listed: /id}\n  x-batch");
        let findings = specs.findings();
        let errors: Vec<_> = findings
            .0
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .filter(|found| found.code != Code::InvalidExample)
            .collect();
        assert_eq!(errors.len(), 1, "{}", findings.render(false));
        assert!(!errors[0].code.id().starts_with("NC06"), "{}", errors[0]);
    }
}

#[test]
fn the_cap_of_a_list_that_is_the_whole_body() {
    let capped = |max: &str| LIST.replace("type: array", &format!("type: array, maxItems: {max}"));
    let place = |cap: &str| format!("NC0605 paths/goods_add.yaml:6:35 {cap}");
    for (said, schema, fits) in
        [("100", "100", true), ("100", "500", true), ("100", "99", false), ("none", "99", false)]
    {
        let expected = if fits { vec![] } else { vec![place(said)] };
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let batch = format!("{{items: '', max-items: {said}}}");
        let told = bare_found(&batch, ADD, LIST, &capped(schema), &expected);
        if !fits {
            assert_eq!((suggestion(&told), told[0].labels[1].span.text()), ("99", "99"), "{}", told[0]);
        }
    }
    let without = |batch: &str, expected: &str| bare_found(batch, ADD, "post:", "post:", &[expected]);
    let told = without("{items: ''}", "NC0605 paths/goods_add.yaml:6:12 {items: ''}");
    assert!(told[0].to_string().contains("`max-items: none`"), "{}", told[0]);
    without("{items: '', max-items: 0}", &place("0"));
    let told = without("{items: '', max-items: unlimited}", &place("unlimited"));
    assert!(told[0].to_string().contains("a cap from 1 to 4294967295, or `none`"), "{}", told[0]);
    without("{items: '', max-items: '100'}", "NC0108 paths/goods_add.yaml:6:35 '100'");
    without("{items: '', max-items: 1.5}", "NC0108 paths/goods_add.yaml:6:35 1.5");
}

#[test]
fn what_a_reply_is_about() {
    let batch = |reply: &str| format!("{{items: '', max-items: 100, reply: {reply}}}");
    let told = |reply: &str, expected: &[&str]| bare_found(&batch(reply), ADD, "post:", "post:", expected);
    told("each-record", &[]);
    told("each-request", &[]);
    let wrong = told("each-row", &["NC0607 paths/goods_add.yaml:6:47 each-row"]);
    assert!(wrong[0].to_string().contains("each-record"), "{}", wrong[0]);
    let specs = bare(&batch("each-record"));
    specs.edit(GOODS, ROWS, COUNT).edit("examples/goods_add.reply.json", "[7]", "1");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0606 paths/goods_add.yaml:6:47 each-record"]);
    let text = findings.0[0].to_string();
    assert!(text.contains("expected a list as the payload of the reply, found something else at `/result`"), "{text}");
    assert!(text.contains("or write `each-request`"), "{text}");
}

#[test]
fn identifiers_in_the_records_of_a_body() {
    let listed = |pointer: &str, expected: &[&str]| {
        let unprocessed = format!("  x-unprocessed: {{listed: {pointer}}}\n  x-batch");
        bare_found("{items: '', max-items: 100}", ADD, "  x-batch", &unprocessed, expected)
    };
    listed("/id", &[]);
    listed("/ids", &["NC0603 paths/goods_add.yaml:6:27 /ids"]);
    listed("/price", &["NC0606 paths/goods_add.yaml:6:27 /price"]);
}

#[test]
fn pages_of_a_batch() {
    let specs = bare("{items: '', max-items: 100}");
    let paging = "  x-pagination: {style: page, request: {page: 'query:page'}, response: {items: /result}, page-size: 10}\n  \
                  parameters: [{name: page, in: query, description: P., schema: {type: integer, format: int32}}]\n  requestBody";
    specs.edit(ADD, "  requestBody", paging);
    let findings = specs.findings();
    let told = findings.0.iter().find(|found| found.code.id() == "NC0606").expect("a finding").to_string();
    assert!(told.contains("an operation with `x-batch` cannot have pages"), "{told}");
}
