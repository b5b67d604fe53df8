use axum::body::Bytes;
use axum::http::Request;

use super::*;
use crate::http::ReceivedRequest;

/// A made-up bundle with one operation of each kind of parameter.
const BUNDLE: &str = r##"{
  "openapi": "3.1.1",
  "servers": [{"url": "https://{host}/api/{account}/v1"}],
  "paths": {
    "/shelves/{shelf}/list": {
      "parameters": [{"$ref": "#/components/parameters/Shelf"}],
      "get": {
        "operationId": "shelves_list",
        "parameters": [
          {"name": "X-Client", "in": "header", "required": true, "schema": {"type": "string", "enum": ["App", "Web"]}},
          {"name": "X-Parts", "in": "header", "schema": {"type": "array", "items": {"type": "string", "minLength": 2}}},
          {"name": "state", "in": "query", "schema": {"type": "array", "items": {"$ref": "#/components/schemas/State"}}},
          {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
          {"name": "top", "in": "query", "schema": {"type": "integer", "format": "int32", "minimum": 1}}
        ],
        "responses": {"200": {"description": "ok"}}
      },
      "post": {
        "operationId": "shelves_add",
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Shelf"}}}
        },
        "x-pagination": {
          "style": "offset",
          "request": {"offset": "/offset", "limit": "/limit"},
          "response": {"items": "/rows"},
          "max-page-size": 10
        },
        "responses": {"200": {"description": "ok"}}
      }
    },
    "/shelves/many": {
      "post": {
        "operationId": "shelves_add_many",
        "x-batch": {"items": "", "max-items": 2},
        "requestBody": {
          "required": true,
          "content": {"application/json-patch+json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Shelf"}}}}
        },
        "responses": {"204": {"description": "ok"}}
      },
      "put": {
        "operationId": "shelves_put_many",
        "x-batch": {"items": "/all/shelves", "max-items": 2},
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"type": "object", "properties": {
            "all": {"type": "object", "properties": {"shelves": {"type": "array", "maxItems": 3}}}
          }}}}
        },
        "responses": {"204": {"description": "ok"}}
      }
    }
  },
  "components": {
    "parameters": {
      "Shelf": {"name": "shelf", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}
    },
    "schemas": {
      "State": {"type": "string", "enum": ["Full", "Empty"], "x-enum": {"values": {"Full": {}, "Empty": {}}}},
      "Order": {
        "type": "string",
        "enum": ["ASC", "DESC"],
        "x-enum": {"ignore-case": true, "values": {"ASC": {"number": 1}, "DESC": {"number": 2}}}
      },
      "Condition": {
        "type": "object",
        "required": ["field"],
        "properties": {"field": {"type": "string", "x-aliases": ["Field"]}}
      },
      "Shelf": {
        "type": "object",
        "required": ["name"],
        "properties": {
          "name": {"type": "string"},
          "folder": {"type": ["integer", "null"], "format": "int64", "x-lenient": ["string"]},
          "anything": {"type": "integer", "x-lenient": ["any"]},
          "order": {"$ref": "#/components/schemas/Order"},
          "inner": {"oneOf": [{"$ref": "#/components/schemas/Condition"}, {"type": "null"}]},
          "count": {"type": "integer", "format": "int32"},
          "default": {"type": "integer", "format": "int32"},
          "offset": {"type": "integer", "format": "int32", "minimum": 0},
          "limit": {"type": "integer", "format": "int32", "maximum": 10}
        }
      }
    }
  }
}"##;

const SHELF: &str = "/api/7/v1/shelves/0b6a3c1d-52f7-4e0b-8a39-6d5c1e7f2a48/list";

fn contract() -> Contract {
    Contract::load("shelves", BUNDLE, PathCase::Exact).expect("a usable bundle")
}

