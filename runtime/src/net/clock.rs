//! The time of a call, which stands still while nobody polls it.
//!
//! A call makes headway only when it is polled. A caller may take its time between two polls: it works on a page of a listing
//! while the next ones are under way, or on another branch of a `select!`. What the call could have done in that time must not
//! count against it, else a slow caller turns a healthy server into a slow one. So a call is polled with a waker of its own,
//! which notes when it was first woken since the last poll: from then on it could have gone on, and until it is polled its time
//! stands still. A server that says nothing wakes nobody, so the time that is waited for it counts, as does that of a timer.
//!
//! A wake is not all there is to go by: where the caller works without giving its thread back to the runtime, nothing wakes
//! anybody. A listing knows better when it is not polled, namely from giving something until it is asked again, and from a
//! wait that was given up: then it is [left alone](polled_again), and so are its calls.
//!
//! The other way is to let all requests of a listing come to their end before a page of it is given. It needs no clock, but
//! nothing could be fetched while a page is worked on, and a wait for a page that is given up would leave them under way all
//! the same.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream;

use super::Transport;

thread_local! {
    /// How long the call that is being polled has stood still.
    static STOOD_STILL: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    /// Since when nobody polled the call that is about to be polled, if that is known.
    static LEFT_ALONE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// How long the call that is polled on this thread has stood still so far; without a call, no time.
pub(crate) fn stood_still() -> Duration {
    STOOD_STILL.get()
}

/// Polls a call again that was left alone since then.
pub(crate) fn polled_again<T>(since: Option<Instant>, poll: impl FnOnce() -> T) -> T {
    let _restored = Restored::set(&LEFT_ALONE, since);
    poll()
}

/// The clock of one call.
pub(crate) struct Clock {
    transport: Arc<dyn Transport>,
    state: Mutex<State>,
}

struct State {
    started: Instant,
    /// When it was polled last.
    polled: Instant,
    /// The first wake since then.
    woken: Option<Instant>,
    stood_still: Duration,
    /// Waits that are over by their timer, though not by this clock.
    ahead: Duration,
    task: Option<Waker>,
}

/// A point in time, to tell later how much of the time since then stood still.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    at: Instant,
    stood_still: Duration,
}

impl Clock {
    /// A clock that begins to run.
    pub(crate) fn start(transport: &Arc<dyn Transport>) -> Arc<Self> {
        let now = transport.now();
        let (stood_still, ahead) = (Duration::ZERO, Duration::ZERO);
        let state = State { started: now, polled: now, woken: None, stood_still, ahead, task: None };
        Arc::new(Self { transport: Arc::clone(transport), state: Mutex::new(state) })
    }

    /// Runs a future by this clock. It stays where it is: handed on by its value it would be copied, and held twice.
    pub(crate) fn run<F: Future>(self: &Arc<Self>, mut future: Pin<&mut F>) -> impl Future<Output = F::Output> {
        let waker = Waker::from(Arc::clone(self));
        poll_fn(move |cx| {
            let stood_still = self.resume(cx.waker());
            let _restored = Restored::set(&STOOD_STILL, stood_still);
            future.as_mut().poll(&mut Context::from_waker(&waker))
        })
    }

    /// The time that has passed by this clock.
    pub(crate) fn elapsed(&self) -> Duration {
        let now = self.now();
        let state = self.lock();
        (now.saturating_duration_since(state.started) + state.ahead).saturating_sub(state.stood_still)
    }

    /// What is left of this time, also as one sees it who does not poll what runs by this clock.
    pub(crate) fn left_of(&self, most: Duration) -> Duration {
        let elapsed = self.elapsed();
        let (now, state) = (self.now(), self.lock());
        let idle = state.woken.map(|woken| now.saturating_duration_since(woken.max(state.polled)));
        most.saturating_sub(elapsed.saturating_sub(idle.unwrap_or_default()))
    }

    /// Waits, and counts the whole of it.
    pub(crate) async fn sleep(&self, time: Duration) {
        let before = self.elapsed();
        self.transport.sleep(time).await;
        let counted = self.elapsed().saturating_sub(before);
        self.lock().ahead += time.saturating_sub(counted);
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { at: self.now(), stood_still: self.lock().stood_still }
    }

    /// Whether the clock stood still for most of the time since then.
    pub(crate) fn mostly_stood_still(&self, since: Mark) -> bool {
        let passed = self.now().saturating_duration_since(since.at);
        let stood_still = self.lock().stood_still.saturating_sub(since.stood_still);
        !stood_still.is_zero() && stood_still >= passed / 2
    }

    /// Notes that the call is polled, and gives the time that it has stood still.
    fn resume(&self, task: &Waker) -> Duration {
        let (now, left_alone) = (self.now(), LEFT_ALONE.take());
        let mut state = self.lock();
        let polled = std::mem::replace(&mut state.polled, now);
        let idle = match (state.woken.take(), left_alone) {
            (Some(woken), Some(left)) => Some(woken.min(left)),
            (woken, left) => woken.or(left),
        };
        if let Some(idle) = idle {
            state.stood_still += now.saturating_duration_since(idle.max(polled));
        }
        if !state.task.as_ref().is_some_and(|known| known.will_wake(task)) {
            state.task = Some(task.clone());
        }
        state.stood_still
    }

    fn now(&self) -> Instant {
        self.transport.now()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Clock {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let now = self.now();
        let task = {
            let mut state = self.lock();
            state.woken.get_or_insert(now);
            state.task.clone()
        };
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A stream whose requests go on only while it is polled.
pub(crate) trait Ahead: Stream + Unpin {
    /// Nobody waits for it any more.
    fn leave_alone(&mut self);
}

/// What the stream gives next. Where this is dropped before it is there, as in a `select!`, the requests are left alone.
pub(crate) async fn next<S: Ahead>(stream: &mut S) -> Option<S::Item> {
    let waits = Waits(stream);
    poll_fn(|cx| Pin::new(&mut *waits.0).poll_next(cx)).await
}

struct Waits<'s, S: Ahead>(&'s mut S);

impl<S: Ahead> Drop for Waits<'_, S> {
    fn drop(&mut self) {
        self.0.leave_alone();
    }
}

/// A value of this thread that is put back when this is dropped, also by a panic.
struct Restored<T: Default + 'static> {
    cell: &'static std::thread::LocalKey<Cell<T>>,
    before: T,
}

impl<T: Default + 'static> Restored<T> {
    fn set(cell: &'static std::thread::LocalKey<Cell<T>>, value: T) -> Self {
        Self { cell, before: cell.replace(value) }
    }
}

impl<T: Default + 'static> Drop for Restored<T> {
    fn drop(&mut self) {
        self.cell.set(std::mem::take(&mut self.before));
    }
}

/// The clock by which this crate's own timers run.
pub(crate) fn timer_now() -> Instant {
    // The same as that of the standard library, but where a test has stopped it.
    #[cfg(feature = "reqwest")]
    return tokio::time::Instant::now().into_std();
    #[cfg(not(feature = "reqwest"))]
    Instant::now()
}
