//! Faults that end the connection, seen over plain TCP.

use std::io::{ErrorKind, Write};
use std::time::Duration;

use nomenclature_sandbox::{Fault, Sandbox};

use crate::raw;
use crate::support::Lab;

const ADD: &str = r#"{"array":[{"Name":"counted once"}]}"#;

async fn added(lab: &Lab) -> usize {
    let names = lab.quince("/service/list", r#"{"page":1}"#).await.column("/data", "Name");
    names.iter().filter(|name| *name == "counted once").count()
}

async fn small() -> Lab {
    Lab::with(Sandbox::builder().rows(3)).await
}

/// The connection is reset twice without a byte of an answer, then a third request is answered.
async fn resets(lab: &Lab, fault: Fault) {
    lab.sandbox.fault(fault.on("services_add").times(2));
    for _ in 0..2 {
        let (bytes, end) = raw::exchange(&lab.sandbox, &raw::quince("/service/add", ADD));
        assert_eq!((bytes.as_slice(), end), (&b""[..], Some(ErrorKind::ConnectionReset)));
    }
    let before = lab.sandbox.requests().total();
    assert_eq!(lab.quince("/service/add", r#"{"array":[{"Name":"another"}]}"#).await.at("/success"), true);
    assert_eq!(lab.sandbox.requests().total(), before + 1);
    let count = lab.sandbox.counters().of("services_add");
    assert_eq!((count.received, count.faulted), (3, 2));
}

#[tokio::test]
async fn reset_before_the_request_is_read() {
    let lab = small().await;
    resets(&lab, Fault::reset_before_read()).await;
    assert_eq!(lab.sandbox.requests().total(), 1, "the two never reached the journal");
    assert_eq!(lab.sandbox.counters().of("services_add").processed, 1);
    assert_eq!(added(&lab).await, 0);
}

#[tokio::test]
async fn reset_after_the_request_was_read() {
    let lab = small().await;
    resets(&lab, Fault::reset_after_read()).await;
    assert_eq!(lab.sandbox.requests().total(), 3);
    assert_eq!(lab.sandbox.requests().all()[0].body(), ADD.as_bytes());
    assert_eq!(lab.sandbox.counters().of("services_add").processed, 1);
    assert_eq!(added(&lab).await, 0);
}

#[tokio::test]
async fn reset_after_processing() {
    let lab = small().await;
    resets(&lab, Fault::reset_after_processing()).await;
    assert_eq!(lab.sandbox.requests().total(), 3);
    assert_eq!(lab.sandbox.counters().of("services_add").processed, 3);
    assert_eq!(added(&lab).await, 2);
}

#[tokio::test]
async fn a_record_is_there_once_after_a_reset() {
    let lab = small().await;
    lab.sandbox.fault(Fault::reset_after_processing());
    raw::exchange(&lab.sandbox, &raw::quince("/service/add", ADD));
    assert_eq!(added(&lab).await, 1);
}

#[tokio::test]
async fn a_client_sees_a_reset_as_an_error() {
    let lab = small().await;
    lab.sandbox.fault(Fault::reset_after_read());
    assert!(lab.post("/api/v2/service/list", "{}").send().await.is_err());
    assert_eq!(lab.quince("/service/list", "{}").await.status, 200);
}

#[tokio::test]
async fn a_caller_who_hangs_up_during_a_delay_is_not_served() {
    let lab = small().await;
    lab.sandbox.fault(Fault::delay(Duration::from_secs(1)));
    // The second answer comes when the first one would long have been there.
    lab.sandbox.fault(Fault::delay(Duration::from_millis(1500)));
    let mut stream = raw::connect(&lab.sandbox);
    stream.write_all(&raw::quince("/service/add", ADD)).expect("is sent");
    raw::until(|| lab.sandbox.requests().total() == 1).await;
    drop(stream);
    assert_eq!(added(&lab).await, 0);
    let counters = lab.sandbox.counters();
    assert_eq!((counters.of("services_add").processed, counters.total().faulted), (0, 2));
}

#[tokio::test]
async fn bodies_are_cut_where_it_is_asked_for() {
    let lab = small().await;
    let whole = lab.quince("/service/list", "{}").await.text;
    for (at, sent) in [(0, 0), (1, 1), (25, 25), (usize::MAX, whole.len() - 1)] {
        lab.sandbox.fault(Fault::cut_body(at));
        let (answer, end) = raw::exchange(&lab.sandbox, &raw::quince("/service/list", "{}"));
        let (announced, body) = raw::split(&answer);
        assert_eq!((announced, end), (Some(whole.len()), None), "at {at}");
        assert_eq!(body, &whole.as_bytes()[..sent], "at {at}");
    }
    assert_eq!(lab.quince("/service/list", "{}").await.text, whole);
    let count = lab.sandbox.counters().of("services_list");
    assert_eq!((count.received, count.processed, count.faulted), (6, 6, 4));
}

#[tokio::test]
async fn a_cut_write_is_processed() {
    let lab = small().await;
    lab.sandbox.fault(Fault::cut_body(7));
    let response = lab.post("/api/v2/service/add", ADD).send().await.expect("a head");
    assert!(response.text().await.is_err());
    assert_eq!(added(&lab).await, 1);
}

#[tokio::test]
async fn a_large_body_is_cut_behind_what_fits_the_socket() {
    let lab = Lab::with(Sandbox::builder().rows(20_000)).await;
    lab.sandbox.fault(Fault::cut_body(1_000_000));
    let mut response = lab.post(&crate::support::regos_path("/DocSetPrice/Get"), "{}").send().await.expect("a head");
    let mut length = 0;
    let end = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => length += chunk.len(),
            end => break end,
        }
    };
    assert!(end.is_err(), "{end:?}");
    assert_eq!(length, 1_000_000);
}
