//! What a mock was asked.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderValue};
use http::{Method, Request, Uri};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::descriptors::{OperationSpec, VendorSpec};
use crate::error::redact::{MASK, Redactor};
use crate::net::Limits;
use crate::net::encode::is_credential;

/// Goes with a request, so that it can be shown without secrets.
#[derive(Clone)]
pub(crate) struct Origin {
    vendor: &'static VendorSpec,
    redactor: Arc<Redactor>,
    purpose: Purpose,
}

#[derive(Clone)]
enum Purpose {
    /// With the length of the real server URL.
    Operation(&'static OperationSpec, usize),
    /// With the path and the body for display.
    Token(&'static str, Bytes),
}

impl Origin {
    /// A request of an operation; `base` is the length of the real server URL.
    pub(crate) fn operation(spec: &'static OperationSpec, base: usize, redactor: &Arc<Redactor>) -> Self {
        Self { vendor: spec.vendor, redactor: Arc::clone(redactor), purpose: Purpose::Operation(spec, base) }
    }

    /// A request for a token, with its path and its form for display.
    pub(crate) fn token(
        vendor: &'static VendorSpec,
        path: &'static str,
        form: String,
        redactor: &Arc<Redactor>,
    ) -> Self {
        Self { vendor, redactor: Arc::clone(redactor), purpose: Purpose::Token(path, form.into()) }
    }

    fn spec(&self) -> Option<&'static OperationSpec> {
        match self.purpose {
            Purpose::Operation(spec, _) => Some(spec),
            Purpose::Token(..) => None,
        }
    }

    /// What of this address stands below what only the user knows, a key even.
    fn path(&self, target: &str) -> Option<String> {
        match self.purpose {
            Purpose::Operation(_, base) => {
                target.get(base..).map(|below| below.split('?').next().unwrap_or("").to_owned())
            }
            Purpose::Token(path, _) => Some(path.to_owned()),
        }
    }

    fn body(&self) -> Option<&Bytes> {
        match &self.purpose {
            Purpose::Operation(..) => None,
            Purpose::Token(_, form) => Some(form),
        }
    }
}

/// A request as a [`MockTransport`](super::MockTransport) got it.
///
/// Nothing shows a credential but the accessors that are named `expose_...`. A body is shown by its accessors only.
#[derive(Clone)]
pub struct MockRequest {
    method: Method,
    uri: Uri,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    exposed_headers: HeaderMap,
    body: Bytes,
    exposed_body: Bytes,
    limits: Limits,
    spec: Option<&'static OperationSpec>,
    vendor: Option<&'static VendorSpec>,
}

impl MockRequest {
    pub(super) fn new(request: &Request<Bytes>, limits: Limits) -> Self {
        let origin = request.extensions().get::<Origin>();
        let clean = |text: &str| origin.map_or_else(|| text.to_owned(), |origin| origin.redactor.text(text).into());
        let path = origin.and_then(|origin| origin.path(&request.uri().to_string()));
        let path = clean(path.as_deref().unwrap_or(request.uri().path()));
        let exposed_headers = request.headers().clone();
        let mut headers = exposed_headers.clone();
        for (name, value) in &mut headers {
            let secret = value.is_sensitive()
                || is_credential(name.as_str())
                || origin.is_some_and(|origin| origin.redactor.finds(&String::from_utf8_lossy(value.as_bytes())));
            if secret {
                *value = HeaderValue::from_static(MASK);
            }
        }
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            path,
            query: request.uri().query().map(clean),
            headers,
            exposed_headers,
            body: origin.and_then(Origin::body).unwrap_or(request.body()).clone(),
            exposed_body: request.body().clone(),
            limits,
            spec: origin.and_then(Origin::spec),
            vendor: origin.map(|origin| origin.vendor),
        }
    }

    /// The id of the operation, such as `doc_set_price_get`; `None` for a request that no operation made, such as one
    /// for a token.
    pub fn operation(&self) -> Option<&'static str> {
        self.spec.map(|spec| spec.id)
    }

    /// The vendor, by its module: `regos`.
    pub fn vendor(&self) -> Option<&'static str> {
        self.vendor.map(|vendor| vendor.name)
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path below the server URL, as it was sent: `/DocSetPrice/Get`. Of a request for a token the documented one, whatever
    /// the client was told.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query, as it was sent, without the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The names and values of the query, decoded, in order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pairs = self.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (decoded(n), decoded(v))).collect()
    }

    /// The headers; values that carry credentials are `[redacted]`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header, if it is text; one that carries credentials is `[redacted]`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    }

    /// The body, byte for byte; in that of a request for a token `client_secret` is `[redacted]`.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// It is not JSON, or not of this form.
    pub fn json<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(&self.body)
    }

    /// The time that this attempt had.
    pub fn timeout(&self) -> Duration {
        self.limits.timeout
    }

    /// The whole URL, credentials included.
    pub fn expose_url(&self) -> &Uri {
        &self.uri
    }

    /// The body, byte for byte, credentials included.
    pub fn expose_body(&self) -> &Bytes {
        &self.exposed_body
    }

    /// The headers with their credentials.
    pub fn expose_headers(&self) -> &HeaderMap {
        &self.exposed_headers
    }
}

impl fmt::Debug for MockRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
