//! Why there is no token, told to each call that waited for it.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::error::{ErrorKind, VendorError};

/// One failure of the token server.
pub(crate) struct Problem {
    pub(crate) kind: ErrorKind,
    /// Free of secrets.
    pub(crate) message: String,
    pub(crate) status: Option<StatusCode>,
    pub(crate) rate_limited: bool,
    /// Whether asking again may help.
    pub(crate) passing: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) vendor_error: Option<VendorError>,
    /// What the transport said, free of secrets.
    pub(crate) cause: Option<String>,
}

impl Problem {
    pub(super) fn new(kind: ErrorKind, message: String) -> Box<Self> {
        Box::new(Self {
            kind,
            message,
            status: None,
            rate_limited: false,
            passing: false,
            retry_after: None,
            vendor_error: None,
            cause: None,
        })
    }
}

/// The failure that ended a fetch.
#[derive(Clone)]
pub(crate) struct TokenError(Arc<(Box<Problem>, u32)>);

impl TokenError {
    pub(super) fn new(problem: Box<Problem>, made: u32) -> Self {
        Self(Arc::new((problem, made)))
    }

    /// Whether the server may give tokens later.
    pub(super) fn may_pass(&self) -> bool {
        let (problem, _) = &*self.0;
        problem.passing || problem.kind == ErrorKind::Timeout
    }

    /// The last failure, and how often the server was asked.
    pub(crate) fn parts(&self) -> (&Problem, u32) {
        let (problem, made) = &*self.0;
        (problem, *made)
    }
}
