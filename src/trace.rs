//! Spans for calls and their attempts, with the names that OpenTelemetry gives to HTTP, and an event for each failure.
//!
//! Nothing that is secret may come here: no URL but its template, no header, no body. The events carry whole errors, which are
//! free of secrets.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{StatusCode, Uri};
use tracing::Span;
use tracing::field::{Empty, display};

use crate::client::{Call, Core};
use crate::error::{Error, ErrorKind};
use crate::oauth::TokenServer;

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

/// The span of one request, which is sent for the `resent`-th time after the first.
macro_rules! request_span {
    ($name:literal, $parent:expr, $method:expr, $template:expr, $redactor:expr, $address:expr, $resent:expr) => {{
        let span = tracing::info_span!(
            parent: $parent,
            $name,
            otel.kind = "client",
            http.request.method = $method,
            url.template = $template,
            server.address = %$redactor.text($address.host().unwrap_or_default()),
            server.port = port($address),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
        );
        if $resent > 0 {
            span.record("http.request.resend_count", $resent);
        }
        span
    }};
}

/// The span of one attempt of a call; `resent` counts the attempts before it.
pub(crate) fn attempt(call: &Call, parent: &Span, resent: u32) -> Span {
    let (method, address) = (call.spec.method.as_str(), call.request.uri());
    request_span!("nomenclature.attempt", parent, method, display(Template(call)), call.redactor, address, resent)
}

/// The span of a request to the token server; `resent` counts those before it.
pub(crate) fn token(core: &Core, server: &TokenServer, parent: &Span, resent: u32) -> Span {
    let address = server.address();
    request_span!("nomenclature.token", parent, "POST", server.template, core.redactor(), address, resent)
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

/// An error that comes outside of calls: a client that cannot be built, a request that cannot be written, an endless listing.
#[cold]
pub(crate) fn noted(error: Error) -> Error {
    tracing::debug!(error = as_dyn(&error), "failed");
    error
}

fn as_dyn(error: &Error) -> &(dyn StdError + 'static) {
    error
}

fn note_type(span: &Span, error: &Error) {
    failed_as(span, error.status(), error.kind(), error.is_rate_limited());
}

/// Notes what went wrong, in few words that are always the same, where there is no error yet.
pub(crate) fn failed_as(span: &Span, status: Option<StatusCode>, kind: ErrorKind, rate_limited: bool) {
    match status.filter(|status| !status.is_success()) {
        Some(status) => span.record("error.type", display(status.as_u16())),
        None => span.record(
            "error.type",
            match kind {
                _ if rate_limited => "rate_limited",
                ErrorKind::Transport => "transport",
                ErrorKind::Timeout => "timeout",
                ErrorKind::Status => "status",
                ErrorKind::Vendor => "vendor",
                ErrorKind::Decode => "decode",
                ErrorKind::Paging => "paging",
                ErrorKind::InvalidRequest => "invalid_request",
                ErrorKind::Configuration => "configuration",
            },
        ),
    };
}

fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 })
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
