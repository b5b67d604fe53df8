//! Keeps a client below a vendor's quota.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::spec::RateLimitSpec;
use crate::transport::Transport;

/// A quota: a bucket of requests that refills steadily.
///
/// The client stays 10 % below the burst, because a request that was held up arrives together with later ones.
///
/// ```
/// use nomenclature::RateLimit;
/// let limit = RateLimit::per_second(2).burst(50);
/// # drop(limit);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    per_second: u32,
    burst: u32,
}

impl RateLimit {
    /// This many requests a second, at least 1, and as many at once.
    pub const fn per_second(requests: u32) -> Self {
        let requests = if requests == 0 { 1 } else { requests };
        Self { per_second: requests, burst: requests }
    }

    /// This many requests at once, at least 1.
    #[must_use]
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = if requests == 0 { 1 } else { requests };
        self
    }
}

/// What a client is told about quotas.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Limiting {
    /// Each operation has the quota of its spec.
    #[default]
    Documented,
    /// All operations share this one.
    Own(RateLimit),
    Off,
}

/// The buckets of a client, one for all operations of the same figures.
pub(crate) struct Limiters {
    limiting: Limiting,
    clock: TransportClock,
    known: Mutex<Vec<(RateLimit, Arc<Limiter>)>>,
}

impl Limiters {
    pub(crate) fn new(limiting: Limiting, transport: Arc<dyn Transport>) -> Self {
        let start = transport.now();
        Self { limiting, clock: TransportClock { transport, start }, known: Mutex::default() }
    }

    /// The bucket for an operation with this documented quota.
    pub(crate) fn limiter(&self, documented: Option<&RateLimitSpec>) -> Option<Arc<Limiter>> {
        let limit = match self.limiting {
            Limiting::Off => return None,
            Limiting::Own(limit) => limit,
            Limiting::Documented => {
                documented.map(|spec| RateLimit::per_second(spec.requests_per_second).burst(spec.burst))?
            }
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, limiter)) = known.iter().find(|(figures, _)| *figures == limit) {
            return Some(Arc::clone(limiter));
        }
        let limiter = Arc::new(Limiter::new(limit, self.clock.clone()));
        known.push((limit, Arc::clone(&limiter)));
        Some(limiter)
    }
}

/// A bucket.
pub(crate) struct Limiter {
    bucket: RateLimiter<NotKeyed, InMemoryState, TransportClock, NoOpMiddleware<Duration>>,
    clock: TransportClock,
    /// The time in which the bucket gains a request.
    interval: Duration,
    /// How many requests wait.
    waiting: AtomicU32,
}

impl Limiter {
    fn new(limit: RateLimit, clock: TransportClock) -> Self {
        let nonzero = |figure| NonZeroU32::new(figure).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(nonzero(limit.per_second));
        let quota = quota.allow_burst(nonzero(limit.burst - limit.burst.div_ceil(10)));
        let interval = quota.replenish_interval();
        let bucket = RateLimiter::direct_with_clock(quota, clock.clone());
        Self { bucket, clock, interval, waiting: AtomicU32::new(0) }
    }

    /// Takes a request out of the bucket, or says how long it takes until there is one.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        self.bucket.check().map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Empties the bucket.
    pub(crate) fn drain(&self) {
        while self.take().is_ok() {}
    }

    /// A place among those that wait. The queue only spreads them over time: whoever comes when there is a request takes it, so
    /// one that is no longer polled holds up nobody.
    pub(crate) fn queue(&self) -> Place<'_> {
        Place { limiter: self, ahead: self.waiting.fetch_add(1, Ordering::Relaxed) }
    }
}

/// One of those that wait for the bucket; dropping it leaves the queue.
pub(crate) struct Place<'l> {
    limiter: &'l Limiter,
    ahead: u32,
}

impl Place<'_> {
    /// The time that the others ahead will take.
    pub(crate) fn others(&self) -> Duration {
        self.limiter.interval.saturating_mul(self.ahead)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limiter.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The time of a transport, so that waiting through it and measuring agree.
#[derive(Clone)]
struct TransportClock {
    transport: Arc<dyn Transport>,
    start: Instant,
}

impl Clock for TransportClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.transport.now().saturating_duration_since(self.start)
    }
}

impl fmt::Debug for TransportClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportClock").finish_non_exhaustive()
    }
}
