//! Waiting without an executor's timer.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// Waits on a thread of its own, so that any executor can poll it. Dropping it ends the thread.
pub(crate) struct ThreadTimer {
    due: Option<Instant>,
    duration: Duration,
    shared: Option<Arc<Shared>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waker: Option<Waker>,
    dropped: bool,
}

impl ThreadTimer {
    /// The time counts from the first poll.
    pub(crate) fn new(duration: Duration) -> Self {
        Self { due: None, duration, shared: None }
    }
}

impl Future for ThreadTimer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let now = Instant::now();
        let duration = self.duration;
        let due = match self.due {
            Some(due) => due,
            // A time beyond what the clock can tell is as good as any other that nobody lives to see.
            None => *self.due.insert(now.checked_add(duration).unwrap_or(now + Duration::from_secs(u32::MAX.into()))),
        };
        if now >= due {
            return Poll::Ready(());
        }
        if let Some(shared) = &self.shared {
            shared.state.lock().unwrap_or_else(PoisonError::into_inner).waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let shared = Arc::new(Shared::default());
        shared.state.lock().unwrap_or_else(PoisonError::into_inner).waker = Some(cx.waker().clone());
        let waiter = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("nomenclature-timer".to_owned());
        match thread.spawn(move || waiter.wait_until(due)) {
            Ok(_) => self.shared = Some(shared),
            // Without a thread the executor has to ask again and again.
            Err(_) => cx.waker().wake_by_ref(),
        }
        Poll::Pending
    }
}

impl Drop for ThreadTimer {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.state.lock().unwrap_or_else(PoisonError::into_inner).dropped = true;
            shared.changed.notify_one();
        }
    }
}

impl Shared {
    fn wait_until(&self, due: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.dropped {
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                if let Some(waker) = state.waker.take() {
                    drop(state);
                    waker.wake();
                }
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