fn violations(request: Request<&str>) -> Vec<String> {
    let contract = contract();
    let (parts, body) = request.into_parts();
    let request = ReceivedRequest::new(parts, Bytes::from(body.to_owned()));
    let Route::Operation(operation, path) = contract.route(request.method(), request.path()) else {
        panic!("{} has no operation", request.target());
    };
    operation.check(&request, &path).violations.iter().map(Violation::to_string).collect()
}

fn get(query: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let mut request = Request::get(format!("{SHELF}{query}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    violations(request.body("").expect("a request"))
}

fn post(body: &str) -> Vec<String> {
    violations(
        Request::post(SHELF).header("content-type", "application/json;charset=utf-8").body(body).expect("a request"),
    )
}

#[test]
fn routes_below_the_path_of_the_server() {
    let contract = contract();
    assert!(matches!(contract.route("GET", SHELF), Route::Operation(operation, _) if operation.id == "shelves_list"));
    assert!(matches!(contract.route("PUT", SHELF), Route::OtherMethod(methods) if methods == ["GET", "POST"]));
    assert!(matches!(contract.route("GET", "/shelves/1/list"), Route::Unknown));
    assert_eq!(contract.mask("/api/7/v1/nothing").as_deref(), Some("/api/{account}/v1/nothing"));
}

#[test]
fn parameters_are_read_by_their_types() {
    let client = [("x-client", "Web")];
    assert_eq!(get("?state=Full&state=Empty&since=2024-01-01T00:00:00%2B03:00&top=5", &client), [""; 0]);
    assert_eq!(get("", &[("x-client", "Web"), ("x-parts", "ab, cd")]), [""; 0]);
    assert_eq!(get("", &[]), ["the header X-Client is missing"]);
    assert_eq!(get("", &[("x-client", "web")]), [r#"the header X-Client: "web" is not one of "App" or "Web""#]);
    assert_eq!(get("?top=x", &client), ["top is of type string where integer is expected"]);
    assert_eq!(get("?top=0", &client), ["top: 0 is less than the minimum of 1"]);
    assert_eq!(get("?top=1&top=2", &client), ["top: given more than once"]);
    assert_eq!(get("?state=Full&state=full", &client), [r#"state.1: "full" is not one of "Full" or "Empty""#]);
    // A plus sign that is not encoded means a space.
    assert_eq!(get("?since=2024-01-01T00:00:00+03:00", &client).len(), 1);
}

#[test]
fn path_variables_are_checked() {
    let request = Request::post("/api/7/v1/shelves/9/list").header("content-type", "application/json");
    assert_eq!(violations(request.body(r#"{"name":"a"}"#).expect("a request")), [r#"shelf: "9" is not a "uuid""#]);
}

#[test]
fn bodies_are_checked() {
    assert_eq!(post(r#"{"name":"a","folder":null,"inner":null,"order":"asc"}"#), [""; 0]);
    assert_eq!(post(""), ["the body is missing"]);
    assert_eq!(post("{}"), ["name is missing"]);
    assert_eq!(post("[]"), ["the body is of type array where object is expected"]);
    assert_eq!(post(r#"{"name":1}"#), ["name is of type number where string is expected"]);
    assert_eq!(post(r#"{"name":"a","inner":{}}"#), ["inner.field is missing"]);
    assert_eq!(post(r#"{"name":"a","inner":5}"#), ["inner is of type number where object or null is expected"]);
    assert!(post(r#"{"name":"#)[0].starts_with("the body: not JSON: "));
    assert!(
        violations(Request::post(SHELF).body("{}").expect("a request"))[0]
            .starts_with("the header Content-Type is missing")
    );
    let form = Request::post(SHELF).header("content-type", "text/plain").body(r#"{"name":"a"}"#).expect("a request");
    assert_eq!(violations(form), ["the header Content-Type: text/plain is not accepted, only application/json"]);
}

#[test]
fn records_are_counted_where_the_schema_does_not() {
    let many = |method: &str, media: &str, body: &str| {
        let request = Request::builder().method(method).uri("/api/7/v1/shelves/many").header("content-type", media);
        violations(request.body(body).expect("a request"))
    };
    let whole = |body: &str| many("POST", "application/json-patch+json", body);
    assert_eq!(whole(r#"[{"name":"a"},{"name":"b"}]"#), [""; 0]);
    assert_eq!(
        whole(r#"[{"name":"a"},{},{"name":"c"}]"#),
        ["1.name is missing", "the body: 3 records, where a request takes 2"]
    );
    assert_eq!(whole("{}"), ["the body is of type object where array is expected"]);
    let member =
        |count: usize| many("PUT", "application/json", &format!(r#"{{"all":{{"shelves":{:?}}}}}"#, vec![1; count]));
    assert_eq!(member(2), [""; 0]);
    assert_eq!(member(3), ["all.shelves: 3 records, where a request takes 2"]);
    assert_eq!(member(4).len(), 1, "the schema has told it: {:?}", member(4));
    assert!(member(4)[0].starts_with("all.shelves: ") && !member(4)[0].contains("a request takes"), "{:?}", member(4));
}

#[test]
fn lenient_members_take_other_types() {
    assert_eq!(post(r#"{"name":"a","folder":"110"}"#), [""; 0]);
    assert_eq!(post(r#"{"name":"a","anything":{"x":[]}}"#), [""; 0]);
    assert_eq!(post(r#"{"name":"a","folder":"x"}"#).len(), 1);
    assert_eq!(
        post(r#"{"name":"a","folder":true}"#),
        ["folder is of type boolean where null or integer or string is expected"]
    );
}

#[test]
fn enums_come_by_name_or_number_where_the_bundle_says_so() {
    for order in ["\"ASC\"", "\"desc\"", "1", "2"] {
        assert_eq!(post(&format!(r#"{{"name":"a","order":{order}}}"#)), [""; 0], "{order}");
    }
    assert_eq!(post(r#"{"name":"a","order":3}"#), ["order: 3 is none of ASC, DESC"]);
    assert_eq!(post(r#"{"name":"a","order":"up"}"#), [r#"order: "up" is none of ASC, DESC"#]);
}

#[test]
fn aliases_count_as_the_member() {
    assert_eq!(post(r#"{"name":"a","inner":{"Field":"x"}}"#), [""; 0]);
    assert_eq!(post(r#"{"name":"a","inner":{"Field":1}}"#), ["inner.Field is of type number where string is expected"]);
}

#[test]
fn integers_keep_to_their_range_but_paging_amounts_are_corrected_later() {
    // A member may be spelt as a keyword is.
    for member in ["count", "default"] {
        assert_eq!(post(&format!(r#"{{"name":"a","{member}":3000000000}}"#)).len(), 1, "{member}");
    }
    assert_eq!(post(r#"{"name":"a","limit":3000000000,"offset":-1}"#), [""; 0]);
    assert_eq!(post(r#"{"name":"a","limit":"5"}"#), ["limit is of type string where integer is expected"]);
}

#[test]
fn a_broken_bundle_is_an_error_that_names_the_place() {
    let text = |bundle: &str| Contract::load("broken", bundle, PathCase::Exact).expect_err("unusable").to_string();
    assert!(text("{").starts_with("bundle broken: "));
    assert_eq!(text("{}"), "bundle broken: /paths: nothing there");
    let reference = BUNDLE.replace("#/components/parameters/Shelf", "#/components/parameters/None");
    assert_eq!(text(&reference), "bundle broken: /components/parameters/None: nothing there");
    let circle = BUNDLE.replace(
        r#""Shelf": {"name": "shelf","#,
        r##""Shelf": {"$ref": "#/components/parameters/Shelf", "name": "shelf","##,
    );
    assert!(text(&circle).ends_with("references run in a circle"), "{}", text(&circle));
    assert!(text(&BUNDLE.replace(r#""200""#, r#""400""#)).ends_with("no 2xx response"));
    assert!(text(&BUNDLE.replace(r#""style": "offset""#, r#""style": "cursor""#)).contains("cursor"));
}
