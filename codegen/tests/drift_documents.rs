//! `drift`: the forms in which a vendor's document may come, and what cannot be read.

#![allow(clippy::expect_used)]

mod support;

use std::path::Path;

use nomenclature_codegen::diagnostic::{Code, Severity};
use nomenclature_codegen::drift::{self, Wanted};
use nomenclature_codegen::{bundle, bundles};
use serde_json::json;
use support::newer::{against, differences, told, write};
use support::{Specs, newer};

/// The shop's listing as OpenAPI 3.0 in YAML, with the marks of 3.0.
const OLDER: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '2'}
servers: [{url: /}]
paths:
  /goods/get:
    post:
      parameters:
        - $ref: '#/components/parameters/Lang'
      requestBody: {$ref: '#/components/requestBodies/Get'}
      responses:
        '200': {$ref: '#/components/responses/Page'}
  /goods/add:
    $ref: '#/paths/~1goods~1get'
components:
  parameters:
    Lang: {name: lang, in: query, schema: {type: string, nullable: true}}
  requestBodies:
    Get:
      content:
        application/json; charset=utf-8:
          schema:
            type: object
            properties:
              offset: {type: integer}
              limit: {type: integer, nullable: true}
  responses:
    Page:
      description: A page.
      content:
        text/json:
          schema:
            type: object
            required: [ok, result]
            properties:
              ok: {type: boolean}
              result: {type: array, items: {$ref: '#/components/schemas/Good'}}
              next_offset: {type: integer}
              total: {type: integer, exclusiveMinimum: true, minimum: 0}
  schemas:
    Good:
      type: object
      properties:
        id: {type: integer}
        name: {type: string}
        price: {type: number, format: double}
        kind: {$ref: '#/components/schemas/Kind', nullable: true}
    Kind: {type: string, enum: [Good, Service, null], nullable: true}
";

#[test]
fn openapi_3_0_is_read_with_its_own_marks() {
    let specs = Specs::shop();
    let expected = [
        "POST /goods/get query lang: null-added string [string | string or null]",
        "GoodsGetRequest /limit: null-added integer [integer (int32) | integer or null]",
        "Item /kind: null-added enum [string | string or null]",
    ];
    let found = |text: &str| told(&against(&specs, "older.yaml", text).expect("a document"));
    let of_listing = |found: Vec<String>| {
        found.into_iter().filter(|line| !line.contains("/goods/add") && !line.contains("GoodsAdd")).collect::<Vec<_>>()
    };
    assert_eq!(of_listing(found(OLDER)), expected);
    // What stands beside a reference counts from 3.1 on only.
    let kind = OLDER.replace("enum: [Good, Service, null], nullable: true", "enum: [Good, Service]");
    assert_eq!(of_listing(found(&kind)), &expected[..2]);
    assert_eq!(of_listing(found(&kind.replace("3.0.3", "3.1.1"))), expected);
}

#[test]
fn references_lead_into_other_files_and_through_components() {
    let specs = Specs::shop();
    let mut document = newer::bundle(&specs);
    let item = document["components"]["schemas"].as_object_mut().expect("schemas").remove("Item").expect("a schema");
    write(
        &specs,
        "parts/item.yaml",
        &json!({"Item": item, "Id": {"type": "string"}})
            .to_string()
            .replace("#/components/schemas/Kind", "../kinds.json"),
    );
    write(&specs, "kinds.json", &json!({"type": "string", "enum": ["Good", "Service", "Set"]}).to_string());
    let text = document.to_string().replace("#/components/schemas/Item", "parts/item.yaml#/Item");
    let report = against(&specs, "newer.json", &text).expect("a document");
    assert_eq!(told(&report), ["Kind: value-added Set [- | Set]"]);
    assert!(report.findings.0.is_empty(), "{}", report.findings);

    let lost = text.replace("parts/item.yaml#/Item", "parts/item.yaml#/Itme");
    let report = against(&specs, "newer.json", &lost).expect("a document");
    assert_eq!(told(&report), [""; 0]);
    let found = &report.findings.0[0];
    assert_eq!(
        (found.code, found.severity, report.findings.0.len()),
        (Code::UnresolvedReference, Severity::Warning, 2)
    );
    assert!(found.message.contains("`parts/item.yaml#/Itme`"), "{found}");
}

