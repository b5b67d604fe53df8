//! Offsets and every way in which a listing ends.

use std::fmt::Debug;

use super::*;

/// A scripted page: as many rows as are given, and the paging members as they stand in the JSON.
fn page(rows: std::ops::Range<i64>, paging: &str) -> nomenclature_sandbox::ScriptedReply {
    let rows: Vec<String> = rows.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
    json(200, format!(r#"{{"ok":true,"result":[{}]{paging}}}"#, rows.join(",")))
}

/// The offsets that were asked for.
fn offsets(sandbox: &Sandbox) -> Vec<Option<i64>> {
    bodies(sandbox).iter().map(|body| body["offset"].as_i64()).collect()
}

fn ids(pages: &[nomenclature::regos::types::DocSetPriceGetReply]) -> Vec<i64> {
    pages.iter().flat_map(|page| &page.result).map(|document| document.id.expect("an id")).collect()
}

/// Checks that the listing ends after these pages, without another request.
async fn ends_after(scripted: &[nomenclature_sandbox::ScriptedReply], start_at: Option<i32>, why: impl Debug) {
    let (sandbox, client) = shop(40).await;
    for reply in scripted {
        sandbox.script(reply.clone());
    }
    let call = client.doc_set_price().get();
    let call = match start_at {
        Some(offset) => call.offset(offset),
        None => call,
    };
    let found = pages(call.pages()).await;
    assert_eq!((found.len(), sandbox.requests().total()), (scripted.len(), scripted.len() as u64), "{why:?}");
}

#[tokio::test]
async fn pages_follow_one_another_to_the_offset_0() {
    within(async {
        let (sandbox, client) = shop(25).await;
        let found = pages(client.doc_set_price().get().limit(10).performed(Field::Null).pages()).await;
        let shape: Vec<_> = found.iter().map(|page| (page.result.len(), page.next_offset, page.total)).collect();
        assert_eq!(shape, [(10, Some(10), Some(25)), (10, Some(20), Some(25)), (5, Some(0), Some(25))]);
        assert_eq!(ids(&found), (1..=25).collect::<Vec<_>>());
        assert_eq!(offsets(&sandbox), [None, Some(10), Some(20)]);
        assert!(bodies(&sandbox).iter().all(|body| body["limit"] == 10), "the limit goes with every page");

        sandbox.requests().clear();
        let movements = rows(client.item_operation().get(3).limit(10).stock_ids(Field::Absent).items()).await;
        assert_eq!(movements, client.item_operation().get(3).send().await.expect("succeeds").result);
        assert_eq!(offsets(&sandbox), [None, Some(10), Some(20), None]);
        assert!(bodies(&sandbox).iter().all(|body| body["item_id"] == 3));
    })
    .await;
}

#[tokio::test]
async fn an_exactly_full_last_page_costs_no_further_request() {
    within(async {
        let (sandbox, client) = shop(20).await;
        assert_eq!(rows(client.doc_set_price().get().limit(10).items()).await.len(), 20);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_caps_the_page_is_followed_by_its_own_offsets() {
    within(async {
        let (sandbox, client) = client_of(Sandbox::builder().rows(25).regos_page_cap(10)).await;
        let found = pages(client.doc_set_price().get().limit(1000).pages()).await;
        assert_eq!(ids(&found), (1..=25).collect::<Vec<_>>());
        assert_eq!(offsets(&sandbox), [None, Some(10), Some(20)]);
        sandbox.requests().clear();
        assert_eq!(rows(client.item_operation().get(1).items()).await.len(), 25, "without a limit too");
        assert_eq!(sandbox.requests().total(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_listing_may_begin_at_a_later_offset() {
    within(async {
        let (sandbox, client) = shop(25).await;
        let found = pages(client.doc_set_price().get().limit(10).offset(8).pages()).await;
        assert_eq!(ids(&found), (9..=25).collect::<Vec<_>>());
        assert_eq!(offsets(&sandbox), [Some(8), Some(18)]);
        sandbox.requests().clear();
        assert_eq!(pages(client.doc_set_price().get().offset(99).pages()).await[0].result, [], "past the end");
        assert_eq!(rows(client.doc_set_price().get().limit(20).offset(-7).items()).await.len(), 25);
        assert_eq!(offsets(&sandbox), [Some(99), Some(-7), Some(20)]);
        assert_eq!(rows(client.doc_set_price().get().offset(-7).items()).await.len(), 25, "and 0 is no advance");
    })
    .await;
}

#[tokio::test]
async fn a_listing_without_rows_is_one_empty_page() {
    within(async {
        let (sandbox, client) = shop(0).await;
        let found = pages(client.doc_set_price().get().pages()).await;
        assert_eq!((found.len(), found[0].result.len(), found[0].total), (1, 0, Some(0)));
        assert_eq!(rows(client.item_operation().get(1).items()).await, []);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_next_offset_that_is_0_absent_or_null_ends_the_listing() {
    within(async {
        let first = page(1..4, r#","next_offset":3,"total":10"#);
        for end in [r#","next_offset":0,"total":10"#, r#","total":10"#, r#","next_offset":null,"total":10"#, ""] {
            ends_after(&[first.clone(), page(4..7, end)], None, end).await;
            ends_after(&[page(1..4, end)], None, end).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_next_offset_that_does_not_advance_ends_the_listing() {
    within(async {
        let first = page(1..4, r#","next_offset":3,"total":10"#);
        for next in [3, 2, -1] {
            let stuck = page(4..7, &format!(r#","next_offset":{next},"total":10"#));
            ends_after(&[first.clone(), stuck], None, next).await;
        }
        ends_after(&[page(7..10, r#","next_offset":6,"total":10"#)], Some(6), "unchanged from the given offset").await;
    })
    .await;
}

#[tokio::test]
async fn a_next_offset_at_or_past_the_total_ends_the_listing() {
    within(async {
        for next in [5, 6, 900] {
            ends_after(&[page(1..6, &format!(r#","next_offset":{next},"total":5"#))], None, next).await;
        }
        ends_after(&[page(1..2, r#","next_offset":1,"total":1"#)], Some(1), "as the vendor's examples show").await;
        let documented = json(200, example(OPENAPI, DOCUMENTS, 200, "documented"));
        ends_after(&[documented], None, "the documented page").await;
    })
    .await;
}

#[tokio::test]
async fn an_empty_page_ends_the_listing_whatever_it_promises() {
    within(async {
        let first = page(1..4, r#","next_offset":3,"total":10"#);
        ends_after(&[first.clone(), page(0..0, r#","next_offset":6,"total":10"#)], None, "empty").await;
        let null = json(200, r#"{"ok":true,"result":null,"next_offset":6,"total":10}"#);
        ends_after(&[first, null], None, "null").await;
    })
    .await;
}

#[tokio::test]
async fn a_total_that_is_0_or_absent_does_not_end_the_listing() {
    within(async {
        for total in [r#","total":0"#, "", r#","total":null"#] {
            let (first, second) =
                (page(1..4, &format!(r#","next_offset":3{total}"#)), page(4..6, r#","next_offset":0"#));
            ends_after(&[first, second], None, total).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_total_larger_than_the_truth_costs_one_empty_page() {
    within(async {
        let last = page(4..6, r#","next_offset":5,"total":9000"#);
        let empty = page(0..0, r#","next_offset":5,"total":9000"#);
        ends_after(&[page(1..4, r#","next_offset":3,"total":9000"#), last, empty], None, "dishonest").await;
    })
    .await;
}

#[tokio::test]
async fn the_first_error_ends_the_stream_after_the_rows_that_came() {
    within(async {
        let (sandbox, client) = client_of(Sandbox::builder().rows(30).quota(0, 2)).await;
        let (found, error) = walk(client.doc_set_price().get().limit(10).pages()).await;
        let error = error.expect("the quota allows two requests");
        assert_eq!((ids(&found).len(), error.is_rate_limited(), sandbox.requests().total()), (20, true, 3));

        let (sandbox, client) = client_of(Sandbox::builder().rows(30).quota(0, 1)).await;
        let mut items = client.item_operation().get(1).limit(10).items().window(1);
        for _ in 0..10 {
            assert!(items.try_next().await.expect("the first page is good").is_some());
        }
        assert!(failure(items.try_next().await).is_rate_limited());
        assert_eq!(items.try_next().await.expect("the error comes once"), None);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_requested_before_a_page_is_asked_for() {
    within(async {
        let (sandbox, client) = shop(30).await;
        let mut stream = client.doc_set_price().get().limit(10).pages();
        drop(client.item_operation().get(1).items());
        assert_eq!(sandbox.requests().total(), 0);
        assert!(stream.try_next().await.expect("succeeds").is_some());
        assert_eq!(bodies(&sandbox)[0]["offset"], serde_json::Value::Null);
    })
    .await;
}

#[tokio::test]
async fn options_and_keep_raw_hold_for_every_page() {
    within(async {
        let (sandbox, client) = shop(25).await;
        let options = CallOptions::new().header("x-request-id", "0f8e");
        let mut raw = client.doc_set_price().get().limit(10).options(options).keep_raw().pages();
        let mut found = Vec::new();
        while let Some(page) = raw.try_next().await.expect("succeeds") {
            let body: serde_json::Value = serde_json::from_slice(page.body()).expect("JSON");
            assert_eq!(body["result"].as_array().map(Vec::len), Some(page.output.result.len()));
            found.push(page.into_output());
        }
        assert_eq!(ids(&found), (1..=25).collect::<Vec<_>>());
        let sent = sandbox.requests().all();
        assert_eq!(sent.iter().filter(|request| request.header("x-request-id") == Some("0f8e")).count(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_total_that_ignores_the_conditions_is_not_asked_for() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(40).regos_unfiltered_totals()).await;
        let client = regos(&sandbox);
        let list = || client.doc_set_price().get().performed(Field::Null);
        let none = list().ids(vec![1_000]).send().await.expect("an empty page");
        assert_eq!((none.result.len(), none.total), (0, Some(40)), "as the vendor's server was seen to reply");
        for window in [1, 2, 4, 8] {
            // What fits, how many rows a page, and the requests that cannot be saved: the server names a next page itself.
            for (fits, limit, requests) in [(0_i64..0, 10, 1), (3..5, 10, 2), (1..6, 5, 2), (1..26, 10, 4)] {
                sandbox.requests().clear();
                let call = list().ids(fits.clone().collect::<Vec<i64>>()).limit(limit);
                let found = rows(call.items().window(window)).await;
                let ids: Vec<_> = found.iter().filter_map(|row| row.id).collect();
                assert_eq!(ids, fits.clone().collect::<Vec<_>>(), "window {window}");
                let asked = sandbox.requests().total();
                let ahead = u64::from(fits.end > 20);
                assert!((requests..=requests + ahead).contains(&asked), "window {window}, {fits:?}: {asked} requests");
            }
        }
    })
    .await;
}
