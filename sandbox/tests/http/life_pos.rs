//! LIFE POS: credentials, headers, filters, tokens, presentations.

use nomenclature_sandbox::{Sandbox, credentials, fixtures};
use serde_json::Value;

use crate::support::{Answer, Lab, life_pos_headers};

fn strings(values: Vec<Value>) -> Vec<String> {
    values.iter().map(|value| value.as_str().expect("a string").to_owned()).collect()
}

async fn walk(lab: &Lab, query: &str, send_query_again: bool) -> Vec<Answer> {
    let mut pages = vec![lab.life_pos(&format!("?{query}")).await];
    while let Some(token) = pages.last().expect("a page").at("/next_page_token").as_str() {
        let again = if send_query_again { format!("&{query}") } else { String::new() };
        let page = lab.life_pos(&format!("?page_token={token}{again}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn tokens_lead_through_every_task_once() {
    let lab = Lab::with(Sandbox::builder().rows(45)).await;
    for send_query_again in [true, false] {
        let pages = walk(&lab, "order_by=created_at_asc", send_query_again).await;
        let sizes: Vec<usize> = pages.iter().map(|page| page.column("/items", "guid").len()).collect();
        assert_eq!(sizes, [20, 20, 5]);
        let mut guids: Vec<String> = pages.iter().flat_map(|page| strings(page.column("/items", "guid"))).collect();
        let created: Vec<String> = pages.iter().flat_map(|page| strings(page.column("/items", "created_at"))).collect();
        assert!(created.is_sorted());
        guids.sort();
        guids.dedup();
        assert_eq!(guids.len(), 45);
        let last = pages.last().expect("a page").json();
        assert!(last["next_page_token"].is_null());
        assert_eq!(
            (&last["page_number"], &last["pages_total"], &last["items_per_page"], &last["items_total"]),
            (&3.into(), &3.into(), &20.into(), &45.into())
        );
    }
}

#[tokio::test]
async fn the_page_size_is_the_servers() {
    let lab = Lab::with(Sandbox::builder().rows(5).life_pos_page_size(2)).await;
    let sizes: Vec<usize> = walk(&lab, "", true).await.iter().map(|page| page.column("/items", "guid").len()).collect();
    assert_eq!(sizes, [2, 2, 1]);
    // A full last page is the last one all the same.
    let lab = Lab::with(Sandbox::builder().rows(4).life_pos_page_size(2)).await;
    assert_eq!(walk(&lab, "", true).await.len(), 2);
}

#[tokio::test]
async fn order_is_by_creation_or_change() {
    let lab = Lab::with(Sandbox::builder().rows(20)).await;
    for (order, member, ascending) in [
        ("created_at_asc", "created_at", true),
        ("created_at_desc", "created_at", false),
        ("updated_at_asc", "updated_at", true),
        ("updated_at_desc", "updated_at", false),
    ] {
        let mut moments = strings(lab.life_pos(&format!("?order_by={order}")).await.column("/items", member));
        if !ascending {
            moments.reverse();
        }
        assert!(moments.is_sorted(), "{order}: {moments:?}");
    }
    assert_eq!(lab.life_pos("").await.text, lab.life_pos("?order_by=created_at_desc").await.text);
}

#[tokio::test]
async fn states_are_repeated_keys() {
    let lab = Lab::with(Sandbox::builder().rows(200).life_pos_page_size(200)).await;
    let all = strings(lab.life_pos("").await.column("/items", "status"));
    let expected = all.iter().filter(|status| *status == "InQueue" || *status == "Canceled").count();
    let found = lab.life_pos("?task_status=InQueue&task_status=Canceled").await;
    let statuses = strings(found.column("/items", "status"));
    assert!(expected > 0 && statuses.len() == expected);
    assert!(statuses.iter().all(|status| status == "InQueue" || status == "Canceled"));
}

#[tokio::test]
async fn windows_include_their_start_and_exclude_their_end() {
    let lab = Lab::with(Sandbox::builder().rows(20)).await;
    for member in ["created", "updated"] {
        let column = format!("{member}_at");
        let moments = strings(lab.life_pos(&format!("?order_by={column}_asc")).await.column("/items", &column));
        let query = format!("?order_by={column}_asc&{member}_from={}&{member}_to={}", moments[3], moments[8]);
        assert_eq!(strings(lab.life_pos(&query).await.column("/items", &column)), moments[3..8]);
    }
    // The same instant with an offset.
    let first = strings(lab.life_pos("?order_by=created_at_asc").await.column("/items", "created_at"));
    assert!(first[0].starts_with("2024-01-10T0"));
    let none = lab.life_pos("?created_to=2024-01-10T09:00:00%2B03:00").await;
    assert_eq!(none.at("/items_total"), 0);
}

#[tokio::test]
async fn compact_leaves_out_what_full_writes_out() {
    let lab = Lab::with(Sandbox::builder().rows(20)).await;
    let compact = lab.life_pos("?presentation=compact").await;
    assert_eq!(lab.life_pos("").await.at("/items"), compact.at("/items"));
    assert!(!compact.at("/items").to_string().contains("null"));
    let full = lab.life_pos("?presentation=full").await;
    let tasks = full.at("/items");
    assert!(tasks.to_string().contains("\"deleted_at\":null"));
    assert!(tasks[0]["organization"]["name"].is_string());
    assert!(compact.at("/items/0/organization/name").is_null());
    assert_eq!(full.column("/items", "guid"), compact.column("/items", "guid"));
}

#[tokio::test]
async fn a_wrong_or_missing_token_is_unauthorized() {
    let lab = Lab::new().await;
    let request = || lab.life_pos_request(fixtures::LIFE_POS_ORGANIZATION, "");
    let bare = request().build().expect("a request");
    let url = bare.url().path().to_owned();
    for authorization in [None, Some("Bearer wrong"), Some(credentials::LIFE_POS_TOKEN), Some("Basic eDp5")] {
        let mut request = life_pos_headers(lab.request(reqwest::Method::GET, &url));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let answer = lab.send(request).await;
        assert_eq!((answer.status, answer.at("/code")), (401, "Unauthorized".into()), "{authorization:?}");
        assert_eq!(answer.at("/message"), "Требуется авторизация");
        assert!(answer.at("/info").is_string());
    }
}

#[tokio::test]
async fn mandatory_headers_are_mandatory() {
    let lab = Lab::new().await;
    let answer = lab.send(lab.life_pos_request(fixtures::LIFE_POS_ORGANIZATION, "")).await;
    assert_eq!((answer.status, answer.at("/code")), (422, "RequestIsNotValid".into()));
    // Without Accept-Language the message is in English.
    assert_eq!(answer.at("/message"), "The request is not valid");
    let info = answer.at("/info");
    for name in ["Accept-Language", "X-LP-Client-Identifier", "X-LP-Client-Type"] {
        assert!(info.as_str().expect("a text").contains(name), "{info}");
    }
    let wrong_type = lab.life_pos_request(fixtures::LIFE_POS_ORGANIZATION, "");
    let wrong_type = wrong_type.header("accept-language", "en").header("x-lp-client-identifier", "x");
    let answer = lab.send(wrong_type.header("x-lp-client-type", "Toaster")).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn wrong_parameters_are_not_valid() {
    let lab = Lab::new().await;
    for query in [
        "?order_by=newest",
        "?presentation=",
        "?task_status=InQueue&task_status=Cancelled",
        "?created_from=yesterday",
        "?updated_to=2024-01-10",
        "?order_by=created_at_asc&order_by=created_at_desc",
        "?page_token=nonsense",
    ] {
        let answer = lab.life_pos(query).await;
        assert_eq!((answer.status, answer.at("/code")), (422, "RequestIsNotValid".into()), "{query}");
        let name = query[1..].split('=').next().expect("a name");
        assert!(answer.at("/info").as_str().expect("a text").contains(name), "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_token_belongs_to_its_listing() {
    let lab = Lab::new().await;
    let token = lab.life_pos("?order_by=created_at_asc").await.at("/next_page_token");
    let token = token.as_str().expect("a token");
    let answer = lab.life_pos(&format!("?order_by=created_at_desc&page_token={token}")).await;
    assert_eq!((answer.status, answer.at("/code")), (422, "RequestIsNotValid".into()));
    // An empty token is the first page.
    assert_eq!(lab.life_pos("?page_token=").await.text, lab.life_pos("").await.text);
}

#[tokio::test]
async fn organizations_are_own_foreign_unknown_or_malformed() {
    let lab = Lab::new().await;
    for (organization, status, code) in [
        (fixtures::LIFE_POS_FOREIGN_ORGANIZATION, 403, "NoPermissions"),
        ("00000000-0000-4000-8000-000000000000", 404, "NotFound"),
        ("main", 422, "RequestIsNotValid"),
    ] {
        let answer = lab.send(life_pos_headers(lab.life_pos_request(organization, ""))).await;
        assert_eq!((answer.status, answer.at("/code")), (status, code.into()));
    }
    let upper = fixtures::LIFE_POS_ORGANIZATION.to_uppercase();
    assert_eq!(lab.send(life_pos_headers(lab.life_pos_request(&upper, ""))).await.status, 200);
}
