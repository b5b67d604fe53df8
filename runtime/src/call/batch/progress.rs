//! A write of many records, step by step.

use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;
use std::vec::IntoIter;

use futures_core::Stream;

use super::{BatchError, BatchParts, Batched, send_chunk};
use crate::call::deadline::WholeDeadline;
use crate::call::operation::{Operation, call_of};
use crate::error::Error;
use crate::net::BoxFuture;
use crate::net::clock::{Ahead, next, polled_again};

/// One step of a [`BatchProgress`]. Records are named by their numbers, which begin with 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchStep<Output> {
    /// The next request is ready. It is sent when the next step is asked for, and from then on it may be done.
    Sending {
        /// Its records.
        records: Range<usize>,
    },
    /// The request is done.
    Done {
        /// Its records.
        records: Range<usize>,
        /// What it gave: the rows of its records, in their order, or what the vendor replied for all of them together.
        output: Output,
    },
}

/// A write of many records that says how far it is: a stream of [`BatchStep`]s, two for each request.
///
/// It does what `send` does, but what is known is known at once. Between "about to be sent" and "done" nobody knows whether a
/// request is done; so who writes both down, before asking for the next step, knows after any end of the process what is done,
/// what may be, and what was never sent. The first request that fails ends the stream, with a [`BatchError`].
///
/// Nothing goes on unless it is asked for. A wait that is given up, as by a timeout, loses nothing: the request that is under
/// way goes on with the next one, and [`under_way`](Self::under_way) says which it is. Dropping the stream abandons it.
///
/// ```
/// # async fn example(client: nomenclature::quince::Client, services: Vec<nomenclature::quince::types::NewService>) -> Result<(), Box<dyn std::error::Error>> {
/// use nomenclature::BatchStep;
///
/// let mut progress = client.services().add(services).progress();
/// while let Some(step) = progress.try_next().await? {
///     match step {
///         BatchStep::Sending { records } => println!("sending {records:?}"),
///         BatchStep::Done { records, output } => println!("done {records:?}: {} identifiers", output.len()),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless the steps are asked for"]
pub struct BatchProgress<Op: Batched> {
    /// Holds the records of the request that is told of or under way.
    operation: Op,
    waiting: IntoIter<Op::Record>,
    done_records: usize,
    state: State<Op>,
    whole: WholeDeadline,
    left_alone: Option<Instant>,
}

enum State<Op: Batched> {
    /// No request is told of.
    Between,
    /// One with so many records is.
    Told(usize),
    /// It is under way.
    UnderWay(usize, InFlight<Op>),
    Over,
}

type InFlight<Op> = BoxFuture<'static, Result<<Op as Operation>::Output, (Error, Vec<<Op as Batched>::Row>)>>;
type Step<Op> = Result<BatchStep<<Op as Operation>::Output>, BatchError<Op>>;

/// What became of the records of a [`BatchProgress`] that was given up.
#[non_exhaustive]
pub struct BatchAccount<Op: Batched> {
    /// How many records, from the first, are done.
    pub done_records: usize,
    /// The records of the request that was under way: it may be done, or not.
    pub possibly_done: Vec<Op::Record>,
    /// The records that were never sent.
    pub unsent: Vec<Op::Record>,
}

impl<Op: Batched> BatchProgress<Op> {
    /// The steps of an operation.
    pub fn new(mut operation: Op) -> Self {
        let waiting = operation.take_records().into_iter();
        let whole = WholeDeadline::new(operation.context().options().whole_deadline);
        Self { operation, waiting, done_records: 0, state: State::Between, whole, left_alone: None }
    }

    /// The next step; `None` after the last. No request is sent before it was told of.
    ///
    /// # Errors
    /// The request fails; nothing more is sent. [`BatchError::done`] has nothing, because what each request gave was told before.
    pub async fn try_next(&mut self) -> Result<Option<BatchStep<Op::Output>>, BatchError<Op>> {
        next(self).await.transpose()
    }

    /// How many records, from the first, are done.
    pub fn done_records(&self) -> usize {
        self.done_records
    }

    /// The records of the request that is under way, which may be done already; empty if none is.
    pub fn under_way(&self) -> Range<usize> {
        let sent = if let State::UnderWay(sent, _) = self.state { sent } else { 0 };
        self.done_records..self.done_records + sent
    }

