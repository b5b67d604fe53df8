//! Listings as iterators.

use nomenclature::runtime::Paged;
use nomenclature::{BlockingIter, Error, Items, Pages, RawPages};
use nomenclature_tests::clients::{bounded, json, life_pos, organization, quince, regos, rows};

use super::server::Server;
use super::{Shop, hasty, html, with_shop};

fn drained<Op: Paged>(items: BlockingIter<Items<Op>>) -> Vec<Op::Item> {
    items.collect::<Result<_, Error>>().expect("the listing succeeds")
}

#[test]
fn every_kind_of_listing_gives_what_the_stream_gives() {
    with_shop(530, |shop| {
        let (regos, quince, life_pos) = (regos(&shop.sandbox), quince(&shop.sandbox), life_pos(&shop.sandbox));
        let documents = || regos.doc_set_price().get().limit(20);
        let services = || quince.services().list().archive(true);
        let tasks = || life_pos.nomenclature_imports().list(organization());
        let all = shop.runtime.block_on(rows(documents().items()));
        let (every, each) =
            (shop.runtime.block_on(rows(services().items())), shop.runtime.block_on(rows(tasks().items())));
        assert_eq!((all.len(), every.len(), each.len()), (530, 530, 530));
        for window in [1, 8] {
            assert!(drained(documents().items_blocking().window(window)) == all, "window {window}");
            assert!(drained(services().items_blocking().window(window)) == every, "window {window}");
            assert!(drained(tasks().items_blocking().window(window).window_bytes(50_000)) == each, "window {window}");
            let pages: Result<Vec<_>, Error> = documents().pages_blocking().window(window).collect();
            let pages = pages.expect("succeeds");
            assert_eq!(pages.len(), 27);
            let raw = documents().keep_raw().pages_blocking().window(window).window_bytes(1 << 20);
            let raw: Vec<_> = raw.map(|page| page.expect("succeeds").into_output()).collect();
            assert!(raw == pages, "window {window}");
            assert!(pages.into_iter().flat_map(|page| page.result).eq(all.iter().cloned()));
        }
    });
}

/// A page of so many rows that there is time to send all other requests while they are read.
fn long_page() -> String {
    const ROWS: usize = 100_000;
    let rows = [r#"{"id":1}"#; ROWS].join(",");
    format!(r#"{{"ok":true,"result":[{rows}],"next_offset":{ROWS},"total":100000000}}"#)
}

#[test]
fn a_window_of_requests_is_under_way_while_rows_are_read_and_dropping_the_iterator_stops_them() {
    bounded(|| {
        for window in [1, 2, 8] {
            let server = Server::start(1, usize::MAX, long_page());
            let mut items = server.regos().doc_set_price().get().items_blocking().window(window);
            items.next().expect("a row").expect("the first page is answered");
            while server.seen.requests() < window {
                items.next().expect("enough rows").expect("a row");
                std::thread::yield_now();
            }
            drop(items);
            server.until(|seen| seen.open() == 0);
            assert_eq!(server.seen.requests(), window);
        }
    });
}

#[test]
fn passing_failures_leave_no_mark_on_a_listing() {
    with_shop(100, |shop| {
        let (hasty, clients) = hasty(shop);
        let list = || clients.regos.doc_set_price().get().limit(10).items_blocking();
        let expected = drained(list());
        for reply in [html(503), json(200, r#"{"ok":true,"result":[{"id""#), html(502)] {
            shop.sandbox.script(reply);
        }
        assert!(drained(list()) == expected && expected.len() == 100);
        assert_eq!(hasty.waits().len(), 3);
    });
}

#[test]
fn the_first_error_is_the_last_thing_that_comes() {
    with_shop(100, |shop| {
        let client = regos(&shop.sandbox);
        for window in [1, 8] {
            let mut items = client.doc_set_price().get().limit(10).items_blocking().window(window);
            assert!(items.by_ref().take(1).all(|row| row.is_ok()));
            assert!(items.size_hint().0 > 0, "rows of the page are held");
            // With a window, pages that are under way by now may succeed.
            shop.sandbox.fault(nomenclature_sandbox::Fault::status(500).always());
            let outcomes: Vec<_> = items.by_ref().collect();
            let errors = outcomes.iter().filter(|outcome| outcome.is_err()).count();
            assert!(errors == 1 && outcomes.last().is_some_and(Result::is_err), "window {window}: {errors} errors");
            let total = shop.sandbox.requests().total();
            assert!(items.next().is_none() && items.next().is_none());
            assert_eq!((items.size_hint(), shop.sandbox.requests().total()), ((0, Some(0)), total));
            shop.sandbox.clear_faults();
        }
    });
}

#[test]
fn iterators_go_from_thread_to_thread() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    with_shop(100, |shop: &Shop| {
        let list = || regos(&shop.sandbox).doc_set_price().get().limit(7);
        let mut items = sendable(list().items_blocking());
        drop(sendable::<BlockingIter<Pages<_>>>(list().pages_blocking()));
        drop(sendable::<BlockingIter<RawPages<_>>>(list().keep_raw().pages_blocking()));
        let mut ids = Vec::new();
        loop {
            let thread = std::thread::spawn(move || (items.next(), items));
            let (row, rest) = thread.join().expect("no panic");
            items = rest;
            match row {
                Some(row) => ids.extend(row.expect("succeeds").id),
                None => break,
            }
        }
        assert_eq!(ids, (1..=100).collect::<Vec<_>>());
    });
}
