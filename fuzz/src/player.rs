//! A transport that answers with the bytes of the fuzzer, and the executor for it. Nothing waits for anything.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use nomenclature_runtime::{BoxFuture, Limits, Transport, TransportError};

/// Gives one body after another, the last one again and again.
#[derive(Clone)]
pub struct Player(Arc<Inner>);

struct Inner {
    status: StatusCode,
    headers: HeaderMap,
    bodies: Vec<Bytes>,
    start: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    requests: usize,
    slept: Duration,
}

impl Player {
    pub fn new(status: StatusCode, headers: HeaderMap, bodies: Vec<Bytes>) -> Self {
        Self(Arc::new(Inner { status, headers, bodies, start: Instant::now(), state: Mutex::default() }))
    }

    /// Begins with the first body again.
    pub fn rewind(&self) {
        self.state(|state| state.requests = 0);
    }

    /// The requests since the beginning.
    pub fn requests(&self) -> usize {
        self.state(|state| state.requests)
    }

    /// The body for the request of this index.
    pub fn body(&self, request: usize) -> Bytes {
        self.0.bodies.get(request).or(self.0.bodies.last()).cloned().unwrap_or_default()
    }

    fn state<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for Player {
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let index = self.state(|state| {
            state.requests += 1;
            state.requests - 1
        });
        let mut response = Response::new(self.body(index));
        *response.status_mut() = self.0.status;
        *response.headers_mut() = self.0.headers.clone();
        Box::pin(std::future::ready(Ok(response)))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.state(|state| state.slept = state.slept.saturating_add(duration));
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        let slept = self.state(|state| state.slept);
        self.0.start.checked_add(slept).unwrap_or(self.0.start)
    }
}

/// Polls until the future is ready. Nothing of the player waits, so that a future which does not come to an end is a finding.
pub fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
    panic!("the call does not come to an end");
}
