//! What all operations of one client share.

use std::fmt;
use std::sync::Arc;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::channel::Channel;
use super::quota::{Limiter, Limiters};
use super::retry::RetryPolicy;
use super::token::TokenServer;
use crate::descriptors::{OperationSpec, VendorSpec};
use crate::error::redact::Redactor;
use crate::net::{Limits, Transport};

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
    pub(crate) token_server: Option<Arc<TokenServer>>,
    pub(crate) limiters: Limiters,
    pub(crate) channel: Channel,
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

    pub(crate) fn channel(&self) -> &Channel {
        &self.0.channel
    }

    pub(crate) fn transport(&self) -> &Arc<dyn Transport> {
        &self.0.channel.transport
    }

    pub(crate) fn token_server(&self) -> Option<&Arc<TokenServer>> {
        self.0.token_server.as_ref()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.channel.limits
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.0.channel.retry
    }

    pub(crate) fn redactor(&self) -> &Arc<Redactor> {
        &self.0.channel.redactor
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
