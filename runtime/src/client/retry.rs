//! How often a call is tried, and how long it waits in between.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How often a call is tried, and how long it may take in all.
///
/// What may be repeated at all depends on the operation. Reads and operations whose outcome does not depend on how often they
/// are done are repeated when no whole reply came, on HTTP 408, 429 and 5xx, and on the codes that the vendor documents as
/// passing. Writes are repeated only where the vendor has certainly not processed the request: it was never sent, or it was
/// refused because there were too many. Codes that must not be repeated never are.
///
/// ```
/// use std::time::Duration;
/// use nomenclature::RetryPolicy;
/// let patient = RetryPolicy::new().attempts(8).deadline(Duration::from_secs(600));
/// # drop(patient);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    deadline: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            deadline: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// 4 attempts, waits from 500 ms to 30 s, 120 s in all.
    pub fn new() -> Self {
        Self::default()
    }

    /// One attempt only. The deadline of 120 s stays.
    pub fn none() -> Self {
        Self::new().attempts(1)
    }

    /// The most attempts, the first included; at least 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The wait before the second attempt, doubled for each one after it. Each wait is shortened at random, by half at most, so
    /// that clients that failed together do not come back together.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait that the client chooses. A vendor that asks for a longer one gets it.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The most time for the whole call: all attempts, the waits between them and those for the rate limit, and fetching a token. A
    /// wait that does not fit ends the call at once with its last error. An attempt is ended by the
    /// [`Transport`](crate::Transport), which is told how much time is left. Time in which the call could go on and nobody polls
    /// it does not count. Each request of a batch and each page of a listing is a call of its own;
    /// [`CallOptions::whole_deadline`](crate::CallOptions::whole_deadline) bounds them together.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn total(&self) -> Duration {
        self.deadline
    }

    /// The waits, without end.
    pub(crate) fn delays(&self) -> Delays {
        // The crate adds up to the whole delay at random, so half of it is the least.
        let builder = ExponentialBuilder::new().with_min_delay(self.base_delay / 2).with_max_delay(self.max_delay / 2);
        Delays { backoff: builder.with_jitter().without_max_times().build(), longest: self.max_delay }
    }
}

/// The waits between the attempts of a call.
pub(crate) struct Delays {
    backoff: ExponentialBackoff,
    longest: Duration,
}

impl Delays {
    pub(crate) fn next(&mut self) -> Duration {
        self.backoff.next().unwrap_or(self.longest).min(self.longest)
    }
}
