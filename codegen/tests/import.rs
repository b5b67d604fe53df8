//! `import`: a vendor's own document as our tree. What comes of it passes the lints and generates, and nothing is overwritten.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use nomenclature_codegen::diagnostic::Severity;
use nomenclature_codegen::import::{self, Report};
use support::{Specs, files};

/// A vendor whose replies are a page, a list, a record, or an id, beside one failure; in OpenAPI 3.0, with what others write.
const BRANDS: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Retail", "version": "1"},
  "servers": [{"url": "/v1"}],
  "paths": {
    "/Brand/Get": {"post": {"tags": ["Brand"], "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/BrandGet"}},
      "text/json": {"schema": {"$ref": "#/components/schemas/BrandGet"}}
    }}, "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/BrandPage"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}},
    "/Brand/Add": {"post": {"tags": ["Brand"], "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/BrandAdd"}}
    }}, "responses": {"418": {"description": "A teapot."}, "200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/InsertResult"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}},
    "/Brand/Delete": {"post": {"tags": ["Brand"], "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/BrandDelete"}}
    }}, "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/UpdateResult"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}},
    "/Brand/GetKinds": {"post": {"tags": ["Brand"], "summary": "Kinds of brands.", "x-vendor": 1,
      "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/KindList"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}},
    "/Shelf/GetKinds": {"post": {"tags": ["Shelf"],
      "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/BrandList"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}},
    "/Shelf/Clear": {"post": {"tags": ["Shelf"], "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/BrandDelete"}}
    }}, "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"oneOf": [
      {"$ref": "#/components/schemas/UpdateResult"}, {"$ref": "#/components/schemas/ErrorResult"}]}}}}}}}
  },
  "components": {"schemas": {
    "BrandGet": {"type": "object", "properties": {
      "ids": {"type": "array", "nullable": true, "items": {"type": "integer", "format": "int64"}},
      "search": {"type": "string", "nullable": true}, "with_kind": {"type": "boolean"},
      "limit": {"type": "integer", "format": "int32"}, "offset": {"type": "integer", "format": "int32"}}},
    "BrandAdd": {"type": "object", "properties": {"name": {"type": "string", "nullable": true}, "rate": {"type": "number", "format": "double"}}},
    "BrandDelete": {"type": "object", "properties": {"id": {"type": "integer", "format": "int64"}}},
    "BrandPage": {"type": "object", "additionalProperties": false, "properties": {
      "ok": {"type": "boolean"}, "result": {"type": "array", "nullable": true, "items": {"$ref": "#/components/schemas/Brand"}},
      "next_offset": {"type": "integer", "format": "int32"}, "total": {"type": "integer", "format": "int64"}}},
    "Brand": {"type": "object", "properties": {
      "id": {"type": "integer", "format": "int64"}, "name": {"type": "string", "nullable": true},
      "last_update": {"type": "integer", "format": "int64"}, "kind": {"$ref": "#/components/schemas/Brand_Kind"}}},
    "Brand_Kind": {"type": "string", "enum": ["Own", "a-b", "A B"]},
    "KindList": {"type": "object", "properties": {
      "ok": {"type": "boolean"}, "result": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}}},
    "BrandList": {"type": "object", "properties": {
      "ok": {"type": "boolean"}, "result": {"type": "array", "items": {"$ref": "#/components/schemas/Brand"}}}},
    "Kind": {"type": "object", "properties": {"x-1": {"type": "number"}, "X_1": {"type": "integer"}}},
    "InsertResult": {"type": "object", "properties": {"ok": {"type": "boolean", "readOnly": true}, "result": {"$ref": "#/components/schemas/Insert"}}},
    "Insert": {"type": "object", "properties": {"new_id": {"type": "integer", "format": "int64"}}},
    "UpdateResult": {"type": "object", "properties": {"ok": {"type": "boolean"}, "result": {"$ref": "#/components/schemas/Update"}}},
    "Update": {"type": "object", "properties": {"row_affected": {"type": "integer", "format": "int64"}, "ids": {"type": "array", "nullable": true, "items": {}}}},
    "ErrorResult": {"type": "object", "properties": {"ok": {"type": "boolean"}, "result": {"$ref": "#/components/schemas/Error"}}},
    "Error": {"type": "object", "properties": {"error": {"type": "integer", "format": "int32"}, "description": {"type": "string"}}},
    "Unused": {"type": "object"}
  }}
}"##;

