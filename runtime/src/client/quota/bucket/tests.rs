use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Bucket, LONGEST_WAY};

const INTERVAL: Duration = Duration::from_millis(500);

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Lets as many go as there is room for.
fn burst(bucket: &mut Bucket, now: Duration) -> Vec<u64> {
    std::iter::from_fn(|| bucket.admit(now).ok()).collect()
}

#[test]
fn answered_requests_drain_off_one_an_interval() {
    let mut bucket = Bucket::new(INTERVAL, 3);
    for number in burst(&mut bucket, at(0)) {
        bucket.finish(at(0), number);
    }
    assert_eq!(bucket.admit(at(100)), Err(at(400)));
    assert_eq!(bucket.admit(at(500)), Ok(3));
    assert_eq!(bucket.admit(at(500)), Err(at(500)));
    bucket.finish(at(600), 3);
    assert_eq!(burst(&mut bucket, at(60_000)).len(), 3, "it is empty again, and no more than that");
}

#[test]
fn what_is_on_its_way_drains_off_only_once_it_is_answered() {
    let mut bucket = Bucket::new(INTERVAL, 3);
    assert_eq!(burst(&mut bucket, at(0)), [0, 1, 2]);
    assert_eq!(bucket.admit(at(5_000)), Err(INTERVAL), "all are on their way");
    bucket.finish(at(5_000), 1);
    assert_eq!(bucket.admit(at(5_000)), Err(at(500)));
    assert_eq!(bucket.admit(at(5_500)), Ok(3));
    assert_eq!(bucket.admit(at(5_500)), Err(INTERVAL));
}

#[test]
fn one_that_nobody_polls_counts_for_a_while_only() {
    let mut bucket = Bucket::new(INTERVAL, 3);
    burst(&mut bucket, at(0));
    let late = LONGEST_WAY + INTERVAL;
    assert_eq!(bucket.admit(LONGEST_WAY), Err(at(500)));
    assert_eq!(bucket.admit(late), Ok(3));
    bucket.finish(late, 0);
    bucket.finish(late, 99);
    assert_eq!(bucket.admit(late), Err(at(500)), "finishing it then, or one that never was, changes nothing");
}

#[test]
fn a_full_bucket_drains_off_like_any_other() {
    let mut bucket = Bucket::new(INTERVAL, 3);
    bucket.fill(at(0));
    bucket.fill(at(0));
    assert_eq!(bucket.admit(at(0)), Err(at(500)));
    assert_eq!(bucket.admit(at(500)), Ok(0));
    assert_eq!(burst(&mut bucket, at(9_000)).len(), 2, "one is on its way still");
}

proptest! {
    /// However long requests are on their way, a vendor with the same figures has room for each. Of each, in milliseconds: the
    /// pause before it, its way to the vendor, and the time until its reply is there.
    #[test]
    fn a_vendor_never_refuses(burst in 1_u32..12, stories in vec((0_u64..900, 0_u64..6_000, 0_u64..3_000), 1..120)) {
        let mut bucket = Bucket::new(INTERVAL, burst);
        let mut arrivals = Vec::new();
        let mut replies: Vec<(Duration, u64)> = Vec::new();
        let mut now = Duration::ZERO;
        for (pause, way, work) in stories {
            now += at(pause);
            let number = loop {
                replies.sort_unstable();
                while replies.first().is_some_and(|(due, _)| *due <= now) {
                    let (due, number) = replies.remove(0);
                    bucket.finish(due, number);
                }
                match bucket.admit(now) {
                    Ok(number) => break number,
                    Err(wait) => now += wait,
                }
                prop_assert!(now < at(10_000_000), "it never gets room");
            };
            arrivals.push(now + at(way));
            replies.push((now + at(way + work), number));
        }
        arrivals.sort_unstable();
        let (mut level, mut since) = (Duration::ZERO, Duration::ZERO);
        for arrival in arrivals {
            level = level.saturating_sub(arrival - since) + INTERVAL;
            since = arrival;
            prop_assert!(level <= INTERVAL * burst, "refused at {arrival:?}");
        }
    }
}
