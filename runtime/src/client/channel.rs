//! What it takes to send a request of whatever kind: one of a call, or one for a token.

use std::sync::Arc;

use super::retry::RetryPolicy;
use crate::error::redact::Redactor;
use crate::net::{Limits, Transport};

/// The way to a server. Clones share it.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) redactor: Arc<Redactor>,
}