fn workspace() -> Specs {
    Specs::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs"))
}

/// Imports a document, and holds that what comes of it is sound, that what was there stays, and that a second run changes nothing.
#[track_caller]
fn imported(specs: &Specs, vendor: &str, text: &str, only: &[&str]) -> (BTreeMap<String, String>, Report) {
    let document = specs.root().join("theirs.json");
    fs::create_dir_all(specs.root()).expect("a folder");
    fs::write(&document, text).expect("written");
    let only: Vec<String> = only.iter().map(|pattern| (*pattern).to_owned()).collect();
    let folder = specs.folder();
    fs::create_dir_all(&folder).expect("a folder");
    let before = files(&folder);
    let (planned, report) = import::plan(&folder, vendor, &document, &only).expect("a plan");
    assert_eq!(files(&folder), before, "planning writes nothing");
    planned.write(&folder).expect("written");
    let after = files(&folder);
    for (name, text) in &before {
        let (old, new) = (String::from_utf8_lossy(text), String::from_utf8_lossy(&after[name]).into_owned());
        let mut lines = new.lines();
        assert!(old.lines().all(|line| lines.any(|new| new == line)), "{name} lost a line");
    }
    let findings = specs.findings();
    let errors = findings.0.iter().filter(|found| found.severity == Severity::Error).count();
    assert_eq!(errors, 0, "{}", findings.render(false));
    nomenclature_codegen::compile(&folder, &Default::default()).expect("generated");
    let (again, second) = import::plan(&folder, vendor, &document, &only).expect("a plan");
    assert!(again.files.is_empty() && again.changed.is_empty(), "{again:#?}");
    assert_eq!((second.written, second.there), (0, report.written + report.there));
    let texts = after.into_iter().filter(|(name, text)| before.get(name) != Some(text));
    (texts.map(|(name, text)| (name, String::from_utf8(text).expect("UTF-8"))).collect(), report)
}

#[test]
fn what_the_habits_know_is_not_written_again() {
    let (files, report) = imported(&workspace(), "regos", BRANDS, &["/Brand/*"]);
    assert_eq!((report.operations, report.written, report.refused.len()), (4, 4, 0), "{report}");
    let brand = &files["regos/paths/brand.yaml"];
    let get = "Get:\n  post:\n    x-unverified: Known from the vendor's OpenAPI file and the habits of its other operations alone.\n    \
               x-request: {properties: {ids: {}, search: {}, with_kind: {type: boolean}}}\n";
    assert!(brand.contains(get), "{brand}");
    // The number is exact, and the name is from the glossary.
    assert!(brand.contains("x-request: {properties: {name: {}, rate: {type: number, format: decimal}}}"), "{brand}");
    // What else may come is kept.
    assert!(brand.contains("'418': {description: A teapot.}"), "{brand}");
    assert!(
        brand.contains("Delete:\n  post:\n    x-unverified: Known from the vendor's OpenAPI file and the habits of its other operations alone.\nGetKinds:\n"),
        "{brand}"
    );
    // Neither the failure nor the outcomes are written a second time.
    assert_eq!(files.keys().filter(|name| name.contains("schemas/")).collect::<Vec<_>>(), ["regos/schemas/brand.yaml"]);
    let schemas = &files["regos/schemas/brand.yaml"];
    assert!(schemas.contains("last_update: {}") && schemas.contains("BrandKind:\n"), "{schemas}");
    assert!(schemas.contains("rust-name: AB2"), "two values of one name in Rust\n{schemas}");
    assert!(schemas.contains("X_1: {type: integer, format: int64, x-rust-name: x_12}"), "{schemas}");
}

