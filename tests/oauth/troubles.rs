//! Token servers that refuse, fail, hang or talk nonsense.

use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use nomenclature::{CallOptions, Error, ErrorKind, Processed, RetryPolicy};
use nomenclature_sandbox::{Fault, Sandbox, ScriptedReply, credentials};
use nomenclature_tests::clients::{failure, json, start, within};
use nomenclature_tests::operations::Setup;

use super::{TOKENS, builder, catalogue, client, hides, patient, read, to_api, to_tokens};

/// The failure of a read for which there was no token.
#[track_caller]
fn without_token(sandbox: &Sandbox, error: &Error, kind: ErrorKind) {
    assert_eq!((error.kind(), error.processed(), error.attempts()), (kind, Processed::No, 0), "{error:?}");
    let begun = "regos doc_set_price_get: no access token: ";
    assert!(error.to_string().starts_with(begun), "{error}");
    hides(error, &[]);
    assert!(to_api(sandbox).is_empty(), "a request was sent without a token");
}

#[tokio::test]
async fn a_wrong_secret_is_told_and_not_tried_again() {
    within(async {
        let sandbox = start(catalogue()).await;
        let wrong = "wr0ng+se/cret&x=1 2";
        for (id, secret) in [(credentials::REGOS_CLIENT_ID, wrong), ("nobody", credentials::REGOS_CLIENT_SECRET)] {
            sandbox.requests().clear();
            let client = builder(&sandbox).oauth(id, secret).retry(RetryPolicy::new()).build();
            let error = failure(read(&client.expect("everything is set")).await);
            without_token(&sandbox, &error, ErrorKind::Vendor);
            assert!(error.to_string().ends_with("; check oauth()"), "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
            assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("invalid_client"));
            assert_eq!(to_tokens(&sandbox).len(), 1);
            hides(&error, &[wrong]);
        }
        let body = to_tokens(&sandbox)[0].body().to_vec();
        assert!(String::from_utf8_lossy(&body).contains("client_id=nobody&"));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_that_echoes_the_secret_is_redacted() {
    within(async {
        let sandbox = start(catalogue()).await;
        let secret = "wr0ng+se/cret&x=1 2";
        nomenclature_tests::scan::register(secret);
        let client = builder(&sandbox).oauth("id", secret).build().expect("everything is set");
        for echo in [secret, "wr0ng%2Bse%2Fcret%26x%3D1%202"] {
            let body = serde_json::json!({"error": "invalid_client", "error_description": format!("<{echo}>"),
                "access_token": "fake-t0ken", "more": "fake-t0ken"});
            sandbox.script(json(400, body.to_string()).on(TOKENS));
            let error = failure(read(&client).await);
            without_token(&sandbox, &error, ErrorKind::Vendor);
            assert!(error.to_string().contains("invalid_client: <[redacted]>; check oauth()"), "{error}");
            hides(&error, &[echo, "fake-t0ken"]);
        }
    })
    .await;
}

#[tokio::test]
async fn passing_failures_of_the_token_server_are_tried_again() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, hasty) = patient(&sandbox);
        for fault in [
            Fault::status(503),
            Fault::status(500),
            Fault::status(429),
            Fault::reset_before_read(),
            Fault::reset_after_processing(),
            Fault::cut_body(10),
            Fault::empty_body(),
        ] {
            let waits = hasty.waits().len();
            sandbox.fault(fault.on(TOKENS).times(3));
            read(&client).await.expect("the fourth token request succeeds");
            assert_eq!(hasty.waits().len(), waits + 3);
            // The next one needs a token again.
            drop(nomenclature::Transport::sleep(&hasty, Duration::from_secs(600)));
        }
        sandbox.fault(Fault::status(503).retry_after_seconds(17).on(TOKENS));
        read(&client).await.expect("the second token request succeeds");
        assert_eq!(hasty.waits().last(), Some(&Duration::from_secs(17)));
    })
    .await;
}

#[tokio::test]
async fn a_token_server_that_stays_away_ends_the_call() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, hasty) = patient(&sandbox);
        sandbox.fault(Fault::status(503).on(TOKENS).always());
        let error = failure(read(&client).await);
        without_token(&sandbox, &error, ErrorKind::Status);
        assert!(error.to_string().ends_with("HTTP 503 (asked 4 times)"), "{error}");
        assert_eq!((to_tokens(&sandbox).len(), hasty.waits().len()), (4, 3));

        sandbox.clear_faults();
        sandbox.fault(Fault::status(429).retry_after_date(SystemTime::now() + Duration::from_secs(7200)).on(TOKENS));
        sandbox.requests().clear();
        let error = failure(read(&client).await);
        without_token(&sandbox, &error, ErrorKind::Status);
        assert!(error.is_rate_limited() && error.retry_after().is_some(), "{error:?}");
        assert_eq!((to_tokens(&sandbox).len(), hasty.waits().len()), (1, 3), "two hours are past the deadline");
    })
    .await;
}

