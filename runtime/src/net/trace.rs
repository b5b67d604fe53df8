//! Spans of requests, with the names that OpenTelemetry gives to HTTP, and events of errors.
//!
//! Nothing that is secret may come here: no URL but its template, no header, no body. The events carry whole errors, which are
//! free of secrets.

use std::error::Error as StdError;

use http::{StatusCode, Uri};
use tracing::Span;
use tracing::field::display;

use crate::error::{Error, ErrorKind};

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
            server.port = $crate::net::trace::port($address),
            http.request.resend_count = tracing::field::Empty,
            http.response.status_code = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        if $resent > 0 {
            span.record("http.request.resend_count", $resent);
        }
        span
    }};
}
pub(crate) use request_span;

/// An error that comes outside of calls: a client that cannot be built, a request that cannot be written, an endless listing.
#[cold]
pub(crate) fn noted(error: Error) -> Error {
    tracing::debug!(error = as_dyn(&error), "failed");
    error
}

pub(crate) fn as_dyn(error: &Error) -> &(dyn StdError + 'static) {
    error
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

/// The port that an address leads to.
pub(crate) fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 })
}
