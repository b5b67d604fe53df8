//! A sandbox ends whatever its faults and its callers are up to.

use std::io::{Read, Write};
use std::time::Duration;

use nomenclature_sandbox::{Fault, Sandbox};
use tokio::time::timeout;

use crate::raw::{self, PATIENCE};
use crate::support::Lab;

/// Far above the patience of a test.
const LONG: Duration = Duration::from_secs(60);

async fn small() -> Sandbox {
    Sandbox::builder().rows(3).start().await.expect("starts")
}

async fn ends(sandbox: Sandbox) {
    timeout(PATIENCE, sandbox.stop()).await.expect("the sandbox stops");
}

/// Sends a request and reads the first byte of the answer.
fn begin(sandbox: &Sandbox, request: &[u8]) -> std::net::TcpStream {
    let mut stream = raw::connect(sandbox);
    stream.write_all(request).expect("is sent");
    stream.read_exact(&mut [0]).expect("an answer");
    stream
}

#[tokio::test]
async fn during_a_slow_drip() {
    let sandbox = small().await;
    sandbox.fault(Fault::slow_drip(1, LONG));
    let mut stream = begin(&sandbox, &raw::quince("/service/list", "{}"));
    ends(sandbox).await;
    let (rest, _) = raw::rest(&mut stream);
    let (announced, body) = raw::split(&rest);
    assert!(announced.is_some_and(|announced| body.len() < announced), "{announced:?}, {} bytes", body.len());
}

#[tokio::test]
async fn dropped_during_a_slow_drip() {
    let sandbox = small().await;
    sandbox.fault(Fault::slow_drip(1, LONG));
    let mut stream = begin(&sandbox, &raw::quince("/service/list", "{}"));
    drop(sandbox);
    let (_, end) = raw::rest(&mut stream);
    assert_ne!(end, Some(std::io::ErrorKind::WouldBlock), "the connection ends before the patience does");
}

#[tokio::test]
async fn during_a_delay_the_answer_comes_early() {
    for (fault, processed) in [(Fault::delay(LONG), 0), (Fault::delay(LONG).after_processing(), 1)] {
        let lab = Lab::with(Sandbox::builder().rows(3)).await;
        lab.sandbox.fault(fault);
        let request = tokio::spawn(lab.post("/api/v2/service/list", "{}").send());
        raw::until(|| lab.sandbox.requests().total() == 1).await;
        raw::until(|| lab.sandbox.counters().total().processed == processed).await;
        assert!(!request.is_finished());
        let Lab { sandbox, .. } = lab;
        ends(sandbox).await;
        let response = timeout(PATIENCE, request).await.expect("ends").expect("no panic").expect("an answer");
        assert_eq!(response.status(), 200);
    }
}

#[tokio::test]
async fn while_nobody_reads_a_large_body() {
    let sandbox = small().await;
    sandbox.fault(Fault::oversized(u64::MAX));
    let _stream = begin(&sandbox, &raw::quince("/service/list", "{}"));
    ends(sandbox).await;
}

#[tokio::test]
async fn while_half_a_request_has_arrived() {
    let sandbox = small().await;
    let request = raw::quince("/service/list", r#"{"page":1}"#);
    let mut in_head = raw::connect(&sandbox);
    in_head.write_all(&request[..20]).expect("is sent");
    let mut in_body = raw::connect(&sandbox);
    in_body.write_all(&request[..request.len() - 3]).expect("is sent");
    raw::until(|| sandbox.counters().total().received == 1).await;
    ends(sandbox).await;
    drop((in_head, in_body));
}
