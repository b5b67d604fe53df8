use axum::body::Bytes;
use axum::http::Request;

use super::*;
use crate::contract::{Contract, PathCase, Route};
use crate::http::ReceivedRequest;
use crate::server::App;
use crate::vendors::Vendor;

/// A made-up bundle: a listing of each paging style, a call without pages, one without a body, and writes of many records.
const BUNDLE: &str = r##"{
  "openapi": "3.1.1",
  "x-envelope": {"success": "/fine", "success-value": "yes"},
  "paths": {
    "/by/offset": {"post": {
      "operationId": "by_offset",
      "x-envelope": {"success": "/{operation}/fine"},
      "x-pagination": {
        "style": "offset",
        "request": {"offset": "/from", "limit": "/most"},
        "response": {"items": "/{operation}/rows", "next-offset": "/next", "total": "/all"},
        "max-page-size": 4
      },
      "responses": {"200": {"description": "", "content": {"application/json": {"examples": {
        "bad": {"value": {"offset": {"fine": "no"}}},
        "empty": {"value": {"offset": {"fine": "yes", "rows": []}}},
        "good": {"$ref": "#/components/examples/Good"}
      }}}}}
    }},
    "/many/rows": {"post": {
      "operationId": "many_rows",
      "x-envelope": {"success": "/fine", "payload": "/rows"},
      "x-batch": {"items": "", "max-items": 2},
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "array"}}}},
      "responses": {"200": {"description": "", "content": {"application/json": {"example": {
        "fine": "yes", "rows": [{"id": 9}, {"id": 10}, {"id": 11}]
      }}}}}
    }},
    "/many/count": {"post": {
      "operationId": "many_count",
      "x-envelope": {"success": "/fine", "payload": "/rows"},
      "x-batch": {"items": "/list", "max-items": "none", "reply": "each-request"},
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}}}},
      "responses": {"200": {"description": "", "content": {"application/json": {"example": {
        "fine": "yes", "rows": [{"id": 9}]
      }}}}}
    }},
    "/by/page": {"post": {
      "operationId": "by_page",
      "x-pagination": {
        "style": "page", "request": {"page": "/page"}, "response": {"items": "/rows"}, "page-size": 3
      },
      "responses": {"200": {"description": "", "content": {"application/json": {"example": {
        "fine": "yes", "rows": [{"Id": 9, "price": 5.500000}, {"Id": 10, "price": 23.10}]
      }}}}}
    }},
    "/by/token": {"get": {
      "operationId": "by_token",
      "x-pagination": {
        "style": "token",
        "request": {"token": "query:mark", "limit": "query:most"},
        "response": {"items": "/rows", "next-token": "/mark"}
      },
      "responses": {"201": {"description": "", "content": {"application/json": {"example": {
        "fine": "yes", "rows": [{"guid": "0b6a3c1d-52f7-4e0b-8a39-6d5c1e7f2a48"}], "mark": "x"
      }}}}}
    }},
    "/one": {"get": {
      "operationId": "one",
      "responses": {
        "400": {"description": ""},
        "200": {"description": "", "content": {"application/json": {"examples": {
          "bad": {"value": {"fine": "no"}}, "good": {"value": {"fine": "yes", "price": 1.10}}
        }}}}
      }
    }},
    "/none": {"delete": {"operationId": "none", "responses": {"204": {"description": ""}}}}
  },
  "components": {"examples": {"Good": {"value": {
    "offset": {"fine": "yes", "rows": [{"document_id": 1, "quantity": 1.0}]}, "next": 1, "all": 1
  }}}}
}"##;

fn call(method: &str, target: &str, body: &str) -> Result<(u16, String), Violation> {
    let contract = Contract::load("made up", BUNDLE, PathCase::Exact).expect("a usable bundle");
    let request = Request::builder().method(method).uri(target).body(()).expect("a request");
    let request = ReceivedRequest::new(request.into_parts().0, Bytes::from(body.to_owned()));
    let Route::Operation(operation, path) = contract.route(method, request.path()) else {
        panic!("{target} has no operation");
    };
    let query = operation.check(&request, &path).query;
    let call = Call { operation, request: &request, path, query, body: Json::parse(body).ok() };
    let reply = answer(&call, 7)?;
    Ok((reply.status, String::from_utf8(reply.body.to_vec()).expect("UTF-8")))
}

fn post(target: &str, body: &str) -> String {
    call("POST", target, body).expect("an answer").1
}

fn ids(body: &str, rows: &str, key: &str) -> Vec<i64> {
    let body = Json::parse(body).expect("JSON");
    let rows = body.pointer(rows).expect("rows").items().iter();
    rows.map(|row| row.get(key).and_then(Json::as_integer).expect("an id")).collect()
}

