//! A deadline is a point in time: for a call with all its waits, and for a batch or a listing where the whole has one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use nomenclature_runtime::{
    BoxFuture, CallOptions, Error, ErrorKind, Limits, Processed, RateLimit, RetryPolicy, Transport, TransportError,
};

use crate::block_on;
use crate::sample::types::RowWrite;
use crate::sample::{Client, ClientBuilder};
use crate::script::KEY;

/// A transport with a clock of its own, on which everything takes its time: a reply so long, and a wait three times as long as
/// it was asked for.
#[derive(Clone)]
struct Sluggish {
    status: u16,
    /// What a reply takes, in milliseconds.
    takes: u64,
    clock: Arc<AtomicU64>,
}

impl Sluggish {
    fn new(status: u16, takes: u64) -> Self {
        Self { status, takes, clock: Arc::default() }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder().access_key(KEY).accept_language("ru").tenant("shop").transport(self.clone()).no_rate_limit()
    }

    fn clock(&self) -> u64 {
        self.clock.load(Ordering::SeqCst) / 1_000
    }

    fn pass(&self, time: Duration) {
        self.clock.fetch_add(u64::try_from(time.as_micros()).expect("not for ever"), Ordering::SeqCst);
    }
}

impl Transport for Sluggish {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let takes = Duration::from_millis(self.takes);
        self.pass(takes.min(limits.timeout));
        if takes > limits.timeout {
            return Box::pin(std::future::ready(Err(TransportError::timeout())));
        }
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let rows =
            body.split("\"offset\":").nth(1).and_then(|rest| rest.trim_end_matches('}').parse().ok()).unwrap_or(0);
        let reply = if body.contains("access_token") || body.contains("grant_type") {
            r#"{"access_token":"one","expires_in":86400}"#.to_owned()
        } else if body.contains("array") {
            r#"{"success":true,"data":[7,8]}"#.to_owned()
        } else {
            let next: u32 = rows + 1;
            format!(r#"{{"ok":true,"result":[{{"id":{rows}}}],"next_offset":{next},"total":40}}"#)
        };
        let response = Response::builder().status(self.status).body(reply.into()).expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.pass(3 * duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + Duration::from_micros(self.clock.load(Ordering::SeqCst))
    }
}

fn second() -> CallOptions {
    CallOptions::new().deadline(Duration::from_secs(1))
}

#[track_caller]
fn assert_late(error: &Error) {
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Timeout, Processed::No), "{error}");
}

#[test]
fn many_short_waits_are_not_shorter_than_they_are() {
    let shop = Sluggish::new(503, 1);
    let often =
        RetryPolicy::new().attempts(10_000).base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(1));
    let client = shop.builder().retry(often).build().expect("a client");
    let error = block_on(client.rows().get().options(second()).send()).expect_err("503");
    assert!(error.attempts() > 100, "{error}");
    assert!((990..=1_005).contains(&shop.clock()), "{} ms", shop.clock());

    // For a token, and for the quota.
    let shop = Sluggish::new(503, 1);
    let client = shop.builder().retry(often).oauth("id", "s3cret").build().expect("a client");
    block_on(client.rows().get().options(second()).send()).expect_err("no token");
    assert!((740..=1_005).contains(&shop.clock()), "three quarters of the time are for the token: {} ms", shop.clock());

    let shop = Sluggish::new(503, 1);
    let client =
        shop.builder().retry(often).rate_limit(RateLimit::per_second(1_000).burst(1)).build().expect("a client");
    block_on(client.rows().get().options(second()).send()).expect_err("503");
    assert!((990..=1_005).contains(&shop.clock()), "{} ms", shop.clock());
}

#[test]
fn an_error_says_which_limit_it_was() {
    let late = |takes, options| {
        let client = Sluggish::new(200, takes).builder().build().expect("a client");
        block_on(client.rows().get().options(options).send()).expect_err("late").to_string()
    };
    let text = late(2_000, second());
    assert!(text.contains("no reply within 1s, all that was left of 1s, the deadline of the call ("), "{text}");
    let text = late(2_000, CallOptions::new().whole_deadline(Duration::from_secs(1)));
    assert!(text.contains("within 1s, all that was left of 1s, the deadline of all requests together ("), "{text}");
    let text = late(2_000, second().timeout(Duration::from_millis(500)).retry(RetryPolicy::none()));
    assert!(text.contains("no reply within 500ms, the timeout of an attempt ("), "{text}");
    let text = late(2_000, second().timeout(Duration::ZERO).deadline(Duration::ZERO));
    assert!(text.contains("no time to send it within 0ns, the deadline of the call"), "{text}");
    let client = Sluggish::new(503, 900).builder().build().expect("a client");
    let text = block_on(client.rows().get().options(second()).send()).expect_err("503").to_string();
    assert!(text.contains("; there is no room for another attempt in 1s, the deadline of the call"), "{text}");
}

