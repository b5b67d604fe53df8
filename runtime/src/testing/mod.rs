//! Fixtures: a made-up vendor with an operation of every kind, and two ways to answer its requests.

mod ahead;
mod batches;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod clients;
mod deadlines;
mod failures;
mod limits;
#[cfg(feature = "mock")]
mod mocks;
mod paging;
mod replies;
mod retries;
#[cfg(feature = "reqwest")]
mod runtimes;
#[allow(dead_code, unreachable_pub, reason = "the macros write for public types, and not all is used")]
pub(crate) mod sample;
pub(crate) mod script;
#[cfg(feature = "reqwest")]
mod server;
#[cfg(feature = "reqwest")]
mod slow;
mod tokens;
mod traces;
#[cfg(feature = "reqwest")]
mod wire;

use std::future::Future;

/// Runs a future to its end.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
