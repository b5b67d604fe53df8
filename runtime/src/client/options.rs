//! What one call is told besides its parameters.

use std::time::{Duration, Instant};

use http::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::core::Core;
use super::retry::RetryPolicy;
use crate::net::encode::{header_value, is_credential};

/// What an operation needs besides its parameters.
#[derive(Clone, Debug)]
pub struct Context {
    core: Core,
    options: CallOptions,
}

impl Context {
    /// The context of a call with default options.
    pub fn new(core: Core) -> Self {
        Self { core, options: CallOptions::default() }
    }

    /// The shared part of the client.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The options of this call.
    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Replaces the options of this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }
}

/// Options of one call.
///
/// ```
/// use std::time::{Duration, Instant};
/// use nomenclature::CallOptions;
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("x-request-id", "0f8e");
/// # drop(options);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) whole_deadline: Option<Duration>,
    pub(crate) until: Option<Instant>,
    headers: Vec<Result<(HeaderName, HeaderValue), String>>,
    pub(crate) secrets: Vec<SecretString>,
}

impl CallOptions {
    /// The client's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time for each attempt, from the first byte sent to the last received.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often this call is tried, in place of what the client was told.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The most time for this call, its waits and attempts together. Each request of a batch and each page of a listing is a call
    /// of its own; see [`whole_deadline`](Self::whole_deadline).
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The most time for all requests of a batch, or all pages of a listing, together; there is no such limit by default. What is
    /// counted is the time in which the caller waits for them, not what it does between two of them. The request that it ends
    /// fails as one whose own deadline is over. For a single call it is a deadline like any other.
    #[must_use]
    pub fn whole_deadline(mut self, deadline: Duration) -> Self {
        self.whole_deadline = Some(deadline);
        self
    }

    /// As [`whole_deadline`](Self::whole_deadline), as a point in time: by it a request has no more time than is left when it is
    /// begun, whatever the caller does between two of them. It is one of [`Transport::now`](crate::Transport::now)'s clock, by
    /// default the usual.
    #[must_use]
    pub fn whole_until(mut self, end: Instant) -> Self {
        self.until = Some(end);
        self
    }

    /// Sends a header with this call, in place of any of the same name. An unsendable one fails the call. The value of one that
    /// carries credentials by its name, such as `authorization`, is never shown.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if is_credential(name) {
            return self.secret_header(name, value.as_ref());
        }
        self.headers.push(checked_header(name, value.as_ref()));
        self
    }

    /// As [`header`](Self::header), with a value that is never shown. One of 1 to 3 bytes is, wherever a text of the server has it:
    /// it stands in every other text, and to hide it there would garble the text and hide nothing.
    #[must_use]
    pub fn secret_header(mut self, name: &str, value: impl Into<SecretString>) -> Self {
        let value = value.into();
        let mut header = checked_header(name, value.expose_secret());
        if let Ok((_, header)) = &mut header {
            header.set_sensitive(true);
        }
        self.headers.push(header);
        self.secrets.push(value);
        self
    }

    pub(crate) fn headers(&self) -> impl ExactSizeIterator<Item = &Result<(HeaderName, HeaderValue), String>> {
        self.headers.iter()
    }
}

fn checked_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let value = header_value(value.trim()).map_err(|problem| format!("the header {name} {problem}"));
    Ok((custom_header_name(name)?, value?))
}

/// The name of a header that users may set; those that frame the message are not theirs.
pub(crate) fn custom_header_name(name: &str) -> Result<HeaderName, String> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is no name of a header"))?;
    let framing = ["connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"];
    if framing.contains(&parsed.as_str()) {
        Err(format!("the header {parsed} is set by the transport"))
    } else {
        Ok(parsed)
    }
}
