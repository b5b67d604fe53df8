//! A client that many tasks share keeps the vendor's quota, as the sandbox counts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use nomenclature::{
    BoxFuture, DefaultTransport, Error, Limits, RateLimit, RetryPolicy, Transport, TransportError, regos,
};
use nomenclature_sandbox::{Sandbox, credentials};
use nomenclature_tests::bare;
use nomenclature_tests::clients::{failure, regos, start, within};

const PER_SECOND: u32 = 200;
const BURST: u32 = 50;

/// A client that keeps the quota and tries once, so that nothing the sandbox refuses is made good.
fn builder(sandbox: &Sandbox) -> regos::ClientBuilder {
    bare::regos()
        .base_url(sandbox.url())
        .integration_key(credentials::REGOS_INTEGRATION_KEY)
        .rate_limit(RateLimit::per_second(PER_SECOND).burst(BURST))
        .retry(RetryPolicy::none())
}

/// Sends requests of two operations, which share the quota, from several tasks, and gives their errors.
async fn send(client: &regos::Client, tasks: usize, requests: usize) -> Vec<Error> {
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut failed = Vec::new();
                for request in (task..requests).step_by(tasks) {
                    let outcome = if request % 3 == 0 {
                        client.item_operation().get(1).limit(1).send().await.map(drop)
                    } else {
                        client.doc_set_price().get().limit(1).send().await.map(drop)
                    };
                    failed.extend(outcome.err());
                }
                failed
            })
        })
        .collect();
    let mut failed = Vec::new();
    for task in running {
        failed.extend(task.await.expect("no panic"));
    }
    failed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_requests_of_sixteen_tasks_never_exceed_it() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5).quota(PER_SECOND, BURST)).await;
        let client = builder(&sandbox).build().expect("everything is set");
        let failed = send(&client, 16, 1_000).await;
        assert!(failed.is_empty(), "{failed:?}");
        let count = sandbox.counters().total();
        assert_eq!((count.received, count.processed), (1_000, 1_000));
    })
    .await;
}

#[tokio::test]
async fn what_the_sandbox_refuses_shows_in_its_counters() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5).quota(0, 6)).await;
        let client = regos(&sandbox);
        for _ in 0..6 {
            client.doc_set_price().get().limit(1).send().await.expect("within the quota");
        }
        for _ in 0..4 {
            let error = failure(client.doc_set_price().get().limit(1).send().await);
            assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("8213"));
        }
        let count = sandbox.counters().total();
        assert_eq!((count.received, count.processed), (10, 6));
    })
    .await;
}

/// The default transport behind a line on which the first requests are held up.
#[derive(Clone)]
struct HeldUp {
    inner: DefaultTransport,
    left: Arc<AtomicUsize>,
}

impl Transport for HeldUp {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let held_up = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        let sent = self.inner.send(request, limits);
        let inner = self.inner.clone();
        Box::pin(async move {
            if held_up {
                inner.sleep(Duration::from_millis(300)).await;
            }
            sent.await
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.inner.sleep(duration)
    }
}

/// A connection that takes long holds up the first request of each task. They arrive together with the next ones, for which a bucket
/// that only looks at the time has room again by then.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_that_are_held_up_find_room_when_they_arrive() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5).quota(PER_SECOND, BURST)).await;
        let inner = DefaultTransport::without_proxies(Duration::from_secs(10)).expect("no TLS is needed");
        let held_up = HeldUp { inner, left: Arc::new(40.into()) };
        let client = builder(&sandbox).transport(held_up).build().expect("everything is set");
        let failed = send(&client, 40, 400).await;
        assert!(failed.is_empty(), "{failed:?}");
        let count = sandbox.counters().total();
        assert_eq!((count.received, count.processed), (400, 400));
    })
    .await;
}