#[test]
fn a_new_vendor_gets_habits_of_its_own() {
    let (files, report) = imported(&Specs::empty(), "retail", BRANDS, &[]);
    assert_eq!((report.written, report.refused.len()), (6, 0), "{report}");
    let habits = &files["retail/habits.yaml"];
    assert!(habits.contains("  list:\n") && habits.contains("x-component: '{Id}Reply'"), "{habits}");
    assert!(habits.contains("items: {$ref: '{of}'}") && habits.contains("  one:\n"), "{habits}");
    let document = &files["retail/openapi.yaml"];
    assert!(document.contains("x-envelope:") && document.contains("failure: ErrorResult"), "{document}");
    assert!(document.contains("x-habits:") && !document.contains("/v1"), "{document}");
    // How its listing goes on is seen in the members of the request and the reply.
    let brand = &files["retail/paths/brand.yaml"];
    for part in [
        "style: offset",
        "offset: /offset",
        "limit: /limit",
        "items: /result",
        "next-offset: /next_offset",
        "total: /total",
    ] {
        assert!(brand.contains(part), "no {part} in\n{brand}");
    }
    let shelf = &files["retail/paths/shelf.yaml"];
    assert!(shelf.contains("x-reply: {list: Brand}") && shelf.contains("x-reply: {one: Update}"), "{shelf}");
    let told = report.to_string();
    for part in
        ["names of schemas: `Brand_Kind` is `BrandKind`", "operations that are `read`: ", "`list` of 2", "`one` of 3"]
    {
        assert!(told.contains(part), "no {part} in\n{told}");
    }
}

#[test]
fn methods_parameters_and_shared_parts_of_a_rest_document_are_kept() {
    let document = "\
openapi: 3.1.0
info: {title: Orders, version: '1'}
servers: [{url: 'https://orders.test'}]
security: [{Key: []}]
paths:
  /shops/{shop}/orders:
    parameters: [{$ref: '#/components/parameters/Shop'}]
    get:
      tags: [Orders of shops]
      operationId: listOrders
      responses: {'200': {$ref: '#/components/responses/Orders'}, '404': {$ref: '#/components/responses/Missing'}}
    post:
      tags: [Orders of shops]
      operationId: createOrder
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /shops/{shop}/orders/{order}:cancel:
    post:
      tags: [Orders of shops]
      operationId: cancelOrder
      parameters:
        - {$ref: '#/components/parameters/Shop'}
        - {name: order, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: Gone.}}
  /import:
    post:
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}}
      responses: {'200': {description: Fine.}}
components:
  parameters:
    Shop: {name: shop, in: path, required: true, description: The shop., schema: {type: string}}
  responses:
    Orders: {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}
    Missing: {description: None.}
  schemas:
    Order: {type: object, properties: {note: {type: string}}}
  securitySchemes:
    Key: {type: http, scheme: bearer}
";
    let (files, report) = imported(&Specs::empty(), "orders", document, &[]);
    assert_eq!((report.written, report.refused.len()), (4, 0), "{report}");
    let paths = &files["orders/paths/orders_of_shops.yaml"];
    for part in ["  get:\n", "  post:\n", "name: shop\n", "description: None.", "x-safety: read", "x-safety: write"] {
        assert!(paths.contains(part), "no {part} in\n{paths}");
    }
    assert!(
        files["orders/openapi.yaml"].contains("  /shops/{shop}/orders/{order}:cancel:\n"),
        "{}",
        files["orders/openapi.yaml"]
    );
    assert!(files["orders/paths/operations.yaml"].contains("multipart/form-data:"), "{files:#?}");
    assert!(files["orders/openapi.yaml"].contains("x-client-parameter: {name: key, secret: true}"));
}

/// A document of two calls whose replies have these members, as one schema each.
fn two(x: &str, y: &str) -> String {
    let call = |name: &str| {
        format!(
            "{{post: {{tags: [Things], responses: {{'200': {{description: Fine., content: {{application/json: {{schema: \
             {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}}}"
        )
    };
    let schema = |members: &str| format!("{{type: object, properties: {{{members}}}}}");
    format!(
        "openapi: 3.1.0\ninfo: {{title: Two, version: '1'}}\nservers: [{{url: 'https://two.test'}}]\npaths:\n  /a/Do: {}\n  \
         /b/Do: {}\ncomponents: {{schemas: {{X: {}, Y: {}}}}}\n",
        call("X"),
        call("Y"),
        schema(x),
        schema(y)
    )
}

