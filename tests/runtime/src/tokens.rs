//! Calls of clients that fetch their tokens.

use std::time::Duration;

use nomenclature_runtime::{
    CallOptions, Error, ErrorKind, Processed, RateLimit, RetryPolicy, Transport, TransportError,
};

use crate::block_on;
use crate::sample::{Client, ClientBuilder};
use crate::script::Script;

const OK: &str = r#"{"ok":true,"result":[{"id":1}]}"#;
const ADDED: &str = r#"{"processing_result":{"status":"ok"},"Add":{"response":{"position_id":5}}}"#;

/// The next token, which lives for 600 seconds.
fn token(script: Script, token: &str) -> Script {
    script.json(200, &format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":600}}"#))
}

fn builder(script: &Script) -> ClientBuilder {
    script.builder().oauth("id", "s3cret +/&=").no_rate_limit()
}

fn client(script: &Script) -> Client {
    builder(script).build().expect("a client")
}

/// What went where: the token of each request for rows, or `-` for a request for a token.
fn sent(script: &Script) -> Vec<String> {
    let told = |headers: &http::HeaderMap| {
        let value = headers.get("authorization");
        value.map_or("-".to_owned(), |value| String::from_utf8_lossy(value.as_bytes()).replace("Bearer ", ""))
    };
    script.requests().iter().map(|(request, _)| told(request.headers())).collect()
}

fn shown(error: &Error) -> String {
    format!("{error} {error:?} {:?}", error.vendor_error())
}

#[test]
fn the_request_for_a_token_is_a_form() {
    let script = token(Script::default(), "one").json(200, OK);
    let client = builder(&script).user_agent("shop/1").header("x-shop", "7").secret_header("x-pin", "p1n");
    block_on(client.build().expect("a client").rows().get().send()).expect("rows");
    let (request, limits) = script.requests().remove(0);
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://auth.sample.example/o/token");
    let body = "grant_type=client_credentials&client_id=id&client_secret=s3cret%20%2B%2F%26%3D";
    assert_eq!(request.body(), body);
    let mut headers: Vec<String> = request.headers().iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    assert_eq!(
        headers,
        [
            r#"accept: "application/json""#,
            r#"content-type: "application/x-www-form-urlencoded""#,
            r#"user-agent: "shop/1""#
        ]
    );
    assert_eq!((limits.timeout, limits.max_response_bytes), (Duration::from_secs(60), 65536));
    assert!(script.requests()[1].0.headers()["authorization"].is_sensitive());
    assert_eq!(sent(&script), ["-", "one"]);
}

#[test]
fn a_write_whose_token_is_refused_is_sent_once_more() {
    let script = token(token(Script::default(), "one").json(401, ""), "two").json(200, ADDED);
    assert_eq!(block_on(client(&script).items().add("Чай").send()).expect("added").position_id, Some(5));
    assert_eq!(sent(&script), ["-", "one", "-", "two"]);
    let bodies = script.bodies();
    assert_eq!(bodies[1], bodies[3]);
    assert!(script.waits().is_empty());

    let script = token(token(Script::default(), "one").json(401, ""), "two").json(401, "").json(200, ADDED);
    let error = block_on(client(&script).items().add("Чай").send()).expect_err("refused twice");
    assert_eq!((error.attempts(), error.processed(), error.kind()), (2, Processed::No, ErrorKind::Status));
    assert_eq!(sent(&script), ["-", "one", "-", "two"]);

    let script = token(token(Script::default(), "one").json(401, ""), "two").fail(TransportError::timeout());
    let error = block_on(client(&script).items().add("Чай").send()).expect_err("it may have arrived");
    assert_eq!((error.attempts(), error.processed(), error.kind()), (2, Processed::Maybe, ErrorKind::Timeout));
}

/// Lets the clock run ahead.
fn later(script: &Script, seconds: u64) {
    drop(script.sleep(Duration::from_secs(seconds)));
}

#[test]
fn a_token_that_cannot_be_renewed_early_serves_until_it_expires() {
    // It should be renewed after 540 s.
    let fresh = || token(Script::default(), "one").json(200, OK);
    for failed in [
        fresh().json(503, ""),
        fresh().json(429, ""),
        fresh().fail(TransportError::timeout()),
        fresh().fail(TransportError::not_sent("closed")),
    ] {
        let script = token(failed.json(200, OK).json(200, OK).json(503, ""), "two").json(200, OK);
        let client = client(&script);
        block_on(client.rows().get().send()).expect("rows");
        later(&script, 560);
        block_on(client.rows().get().send()).expect("40 s are left");
        // Not every call asks again: the next when half of what was left is over.
        later(&script, 10);
        block_on(client.rows().get().send()).expect("30 s are left");
        assert_eq!(sent(&script), ["-", "one", "-", "one", "one"]);
        later(&script, 40);
        let error = block_on(client.rows().get().send()).expect_err("it has expired");
        assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(503), 0), "{error:?}");
        block_on(client.rows().get().send()).expect("rows");
        assert_eq!(sent(&script)[5..], ["-", "-", "two"]);
    }
}

