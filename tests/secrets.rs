//! No credential shows: not in `Debug` of anything, and not in any error, even where the server sends it back.

use std::net::TcpListener;
use std::time::Duration;

use nomenclature::{CallOptions, Error, SecretString};
use nomenclature_sandbox::{Sandbox, ScriptedReply, credentials};
use nomenclature_tests::clients::{failure, json, organization, start, within};
use nomenclature_tests::operations::{Clients, OPERATIONS, Operation, Setup};
use nomenclature_tests::{bare, scan};

#[path = "secrets/scanner.rs"]
mod scanner;

/// A credential with everything that encodings change around a core that none of them does.
const CREDENTIAL: &str = r#"a/+"&<Zx9-Core.7Qv>é=пароль"#;

/// Pieces of it, of which none may show.
const PIECES: &[&str] = &["zx9-core", "core.7qv", "пароль", "%d0%bf%d0%b0%d1%80", "\\u043f\\u0430"];

/// The start of what Basic authentication makes of it, behind the login `sandbox-storekeeper`.
const BASIC: &str = "c2FuZGJveC1zdG9yZWtlZXBlcjphLysiJjxaeDktQ29yZS43UXY+w6k90L/QsNGA0L7Qu9GM";

/// The forms in which a server may send the credential of this vendor back, apart from JSON.
fn forms(vendor: &str) -> Vec<String> {
    let percent = "a%2F%2B%22%26%3CZx9-Core.7Qv%3E%C3%A9%3D%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C";
    let html = "a/+&quot;&amp;&lt;Zx9-Core.7Qv&gt;é=пароль";
    let mut forms = vec![
        CREDENTIAL.to_owned(),
        CREDENTIAL.to_lowercase(),
        format!("Bearer {CREDENTIAL}"),
        percent.to_owned(),
        percent.to_lowercase(),
        html.to_owned(),
        html.replace("&quot;", "&#34;"),
    ];
    forms.extend(by_character(CREDENTIAL));
    if vendor == "zegoal" {
        forms.extend([format!("Basic {BASIC}"), format!("authorization: basic {BASIC}==")]);
    }
    forms
}

/// The text with every byte or character written as a number.
fn by_character(text: &str) -> [String; 3] {
    [
        text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        text.chars().map(|char| format!("&#{};", u32::from(char))).collect(),
        text.chars().map(|char| format!("&#x{:x};", u32::from(char))).collect(),
    ]
}

fn setup(sandbox: &Sandbox) -> Setup {
    Setup::of(sandbox).with_credentials(CREDENTIAL)
}

#[track_caller]
fn hides(text: &str, what: &str) {
    let lower = text.to_lowercase();
    let basic = BASIC.to_lowercase();
    let numbers = by_character("ore").map(|piece| piece.to_lowercase());
    for piece in PIECES.iter().copied().chain([&basic[30..50]]).chain(numbers.iter().map(String::as_str)) {
        assert!(!lower.contains(piece), "{piece:?} shows in {what}: {text}");
    }
}

/// Everything that an error tells.
#[track_caller]
fn clean(error: &Error) {
    hides(&error.to_string(), "Display");
    hides(&format!("{error:?} {error:#?}"), "Debug");
    let mut cause = error.transport_cause().map(|cause| cause as &dyn std::error::Error);
    while let Some(source) = cause {
        hides(&format!("{source} {source:?}"), "a source");
        cause = source.source();
    }
    hides(error.snippet().unwrap_or_default(), "the snippet");
    hides(error.json_path().unwrap_or_default(), "the path");
    if let Some(said) = error.vendor_error() {
        hides(&format!("{said:?} {}", said.details()), "what the vendor said");
        for text in [said.code(), said.kind(), said.message(), said.request_id()].into_iter().flatten() {
            hides(text, "what the vendor said");
        }
        said.details().decode::<serde_json::Value>().expect("the details are still JSON");
    }
}

