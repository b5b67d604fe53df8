//! Keeps a client below a vendor's quota.

mod bucket;

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use self::bucket::Bucket;
use crate::descriptors::RateLimitSpec;
use crate::net::Transport;

/// A quota: a bucket of requests that refills steadily.
///
/// A request fills the bucket from when it is sent until its reply is there, for at most 10 seconds, and then drains off: one that
/// is held up on its way so finds room at the vendor's, together with all that were sent after it. Of the burst a tenth stays
/// unused, for requests that were given up and arrive all the same.
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

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.per_second == 1 { "" } else { "s" };
        write!(f, "{} request{plural} a second, {} at once", self.per_second, self.burst)
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
    transport: Arc<dyn Transport>,
    known: Mutex<Vec<(RateLimit, Arc<Limiter>)>>,
}

impl Limiters {
    pub(crate) fn new(limiting: Limiting, transport: Arc<dyn Transport>) -> Self {
        Self { limiting, transport, known: Mutex::default() }
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
        let limiter = Arc::new(Limiter::new(limit, Arc::clone(&self.transport)));
        known.push((limit, Arc::clone(&limiter)));
        Some(limiter)
    }
}

/// A bucket that tasks share.
pub(crate) struct Limiter {
    limit: RateLimit,
    bucket: Mutex<Bucket>,
    /// Whose clock counts, so that waiting through it and measuring agree.
    transport: Arc<dyn Transport>,
    start: Instant,
    /// The time in which the bucket gains a request.
    interval: Duration,
    /// How many requests wait.
    waiting: AtomicU32,
}

impl Limiter {
    fn new(limit: RateLimit, transport: Arc<dyn Transport>) -> Self {
        // Rounded up: a little slower than the vendor's, never faster.
        let interval = Duration::from_nanos(1_000_000_000_u64.div_ceil(limit.per_second.into()));
        let burst = (limit.burst - limit.burst.div_ceil(10)).max(1);
        let bucket = Mutex::new(Bucket::new(interval, burst));
        Self { limit, bucket, start: transport.now(), transport, interval, waiting: AtomicU32::new(0) }
    }

    /// Lets a request go, or says how long to wait before asking again.
    pub(crate) fn admit(self: &Arc<Self>) -> Result<Admission, Duration> {
        let now = self.now();
        let number = self.lock().admit(now)?;
        Ok(Admission { limiter: Arc::clone(self), number })
    }

    pub(crate) fn limit(&self) -> RateLimit {
        self.limit
    }

    /// Leaves no room, because the vendor says that there is none.
    pub(crate) fn drain(&self) {
        let now = self.now();
        self.lock().fill(now);
    }

    /// A place among those that wait. The queue only spreads them over time: whoever comes when there is room takes it, so those
    /// that are no longer polled delay others, by half of their time left at most, but keep none of them from its turn.
    pub(crate) fn queue(&self) -> Queued<'_> {
        Queued { limiter: self, ahead: self.waiting.fetch_add(1, Ordering::Relaxed) }
    }

    fn now(&self) -> Duration {
        self.transport.now().saturating_duration_since(self.start)
    }

    fn lock(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request on its way; dropped when its reply is there or nobody waits for it any more.
#[must_use]
pub(crate) struct Admission {
    limiter: Arc<Limiter>,
    number: u64,
}

impl Drop for Admission {
    fn drop(&mut self) {
        let now = self.limiter.now();
        self.limiter.lock().finish(now, self.number);
    }
}

/// One of those that wait for the bucket; dropping it leaves the queue.
pub(crate) struct Queued<'l> {
    limiter: &'l Limiter,
    ahead: u32,
}

impl Queued<'_> {
    /// How many wait, this one included.
    pub(crate) fn waiting(&self) -> u32 {
        self.limiter.waiting.load(Ordering::Relaxed)
    }

    /// The time that the others ahead will take.
    pub(crate) fn others(&self) -> Duration {
        self.limiter.interval.saturating_mul(self.ahead)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.limiter.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