#[test]
fn offset_pages_stop_at_the_number_of_rows() {
    let first = post("/by/offset", r#"{"most": 100}"#);
    assert_eq!(ids(&first, "/offset/rows", "document_id"), [1, 2, 3, 4]);
    assert!(first.ends_with(r#""next":4,"all":7}"#), "{first}");
    assert!(first.contains(r#""quantity":1.0"#), "{first}");
    let last = post("/by/offset", r#"{"from": 4, "most": 3}"#);
    assert_eq!(ids(&last, "/offset/rows", "document_id"), [5, 6, 7]);
    assert!(last.ends_with(r#""next":0,"all":7}"#), "{last}");
    assert!(ids(&post("/by/offset", r#"{"from": 70}"#), "/offset/rows", "document_id").is_empty());
    assert_eq!(ids(&post("/by/offset", r#"{"from": -5, "most": 0}"#), "/offset/rows", "document_id").len(), 4);
}

#[test]
fn numbered_pages_end_with_a_short_one() {
    let second = post("/by/page", r#"{"page": 2}"#);
    assert_eq!(ids(&second, "/rows", "Id"), [4, 5, 6]);
    assert!(second.contains("23.10") && second.contains("5.500000"), "{second}");
    assert_eq!(ids(&post("/by/page", r#"{"page": 3}"#), "/rows", "Id"), [7]);
    assert!(ids(&post("/by/page", r#"{"page": 4}"#), "/rows", "Id").is_empty());
    assert_eq!(ids(&post("/by/page", "{}"), "/rows", "Id"), [1, 2, 3]);
    let wrong = call("POST", "/by/page", r#"{"page": 0}"#).expect_err("no such page");
    assert_eq!(wrong.dotted(), "page");
}

#[test]
fn tokens_lead_through_all_pages() {
    let mut target = "/by/token?most=3".to_owned();
    let mut seen = Vec::new();
    loop {
        let (status, body) = call("GET", &target, "").expect("an answer");
        assert_eq!(status, 201);
        let body = Json::parse(&body).expect("JSON");
        seen.extend(body.pointer("/rows").expect("rows").items().iter().map(|row| row.get("guid").cloned()));
        match body.get("mark").expect("a mark") {
            Json::String(mark) => target = format!("/by/token?most=3&mark={mark}"),
            end => {
                assert!(end.is_null());
                break;
            }
        }
    }
    assert_eq!(seen.len(), 7);
    seen.dedup();
    assert_eq!(seen.len(), 7);
    let wrong = call("GET", "/by/token?mark=abc", "").expect_err("no such page");
    assert_eq!((wrong.place, wrong.dotted()), (RequestPart::Query, "mark".to_owned()));
}

#[test]
fn a_row_is_given_for_each_record_where_replies_are_about_records() {
    for count in [1, 2, 5] {
        let records: Vec<i64> = (1..=count).collect();
        let reply = post("/many/rows", &format!("{records:?}"));
        assert_eq!(ids(&reply, "/rows", "id"), records);
        let reply = post("/many/count", &format!(r#"{{"list":{records:?}}}"#));
        assert_eq!(ids(&reply, "/rows", "id"), [9], "it is about the request");
    }
}

#[test]
fn anything_else_is_the_example_of_a_success() {
    assert_eq!(call("GET", "/one", "").expect("an answer"), (200, r#"{"fine":"yes","price":1.10}"#.to_owned()));
    assert_eq!(call("DELETE", "/none", "").expect("an answer"), (204, String::new()));
}

/// A vendor without any behaviour.
struct Nobody(Contract);

impl Vendor for Nobody {
    fn contract(&self) -> &Contract {
        &self.0
    }

    fn admit(&self, _: &Call<'_>) -> Result<(), Reply> {
        Ok(())
    }

    fn refuse(&self, _: &Call<'_>, violations: &[Violation]) -> Reply {
        Reply::json(400, &violations.iter().map(Violation::to_string).collect::<Vec<_>>())
    }

    fn answer(&self, _: &Call<'_>) -> Option<Result<Reply, Reply>> {
        None
    }
}

#[test]
fn the_server_falls_back_to_the_specification() {
    let contract = Contract::load("made up", BUNDLE, PathCase::Exact).expect("a usable bundle");
    let app = App::of(vec![Box::new(Nobody(contract))], 3);
    let answer = |target: &str| {
        let request = Request::get(target).body(()).expect("a request");
        let reply = app.answer(&ReceivedRequest::new(request.into_parts().0, Bytes::new()));
        (reply.status, String::from_utf8_lossy(&reply.body).into_owned())
    };
    assert_eq!(answer("/one"), (200, r#"{"fine":"yes","price":1.10}"#.to_owned()));
    assert_eq!(answer("/by/token").0, 201);
    assert_eq!(answer("/by/token?mark=abc"), (400, r#"["mark: no such page"]"#.to_owned()));
    assert_eq!(answer("/two").0, 404);
}
