//! Tokens that the client fetches itself: one for all, renewed in time, replaced when refused, never shown.

use std::time::Duration;

use nomenclature::{CallOptions, Error, ErrorKind, Processed, RetryPolicy, Transport, regos};
use nomenclature_sandbox::{Builder, ReceivedRequest, Sandbox, ScriptedReply, credentials};
use nomenclature_tests::clients::{failure, json, rows, start, within};
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::operations::Setup;

#[path = "oauth/sharing.rs"]
mod sharing;
#[path = "oauth/troubles.rs"]
mod troubles;

const TOKENS: &str = "/oauth/token";

fn catalogue() -> Builder {
    Sandbox::builder().rows(9).replicable()
}

fn builder(sandbox: &Sandbox) -> regos::ClientBuilder {
    let builder = Setup::of(sandbox).regos_builder().oauth_token_url(sandbox.token_url());
    builder.oauth(credentials::REGOS_CLIENT_ID, credentials::REGOS_CLIENT_SECRET)
}

fn client(sandbox: &Sandbox) -> regos::Client {
    builder(sandbox).build().expect("everything is set")
}

/// A client that tries as often as it does by default, without waiting; its clock runs ahead with the waits.
fn patient(sandbox: &Sandbox) -> (regos::Client, Hasty) {
    let hasty = Hasty::new();
    let builder = builder(sandbox).transport(hasty.clone()).retry(RetryPolicy::new());
    (builder.build().expect("everything is set"), hasty)
}

/// Lets the clock of the client run ahead.
fn later(hasty: &Hasty, seconds: u64) {
    drop(hasty.sleep(Duration::from_secs(seconds)));
}

async fn read(client: &regos::Client) -> nomenclature::Result<usize> {
    client.doc_set_price().get().limit(4).send().await.map(|page| page.result.len())
}

fn to_api(sandbox: &Sandbox) -> Vec<ReceivedRequest> {
    sandbox.requests().all().into_iter().filter(|request| request.path() != TOKENS).collect()
}

fn to_tokens(sandbox: &Sandbox) -> Vec<ReceivedRequest> {
    sandbox.requests().all().into_iter().filter(|request| request.path() == TOKENS).collect()
}

/// The token of the last request for something else.
fn sent_token(sandbox: &Sandbox) -> String {
    let last = to_api(sandbox).pop().expect("a request");
    last.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).expect("a token").to_owned()
}

/// Checks that nothing that this error tells holds one of the secrets.
#[track_caller]
fn hides(error: &Error, secrets: &[&str]) {
    let mut told = format!("{error} {error:?} {error:#?} {:?}", error.snippet());
    let mut cause = error.transport_cause().map(|cause| cause as &dyn std::error::Error);
    while let Some(source) = cause {
        told.push_str(&format!(" {source} {source:?}"));
        cause = source.source();
    }
    if let Some(said) = error.vendor_error() {
        told.push_str(&format!(" {said:?} {:?} {}", said.message(), said.details()));
    }
    for secret in secrets.iter().chain([&credentials::REGOS_CLIENT_SECRET]) {
        assert!(!told.contains(secret), "{secret} shows: {told}");
    }
}

#[tokio::test]
async fn one_token_serves_many_calls() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        for _ in 0..3 {
            assert_eq!(read(&client).await.expect("a page"), 4);
        }
        assert_eq!(rows(client.clone().doc_set_price().get().limit(2).items()).await.len(), 9);
        assert_eq!((sandbox.issued_tokens(), to_tokens(&sandbox).len()), (1, 1));
        let first = &sandbox.requests().all()[0];
        assert_eq!((first.method(), first.target()), ("POST", TOKENS));
        assert_eq!(first.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(first.header("accept"), Some("application/json"));
        assert_eq!(first.header("authorization"), None);
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            credentials::REGOS_CLIENT_ID,
            credentials::REGOS_CLIENT_SECRET
        );
        assert_eq!(String::from_utf8_lossy(first.body()), form);
        let token = sent_token(&sandbox);
        let authorization = format!("Bearer {token}");
        assert!(to_api(&sandbox).iter().all(|request| request.header("authorization") == Some(&authorization)));
    })
    .await;
}

