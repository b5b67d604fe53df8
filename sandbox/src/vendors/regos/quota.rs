//! The request quota.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::settings::Quota;

/// A token bucket. The vendor keeps one for each integration key; the sandbox knows a single key.
#[derive(Debug)]
pub(super) struct Bucket {
    quota: Quota,
    level: Mutex<Level>,
}

#[derive(Debug)]
struct Level {
    tokens: f64,
    since: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn new(quota: Quota) -> Self {
        Self { quota, level: Mutex::new(Level { tokens: f64::from(quota.burst), since: Instant::now() }) }
    }

    /// Takes a token if there is one.
    pub(super) fn take(&self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> bool {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let gained = now.saturating_duration_since(level.since).as_secs_f64() * f64::from(self.quota.rate);
        level.tokens = (level.tokens + gained).min(f64::from(self.quota.burst));
        level.since = now;
        if level.tokens < 1.0 {
            return false;
        }
        level.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_then_the_rate() {
        let bucket = Bucket::new(Quota { rate: 2, burst: 3 });
        let start = Instant::now();
        let taken: Vec<bool> = (0..4).map(|_| bucket.take_at(start)).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(!bucket.take_at(start + Duration::from_millis(400)));
        assert!(bucket.take_at(start + Duration::from_millis(500)));
        assert!(!bucket.take_at(start + Duration::from_millis(600)));
    }

    #[test]
    fn never_holds_more_than_the_burst() {
        let bucket = Bucket::new(Quota { rate: 1000, burst: 2 });
        let later = Instant::now() + Duration::from_secs(60);
        let taken: Vec<bool> = (0..3).map(|_| bucket.take_at(later)).collect();
        assert_eq!(taken, [true, true, false]);
    }
}
