//! Whether the default transport can work where it is called.

use std::cell::Cell;
use std::net::UdpSocket;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::runtime::{Handle, Id};

use super::TransportError;

const NEEDS: &str = "the default transport needs a tokio runtime with io and time enabled";
const ADVICE: &str = "call it inside one, use the feature `blocking`, or give the client another transport";

thread_local! {
    /// The runtime that this thread looked at last, and what it has not.
    static KNOWN: Cell<Option<(Id, Option<&'static str>)>> = const { Cell::new(None) };
}

/// Checks that there is a tokio runtime with sockets and timers.
///
/// tokio tells by a panic alone that one of them is missing. So each runtime is tried once by each thread, before anything is
/// sent; where something is missing, the panic hook of the program has its say that once.
pub(super) fn check() -> Result<(), TransportError> {
    let Ok(handle) = Handle::try_current() else {
        return Err(TransportError::unable(format!("{NEEDS}, and none runs here; {ADVICE}")));
    };
    let missing = match KNOWN.get() {
        Some((known, missing)) if known == handle.id() => missing,
        _ => {
            let missing = missing();
            KNOWN.set(Some((handle.id(), missing)));
            missing
        }
    };
    let error =
        |missing| TransportError::unable(format!("{NEEDS}, and the one that runs here has {missing}; {ADVICE}"));
    missing.map_or(Ok(()), |missing| Err(error(missing)))
}

fn missing() -> Option<&'static str> {
    let has = |part: fn()| catch_unwind(AssertUnwindSafe(part)).is_ok();
    match (has(timer), has(socket)) {
        (true, true) => None,
        (true, false) => Some("no io (`enable_io`)"),
        (false, true) => Some("no time (`enable_time`)"),
        (false, false) => Some("neither (`enable_all`)"),
    }
}

fn timer() {
    drop(tokio::time::sleep(Duration::ZERO));
}

/// Sockets of any kind are alike in this; this one sends nothing.
fn socket() {
    if let Ok(socket) = UdpSocket::bind("127.0.0.1:0")
        && socket.set_nonblocking(true).is_ok()
    {
        drop(tokio::net::UdpSocket::from_std(socket));
    }
}
