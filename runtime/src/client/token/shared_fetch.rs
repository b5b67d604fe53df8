//! One piece of work that many wait for and that whoever is polled drives.
//!
//! None of those who wait owns the work: one that is dropped, or that nobody polls any more, holds up none of the others. When
//! the last is dropped, so is the work. All of them must run where the work does: what it waits for belongs to one runtime.
//!
//! `futures_util::future::Shared` does the same but for one thing: where the work panics, it panics in all who wait. Here the
//! others begin anew.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::net::BoxFuture;

pub(super) struct SharedFetch<T> {
    state: Mutex<State<T>>,
    waiters: Arc<Waiters>,
    waiters_so_far: AtomicU64,
}

enum State<T> {
    UnderWay(BoxFuture<'static, T>),
    Done(T),
}

impl<T> SharedFetch<T> {
    pub(super) fn new(work: BoxFuture<'static, T>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State::UnderWay(work)),
            waiters: Arc::default(),
            waiters_so_far: AtomicU64::new(0),
        })
    }

    /// Whether the work panicked.
    pub(super) fn is_lost(&self) -> bool {
        self.state.is_poisoned()
    }

    /// Someone who waits for the outcome.
    pub(super) fn join(self: Arc<Self>) -> Waiter<T> {
        let number = self.waiters_so_far.fetch_add(1, Ordering::Relaxed);
        Waiter { fetch: self, number }
    }
}

/// Gives the outcome, or `None` if the work panicked while another drove it.
pub(super) struct Waiter<T> {
    fetch: Arc<SharedFetch<T>>,
    number: u64,
}

impl<T: Clone> Future for Waiter<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let SharedFetch { state, waiters, .. } = &*self.fetch;
        // Before the work is polled, so that no wake-up is missed.
        waiters.add(self.number, cx.waker());
        let mut ended = Ended { waiters, wake: true };
        let Ok(mut state) = state.lock() else { return Poll::Ready(None) };
        let work = match &mut *state {
            State::Done(outcome) => {
                ended.wake = false;
                return Poll::Ready(Some(outcome.clone()));
            }
            State::UnderWay(work) => work,
        };
        let waker = Waker::from(Arc::clone(waiters));
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(outcome) => {
                *state = State::Done(outcome.clone());
                Poll::Ready(Some(outcome))
            }
            Poll::Pending => {
                ended.wake = false;
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Waiter<T> {
    fn drop(&mut self) {
        self.fetch.waiters.remove(self.number);
    }
}

/// Wakes all when the work is over, also by a panic.
struct Ended<'w> {
    waiters: &'w Arc<Waiters>,
    wake: bool,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        if self.wake {
            self.waiters.wake_by_ref();
        }
    }
}

/// Whom to wake: all, because the first may never be polled again.
#[derive(Default)]
struct Waiters(Mutex<Vec<(u64, Waker)>>);

impl Waiters {
    fn add(&self, number: u64, waker: &Waker) {
        let mut waiting = self.lock();
        match waiting.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => known.clone_from(waker),
            None => waiting.push((number, waker.clone())),
        }
    }

    fn remove(&self, number: u64) {
        self.lock().retain(|(known, _)| *known != number);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u64, Waker)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Waiters {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let waiting = std::mem::take(&mut *self.lock());
        waiting.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

#[cfg(test)]
#[path = "shared_fetch_tests.rs"]
mod tests;
