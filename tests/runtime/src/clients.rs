//! Building clients.

use bytes::Bytes;
use http::{HeaderMap, Request};
use nomenclature_runtime::{Error, ErrorKind};

use crate::block_on;
use crate::sample::{Client, ClientBuilder};
use crate::script::{KEY, Script};

fn builder() -> ClientBuilder {
    Script::default().builder()
}

/// The headers of a request for rows.
fn headers(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> HeaderMap {
    let script = Script::default();
    let client = change(script.builder()).build().expect("a client");
    script.request(client.rows().get()).expect("a request").headers().clone()
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
    let script = Script::default();
    let builder_with_spaces = script.builder().access_key(" \tkey\n").token("\ttok en ").tenant(" shop ");
    let client = builder_with_spaces.build().expect("a client");
    let request = script.request(client.rows().get()).expect("a request");
    assert_eq!(request.uri().path(), "/out/key/v1/Rows/Get");
    assert_eq!(request.headers()["authorization"], "Bearer tok en");
    assert!(request.headers()["authorization"].is_sensitive());
    let request = script.request(client.items().add("x")).expect("a request");
    assert_eq!(request.body(), r#"{"tenant":"shop","name":"x"}"#);
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
    let secret = |headers: HeaderMap, name: &str| {
        let value = headers[name].clone();
        assert!(value.is_sensitive());
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    assert_eq!(secret(headers(|builder| builder.token("t")), "authorization"), "Bearer t");
    assert_eq!(
        secret(headers(|builder| builder.credentials("Aladdin", "open sesame")), "authorization"),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
    assert_eq!(secret(headers(|builder| builder.api_key("k")), "x-api-key"), "k");
    assert_eq!(secret(headers(|builder| builder.secret_header("X-Pin", "p")), "x-pin"), "p");
}

#[test]
fn an_operation_takes_no_credentials_but_its_own() {
    let script = Script::default();
    let client = script.builder().token("t").api_key("k").build().expect("a client");
    let sent = |request: Result<Request<Bytes>, Error>| {
        let request = request.expect("a request");
        ["authorization", "x-api-key"].map(|name| request.headers().contains_key(name))
    };
    assert_eq!(sent(script.request(client.rows().get())), [true, true]);
    // The token and the credentials share a header, of which the credentials must not rob it.
    assert_eq!(sent(script.request(client.access().token())), [true, false]);
    assert_eq!(sent(script.request(client.access().credentials())), [false, false]);
    assert_eq!(sent(script.request(client.access().key())), [false, true]);
    assert_eq!(sent(script.request(client.access().nothing())), [false, false]);
}

#[test]
fn declared_headers_go_with_the_operations_that_declare_them() {
    let script = Script::default();
    let client = script.builder().extensions(["a", "b"]).device("serial-77").build().expect("a client");
    let declared = script.request(client.tasks().list("o")).expect("a request");
    assert_eq!(declared.headers()["x-extensions"], "a,b");
    assert_eq!(declared.headers()["x-device"], "serial-77");
    assert!(declared.headers()["x-device"].is_sensitive());
    let other = script.request(client.rows().get()).expect("a request");
    assert!(!other.headers().contains_key("x-extensions"));
    _ = script.reply(502, "text/html", "<serial-77>");
    let error = block_on(client.tasks().list("o").send()).expect_err("no JSON");
    assert_eq!(error.snippet(), Some("<[redacted]>"));
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
    let shown = format!("{builder:?} {client:?} {:?} {:#?}", client.rows().get(), client.rows().get().pages());
    for secret in [
        KEY,
        "t0ken",
        "passw0rd",
        "ap1key",
        "p1n",
        "d3vice",
        "hidden-way",
        // `login:passw0rd` in Base64.
        "bG9naW46cGFzc3cwcmQ=",
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("https://proxy.example/out/{accessKey}/v1"), "{shown}");
}
