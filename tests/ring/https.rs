//! Calls over TLS by ring, and by nothing.

use std::process::Command;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};

#[path = "../https/trust.rs"]
mod trust;

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[test]
fn a_client_without_cryptography_is_not_built() {
    let mut call = Command::new(env!("CARGO_BIN_EXE_https-call"));
    let output = call.args(["--without-provider", "https://localhost:1"]).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("install a `rustls` crypto provider before the first client is built"), "{said}");
    assert!(said.ends_with("processed: No\n"), "{said}");
}