#[tokio::test]
async fn nobody_listening_is_told() {
    within(async {
        let sandbox = start(catalogue()).await;
        let closed = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
        let client = builder(&sandbox).oauth_token_url(format!("http://{closed}/hidden/way")).build();
        let error = failure(read(&client.expect("everything is set")).await);
        without_token(&sandbox, &error, ErrorKind::Transport);
        assert!(error.to_string().contains(&format!("POST http://{closed}/oauth/token")), "{error}");
        hides(&error, &["hidden/way"]);
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_is_no_token_is_told_and_never_shown() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, _) = patient(&sandbox);
        let html = |status: u16| {
            let reply = ScriptedReply::new(status).header("content-type", "text/html");
            Fault::from(reply.header("location", "/t0k3n").body("<p>t0k3n</p>"))
        };
        let reply = |body: &str| Fault::from(json(200, body));
        for (fault, kind, problem) in [
            (Fault::garbage(), ErrorKind::Decode, "is not JSON"),
            (html(200), ErrorKind::Decode, "is not JSON"),
            (html(302), ErrorKind::Status, "HTTP 302, redirects are not followed"),
            (html(400), ErrorKind::Status, "HTTP 400; check oauth()"),
            (html(401), ErrorKind::Status, "HTTP 401; check oauth()"),
            (html(404), ErrorKind::Status, "HTTP 404"),
            (Fault::oversized(1 << 20), ErrorKind::Transport, "the reply is larger than 65536 bytes"),
            (reply(r#""t0k3n""#), ErrorKind::Decode, "has no access_token"),
            (reply(r#"{"token":"t0k3n"}"#), ErrorKind::Decode, "has no access_token"),
            (reply(r#"{"access_token":["t0k3n"]}"#), ErrorKind::Decode, "has no access_token"),
            (
                reply(r#"{"access_token":"t0k3n","token_type":"mac"}"#),
                ErrorKind::Decode,
                "token_type other than Bearer",
            ),
            (reply(r#"{"access_token":"x","token_type":"t0k3n"}"#), ErrorKind::Decode, "token_type other than Bearer"),
            (reply(r#"{"access_token":"t0k3n\n"}"#), ErrorKind::Decode, "that no header can carry"),
        ] {
            sandbox.requests().clear();
            sandbox.fault(fault.on(TOKENS));
            let error = failure(read(&client).await);
            without_token(&sandbox, &error, kind);
            assert!(error.to_string().contains(problem), "{problem}: {error}");
            assert_eq!(to_tokens(&sandbox).len(), 1, "{problem}");
            hides(&error, &["t0k3n", "fake-token"]);
        }
        read(&client).await.expect("a page");
    })
    .await;
}

#[tokio::test]
async fn a_token_server_that_hangs_takes_the_time_of_the_call() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        sandbox.fault(Fault::delay(Duration::from_secs(60)).on(TOKENS).always());
        let short = || CallOptions::new().deadline(Duration::from_millis(200));
        let error = failure(client.doc_set_price().get().options(short()).send().await);
        without_token(&sandbox, &error, ErrorKind::Timeout);
        assert!(error.to_string().contains("no reply within"), "{error}");

        // One with less time does not wait for one with more.
        let mut slow = Box::pin(read(&client));
        let quick = client.doc_set_price().get().options(short()).send();
        tokio::select! {
            biased;
            _ = &mut slow => panic!("the token is held up"),
            outcome = quick => without_token(&sandbox, &failure(outcome), ErrorKind::Timeout),
        }
        assert_eq!(to_tokens(&sandbox).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn without_time_nothing_is_sent() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        let options = CallOptions::new().deadline(Duration::ZERO);
        let error = failure(client.doc_set_price().get().options(options).send().await);
        assert_eq!((error.kind(), error.processed(), error.attempts()), (ErrorKind::Timeout, Processed::No, 0));
        assert_eq!(sandbox.requests().total(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_token_server_that_fails_after_a_refusal_ends_the_call() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        read(&client).await.expect("a page");
        sandbox.revoke_tokens();
        sandbox.requests().clear();
        sandbox.fault(Fault::status(502).on(TOKENS));
        let error = failure(read(&client).await);
        assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(502), 1), "{error:?}");
        assert_eq!((error.processed(), to_api(&sandbox).len()), (Processed::No, 1));
        read(&client).await.expect("a page");
    })
    .await;
}

#[tokio::test]
async fn an_integration_that_needs_no_token_takes_one() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(3)).await;
        // Where no token is needed, one is welcome.
        read(&client(&sandbox)).await.expect("a page");
        let setup = Setup::of(&sandbox);
        read(&setup.regos_builder().build().expect("everything is set")).await.expect("a page");
        assert_eq!(sandbox.counters().of("oauth_token").processed, 1);
    })
    .await;
}
