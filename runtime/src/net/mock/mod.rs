//! A transport for tests: no network, no server, no waiting (feature `mock`).
//!
//! A [`MockTransport`] gives the answers that a test has scripted, in order, and records what was asked. Waits between
//! attempts and for quotas return at once, while the clock of the client runs ahead by as much, so that retries and deadlines
//! are tested in no time:
//!
//! ```
//! use std::time::Duration;
//! use nomenclature::mock::{MockAnswer, MockTransport};
//! use nomenclature::{TransportError, regos};
//!
//! let mock = MockTransport::new();
//! mock.answer(MockAnswer::status(503).header("retry-after", "7"))
//!     .answer(TransportError::timeout())
//!     .answer(MockAnswer::json_text(r#"{"ok": true, "result": [{"id": 1, "code": "A-1"}], "total": 1}"#));
//! let client = regos::Client::builder().integration_key("key of a test").transport(mock.clone()).build()?;
//!
//! # fn block_on<T>(future: impl Future<Output = T>) -> T {
//! #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
//! #     match std::pin::pin!(future).poll(&mut cx) {
//! #         std::task::Poll::Ready(value) => value,
//! #         std::task::Poll::Pending => panic!("the mock does not wait"),
//! #     }
//! # }
//! // Any executor does, as `#[tokio::test]` brings one.
//! let page = block_on(client.doc_set_price().get().limit(50).send())?;
//! assert_eq!(page.result.len(), 1);
//!
//! let requests = mock.requests();
//! assert_eq!((requests.len(), requests[2].path()), (3, "/DocSetPrice/Get"));
//! assert_eq!(requests[2].json::<serde_json::Value>()?, serde_json::json!({"limit": 50}));
//! assert_eq!(mock.waits()[0], Duration::from_secs(7));
//! mock.assert_finished();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where the answer depends on the request, [`MockTransport::respond_with`] takes a closure. A request for which there is
//! neither fails as if it had not been sent, with an error that says so.

mod answer;
mod request;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};

pub use self::answer::MockAnswer;
pub use self::request::MockRequest;
pub(crate) use self::request::Origin;
use crate::net::{BoxFuture, Limits, Transport, TransportError};

type Responder = Arc<dyn Fn(&MockRequest) -> MockAnswer + Send + Sync>;

/// A [`Transport`] that plays scripted answers and records requests. Clones share everything.
///
/// Give a clone to the client and keep one to look at.
#[derive(Clone)]
pub struct MockTransport {
    start: Instant,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<MockAnswer>,
    responder: Option<Responder>,
    requests: Vec<MockRequest>,
    unanswered: Vec<String>,
    waits: Vec<Duration>,
    /// How far the clock has run ahead.
    ahead: Duration,
}

impl MockTransport {
    /// A transport without an answer.
    #[expect(clippy::new_without_default, reason = "a mock without a script is of no use")]
    pub fn new() -> Self {
        Self { start: Instant::now(), state: Arc::default() }
    }

    /// A transport that answers as the closure says.
    ///
    /// ```
    /// use nomenclature::mock::{MockAnswer, MockTransport};
    /// let mock = MockTransport::respond_with(|request| match request.path() {
    ///     "/DocSetPrice/Get" => MockAnswer::json_text(r#"{"ok": true, "result": []}"#),
    ///     _ => MockAnswer::status(404),
    /// });
    /// # drop(mock);
    /// ```
    pub fn respond_with(respond: impl Fn(&MockRequest) -> MockAnswer + Send + Sync + 'static) -> Self {
        let mock = Self::new();
        mock.lock(|state| state.responder = Some(Arc::new(respond)));
        mock
    }

    /// Adds an answer. Each is played once, in order; the closure of [`respond_with`](Self::respond_with) comes after them.
    ///
    /// A listing that reads ahead asks for several pages before it gives the first: where the order of the requests is not
    /// the test's subject, use `.window(1)` or a closure.
    pub fn answer(&self, answer: impl Into<MockAnswer>) -> &Self {
        let answer = answer.into();
        self.lock(|state| state.answers.push_back(answer));
        self
    }

    /// The requests so far, each attempt one, those included for which no answer was scripted.
    pub fn requests(&self) -> Vec<MockRequest> {
        self.lock(|state| state.requests.clone())
    }

    /// The latest request.
    pub fn last_request(&self) -> Option<MockRequest> {
        self.lock(|state| state.requests.last().cloned())
    }

    /// What the client waited so far, between attempts and for quotas.
    pub fn waits(&self) -> Vec<Duration> {
        self.lock(|state| state.waits.clone())
    }

    /// How many answers were not played yet.
    pub fn remaining(&self) -> usize {
        self.lock(|state| state.answers.len())
    }

    /// Checks that every answer was played and every request had one.
    ///
    /// # Panics
    /// Otherwise.
    #[track_caller]
    pub fn assert_finished(&self) {
        let (remaining, asked, unanswered) =
            self.lock(|state| (state.answers.len(), state.requests.len(), state.unanswered.clone()));
        assert!(unanswered.is_empty(), "no answer was scripted for {}", unanswered.join(", "));
        assert!(remaining == 0, "{remaining} scripted answers were not played, after {asked} requests");
    }

    fn lock<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The answer for a request: a scripted one, or what the closure says.
    fn next(&self, request: MockRequest) -> Result<MockAnswer, TransportError> {
        let (answer, responder) = self.lock(|state| {
            state.requests.push(request.clone());
            (state.answers.pop_front(), state.responder.clone())
        });
        // Not while the lock is held: the closure may look at the mock.
        answer.or_else(|| responder.map(|respond| respond(&request))).ok_or_else(|| {
            let what = format!("{} {}", request.method(), request.path());
            let problem = format!("no answer is scripted for {what}");
            self.lock(|state| state.unanswered.push(what));
            TransportError::not_sent(problem)
        })
    }

    fn exchange(&self, request: &Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, TransportError> {
        let answer = self.next(MockRequest::new(request, limits))?;
        let late = answer.delay >= limits.timeout && !answer.delay.is_zero();
        let taken = answer.delay.min(limits.timeout);
        self.lock(|state| state.ahead = state.ahead.saturating_add(taken));
        if late { Err(TransportError::timeout()) } else { answer.outcome }
    }
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(self.exchange(&request, limits)))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.lock(|state| {
            state.waits.push(duration);
            state.ahead = state.ahead.saturating_add(duration);
        });
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        let ahead = self.lock(|state| state.ahead);
        self.start.checked_add(ahead).unwrap_or(self.start)
    }
}

/// The requests without credentials, and how many answers are left.
impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockTransport")
            .field("requests", &self.requests())
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
