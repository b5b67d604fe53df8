//! Spans for calls and their attempts, and an event for each failure.

use std::fmt;
use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use super::Call;
use crate::error::Error;
use crate::net::trace::{as_dyn, failed_as, port, request_span};

/// The span of a call.
pub(crate) fn call(call: &Call) -> Span {
    tracing::info_span!(
        "nomenclature.call",
        vendor = call.spec.vendor.name,
        operation = call.spec.id,
        http.request.method = call.spec.method.as_str(),
        url.template = %Template(call),
        server.address = %call.redactor.text(call.request.uri().host().unwrap_or_default()),
        server.port = port(call.request.uri()),
        error.type = Empty,
    )
}

/// The span of one attempt of a call; `resent` counts the attempts before it.
pub(crate) fn attempt(call: &Call, parent: &Span, resent: u32) -> Span {
    let (method, address) = (call.spec.method.as_str(), call.request.uri());
    request_span!("nomenclature.attempt", parent, method, display(Template(call)), call.redactor, address, resent)
}

/// Notes on the span of an attempt why it failed.
#[cold]
pub(crate) fn attempt_failed(span: &Span, error: &Error) {
    note_type(span, error);
    tracing::debug!(parent: span, error = as_dyn(error), "attempt failed");
}

/// Notes on the span of a call why it failed.
#[cold]
pub(crate) fn call_failed(span: &Span, error: &Error) {
    note_type(span, error);
    tracing::debug!(parent: span, error = as_dyn(error), "call failed");
}

/// Says that a call waits for the client's own quota: for about how long, and how many wait, this one included.
pub(crate) fn waits_for_quota(span: &Span, wait: Duration, waiting: u32) {
    tracing::info!(parent: span, ?wait, waiting, "waits for the quota");
}

fn note_type(span: &Span, error: &Error) {
    failed_as(span, error.status(), error.kind(), error.is_rate_limited());
}

/// The path with its parameters in braces.
struct Template<'c>(&'c Call);

impl fmt::Display for Template<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let server = self.0.core.template();
        let authority = server.find("://").map_or(0, |end| end + "://".len());
        let path = server[authority..].find('/').map_or("", |start| &server[authority + start..]);
        write!(f, "{path}{}", self.0.spec.path)
    }
}
