//! What is tried again, how often, and after which waits.

use std::time::Duration;

use nomenclature_runtime::{
    BoxFuture, CallOptions, Error, ErrorKind, Limits, Processed, RetryPolicy, Transport, TransportError,
};

use crate::block_on;
use crate::sample::Client;
use crate::script::Script;

const OK: &str = r#"{"ok":true,"result":[{"id":1}]}"#;
const QUOTA: &str = r#"{"ok":false,"result":{"error":8213}}"#;

fn client(script: &Script) -> Client {
    script.builder().retry(RetryPolicy::new()).build().expect("a client")
}

fn rows(script: Script) -> Error {
    block_on(script.client().rows().get().send()).expect_err("a failure")
}

fn reply(status: u16, body: &str) -> Script {
    Script::default().json(status, body)
}

/// A script of one failure, new for each operation.
type Failure<'f> = &'f dyn Fn() -> Script;

/// Whether an operation that fails in this way is tried again: one that reads, one that is idempotent, and one that writes.
fn repeats(failure: Failure<'_>) -> [bool; 3] {
    let again = |send: fn(Client) -> bool| {
        let script = failure();
        assert!(!send(script.builder().retry(RetryPolicy::new().attempts(2)).build().expect("a client")));
        script.requests().len() == 2
    };
    [
        again(|client| block_on(client.rows().get().send()).is_ok()),
        again(|client| block_on(client.rows().mark().send()).is_ok()),
        again(|client| block_on(client.rows().copy().send()).is_ok()),
    ]
}

