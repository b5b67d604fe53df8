//! The streams of pages and rows.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Response;

use super::cursor::{Cursor, PageInfo};
use super::progress::{Next, Progress};
use crate::client::Call;
use crate::error::{Error, ErrorKind, Processed};
use crate::operation::{Operation, Paged, call_of};
use crate::transport::BoxFuture;

/// A page as it was read, and the reply that it was read from.
pub(crate) struct Fetched<Op: Operation> {
    pub(crate) output: Op::Output,
    pub(crate) call: Call,
    pub(crate) response: Response<Bytes>,
}

/// A listing, fetched page after page.
///
/// One request at a time, made when a page is asked for. Dropping the walk abandons it.
pub(crate) struct Walk<Op: Paged> {
    operation: Op,
    progress: Progress,
    state: State<Op>,
}

enum State<Op: Paged> {
    /// The next page is to be asked for; none before the first.
    Ready(Option<Cursor>),
    Fetching(BoxFuture<'static, Result<Fetched<Op>, Error>>),
    /// The next thing to give is this error.
    Failed(Error),
    Done,
}

impl<Op: Paged> Walk<Op> {
    pub(crate) fn new(operation: Op) -> Self {
        let progress = Progress::new(Op::SPEC.paging, operation.cursor());
        Self { operation, progress, state: State::Ready(None) }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<Op>, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ready(cursor) => {
                    if let Some(cursor) = cursor {
                        self.operation.seek(&cursor);
                    }
                    match call_of(&self.operation) {
                        Ok(call) => self.state = State::Fetching(Box::pin(fetch::<Op>(call))),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                State::Fetching(mut future) => match future.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.state = State::Fetching(future);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok(page)) => return Poll::Ready(Some(self.arrived(page))),
                },
            }
        }
    }

    fn arrived(&mut self, page: Fetched<Op>) -> Result<Fetched<Op>, Error> {
        let info = Op::info(&page.output);
        self.state = match self.next(&page, &info)? {
            Next::Page(cursor) => State::Ready(Some(cursor)),
            Next::End => State::Done,
            Next::Loop(problem) | Next::Repeated(problem) => State::Failed(page.call.endless(&problem)),
        };
        Ok(page)
    }

    fn next(&mut self, page: &Fetched<Op>, info: &PageInfo) -> Result<Next, Error> {
        match self.progress.after(info, page.response.body()) {
            Next::Repeated(problem) => Err(page.call.endless(&problem)),
            next => Ok(next),
        }
    }
}

impl Call {
    /// The error for a listing that does not end.
    fn endless(&self, problem: &str) -> Error {
        let message = format!("the listing {} does not end: {problem}", self.subject());
        self.error(ErrorKind::Paging, Processed::Yes, message).into()
    }
}

async fn fetch<Op: Paged>(call: Call) -> Result<Fetched<Op>, Error> {
    let response = call.exchange().await?;
    let output = call.read::<Op>(&response)?;
    Ok(Fetched { output, call, response })
}

/// A listing as a stream of pages.
///
/// Pages come in order. The first error is the last thing that the stream gives. Dropping the stream stops its requests.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<Op: Paged> {
    walk: Walk<Op>,
}

impl<Op: Paged> Pages<Op> {
    /// The pages from where the operation begins.
    pub fn new(operation: Op) -> Self {
        Self { walk: Walk::new(operation) }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// The page cannot be had; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<Op::Output>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Op::Output, Error>>> {
        self.walk.poll_next(cx).map(|page| page.map(|page| page.map(|page| page.output)))
    }
}

/// A listing as a stream of rows.
///
/// Rows come in order. The first error is the last thing that the stream gives. Dropping the stream stops its requests.
#[must_use = "streams do nothing unless polled"]
pub struct Items<Op: Paged> {
    walk: Walk<Op>,
    rows: VecDeque<Op::Item>,
}

impl<Op: Paged> Items<Op> {
    /// The rows from where the operation begins.
    pub fn new(operation: Op) -> Self {
        Self { walk: Walk::new(operation), rows: VecDeque::new() }
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// The next page cannot be had; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<Op::Item>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Op::Item, Error>>> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(self.walk.poll_next(cx)) {
                Some(Ok(page)) => self.rows = Op::into_items(page.output).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing is pinned but the boxed futures.
impl<Op: Paged> Unpin for Pages<Op> {}
impl<Op: Paged> Unpin for Items<Op> {}

impl<Op: Paged> Stream for Pages<Op> {
    type Item = Result<Op::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<Op: Paged> Stream for Items<Op> {
    type Item = Result<Op::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<Op: Paged> fmt::Debug for Pages<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &Op::SPEC.id).finish_non_exhaustive()
    }
}

impl<Op: Paged> fmt::Debug for Items<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &Op::SPEC.id).finish_non_exhaustive()
    }
}
