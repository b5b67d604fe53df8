//! Keeping a quota.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use nomenclature_runtime::{
    BoxFuture, CallOptions, ErrorKind, Limits, Processed, RateLimit, RetryPolicy, Transport, TransportError,
};

use crate::block_on;
use crate::sample::Client;
use crate::script::Script;

const OK: &str = r#"{"ok":true,"result":[]}"#;
const QUOTA: &str = r#"{"ok":false,"result":{"error":8213}}"#;

fn script(replies: usize) -> Script {
    (0..replies).fold(Script::default(), |script, _| script.json(200, OK))
}

fn send(client: &Client, times: usize) {
    for _ in 0..times {
        block_on(client.rows().get().send()).expect("a reply");
    }
}

#[test]
fn the_documented_burst_is_kept_with_a_margin() {
    let script = script(60);
    let client = script.client();
    send(&client, 45);
    assert!(script.waits().is_empty());
    send(&client, 4);
    assert_eq!(script.waits(), [Duration::from_millis(500); 4]);
}

#[test]
fn clones_share_the_bucket_and_operations_without_a_quota_do_not_use_it() {
    let script = script(90);
    let client = script.client();
    for _ in 0..15 {
        send(&client, 1);
        send(&client.clone(), 1);
        std::thread::scope(|scope| scope.spawn(|| send(&client, 1)).join()).expect("no panic");
    }
    assert!(script.waits().is_empty());
    _ = block_on(client.items().add("Чай").send());
    assert!(script.waits().is_empty());
    send(&client.clone(), 1);
    assert_eq!(script.waits().len(), 1);
    send(&script.client(), 1);
    assert_eq!(script.waits().len(), 1, "another client has its own");
}

#[test]
fn the_quota_can_be_replaced_and_switched_off() {
    let script = script(300);
    let client = script.builder().rate_limit(RateLimit::per_second(10).burst(20)).build().expect("a client");
    _ = block_on(client.items().add("Чай").send());
    send(&client, 17);
    assert!(script.waits().is_empty(), "18 of 20");
    send(&client, 1);
    assert_eq!(script.waits(), [Duration::from_millis(100)]);
    send(&script.builder().no_rate_limit().build().expect("a client"), 200);
    assert_eq!(script.waits().len(), 1);
    let least = script.builder().rate_limit(RateLimit::per_second(0).burst(0)).build().expect("a client");
    send(&least, 3);
    assert_eq!(script.waits()[1..], [Duration::from_secs(1); 2]);
}

#[test]
fn a_quota_error_empties_the_bucket_and_the_next_attempt_waits_for_it() {
    let script = Script::default().json(200, QUOTA).json(200, OK).json(200, OK);
    let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
    send(&client, 1);
    let waits = script.waits();
    assert!((1..=2).contains(&waits.len()), "{waits:?}");
    assert_eq!(waits.iter().sum::<Duration>(), Duration::from_millis(500), "{waits:?}");
    send(&client, 1);
    assert_eq!(script.waits().last(), Some(&Duration::from_millis(500)));
}

/// A transport whose clock can be stopped: waits have no end then.
struct Stoppable {
    script: Script,
    stopped: Arc<AtomicBool>,
}

impl Transport for Stoppable {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<http::Response<bytes::Bytes>, TransportError>> {
        self.script.send(request, limits)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if self.stopped.load(Ordering::Relaxed) {
            Box::pin(std::future::pending())
        } else {
            self.script.sleep(duration)
        }
    }

    fn now(&self) -> Instant {
        self.script.now()
    }
}

#[test]
fn those_that_are_no_longer_polled_keep_none_from_its_turn() {
    let (script, stopped) = (script(3), Arc::new(AtomicBool::new(true)));
    let stoppable = Stoppable { script: script.clone(), stopped: Arc::clone(&stopped) };
    let limit = RateLimit::per_second(10).burst(1);
    let client = script.builder().transport(stoppable).rate_limit(limit).build().expect("a client");
    send(&client, 1);
    let mut kept: Vec<_> = (0..100).map(|_| Box::pin(client.rows().get().send())).collect();
    let mut cx = Context::from_waker(Waker::noop());
    assert!(kept.iter_mut().all(|call| call.as_mut().poll(&mut cx).is_pending()));
    stopped.store(false, Ordering::Relaxed);
    let hurried = CallOptions::new().deadline(Duration::from_secs(5));
    block_on(client.rows().get().options(hurried).send()).expect("room in time");
    assert!(script.waits().iter().sum::<Duration>() < Duration::from_secs(5), "{:?}", script.waits());
    drop(kept);
    block_on(client.rows().get().send()).expect("room");
    assert_eq!(script.waits().last(), Some(&Duration::from_millis(100)), "those that leave take their time along");
}

#[test]
fn waiting_for_the_quota_counts_against_the_deadline() {
    let script = script(60);
    let client = script.client();
    send(&client, 45);
    let hurried = CallOptions::new().deadline(Duration::from_millis(400));
    let error = block_on(client.rows().get().options(hurried).send()).expect_err("no time");
    assert_eq!((error.kind(), error.processed(), error.attempts()), (ErrorKind::Timeout, Processed::No, 0));
    assert_eq!(script.requests().len(), 45);
    let text = error.to_string();
    assert!(text.contains("no time to send it within 400ms"), "{text}");
    let why = "waited 0ns for the client's own quota of 2 requests a second, 50 at once; 1 call is waiting for it";
    assert!(text.contains(why), "{text}");
}

#[test]
fn a_call_that_waited_in_vain_names_its_own_quota_and_the_others() {
    let (script, stopped) = (script(1), Arc::new(AtomicBool::new(true)));
    let stoppable = Stoppable { script: script.clone(), stopped: Arc::clone(&stopped) };
    let limit = RateLimit::per_second(1).burst(1);
    let client = script.builder().transport(stoppable).rate_limit(limit).build().expect("a client");
    send(&client, 1);
    let mut kept: Vec<_> = (0..399).map(|_| Box::pin(client.rows().get().send())).collect();
    let mut cx = Context::from_waker(Waker::noop());
    assert!(kept.iter_mut().all(|call| call.as_mut().poll(&mut cx).is_pending()));
    let hurried = CallOptions::new().deadline(Duration::from_millis(500));
    let text = block_on(client.rows().get().options(hurried).send()).expect_err("no time").to_string();
    let why = "waited 0ns for the client's own quota of 1 request a second, 1 at once; 400 calls are waiting for it";
    assert!(text.contains(why), "{text}");
    drop(kept);
}