#[test]
fn each_request_of_a_batch_or_a_listing_has_the_deadline_of_a_call() {
    let shop = Sluggish::new(200, 400);
    let client = shop.builder().build().expect("a client");
    let records: Vec<_> = (0..10).collect();
    block_on(client.things().add(records.clone()).options(second()).send()).expect("400 ms each");
    assert_eq!(shop.clock(), 2_000);
    let mut items = client.rows().get().options(second()).items().window(1);
    let rows = block_on(async {
        let mut rows = 0;
        while items.try_next().await.expect("400 ms each").is_some() {
            rows += 1;
        }
        rows
    });
    assert_eq!((rows, shop.clock()), (40, 2_000 + 40 * 400));
}

#[test]
fn a_whole_batch_or_listing_has_a_deadline_if_it_is_given_one() {
    let whole = || CallOptions::new().whole_deadline(Duration::from_secs(1));
    let shop = Sluggish::new(200, 400);
    let client = shop.builder().build().expect("a client");
    let records: Vec<_> = (0..10).collect();
    let stopped =
        block_on(client.things().add(records.clone()).options(whole()).send()).expect_err("a second is not enough");
    assert_eq!((stopped.done_records(), stopped.failed().len(), stopped.unsent().len()), (4, 2, 4));
    assert!(stopped.error().is_timeout() && stopped.possibly_done(), "{stopped}");
    assert_eq!(shop.clock(), 1_000);

    // One whose list of records is the body.
    let shop = Sluggish::new(200, 400);
    let call = shop.builder().build().expect("a client").rows().check((0..10).map(RowWrite::new));
    let stopped = block_on(call.options(whole()).send()).expect_err("a second is not enough");
    let told: Vec<_> = stopped.done().iter().map(|reply| reply.records.clone()).collect();
    assert_eq!((told, stopped.failed().len(), stopped.unsent().len()), (vec![0..2, 2..4], 2, 4));
    assert!(stopped.error().is_timeout() && stopped.possibly_done(), "{stopped}");

    let shop = Sluggish::new(200, 500);
    let client = shop.builder().build().expect("a client");
    let stopped =
        block_on(client.things().add(records.clone()).options(whole()).send()).expect_err("a second is not enough");
    assert_eq!((stopped.done_records(), stopped.possibly_done()), (4, false));
    assert_late(stopped.error());
    let text = stopped.to_string();
    assert!(text.ends_with("no time to send it within 1s, the deadline of all requests together"), "{text}");

    let shop = Sluggish::new(200, 400);
    let client = shop.builder().build().expect("a client");
    let mut pages = client.rows().get().options(whole()).pages().window(1);
    for _ in 0..2 {
        assert!(block_on(pages.try_next()).expect("in time").is_some());
        shop.pass(Duration::from_secs(60));
    }
    let error = block_on(pages.try_next()).expect_err("two hundred milliseconds are left");
    let told = "no reply within 200ms, all that was left of 1s, the deadline of all requests together";
    assert!(error.is_timeout() && error.to_string().contains(told), "{error}");
    assert_eq!(shop.clock(), 2 * 60_000 + 1_000, "the work between the pages does not count");

    // As a point in time, the work between the pages does count.
    let shop = Sluggish::new(200, 400);
    let until = CallOptions::new().whole_until(shop.now() + Duration::from_secs(2));
    let mut pages = shop.builder().build().expect("a client").rows().get().options(until).pages().window(1);
    for work in [0, 1_000] {
        assert!(block_on(pages.try_next()).expect("in time").is_some());
        shop.pass(Duration::from_millis(work));
    }
    let text = block_on(pages.try_next()).expect_err("two hundred milliseconds are left").to_string();
    assert!(text.contains("no reply within 200ms, all that was left of 200ms, the time before the end"), "{text}");

    let one = Sluggish::new(200, 2_000);
    let error =
        block_on(one.builder().build().expect("a client").rows().get().options(whole()).send()).expect_err("late");
    assert!(error.is_timeout() && one.clock() == 1_000, "a single call has it too: {error}");
}
