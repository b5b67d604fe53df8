//! A listing on its way: the planner, the requests, and the one place that knows the type of a page.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;

use super::flights::{Flights, Landed};
use super::mark::rows_mark;
use super::planner::{Outcome, Planner, Window};
use crate::client::Call;
use crate::clock::Whole;
use crate::error::{Error, ErrorKind, Inner, Processed};
use crate::operation::{Operation, Paged, call_of};
use crate::reply::kept;
use crate::spec::OperationSpec;
use crate::trace;

/// A page as it was read, and the reply that it was read from if that is kept.
pub(crate) struct Fetched<Op: Operation> {
    pub(crate) output: Op::Output,
    pub(crate) kept: Option<(Call, Response<Bytes>)>,
}

/// A listing, fetched ahead within a window and given in order.
///
/// The first request is made when a page is asked for. Dropping the walk abandons all requests.
pub(crate) struct Walk<Op: Paged> {
    operation: Op,
    planner: Planner,
    flights: Flights<Fetched<Op>>,
    whole: Whole,
    /// Given after the page that was given last.
    failed: Option<Error>,
    keep: bool,
}

impl<Op: Paged> Walk<Op> {
    /// The walk from where the operation begins; `keep` keeps the replies.
    pub(crate) fn new(operation: Op, keep: bool) -> Self {
        let planner = Planner::new(Op::SPEC.paging, operation.cursor(), operation.limit());
        let whole = operation.context().options().whole();
        Self { operation, planner, flights: Flights::default(), whole, failed: None, keep }
    }

    pub(crate) fn window(&mut self) -> &mut Window {
        &mut self.planner.window
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
        self.flights.leave_alone(|| core.transport().now());
        self.whole.pause(core);
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<Op>, Error>>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        self.planner.returned();
        self.launch(cx);
        match self.flights.take_first() {
            Some(Ok(landed)) => Poll::Ready(Some(self.landed(landed, cx))),
            Some(Err(error)) => {
                self.planner.stop();
                self.flights.truncate(0);
                Poll::Ready(Some(Err(error)))
            }
            None if self.flights.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    /// Lets the requests go on while the caller reads a page.
    pub(crate) fn poll_ahead(&mut self) {
        self.flights.poll_woken();
    }

    /// Makes the requests that there is room for, and polls all.
    fn launch(&mut self, cx: &Context<'_>) {
        while let Some(load) = self.flights.load()
            && let Some(cursor) = self.planner.ask(load)
        {
            self.operation.seek(&cursor);
            match call_of(&self.operation) {
                Ok(mut call) => {
                    self.whole.bound(&mut call);
                    self.flights.push(Box::pin(fetch::<Op>(call, self.keep)));
                }
                Err(error) => self.flights.push_failed(error),
            }
        }
        self.flights.poll_all(cx);
    }

    fn landed(&mut self, landed: Landed<Fetched<Op>>, cx: &Context<'_>) -> Result<Fetched<Op>, Error> {
        let Landed { page, mark, bytes } = landed;
        let outcome = self.planner.landed(&Op::info(&page.output), mark, bytes);
        self.flights.truncate(self.planner.kept());
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
    let (mark, bytes) = (rows_mark(response.body()), response.body().len() as u64);
    let kept = keep.then(|| (call, response.map(|body| kept(&body))));
    Ok(Landed { page: Fetched { output, kept }, mark, bytes })
}

/// The error for a listing that does not end.
#[cold]
fn endless(spec: &'static OperationSpec, problem: &str) -> Error {
    let message = format!("the listing {} {} does not end: {problem}", spec.vendor.name, spec.id);
    trace::noted(Inner::new(ErrorKind::Paging, spec.vendor.name, Some(spec.id), Processed::Yes, message).into())
}
