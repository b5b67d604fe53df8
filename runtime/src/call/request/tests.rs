use bytes::Bytes;
use http::Request;

use crate::Operation as _;
use crate::testing::sample::TasksList;
use crate::testing::script::Script;
use crate::{CallOptions, Error, Field};

fn request(call: crate::call::Call) -> Request<Bytes> {
    call.request
}

fn tasks(change: impl FnOnce(&mut TasksList)) -> Result<Request<Bytes>, Error> {
    let mut operation = Script::default().client().tasks("o1");
    change(&mut operation);
    crate::call::operation::call_of(&operation).map(request)
}

fn uri(change: impl FnOnce(&mut TasksList)) -> String {
    let uri = tasks(change).expect("a request").uri().to_string();
    uri.strip_prefix("https://api.sample.example/out/k3y-0f-the-sh0p/v1").expect("the server").to_owned()
}

fn text(values: &[&str]) -> Option<Vec<String>> {
    Some(values.iter().map(|value| (*value).to_owned()).collect())
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
        assert_eq!(uri(|operation| operation.org = org.into()), format!("/orgs/{encoded}/tasks"));
    }
    for org in ["", ".", ".."] {
        let error = tasks(|operation| operation.org = org.into()).expect_err(org);
        assert!(error.is_invalid_request());
        assert!(error.to_string().contains("sample tasks_list"), "{error}");
        assert!(error.to_string().contains("org"), "{error}");
    }
}

#[test]
fn queries_repeat_join_and_escape() {
    let time = "2024-01-31T08:59:02.500+03:00".parse().expect("a time");
    let query = uri(|operation| {
        operation.page_token = Some("a+b/=&Чай ".into());
        operation.created_from = Some(time);
        operation.status = text(&["New", "In Progress"]);
        operation.ids = Some(vec![3, -1]);
    });
    assert_eq!(
        query,
        "/orgs/o1/tasks?page_token=a%2Bb%2F%3D%26%D0%A7%D0%B0%D0%B9%20&created_from=2024-01-31T05%3A59%3A02.500Z\
         &status=New&status=In%20Progress&ids=3,-1"
    );
    assert_eq!(uri(|operation| (operation.status, operation.ids) = (Some(vec![]), Some(vec![]))), "/orgs/o1/tasks");
    assert_eq!(uri(|operation| operation.page_token = Some(String::new())), "/orgs/o1/tasks?page_token=");
}

#[test]
fn headers_are_checked_and_joined() {
    let request = tasks(|operation| {
        operation.trace = Some("Чай 1".into());
        operation.features = text(&["a", "b c"]);
    })
    .expect("a request");
    let headers = request.headers();
    assert_eq!(headers["x-trace"].as_bytes(), "Чай 1".as_bytes());
    assert_eq!(headers["x-features"], "a,b c");
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["accept-language"], "ru-RU");
    assert!(headers["user-agent"].to_str().expect("text").starts_with("nomenclature/"));
    assert!(!headers.contains_key("content-type"));
    assert!(!headers.contains_key("x-extensions"));
    for value in ["a\nb", "a\r\nX: y", "a\0", "a\tb", "a\u{7f}", "a\u{85}"] {
        let error = tasks(|operation| operation.trace = Some(value.into())).expect_err(value);
        assert!(error.is_invalid_request());
        assert!(error.to_string().contains("X-Trace"), "{error}");
    }
    let error = tasks(|operation| operation.features = text(&["a,b"])).expect_err("a comma");
    assert!(error.is_invalid_request() && error.to_string().contains("X-Features"), "{error}");
}

#[test]
fn bodies_tell_absent_null_and_value_apart() {
    let client = Script::default().client();
    let body = |change: fn(&mut crate::testing::sample::RowsGetRequest)| {
        let mut operation = client.rows();
        change(&mut operation.body);
        let request = crate::call::operation::call_of(&operation).map(request).expect("a request");
        assert_eq!(request.headers()["content-type"], "application/json");
        assert!(!request.headers().contains_key("accept-language"), "declared by other operations only");
        String::from_utf8(request.body().to_vec()).expect("UTF-8")
    };
    assert_eq!(body(|_| {}), "{}");
    assert_eq!(body(|body| body.folder = Field::Null), r#"{"folder":null}"#);
    assert_eq!(body(|body| body.folder = Field::Value(0)), r#"{"folder":0}"#);
    assert_eq!(body(|body| body.ids = Some(vec![])), r#"{"ids":[]}"#);
    for literal in
        ["0.1", "23.10", "5.500000", "0.00", "-1234567890123456789012345678", "0.0000000000000000000000000001"]
    {
        let mut operation = client.rows();
        operation.body.price = Field::Value(literal.parse().expect(literal));
        let request = crate::call::operation::call_of(&operation).map(request).expect("a request");
        assert_eq!(request.body(), format!(r#"{{"price":{literal}}}"#).as_bytes());
    }
}

#[test]
fn options_add_and_replace_headers() {
    let client = Script::default().builder().header("X-Shop", "1").build().expect("a client");
    let options = CallOptions::new()
        .header("x-shop", "2")
        .secret_header("X-Pin", "hidden-pin")
        .timeout(std::time::Duration::from_millis(5));
    let operation = client.rows().options(options);
    assert!(!format!("{operation:?}").contains("hidden-pin"));
    let call = crate::call::operation::call_of(&operation).expect("a call");
    assert_eq!(call.limits.timeout.as_millis(), 5);
    assert_eq!(call.request.headers()["x-shop"], "2");
    assert_eq!(call.request.headers()["x-pin"], "hidden-pin");
    assert!(call.request.headers()["x-pin"].is_sensitive());
    assert_eq!(call.redactor.text("hidden-pin"), "[redacted]");
    for (name, value) in [("bad name", "x"), ("x", "a\nb"), ("Content-Length", "5"), ("host", "x"), ("", "x")] {
        let error = crate::call::operation::call_of(&client.rows().options(CallOptions::new().header(name, value)));
        let error = error.map(request).expect_err(name);
        assert!(error.is_invalid_request(), "{error}");
        assert_eq!(error.operation(), Some("rows_get"));
    }
    assert_eq!(operation.context().core().vendor().name, "sample");
}
