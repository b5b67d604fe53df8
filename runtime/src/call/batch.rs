//! Writes of more records than one request takes.

mod progress;
mod replies;

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::Response;

use crate::call::Call;
use crate::call::operation::Operation;
use crate::error::{Error, ErrorKind, Processed};
pub use progress::{BatchAccount, BatchProgress, BatchStep};
pub use replies::{BatchReplies, BatchReply, EachRecord, EachRequest};

/// An operation that takes a list of records, as many as the spec says in one request.
pub trait Batched: Operation {
    /// What is sent.
    type Record: Send + 'static;
    /// What the whole gives a list of: a row for each record, or a [`BatchReply`] for each request.
    type Row: Send + 'static;
    /// Which of the two it is: [`EachRecord`] or [`EachRequest`].
    type Replies: BatchReplies<Self::Output, Row = Self::Row>;

    /// Takes the records out.
    fn take_records(&mut self) -> Vec<Self::Record>;

    /// Puts records in.
    fn set_records(&mut self, records: Vec<Self::Record>);
}

/// Why a write of many records stopped, and where.
///
/// Records are sent in requests of as many as the vendor takes, one after another, and the first request that fails ends it: those
/// before it are done, those after it were never sent. Where a reply has a row for each record, one with more or fewer rows counts
/// as failed, because rows can then not be told apart by their order. Whatever the vendor promises for one request, such as that
/// all of its records are written or none, holds for each request alone and not for the whole.
///
/// ```
/// # async fn example(client: nomenclature::quince::Client, services: Vec<nomenclature::quince::types::NewService>) {
/// match client.services().add(services).send().await {
///     Ok(ids) => println!("{} services were added", ids.len()),
///     Err(stopped) if stopped.possibly_done() => {
///         eprintln!("{stopped}: look which of {} services are there", stopped.failed().len());
///     }
///     Err(stopped) => {
///         // Nothing of the failed request was written: what remains can be sent once the cause is dealt with.
///         eprintln!("{stopped}");
///         let rest = client.services().add(stopped.into_remaining()).send().await;
///         # drop(rest);
///     }
/// }
/// # }
/// ```
pub struct BatchError<Op: Batched>(Box<BatchParts<Op>>);

/// The parts of a [`BatchError`].
#[non_exhaustive]
pub struct BatchParts<Op: Batched> {
    /// What the finished requests gave, in the order of their records: a row for each record, or a [`BatchReply`] for each
    /// request. Nothing where a [`BatchProgress`] gave it before.
    pub done: Vec<Op::Row>,
    /// How many records, from the first, were in the finished requests.
    pub done_records: usize,
    /// What the failed request gave, if it was rows in another number than that of its records.
    pub mismatched_rows: Vec<Op::Row>,
    /// The records of the request that failed.
    pub failed: Vec<Op::Record>,
    /// The records that were never sent.
    pub unsent: Vec<Op::Record>,
    /// Why the request failed.
    pub error: Error,
}

impl<Op: Batched> BatchError<Op> {
    /// Nothing was sent.
    #[cfg(feature = "blocking")]
    pub(crate) fn not_begun(mut operation: Op, error: Error) -> Self {
        let unsent = operation.take_records();
        let (done, mismatched_rows, failed) = (Vec::new(), Vec::new(), Vec::new());
        Self(Box::new(BatchParts { done, done_records: 0, mismatched_rows, failed, unsent, error }))
    }

    /// What the finished requests gave, in the order of their records: a row for each record, or a [`BatchReply`] for each
    /// request. Nothing where a [`BatchProgress`] gave it before.
    pub fn done(&self) -> &[Op::Row] {
        &self.0.done
    }

    /// How many records, from the first, were in the finished requests.
    pub fn done_records(&self) -> usize {
        self.0.done_records
    }

    /// What the failed request gave, if it was rows in another number than that of its records: which row belongs to which record
    /// is then unknown. Empty otherwise, and always where a reply is for its whole request.
    pub fn mismatched_rows(&self) -> &[Op::Row] {
        &self.0.mismatched_rows
    }

