//! What the spans and events say, and that they keep secrets.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nomenclature_runtime::{CallOptions, RetryPolicy, TransportError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::block_on;
use crate::sample::Client;
use crate::script::{KEY, Script};

/// Writes down all spans and events and their fields.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    events: Arc<Mutex<Vec<String>>>,
    next: Arc<AtomicU64>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("nomenclature")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields(String::new());
        attributes.record(&mut fields);
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let parent = attributes.parent().map_or(0, Id::into_u64);
        let line = format!("{}<{parent}{}", attributes.metadata().name(), fields.0);
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let index = usize::try_from(span.into_u64()).expect("few spans") - 1;
        lines[index].push_str(&fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let parent = event.parent().map_or(0, Id::into_u64);
        let line = format!("{}<{parent}{}", event.metadata().level(), fields.0);
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The spans and the events of some work.
fn traced(script: &Script, work: impl FnOnce(Client)) -> [Vec<String>; 2] {
    let log = Log::default();
    let client = script.builder().retry(RetryPolicy::new()).token("t0ken").build().expect("a client");
    tracing::subscriber::with_default(log.clone(), || work(client));
    [log.lines, log.events].map(|lines| {
        let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(!lines.iter().any(|line| line.contains(KEY) || line.contains("t0ken")), "{lines:?}");
        lines.clone()
    })
}

fn spans(script: &Script, work: impl FnOnce(Client)) -> Vec<String> {
    let [spans, _] = traced(script, work);
    spans
}

fn events(script: &Script, work: impl FnOnce(Client)) -> Vec<String> {
    let [_, events] = traced(script, work);
    events
}

const SHARED: &str = "http.request.method=\"POST\" url.template=/out/{accessKey}/v1/Rows/Get server.address=api.sample.example server.port=443";

#[test]
fn a_request_for_a_token_has_a_span() {
    let token = r#"{"access_token":"fetched-t0ken","token_type":"Bearer","expires_in":600}"#;
    let script = Script::default().json(503, "fetched-t0ken").json(200, token).json(200, r#"{"ok":true,"result":[]}"#);
    let log = Log::default();
    let builder = script.builder().retry(RetryPolicy::new()).oauth("shop-client", "s3cret");
    let client = builder.oauth_token_url("https://tokens.example:8443/hidden/way").build().expect("a client");
    tracing::subscriber::with_default(log.clone(), || _ = block_on(client.rows().get().send()).expect("a reply"));
    let lines = log.lines.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for secret in [KEY, "t0ken", "s3cret", "shop-client", "hidden"] {
        assert!(!lines.iter().any(|line| line.contains(secret)), "{lines:?}");
    }
    let shared = "nomenclature.token<1 otel.kind=\"client\" http.request.method=\"POST\" url.template=\"/o/token\" \
                  server.address=tokens.example server.port=8443";
    assert_eq!(
        lines[1..],
        [
            format!("{shared} http.response.status_code=503 error.type=503"),
            format!("{shared} http.request.resend_count=1 http.response.status_code=200"),
            format!("nomenclature.attempt<1 otel.kind=\"client\" {SHARED} http.response.status_code=200"),
        ]
    );
}

#[test]
fn a_call_and_each_attempt_have_a_span() {
    let echo = format!(r#"{{"ok":false,"result":{{"error":"{KEY}"}}}}"#);
    let script =
        Script::default().fail(TransportError::timeout()).json(503, KEY).json(200, r#"{"ok":true,"result":[]}"#);
    let lines = spans(&script, |client| _ = block_on(client.rows().get().send()).expect("a reply"));
    assert_eq!(
        lines,
        [
            format!("nomenclature.call<0 vendor=\"sample\" operation=\"rows_get\" {SHARED}"),
            format!("nomenclature.attempt<1 otel.kind=\"client\" {SHARED} error.type=\"timeout\""),
            format!(
                "nomenclature.attempt<1 otel.kind=\"client\" {SHARED} http.request.resend_count=1 http.response.status_code=503 error.type=503"
            ),
            format!(
                "nomenclature.attempt<1 otel.kind=\"client\" {SHARED} http.request.resend_count=2 http.response.status_code=200"
            ),
        ]
    );
    let lines = spans(&Script::default().json(200, &echo), |client| {
        block_on(client.rows().get().send()).expect_err("the vendor refused");
    });
    assert!(lines.iter().all(|line| line.ends_with(" error.type=\"vendor\"")), "{lines:?}");
}

#[test]
fn each_failed_attempt_and_call_is_an_event_with_its_error() {
    let echo = format!(r#"{{"ok":false,"result":{{"error":"7","description":"no {KEY}"}}}}"#);
    let script = Script::default().fail(TransportError::timeout()).json(503, KEY).json(200, &echo);
    let mut last = String::new();
    let found = events(&script, |client| {
        last = block_on(client.rows().get().send()).expect_err("the vendor refused").to_string();
    });
    let attempt = last.strip_suffix(" (3 attempts)").expect("it was tried three times");
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found[0].starts_with("DEBUG<2 message=attempt failed error=sample rows_get: no reply within "),
        "{found:?}"
    );
    assert!(found[1].starts_with("DEBUG<3 message=attempt failed error=") && found[1].contains("503"), "{found:?}");
    assert_eq!(found[2], format!("DEBUG<4 message=attempt failed error={attempt}"));
    assert_eq!(found[3], format!("DEBUG<1 message=call failed error={last}"));
    assert!(last.contains("no [redacted]"), "{last}");
    let found = events(&Script::default().json(200, r#"{"ok":true,"result":[]}"#), |client| {
        block_on(client.rows().get().send()).expect("a reply");
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_call_that_waits_for_the_quota_says_so_once() {
    let ok = r#"{"ok":true,"result":[]}"#;
    let quota = r#"{"ok":false,"result":{"error":8213}}"#;
    let script = (0..45).fold(Script::default(), |script, _| script.json(200, ok)).json(200, quota).json(200, ok);
    let found = events(&script, |client| {
        for _ in 0..46 {
            block_on(client.rows().get().send()).expect("a reply");
        }
    });
    let waits: Vec<_> = found.iter().filter(|event| event.contains("waits for the quota")).collect();
    assert!(script.waits().len() > 1, "the last call waits before each of its attempts: {:?}", script.waits());
    assert_eq!(waits, ["INFO<91 message=waits for the quota wait=500ms waiting=1"], "{found:?}");
}

#[test]
fn an_error_outside_of_a_call_is_an_event_too() {
    let found = events(&Script::default(), |client| {
        let options = CallOptions::new().header("Host", "x");
        let unsendable = block_on(client.rows().get().options(options).send()).expect_err("a header of the transport");
        assert!(unsendable.is_invalid_request());
        let unbuildable = Script::default().builder().token("").build().expect_err("an empty token");
        assert!(unbuildable.is_configuration());
    });
    let [unsendable, unbuildable] = found.as_slice() else { panic!("{found:?}") };
    let unsent = "DEBUG<0 message=failed error=the request sample rows_get cannot be sent: ";
    assert!(unsendable.starts_with(unsent) && unsendable.contains("host"), "{found:?}");
    let unbuilt = "DEBUG<0 message=failed error=the sample client cannot be built: ";
    assert!(unbuildable.starts_with(unbuilt) && unbuildable.contains("token()"), "{found:?}");

    let page = r#"{"success":true,"data":[{"id":1},{"id":2}]}"#;
    let found = events(&Script::default().json(200, page).json(200, page), |client| {
        let mut pages = client.things().list().pages().window(1);
        let endless = loop {
            match block_on(pages.try_next()) {
                Ok(page) => assert!(page.is_some(), "no error"),
                Err(error) => break error,
            }
        };
        assert!(endless.is_paging(), "{endless}");
    });
    let [endless] = found.as_slice() else { panic!("{found:?}") };
    assert!(
        endless.starts_with("DEBUG<0 message=failed error=the listing sample things_list does not end: "),
        "{endless}"
    );
}
