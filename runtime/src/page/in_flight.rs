//! Requests under way, polled together and given in order.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use super::read_ahead::Load;
use crate::error::Error;
use crate::net::BoxFuture;
use crate::net::clock::polled_again;

/// A page that came.
pub(crate) struct Landed<T> {
    pub(crate) page: T,
    /// The hash of its rows.
    pub(crate) page_hash: u64,
    /// The size of its body.
    pub(crate) bytes: u64,
}

pub(crate) type Flight<T> = BoxFuture<'static, Result<Landed<T>, Error>>;

/// Requests in the order in which their pages are given. Nothing is spawned: they go on when they are polled, all of them
/// whenever one has something to say, and dropping them abandons them.
pub(crate) struct InFlight<T> {
    slots: VecDeque<Slot<T>>,
    signal: Arc<Signal>,
    /// Since when nobody waits for them.
    left_alone: Option<Instant>,
}

enum Slot<T> {
    Flying(Flight<T>),
    Landed(Result<Landed<T>, Error>),
}

impl<T> Default for InFlight<T> {
    fn default() -> Self {
        Self { slots: VecDeque::new(), signal: Arc::default(), left_alone: None }
    }
}

impl<T> InFlight<T> {
    pub(crate) fn push(&mut self, flight: Flight<T>) {
        self.slots.push_back(Slot::Flying(flight));
        self.signal.woken.store(true, Ordering::Release);
    }

    pub(crate) fn push_failed(&mut self, error: Error) {
        self.slots.push_back(Slot::Landed(Err(error)));
    }

    /// Abandons all but the first few.
    pub(crate) fn truncate(&mut self, kept: usize) {
        self.slots.truncate(kept);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// What is under way and what waits; `None` once one of them failed, because what comes after it will not be given.
    pub(crate) fn load(&self) -> Option<Load> {
        let mut load = Load::default();
        for slot in &self.slots {
            match slot {
                Slot::Flying(_) => load.flying += 1,
                Slot::Landed(Ok(landed)) => load.landed = load.landed.saturating_add(landed.bytes),
                Slot::Landed(Err(_)) => return None,
            }
        }
        Some(load)
    }

    /// From now on nobody waits for them, until all are polled: the time until then is not theirs.
    pub(crate) fn leave_alone(&mut self, now: impl FnOnce() -> Instant) {
        if self.left_alone.is_none() && self.slots.iter().any(|slot| matches!(slot, Slot::Flying(_))) {
            self.left_alone = Some(now());
        }
    }

    /// Polls all that are under way, if there is anything new with one of them or they were left alone.
    pub(crate) fn poll_all(&mut self, cx: &Context<'_>) {
        self.signal.tell(cx.waker());
        if self.left_alone.is_some() {
            self.signal.woken.store(true, Ordering::Release);
        }
        self.poll_woken();
        self.left_alone = None;
    }

    /// As [`poll_all`](Self::poll_all), for a caller that is not going to wait.
    pub(crate) fn poll_woken(&mut self) {
        if !self.signal.woken.swap(false, Ordering::AcqRel) {
            return;
        }
        let waker = Waker::from(Arc::clone(&self.signal));
        let mut cx = Context::from_waker(&waker);
        let since = self.left_alone;
        for slot in &mut self.slots {
            if let Slot::Flying(flight) = slot
                && let Poll::Ready(landed) = polled_again(since, || flight.as_mut().poll(&mut cx))
            {
                *slot = Slot::Landed(landed);
            }
        }
    }

    /// The first in order, if it has come.
    pub(crate) fn take_first(&mut self) -> Option<Result<Landed<T>, Error>> {
        match self.slots.pop_front()? {
            Slot::Landed(landed) => Some(landed),
            flying @ Slot::Flying(_) => {
                self.slots.push_front(flying);
                None
            }
        }
    }
}

/// Wakes the task that waits, and remembers that there is something to poll where none does.
#[derive(Default)]
struct Signal {
    woken: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Signal {
    /// Whom to wake, once.
    fn tell(&self, waker: &Waker) {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if !task.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *task = Some(waker.clone());
        }
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.wake();
        }
    }
}
