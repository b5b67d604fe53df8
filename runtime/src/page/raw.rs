//! Replies with the body as it was received.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Response, StatusCode};

use super::paged::Paged;
use super::prefetch::Prefetch;
use super::stream::window_methods;
use crate::call::Call;
use crate::call::decode::kept;
use crate::call::operation::{Operation, call_of};
use crate::client::options::CallOptions;
use crate::error::Error;
use crate::net::clock::{Ahead, next};

/// An operation whose reply keeps the body as it was received.
#[derive(Clone, Debug)]
#[must_use]
pub struct KeepRaw<Op> {
    operation: Op,
}

impl<Op: Operation> KeepRaw<Op> {
    /// Wraps an operation.
    pub fn new(operation: Op) -> Self {
        Self { operation }
    }

    /// Sets the options of this call: a timeout, more headers.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.operation.context_mut().set_options(options);
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    /// As for the operation itself.
    pub async fn send(self) -> Result<RawReply<Op>, Error> {
        let call = call_of(&self.operation)?;
        drop(self);
        let (output, response) = call.run(Call::read::<Op>).await?;
        Ok(RawReply { output, call, response: response.map(|body| kept(&body)) })
    }
}

impl<Op: Paged> KeepRaw<Op> {
    /// All pages from here on, fetched ahead.
    pub fn pages(self) -> RawPages<Op> {
        RawPages { prefetch: Prefetch::new(self.operation, true) }
    }
}

/// What an operation gives, and the reply that it was read from.
#[non_exhaustive]
pub struct RawReply<Op: Operation> {
    /// What the operation gives.
    pub output: Op::Output,
    call: Call,
    response: Response<Bytes>,
}

impl<Op: Operation> RawReply<Op> {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers of the reply.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body, byte for byte.
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }

    /// Reads the whole body once more, envelope included.
    ///
    /// # Errors
    /// None in practice: the same body was read before.
    pub fn reply(&self) -> Result<Op::Reply, Error> {
        self.call.reply::<Op>(&self.response)
    }

    /// What the operation gives.
    pub fn into_output(self) -> Op::Output {
        self.output
    }
}

impl<Op: Operation> fmt::Debug for RawReply<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawReply")
            .field("operation", &Op::SPEC.id)
            .field("status", &self.response.status())
            .field("body_bytes", &self.response.body().len())
            .finish_non_exhaustive()
    }
}

/// A listing as a stream of pages with their bodies.
///
/// Pages come in order, and are the same whatever the [`window`](Self::window). They are fetched ahead: the next page while one
/// is being read, and several at once where the vendor tells how many rows there are or numbers its pages. The first error is
/// the last thing that the stream gives. Requests go on only while the stream is polled, and dropping it stops them.
#[must_use = "streams do nothing unless polled"]
pub struct RawPages<Op: Paged> {
    prefetch: Prefetch<Op>,
}

impl<Op: Paged> RawPages<Op> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// The page cannot be had; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<RawReply<Op>>, Error> {
        next(self).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<RawReply<Op>, Error>>> {
        self.prefetch.poll_next(cx).map(|page| match page? {
            Ok(page) => page.kept.map(|(call, response)| Ok(RawReply { output: page.output, call, response })),
            Err(error) => Some(Err(error)),
        })
    }
}

window_methods!(RawPages);

// Nothing is pinned but the boxed futures.
impl<Op: Paged> Unpin for RawPages<Op> {}

impl<Op: Paged> Stream for RawPages<Op> {
    type Item = Result<RawReply<Op>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<Op: Paged> fmt::Debug for RawPages<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawPages").field("operation", &Op::SPEC.id).finish_non_exhaustive()
    }
}
