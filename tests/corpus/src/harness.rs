//! What the corpus is tested with: refused documents, and a transport that answers from a list.

use std::collections::VecDeque;
use std::fs;
use std::future::Future;
use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use nomenclature_codegen::Output;
use nomenclature_codegen::diagnostic::Diagnostics;
use nomenclature_runtime::{BoxFuture, Limits, Transport, TransportError};

use crate::target::target;

/// The findings about a document that is refused. Nothing panics.
#[track_caller]
pub fn findings(document: &str) -> Diagnostics {
    match compile(document) {
        Ok(_) => panic!("expected a finding, and it compiles:\n{document}"),
        Err(found) => found,
    }
}

/// Checks that a document is not refused.
#[track_caller]
pub fn compiles(document: &str) {
    if let Err(found) = compile(document) {
        panic!("{}\nin:\n{document}", found.render(false));
    }
}

#[track_caller]
pub fn compile(document: &str) -> Result<Output, Diagnostics> {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(root.path().join("shop")).expect("a folder");
    fs::write(root.path().join("shop/openapi.yaml"), document).expect("a file");
    let specs = root.path().to_owned();
    let outcome = catch_unwind(move || nomenclature_codegen::compile(&specs, &target()));
    outcome.unwrap_or_else(|_| panic!("the generator panicked over:\n{document}"))
}

/// A transport that answers from a list and remembers what it was asked.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Response<Bytes>>,
    requests: Vec<Request<Bytes>>,
}

impl Script {
    /// Answers next with a status, a content type (none if empty) and a body.
    pub fn answer(&self, status: u16, content_type: &str, body: impl Into<Bytes>) -> &Self {
        let mut response = Response::builder().status(status);
        if !content_type.is_empty() {
            response = response.header("content-type", content_type);
        }
        let response = response.body(body.into()).expect("a response");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).answers.push_back(response);
        self
    }

    /// Answers next with JSON.
    pub fn json(&self, status: u16, body: &str) -> &Self {
        self.answer(status, "application/json", body.to_owned())
    }

    /// The request that came last.
    #[track_caller]
    pub fn last(&self) -> Request<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).requests.last().expect("a request").clone()
    }

    /// How many requests came.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).requests.len()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.requests.push(request);
        let answer = state.answers.pop_front().ok_or_else(|| TransportError::not_sent("the script is at its end"));
        Box::pin(std::future::ready(answer))
    }
}

/// Runs a future that never waits.
#[track_caller]
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("the future waits");
}

/// Path segments, decoded.
pub fn segments(request: &Request<Bytes>) -> Vec<String> {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
    request.uri().path().split('/').skip(1).map(decoded).collect()
}

/// The pairs of the query, as any form parser reads them.
pub fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    pairs(request.uri().query().unwrap_or_default().as_bytes())
}

/// The pairs of a form.
pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// What a header holds; empty without it.
pub fn header(request: &Request<Bytes>, name: &str) -> String {
    request
        .headers()
        .get(name)
        .map(|value| String::from_utf8(value.as_bytes().to_vec()).expect("UTF-8"))
        .unwrap_or_default()
}

/// Owned pairs, for comparisons.
pub fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