    /// The records of the request that failed; they follow the finished ones.
    pub fn failed(&self) -> &[Op::Record] {
        &self.0.failed
    }

    /// The records that were never sent; they follow the failed ones.
    pub fn unsent(&self) -> &[Op::Record] {
        &self.0.unsent
    }

    /// Why the request failed.
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// Whether the vendor may have done the request that failed, or a part of it: no reply came, it could not be read, its rows
    /// are not as many as the records, or it is a refusal that does not promise that nothing was written. To send the records again
    /// may write them twice. False where certainly nothing was written: a refused connection, an exhausted quota, an HTTP status that
    /// refuses the request, or a refusal of which the vendor's pages say so. The same as `error().processed() != Processed::No`.
    pub fn possibly_done(&self) -> bool {
        self.0.error.processed() != Processed::No
    }

    /// The failed records and those that were never sent, in their order, to send them again; the numbers of a [`BatchReply`] begin
    /// with 0 then. Look at [`possibly_done`](Self::possibly_done) first.
    pub fn into_remaining(self) -> Vec<Op::Record> {
        let BatchParts { mut failed, unsent, .. } = *self.0;
        failed.extend(unsent);
        failed
    }

    /// All parts.
    pub fn into_parts(self) -> BatchParts<Op> {
        *self.0
    }

    fn numbers(&self) -> Numbers {
        let (done, failed, unsent) = (self.0.done_records, self.0.failed.len(), self.0.unsent.len());
        Numbers { done, failed, unsent, possibly: self.possibly_done() }
    }
}

impl<Op: Batched> fmt::Display for BatchError<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numbers().explain(&self.0.error, f)
    }
}

/// Shows numbers, and not the records.
impl<Op: Batched> fmt::Debug for BatchError<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numbers().debug("BatchError", &self.0.error, f)
    }
}

/// Shows numbers, and not the records.
impl<Op: Batched> fmt::Debug for BatchParts<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let possibly = self.error.processed() != Processed::No;
        let numbers =
            Numbers { done: self.done_records, failed: self.failed.len(), unsent: self.unsent.len(), possibly };
        numbers.debug("BatchParts", &self.error, f)
    }
}

/// The text has that of [`error`](BatchError::error) in it, which therefore is no source.
impl<Op: Batched> StdError for BatchError<Op> {}

/// Keeps the error of the failed request, and says in its text how far it came. The records and what the finished requests gave
/// are lost. If there were finished requests, the whole counts as [possibly processed](Processed::Maybe).
impl<Op: Batched> From<BatchError<Op>> for Error {
    fn from(stopped: BatchError<Op>) -> Self {
        stopped.numbers().onto(stopped.0.error)
    }
}

#[derive(Clone, Copy)]
struct Numbers {
    done: usize,
    failed: usize,
    unsent: usize,
    possibly: bool,
}

impl Numbers {
    fn explain(self, error: &dyn fmt::Display, f: &mut dyn fmt::Write) -> fmt::Result {
        let Self { done, failed, unsent, possibly } = self;
        let all = done.saturating_add(failed).saturating_add(unsent);
        let possibly = if possibly { ", possibly done" } else { "" };
        write!(f, "{done} of {all} records done, {failed} failed{possibly}, {unsent} not sent: {error}")
    }

    fn debug(self, name: &str, error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("done_records", &self.done)
            .field("failed", &self.failed)
            .field("unsent", &self.unsent)
            .field("possibly_done", &self.possibly)
            .field("error", error)
            .finish_non_exhaustive()
    }

    fn onto(self, error: Error) -> Error {
        if self.done == 0 && self.unsent == 0 {
            return error;
        }
        let mut inner = error.0;
        let mut message = String::new();
        if self.explain(&inner.message, &mut message).is_ok() {
            inner.message = message;
        }
        if self.done > 0 {
            inner.processed = Processed::Maybe;
        }
        Error(inner)
    }
}