#[test]
fn replies_that_differ_in_anything_are_not_one() {
    for (x, y) in [
        ("d: {type: string, format: date}", "d: {type: string, format: uuid}"),
        ("d: {type: string}", "d: {type: [string, 'null']}"),
        ("d: {type: string, enum: [a, b]}", "d: {type: string, enum: [a, c]}"),
        ("d: {type: string, maxLength: 1}", "d: {type: string, maxLength: 2}"),
        ("d: {type: string}", "d: {type: string}"),
    ] {
        let specs = Specs::empty();
        imported(&specs, "two", &two(x, y), &[]);
        let documents = nomenclature_codegen::bundles(&specs.folder()).expect("a bundle");
        let bundle: serde_json::Value = serde_json::from_str(&documents[0].1.to_json()).expect("JSON");
        for (path, name) in [("/a/Do", "X"), ("/b/Do", "Y")] {
            let schema = &bundle["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"];
            assert_eq!(schema["$ref"], format!("#/components/schemas/{name}"), "{x} and {y}");
        }
    }
}

#[test]
fn names_that_are_values_and_lines_that_are_apart_stay() {
    let document = "openapi: 3.1.0\ninfo: {title: Pets, version: '1', description: \"Pets.\\n\\n* A list\\n* of two\"}\nservers: [{url: \
                    'https://pets.test'}]\npaths:\n  /pets/Get: {post: {tags: [Pets], responses: {'200': {description: Fine., content: \
                    {application/json: {schema: {$ref: '#/components/schemas/pet'}}}}}}}\ncomponents:\n  schemas:\n    pet: {oneOf: \
                    [{$ref: '#/components/schemas/cat_x'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: \
                    kind}}\n    cat_x: {type: object, required: [kind], properties: {kind: {type: string}}}\n    Dog: {type: object, \
                    required: [kind], properties: {kind: {type: string}, size: {type: string}}}\n";
    let specs = Specs::empty();
    let (files, _) = imported(&specs, "pets", document, &[]);
    assert!(
        files["pets/openapi.yaml"].contains("  description: |-\n    Pets.\n\n    * A list\n    * of two\n"),
        "{files:#?}"
    );
    let documents = nomenclature_codegen::bundles(&specs.folder()).expect("a bundle");
    let bundle: serde_json::Value = serde_json::from_str(&documents[0].1.to_json()).expect("JSON");
    let mapping = &bundle["components"]["schemas"]["Pet"]["discriminator"]["mapping"];
    assert_eq!(mapping["cat_x"], "#/components/schemas/CatX");
}

#[test]
fn what_may_change_something_is_never_taken_for_a_read() {
    let document = |word: &str| two("d: {type: string}", "e: {type: string}").replace("/a/Do", &format!("/a/{word}"));
    let safety = |word: &str| {
        let (files, _) = imported(&Specs::empty(), "two", &document(word), &[]);
        files["two/paths/things.yaml"]
            .lines()
            .find_map(|line| line.trim().strip_prefix("x-safety: ").map(str::to_owned))
    };
    for word in [
        "CheckIn",
        "GetOrCreate",
        "FindOrCreate",
        "SearchAndReplace",
        "ListAdd",
        "CountDown",
        "GetNextNumber",
        "getAndDelete",
    ] {
        assert_eq!(safety(word).as_deref(), Some("write"), "{word}");
    }
    for word in ["Get", "list", "GetShort", "Search"] {
        assert_eq!(safety(word).as_deref(), Some("read"), "{word}");
    }
}