#[test]
fn the_decision_table() {
    let code = |code: &str| format!(r#"{{"ok":false,"result":{{"error":"{code}"}}}}"#);
    let (no, reads, all) = ([false; 3], [true, true, false], [true; 3]);
    let failed = |error: fn() -> TransportError| Script::default().fail(error());
    let cases: [(&str, Failure<'_>, [bool; 3]); 29] = [
        ("refused", &|| failed(|| TransportError::not_sent("refused")), all),
        ("no connection in time", &|| failed(TransportError::connect_timeout), all),
        ("reset", &|| failed(|| TransportError::maybe_sent("reset")), reads),
        ("no reply in time", &|| failed(TransportError::timeout), reads),
        ("too large", &|| failed(TransportError::too_large), no),
        ("429", &|| reply(429, ""), all),
        ("429 with an error", &|| reply(429, &code("1")), all),
        ("429 with a success", &|| reply(429, OK), reads),
        ("400 with a success", &|| reply(400, OK), no),
        ("quota in a 200", &|| reply(200, QUOTA), all),
        ("quota in a 503", &|| reply(503, QUOTA), all),
        ("passing code in a 200", &|| reply(200, &code("1018")), reads),
        ("passing code in a 400", &|| reply(400, &code("1018")), reads),
        ("other code in a 200", &|| reply(200, &code("9002")), no),
        ("408", &|| reply(408, ""), reads),
        ("500 of the vendor", &|| reply(500, &code("9002")), reads),
        ("502 of a proxy", &|| reply(502, "<h1>Bad Gateway</h1>"), reads),
        ("503 empty", &|| reply(503, ""), reads),
        ("504 without form", &|| reply(504, "{}"), reads),
        ("400", &|| reply(400, ""), no),
        ("404", &|| reply(404, "{}"), no),
        ("302", &|| reply(302, "{}"), no),
        ("broken off", &|| reply(200, r#"{"ok":true,"result":[{"id":1"#), reads),
        ("broken off in a letter", &|| Script::default().reply(200, "application/json", b"{\"ok\":\"\xd0"), reads),
        ("not JSON", &|| reply(200, "<p>"), no),
        ("no flag", &|| reply(200, "{}"), no),
        ("misfit", &|| reply(200, r#"{"ok":true,"result":{}}"#), no),
        ("never, in a 429", &|| reply(429, &code("TryActivateLater")), no),
        ("never, in a 503", &|| reply(503, &code("TryActivateLater")), no),
    ];
    for (name, failure, expected) in cases {
        assert_eq!(repeats(failure), expected, "{name}");
    }
}

#[test]
fn requests_that_cannot_be_written_are_not_tried() {
    let options = || CallOptions::new().header("a b", "x");
    let script = Script::default();
    let rows = client(&script).rows();
    for error in [
        block_on(rows.get().options(options()).send()).map(drop),
        block_on(rows.mark().options(options()).send()).map(drop),
        block_on(rows.copy().options(options()).send()).map(drop),
    ] {
        let error = error.expect_err("no header");
        assert!(error.is_invalid_request() && error.attempts() == 0, "{error:?}");
    }
    assert!(script.requests().is_empty() && script.waits().is_empty());
}

#[test]
fn reads_are_tried_until_they_succeed() {
    let script = Script::default().fail(TransportError::timeout()).json(503, "").json(200, QUOTA).json(200, OK);
    assert_eq!(block_on(client(&script).rows().get().send()).expect("the fourth attempt").result.len(), 1);
    assert_eq!(script.requests().len(), 4);
    let bodies = script.bodies();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn attempts_are_bounded_and_told() {
    let script = (0..9).fold(Script::default(), |script, _| script.json(502, "<p>"));
    let error = block_on(client(&script).rows().get().send()).expect_err("it never succeeds");
    assert_eq!((error.attempts(), script.requests().len()), (4, 4));
    assert!(error.to_string().ends_with("<p> (4 attempts)"), "{error}");
    let twice = CallOptions::new().retry(RetryPolicy::new().attempts(2));
    let error = block_on(script.client().rows().get().options(twice).send()).expect_err("it never succeeds");
    assert_eq!(error.attempts(), 2);
    let error = block_on(script.client().rows().get().send()).expect_err("it never succeeds");
    assert_eq!((error.attempts(), error.to_string().contains("attempts")), (1, false));
}

#[test]
fn waits_double_are_shortened_at_random_and_have_a_limit() {
    let script = (0..12).fold(Script::default(), |script, _| script.json(503, ""));
    let policy = RetryPolicy::new().attempts(12).deadline(Duration::MAX);
    let client = script.builder().retry(policy).no_rate_limit().build().expect("a client");
    assert_eq!(block_on(client.rows().get().send()).expect_err("it never succeeds").attempts(), 12);
    let waits = script.waits();
    assert_eq!(waits.len(), 11);
    for (index, wait) in waits.iter().enumerate() {
        let longest = Duration::from_millis(500 << index).min(Duration::from_secs(30));
        assert!(*wait >= longest / 2 && *wait <= longest, "{index}: {wait:?}");
    }
    assert!(waits[7..].windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
}

#[test]
fn writes_are_not_repeated_once_they_may_have_arrived() {
    let ok = r#"{"processing_result":{"status":"ok"},"Add":{"response":{"position_id":5}}}"#;
    for script in [
        Script::default().fail(TransportError::maybe_sent("reset")),
        Script::default().fail(TransportError::timeout()),
        Script::default().fail(TransportError::too_large()),
        Script::default().json(500, ""),
        Script::default().json(503, "<h1>"),
        Script::default().json(408, ""),
        Script::default().json(200, "{\"processing_result\""),
        Script::default().json(200, ""),
        Script::default().json(200, r#"{"processing_result":{"status":"error","code":"VAL-006"}}"#),
        Script::default().json_with(503, &[("retry-after", "1")], ""),
        Script::default().json(429, ok),
        Script::default().json(409, ok),
    ] {
        let script = script.json(200, ok);
        let error = block_on(client(&script).items().add("Чай").send()).expect_err("the first attempt is the last");
        assert_eq!(error.processed() == Processed::No, error.is_vendor(), "{error:?}");
        assert_eq!((script.requests().len(), error.attempts()), (1, 1), "{error:?}");
        assert!(script.waits().is_empty());
    }
    let script = Script::default()
        .fail(TransportError::not_sent("refused"))
        .fail(TransportError::connect_timeout())
        .json(429, "")
        .json(200, ok);
    assert_eq!(block_on(client(&script).items().add("Чай").send()).expect("added").position_id, Some(5));
    let script = Script::default().json(429, "").fail(TransportError::timeout()).json(200, ok);
    let error = block_on(client(&script).items().add("Чай").send()).expect_err("the second may have arrived");
    assert_eq!((error.attempts(), error.processed(), error.kind()), (2, Processed::Maybe, ErrorKind::Timeout));
}

#[test]
fn an_earlier_attempt_that_may_have_arrived_is_not_forgotten() {
    let script = Script::default().fail(TransportError::timeout()).fail(TransportError::not_sent("refused"));
    let options = CallOptions::new().retry(RetryPolicy::new().attempts(2));
    let error = block_on(script.client().rows().get().options(options).send()).expect_err("two failures");
    assert_eq!((error.attempts(), error.processed()), (2, Processed::Maybe));
    assert!(error.to_string().contains("could not be sent"), "{error}");
}

#[test]
fn a_vendor_that_asks_for_a_wait_gets_it() {
    let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    for (asked, seconds) in [
        ("7", 7),
        (" 7 ", 7),
        ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
        ("Sunday, 06-Nov-94 08:50:07 GMT", 30),
        ("Sun Nov  6 08:50:07 1994", 30),
        ("Sun, 06 Nov 1994 08:50:07 UTC", 30),
        ("Sun, 06 Nov 1994 08:50:07 utc", 30),
        ("Mon, 06 Nov 1994 08:50:07 GMT", 30),
        ("06 Nov 1994 08:50:07 GMT", 30),
        ("Sun, 06 Nov 1994 13:50:07 +0500", 30),
        ("Monday, 06-Nov-94 08:50:07 UTC", 30),
        ("Mon Nov  6 08:50:07 1994", 30),
    ] {
        let script = Script::default().json_with(429, &[("retry-after", asked), date], "").json(200, OK);
        block_on(client(&script).rows().get().send()).expect("the second attempt");
        assert_eq!(script.waits()[0], Duration::from_secs(seconds), "{asked}");
    }
    for (asked, told) in [
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(Duration::ZERO)),
        ("0", Some(Duration::ZERO)),
        ("soon", None),
        ("Sun, 06 Nov 1994 08:50:07 ABC", None),
        ("Sun, 36 Nov 1994 08:50:07 GMT", None),
        ("", None),
        ("-5", None),
    ] {
        let script = Script::default().json_with(503, &[("retry-after", asked), date], "").json(200, OK);
        block_on(client(&script).rows().get().send()).expect("the second attempt");
        assert!((250..=500).contains(&script.waits()[0].as_millis()), "{asked}: {:?}", script.waits());
        let script = Script::default().json_with(503, &[("retry-after", asked), date], "");
        assert_eq!(rows(script).retry_after(), told, "{asked}");
    }
    // Without a date of the server, this machine's clock decides; the time is long past.
    let past = Script::default().json_with(503, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], "");
    assert_eq!(rows(past).retry_after(), Some(Duration::ZERO));
}

#[test]
fn a_wait_past_the_deadline_ends_the_call_at_once() {
    for asked in ["120", "99999999999999999999999"] {
        let script = Script::default().json_with(429, &[("retry-after", asked)], "").json(200, OK);
        let error = block_on(client(&script).rows().get().send()).expect_err("too long a wait");
        assert!(error.is_rate_limited() && error.attempts() == 1, "{error:?}");
        assert!(error.retry_after().is_some_and(|wait| wait >= Duration::from_secs(120)));
        assert!(script.waits().is_empty() && script.requests().len() == 1);
        let told = format!("; it asks to wait {asked}s, for which there is no room in 120s, the deadline of the call");
        assert!(asked.len() > 3 || error.to_string().ends_with(&told), "{error}");
    }
    let script = Script::default().json_with(429, &[("retry-after", "120")], "");
    assert!(!rows(script).to_string().contains("deadline"), "one attempt is all there is");
    let script = Script::default().json_with(429, &[("retry-after", "120")], "").json(200, OK);
    let patient = CallOptions::new().deadline(Duration::from_secs(200));
    block_on(client(&script).rows().get().options(patient).send()).expect("the second attempt");
}

#[test]
fn the_deadline_shortens_attempts() {
    let script = Script::default().json_with(503, &[("retry-after", "70")], "").json(503, "");
    let policy = RetryPolicy::new().deadline(Duration::from_secs(100)).attempts(2);
    let client = script.builder().retry(policy).no_rate_limit().build().expect("a client");
    block_on(client.rows().get().send()).expect_err("two failures");
    let timeouts: Vec<u64> = script.requests().iter().map(|(_, limits)| limits.timeout.as_secs()).collect();
    assert_eq!(timeouts, [60, 30]);
    let none = CallOptions::new().deadline(Duration::ZERO);
    let error = block_on(client.rows().get().options(none).send()).expect_err("no time");
    assert_eq!((error.kind(), error.processed(), error.attempts()), (ErrorKind::Timeout, Processed::No, 0));
    assert!(error.to_string().contains("no time to send it within 0ns"), "{error}");
}

#[test]
fn pages_are_tried_again_too() {
    let page = r#"{"ok":true,"result":[{"id":1}],"next_offset":1,"total":1}"#;
    let script = Script::default().json(503, "").json(200, page).json(502, "").json(200, page);
    let client = client(&script);
    let mut items = client.rows().get().items();
    assert!(block_on(items.try_next()).expect("the second attempt").is_some());
    assert!(block_on(items.try_next()).expect("the end").is_none());
    let mut pages = client.rows().get().keep_raw().pages();
    assert_eq!(block_on(pages.try_next()).expect("the second attempt").expect("a page").body(), page.as_bytes());
}

#[test]
fn the_default_timer_needs_no_executor() {
    use std::task::{Context, Poll, Wake, Waker};
    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    struct Plain;
    impl Transport for Plain {
        fn send(
            &self,
            _: http::Request<bytes::Bytes>,
            _: Limits,
        ) -> BoxFuture<'static, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(std::future::ready(Err(TransportError::timeout())))
        }
    }
    let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    let plain: std::sync::Arc<dyn Transport> = std::sync::Arc::new(Box::new(Plain) as Box<dyn Transport>);
    let mut timer = plain.sleep(Duration::from_millis(1));
    while timer.as_mut().poll(&mut cx) == Poll::Pending {
        std::thread::park();
    }
    let mut endless = plain.sleep(Duration::MAX);
    assert_eq!(endless.as_mut().poll(&mut cx), Poll::Pending);
}
