//! Listings of thousands of rows are given whole and in order, however far ahead they are read.

use nomenclature::runtime::Paged;
use nomenclature::{ErrorKind, Field, Items};
use nomenclature_sandbox::{Fault, Sandbox};
use nomenclature_tests::clients::{bodies, life_pos, organization, quince, regos, start, within};

#[path = "drain/faulty.rs"]
mod faulty;

/// What a walk is done with: one page at a time, the smallest look-ahead, and more pages than there are connections at first.
const WINDOWS: [usize; 3] = [1, 2, 8];

/// Every row of a listing read with this window.
async fn drain<Op: Paged>(items: Items<Op>, window: usize) -> Vec<Op::Item> {
    let mut items = items.window(window);
    let mut rows = Vec::new();
    while let Some(row) = items.try_next().await.expect("the listing succeeds") {
        rows.push(row);
    }
    assert!(items.try_next().await.expect("the end").is_none());
    rows
}

#[tokio::test]
async fn offsets_give_the_same_rows_with_every_window() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(3_030)).await;
        let client = regos(&sandbox);
        for window in WINDOWS {
            let list = client.doc_set_price().get().performed(Field::Null).limit(100);
            let rows = drain(list.items(), window).await;
            let ids: Vec<_> = rows.iter().filter_map(|row| row.id).collect();
            assert_eq!(ids, (1..=3_030).collect::<Vec<_>>(), "window {window}");
            let mut asked: Vec<_> = bodies(&sandbox).iter().map(|body| body["offset"].as_i64()).collect();
            asked.sort_unstable();
            let each_once: Vec<_> = (0..31).map(|page| (page > 0).then_some(page * 100)).collect();
            assert_eq!(asked, each_once, "no page is asked for twice or in vain, window {window}");
            sandbox.requests().clear();
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_caps_the_page_sets_the_stride() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(2_345).regos_page_cap(50)).await;
        let client = regos(&sandbox);
        for window in WINDOWS {
            let rows = drain(client.doc_set_price().get().limit(1_000).offset(7).items(), window).await;
            let ids: Vec<_> = rows.iter().filter_map(|row| row.id).collect();
            assert_eq!(ids, (8..=2_345).collect::<Vec<_>>(), "window {window}");
            assert_eq!(sandbox.requests().total(), 47);
            sandbox.requests().clear();
        }
    })
    .await;
}

#[tokio::test]
async fn numbered_pages_give_the_same_rows_with_every_window() {
    within(async {
        // The second sandbox ends with a full page, so that the end is an empty one.
        for rows in [2_050, 2_000] {
            let sandbox = start(Sandbox::builder().rows(rows)).await;
            let client = quince(&sandbox);
            let expected = drain(client.services().list().archive(true).items(), 1).await;
            assert_eq!(expected.len(), rows);
            for window in WINDOWS {
                // One of its own each: what the last listing gave up on its way may still arrive.
                let sandbox = start(Sandbox::builder().rows(rows)).await;
                let client = quince(&sandbox);
                assert_eq!(drain(client.services().list().archive(true).items(), window).await, expected);
                let requests = sandbox.requests().total();
                assert!((21..21 + window as u64).contains(&requests), "window {window}: {requests} requests");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn tokens_give_the_same_rows_with_every_window() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(2_020).life_pos_page_size(50)).await;
        let client = life_pos(&sandbox);
        let list = || client.nomenclature_imports().list(organization()).items();
        let expected = drain(list(), 1).await;
        assert_eq!(expected.len(), 2_020);
        for window in WINDOWS {
            sandbox.requests().clear();
            assert_eq!(drain(list(), window).await, expected, "window {window}");
            assert_eq!(sandbox.requests().total(), 41, "window {window}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_and_raw_pages_are_the_same_too() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(1_010)).await;
        let client = regos(&sandbox);
        let list = || client.doc_set_price().get().limit(20);
        for window in WINDOWS {
            let (mut pages, mut raw) = (list().pages().window(window), list().keep_raw().pages().window(window));
            let mut first = 1;
            while let Some(page) = pages.try_next().await.expect("succeeds") {
                let reply = raw.try_next().await.expect("succeeds").expect("as many pages");
                assert_eq!(page.result.first().and_then(|row| row.id), Some(first), "window {window}");
                assert_eq!(reply.reply().expect("it was read before"), page);
                assert_eq!(reply.into_output(), page);
                first += 20;
            }
            assert_eq!(first, 1_021);
            assert!(raw.try_next().await.expect("succeeds").is_none());
        }
    })
    .await;
}

#[tokio::test]
async fn a_small_window_of_bytes_changes_nothing_about_the_rows() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(500)).await;
        let client = regos(&sandbox);
        for bytes in [0, 40_000] {
            let rows = drain(client.doc_set_price().get().limit(20).items().window_bytes(bytes), 8).await;
            assert_eq!(rows.len(), 500);
            assert_eq!(rows.last().and_then(|row| row.id), Some(500));
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_loops_ends_in_an_error_with_every_window() {
    async fn ends<Op: Paged>(mut items: Items<Op>) -> (usize, ErrorKind) {
        let mut rows = 0;
        loop {
            match items.try_next().await {
                Ok(Some(_)) => rows += 1,
                Ok(None) => panic!("the loop was not noticed after {rows} rows"),
                Err(error) => return (rows, error.kind()),
            }
        }
    }
    within(async {
        let sandbox = start(Sandbox::builder().rows(1_000)).await;
        for window in WINDOWS {
            sandbox.clear_faults();
            sandbox.fault(Fault::same_page());
            let list = regos(&sandbox).doc_set_price().get().limit(50);
            assert_eq!(ends(list.items().window(window)).await, (50, ErrorKind::Paging));
            let list = quince(&sandbox).services().list();
            assert_eq!(ends(list.items().window(window)).await, (100, ErrorKind::Paging));
            sandbox.clear_faults();
            sandbox.fault(Fault::same_token());
            let list = life_pos(&sandbox).nomenclature_imports().list(organization());
            assert_eq!(ends(list.items().window(window)).await, (20, ErrorKind::Paging));
        }
        assert!(sandbox.requests().total() < 100);
    })
    .await;
}
