//! What the spans say, and that they keep secrets.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::block_on;
use super::script::{KEY, Script};
use crate::{RetryPolicy, TransportError};

/// Writes down all spans and their fields.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
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
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn spans(script: &Script, work: impl FnOnce(super::sample::Client)) -> Vec<String> {
    let log = Log::default();
    let client = script.builder().retry(RetryPolicy::new()).token("t0ken").build().expect("a client");
    tracing::subscriber::with_default(log.clone(), || work(client));
    let lines = log.lines.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(!lines.iter().any(|line| line.contains(KEY) || line.contains("t0ken")), "{lines:?}");
    lines.clone()
}

const SHARED: &str = "http.request.method=\"POST\" url.template=/out/{accessKey}/v1/Rows/Get server.address=api.sample.example server.port=443";

#[test]
fn a_request_for_a_token_has_a_span() {
    let token = r#"{"access_token":"fetched-t0ken","token_type":"Bearer","expires_in":600}"#;
    let script = Script::default().json(503, "fetched-t0ken").json(200, token).json(200, r#"{"ok":true,"result":[]}"#);
    let log = Log::default();
    let builder = script.builder().retry(RetryPolicy::new()).oauth("shop-client", "s3cret");
    let client = builder.oauth_token_url("https://tokens.example:8443/hidden/way").build().expect("a client");
    tracing::subscriber::with_default(log.clone(), || _ = block_on(client.rows().send()).expect("a reply"));
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
    let lines = spans(&script, |client| _ = block_on(client.rows().send()).expect("a reply"));
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
        block_on(client.rows().send()).expect_err("the vendor refused");
    });
    assert!(lines.iter().all(|line| line.ends_with(" error.type=\"vendor\"")), "{lines:?}");
}
