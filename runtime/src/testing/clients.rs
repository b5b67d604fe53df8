//! Building clients.

use super::sample::{Client, ClientBuilder};
use super::script::{KEY, Script};
use crate::call::operation::{Operation, call_of};
use crate::call::request::RequestWriter;
use crate::error::ErrorKind;

fn builder() -> ClientBuilder {
    Script::default().builder()
}

fn rows_spec() -> &'static crate::descriptors::OperationSpec {
    fn of<Op: Operation>(_: &Op) -> &'static crate::descriptors::OperationSpec {
        Op::SPEC
    }
    of(&builder().build().expect("a client").rows())
}

fn refused(builder: ClientBuilder) -> String {
    let error = builder.build().expect_err("unusable settings");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!((error.vendor(), error.operation()), ("sample", None));
    error.to_string()
}

#[test]
fn every_missing_setting_is_named() {
    let error = refused(Client::builder().transport(Script::default()));
    for setter in ["access_key()", "accept_language()", "tenant()"] {
        assert!(error.contains(setter), "{error}");
    }
    for optional in ["token", "extensions", "device"] {
        assert!(!error.contains(optional), "{error}");
    }
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_reqwest_a_transport_is_required() {
    let error = refused(Client::builder().access_key(KEY).accept_language("ru").tenant("shop"));
    assert!(error.contains("transport()"), "{error}");
}

#[test]
fn credentials_of_another_server_do_not_go_to_the_documented_one() {
    let staging = || builder().base_url("https://staging.example").oauth("id", "s3cret");
    let error = refused(staging());
    let remedy = "with oauth_token_url(), or set it to https://auth.sample.example/o/token";
    assert!(error.contains("base_url() is set, but oauth() would go") && error.contains(remedy), "{error}");
    for url in ["https://staging.example/o/token", "https://auth.sample.example/o/token"] {
        staging().oauth_token_url(url).build().expect(url);
    }
    let error = refused(builder().oauth_token_url("https://staging.example/o/token"));
    assert!(error.contains("oauth_token_url() is set, but oauth() is not"), "{error}");
}

#[test]
fn values_are_trimmed_and_checked() {
    let client = builder().access_key(" \tkey\n").token("\ttok en ").tenant(" shop ").build().expect("a client");
    let call = call_of(&client.rows()).expect("a call");
    assert_eq!(call.request.uri().path(), "/out/key/v1/Rows/Get");
    assert_eq!(call.request.headers()["authorization"], "Bearer tok en");
    assert!(call.request.headers()["authorization"].is_sensitive());
    assert_eq!(client.core().member("tenant"), "shop");
    for (change, setter) in [
        (builder().access_key("  "), "access_key() is empty"),
        (builder().access_key("a\nb"), "access_key() contains a control character"),
        (builder().access_key(".."), "access_key() is \".\""),
        (builder().access_key("unset.invalid"), "access_key() is not set"),
        (builder().token(""), "token() is empty"),
        (builder().token("a\u{0}b"), "token() contains a control character"),
        (builder().credentials("", "x"), "credentials() is empty"),
        (builder().credentials("a:b", "x"), "the login of credentials() contains a colon"),
        (builder().credentials("a", " "), "credentials() is empty"),
        (builder().api_key("\r"), "api_key() is empty"),
        (builder().tenant(""), "tenant() is empty"),
        (builder().accept_language("a\nb"), "accept_language() contains a control character"),
        (builder().extensions(["a,b"]), "extensions() contains a comma"),
        (builder().header("a b", "x"), "\"a b\" is no name of a header"),
        (builder().header("x", "a\nb"), "the header x contains a control character"),
        (builder().secret_header("Host", "x"), "the header host is set by the transport"),
        (builder().user_agent("a\nb"), "user_agent() contains a control character"),
        (builder().base_url("ftp://x"), "base_url() is not an http"),
    ] {
        let error = refused(change);
        assert!(error.contains(setter), "{error}");
    }
}

#[test]
fn plain_http_needs_loopback_or_permission() {
    for url in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"] {
        builder().base_url(url).build().expect(url);
    }
    for url in ["http://example.com", "http://127.0.0.1.example.com", "http://10.0.0.1"] {
        let error = refused(builder().base_url(url));
        assert!(error.contains("allow_plain_http"), "{error}");
        builder().base_url(url).allow_plain_http(true).build().expect(url);
    }
}

#[test]
fn credentials_are_sent_as_their_kind_says() {
    let header = |builder: ClientBuilder, name: &str| {
        let call = call_of(&builder.build().expect("a client").rows()).expect("a call");
        let value = call.request.headers()[name].clone();
        assert!(value.is_sensitive());
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    assert_eq!(header(builder().token("t"), "authorization"), "Bearer t");
    assert_eq!(
        header(builder().credentials("Aladdin", "open sesame"), "authorization"),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
    assert_eq!(header(builder().api_key("k"), "x-api-key"), "k");
    assert_eq!(header(builder().secret_header("X-Pin", "p"), "x-pin"), "p");
}

#[test]
fn an_operation_takes_no_credentials_but_its_own() {
    let client = builder().token("t").api_key("k").build().expect("a client");
    let sent = |setters: Option<&'static [&'static str]>| {
        let rows = client.rows();
        let mut writer = RequestWriter::new(rows_spec());
        rows.write(&mut writer);
        writer.allow(setters);
        let headers = writer.finish(rows.context()).expect("a call").request.headers().clone();
        ["authorization", "x-api-key"].map(|name| headers.contains_key(name))
    };
    assert_eq!(sent(None), [true, true]);
    // The token and the credentials share a header, of which the credentials must not rob it.
    assert_eq!(sent(Some(&["token"])), [true, false]);
    assert_eq!(sent(Some(&["credentials"])), [false, false]);
    assert_eq!(sent(Some(&["api_key"])), [false, true]);
    assert_eq!(sent(Some(&[])), [false, false]);
}

#[test]
fn declared_headers_go_with_the_operations_that_declare_them() {
    let client = builder().extensions(["a", "b"]).device("serial-77").build().expect("a client");
    let declared = call_of(&client.tasks("o")).expect("a call");
    assert_eq!(declared.request.headers()["x-extensions"], "a,b");
    assert_eq!(declared.request.headers()["x-device"], "serial-77");
    assert!(declared.request.headers()["x-device"].is_sensitive());
    let other = call_of(&client.rows()).expect("a call");
    assert!(!other.request.headers().contains_key("x-extensions"));
    assert_eq!(declared.redactor.text("<serial-77>"), "<[redacted]>");
}

#[test]
fn nothing_shows_a_credential() {
    let builder = builder()
        .base_url("https://proxy.example/hidden-way")
        .token("t0ken")
        .credentials("login", "passw0rd")
        .api_key("ap1key")
        .secret_header("X-Pin", "p1n")
        .device("d3vice");
    let client = builder.clone().build().expect("a client");
    let shown = format!("{builder:?} {client:?} {:?} {:#?}", client.rows(), client.rows().pages());
    for secret in [
        KEY,
        "t0ken",
        "passw0rd",
        "ap1key",
        "p1n",
        "d3vice",
        "hidden-way",
        &crate::error::redact::basic("login", "passw0rd"),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("https://proxy.example/out/{accessKey}/v1"), "{shown}");
}
