//! Polls a future on the thread that waits for it.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::parker::Parker;
use crate::call::batch::{BatchError, Batched, send_batch};
use crate::call::operation::{Operation, send};
use crate::descriptors::OperationSpec;
use crate::error::{Error, ErrorKind, Inner, Processed};

/// Sends the operation and reads its reply, on this thread.
///
/// # Errors
/// Anything that [`Error`] tells apart.
pub fn send_blocking<Op: Operation>(operation: Op) -> Result<Op::Output, Error> {
    run(Op::SPEC, send(operation))?
}

/// Sends the records in as many requests as they take, one after another, on this thread.
///
/// # Errors
/// The first request that fails, with what is done and what is not.
pub fn send_batch_blocking<Op: Batched>(operation: Op) -> Result<Vec<Op::Row>, BatchError<Op>> {
    match WaitingThread::enter(Op::SPEC) {
        Ok(place) => place.run(send_batch(operation)),
        Err(error) => Err(BatchError::not_begun(operation, error)),
    }
}

/// Runs a future of this operation to its end; an error if this thread must not wait.
pub(super) fn run<F: Future>(spec: &'static OperationSpec, future: F) -> Result<F::Output, Error> {
    Ok(WaitingThread::enter(spec)?.run(future))
}

/// A thread that may wait, and where futures find what they need as long as this lives.
pub(super) struct WaitingThread {
    #[cfg(feature = "reqwest")]
    _tokio: tokio::runtime::EnterGuard<'static>,
}

impl WaitingThread {
    /// Makes this thread such a place.
    ///
    /// # Errors
    /// It runs the tasks of an async runtime, or the runtime of the default transport cannot be started.
    pub(super) fn enter(spec: &'static OperationSpec) -> Result<Self, Error> {
        #[cfg(feature = "reqwest")]
        if crate::net::io_thread::runs_tasks() {
            let advice = "a blocking call would hold up the async runtime that it is made in; use the method without \
                          `_blocking`, or call it inside `spawn_blocking`";
            return Err(refusal(spec, advice));
        }
        Self::enter_again(spec)
    }

    /// As [`enter`](Self::enter), for a caller that is not going to wait.
    #[cfg_attr(not(feature = "reqwest"), expect(clippy::unnecessary_wraps, reason = "no runtime has to be started"))]
    pub(super) fn enter_again(spec: &'static OperationSpec) -> Result<Self, Error> {
        #[cfg(feature = "reqwest")]
        match crate::net::io_thread::handle() {
            Ok(handle) => Ok(Self { _tokio: handle.enter() }),
            Err(error) => Err(refusal(spec, &format!("the thread for blocking calls cannot be started: {error}"))),
        }
        #[cfg(not(feature = "reqwest"))]
        {
            let _ = spec;
            Ok(Self {})
        }
    }

    fn run<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        self.wait(&Arc::default(), |cx| future.as_mut().poll(cx))
    }

    /// Polls until there is a result.
    pub(super) fn wait<T>(&self, parker: &Arc<Parker>, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        let waker = Waker::from(Arc::clone(parker));
        let mut cx = Context::from_waker(&waker);
        loop {
            match poll(&mut cx) {
                Poll::Ready(value) => return value,
                Poll::Pending => parker.park(),
            }
        }
    }
}

#[cold]
#[cfg_attr(not(feature = "reqwest"), expect(dead_code, reason = "any thread may wait"))]
fn refusal(spec: &'static OperationSpec, problem: &str) -> Error {
    let message = format!("{} {}: {problem}", spec.vendor.name, spec.id);
    Inner::new(ErrorKind::Configuration, spec.vendor.name, Some(spec.id), Processed::No, message).into()
}
