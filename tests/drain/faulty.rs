//! The same while much goes wrong: what a read survives by trying again shows in no row.

use std::time::Duration;

use nomenclature::RetryPolicy;
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::operations::Clients;

use super::*;

/// Of a request in three something goes wrong.
const PROBABILITY: f64 = 0.33;

/// The faults that a read survives by trying again.
fn passing() -> Vec<Fault> {
    let mut kinds: Vec<_> = [408, 429, 500, 502, 503, 504].map(Fault::status).into();
    kinds.extend([
        Fault::quota(),
        Fault::status(503).retry_after_seconds(7),
        Fault::status(504).after_processing(),
        Fault::delay(Duration::from_millis(5)),
        Fault::reset_before_read(),
        Fault::reset_after_read(),
        Fault::reset_after_processing(),
        Fault::cut_body(0),
        Fault::cut_body(1_000),
        Fault::cut_body(usize::MAX),
        Fault::empty_body(),
        Fault::content_type("text/html"),
        Fault::oversized(1 << 20),
        Fault::slow_drip(16 << 10, Duration::from_millis(1)),
    ]);
    kinds
}

/// Clients that wait for nothing and do not give up.
fn patient(sandbox: &Sandbox) -> Clients {
    let policy = RetryPolicy::new().attempts(25).deadline(Duration::from_secs(24 * 3600));
    Hasty::new().clients_with(sandbox, policy)
}

/// Lets things go wrong from now on, differently for each seed. The order in which requests arrive is not the same in every
/// run, so a seed tells which arrivals are struck, not which pages.
fn trouble(sandbox: &Sandbox, seed: u64) {
    println!("seed of the faults: {seed}");
    sandbox.reset_counters();
    sandbox.random_faults(seed, PROBABILITY, passing());
}

/// Checks that enough went wrong: for ten pages, at least one fault.
fn struck(sandbox: &Sandbox, pages: u64) {
    let count = sandbox.counters().total();
    println!("{count:?}");
    assert!(count.received > pages, "{count:?}");
    assert!(count.faulted > pages / 10, "{count:?}");
}

#[tokio::test]
async fn a_hundred_thousand_rows_come_once_and_in_order() {
    const ROWS: i64 = 100_000;
    within(async {
        let sandbox = start(Sandbox::builder().rows(ROWS as usize).journal(0)).await;
        trouble(&sandbox, 20_261_121);
        let mut items = patient(&sandbox).regos.doc_set_price().get().limit(1_000).items().window(8);
        let mut expected = 1;
        while let Some(row) = items.try_next().await.expect("the listing succeeds") {
            assert_eq!(row.id, Some(expected));
            expected += 1;
        }
        assert_eq!(expected, ROWS + 1);
        assert!(items.try_next().await.expect("the end").is_none());
        struck(&sandbox, 100);
    })
    .await;
}

#[tokio::test]
async fn numbered_pages_lose_nothing() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5_000).journal(0)).await;
        let expected = drain(quince(&sandbox).services().list().archive(true).items(), 1).await;
        assert_eq!(expected.len(), 5_000);
        assert!(expected.iter().map(|row| row.id).is_sorted_by(|one, next| one < next), "each row is there once");
        let clients = patient(&sandbox);
        for (seed, window) in (1..).zip(WINDOWS) {
            trouble(&sandbox, seed);
            let rows = drain(clients.quince.services().list().archive(true).items(), window).await;
            assert!(rows == expected, "seed {seed}, window {window}: {} rows", rows.len());
            struck(&sandbox, 50);
        }
    })
    .await;
}

#[tokio::test]
async fn tokens_lose_nothing() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(5_000).life_pos_page_size(100).journal(0)).await;
        let expected = drain(life_pos(&sandbox).nomenclature_imports().list(organization()).items(), 1).await;
        let ids: std::collections::BTreeSet<_> = expected.iter().map(|row| row.guid).collect();
        assert_eq!((expected.len(), ids.len()), (5_000, 5_000));
        let clients = patient(&sandbox);
        for (seed, window) in (1..).zip(WINDOWS) {
            trouble(&sandbox, seed);
            let rows = drain(clients.life_pos.nomenclature_imports().list(organization()).items(), window).await;
            assert!(rows == expected, "seed {seed}, window {window}: {} rows", rows.len());
            struck(&sandbox, 50);
        }
    })
    .await;
}
