use bytes::Bytes;
use http::{Request, Response};

use super::*;
use crate::net::{BoxFuture, Limits, TransportError};

/// A transport whose replies never come.
struct Silent;

impl Transport for Silent {
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn operations_of_the_same_figures_share_a_bucket() {
    let limiters = Limiters::new(Limiting::Documented, Arc::new(Silent));
    let spec = RateLimitSpec { requests_per_second: 2, burst: 50, exceeded: &[] };
    let limiter = limiters.limiter(Some(&spec)).expect("a bucket");
    assert!(Arc::ptr_eq(&limiter, &limiters.limiter(Some(&spec)).expect("a bucket")));
    let slower = RateLimitSpec { burst: 10, ..spec };
    assert!(!Arc::ptr_eq(&limiter, &limiters.limiter(Some(&slower)).expect("a bucket")));
    assert!(limiters.limiter(None).is_none());
}

#[test]
fn those_that_wait_are_spread_and_leave_when_dropped() {
    let limiters = Limiters::new(Limiting::Documented, Arc::new(Silent));
    let spec = RateLimitSpec { requests_per_second: 2, burst: 50, exceeded: &[] };
    let limiter = limiters.limiter(Some(&spec)).expect("a bucket");
    let (first, second) = (limiter.queue(), limiter.queue());
    assert_eq!((first.others(), second.others()), (Duration::ZERO, Duration::from_millis(500)));
    drop(first);
    assert_eq!(limiter.queue().others(), Duration::from_millis(500));
}
