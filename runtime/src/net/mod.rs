//! Carries requests to a server and replies back.

mod bound;
pub(crate) mod clock;
pub(crate) mod encode;
pub(crate) mod failure;
#[cfg(all(feature = "blocking", feature = "reqwest"))]
pub(crate) mod io_thread;
#[cfg(feature = "reqwest")]
mod last_url;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
pub(crate) mod retry_after;
pub(crate) mod runtime;
#[cfg(feature = "reqwest")]
mod surroundings;
mod timer;
pub(crate) mod trace;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};

use self::timer::ThreadTimer;
use crate::error::BoxError;

/// A future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries one request to a server and its reply back.
///
/// The client has one by default (feature `reqwest`); give it another to use a different HTTP library, or in tests. An
/// implementation must send the request once and as it is, must not follow redirects, and must keep the [`Limits`]: nothing
/// else ends an attempt, so one that waits past [`Limits::timeout`] holds the call up past its deadline too. [`Limits::bound`] keeps the time
/// for one that cannot. The size of a reply
/// alone is checked again when it is there. The URL may hold a credential, so it must not be logged.
///
/// # Example
///
/// One that counts what it sends, around another.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use nomenclature::{BoxFuture, Limits, Transport, TransportError};
///
/// struct Counted<T> {
///     inner: T,
///     sent: AtomicUsize,
/// }
///
/// impl<T: Transport> Transport for Counted<T> {
///     fn send(
///         &self,
///         request: Request<Bytes>,
///         limits: Limits,
///     ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
///         self.sent.fetch_add(1, Ordering::Relaxed);
///         self.inner.send(request, limits)
///     }
///
///     fn sleep(&self, duration: std::time::Duration) -> BoxFuture<'static, ()> {
///         self.inner.sleep(duration)
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends the request. The future owns all it needs; dropping it abandons the request.
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

    /// Waits, between attempts and for the quota. The default works in any executor and takes a thread for each wait.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(ThreadTimer::new(duration))
    }

    /// The time by which calls and quotas are measured. A transport for tests whose [`sleep`](Self::sleep) returns at once
    /// must let this run ahead by the same time. It is also asked where the waker of a call is woken, so nobody may wake one while
    /// holding a lock that this takes.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}

/// The bounds of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From the first byte of the request to the last of the reply. The time left of the call's deadline, where that is less than
    /// the timeout of an attempt. Time in which nobody polls does not count if the exchange could have gone on; a timer that goes on
    /// all the same ends exchanges that nobody but a slow caller held up.
    pub timeout: Duration,
    /// The most bytes in the body of the reply, after decompression.
    pub max_response_bytes: u64,
}

impl Default for Limits {
    /// 60 seconds; 64 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(60), max_response_bytes: 64 << 20 }
    }
}

impl Limits {
    /// Checks the size of a reply once more: a transport may not have.
    pub(crate) fn admit(self, response: Response<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if response.body().len() as u64 > self.max_response_bytes {
            Err(TransportError::too_large())
        } else {
            Ok(response)
        }
    }
}

/// Why a transport brought no reply.
#[derive(Debug)]
pub struct TransportError {
    sent: bool,
    problem: Problem,
    /// The proxy that the request was to go through.
    proxy: Option<Box<str>>,
}

#[derive(Debug)]
enum Problem {
    Failed(BoxError),
    Unable(BoxError),
    TimedOut,
    TooLarge,
}

impl TransportError {
    fn new(sent: bool, problem: Problem) -> Self {
        Self { sent, problem, proxy: None }
    }

    /// Names the proxy that the request was to go through: its host and port, and nothing of its credentials.
    #[must_use]
    pub fn through_proxy(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(proxy.into().into());
        self
    }

    /// What to say of the proxy behind an address, if there is one.
    pub(crate) fn shown_proxy(&self) -> String {
        self.proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default()
    }

    /// The request certainly did not reach the server, as when the connection is refused.
    pub fn not_sent(cause: impl Into<BoxError>) -> Self {
        Self::new(false, Problem::Failed(cause.into()))
    }

    /// Nothing can be sent from here, as where the runtime that it takes does not run: the request did not reach the server, and
    /// is not tried again.
    pub fn unable(cause: impl Into<BoxError>) -> Self {
        Self::new(false, Problem::Unable(cause.into()))
    }

    /// The request, or a part of it, may have reached the server.
    pub fn maybe_sent(cause: impl Into<BoxError>) -> Self {
        Self::new(true, Problem::Failed(cause.into()))
    }

    /// The time ran out before there was a connection.
    pub fn connect_timeout() -> Self {
        Self::new(false, Problem::TimedOut)
    }

    /// The time ran out after the request, or a part of it, may have reached the server.
    pub fn timeout() -> Self {
        Self::new(true, Problem::TimedOut)
    }

    /// The body of the reply is larger than allowed.
    pub fn too_large() -> Self {
        Self::new(true, Problem::TooLarge)
    }

    /// Whether the request may have reached the server.
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }

    /// Whether the time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.problem, Problem::TimedOut)
    }

    /// Whether the reply was too large.
    pub fn is_too_large(&self) -> bool {
        matches!(self.problem, Problem::TooLarge)
    }

    /// Whether it was of no use to try, and is of none to try again.
    pub(crate) fn is_unable(&self) -> bool {
        matches!(self.problem, Problem::Unable(_))
    }

    /// What the HTTP library said.
    fn into_cause(self) -> Option<BoxError> {
        match self.problem {
            Problem::Failed(cause) | Problem::Unable(cause) => Some(cause),
            Problem::TimedOut | Problem::TooLarge => None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Failed(cause) | Problem::Unable(cause) => fmt::Display::fmt(cause, f),
            Problem::TimedOut if self.sent => f.write_str("no reply in time"),
            Problem::TimedOut => f.write_str("no connection in time"),
            Problem::TooLarge => f.write_str("the reply is larger than allowed"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.problem {
            Problem::Failed(cause) | Problem::Unable(cause) => cause.source(),
            Problem::TimedOut | Problem::TooLarge => None,
        }
    }
}
