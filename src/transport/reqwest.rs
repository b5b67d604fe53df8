//! The default transport.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};

use super::{BoxFuture, Limits, Transport, TransportError};
use crate::error::BoxError;

/// The transport that clients have by default. Name it to wrap it into one of your own.
///
/// It runs on tokio. Clones share connections.
#[derive(Clone, Debug)]
pub struct DefaultTransport {
    client: reqwest::Client,
}

impl DefaultTransport {
    /// Goes through the proxies that the environment names. The time is for each connection.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(connect_timeout: Duration) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Self::to(connect_timeout, false)
    }

    /// Goes through no proxy, as to an address of this machine.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn without_proxies(connect_timeout: Duration) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Self::to(connect_timeout, true)
    }

    /// `local` bypasses the proxies of the environment, which cannot reach a loopback address of this machine.
    pub(crate) fn to(connect_timeout: Duration, local: bool) -> Result<Self, BoxError> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        if local {
            builder = builder.no_proxy();
        }
        Ok(Self { client: builder.build()? })
    }
}

impl Transport for DefaultTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let client = self.client.clone();
        Box::pin(exchange(client, request, limits))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

async fn exchange(
    client: reqwest::Client,
    request: Request<Bytes>,
    limits: Limits,
) -> Result<Response<Bytes>, TransportError> {
    let mut request = reqwest::Request::try_from(request).map_err(failure)?;
    *request.timeout_mut() = Some(limits.timeout);
    let mut reply = client.execute(request).await.map_err(failure)?;
    let allowed = limits.max_response_bytes;
    if reply.content_length().is_some_and(|length| length > allowed) {
        return Err(TransportError::too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = reply.chunk().await.map_err(failure)? {
        if (body.len() + chunk.len()) as u64 > allowed {
            return Err(TransportError::too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(body.freeze());
    *response.status_mut() = reply.status();
    *response.version_mut() = reply.version();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    Ok(response)
}

fn failure(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let sent = !(error.is_connect() || error.is_builder());
    match (error.is_timeout(), sent) {
        (true, true) => TransportError::timeout(),
        (true, false) => TransportError::connect_timeout(),
        (false, true) => TransportError::maybe_sent(error),
        (false, false) => TransportError::not_sent(error),
    }
}
