//! The end of an exchange whose time is over.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::{Limits, TransportError};
use crate::net::clock::{stood_still, timer_now};

/// No timer is late by so much unless its thread is kept from it.
const LATE: Duration = Duration::from_millis(20);
/// So often is the time of an exchange prolonged by what its timer was late: a machine that is always late ends it too.
const MOST_GRACES: u32 = 8;

impl Limits {
    /// Ends an exchange when its time is over, for transports whose HTTP library knows no better. `timer` waits, as
    /// [`Transport::sleep`](crate::Transport::sleep) or `tokio::time::sleep` do.
    ///
    /// Time in which nobody polls the call does not count if it could have gone on: a caller may work on a page of a listing for
    /// longer than a timeout, while the reply with the next one is there and waits to be read. A timer of the library's own ends
    /// such an exchange as if the server had been slow.
    ///
    /// ```
    /// use nomenclature::{Limits, TransportError};
    /// async fn send(limits: Limits) -> Result<u16, TransportError> {
    ///     let exchange = async { Ok(200) };
    ///     limits.bound(tokio::time::sleep, exchange).await
    /// }
    /// # drop(send);
    /// ```
    ///
    /// # Errors
    /// That of the exchange, or [`TransportError::timeout`].
    pub async fn bound<T, S: Future<Output = ()>>(
        self,
        timer: impl Fn(Duration) -> S,
        exchange: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        self.bound_pinned(timer, pin!(exchange)).await
    }

    /// As [`bound`](Self::bound), without a copy of the exchange.
    pub(crate) async fn bound_pinned<T, S: Future<Output = ()>>(
        self,
        timer: impl Fn(Duration) -> S,
        mut exchange: Pin<&mut impl Future<Output = Result<T, TransportError>>>,
    ) -> Result<T, TransportError> {
        let mut alarm = pin!(timer(self.timeout));
        let mut allowance = Allowance::new(self.timeout);
        poll_fn(|cx| {
            if let Poll::Ready(outcome) = exchange.as_mut().poll(cx) {
                return Poll::Ready(outcome);
            }
            while alarm.as_mut().poll(cx).is_ready() {
                match allowance.left(timer_now(), stood_still()) {
                    Some(left) => alarm.set(timer(left)),
                    None => return Poll::Ready(Err(TransportError::timeout())),
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// The time that an exchange has.
struct Allowance {
    begun: Instant,
    /// How long the call had stood still by then.
    before: Duration,
    allowed: Duration,
    /// When the timer is due; `None` if no clock can tell.
    due: Option<Instant>,
    /// How long the call had stood still when the timer was set.
    set: Duration,
    graces: u32,
}

impl Allowance {
    fn new(allowed: Duration) -> Self {
        let (begun, before) = (timer_now(), stood_still());
        Self { begun, before, allowed, due: begun.checked_add(allowed), set: before, graces: MOST_GRACES }
    }

    /// How much is left when the timer is over, if anything. The call has stood still for this long in all.
    fn left(&mut self, now: Instant, still: Duration) -> Option<Duration> {
        let since = still.saturating_sub(self.set);
        let used = now.saturating_duration_since(self.begun).saturating_sub(still.saturating_sub(self.before));
        // A thread that was kept busy past the time let nothing go on, and wakes nobody until it is free.
        let late = self.due.map(|due| now.saturating_duration_since(due).saturating_sub(since)).unwrap_or_default();
        let mut grace = Duration::ZERO;
        if used >= self.allowed && late >= LATE && self.graces > 0 {
            self.graces -= 1;
            grace = late.min(self.allowed);
            self.allowed = used.saturating_add(grace);
        }
        // No more than what there is a reason for, should the timer run by another clock.
        let left = self.allowed.saturating_sub(used).min(since.max(grace));
        self.set = still;
        self.due = now.checked_add(left);
        (!left.is_zero()).then_some(left)
    }
}
