//! Threads that share a client.

use nomenclature_tests::clients::{bounded, quince, regos};

use super::server::Server;
use super::with_shop;

#[test]
fn threads_that_share_a_client_have_their_calls_under_way_at_once() {
    bounded(|| {
        let server = Server::start(0, 8, r#"{"ok":true,"result":[],"total":0}"#);
        let client = server.regos();
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let client = client.clone();
                std::thread::spawn(move || client.doc_set_price().get().send_blocking().map(drop))
            })
            .collect();
        for thread in threads {
            thread.join().expect("no panic").expect("succeeds");
        }
        assert_eq!(server.seen.requests(), 8);
    });
}

#[test]
fn threads_that_share_a_client_each_get_their_own_rows() {
    with_shop(300, |shop| {
        let client = regos(&shop.sandbox);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let client = client.clone();
                scope.spawn(move || {
                    let list = client.doc_set_price().get().limit(10 + thread).offset(thread).items_blocking();
                    let ids: Vec<_> = list.map(|row| row.expect("succeeds").id.expect("an id")).collect();
                    assert_eq!(ids, (i64::from(thread) + 1..=300).collect::<Vec<_>>());
                });
            }
        });
    });
}

#[test]
fn an_idle_iterator_holds_up_nobody() {
    with_shop(300, |shop| {
        let client = regos(&shop.sandbox);
        let mut idle = client.doc_set_price().get().limit(10).items_blocking().window(8);
        let first = idle.next().expect("a row").expect("succeeds");
        let elsewhere = client.clone();
        let thread = std::thread::spawn(move || {
            for _ in 0..20 {
                elsewhere.doc_set_price().get().limit(1).send_blocking().expect("succeeds");
            }
            elsewhere.doc_set_price().get().limit(10).items_blocking().count()
        });
        assert_eq!(thread.join().expect("no panic"), 300);
        // The thread itself may call something else in between, too.
        client.item_operation().get(1).send_blocking().expect("succeeds");
        let rest: Vec<_> = idle.map(|row| row.expect("succeeds").id).collect();
        assert_eq!((first.id, rest.len(), rest.last()), (Some(1), 299, Some(&Some(300))));
    });
}

#[test]
fn connections_are_used_again() {
    bounded(|| {
        let server = Server::start(usize::MAX, 0, r#"{"ok":true,"result":[],"total":0}"#);
        let client = server.regos();
        // A connection goes back some time after its reply is read, on another thread. Until then a call opens a new one, so how
        // many there are depends on how busy the machine is; that calls find one does not.
        let finds_one = |_: &usize| {
            let before = server.seen.accepted();
            let client = client.clone();
            let thread = std::thread::spawn(move || client.doc_set_price().get().send_blocking().map(drop));
            thread.join().expect("no panic").expect("succeeds");
            server.seen.accepted() == before
        };
        assert_eq!((0..1_000).filter(finds_one).take(10).count(), 10, "too few calls used a connection again");
    });
}

#[test]
fn a_write_does_not_go_out_on_a_connection_that_the_server_has_closed() {
    // While no call is under way somebody has to see that connections end: here the sandbox stops, and another one starts in
    // its place.
    bounded(|| {
        let shop = super::Shop::rows(0);
        let client = quince(&shop.sandbox);
        client.services().add(super::services(0..1)).send_blocking().expect("succeeds");
        let port = shop.sandbox.address().port();
        let super::Shop { sandbox, runtime } = shop;
        let sandbox = std::sync::Arc::into_inner(sandbox).expect("the only one");
        runtime.block_on(sandbox.stop());
        drop(runtime);
        let shop = super::Shop::start(nomenclature_sandbox::Sandbox::builder().rows(0).port(port));
        client.services().add(super::services(0..1)).send_blocking().expect("succeeds");
        assert_eq!(shop.sandbox.counters().of("services_add").processed, 1);
    });
}
