//! Why there is no token, told to each call that waited for it.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::client::Call;
use crate::error::{Error, ErrorKind, Processed, Redacted, VendorError};

/// One failure of the token server.
pub(super) struct Problem {
    pub(super) kind: ErrorKind,
    /// Free of secrets.
    pub(super) message: String,
    pub(super) status: Option<StatusCode>,
    pub(super) rate_limited: bool,
    /// Whether asking again may help.
    pub(super) passing: bool,
    pub(super) retry_after: Option<Duration>,
    pub(super) vendor_error: Option<VendorError>,
    /// What the transport said, free of secrets.
    pub(super) cause: Option<String>,
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
pub(crate) struct Trouble(Arc<(Box<Problem>, u32)>);

impl Trouble {
    pub(super) fn new(problem: Box<Problem>, made: u32) -> Self {
        Self(Arc::new((problem, made)))
    }

    /// Whether the server may give tokens later.
    pub(super) fn may_pass(&self) -> bool {
        let (problem, _) = &*self.0;
        problem.passing || problem.kind == ErrorKind::Timeout
    }

    /// The error of a call that waited for the token. Its request was not sent.
    #[cold]
    pub(super) fn of_call(&self, call: &Call) -> Error {
        let (problem, made) = &*self.0;
        let mut message = format!("{}: no access token: {}", call.subject(), problem.message);
        if *made > 1 {
            message.push_str(&format!(" (asked {made} times)"));
        }
        let mut inner = call.error(problem.kind, Processed::No, message);
        inner.status = problem.status;
        inner.rate_limited = problem.rate_limited;
        inner.transient = problem.passing;
        inner.retry_after = problem.retry_after;
        inner.vendor_error.clone_from(&problem.vendor_error);
        inner.source = problem.cause.clone().map(|cause| Redacted(cause).into());
        inner.into()
    }
}
