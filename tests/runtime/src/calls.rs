//! Sending: what transports report, and what may be read beside the output.

use nomenclature_runtime::{CallOptions, Error, ErrorKind, Processed, TransportError};

use crate::block_on;
use crate::script::{KEY, Script};

fn failed(error: TransportError) -> Error {
    block_on(Script::default().fail(error).client().rows().get().send()).expect_err("no reply")
}

#[test]
fn transport_errors_say_whether_the_request_may_have_arrived() {
    for (error, kind, processed, text) in [
        (TransportError::not_sent("refused"), ErrorKind::Transport, Processed::No, "could not be sent"),
        (TransportError::maybe_sent("reset"), ErrorKind::Transport, Processed::Maybe, "may have arrived"),
        (TransportError::connect_timeout(), ErrorKind::Timeout, Processed::No, "no connection in time"),
        (TransportError::timeout(), ErrorKind::Timeout, Processed::Maybe, "no reply within 60s"),
        (TransportError::too_large(), ErrorKind::Transport, Processed::Maybe, "larger than 67108864 bytes"),
    ] {
        let error = failed(error);
        assert_eq!((error.kind(), error.processed()), (kind, processed), "{error}");
        assert!(error.is_transport() && error.status().is_none());
        assert_eq!(error.is_timeout(), kind == ErrorKind::Timeout);
        let shown = error.to_string();
        assert!(shown.contains(text) && shown.contains("sample rows_get"), "{shown}");
        assert!(shown.contains("POST https://api.sample.example/out/{accessKey}/v1/Rows/Get"), "{shown}");
        assert!(!shown.contains(KEY));
    }
    let refused = failed(TransportError::not_sent("refused"));
    assert_eq!(refused.transport_cause().map(ToString::to_string).as_deref(), Some("refused"));
    assert!(std::error::Error::source(&refused).is_none(), "its text says it already");
}

#[test]
fn an_error_is_small_and_can_go_anywhere() {
    fn anywhere<T: std::error::Error + Send + Sync + 'static>() {}
    anywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    fn future<T: Send>(_: &T) {}
    let client = Script::default().client();
    future(&client.rows().get().send());
    future(&client.rows().get().pages());
    future(&client.rows().get().keep_raw().send());
}

#[test]
fn a_transport_that_ignores_the_cap_is_caught() {
    let script = Script::default().json(200, r#"{"ok":true,"result":[]}"#);
    let client = script.builder().max_response_bytes(10).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("too large");
    assert!(error.is_transport(), "{error}");
    assert_eq!(script.requests()[0].1.max_response_bytes, 10);
}

#[test]
fn timeouts_come_from_the_client_or_the_call() {
    use std::time::Duration;
    let script = Script::default();
    let client = script.builder().timeout(Duration::from_secs(7)).build().expect("a client");
    _ = block_on(client.rows().get().send());
    _ = block_on(client.rows().get().options(CallOptions::new().timeout(Duration::from_secs(3))).send());
    let timeouts: Vec<u64> = script.requests().iter().map(|(_, limits)| limits.timeout.as_secs()).collect();
    assert_eq!(timeouts, [7, 3]);
}

#[test]
fn the_raw_reply_keeps_everything() {
    let body = "\u{feff}{\"ok\":true, \"result\":[{\"id\":1}], \"unheard\":\"of\"}";
    let script = Script::default().json(201, body);
    let raw = block_on(script.client().rows().get().keep_raw().send()).expect("a reply");
    assert_eq!(raw.body(), body.as_bytes());
    assert_eq!(raw.status(), 201);
    assert_eq!(raw.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(raw.reply().expect("a reply"), raw.output);
    assert!(!format!("{raw:?}").contains("unheard"));
    assert_eq!(raw.into_output().result.len(), 1);
    let ok = r#"{"processing_result":{"status":"ok"},"Add":{"response":{"position_id":5}}}"#;
    let raw = block_on(Script::default().json(200, ok).client().items().add("x").keep_raw().send()).expect("a reply");
    assert_eq!(raw.output.position_id, Some(5));
    assert!(raw.reply().expect("a reply").processing_result.is_some());
    block_on(Script::default().json(200, "{}").client().items().add("x").keep_raw().send()).expect_err("no flag");
}
