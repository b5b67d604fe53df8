//! Calls that block the thread that makes them (feature `blocking`).
//!
//! A blocking call runs the same future as the asynchronous one, on the thread of its caller: replies are read there, so
//! threads that share a client work in parallel. A parker of a few lines waits; it is what `pollster` does, on top of
//! `std::task::Wake`.
//!
//! The default transport needs tokio. Its sockets and timers live on one thread of the process, which is started by the first
//! blocking call (`net/io_thread.rs`), for these reasons:
//!
//! - A connection needs somebody to poll it while no call is under way. Without that, nobody sees that the server has closed it,
//!   and the next write goes out on it and fails as possibly processed. So the calling threads cannot drive the sockets among
//!   themselves, as several `block_on` of one current-thread runtime would.
//! - An iterator whose thread is busy elsewhere must not hold up other threads; here it has nothing that they need.
//! - One for the process, not for a client: transports can be shared by clients, and a connection must not end because the
//!   client that opened it is dropped. It also means that no client owns a runtime, which could not be dropped inside another.
//!
//! A call from inside a task of a tokio runtime is refused. Without the default transport tokio is unknown here, and other
//! executors are unknown in any case: there the call is made, and holds up the thread for as long as it takes.

#[cfg(feature = "blocking")]
mod drive;
#[cfg(feature = "blocking")]
mod iter;
#[cfg(feature = "blocking")]
mod methods;
#[cfg(feature = "blocking")]
mod parker;

#[cfg(feature = "blocking")]
use drive::run;
#[cfg(feature = "blocking")]
pub use drive::{send_batch_blocking, send_blocking};
#[cfg(feature = "blocking")]
pub use iter::BlockingIter;

/// Keeps what is inside, because the feature `blocking` of this crate is on; that of the crate with the generated code is of no
/// interest.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! when_blocking {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops what is inside, because the feature `blocking` of this crate is off.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! when_blocking {
    ($($tokens:tt)*) => {};
}
