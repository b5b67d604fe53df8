//! What a mock answers.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;

use crate::net::TransportError;

/// One answer of a [`MockTransport`](super::MockTransport): a reply, or a [`TransportError`], at once or after a while.
#[derive(Debug)]
#[must_use = "an answer does nothing until it is given to a mock"]
pub struct MockAnswer {
    pub(super) outcome: Result<Response<Bytes>, TransportError>,
    pub(super) delay: Duration,
}

impl MockAnswer {
    /// HTTP 200 with this value as JSON. Decimals are exact where the value writes them exactly, as the models do;
    /// [`serde_json::Value`] holds them as `f64`.
    ///
    /// # Panics
    /// The value cannot be written as JSON.
    #[track_caller]
    pub fn json(value: impl Serialize) -> Self {
        Self::json_text(serde_json::to_string(&value).expect("the value should be writable as JSON"))
    }

    /// HTTP 200 with this JSON, which is not checked.
    pub fn json_text(text: impl Into<String>) -> Self {
        Self::body("application/json", text.into())
    }

    /// HTTP 200 with a body of this content type.
    ///
    /// # Panics
    /// The content type cannot stand in a header.
    #[track_caller]
    pub fn body(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::from(Response::new(body.into())).header(CONTENT_TYPE.as_str(), content_type)
    }

    /// An empty body with this HTTP status.
    ///
    /// # Panics
    /// The status is not from 100 to 999.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        Self::from(Response::new(Bytes::new())).with_status(status)
    }

    /// The answer with this HTTP status. A transport error stays one.
    ///
    /// # Panics
    /// The status is not from 100 to 999.
    #[track_caller]
    pub fn with_status(mut self, status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status should be from 100 to 999");
        if let Ok(response) = &mut self.outcome {
            *response.status_mut() = status;
        }
        self
    }

    /// The answer with one more header, which replaces those of its name. A transport error stays one.
    ///
    /// # Panics
    /// The name or the value cannot stand in a header.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("the name should be one of a header");
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("the value should be one of a header");
        if let Ok(response) = &mut self.outcome {
            response.headers_mut().insert(name, value);
        }
        self
    }

    /// The answer after this time on the clock of the mock; nobody waits. As long as the timeout of an attempt or longer, the
    /// attempt times out instead. Requests that are under way together are delayed one after another.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl From<Response<Bytes>> for MockAnswer {
    fn from(response: Response<Bytes>) -> Self {
        Self { outcome: Ok(response), delay: Duration::ZERO }
    }
}

impl From<TransportError> for MockAnswer {
    fn from(error: TransportError) -> Self {
        Self { outcome: Err(error), delay: Duration::ZERO }
    }
}
