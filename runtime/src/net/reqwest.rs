//! The default transport.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{Request, Response, Uri};
use hyper_util::client::proxy::matcher::Matcher;

use super::last_url::LastUrl;
use super::timer::ThreadTimer;
use super::{BoxFuture, Limits, Transport, TransportError, surroundings};
use crate::error::BoxError;
use crate::net::clock::timer_now;

/// The transport that clients have by default. Name it to wrap it into one of your own.
///
/// It runs on tokio, in a runtime with `enable_all` (or `enable_io` and `enable_time`); elsewhere each request fails unsent.
/// Clones share connections. Blocking calls (feature `blocking`) have connections of their own: a connection lives in the
/// runtime that opened it, and stands still where that does not run. A request in another runtime that takes it up from the
/// pool then times out, a write as one that may have been processed: use a client within one runtime, or one client a runtime.
#[derive(Clone, Debug)]
pub struct DefaultTransport {
    client: reqwest::Client,
    #[cfg(feature = "blocking")]
    blocking: blocking::Connections,
    last_url: Arc<LastUrl>,
    /// Those of the environment, as `reqwest` reads them, which does not tell which one it took.
    proxies: Option<Arc<Matcher>>,
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
        Ok(Self {
            client: connections(connect_timeout, local)?,
            #[cfg(feature = "blocking")]
            blocking: blocking::Connections::new(connect_timeout, local),
            last_url: Arc::default(),
            proxies: if local { None } else { proxies() },
        })
    }

    /// Host and port of the proxy that a request to this address goes through.
    fn proxy(&self, address: &Uri) -> Option<Box<str>> {
        let proxy = self.proxies.as_ref()?.intercept(address)?;
        let port = proxy.uri().port().map(|port| format!(":{port}")).unwrap_or_default();
        proxy.uri().host().map(|host| format!("{host}{port}").into())
    }

    /// The connections for what runs here.
    #[cfg(feature = "blocking")]
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        if super::io_thread::is_current() { self.blocking.get() } else { Ok(self.client.clone()) }
    }

    #[cfg(not(feature = "blocking"))]
    #[expect(clippy::unnecessary_wraps, reason = "those of blocking calls may fail")]
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        Ok(self.client.clone())
    }

    /// The request as `reqwest` takes it.
    fn request(&self, request: Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.last_url.parse(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.version_mut() = parts.version;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }
}

/// The proxies of the environment, if it names any.
fn proxies() -> Option<Arc<Matcher>> {
    let matcher = Matcher::from_system();
    let any = ["http://any.example", "https://any.example"];
    let is_set = any.iter().any(|address| matcher.intercept(&Uri::from_static(address)).is_some());
    is_set.then(|| Arc::new(matcher))
}

fn connections(connect_timeout: Duration, local: bool) -> Result<reqwest::Client, BoxError> {
    // reqwest would panic.
    #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err("install a `rustls` crypto provider before the first client is built, \
                    as `rustls::crypto::ring::default_provider().install_default()` does, or use the feature `rustls`"
            .into());
    }
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never());
    if local {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

#[cfg(feature = "blocking")]
mod blocking {
    use std::sync::{Arc, OnceLock};
    use std::time::Duration;

    use crate::net::TransportError;

    /// The connections of blocking calls, set up by the first.
    #[derive(Clone, Debug)]
    pub(super) struct Connections {
        connect_timeout: Duration,
        local: bool,
        client: Arc<OnceLock<reqwest::Client>>,
    }

    impl Connections {
        pub(super) fn new(connect_timeout: Duration, local: bool) -> Self {
            Self { connect_timeout, local, client: Arc::default() }
        }

        pub(super) fn get(&self) -> Result<reqwest::Client, TransportError> {
            if let Some(client) = self.client.get() {
                return Ok(client.clone());
            }
            let client = super::connections(self.connect_timeout, self.local).map_err(TransportError::not_sent)?;
            Ok(self.client.get_or_init(|| client).clone())
        }
    }
}

impl Transport for DefaultTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        // Outside of the future, which then has no room for the request. Nothing is sent before it is polled.
        let proxy = self.proxy(request.uri());
        let reply = self.client().and_then(|client| Ok(client.execute(self.request(request)?)));
        Box::pin(async move {
            surroundings::check()?;
            let exchange = pin!(exchange(reply?, limits.max_response_bytes));
            // That of `reqwest` takes four allocations a call.
            let reply = limits.bound_pinned(tokio::time::sleep, exchange).await;
            match proxy {
                Some(proxy) => reply.map_err(|error| error.through_proxy(proxy)),
                None => reply,
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            if surroundings::check().is_ok() {
                tokio::time::sleep(duration).await;
            } else {
                ThreadTimer::new(duration).await;
            }
        })
    }

    fn now(&self) -> Instant {
        timer_now()
    }
}

/// The most bytes that are set aside for a body on the mere word of its header.
const ROOM: u64 = 1 << 20;

async fn exchange(
    reply: impl Future<Output = reqwest::Result<reqwest::Response>>,
    allowed: u64,
) -> Result<Response<Bytes>, TransportError> {
    let mut reply = reply.await.map_err(failure)?;
    let length = reply.content_length().unwrap_or(0);
    if length > allowed {
        return Err(TransportError::too_large());
    }
    // A short body comes in one piece, which is given on as it is. Whoever keeps it makes a copy: it holds its connection's buffer.
    let mut first = Bytes::new();
    let mut body = BytesMut::new();
    while let Some(chunk) = reply.chunk().await.map_err(failure)? {
        if (first.len() + body.len() + chunk.len()) as u64 > allowed {
            return Err(TransportError::too_large());
        }
        if first.is_empty() && body.is_empty() && chunk.len() as u64 == length {
            first = chunk;
            continue;
        }
        if body.capacity() == 0 {
            body.reserve(usize::try_from(length.min(ROOM)).unwrap_or(0));
        }
        body.extend_from_slice(&first);
        body.extend_from_slice(&chunk);
        first = Bytes::new();
    }
    let mut response = Response::new(if body.is_empty() { first } else { body.freeze() });
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
