//! The thread on which the sockets and timers of blocking calls live.

use std::future::pending;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

static HANDLE: OnceLock<Handle> = OnceLock::new();

/// Its runtime, started if need be. It ends with the process.
///
/// A process that is forked from one that started it has no such thread: only the thread that forks lives on. Whatever waits for
/// it would wait for ever, and so would who wants the lock that another thread held at that moment. So it is an error there,
/// before any of them is touched. A runtime of its own would not do, because connections are those of the parent.
pub(crate) fn handle() -> io::Result<&'static Handle> {
    static STARTING: Mutex<()> = Mutex::new(());
    static PROCESS: AtomicU32 = AtomicU32::new(0);
    let own = std::process::id();
    match PROCESS.compare_exchange(0, own, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => {}
        Err(started) if started == own => {}
        Err(started) => {
            let text = format!(
                "process {started} made blocking calls before this one was forked from it, and its thread for \
                                them is not here; fork before the first blocking call, or start a new program"
            );
            return Err(io::Error::other(text));
        }
    }
    if let Some(handle) = HANDLE.get() {
        return Ok(handle);
    }
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = HANDLE.get() {
        return Ok(handle);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let thread = std::thread::Builder::new().name("nomenclature-blocking".to_owned());
    thread.spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(HANDLE.get_or_init(|| handle))
}

/// Whether what runs here runs on that runtime.
pub(crate) fn is_current() -> bool {
    let Some(own) = HANDLE.get() else { return false };
    Handle::try_current().is_ok_and(|handle| handle.id() == own.id())
}

/// Whether this thread is polling a task or a future of a tokio runtime. `spawn_blocking` and `block_in_place` are no such
/// places, although a runtime is current there as well.
///
/// tokio has no question for it but one that panics. What it does tell is whether there is a budget for the operations of one
/// poll: there is one wherever it polls, and none where it allows to block. So this spends more than there can be, and gives
/// it back. A future inside `tokio::task::unconstrained` has no budget and goes unnoticed; its call blocks the runtime, but
/// does its work, since that is done elsewhere.
pub(crate) fn runs_tasks() -> bool {
    const MORE_THAN_A_BUDGET: u32 = 1024;
    if Handle::try_current().is_err() {
        return false;
    }
    let mut cx = Context::from_waker(Waker::noop());
    // Dropping this one restores the budget as it was.
    let Poll::Ready(_before) = poll_proceed(&mut cx) else { return true };
    for _ in 0..MORE_THAN_A_BUDGET {
        match poll_proceed(&mut cx) {
            Poll::Ready(spent) => spent.made_progress(),
            Poll::Pending => return true,
        }
    }
    false
}
