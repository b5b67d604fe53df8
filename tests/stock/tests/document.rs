//! What the stock client of progenitor is generated from: OpenAPI 3.0 with everything that it can express, and an error for the
//! rest.

use std::fs;

use nomenclature_codegen::bundles;
use nomenclature_stock::Stock;
use serde_json::{Value, json};

const SHOP: &str = "\
openapi: 3.1.1
info: {title: Shop, version: v1 бета}
servers: [{url: 'https://{host}/api/{key}/v1/'}]
paths:
  /goods/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, format: int64, minimum: 1}}
    post:
      operationId: goods_change
      parameters:
        - {name: X-Tags, in: header, schema: {type: array, items: {type: string}}}
        - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: state, in: query, schema: {type: array, items: {$ref: '#/components/schemas/State'}}}
      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/json: {schema: {$ref: '#/components/schemas/Goods'}}
      responses:
        '200': {description: Done., content: {application/json: {schema: {oneOf: [
          {$ref: '#/components/schemas/Goods'}, {$ref: '#/components/schemas/Failure'}]}}}}
        '201': {description: Made., content: {application/json: {schema: {type: string}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}
        '422': {description: Bad., content: {application/json: {schema: {type: string}}}}
components:
  schemas:
    Goods:
      type: object
      description: Goods.
      additionalProperties: false
      required: [kind]
      properties:
        kind: {type: string, const: goods, x-rust-name: sort}
        price: {type: [number, 'null'], format: decimal}
        count: {type: integer, format: int32, minimum: 1, default: 1}
        size: {type: object, properties: {unit: {type: [string, 'null'], enum: [cm, null]}}}
        state: {oneOf: [{$ref: '#/components/schemas/State'}, {type: 'null'}]}
        parent: {$ref: '#/components/schemas/Goods', description: Beside a reference.}
        notes: {type: object, additionalProperties: {type: string, maxLength: 5}}
    State: {type: string, enum: [new, old]}
    Failure: {type: object, properties: {ok: {type: boolean, const: false}}}
";

fn stock(spec: &str) -> Result<Stock, String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("shop")).expect("a folder");
    fs::write(folder.path().join("shop/openapi.yaml"), spec).expect("a file");
    let bundles = bundles(folder.path()).unwrap_or_else(|found| panic!("{found}"));
    nomenclature_stock::document(&bundles[0].1)
}

fn document() -> Value {
    let Stock { document, left_out } = stock(SHOP).expect("it can be lowered");
    assert_eq!(left_out, []);
    document
}

#[test]
fn a_document_keeps_what_requests_are_made_of() {
    let found = document();
    assert_eq!(found["openapi"], "3.0.3");
    assert_eq!(found["info"]["version"], "1", "it is sent as a header");
    let operation = &found["paths"]["/api/{key}/v1/goods/{id}"]["post"];
    assert_eq!(
        operation["parameters"],
        json!([
            { "name": "key", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "X-Tags", "in": "header", "required": false, "schema": { "type": "string" }, "x-joined": true },
            { "name": "fields", "in": "query", "required": false, "schema": { "type": "string" }, "x-joined": true },
            { "name": "state", "in": "query", "required": false,
              "schema": { "type": "array", "items": { "$ref": "#/components/schemas/State" } } },
            { "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "format": "int64" } },
        ])
    );
    let reference =
        |name: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
    assert_eq!(operation["requestBody"], json!({ "required": true, "content": reference("Goods") }));
    let response = |name| json!({ "description": "", "content": reference(name) });
    let responses = json!({ "2XX": response("Goods"), "4XX": response("Failure"), "5XX": response("Failure") });
    assert_eq!(operation["responses"], responses);
}

#[test]
fn schemas_are_in_the_words_of_openapi_3_0() {
    let found = document();
    assert_eq!(
        found["components"]["schemas"],
        json!({
            "Goods": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": { "$ref": "#/components/schemas/GoodsKind" },
                    "price": { "type": "number", "format": "decimal", "nullable": true },
                    "count": { "type": "integer", "format": "int32", "default": 1 },
                    "size": { "$ref": "#/components/schemas/GoodsSize" },
                    "state": { "allOf": [{ "$ref": "#/components/schemas/State" }], "nullable": true },
                    "parent": { "$ref": "#/components/schemas/Goods" },
                    "notes": { "type": "object", "additionalProperties": { "type": "string" } },
                },
            },
            "GoodsKind": { "type": "string", "enum": ["goods"] },
            "GoodsSize": { "type": "object", "properties": { "unit": { "$ref": "#/components/schemas/GoodsSizeUnit" } } },
            "GoodsSizeUnit": { "type": "string", "enum": ["cm"], "nullable": true },
            "State": { "type": "string", "enum": ["new", "old"] },
            "Failure": { "type": "object", "properties": { "ok": { "type": "boolean" } } },
        })
    );
}

#[test]
fn progenitor_takes_the_document() {
    let client = nomenclature_stock::client(&document()).expect("a client").to_string();
    assert!(client.contains("pub async fn goods_change"), "{client}");
}

#[test]
fn a_body_that_is_a_list_is_one() {
    let whole = "application/json: {schema: {$ref: '#/components/schemas/Goods'}}\n      responses";
    assert!(SHOP.contains(whole));
    let list =
        "application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Goods'}}}\n      responses";
    let Stock { document, left_out } = stock(&SHOP.replace(whole, list)).expect("it can be lowered");
    assert_eq!(left_out, []);
    let body = &document["paths"]["/api/{key}/v1/goods/{id}"]["post"]["requestBody"];
    let schema = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Goods" } });
    assert_eq!(body["content"]["application/json"]["schema"], schema);
    let client = nomenclature_stock::client(&document).expect("a client").to_string();
    assert!(client.contains("body : & 'a :: std :: vec :: Vec < types :: Goods >"), "{client}");
}

#[test]
fn an_operation_that_the_stock_client_cannot_express_is_left_out() {
    for (from, to, expected) in [
        ("in: header", "in: cookie", "the parameter X-Tags is a cookie of the style simple"),
        ("explode: false", "style: pipeDelimited", "the parameter fields is a query of the style pipeDelimited"),
        (
            "text/plain: {schema: {type: string}}\n          application/json",
            "multipart/form-data",
            "the body is multipart/form-data",
        ),
    ] {
        let found = stock(&SHOP.replace(from, to)).expect("it can be lowered");
        assert_eq!(found.left_out, [("goods_change".to_owned(), expected.to_owned())]);
        assert_eq!(found.document["paths"], json!({ "/api/{key}/v1/goods/{id}": {} }));
    }
}

#[test]
fn two_schemas_of_one_name_are_an_error() {
    let twice =
        SHOP.replace("State: {type: string", "GoodsSize: {type: string").replace("schemas/State", "schemas/Failure");
    assert_eq!(stock(&twice).expect_err("twice"), "two schemas become the component GoodsSize");
}

#[test]
fn a_value_of_several_types_is_anything() {
    let found = stock(&SHOP.replace("type: [number, 'null'], format: decimal", "type: [boolean, string]"));
    let found = found.expect("it can be lowered").document;
    assert_eq!(found["components"]["schemas"]["Goods"]["properties"]["price"], json!({}));
}

#[test]
fn a_panic_of_progenitor_is_an_error() {
    let mut document = document();
    document["paths"]["/api/{key}/v1/goods/{id}"]["post"]["parameters"] = json!([]);
    let error = nomenclature_stock::client(&document).expect_err("no parameter is declared");
    assert!(error.starts_with("progenitor gave up: "), "{error}");
}