#[test]
fn schemas_that_lead_back_to_themselves_end() {
    let specs = Specs::shop();
    specs.edit(
        "schemas/goods.yaml",
        "    kind:",
        "    parts: {type: array, description: Its parts., items: {$ref: 'goods.yaml#/Item'}}\n    kind:",
    );
    let mut document = newer::bundle(&specs);
    assert_eq!(differences(&specs, &document), [""; 0]);
    // One of theirs more on the way round.
    let schemas = &mut document["components"]["schemas"];
    schemas["Part"] = schemas["Item"].clone();
    schemas["Item"]["properties"]["parts"]["items"] = json!({"$ref": "#/components/schemas/Part"});
    schemas["Part"]["properties"]["colour"] = json!({"type": "string"});
    assert_eq!(differences(&specs, &document), ["Item /colour: member-added [- | string]"]);
    // What is no schema at all: each is only another one.
    for circle in [
        json!({"$ref": "#/components/schemas/Item"}),
        json!({"allOf": [{"$ref": "#/components/schemas/Item"}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/Item"}, {"type": "object"}, {"type": "array"}]}),
    ] {
        document["components"]["schemas"]["Item"] = circle;
        let report = against(&specs, "newer.json", &document.to_string()).expect("a document");
        assert!(report.compared == 2, "{report:?}");
    }
}

#[test]
fn schemas_whose_parts_double_with_each_level_are_read_once_each() {
    let specs = Specs::shop();
    let mut document = newer::bundle(&specs);
    let levels = 60;
    for level in 0..levels {
        let below = json!({"$ref": format!("#/components/schemas/Level{}", level + 1)});
        document["components"]["schemas"][format!("Level{level}")] = json!({"allOf": [below, below]});
    }
    document["components"]["schemas"][format!("Level{levels}")] = json!({"properties": {"id": {"type": "string"}}});
    document["components"]["schemas"]["Item"] = json!({"allOf": [{"$ref": "#/components/schemas/Level0"}]});
    let expected = ["Item /id: type [integer (int64) | string]", "Item /kind: member-gone [string | -]"];
    assert_eq!(differences(&specs, &document)[..2], expected);
}

#[test]
fn a_bundle_has_no_drift_against_itself() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let documents = bundles(&specs).expect("specs without errors");
    assert_eq!(documents.len(), 4);
    for (vendor, document) in documents {
        for (form, text) in [("whole", document.to_json()), ("published", bundle::published(&document).to_json())] {
            let file = folder.path().join(format!("{vendor}.{form}.json"));
            std::fs::write(&file, text).expect("written");
            let wanted = Wanted { vendor: vendor.clone(), document: file, only: None };
            let report = drift::drift(&specs, &wanted).expect("a document");
            assert!(report.compared > 0 && report.on_purpose == 0);
            assert_eq!(told(&report), [""; 0], "{vendor} {form}");
        }
    }
}

#[test]
fn a_list_of_facts_tells_operations_and_members_of_requests() {
    let specs = Specs::shop();
    // Facts say nothing of null.
    specs.edit("schemas/goods.yaml", "limit: {type: integer,", "limit: {type: [integer, 'null'],");
    let facts = r#"[
        {"path": "goods/get", "envelope": "array", "paged": true, "body": "object", "required": [], "optional": []},
        {"path": "goods/add", "paged": false, "body": "object", "required": ["goods"], "optional": []},
        {"path": "goods/Count", "paged": false, "body": "object", "required": [], "optional": []}
    ]"#;
    let found = |text: &str| told(&against(&specs, "facts.json", text).expect("facts"));
    let added = "POST /goods/Count: operation-added [- | -]";
    assert_eq!(found(facts), [added]);
    let edited = |from: &str, to: &str| found(&facts.replacen(from, to, 1));
    assert_eq!(edited("goods/get", "goods/GET"), ["POST /goods/get: path [/goods/get | /goods/GET]", added]);
    assert_eq!(
        edited(r#""paged": true"#, r#""paged": false"#),
        [added],
        "a call without members says nothing of the body"
    );
    assert_eq!(
        edited(r#""optional": []"#, r#""optional": ["limit:string", "offset:number", "day:dateTime", "ids:idList"]"#),
        [
            "GoodsGetRequest /day: member-added [- | anything]",
            "GoodsGetRequest /ids: member-added [- | array]",
            "GoodsGetRequest /limit: type [integer (int32) or null | string]",
            added
        ]
    );
    assert_eq!(edited(r#""optional": []"#, r#""optional": ["limit:number"]"#), [added]);
    assert_eq!(
        edited(r#""required": []"#, r#""required": ["limit"]"#),
        ["GoodsGetRequest /limit: required-added [optional | required]", added]
    );
    assert_eq!(
        edited(r#"["goods"], "optional": []"#, r#"[], "optional": ["names:stringList"]"#),
        ["GoodsAddRequest /names: member-added [- | array]", "GoodsAddRequest /goods: member-gone [array | -]", added]
    );
    assert_eq!(
        edited(r#""body": "object", "required": ["goods"]"#, r#""body": "array", "required": ["goods"]"#),
        ["POST /goods/add request: type [`GoodsAddRequest` | array]", added]
    );
    assert_eq!(edited("goods/add", "goods/remove").len(), 3);

    for (from, to, message) in [
        (r#""path": "goods/get", "#, "", "expected a member `path`"),
        (r#""body": "object""#, r#""body": "tree""#, "expected `object` or `array`"),
        (r#""paged": true"#, r#""paged": 1"#, "expected true or false"),
        (r#""required": []"#, r#""required": 1"#, "expected a list"),
    ] {
        let error = against(&specs, "facts.json", &facts.replacen(from, to, 1)).expect_err(message);
        assert!(error.0[0].message.contains(message), "{error}");
        assert_eq!(
            error.0[0].span().map(|span| (span.file.name().to_owned(), span.line)),
            Some(("vendor/facts.json".into(), 2))
        );
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let specs = Specs::shop();
    for (text, code, message) in [
        ("swagger: '2.0'\npaths: {}\n", Code::OpenApiVersion, "this is Swagger 2.0"),
        ("openapi: 3.2.0\npaths: {}\n", Code::OpenApiVersion, "found `3.2.0`"),
        ("openapi: 3.1.1\ncomponents: {}\n", Code::MissingMember, "expected a member `paths`"),
        ("openapi: 3.1.1\npaths: []\n", Code::UnexpectedValue, "expected a mapping"),
        ("{\"openapi\": \"3.1.1\", \"paths\": {", Code::InvalidYaml, ""),
        ("openapi: 3.1.1\npaths: {}\npaths: {}\n", Code::DuplicateKey, "`paths`"),
        ("text", Code::MissingMember, ""),
    ] {
        let error = against(&specs, "newer.yaml", text).expect_err(text);
        let found = &error.0[0];
        assert!(found.message.contains(message) && found.span().is_some(), "{text}\n{error}");
        assert!(found.code == code || text == "text", "{text}\n{error}");
    }
    let wanted = newer::wanted(&specs, "none.json");
    let error = drift::drift(&specs.folder(), &wanted).expect_err("no such file");
    assert!(error.0[0].code == Code::UnreadableFile && error.0[0].message.contains("none.json"), "{error}");
    let wanted = Wanted { vendor: "shpo".into(), ..newer::wanted(&specs, "newer.yaml") };
    let error = drift::drift(&specs.folder(), &wanted).expect_err("no such vendor");
    assert_eq!(error.0[0].message, "there is no vendor `shpo`");
}
