//! REGOS's OAuth server, and an integration that needs its tokens.

use std::time::Duration;

use nomenclature_sandbox::{Fault, Sandbox, credentials};
use reqwest::Method;

use crate::support::{Answer, Lab, regos_path};

const FORM: &str = "application/x-www-form-urlencoded";

fn form() -> String {
    format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        credentials::REGOS_CLIENT_ID,
        credentials::REGOS_CLIENT_SECRET
    )
}

async fn ask(lab: &Lab, content_type: &str, body: String) -> Answer {
    let request = lab.request(Method::POST, "/oauth/token").header("content-type", content_type).body(body);
    lab.send(request).await
}

async fn token(lab: &Lab) -> String {
    let answer = ask(lab, FORM, form()).await;
    answer.at("/access_token").as_str().unwrap_or_else(|| panic!("no token: {}", answer.text)).to_owned()
}

async fn documents(lab: &Lab, token: Option<&str>) -> u16 {
    let path = regos_path("/DocSetPrice/Get");
    let mut request = lab.request(Method::POST, &path).header("content-type", "application/json").body("{}");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    lab.send(request).await.status
}

#[tokio::test]
async fn a_token_is_given_for_a_form_with_the_right_credentials() {
    let lab = Lab::new().await;
    let given = ask(&lab, &format!("{FORM}; charset=utf-8"), format!("{}&extra=1", form())).await;
    assert_eq!((given.status, given.content_type.as_str()), (200, "application/json; charset=utf-8"));
    assert_eq!(given.headers["cache-control"], "no-store");
    assert_eq!((given.at("/token_type"), given.at("/scope")), ("Bearer".into(), "".into()));
    assert_eq!(given.at("/expires_in"), 600);
    assert_ne!(given.at("/access_token"), token(&lab).await);
    assert_eq!(lab.sandbox.issued_tokens(), 2);

    let json = r#"{"grant_type":"client_credentials"}"#;
    let refusals = [
        (400, "invalid_request", "application/json", json.to_owned()),
        (400, "invalid_request", FORM, "grant_type=client_credentials".to_owned()),
        (400, "invalid_request", FORM, format!("{}&client_id=twice", form())),
        (400, "unsupported_grant_type", FORM, form().replace("client_credentials", "password")),
        (401, "invalid_client", FORM, form().replace("client_id=", "client_id=x")),
        (401, "invalid_client", FORM, format!("{}x", form())),
    ];
    for (status, error, content_type, body) in refusals {
        let answer = ask(&lab, content_type, body.clone()).await;
        assert_eq!((answer.status, answer.at("/error")), (status, error.into()), "{body}");
        assert!(answer.at("/error_description").is_string());
    }
    assert_eq!(lab.sandbox.issued_tokens(), 2);
    let counted = lab.sandbox.counters().of("oauth_token");
    assert_eq!((counted.received, counted.processed), (8, 2));
    let read = lab.send(lab.request(Method::GET, "/oauth/token")).await;
    assert_eq!((read.status, &read.headers["allow"]), (405, &"POST".parse().expect("a header")));
}

#[tokio::test]
async fn a_replicable_integration_wants_a_live_token() {
    let lab = Lab::with(Sandbox::builder().rows(3).replicable()).await;
    assert_eq!(documents(&lab, None).await, 401);
    assert_eq!(documents(&lab, Some(credentials::REGOS_ACCESS_TOKEN)).await, 401);
    let first = token(&lab).await;
    assert_eq!(documents(&lab, Some(&first)).await, 200);
    let second = token(&lab).await;
    assert_eq!((documents(&lab, Some(&first)).await, documents(&lab, Some(&second)).await), (200, 200));
    lab.sandbox.revoke_tokens();
    assert_eq!((documents(&lab, Some(&first)).await, documents(&lab, Some(&second)).await), (401, 401));
    assert_eq!(documents(&lab, Some(&token(&lab).await)).await, 200);

    lab.sandbox.set_token_lifetime(Duration::ZERO);
    let once = token(&lab).await;
    assert_eq!((documents(&lab, Some(&once)).await, documents(&lab, Some(&once)).await), (200, 401));
    lab.sandbox.set_token_lifetime(Duration::from_nanos(1));
    let gone = token(&lab).await;
    assert_eq!(documents(&lab, Some(&gone)).await, 401);
}

#[tokio::test]
async fn a_local_integration_takes_a_token_without_asking_for_it() {
    let lab = Lab::with(Sandbox::builder().rows(3)).await;
    assert_eq!(documents(&lab, None).await, 200);
    assert_eq!(documents(&lab, Some(credentials::REGOS_ACCESS_TOKEN)).await, 200);
    assert_eq!(documents(&lab, Some(&token(&lab).await)).await, 200);
    assert_eq!(documents(&lab, Some("another")).await, 401);
}

#[tokio::test]
async fn faults_strike_the_token_server_too() {
    let lab = Lab::new().await;
    lab.sandbox.fault(Fault::status(503).on("/oauth/token"));
    assert_eq!(documents(&lab, None).await, 200);
    assert_eq!(ask(&lab, FORM, form()).await.status, 503);
    lab.sandbox.fault(Fault::quota());
    assert_eq!(ask(&lab, FORM, form()).await.status, 429);
    assert_eq!(lab.sandbox.issued_tokens(), 0);
    lab.sandbox.fault(Fault::garbage());
    assert_eq!(ask(&lab, FORM, form()).await.status, 200);
    let counted = lab.sandbox.counters().of("oauth_token");
    assert_eq!((counted.received, counted.processed, counted.faulted), (3, 1, 3));
}