#[test]
fn a_token_is_not_used_where_the_credentials_or_it_are_refused() {
    let script = token(Script::default(), "one").json(200, OK).json(401, r#"{"error":"invalid_client"}"#);
    let client_of_it = client(&script);
    block_on(client_of_it.rows().get().send()).expect("rows");
    later(&script, 560);
    block_on(client_of_it.rows().get().send()).expect_err("the credentials are refused");
    assert_eq!(sent(&script), ["-", "one", "-"]);

    let script = token(Script::default(), "one").json(200, OK).json(503, "").json(401, "").json(503, "").json(503, "");
    let client_of_it = client(&script);
    block_on(client_of_it.rows().get().send()).expect("rows");
    later(&script, 560);
    for _ in 0..2 {
        let error = block_on(client_of_it.rows().get().send()).expect_err("no other token");
        assert!(error.to_string().contains("no access token"), "{error}");
    }
    assert_eq!(sent(&script), ["-", "one", "-", "one", "-", "-"]);
}

#[test]
fn a_token_set_by_hand_is_not_replaced() {
    let script = Script::default().json(401, "").json(200, OK);
    let error =
        block_on(script.builder().token("t").build().expect("a client").rows().get().send()).expect_err("refused");
    assert_eq!((error.attempts(), sent(&script)), (1, vec!["t".to_owned()]));
}

#[test]
fn a_repetition_keeps_the_quota_and_the_deadline() {
    let answers = || token(token(Script::default(), "one").json(401, ""), "two").json(200, OK);
    let script = answers();
    let limited = |script: &Script| builder(script).rate_limit(RateLimit::per_second(1)).build().expect("a client");
    block_on(limited(&script).rows().get().send()).expect("rows");
    assert_eq!(sent(&script), ["-", "one", "-", "two"]);
    assert_eq!(script.waits(), [Duration::from_secs(1)]);

    let script = answers();
    let short = CallOptions::new().deadline(Duration::from_millis(500));
    let error = block_on(limited(&script).rows().get().options(short).send()).expect_err("a second is too long");
    assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(401), 1), "{error:?}");
    assert_eq!(sent(&script), ["-", "one", "-"]);
}

#[test]
fn the_time_for_a_token_is_the_time_of_the_call() {
    let script =
        token(Script::default().json_with(503, &[("retry-after", "50")], ""), "one").json(503, "").json(200, OK);
    let policy = RetryPolicy::new().deadline(Duration::from_secs(100));
    let client = builder(&script).retry(policy).build().expect("a client");
    block_on(client.rows().get().send()).expect("rows");
    let timeouts: Vec<u64> = script.requests().iter().map(|(_, limits)| limits.timeout.as_secs()).collect();
    // Three quarters of 100 s are for the token, 50 s of them are waited; then half a second and less between attempts.
    assert_eq!(timeouts, [60, 25, 50, 49]);

    // A wait that leaves no time for the call ends it.
    let script = Script::default().json_with(503, &[("retry-after", "75")], "");
    let client = builder(&script).retry(policy).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("too long a wait");
    assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(503), 0), "{error:?}");
    assert!(script.waits().is_empty());
}

#[test]
fn a_read_that_may_have_arrived_is_told_also_if_a_token_fails_later() {
    let use_once = r#"{"access_token":"t0ken","expires_in":0}"#;
    let script = Script::default().json(200, use_once).fail(TransportError::timeout()).json(401, r#"{"error":"gone"}"#);
    let client = builder(&script).retry(RetryPolicy::new()).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("no second token");
    assert_eq!((error.attempts(), error.processed()), (1, Processed::Maybe), "{error:?}");
    assert!(error.to_string().contains("no access token: the token server answered HTTP 401, gone"), "{error}");
}

#[test]
fn secrets_of_the_token_server_do_not_show() {
    let echo = "s3cret +/&=";
    for script in [
        Script::default().fail(TransportError::maybe_sent(echo)),
        Script::default().fail(TransportError::not_sent("GET s3cret%20%2B%2F%26%3D")),
        Script::default().json(400, &format!(r#"{{"error":"{echo}","error_description":"{echo}"}}"#)),
        Script::default().json(503, echo),
        Script::default().json(200, echo),
    ] {
        let client = client(&script);
        let error = block_on(client.rows().get().send()).expect_err("no token");
        assert!(!shown(&error).contains("s3cret"), "{error:?}");
        assert_eq!((error.processed(), error.attempts()), (Processed::No, 0), "{error:?}");
        assert!(!format!("{client:?} {:?}", builder(&script)).contains("s3cret"));
    }
}
