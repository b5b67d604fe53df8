//! A transport that does not wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use nomenclature::{BoxFuture, DefaultTransport, Limits, RetryPolicy, Transport, TransportError};
use nomenclature_sandbox::Sandbox;

use crate::operations::{Clients, Setup};

/// The default transport, whose waits return at once and are written down; its clock runs ahead by as much.
#[derive(Clone)]
pub struct Hasty {
    inner: DefaultTransport,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Hasty {
    /// A transport that has not waited yet. Clones share their waits.
    #[expect(clippy::new_without_default, reason = "it can fail")]
    pub fn new() -> Self {
        let inner = DefaultTransport::without_proxies(Duration::from_secs(10)).expect("no TLS is needed");
        Self { inner, waits: Arc::default() }
    }

    /// The waits so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Clients of all vendors that try as often as they do by default.
    pub fn clients(&self, sandbox: &Sandbox) -> Clients {
        self.clients_with(sandbox, RetryPolicy::new())
    }

    /// Clients of all vendors with this policy.
    pub fn clients_with(&self, sandbox: &Sandbox, retry: RetryPolicy) -> Clients {
        let mut setup = Setup::of(sandbox);
        setup.retry = retry;
        setup.clients_through(self)
    }
}

impl Transport for Hasty {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        self.inner.send(request, limits)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        self.inner.now() + self.waits().iter().sum::<Duration>()
    }
}