/// Sends the records in as many requests as they take, one after another.
///
/// # Errors
/// The first request that fails, with what is done and what is not.
pub async fn send_batch<Op: Batched>(operation: Op) -> Result<Vec<Op::Row>, BatchError<Op>> {
    let mut progress = BatchProgress::new(operation);
    let mut done = Vec::new();
    loop {
        match progress.try_next().await {
            Ok(Some(BatchStep::Done { records, output })) => {
                let rows = Op::Replies::into_rows(records, output);
                if done.is_empty() {
                    done = rows;
                } else {
                    done.extend(rows);
                }
            }
            Ok(Some(BatchStep::Sending { .. })) => {}
            Ok(None) => return Ok(done),
            Err(mut stopped) => {
                stopped.0.done = done;
                return Err(stopped);
            }
        }
    }
}

/// What one request gives, with as many rows as records where it is rows; or the error, and the rows that are not.
async fn send_chunk<Op: Batched>(call: Call, sent: usize) -> Result<Op::Output, (Error, Vec<Op::Row>)> {
    let mismatched_rows = Mutex::new(Vec::new());
    let read = |call: &Call, response: &Response<Bytes>| {
        let output = call.read::<Op>(response)?;
        let Some(came) = Op::Replies::count(&output).filter(|came| *came != sent) else { return Ok(output) };
        let error = miscounted(call, response, sent, came);
        *mismatched_rows.lock().unwrap_or_else(PoisonError::into_inner) = Op::Replies::into_rows(0..sent, output);
        Err(error)
    };
    let output = call.run(read).await;
    output
        .map(|(output, _)| output)
        .map_err(|error| (error, mismatched_rows.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// The error for a reply that leaves open which row belongs to which record.
#[cold]
fn miscounted(call: &Call, response: &Response<Bytes>, sent: usize, came: usize) -> Error {
    let message = format!("the reply to {} has {came} rows for {sent} records", call.subject());
    let mut inner = call.error(ErrorKind::Decode, Processed::Yes, message);
    inner.status = Some(response.status());
    inner.into()
}

/// Adds to an operation that takes many records what it has besides that of others.
#[doc(hidden)]
#[macro_export]
macro_rules! batch_methods {
    ($operation:ident) => {
        $crate::call_methods!($operation);

        impl $operation {
            /// Sends all records: as many as the vendor takes in one request, and the rest in further requests, one after
            /// another. What the vendor promises for a request holds for each of them alone. Without records nothing is sent.
            ///
            /// Gives a list in the order of the records: a row for each of them, or, where the vendor replies for a request as a
            /// whole, a `BatchReply` for each request.
            ///
            /// Dropping the future stops it, and what it knew of the requests that were answered by then, which stay done, is
            /// lost: where that may happen, as with a timeout around it, use [`progress`](Self::progress). Each request has the
            /// deadline of a call; all of them together have one by `CallOptions::whole_deadline`.
            ///
            /// # Errors
            /// The first request that fails ends it; the error says which records are done, which failed, and which were never
            /// sent.
            #[inline]
            pub async fn send(
                self,
            ) -> ::core::result::Result<::std::vec::Vec<<Self as $crate::Batched>::Row>, $crate::BatchError<Self>> {
                $crate::send_batch(self).await
            }

            /// As [`send`](Self::send), step by step: says of each request that it is about to be sent, and what came of it. A
            /// caller who stops, or whose process ends, so knows what is done.
            #[inline]
            pub fn progress(self) -> $crate::BatchProgress<Self> {
                $crate::BatchProgress::new(self)
            }
        }

        $crate::when_blocking! {
            impl $operation {
                /// As [`send`](Self::send), waiting on this thread.
                ///
                /// # Errors
                /// Those of [`send`](Self::send), and a call from inside a task of a tokio runtime, which it would hold up: all
                /// records are unsent then. Inside `spawn_blocking` and `block_in_place` it is in order.
                #[inline]
                pub fn send_blocking(
                    self,
                ) -> ::core::result::Result<::std::vec::Vec<<Self as $crate::Batched>::Row>, $crate::BatchError<Self>>
                {
                    $crate::send_batch_blocking(self)
                }
            }
        }
    };
}
