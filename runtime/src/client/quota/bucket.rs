//! The arithmetic of a quota.
//!
//! It is our own because a request that is held up must still find room when it arrives. Cells that refill by time alone, as those of
//! `governor`, cannot express that: with them, 40 requests held up for 300 ms exceeded a quota of 200 a second and 50 at once.

use std::collections::VecDeque;
use std::time::Duration;

/// After this long a request has arrived, or never will. It frees the room of requests that nobody polls.
pub(super) const LONGEST_WAY: Duration = Duration::from_secs(10);

/// A bucket that knows which requests are on their way. Times count from any fixed instant.
///
/// A vendor's bucket is full again before a request that is held up arrives, and then takes it together with later ones. So what
/// is on its way fills this one: its level never sinks below the number of such requests. Then, whenever they arrive between
/// being admitted and being answered, a vendor's bucket of the same figures has room for each of them: those of any stretch of
/// time are the ones on their way at its start, which the level covers, and the ones admitted in it.
#[derive(Debug)]
pub(super) struct Bucket {
    /// The time in which the bucket gains a request.
    interval: Duration,
    /// How many requests the empty bucket takes at once.
    burst: u32,
    /// When it will be empty, if nothing else comes.
    empty_at: Duration,
    /// The requests on their way, the oldest first, with the time from which they no longer count.
    on_their_way: VecDeque<(u64, Duration)>,
    /// The number of the next request.
    next: u64,
}

impl Bucket {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        Self { interval, burst, empty_at: Duration::ZERO, on_their_way: VecDeque::new(), next: 0 }
    }

    /// Lets a request go and gives its number, or says how long to wait before asking again.
    pub(super) fn admit(&mut self, now: Duration) -> Result<u64, Duration> {
        self.forget(now);
        self.keep_level(now);
        let level = self.empty_at + self.interval;
        let full = now + self.interval * self.burst;
        if level > full {
            return Err(level - full);
        }
        self.empty_at = level;
        let number = self.next;
        self.next += 1;
        self.on_their_way.push_back((number, now + LONGEST_WAY));
        Ok(number)
    }

    /// The request was answered, or abandoned.
    pub(super) fn finish(&mut self, now: Duration, number: u64) {
        self.forget(now);
        if let Ok(place) = self.on_their_way.binary_search_by_key(&number, |(known, _)| *known) {
            self.keep_level(now);
            self.on_their_way.remove(place);
        }
    }

    /// Fills the bucket to the brim, as the vendor's is.
    pub(super) fn fill(&mut self, now: Duration) {
        self.empty_at = self.empty_at.max(now + self.interval * self.burst);
    }

    fn forget(&mut self, now: Duration) {
        while let Some(&(_, until)) = self.on_their_way.front()
            && until <= now
        {
            self.keep_level(until);
            self.on_their_way.pop_front();
        }
    }

    /// Keeps the level from sinking below the requests on their way.
    fn keep_level(&mut self, now: Duration) {
        let count = u32::try_from(self.on_their_way.len()).unwrap_or(u32::MAX);
        self.empty_at = self.empty_at.max(now + self.interval * count);
    }
}

#[cfg(test)]
mod tests;
