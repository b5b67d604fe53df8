//! A listing on its way: the read_ahead, the requests, and the one place that knows the type of a page.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;

use super::in_flight::{InFlight, Landed};
use super::page_hash::hash_of_rows;
use super::paged::Paged;
use super::read_ahead::{Outcome, ReadAhead, Window};
use crate::call::Call;
use crate::call::deadline::WholeDeadline;
use crate::call::decode::kept;
use crate::call::operation::{Operation, call_of};
use crate::descriptors::OperationSpec;
use crate::error::{Error, ErrorKind, Inner, Processed};
use crate::net::trace::noted;

/// A page as it was read, and the reply that it was read from if that is kept.
pub(crate) struct Fetched<Op: Operation> {
    pub(crate) output: Op::Output,
    pub(crate) kept: Option<(Call, Response<Bytes>)>,
}

/// A listing, fetched ahead within a window and given in order.
///
/// The first request is made when a page is asked for. Dropping the prefetch abandons all requests.
pub(crate) struct Prefetch<Op: Paged> {
    operation: Op,
    read_ahead: ReadAhead,
    in_flight: InFlight<Fetched<Op>>,
    whole: WholeDeadline,
    /// Given after the page that was given last.
    failed: Option<Error>,
    keep: bool,
}

impl<Op: Paged> Prefetch<Op> {
    /// The prefetch from where the operation begins; `keep` keeps the replies.
    pub(crate) fn new(operation: Op, keep: bool) -> Self {
        let read_ahead = ReadAhead::new(Op::SPEC.paging, operation.cursor(), operation.limit());
        let whole = WholeDeadline::new(operation.context().options().whole_deadline);
        Self { operation, read_ahead, in_flight: InFlight::default(), whole, failed: None, keep }
    }

    pub(crate) fn window(&mut self) -> &mut Window {
        &mut self.read_ahead.window
    }

    /// The next page; the one before is done with.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<Op>, Error>>> {
        self.whole.resume(self.operation.context().core());
        let next = self.poll_page(cx);
        if next.is_ready() {
            self.leave_alone();
        }
        next
    }

    /// The caller has something else to do than to wait for the next page.
    pub(crate) fn leave_alone(&mut self) {
        let core = self.operation.context().core();
        self.in_flight.leave_alone(|| core.transport().now());
        self.whole.pause(core);
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<Op>, Error>>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        self.read_ahead.returned();
        self.launch(cx);
        match self.in_flight.take_first() {
            Some(Ok(landed)) => Poll::Ready(Some(self.landed(landed, cx))),
            Some(Err(error)) => {
                self.read_ahead.stop();
                self.in_flight.truncate(0);
                Poll::Ready(Some(Err(error)))
            }
            None if self.in_flight.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    /// Lets the requests go on while the caller reads a page.
    pub(crate) fn poll_ahead(&mut self) {
        self.in_flight.poll_woken();
    }

    /// Makes the requests that there is room for, and polls all.
    fn launch(&mut self, cx: &Context<'_>) {
        while let Some(load) = self.in_flight.load()
            && let Some(cursor) = self.read_ahead.ask(load)
        {
            self.operation.seek(&cursor);
            match call_of(&self.operation) {
                Ok(mut call) => {
                    self.whole.bound(&mut call);
                    self.in_flight.push(Box::pin(fetch::<Op>(call, self.keep)));
                }
                Err(error) => self.in_flight.push_failed(error),
            }
        }
        self.in_flight.poll_all(cx);
    }

    fn landed(&mut self, landed: Landed<Fetched<Op>>, cx: &Context<'_>) -> Result<Fetched<Op>, Error> {
        let Landed { page, page_hash, bytes } = landed;
        let outcome = self.read_ahead.landed(&Op::info(&page.output), page_hash, bytes);
        self.in_flight.truncate(self.read_ahead.kept());
        match outcome {
            Outcome::Good => self.launch(cx),
            Outcome::Last(problem) => self.failed = Some(endless(Op::SPEC, &problem)),
            Outcome::Bad(problem) => return Err(endless(Op::SPEC, &problem)),
        }
        Ok(page)
    }
}

async fn fetch<Op: Paged>(call: Call, keep: bool) -> Result<Landed<Fetched<Op>>, Error> {
    let (output, response) = call.run(Call::read::<Op>).await?;
    let (page_hash, bytes) = (hash_of_rows(response.body()), response.body().len() as u64);
    let kept = keep.then(|| (call, response.map(|body| kept(&body))));
    Ok(Landed { page: Fetched { output, kept }, page_hash, bytes })
}

/// The error for a listing that does not end.
#[cold]
fn endless(spec: &'static OperationSpec, problem: &str) -> Error {
    let message = format!("the listing {} {} does not end: {problem}", spec.vendor.name, spec.id);
    noted(Inner::new(ErrorKind::Paging, spec.vendor.name, Some(spec.id), Processed::Yes, message).into())
}
