//! Values that are refused before anything is sent: the error names the setter, and the sandbox received nothing.

use nomenclature::{CallOptions, Error, ErrorKind, Processed};
use nomenclature_sandbox::Sandbox;
use nomenclature_tests::bare;
use nomenclature_tests::clients::{failure, life_pos, organization, start};
use nomenclature_tests::operations::{OPERATIONS, Setup};

/// A server that nobody may reach in these tests; none of the clients can be built.
fn setup() -> Setup {
    Setup::at("http://127.0.0.1:9")
}

/// Checks an error of a client that cannot be built.
#[track_caller]
fn refused<T>(built: Result<T, Error>, vendor: &str, words: &[&str]) {
    let error = failure(built);
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert_eq!((error.vendor(), error.operation()), (vendor, None));
    assert_eq!(error.processed(), Processed::No);
    let text = error.to_string();
    assert!(text.starts_with(&format!("the {vendor} client cannot be built: ")), "{text}");
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

#[test]
fn missing_credentials_are_named() {
    let life_pos = bare::life_pos().base_url("http://127.0.0.1:9");
    let life_pos = life_pos.accept_language("ru").client_identifier("1").client_type("Service");
    refused(life_pos.build(), "life_pos", &["token() is not set"]);
    let zegoal = bare::zegoal().base_url("http://127.0.0.1:9").tenant("t");
    refused(zegoal.build(), "zegoal", &["credentials() is not set"]);
    let regos = bare::regos().base_url("http://127.0.0.1:9");
    refused(regos.build(), "regos", &["integration_key() is not set"]);
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let everything = [
        "token() is not set",
        "accept_language() is not set",
        "client_identifier() is not set",
        "client_type() is not set",
    ];
    refused(bare::life_pos().build(), "life_pos", &everything);
    let everything = ["subdomain() is not set", "credentials() is not set", "tenant() is not set"];
    refused(bare::zegoal().build(), "zegoal", &everything);
    refused(bare::quince().build(), "quince", &["host() is not set"]);
}

#[test]
fn empty_settings_are_named() {
    for empty in ["", " \t\r\n"] {
        refused(setup().life_pos_builder().token(empty).build(), "life_pos", &["token() is empty"]);
        refused(setup().life_pos_builder().client_name(empty).build(), "life_pos", &["client_name() is empty"]);
        refused(setup().quince_builder().api_key(empty).build(), "quince", &["api_key() is empty"]);
        refused(setup().zegoal_builder().tenant(empty).build(), "zegoal", &["tenant() is empty"]);
        refused(setup().zegoal_builder().credentials(empty, "p").build(), "zegoal", &["credentials()", "is empty"]);
        refused(setup().zegoal_builder().credentials("l", empty).build(), "zegoal", &["credentials()", "is empty"]);
        refused(setup().regos_builder().integration_key(empty).build(), "regos", &["integration_key() is empty"]);
        refused(setup().regos_builder().access_token(empty).build(), "regos", &["access_token() is empty"]);
        refused(bare::quince().host(empty).build(), "quince", &["host() is empty"]);
    }
}

#[test]
fn a_key_that_would_change_the_path_is_refused() {
    for key in [".", "..", " .. "] {
        let built = setup().regos_builder().integration_key(key).build();
        refused(built, "regos", &["integration_key()", "would change the path"]);
    }
}

#[test]
fn control_characters_are_refused() {
    for odd in ["a\nb", "a\r\nX-Evil: 1", "a\0b", "a\tb", "a\u{7f}b", "a\u{85}b"] {
        let problem = "control character";
        refused(setup().life_pos_builder().token(odd).build(), "life_pos", &["token()", problem]);
        refused(setup().life_pos_builder().client_name(odd).build(), "life_pos", &["client_name()", problem]);
        let extensions = setup().life_pos_builder().client_extensions(["marking", odd]);
        refused(extensions.build(), "life_pos", &["client_extensions()", problem]);
        refused(setup().quince_builder().api_key(odd).build(), "quince", &["api_key()", problem]);
        refused(setup().zegoal_builder().credentials("login", odd).build(), "zegoal", &["credentials()", problem]);
        refused(setup().regos_builder().integration_key(odd).build(), "regos", &["integration_key()", problem]);
        refused(setup().regos_builder().header("X-Shop", odd).build(), "regos", &["the header X-Shop", problem]);
        refused(setup().regos_builder().user_agent(odd).build(), "regos", &["user_agent()", problem]);
    }
}

#[test]
fn a_comma_in_an_extension_is_refused() {
    let extensions = setup().life_pos_builder().client_extensions(["marking", "a,b"]);
    refused(extensions.build(), "life_pos", &["client_extensions()", "comma"]);
}

#[test]
fn an_empty_extension_is_refused() {
    for values in [vec![""], vec!["", ""], vec!["marking", ""]] {
        let extensions = setup().life_pos_builder().client_extensions(values);
        refused(extensions.build(), "life_pos", &["client_extensions()", "empty"]);
    }
}

#[test]
fn a_colon_in_the_login_of_basic_authentication_is_refused() {
    refused(setup().zegoal_builder().credentials("a:b", "p").build(), "zegoal", &["credentials()", "colon"]);
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    for url in
        ["http://192.0.2.1", "http://shop.example:8080", "HTTP://127.0.0.1.example", "http://localhost.example/x"]
    {
        let mut elsewhere = setup();
        elsewhere.url = url.to_owned();
        let words = &["https", "allow_plain_http(true)"];
        refused(elsewhere.life_pos_builder().build(), "life_pos", words);
        refused(elsewhere.quince_builder().build(), "quince", words);
        refused(elsewhere.zegoal_builder().build(), "zegoal", words);
        refused(elsewhere.regos_builder().build(), "regos", words);
        elsewhere.quince_builder().allow_plain_http(true).build().expect("it is allowed");
    }
    for url in ["http://127.0.0.1", "http://127.8.9.1:80", "http://localhost:1", "http://[::1]:1", "https://192.0.2.1"]
    {
        setup().quince_builder().base_url(url).build().expect("loopback, or encrypted");
    }
}

#[test]
fn a_host_with_more_than_a_host_is_refused() {
    for host in [
        "shop.example/api",
        "user@shop.example",
        "user:pass@shop.example",
        "shop.example?a=b",
        "shop.example#f",
        "https://shop.example",
        "shop.example:80:80",
        "shop.example:",
        "shop.example:99999",
        "shop example",
        "{host}",
        "shop..example",
        "-shop.example",
        "shop.example\\@evil",
        "[::1",
        "магазин",
    ] {
        let builder = bare::quince().host(host);
        refused(builder.build(), "quince", &["host"]);
    }
    for host in ["shop.example", "shop.example:8443", "127.0.0.1", "[::1]:8443"] {
        bare::quince().host(host).build().expect(host);
    }
}

#[test]
fn a_subdomain_with_more_than_labels_is_refused() {
    for subdomain in ["zegoal/x", "user@zegoal", "zegoal:8080", "evil.example/", "zegoal#", "a b"] {
        let builder = bare::zegoal().tenant("t").credentials("l", "p").subdomain(subdomain);
        refused(builder.build(), "zegoal", &["subdomain"]);
    }
}

#[test]
fn the_placeholder_of_the_host_counts_as_unset() {
    for host in ["unset.invalid", " unset.invalid "] {
        refused(bare::quince().host(host).build(), "quince", &["host() is not set"]);
    }
}

#[test]
fn a_base_url_with_more_than_an_address_is_refused_and_not_repeated() {
    for url in [
        "",
        "127.0.0.1:80",
        "ftp://127.0.0.1",
        "http://user:hidden-pass@127.0.0.1",
        "http://127.0.0.1/a?hidden=1",
        "http://127.0.0.1/a#hidden",
        "http://127.0.0.1/../hidden",
        "http://127.0.0.1/%2e%2e/hidden",
        "http://127.0.0.1//hidden",
        "http://127.0.0.1/hid den",
        "http://127.0.0.1\\hidden",
        "http://127.0.0.1/{hidden}",
        "http://",
        "http://:80/hidden",
    ] {
        let error = failure(setup().quince_builder().base_url(url).build());
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
        assert!(error.to_string().contains("base_url()"), "{url}: {error}");
        assert!(!format!("{error:?}").contains("hid"), "{url}: {error:?}");
    }
}

#[test]
fn a_base_url_that_repeats_the_documented_path_is_refused() {
    let built = setup().quince_builder().base_url("http://127.0.0.1:9/api/v2").build();
    refused(built, "quince", &["base_url()", "must not repeat the path"]);
}

#[test]
fn headers_that_are_none_or_not_the_users_are_refused() {
    for name in ["bad name", "", "Content-Length", "host", "transfer-encoding", "Имя"] {
        refused(setup().quince_builder().header(name, "1").build(), "quince", &["header"]);
    }
}

#[tokio::test]
async fn a_header_of_a_call_that_cannot_be_sent_fails_the_call_unsent() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    for (name, value, named) in [
        ("x-shop", "a\r\nX-Evil: 1", "x-shop"),
        ("x-shop", "a\0", "x-shop"),
        ("Content-Length", "5", "content-length"),
        ("bad name", "1", "bad name"),
    ] {
        let options = CallOptions::new().header(name, value);
        let call = life_pos(&sandbox).nomenclature_imports().list(organization()).options(options);
        let error = failure(call.send().await);
        assert!(error.is_invalid_request() && error.kind() == ErrorKind::InvalidRequest, "{error:?}");
        assert_eq!(error.operation(), Some("nomenclature_imports_list"));
        assert_eq!(error.processed(), Processed::No);
        let text = error.to_string();
        assert!(text.contains("life_pos nomenclature_imports_list") && text.contains(named), "{text}");
    }
    assert_eq!(sandbox.requests().total(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_stream_whose_first_request_cannot_be_sent_fails_once_and_ends() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let options = CallOptions::new().header("x-shop", "a\nb");
    let mut rows = life_pos(&sandbox).nomenclature_imports().list(organization()).options(options).items();
    let error = failure(rows.try_next().await);
    assert!(error.is_invalid_request() && error.processed() == Processed::No, "{error:?}");
    assert!(rows.try_next().await.expect("the stream has ended").is_none());
    assert_eq!(sandbox.requests().total(), 0, "nothing was sent");
}

#[tokio::test]
async fn an_address_that_is_too_long_fails_the_call_unsent() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let call = life_pos(&sandbox).nomenclature_imports().list(organization()).page_token("x".repeat(70_000));
    let error = failure(call.send().await);
    assert!(error.is_invalid_request() && error.processed() == Processed::No, "{error:?}");
    assert!(error.to_string().contains("too long") && error.to_string().len() < 500, "{error}");
    assert_eq!(sandbox.requests().total(), 0, "nothing was sent");
}

#[tokio::test]
async fn no_client_sends_anything_until_a_call_is_sent() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).clients();
    for operation in OPERATIONS {
        assert!(!(operation.shown)(&clients).is_empty());
    }
    drop(clients.regos.doc_set_price().get().items());
    assert_eq!(sandbox.requests().total(), 0, "nothing was sent");
}
