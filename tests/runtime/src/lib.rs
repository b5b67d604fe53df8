//! Tests of the runtime as generated code sees it. The client is that of a made-up vendor with an operation of every kind, which
//! the build script generates from `specs/`; its requests are answered from a list, by a server on the loopback address, or by a
//! transport of the test.

#![cfg(test)]
#![allow(unreachable_pub, reason = "all modules are private")]

mod ahead;
mod batch_bodies;
mod batches;
mod blocking;
mod calls;
mod clients;
mod deadlines;
mod failures;
mod limits;
mod mocks;
mod paging;
mod replies;
mod requests;
mod retries;
mod runtimes;
mod script;
mod server;
mod slow;
mod tokens;
mod traces;
mod wire;

/// The generated code, which has no warnings of its own.
#[deny(warnings)]
#[allow(dead_code, reason = "not all that is generated is called")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

use generated::sample;

/// Runs a future to its end.
fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