#[tokio::test]
async fn without_credentials_the_catalogue_stays_closed() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = Setup::of(&sandbox).regos_builder().build().expect("everything is set");
        let error = failure(read(&client).await);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401), "{error:?}");
        assert_eq!(sandbox.requests().total(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, hasty) = patient(&sandbox);
        // A tenth of a short lifetime, a minute of a long one.
        for (lifetime, kept, renewed) in [(600, 538, 3), (7200, 7138, 3), (100, 88, 3)] {
            sandbox.revoke_tokens();
            sandbox.set_token_lifetime(Duration::from_secs(lifetime));
            read(&client).await.expect("a page");
            let before = sandbox.issued_tokens();
            later(&hasty, kept);
            read(&client).await.expect("a page");
            assert_eq!(sandbox.issued_tokens(), before, "{lifetime}");
            sandbox.requests().clear();
            later(&hasty, renewed);
            read(&client).await.expect("a page");
            assert_eq!(sandbox.issued_tokens(), before + 1, "{lifetime}");
            assert_eq!(sandbox.requests().total(), 2, "no request was refused");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_that_expires_at_once_is_used_once() {
    within(async {
        let sandbox = start(catalogue().token_lifetime(Duration::ZERO)).await;
        let client = client(&sandbox);
        for issued in 1..4 {
            read(&client).await.expect("a page");
            assert_eq!(sandbox.issued_tokens(), issued);
        }
        assert_eq!(to_api(&sandbox).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_request_repeated_once() {
    within(async {
        let sandbox = start(catalogue()).await;
        // One attempt by the policy: the repetition is none of its.
        let client = client(&sandbox);
        read(&client).await.expect("a page");
        sandbox.revoke_tokens();
        sandbox.requests().clear();
        assert_eq!(read(&client).await.expect("the repetition succeeds"), 4);
        assert_eq!((sandbox.issued_tokens(), to_tokens(&sandbox).len()), (2, 1));
        let api = to_api(&sandbox);
        assert_eq!((api.len(), api[0].body()), (2, api[1].body()));
        assert_ne!(api[0].header("authorization"), api[1].header("authorization"));
    })
    .await;
}

#[tokio::test]
async fn a_listing_goes_on_with_another_token() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        for (window, issued) in [(1, 2..=2), (4, 2..=3)] {
            let mut items = client.doc_set_price().get().limit(2).items().window(window);
            let mut ids = Vec::new();
            while let Some(row) = items.try_next().await.expect("the next row") {
                ids.push(row.id.expect("an id"));
                if ids.len() == 3 {
                    sandbox.revoke_tokens();
                }
            }
            assert_eq!(ids, (1..=9).collect::<Vec<_>>(), "window {window}");
            // What is fetched ahead may all be there before the token is revoked.
            assert!(issued.contains(&sandbox.issued_tokens()), "window {window}: {}", sandbox.issued_tokens());
        }
    })
    .await;
}

#[tokio::test]
async fn a_second_refusal_is_the_error() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, hasty) = patient(&sandbox);
        let refusal = || json(401, r#"{"ok":false,"result":{"error":9002,"description":"-"}}"#).on("DocSetPrice");
        sandbox.script(refusal());
        sandbox.script(refusal());
        let error = failure(read(&client).await);
        assert_eq!((error.attempts(), error.processed(), to_api(&sandbox).len()), (2, Processed::No, 2), "{error:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("9002"));
        assert_eq!((sandbox.issued_tokens(), hasty.waits().len()), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn a_repetition_leaves_the_attempts_of_the_policy() {
    within(async {
        let sandbox = start(catalogue()).await;
        let (client, hasty) = patient(&sandbox);
        read(&client).await.expect("a page");
        sandbox.revoke_tokens();
        sandbox.requests().clear();
        sandbox.script(ScriptedReply::new(401).on("DocSetPrice"));
        for _ in 0..3 {
            sandbox.script(ScriptedReply::new(503).on("DocSetPrice"));
        }
        assert_eq!(read(&client).await.expect("the fourth attempt succeeds"), 4);
        assert_eq!((to_api(&sandbox).len(), hasty.waits().len(), sandbox.issued_tokens()), (5, 3, 2));
    })
    .await;
}

#[tokio::test]
async fn a_call_with_its_own_authorization_takes_no_token() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        let options = CallOptions::new().header("authorization", "Bearer of-the-call");
        let error = failure(client.doc_set_price().get().options(options).send().await);
        assert_eq!((error.attempts(), sandbox.issued_tokens(), sandbox.requests().total()), (1, 0, 1), "{error:?}");
        assert_eq!(to_api(&sandbox)[0].header("authorization"), Some("Bearer of-the-call"));
    })
    .await;
}

#[tokio::test]
async fn what_echoes_a_token_is_redacted() {
    within(async {
        let sandbox = start(catalogue()).await;
        let client = client(&sandbox);
        read(&client).await.expect("a page");
        let old = sent_token(&sandbox);
        sandbox.revoke_tokens();
        read(&client).await.expect("a page");
        let token = sent_token(&sandbox);
        assert_ne!(old, token);
        for echo in [&old, &token] {
            let failed = format!(r#"{{"ok":false,"result":{{"error":1,"description":"<{echo}>"}}}}"#);
            sandbox.script(json(400, failed));
            let error = failure(read(&client).await);
            assert_eq!(error.vendor_error().and_then(|said| said.message()), Some("<[redacted]>"));
            hides(&error, &[echo]);
            sandbox.script(ScriptedReply::new(502).body(format!("<p>{echo}</p>")));
            let error = failure(read(&client).await);
            assert!(error.to_string().contains("<p>[redacted]</p>"), "{error}");
            hides(&error, &[echo]);
        }
        assert!(!format!("{client:?} {:#?}", client.doc_set_price().get()).contains(&token));
    })
    .await;
}

fn refused(builder: regos::ClientBuilder) -> String {
    let shown = format!("{builder:?}");
    let error = failure(builder.build());
    assert_eq!(error.kind(), ErrorKind::Configuration);
    hides(&error, &["hidden"]);
    assert!(!shown.contains(credentials::REGOS_CLIENT_SECRET), "{shown}");
    error.to_string()
}

#[test]
fn settings_that_cannot_work_are_named() {
    let set = || {
        let builder = nomenclature_tests::bare::regos().integration_key("key");
        builder.oauth(credentials::REGOS_CLIENT_ID, credentials::REGOS_CLIENT_SECRET)
    };
    set().build().expect("the documented token server");
    for (change, problem) in [
        (set().access_token("hidden"), "access_token() and oauth() are both set"),
        (set().oauth("", "hidden"), "oauth() is empty"),
        (set().oauth("id", " "), "oauth() is empty"),
        (set().oauth("id\n2", "hidden"), "oauth() contains a control character"),
        (set().oauth_token_url("http://auth.example/oauth/token"), "oauth_token_url() with http would send oauth()"),
        (set().oauth_token_url("ftp://auth.example/t"), "oauth_token_url() is not an http or https URL"),
        (set().oauth_token_url("https://u:hidden@auth.example/t"), "oauth_token_url() contains a user name"),
        (set().oauth_token_url("https://auth.example/t?key=hidden"), "oauth_token_url() may only have"),
        (set().oauth_token_url("https://auth.example/"), "oauth_token_url() must have the whole path"),
        (set().oauth_token_url("https://-/t"), "oauth_token_url() must have a host name"),
    ] {
        let error = refused(change);
        assert!(error.contains(problem), "{error}");
    }
    for url in ["https://auth.example/t", "http://127.0.0.1:1/t", "http://localhost/t", "http://[::1]:1/t"] {
        set().oauth_token_url(url).build().expect(url);
    }
    set().oauth_token_url("http://auth.example/t").allow_plain_http(true).build().expect("it is allowed");
}
