//! Calls over TLS, by the cryptography that the default features bring. `ring.rs` does the same with another.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};

#[path = "https/trust.rs"]
mod trust;

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