/// Sends every operation, answered with each form of its credential, and checks the errors.
async fn each(reply: impl Fn(&Operation, &str) -> Option<ScriptedReply>) {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = setup(&sandbox).clients();
    let mut sent = 0;
    for operation in OPERATIONS {
        for form in forms(operation.vendor()) {
            let Some(reply) = reply(operation, &form) else { continue };
            sandbox.script(reply);
            let error = failure(within((operation.send)(&clients)).await);
            assert!(error.to_string().contains(&operation.subject()), "{error}");
            clean(&error);
            sent += 1;
        }
    }
    assert!(sent > 0, "no operation was sent");
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A failure that carries these JSON texts wherever the vendor puts text.
fn refusal(operation: &Operation, echo: &str) -> String {
    match operation.vendor() {
        "life_pos" => format!(r#"{{"code":{echo},"message":{echo},"info":{echo},{echo}:[{echo}]}}"#),
        "quince" => {
            format!(r#"{{"success":false,"error":{{"code":{echo},"message":{echo},{echo}:{echo}}},"ids":[{echo}]}}"#)
        }
        "zegoal" => format!(
            r#"{{"processing_result":{{"status":"error","code":{echo},"type":{echo},"text":{echo},"ctx_id":{echo}}},{echo}:1}}"#
        ),
        _ => format!(r#"{{"ok":false,"result":{{"error":{echo},"description":{echo}}},"request":{{"key":{echo}}}}}"#),
    }
}

#[test]
fn clients_and_builders_do_not_show_their_credentials() {
    let mut setup = Setup::at("http://127.0.0.1:9").with_credentials(CREDENTIAL);
    setup.regos_token = Some(CREDENTIAL.to_owned());
    let life_pos = setup.life_pos_builder().secret_header("X-Pin", CREDENTIAL);
    let (quince, zegoal, regos) = (setup.quince_builder(), setup.zegoal_builder(), setup.regos_builder());
    let regos = regos.access_token(SecretString::from(CREDENTIAL));
    hides(&format!("{life_pos:?} {quince:?} {zegoal:?} {regos:?}"), "a builder");
    life_pos.build().expect("everything is set");
    let clients = setup.clients();
    hides(&format!("{clients:?} {clients:#?}"), "a client");
    hides(&format!("{:?} {:?}", clients.quince.services(), clients.regos.doc_set_price()), "a group of operations");
}

#[test]
fn calls_and_streams_do_not_show_credentials() {
    let clients = Setup::at("http://127.0.0.1:9").with_credentials(CREDENTIAL).clients();
    for operation in OPERATIONS {
        hides(&(operation.shown)(&clients), "a call");
    }
    let options = CallOptions::new().secret_header("X-Pin", CREDENTIAL);
    let get = || clients.regos.doc_set_price().get().options(options.clone());
    hides(&format!("{options:?} {:?}", get()), "the options of a call");
    hides(&format!("{:?} {:?}", get().items(), get().pages()), "a stream");
    hides(&format!("{:?} {:?}", get().keep_raw(), get().keep_raw().pages()), "a call that keeps the body");
}

#[tokio::test]
async fn a_raw_reply_does_not_show_its_body_or_the_address() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    sandbox.script(json(200, format!(r#"{{"ok":true,"result":[],"key":{}}}"#, quoted(CREDENTIAL))));
    let call = setup(&sandbox).clients().regos.doc_set_price().get().keep_raw();
    let reply = call.send().await.expect("a page");
    hides(&format!("{reply:?}"), "a raw reply");
    assert!(String::from_utf8_lossy(reply.body()).contains("Zx9-Core"), "who asks for the body gets it as it came");
}

#[test]
fn a_client_that_cannot_be_built_does_not_show_what_it_was_told() {
    scan::register(CREDENTIAL);
    let odd = format!("{CREDENTIAL}\n{CREDENTIAL}");
    let setup = Setup::at("http://127.0.0.1:9").with_credentials(&odd);
    let errors = [
        failure(setup.life_pos_builder().build()),
        failure(setup.quince_builder().build()),
        failure(setup.zegoal_builder().build()),
        failure(setup.regos_builder().build()),
        failure(bare::quince().host("h.example").secret_header("X-Pin", odd.as_str()).build()),
        failure(bare::zegoal().credentials("a:b", CREDENTIAL).build()),
        failure(bare::regos().base_url(format!("http://u:{CREDENTIAL}@127.0.0.1")).build()),
        failure(bare::regos().base_url(format!("http://127.0.0.1/out/{CREDENTIAL}?x")).build()),
        failure(bare::regos().integration_key(CREDENTIAL).base_url("http://192.0.2.1").build()),
        failure(bare::life_pos().token(CREDENTIAL).build()),
    ];
    errors.iter().for_each(clean);
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_does_not_show_its_secret_header() {
    scan::register(CREDENTIAL);
    let clients = Setup::at("http://127.0.0.1:9").clients();
    let options = CallOptions::new().secret_header("X-Pin", format!("{CREDENTIAL}\0"));
    let error = failure(clients.regos.doc_set_price().get().options(options).send().await);
    assert!(error.is_invalid_request() && error.to_string().contains("X-Pin"), "{error}");
    clean(&error);
}

#[tokio::test]
async fn the_displayed_address_has_the_name_of_the_variable() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let setup = Setup::at(&format!("http://{address}/prefix-Zx9-Core")).with_credentials(CREDENTIAL);
    let client = setup.regos_builder().timeout(Duration::from_millis(20)).build().expect("everything is set");
    let late = failure(within(client.doc_set_price().get().send()).await);
    drop(listener);
    let clients = setup.clients();
    let refused = failure(within(clients.regos.doc_set_price().get().send()).await);
    for error in [late, refused] {
        let shown = format!("POST http://{address}/gateway/out/{{integrationKey}}/v1/DocSetPrice/Get");
        assert!(error.to_string().contains(&shown), "{error}");
        clean(&error);
    }
    for operation in OPERATIONS {
        clean(&failure(within((operation.send)(&clients)).await));
    }
}

#[tokio::test]
async fn the_sandboxs_refusals_do_not_show_the_credential() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients: Clients = setup(&sandbox).clients();
    for operation in OPERATIONS {
        clean(&failure((operation.send)(&clients).await));
    }
    let mut rows = clients.regos.item_operation().get(1).items();
    clean(&failure(rows.try_next().await));
}

#[tokio::test]
async fn a_failure_that_echoes_the_credential_is_redacted_everywhere() {
    for status in [400, 500] {
        each(|operation, form| Some(json(status, refusal(operation, &quoted(form))))).await;
        each(|operation, form| Some(json(status, refusal(operation, &quoted(&format!("GET /x/{form}/y failed"))))))
            .await;
    }
    each(|operation, form| {
        let escaped = refusal(operation, &quoted(form).replace('/', "\\/"));
        operation.spec.envelope.success.map(|_| json(200, escaped))
    })
    .await;
}

#[tokio::test]
async fn a_page_of_a_proxy_that_echoes_the_credential_is_redacted() {
    for padding in [0, 150, 155, 160] {
        let page = |form: &str| format!("<html>{}<p>{form}</p>{}</html>", ".".repeat(padding), "x".repeat(200));
        let reply = ScriptedReply::new(502).header("content-type", "text/html");
        each(|_, form| Some(reply.clone().body(page(form)))).await;
    }
    each(|_, form| Some(ScriptedReply::new(200).body(form))).await;
    each(|_, form| Some(ScriptedReply::new(302).header("location", "/x").body(form))).await;
}

#[tokio::test]
async fn a_broken_reply_that_echoes_the_credential_is_redacted() {
    let cut = |echo: &str| format!(r#"{{"ok":true,"success":true,"key":{echo},"items":["#);
    each(|_, form| Some(json(200, cut(&quoted(form))))).await;
    let control = |echo: &str| format!("{{\"ok\":true,\"key\":{echo},\"x\":\"\u{1}\"}}");
    each(|_, form| Some(json(200, control(&quoted(form))))).await;
    let latin = |echo: &str| [format!(r#"{{"key":{echo},"x":""#).as_bytes(), &[0xff]].concat();
    each(|_, form| Some(json(200, latin(&quoted(form))))).await;
}

#[tokio::test]
async fn a_reply_without_its_flag_that_echoes_the_credential_is_redacted() {
    let body = |echo: &str| format!(r#"{{"key":{echo}}}"#);
    each(|operation, form| operation.spec.envelope.success.map(|_| json(200, body(&quoted(form))))).await;
}

#[tokio::test]
async fn a_misfit_below_a_member_named_like_the_credential_is_redacted() {
    let body = |form: &str| format!(r#"{{"items":[{{"meta_data":{{{}:5}}}}]}}"#, quoted(form));
    let is_listing = |operation: &Operation| operation.vendor() == "life_pos" && operation.rows.is_some();
    each(|operation, form| is_listing(operation).then(|| json(200, body(form)))).await;
}

#[tokio::test]
async fn a_misfit_whose_value_is_the_credential_is_redacted() {
    each(|operation, form| {
        let echo = quoted(form);
        let body = match operation.vendor() {
            // A row is no text, whatever it is of.
            "life_pos" | "regos" if operation.rows.is_none() => return None,
            "life_pos" => format!(r#"{{"items":[{echo}]}}"#),
            "quince" => format!(r#"{{"success":true,"data":[{{"Id":{echo}}}]}}"#),
            "zegoal" => format!(
                r#"{{"processing_result":{{"status":"ok"}},"AddCatalogPosition":{{"response":{{"position":{echo}}}}}}}"#
            ),
            _ => format!(r#"{{"ok":true,"result":[{echo}]}}"#),
        };
        Some(json(200, body))
    })
    .await;
}

#[tokio::test]
async fn a_credential_in_ascii_escapes_is_redacted() {
    let escape =
        |c: char| if c.is_ascii() && !"\"&<>".contains(c) { c.to_string() } else { format!("\\u{:04x}", c as u32) };
    let escaped = |form: &str| format!("\"{}\"", form.chars().map(escape).collect::<String>());
    each(|operation, form| Some(json(400, refusal(operation, &escaped(form))))).await;
    let body = |echo: &str| format!(r#"{{"key":{echo}}}"#);
    each(|operation, form| operation.spec.envelope.success.map(|_| json(200, body(&escaped(form))))).await;
    each(|_, form| Some(json(200, format!(r#"{{"key":{},"items":["#, escaped(form))))).await;
}

#[tokio::test]
async fn a_content_type_that_echoes_the_credential_is_redacted() {
    let reply = |form: &str| ScriptedReply::new(502).header("content-type", &format!("text/{form}")).body("gone");
    each(|_, form| form.is_ascii().then(|| reply(form))).await;
}

#[tokio::test]
async fn a_credential_of_digits_is_redacted_where_it_comes_as_a_number() {
    let digits = "90817263544536271809";
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).with_credentials(digits).clients();
    for operation in OPERATIONS {
        sandbox.script(json(
            400,
            refusal(operation, &quoted(digits)).replace(&format!(":{}", quoted(digits)), &format!(":{digits}")),
        ));
        let error = failure((operation.send)(&clients).await);
        let shown = format!("{error} {error:?} {:?}", error.vendor_error());
        assert!(!shown.contains(digits) && error.is_vendor(), "{shown}");
    }
}

#[tokio::test]
async fn secret_headers_are_redacted_like_credentials() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    scan::register("of-the-client-1234");
    scan::register("of-the-call-5678");
    let builder = Setup::of(&sandbox).regos_builder().secret_header("X-Pin", "of-the-client-1234");
    let client = builder.build().expect("everything is set");
    let options = CallOptions::new().secret_header("X-Call-Pin", "of-the-call-5678");
    sandbox.script(json(
        400,
        r#"{"ok":false,"result":{"error":1,"description":"of-the-client-1234, OF-THE-CALL-5678!"}}"#,
    ));
    let error = failure(client.doc_set_price().get().options(options).send().await);
    assert_eq!(error.vendor_error().and_then(|said| said.message()), Some("[redacted], [redacted]!"));
    let shown = format!("{error:?}").to_lowercase();
    assert!(!shown.contains("1234") && !shown.contains("5678"), "{shown}");
}

#[tokio::test]
async fn what_is_no_secret_is_not_redacted() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let body =
        format!(r#"{{"code":"NoPermissions","message":"{} and others","info":null}}"#, credentials::ZEGOAL_LOGIN);
    sandbox.script(json(403, body.clone()));
    let call = Setup::of(&sandbox).clients().life_pos.nomenclature_imports().list(organization());
    let error = failure(call.send().await);
    assert_eq!(error.vendor_error().map(|said| said.details().get()), Some(body.as_str()));
}