#[test]
fn a_schema_of_ours_stands_only_for_what_it_takes_and_a_habit_only_where_it_fits() {
    let document = BRANDS
        .replace("\"Brand\": {\"type\": \"object\"", "\"Currency\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}}, \"Brand\": {\"type\": \"object\"")
        .replace("\"kind\": {\"$ref\": \"#/components/schemas/Brand_Kind\"}", "\"kind\": {\"$ref\": \"#/components/schemas/Currency\"}")
        .replace("\"BrandDelete\": {\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"integer\", \"format\": \"int64\"}}}", "\"BrandDelete\": {\"type\": \"object\", \"properties\": {\"uuid\": {\"type\": \"string\"}}}");
    let specs = workspace();
    let (files, report) = imported(&specs, "regos", &document, &["/Brand/Get", "/Brand/Delete"]);
    assert!(report.to_string().contains("`Currency` is `Currency2`"), "{report}");
    assert!(files["regos/schemas/brand.yaml"].contains("Currency2:"), "{files:#?}");
    let documents = nomenclature_codegen::bundles(&specs.folder()).expect("a bundle");
    let regos =
        documents.iter().find(|(name, _)| name == "regos").map(|(_, document)| document.to_json()).expect("regos");
    let bundle: serde_json::Value = serde_json::from_str(&regos).expect("JSON");
    let body =
        &bundle["paths"]["/Brand/Delete"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let schema =
        &bundle["components"]["schemas"][body.as_str().and_then(|text| text.rsplit('/').next()).expect("a name")];
    assert_eq!(
        schema["properties"],
        serde_json::json!({"uuid": {"type": "string"}}),
        "no `id` that the vendor does not have"
    );
    assert_eq!(schema.get("required"), None);
}

#[test]
fn what_leads_to_a_mistake_is_refused_and_the_rest_is_imported() {
    let document = r##"{
      "openapi": "3.1.0", "info": {"title": "Document", "version": "1"}, "servers": [{"url": "/relative"}],
      "paths": {
        "/good": {"get": {"tags": ["Some things"], "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Good"}}}}}}},
        "/bad": {
          "get": {"tags": ["Some things"], "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Outer"}}}}}},
          "delete": {"tags": ["Some things"], "responses": {"200": {"description": "Fine.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Good"}}}}}}
        }
      },
      "components": {"schemas": {
        "Good": {"type": "object", "x-vendor": 1, "properties": {"x-1": {"type": "number"}, "type": {"enum": ["a-b", "A B", "да"]}}, "example": {"x-1": 1, "type": "a-b"}},
        "Outer": {"type": "object", "properties": {"bad": {"$ref": "#/components/schemas/bad_part"}}},
        "bad_part": {"type": "object", "properties": {"a": {"not": {"type": "string"}}}}
      }}
    }"##;
    let specs = Specs::empty();
    let path = specs.root().join("document.json");
    fs::write(&path, document).expect("written");
    let (planned, report) = import::plan(&specs.folder(), "document", &path, &[]).expect("a plan");
    planned.write(&specs.folder()).expect("written");
    let [only] = &report.refused[..] else { panic!("{report:#?}") };
    assert_eq!((only.operation.as_str(), report.written), ("GET /bad", 2));
    assert!(only.reason.contains("NC0403"), "{}", only.reason);
    let output = nomenclature_codegen::compile(&specs.folder(), &Default::default());
    let output = output.unwrap_or_else(|found| panic!("{}", found.render(false)));
    let operations = &output.files["document/operations.rs"];
    assert!(
        operations.contains("some_things_get_good") && operations.contains("some_things_delete_bad"),
        "{operations}"
    );
}

#[test]
fn what_cannot_be_imported_is_told_in_a_line_and_nothing_is_written() {
    let specs = workspace();
    let before = files(&specs.folder());
    let refused = |vendor: &str, text: &str, only: &[String], part: &str| {
        let path = specs.root().join("theirs.yaml");
        fs::write(&path, text).expect("written");
        let said = import::plan(&specs.folder(), vendor, &path, only).expect_err(part);
        assert!(said.contains(part), "{said}");
    };
    refused("regos", "- a\n", &[], "cannot be read");
    refused("regos", "swagger: '2.0'\npaths: {/a: {get: {}}}\n", &[], "cannot be read");
    refused("regos", "openapi: 3.1.0\n", &[], "has no `paths`");
    refused("Regos", BRANDS, &[], "expected a vendor in snake_case");
    refused("regos", BRANDS, &["/Nothing/*".to_owned()], "no path of the document fits /Nothing/*");
    let missing = import::plan(&specs.folder(), "regos", Path::new("nowhere.json"), &[]).expect_err("no file");
    assert!(missing.starts_with("cannot read `nowhere.json`"), "{missing}");
    assert_eq!(files(&specs.folder()), before);
    specs.write("../regos/habits.yaml", "every: []\n");
    refused("regos", BRANDS, &[], "the specs have to be sound before something is added to them");
}

#[test]
fn the_command_prints_what_it_wrote_and_guessed() {
    let specs = workspace();
    fs::write(specs.root().join("theirs.json"), BRANDS).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(["import", "regos", "theirs.json", "--only", "/Brand/Get", "--only", "/Brand/Delete"])
        .current_dir(specs.root())
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "wrote specs/regos/paths/brand.yaml\n",
        "     2  operations in the document\n",
        "     2  written, with 2 schemas\n",
    ] {
        assert!(said.contains(part), "no {part} in\n{said}");
    }
}
