//! Token paging and its ends.

use super::*;

/// A page of one task whose `next_page_token` is this JSON; an empty text leaves the member out.
fn page_with_token(guid: u8, token: &str) -> String {
    let token = if token.is_empty() { String::new() } else { format!(r#","next_page_token":{token}"#) };
    format!(r#"{{"items":[{{"guid":"00000000-0000-0000-0000-0000000000{guid:02}"}}]{token}}}"#)
}

#[tokio::test]
async fn a_listing_is_walked_to_the_page_without_a_token_and_filters_are_repeated() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(20).life_pos_page_size(7)).await;
        let whole = start(Sandbox::builder().rows(20).life_pos_page_size(20)).await;
        let order = AsyncTaskOrdering::CreatedAtAsc;
        let found = pages(list(&sandbox).order_by(order.clone()).pages()).await;
        let shape: Vec<_> = found.iter().map(|page| (page.page_number, page.items.len())).collect();
        assert_eq!(shape, [(Some(1), 7), (Some(2), 7), (Some(3), 6)]);
        assert_eq!(found[2].next_page_token, None);
        let tasks: Vec<_> = found.into_iter().flat_map(|page| page.items).collect();
        assert_eq!(guids(&tasks), guids(&all(list(&whole).order_by(order)).await));
        let queries: Vec<String> = sandbox.requests().all().iter().map(|request| request.query().to_owned()).collect();
        assert_eq!(queries.len(), 3);
        assert!(queries.iter().all(|query| query.contains("order_by=created_at_asc")), "{queries:?}");
        assert_eq!(queries.iter().map(|query| query.contains("page_token=")).collect::<Vec<_>>(), [false, true, true]);
    })
    .await;
}

#[tokio::test]
async fn an_exactly_full_last_page_costs_no_further_request() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(14).life_pos_page_size(7)).await;
        assert_eq!(all(list(&sandbox)).await.len(), 14);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_empty_listing_is_one_page_without_rows() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(0)).await;
        let found = pages(list(&sandbox).pages()).await;
        assert_eq!((found.len(), found[0].items.len(), found[0].items_total), (1, 0, Some(0)));
        assert_eq!(all(list(&sandbox)).await, []);
        sandbox.script(json(200, example(OPENAPI, OPERATION, 200, "no_tasks")));
        assert_eq!(all(list(&sandbox)).await, [], "a null list is an empty one");
    })
    .await;
}

#[tokio::test]
async fn a_token_begins_the_walk_in_the_middle() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(20).life_pos_page_size(7)).await;
        let first = list(&sandbox).send().await.expect("succeeds");
        let token = first.next_page_token.expect("there is more");
        let rest = pages(list(&sandbox).page_token(token).pages()).await;
        assert_eq!(rest.iter().map(|page| page.page_number).collect::<Vec<_>>(), [Some(2), Some(3)]);
        let seen: BTreeSet<_> = guids(&first.items).into_iter().collect();
        assert!(rest.iter().flat_map(|page| guids(&page.items)).all(|guid| !seen.contains(&guid)));
    })
    .await;
}

#[tokio::test]
async fn a_null_an_empty_and_a_missing_token_end_the_listing() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for end in ["null", r#""""#, ""] {
            sandbox.requests().clear();
            sandbox.script(json(200, page_with_token(1, r#""a+b""#)));
            sandbox.script(json(200, page_with_token(2, end)));
            assert_eq!(all(list(&sandbox)).await.len(), 2, "{end}");
            let queries: Vec<String> = sandbox.requests().all().iter().map(|it| it.query().to_owned()).collect();
            assert_eq!(queries, ["", "page_token=a%2Bb"], "{end}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_token_ends_a_listing_and_not_a_page_without_rows() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        sandbox.script(json(200, r#"{"items":[],"next_page_token":"next","items_total":0,"pages_total":1}"#));
        sandbox.script(json(200, page_with_token(1, "null")));
        assert_eq!(all(list(&sandbox)).await.len(), 1);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_was_there_before_ends_in_an_error_and_keeps_the_rows() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for (circle, start_token, good) in
            [(&["a", "a"][..], None, 2), (&["a", "b", "a"], None, 3), (&["s"], Some("s"), 1)]
        {
            sandbox.requests().clear();
            sandbox.clear_script();
            for (token, guid) in circle.iter().chain(circle).zip(1..) {
                sandbox.script(json(200, page_with_token(guid, &format!("{token:?}"))));
            }
            let call = match start_token {
                Some(token) => list(&sandbox).page_token(token),
                None => list(&sandbox),
            };
            let (found, error) = walk(call.pages()).await;
            let error = error.expect("a circle is an error");
            assert_eq!((found.len(), error.kind(), sandbox.requests().total()), (good, ErrorKind::Paging, good as u64));
            assert_eq!((error.vendor(), error.operation()), ("life_pos", Some(OPERATION)));
            assert_eq!(error.processed(), Processed::Yes);
        }
    })
    .await;
}

#[tokio::test]
async fn the_first_error_ends_the_rows_after_those_that_came() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        sandbox.script(json(200, page_with_token(1, r#""next""#)));
        sandbox.script(json(500, example(OPENAPI, OPERATION, 500, "internal_server_error")));
        let mut items = list(&sandbox).items().window(1);
        assert!(items.try_next().await.expect("the first page is good").is_some());
        assert_eq!(failure(items.try_next().await).status().map(|status| status.as_u16()), Some(500));
        assert_eq!(items.try_next().await.expect("the error comes once"), None);
        assert_eq!(sandbox.requests().total(), 2);
    })
    .await;
}