    /// Gives it up, and says what became of the records. The request that is under way is abandoned. Those of one that failed are
    /// in its error.
    pub fn into_account(mut self) -> BatchAccount<Op> {
        let held = self.operation.take_records();
        let (possibly_done, mut unsent) = match self.state {
            State::UnderWay(..) => (held, Vec::new()),
            _ => (Vec::new(), held),
        };
        unsent.extend(self.waiting);
        BatchAccount { done_records: self.done_records, possibly_done, unsent }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Step<Op>>> {
        self.whole.resume(self.operation.context().core());
        let step = self.poll_step(cx);
        if step.is_ready() {
            self.leave_alone();
        }
        step
    }

    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Step<Op>>> {
        loop {
            match &mut self.state {
                State::Between => return Poll::Ready(self.tell().map(Ok)),
                State::Told(sent) => {
                    let sent = *sent;
                    match call_of(&self.operation) {
                        Ok(mut call) => {
                            self.whole.bound(&mut call);
                            self.state = State::UnderWay(sent, Box::pin(send_chunk::<Op>(call, sent)));
                        }
                        Err(error) => return Poll::Ready(Some(Err(self.stop(error, Vec::new())))),
                    }
                }
                State::UnderWay(sent, flight) => {
                    let sent = *sent;
                    let step = match ready!(polled_again(self.left_alone.take(), || flight.as_mut().poll(cx))) {
                        Ok(output) => Ok(self.landed(sent, output)),
                        Err((error, mismatched_rows)) => Err(self.stop(error, mismatched_rows)),
                    };
                    return Poll::Ready(Some(step));
                }
                State::Over => return Poll::Ready(None),
            }
        }
    }

    /// Takes the records of the next request, if there are any.
    fn tell(&mut self) -> Option<BatchStep<Op::Output>> {
        let most = Op::SPEC.batch.and_then(|batch| batch.max_items).map_or(usize::MAX, |most| most.max(1));
        let records: Vec<_> = self.waiting.by_ref().take(most).collect();
        let sent = records.len();
        self.state = if sent == 0 { State::Over } else { State::Told(sent) };
        self.operation.set_records(records);
        (sent > 0).then(|| BatchStep::Sending { records: self.done_records..self.done_records + sent })
    }

    fn landed(&mut self, sent: usize, output: Op::Output) -> BatchStep<Op::Output> {
        let first = self.done_records;
        self.done_records += sent;
        drop(self.operation.take_records());
        self.state = State::Between;
        BatchStep::Done { records: first..self.done_records, output }
    }

    /// The error of a wait that could not go on; `None` if all is over. What is under way counts as possibly done.
    #[cfg(feature = "blocking")]
    pub(crate) fn interrupted(&mut self, mut error: Error) -> Option<BatchError<Op>> {
        match self.state {
            State::Over => return None,
            State::UnderWay(..) => error.0.processed = crate::error::Processed::Maybe,
            State::Between | State::Told(_) => {}
        }
        Some(self.stop(error, Vec::new()))
    }

    fn stop(&mut self, error: Error, mismatched_rows: Vec<Op::Row>) -> BatchError<Op> {
        self.state = State::Over;
        let failed = self.operation.take_records();
        let unsent = self.waiting.by_ref().collect();
        let (done, done_records) = (Vec::new(), self.done_records);
        BatchError(Box::new(BatchParts { done, done_records, mismatched_rows, failed, unsent, error }))
    }
}

// Nothing is pinned but the boxed future.
impl<Op: Batched> Unpin for BatchProgress<Op> {}

impl<Op: Batched> Stream for BatchProgress<Op> {
    type Item = Result<BatchStep<Op::Output>, BatchError<Op>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<Op: Batched> Ahead for BatchProgress<Op> {
    fn leave_alone(&mut self) {
        let core = self.operation.context().core();
        if matches!(self.state, State::UnderWay(..)) && self.left_alone.is_none() {
            self.left_alone = Some(core.transport().now());
        }
        self.whole.pause(core);
    }
}

/// Shows numbers, and not the records.
impl<Op: Batched> fmt::Debug for BatchProgress<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchProgress")
            .field("operation", &Op::SPEC.id)
            .field("done_records", &self.done_records)
            .field("under_way", &self.under_way())
            .finish_non_exhaustive()
    }
}

/// Shows numbers, and not the records.
impl<Op: Batched> fmt::Debug for BatchAccount<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchAccount")
            .field("done_records", &self.done_records)
            .field("possibly_done", &self.possibly_done.len())
            .field("unsent", &self.unsent.len())
            .finish()
    }
}
