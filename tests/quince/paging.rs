//! Page numbers and the ends of a listing.

use super::*;

fn sizes(pages: &[nomenclature::quince::types::ServicesListReply]) -> Vec<usize> {
    pages.iter().map(|page| page.data.len()).collect()
}

/// A full page of services whose ids begin after this one.
fn full_page(after: i64) -> String {
    let rows: Vec<String> = (after + 1..=after + 100).map(|id| format!(r#"{{"Id":{id}}}"#)).collect();
    format!(r#"{{"success":true,"data":[{}]}}"#, rows.join(","))
}

#[tokio::test]
async fn a_short_page_is_the_last() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(250)).await;
        let client = quince(&sandbox);
        let found = pages(client.services().list().archive(true).pages()).await;
        assert_eq!(sizes(&found), [100, 100, 50]);
        assert_eq!(sandbox.requests().total(), 3);
        let numbers: Vec<_> = bodies(&sandbox).iter().map(|body| body["page"].as_i64()).collect();
        assert_eq!(numbers, [None, Some(2), Some(3)]);
        assert!(bodies(&sandbox).iter().all(|body| body["filter"]["Archive"] == true), "filters go with every page");
        let ids: BTreeSet<_> = found.iter().flat_map(|page| &page.data).map(|service| service.id).collect();
        assert_eq!(ids.len(), 250);
        let folders = pages(client.service_folders().list().pages()).await;
        assert_eq!(folders.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [100, 25]);
    })
    .await;
}

#[tokio::test]
async fn an_exactly_full_last_page_costs_one_empty_call() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(200)).await;
        let client = quince(&sandbox);
        let services = rows(client.services().list().archive(true).items()).await;
        assert_eq!((services.len(), sandbox.requests().total()), (200, 3));
        sandbox.requests().clear();
        let folders = pages(client.service_folders().list().pages()).await;
        assert_eq!(folders.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [100, 0]);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_empty_listing_takes_one_request() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        assert_eq!(rows(client.services().list().items()).await, []);
        assert_eq!(rows(client.service_folders().list().items()).await, []);
        assert_eq!(sandbox.requests().total(), 2);
        sandbox.script(json(200, example(OPENAPI, "services_list", 200, "past_the_end")));
        assert_eq!(client.services().list().page(9).send().await.expect("succeeds").data, []);
        sandbox.script(json(200, r#"{"success":true,"data":null}"#));
        assert_eq!(rows(client.services().list().items()).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_listing_may_begin_at_a_later_page() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(250)).await;
        let client = quince(&sandbox);
        let all = rows(client.services().list().archive(true).items()).await;
        sandbox.requests().clear();
        assert_eq!(rows(client.services().list().archive(true).page(2).items()).await, all[100..]);
        assert_eq!(sandbox.requests().total(), 2);
        assert_eq!(sizes(&pages(client.services().list().archive(true).page(7).pages()).await), [0]);
        let folders = rows(client.service_folders().list().page(2).items()).await;
        assert_eq!(folders.len(), 25);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_ignores_the_page_number_is_an_error_and_no_endless_loop() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        for _ in 0..5 {
            sandbox.script(json(200, full_page(0)));
        }
        let (found, error) = walk(client.services().list().pages()).await;
        let error = error.expect("the listing does not end");
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Paging, Some("services_list")));
        let text = "the listing quince services_list does not end: page 2 is the same as an earlier one";
        assert_eq!(error.to_string(), text);
        assert_eq!(sizes(&found), [100], "the repeated page is not given twice");
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn keep_raw_pages_have_their_bodies_and_the_listing_error_too() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        for body in [full_page(0), full_page(100), full_page(100)] {
            sandbox.script(json(200, body));
        }
        let mut raw = client.services().list().keep_raw().pages();
        for after in [0, 100] {
            let page = raw.try_next().await.expect("succeeds").expect("a page");
            assert_eq!(page.body(), full_page(after).as_bytes());
            assert_eq!(page.reply().expect("it was read before"), page.output);
        }
        assert_eq!(failure(raw.try_next().await).kind(), ErrorKind::Paging);
        assert!(raw.try_next().await.expect("the error comes once").is_none());
    })
    .await;
}

#[tokio::test]
async fn the_first_error_ends_the_rows_after_those_that_came() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        sandbox.script(json(200, full_page(0)));
        sandbox.script(json(200, example(OPENAPI, "services_list", 200, "failure")));
        let mut items = client.services().list().items().window(1);
        for id in 1..=100 {
            assert_eq!(
                items.try_next().await.expect("the first page is good").and_then(|service| service.id),
                Some(id)
            );
        }
        assert!(failure(items.try_next().await).is_vendor());
        assert_eq!(items.try_next().await.expect("the error comes once"), None);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}
