//! What is set once: addresses, credentials, limits, and the tokens and quotas that the calls of a client share.

pub(crate) mod builder;
pub(crate) mod channel;
pub(crate) mod config;
pub(crate) mod core;
pub(crate) mod options;
pub(crate) mod quota;
pub(crate) mod retry;
pub(crate) mod server;
pub(crate) mod token;
