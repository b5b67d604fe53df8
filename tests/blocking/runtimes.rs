//! Blocking calls near async runtimes: refused where they would hold one up, and at work elsewhere.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use nomenclature::{BlockingIter, Error, ErrorKind, Items, Processed, quince, regos};
use nomenclature_sandbox::Sandbox;
use nomenclature_tests::clients::{bounded, failure, quince, regos, start, within};
use nomenclature_tests::operations::{OPERATIONS, Setup};
use tokio::task::{block_in_place, coop, spawn_blocking};

use super::{Shop, services, with_shop};

fn assert_refused(error: &Error) {
    assert_eq!((error.kind(), error.processed(), error.attempts()), (ErrorKind::Configuration, Processed::No, 0));
    let text = error.to_string();
    assert!(text.contains("spawn_blocking") && text.contains("async runtime"), "{text}");
    assert!(text.contains(&format!("{} {}: ", error.vendor(), error.operation().expect("an operation"))), "{text}");
}

/// Calls everything that blocks; nothing may be sent.
async fn everything_is_refused(sandbox: &Sandbox) {
    let clients = Setup::of(sandbox).clients();
    for operation in OPERATIONS {
        assert_refused(&failure((operation.send_blocking)(&clients)));
        assert_refused(&failure((operation.send_raw_blocking)(&clients)));
    }
    let list = || clients.regos.doc_set_price().get();
    let mut items = list().items_blocking();
    assert_refused(&failure(items.next().expect("an error")));
    assert!(items.next().is_none() && items.next().is_none(), "the error comes once");
    let outcomes: Vec<_> = list().pages_blocking().collect();
    assert!(outcomes.len() == 1 && outcomes[0].is_err());
    let outcomes: Vec<_> = list().keep_raw().pages_blocking().collect();
    assert!(outcomes.len() == 1 && outcomes[0].is_err());
    let stopped = clients.quince.services().add(services(0..250)).send_blocking().expect_err("refused");
    assert_eq!((stopped.done_records(), stopped.failed().len(), stopped.possibly_done()), (0, 0, false));
    assert_refused(stopped.error());
    assert_eq!(stopped.into_remaining(), services(0..250), "nothing is lost");
    assert!(coop::has_budget_remaining(), "the budget of the task is as it was");
    assert_eq!(sandbox.requests().total(), 0);
}

/// Calls what blocks where it may block.
fn everything_works(regos: &regos::Client, quince: &quince::Client) {
    assert_eq!(regos.doc_set_price().get().limit(7).send_blocking().expect("succeeds").result.len(), 7);
    assert_eq!(regos.doc_set_price().get().limit(7).items_blocking().filter(|row| row.is_ok()).count(), 30);
    assert_eq!(quince.services().add(services(0..101)).send_blocking().expect("succeeds").len(), 101);
}

#[tokio::test]
async fn a_current_thread_runtime_is_not_held_up() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        everything_is_refused(&sandbox).await;
        let elsewhere = Setup::of(&sandbox).url;
        let local = tokio::task::LocalSet::new();
        local.run_until(everything_is_refused(&sandbox)).await;
        assert_eq!(sandbox.url(), elsewhere);
        // The same in the middle of a poll that has spent all it may.
        poll_fn(|cx| {
            while let Poll::Ready(spent) = coop::poll_proceed(cx) {
                spent.made_progress();
            }
            assert_refused(&failure(regos(&sandbox).doc_set_price().get().send_blocking()));
            Poll::Ready(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_multi_thread_runtime_is_not_held_up() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        everything_is_refused(&sandbox).await;
        tokio::spawn(async move { everything_is_refused(&sandbox).await }).await.expect("no panic");
    })
    .await;
}

#[tokio::test]
async fn spawn_blocking_may_block_beside_a_current_thread_runtime() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        let (regos, quince) = (regos(&sandbox), quince(&sandbox));
        spawn_blocking(move || everything_works(&regos, &quince)).await.expect("no panic");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spawn_blocking_and_block_in_place_may_block_beside_a_multi_thread_runtime() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        let (regos, quince) = (regos(&sandbox), quince(&sandbox));
        block_in_place(|| everything_works(&regos, &quince));
        spawn_blocking(move || everything_works(&regos, &quince)).await.expect("no panic");
    })
    .await;
}

#[tokio::test]
async fn clients_and_iterators_that_blocked_may_be_dropped_in_a_task() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        let client = regos(&sandbox);
        let begun = spawn_blocking(move || {
            let mut items = client.doc_set_price().get().limit(7).items_blocking();
            items.next().expect("a row").expect("succeeds");
            (client, items)
        });
        let (client, items): (regos::Client, BlockingIter<Items<_>>) = begun.await.expect("no panic");
        drop(items);
        // The asynchronous calls of the same client go on.
        assert_eq!(client.doc_set_price().get().limit(7).send().await.expect("succeeds").result.len(), 7);
        drop(client);
    })
    .await;
}

#[tokio::test]
async fn an_iterator_that_comes_into_a_task_gives_what_it_holds_and_then_an_error() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(30)).await;
        let list = regos(&sandbox).doc_set_price().get().limit(7);
        let begun = spawn_blocking(move || {
            let mut items = list.items_blocking().window(1);
            items.next().expect("a row").expect("succeeds");
            items
        });
        let mut outcomes: Vec<_> = begun.await.expect("no panic").collect();
        assert_refused(&failure(outcomes.pop().expect("an error")));
        assert!(outcomes.len() == 6 && outcomes.iter().all(Result::is_ok));
    })
    .await;
}

#[test]
fn a_connection_of_a_runtime_that_stands_still_is_not_used() {
    with_shop(30, |shop: &Shop| {
        let client = regos(&shop.sandbox);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        for _ in 0..2 {
            runtime.block_on(client.doc_set_price().get().send()).expect("succeeds");
            client.doc_set_price().get().send_blocking().expect("succeeds");
        }
        let entered = runtime.enter();
        client.doc_set_price().get().send_blocking().expect("a runtime that is entered only does not mind");
        drop(entered);
        drop(runtime);
        client.doc_set_price().get().send_blocking().expect("succeeds");
    });
}

#[test]
fn other_executors_are_held_up_but_the_call_is_made() {
    bounded(|| {
        let shop = Shop::rows(3);
        let client = regos(&shop.sandbox);
        let task = async { client.doc_set_price().get().items_blocking().count() };
        let polled = pin!(task).poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Ready(3));
    });
}
