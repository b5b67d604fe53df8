//! What requests look like: addresses, headers, bodies.

use bytes::Bytes;
use http::Request;
use nomenclature_runtime::{CallOptions, DateTime, Decimal, Error, Field, Operation as _};

use crate::block_on;
use crate::sample::operations::{RowsGet, TasksList};
use crate::script::{KEY, Script};

fn tasks(org: &str, change: impl FnOnce(TasksList) -> TasksList) -> Result<Request<Bytes>, Error> {
    let script = Script::default();
    script.request(change(script.client().tasks().list(org)))
}

fn uri(org: &str, change: impl FnOnce(TasksList) -> TasksList) -> String {
    let uri = tasks(org, change).expect("a request").uri().to_string();
    uri.strip_prefix(&format!("https://api.sample.example/out/{KEY}/v1")).expect("the server").to_owned()
}

#[test]
fn paths_keep_only_unreserved_characters() {
    for (org, encoded) in [
        ("Az09-._~", "Az09-._~"),
        ("a/b c?d#e%f&g", "a%2Fb%20c%3Fd%23e%25f%26g"),
        ("Чай+", "%D0%A7%D0%B0%D0%B9%2B"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
        ("*:@", "%2A%3A%40"),
    ] {
        assert_eq!(uri(org, |operation| operation), format!("/orgs/{encoded}/tasks"));
    }
    for org in ["", ".", ".."] {
        let error = tasks(org, |operation| operation).expect_err(org);
        assert!(error.is_invalid_request());
        assert!(error.to_string().contains("sample tasks_list"), "{error}");
        assert!(error.to_string().contains("org"), "{error}");
    }
}

#[test]
fn queries_repeat_join_and_escape() {
    let time: DateTime = "2024-01-31T08:59:02.500+03:00".parse().expect("a time");
    let query = uri("o1", |tasks| {
        tasks.page_token("a+b/=&Чай ").created_from(time).status(["New", "In Progress"]).ids([3, -1])
    });
    assert_eq!(
        query,
        "/orgs/o1/tasks?page_token=a%2Bb%2F%3D%26%D0%A7%D0%B0%D0%B9%20&created_from=2024-01-31T05%3A59%3A02.500Z\
         &status=New&status=In%20Progress&ids=3,-1"
    );
    assert_eq!(uri("o1", |tasks| tasks.status([""; 0]).ids([0_i64; 0])), "/orgs/o1/tasks");
    assert_eq!(uri("o1", |tasks| tasks.page_token("")), "/orgs/o1/tasks?page_token=");
}

#[test]
fn headers_are_checked_and_joined() {
    let request = tasks("o1", |tasks| tasks.trace("Чай 1").features(["a", "b c"])).expect("a request");
    let headers = request.headers();
    assert_eq!(headers["x-trace"].as_bytes(), "Чай 1".as_bytes());
    assert_eq!(headers["x-features"], "a,b c");
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["accept-language"], "ru-RU");
    assert!(headers["user-agent"].to_str().expect("text").starts_with("nomenclature/"));
    assert!(!headers.contains_key("content-type"));
    assert!(!headers.contains_key("x-extensions"));
    for value in ["a\nb", "a\r\nX: y", "a\0", "a\tb", "a\u{7f}", "a\u{85}"] {
        let error = tasks("o1", |tasks| tasks.trace(value)).expect_err(value);
        assert!(error.is_invalid_request());
        assert!(error.to_string().contains("X-Trace"), "{error}");
    }
    let error = tasks("o1", |tasks| tasks.features(["a,b"])).expect_err("a comma");
    assert!(error.is_invalid_request() && error.to_string().contains("X-Features"), "{error}");
}

#[test]
fn bodies_tell_absent_null_and_value_apart() {
    let script = Script::default();
    let body = |change: fn(RowsGet) -> RowsGet| {
        let request = script.request(change(script.client().rows().get())).expect("a request");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert!(!request.headers().contains_key("accept-language"), "declared by other operations only");
        String::from_utf8(request.body().to_vec()).expect("UTF-8")
    };
    assert_eq!(body(|rows| rows), "{}");
    assert_eq!(body(|rows| rows.folder(Field::Null)), r#"{"folder":null}"#);
    assert_eq!(body(|rows| rows.folder(0)), r#"{"folder":0}"#);
    assert_eq!(body(|rows| rows.ids([0_i64; 0])), r#"{"ids":[]}"#);
    for literal in
        ["0.1", "23.10", "5.500000", "0.00", "-1234567890123456789012345678", "0.0000000000000000000000000001"]
    {
        let price: Decimal = literal.parse().expect(literal);
        let request = script.request(script.client().rows().get().price(price)).expect("a request");
        assert_eq!(request.body(), format!(r#"{{"price":{literal}}}"#).as_bytes());
    }
}

#[test]
fn options_add_and_replace_headers() {
    let script = Script::default();
    let client = script.builder().header("X-Shop", "1").build().expect("a client");
    let options = CallOptions::new()
        .header("x-shop", "2")
        .secret_header("X-Pin", "hidden-pin")
        .timeout(std::time::Duration::from_millis(5));
    let operation = client.rows().get().options(options);
    assert!(!format!("{operation:?}").contains("hidden-pin"));
    let script = script.reply(502, "text/html", "hidden-pin");
    let error = block_on(operation.clone().send()).expect_err("no JSON");
    assert_eq!(error.snippet(), Some("[redacted]"));
    let (request, limits) = script.requests().remove(0);
    assert_eq!(limits.timeout.as_millis(), 5);
    assert_eq!(request.headers()["x-shop"], "2");
    assert_eq!(request.headers()["x-pin"], "hidden-pin");
    assert!(request.headers()["x-pin"].is_sensitive());
    for (name, value) in [("bad name", "x"), ("x", "a\nb"), ("Content-Length", "5"), ("host", "x"), ("", "x")] {
        let refused = client.rows().get().options(CallOptions::new().header(name, value));
        let error = script.request(refused).expect_err(name);
        assert!(error.is_invalid_request(), "{error}");
        assert_eq!(error.operation(), Some("rows_get"));
    }
    assert_eq!(operation.context().core().vendor().name, "sample");
}
