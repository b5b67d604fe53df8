//! What all operations of one client share, and what one call adds.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::clock::Whole;
use crate::encode::{header_value, is_credential};
use crate::limit::{Limiter, Limiters};
use crate::oauth::TokenServer;
use crate::redact::Redactor;
use crate::retry::RetryPolicy;
use crate::spec::{OperationSpec, VendorSpec};
use crate::transport::{Limits, Transport};

/// The shared part of a client; clones share connections.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) vendor: &'static VendorSpec,
    /// The server URL with variables in braces, for display.
    pub(crate) template: String,
    /// The real server URL, without a slash at its end.
    pub(crate) base: SecretString,
    /// Sent with every request.
    pub(crate) headers: HeaderMap,
    /// Sent with the requests of operations that take them.
    pub(crate) credentials: Vec<Credential>,
    /// Sent with the requests of operations that declare them.
    pub(crate) declared: Vec<(&'static str, HeaderName, HeaderValue)>,
    pub(crate) members: Vec<(&'static str, String)>,
    /// Where tokens come from, if the client fetches them.
    pub(crate) token_server: Option<TokenServer>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) limiters: Limiters,
    pub(crate) redactor: Arc<Redactor>,
    pub(crate) transport: Arc<dyn Transport>,
}

/// A credential, ready to be sent.
pub(crate) struct Credential {
    /// The builder method that set it.
    pub(crate) setter: &'static str,
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
}

impl Core {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// The value of a member that is set once on the client; empty if an optional one is not set.
    pub fn member(&self, name: &str) -> String {
        self.0.members.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The vendor.
    pub fn vendor(&self) -> &'static VendorSpec {
        self.0.vendor
    }

    pub(crate) fn template(&self) -> &str {
        &self.0.template
    }

    pub(crate) fn base(&self) -> &str {
        self.0.base.expose_secret()
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn token_server(&self) -> Option<&TokenServer> {
        self.0.token_server.as_ref()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.0.retry
    }

    pub(crate) fn redactor(&self) -> &Arc<Redactor> {
        &self.0.redactor
    }

    pub(crate) fn limiter(&self, spec: &OperationSpec) -> Option<Arc<Limiter>> {
        self.0.limiters.limiter(spec.rate_limit.as_ref())
    }

    /// The headers of an operation that takes these credentials, by the names of their setters; `None` for all. There is room for
    /// so many more.
    pub(crate) fn headers_for(&self, spec: &OperationSpec, taken: Option<&[&str]>, more: usize) -> HeaderMap {
        let (always, credentials, declared) = (&self.0.headers, &self.0.credentials, &self.0.declared);
        let mut headers = HeaderMap::with_capacity(always.len() + credentials.len() + declared.len() + more);
        headers.extend(always.iter().map(|(name, value)| (name.clone(), value.clone())));
        for credential in credentials {
            if taken.is_none_or(|taken| taken.contains(&credential.setter)) {
                headers.insert(credential.name.clone(), credential.value.clone());
            }
        }
        for (wire, name, value) in declared {
            if spec.client_headers.iter().any(|asked| asked.eq_ignore_ascii_case(wire)) {
                headers.insert(name.clone(), value.clone());
            }
        }
        headers
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("vendor", &self.0.vendor.name)
            .field("server", &self.0.template)
            .finish_non_exhaustive()
    }
}

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
/// use std::time::Duration;
/// use nomenclature::CallOptions;
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).header("x-request-id", "0f8e");
/// # drop(options);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
    whole_deadline: Option<Duration>,
    until: Option<Instant>,
    headers: Vec<Result<(HeaderName, HeaderValue), String>>,
    secrets: Vec<SecretString>,
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
    /// begun, whatever the caller does between two of them. It is one of [`Transport::now`]'s clock, by default the usual.
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

    /// The deadline of all calls together.
    pub(crate) fn whole(&self) -> Whole {
        Whole::new(self.whole_deadline)
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

/// Whose deadline ends a call.
#[derive(Clone, Copy)]
pub(crate) enum Ends {
    Own,
    /// That of all calls together.
    Whole(Duration),
    /// A point in time, before which so much was left.
    Until(Duration),
}

/// One request, ready to be sent as often as needed.
pub(crate) struct Call {
    pub(crate) core: Core,
    pub(crate) spec: &'static OperationSpec,
    pub(crate) request: Request<Bytes>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) ends: Ends,
    pub(crate) redactor: Arc<Redactor>,
    /// Whether it goes with a token, if the client fetches tokens.
    pub(crate) takes_token: bool,
}

impl Call {
    pub(crate) fn new(context: &Context, spec: &'static OperationSpec, request: Request<Bytes>) -> Self {
        let (core, options) = (&context.core, &context.options);
        let mut limits = core.0.limits;
        limits.timeout = options.timeout.unwrap_or(limits.timeout);
        let mut retry = options.retry.unwrap_or(core.0.retry);
        if let Some(deadline) = options.deadline {
            retry = retry.deadline(deadline);
        }
        let mut ends = Ends::Own;
        let left = options.until.map(|end| end.saturating_duration_since(core.transport().now()));
        for other in [options.whole_deadline.map(Ends::Whole), left.map(Ends::Until)].into_iter().flatten() {
            let (Ends::Whole(time) | Ends::Until(time)) = other else { continue };
            if time < retry.total() {
                (retry, ends) = (retry.deadline(time), other);
            }
        }
        let mut redactor = core.0.redactor.clone();
        for secret in &options.secrets {
            Arc::make_mut(&mut redactor).add_for_call(secret.expose_secret().trim());
        }
        #[cfg(feature = "mock")]
        let request = {
            let mut request = request;
            let origin = crate::mock::Origin::operation(spec, core.base().len(), &redactor);
            request.extensions_mut().insert(origin);
            request
        };
        Self { core: core.clone(), spec, request, limits, retry, ends, redactor, takes_token: true }
    }
}
