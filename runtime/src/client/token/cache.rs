//! The present token of a client, and the fetch of the next one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use http::HeaderValue;

use super::reply::Grant;
use super::shared_fetch::{SharedFetch, Waiter};
use super::token_error::TokenError;
use crate::net::BoxFuture;
use crate::net::clock::Clock;
use crate::net::runtime::Runtime;

/// The most by which a token is renewed before it expires.
const EARLY: Duration = Duration::from_secs(60);
/// Longer lifetimes count as this one, which any clock can tell.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// A token, ready to be sent.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    pub(crate) expires: Option<Instant>,
    /// Until when it is given to further calls; one without a lifetime never is.
    renew: Option<Instant>,
}

impl Token {
    /// `asked` is when it was asked for: it cannot have been given earlier.
    pub(super) fn new(grant: &Grant, asked: Instant) -> Self {
        let lifetime = grant.lifetime.map(|lifetime| lifetime.min(LONGEST));
        let early = |lifetime: Duration| EARLY.min(lifetime / 10);
        Self {
            header: grant.header.clone(),
            expires: lifetime.map(|lifetime| asked + lifetime),
            renew: lifetime.map(|lifetime| asked + (lifetime - early(lifetime))),
        }
    }
}

/// How a fetch ended.
pub(super) type Fetched = Result<Arc<Token>, TokenError>;

#[derive(Default)]
pub(super) struct Cache(Mutex<Cached>);

#[derive(Default)]
struct Cached {
    token: Option<Arc<Token>>,
    /// Until when the present token is given although it should be renewed: that failed.
    put_off: Option<Instant>,
    /// Those under way, at most one a runtime.
    fetches: Vec<UnderWay>,
    begun: u64,
}

struct UnderWay {
    number: u64,
    /// Where its socket and its timers live.
    runtime: Runtime,
    /// Those who wait keep it alive.
    work: Weak<SharedFetch<Fetched>>,
    clock: Arc<Clock>,
    /// The time that it takes at most, by its clock.
    most: Duration,
}

/// What a call that needs a token gets.
pub(super) enum Joined {
    Has(Arc<Token>),
    Waits(Waiter<Fetched>),
}

impl Cache {
    /// The present token, or a place in a fetch. The one under way in this runtime is joined if it ends within the `time` of the
    /// call, so that nobody waits past a deadline; else `begin` gives another, which takes `most` at most. One that another
    /// runtime drives is not joined: that runtime may be held up, or gone.
    pub(super) fn place<F: Future<Output = Fetched> + Send + 'static>(
        &self,
        now: impl Fn() -> Instant,
        time: Duration,
        most: Duration,
        refused: Option<&Arc<Token>>,
        begin: impl FnOnce(u64) -> (Arc<Clock>, F),
    ) -> Joined {
        let mut cached = self.lock();
        // Under the lock, so that of two calls the one that comes later has the later deadline.
        let now = now();
        if let Some(token) = &cached.token {
            let is_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, token));
            if !is_refused && token.renew.max(cached.put_off).is_some_and(|renew| now < renew) {
                return Joined::Has(Arc::clone(token));
            }
            if is_refused {
                cached.token = None;
                cached.put_off = None;
            }
        }
        let runtime = Runtime::current();
        let under_way = cached.fetches.iter().find(|fetch| fetch.runtime == runtime);
        if let Some(fetch) = under_way.filter(|fetch| fetch.clock.left_of(fetch.most) <= time)
            && let Some(fetch) = fetch.work.upgrade().filter(|fetch| !fetch.is_lost())
        {
            return Joined::Waits(fetch.join());
        }
        cached.begun += 1;
        let number = cached.begun;
        let (clock, work) = begin(number);
        let work: BoxFuture<'static, Fetched> = Box::pin(work);
        let fetch = SharedFetch::new(work);
        cached.fetches.retain(|fetch| fetch.runtime != runtime && fetch.work.strong_count() > 0);
        cached.fetches.push(UnderWay { number, runtime, work: Arc::downgrade(&fetch), clock, most });
        Joined::Waits(fetch.join())
    }

    /// Notes that a fetch is over; a later one need not be.
    pub(super) fn landed(&self, number: u64, outcome: &Fetched) {
        let mut cached = self.lock();
        cached.fetches.retain(|fetch| fetch.number != number);
        if let Ok(token) = outcome {
            cached.token = Some(Arc::clone(token));
            cached.put_off = None;
        }
    }

    /// The token that could not be renewed early, if it has not expired. Until half of its time is over, no call tries again.
    pub(super) fn unrenewed(&self, now: Instant, refused: Option<&Arc<Token>>) -> Option<Arc<Token>> {
        let mut cached = self.lock();
        let token = cached.token.clone()?;
        let expires = token.expires.filter(|expires| now < *expires)?;
        if refused.is_some_and(|refused| Arc::ptr_eq(refused, &token)) {
            return None;
        }
        cached.put_off = Some(now + (expires - now) / 2);
        Some(token)
    }

    fn lock(&self) -> MutexGuard<'_, Cached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
