//! A transport that answers from a list and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use nomenclature_runtime::{BoxFuture, Error, Limits, Operation, RetryPolicy, Transport, TransportError};

use crate::block_on;
use crate::sample::{Client, ClientBuilder};

pub const KEY: &str = "k3y-0f-the-sh0p";

type Answer = Result<Response<Bytes>, TransportError>;
type Asked = (Request<Bytes>, Limits);

#[derive(Clone, Default)]
pub struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<Asked>>>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Script {
    pub fn json(self, status: u16, body: &str) -> Self {
        self.reply(status, "application/json; charset=utf-8", body)
    }

    pub fn reply(self, status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let response = Response::builder().status(status).header("content-type", content_type);
        self.answer(Ok(response.body(Bytes::copy_from_slice(body.as_ref())).expect("a response")))
    }

    pub fn fail(self, error: TransportError) -> Self {
        self.answer(Err(error))
    }

    /// A JSON reply with a header.
    pub fn json_with(self, status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut response = Response::builder().status(status).header("content-type", "application/json");
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        self.answer(Ok(response.body(Bytes::copy_from_slice(body.as_bytes())).expect("a response")))
    }

    /// How long the client waited, without waiting.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(self, answer: Answer) -> Self {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push_back(answer);
        self
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bodies of the requests, as text.
    pub fn bodies(&self) -> Vec<String> {
        self.requests().iter().map(|(request, _)| String::from_utf8_lossy(request.body()).into_owned()).collect()
    }

    /// The request of an operation of a client with this transport, as it is sent.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn request<Op: Operation>(&self, operation: Op) -> Result<Request<Bytes>, Error> {
        match block_on(nomenclature_runtime::send(operation)) {
            Err(error) if error.is_invalid_request() => Err(error),
            _ => Ok(self.requests().pop().expect("a request").0),
        }
    }

    /// A client with all that is required, which tries once.
    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .access_key(KEY)
            .accept_language("ru-RU")
            .tenant("shop")
            .transport(self.clone())
            .retry(RetryPolicy::none())
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'static, Answer> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push((request, limits));
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Box::pin(async { answer.unwrap_or_else(|| Err(TransportError::not_sent("the script is at its end"))) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + self.waits().iter().sum::<Duration>()
    }
}
