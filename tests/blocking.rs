//! Calls that block their thread do what the asynchronous ones do, over HTTP, with the sandbox on another thread.

use std::sync::Arc;
use std::time::Duration;

use nomenclature::quince::types::NewService;
use nomenclature::runtime::Safety;
use nomenclature::{Error, Processed};
use nomenclature_sandbox::{Builder, Fault, Sandbox, ScriptedReply};
use nomenclature_tests::clients::{bodies, bounded, failure, json, quince, regos};
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::operations::{Clients, OPERATIONS, Setup};
use tokio::runtime::Runtime;

#[cfg(unix)]
#[path = "blocking/forks.rs"]
mod forks;
#[path = "blocking/listings.rs"]
mod listings;
#[path = "blocking/runtimes.rs"]
mod runtimes;
#[path = "blocking/server.rs"]
mod server;
#[path = "blocking/threads.rs"]
mod threads;

/// A sandbox with threads of its own.
#[derive(Clone)]
struct Shop {
    sandbox: Arc<Sandbox>,
    runtime: Arc<Runtime>,
}

impl Shop {
    fn start(builder: Builder) -> Self {
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        let runtime = threads.worker_threads(1).enable_all().build().expect("a runtime");
        let sandbox = runtime.block_on(builder.start()).expect("a free port on the loopback address");
        Self { sandbox: Arc::new(sandbox), runtime: Arc::new(runtime) }
    }

    fn rows(rows: usize) -> Self {
        Self::start(Sandbox::builder().rows(rows))
    }
}

/// Does blocking work with a sandbox, but not for ever.
fn with_shop(rows: usize, work: impl FnOnce(&Shop) + Send + 'static) {
    bounded(move || work(&Shop::rows(rows)));
}

fn html(status: u16) -> ScriptedReply {
    ScriptedReply::new(status).header("content-type", "text/html").body("<h1>later</h1>")
}

/// Clients that wait for nothing.
fn hasty(shop: &Shop) -> (Hasty, Clients) {
    let hasty = Hasty::new();
    let clients = hasty.clients(&shop.sandbox);
    (hasty, clients)
}

#[test]
fn every_operation_gives_what_the_asynchronous_call_gives() {
    bounded(|| {
        // Each writes into a sandbox of its own, so that both see the same.
        let (one, other) = (Shop::rows(30), Shop::rows(30));
        let (blocking, asynchronous) = (Setup::of(&one.sandbox).clients(), Setup::of(&other.sandbox).clients());
        for operation in OPERATIONS {
            let subject = operation.subject();
            let text = |error: Error| error.to_string();
            let found = (operation.send_blocking)(&blocking).map_err(text);
            let expected = other.runtime.block_on((operation.send)(&asynchronous)).map_err(text);
            assert_eq!(found, expected, "{subject}");
            assert_eq!(one.sandbox.requests().total(), other.sandbox.requests().total());
            let (sent, expected) = (one.sandbox.requests().last(), other.sandbox.requests().last());
            let (sent, expected) = (sent.expect("a request"), expected.expect("a request"));
            assert_eq!(
                (sent.method(), sent.path(), sent.body()),
                (expected.method(), expected.path(), expected.body())
            );
            let found = (operation.send_raw_blocking)(&blocking).map_err(text);
            let expected = other.runtime.block_on((operation.send_raw)(&asynchronous)).map_err(text);
            assert_eq!(found, expected, "{subject}");
        }
    });
}

#[test]
fn what_is_safe_is_tried_again_and_the_rest_is_not() {
    with_shop(30, |shop| {
        let (hasty, clients) = hasty(shop);
        for operation in OPERATIONS {
            for send in [operation.send_blocking, operation.send_raw_blocking] {
                shop.sandbox.requests().clear();
                shop.sandbox.script(html(503));
                let (waits, outcome) = (hasty.waits().len(), send(&clients));
                let subject = operation.subject();
                if operation.spec.safety == Safety::Write {
                    let error = failure(outcome);
                    assert_eq!((error.attempts(), error.processed()), (1, Processed::Maybe), "{error:?}");
                    assert_eq!((shop.sandbox.requests().total(), hasty.waits().len()), (1, waits), "{subject}");
                } else {
                    // A record of that id is not there.
                    assert!(outcome.as_ref().err().is_none_or(Error::is_vendor), "{outcome:?}");
                    assert_eq!((shop.sandbox.requests().total(), hasty.waits().len()), (2, waits + 1), "{subject}");
                }
            }
        }
    });
}

#[test]
fn the_timer_of_the_default_transport_runs() {
    with_shop(1, |shop| {
        let mut setup = Setup::of(&shop.sandbox);
        setup.retry = nomenclature::RetryPolicy::new().base_delay(Duration::from_millis(2));
        shop.sandbox.script(html(502));
        setup.clients().regos.doc_set_price().get().send_blocking().expect("the second attempt succeeds");
        let slow = Fault::delay(Duration::from_secs(60));
        shop.sandbox.fault(slow);
        setup.retry = nomenclature::RetryPolicy::none();
        let options = nomenclature::CallOptions::new().timeout(Duration::from_millis(20));
        let error = failure(setup.clients().regos.doc_set_price().get().options(options).send_blocking());
        assert!(error.is_timeout(), "{error}");
    });
}

#[test]
fn raw_replies_keep_the_body() {
    with_shop(5, |shop| {
        let list = || regos(&shop.sandbox).doc_set_price().get();
        let reply = list().keep_raw().send_blocking().expect("succeeds");
        assert!(reply.body().starts_with(b"{") && reply.status().is_success());
        assert_eq!(reply.into_output(), list().send_blocking().expect("succeeds"));
    });
}

fn name(number: usize) -> String {
    format!("№{number}")
}

fn services(numbers: std::ops::Range<usize>) -> Vec<NewService> {
    numbers.map(|number| NewService::new().name(name(number))).collect()
}

#[test]
fn a_batch_reports_what_is_done_and_what_remains_completes_it() {
    with_shop(0, |shop| {
        let (sandbox, client) = (&shop.sandbox, quince(&shop.sandbox));
        // The first request is met by a fault that is none.
        sandbox.fault(Fault::delay(Duration::ZERO).on("services_add"));
        sandbox.script(json(429, "slow down").on("/service/add"));
        let stopped = client.services().add(services(0..250)).send_blocking().expect_err("the second request fails");
        assert_eq!((stopped.done().len(), stopped.done_records()), (100, 100));
        assert_eq!((stopped.failed(), stopped.unsent()), (&services(100..200)[..], &services(200..250)[..]));
        assert!(stopped.error().is_rate_limited() && !stopped.possibly_done());
        let text = stopped.to_string();
        assert!(text.starts_with("100 of 250 records done, 100 failed, 50 not sent: "), "{text}");
        let rest = client.services().add(stopped.into_remaining()).send_blocking().expect("succeeds");
        assert_eq!(rest.len(), 150);
        let sizes: Vec<_> = bodies(sandbox).iter().map(|body| body["array"].as_array().map(Vec::len)).collect();
        assert_eq!(sizes, [100, 100, 100, 50].map(Some));
        let listed: Result<Vec<_>, Error> = client.services().list().items_blocking().collect();
        let names: Vec<_> = listed.expect("succeeds").into_iter().filter_map(|service| service.name).collect();
        assert_eq!(names, (0..250).map(name).collect::<Vec<_>>(), "each service once");
        assert_eq!(client.services().add(services(0..0)).send_blocking().expect("nothing to do"), []);
    });
}
