//! What blocks of replies with their bodies, and of batches that report as they go.

use super::{BlockingIter, run};
use crate::call::batch::{BatchError, BatchProgress, BatchStep, Batched};
use crate::call::operation::Operation;
use crate::error::Error;
use crate::page::{KeepRaw, Paged, RawPages, RawReply};

impl<Op: Operation> KeepRaw<Op> {
    /// As [`send`](Self::send), waiting on this thread.
    ///
    /// # Errors
    /// As for the `send_blocking` of the operation itself.
    pub fn send_blocking(self) -> Result<RawReply<Op>, Error> {
        run(Op::SPEC, self.send())?
    }
}

impl<Op: Paged> KeepRaw<Op> {
    /// As [`pages`](Self::pages), as an iterator that waits on this thread.
    pub fn pages_blocking(self) -> BlockingIter<RawPages<Op>> {
        BlockingIter::<RawPages<Op>>::new(self.pages())
    }
}

impl<Op: Batched> BatchProgress<Op> {
    /// As [`try_next`](Self::try_next), waiting on this thread.
    ///
    /// # Errors
    /// Those of [`try_next`](Self::try_next), and a call from inside a task of a tokio runtime, which it would hold up: what is
    /// under way is abandoned then, and counts as possibly done.
    pub fn try_next_blocking(&mut self) -> Result<Option<BatchStep<Op::Output>>, BatchError<Op>> {
        match run(Op::SPEC, self.try_next()) {
            Ok(step) => step,
            Err(error) => self.interrupted(error).map_or(Ok(None), Err),
        }
    }
}
