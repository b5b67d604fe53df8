//! REGOS: credentials, quota, filters, sort orders, pages.

use nomenclature_sandbox::{Sandbox, credentials, fixtures};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Lab, regos_path};

const DOCUMENTS: &str = "/DocSetPrice/Get";
const MOVEMENTS: &str = "/ItemOperation/Get";

fn integers(values: &[Value]) -> Vec<i64> {
    values.iter().map(|value| value.as_i64().expect("an integer")).collect()
}

async fn ids(lab: &Lab, body: &str) -> Vec<i64> {
    integers(&rows(lab, DOCUMENTS, body).await.column("/result", "id"))
}

async fn rows(lab: &Lab, path: &str, body: &str) -> Answer {
    let answer = lab.regos(path, body).await;
    assert_eq!((answer.status, answer.at("/ok")), (200, true.into()), "{body}: {}", answer.text);
    answer
}

fn error(answer: &Answer) -> i64 {
    assert_eq!((answer.status, answer.at("/ok")), (200, false.into()), "{}", answer.text);
    assert!(answer.at("/result/description").is_string());
    answer.at("/result/error").as_i64().expect("a code")
}

#[tokio::test]
async fn offsets_lead_through_every_row_once() {
    let lab = Lab::with(Sandbox::builder().rows(25)).await;
    for path in [DOCUMENTS, MOVEMENTS] {
        let mut offset = 0;
        let mut sizes = Vec::new();
        loop {
            let page = rows(&lab, path, &json!({"item_id": 1, "limit": 10, "offset": offset}).to_string()).await;
            assert_eq!(page.at("/total"), 25);
            sizes.push(page.column("/result", "date").len());
            offset = page.at("/next_offset").as_i64().expect("an offset");
            if offset == 0 {
                break;
            }
        }
        assert_eq!(sizes, [10, 10, 5], "{path}");
    }
    assert_eq!(ids(&lab, r#"{"limit":10,"offset":20}"#).await, [21, 22, 23, 24, 25]);
    let past = rows(&lab, DOCUMENTS, r#"{"offset":25}"#).await;
    assert_eq!(past.text, r#"{"ok":true,"result":[],"next_offset":0,"total":25}"#);
    assert_eq!(ids(&lab, r#"{"offset":-3,"limit":2}"#).await, [1, 2]);
    assert_eq!(ids(&lab, r#"{"limit":0}"#).await.len(), 25);
}

#[tokio::test]
async fn a_limit_above_the_cap_is_lowered_without_a_word() {
    let lab = Lab::with(Sandbox::builder().rows(9).regos_page_cap(4)).await;
    for body in [r#"{"limit":4000000000}"#, r#"{"limit":5}"#, "{}"] {
        let page = rows(&lab, DOCUMENTS, body).await;
        assert_eq!((page.column("/result", "id").len(), page.at("/next_offset")), (4, 4.into()), "{body}");
    }
    let lab = Lab::with(Sandbox::builder().rows(10_001)).await;
    let page = rows(&lab, DOCUMENTS, "{}").await;
    assert_eq!((page.column("/result", "id").len(), page.at("/next_offset")), (10_000, 10_000.into()));
}

#[tokio::test]
async fn paths_are_known_in_any_letter_case() {
    let lab = Lab::with(Sandbox::builder().rows(3)).await;
    for path in ["/docsetprice/get", "/DOCSETPRICE/GET", "/DocSetPrice/get"] {
        assert_eq!(rows(&lab, path, "{}").await.at("/total"), 3);
    }
}

#[tokio::test]
async fn documents_are_filtered_by_every_member() {
    let lab = Lab::with(Sandbox::builder().rows(300)).await;
    let all = rows(&lab, DOCUMENTS, "{}").await.at("/result");
    let all = all.as_array().expect("rows");
    let date = |index: usize| all[index]["date"].as_i64().expect("a date");
    type Wanted<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(Value, Wanted<'_>)> = vec![
        (json!({"ids": [5, 7, 100_000]}), Box::new(|row| row["id"] == 5 || row["id"] == 7)),
        (
            json!({"price_type_ids": [1, 3]}),
            Box::new(|row| row["price_type"]["id"] == 1 || row["price_type"]["id"] == 3),
        ),
        (json!({"attached_user_ids": [2]}), Box::new(|row| row["attached_user"]["id"] == 2)),
        (json!({"performed": true}), Box::new(|row| row["performed"] == true)),
        (json!({"performed": false}), Box::new(|row| row["performed"] == false)),
        (json!({"blocked": true}), Box::new(|row| row["blocked"] == true)),
        (json!({"deleted_mark": true}), Box::new(|row| row["deleted_mark"] == true)),
        (
            json!({"start_date": date(10), "end_date": date(20)}),
            Box::new(|row| (11..=21).contains(&row["id"].as_i64().unwrap_or(0))),
        ),
        (json!({"search": "ПОСТАВКИ"}), Box::new(|row| row["description"] == "Переоценка после поставки")),
        (json!({"search": "prc-0000042"}), Box::new(|row| row["id"] == 42)),
        (json!({"search": "опт"}), Box::new(|row| row["price_type"]["name"] == "Оптовая")),
        (
            json!({"performed": true, "price_type_ids": [2]}),
            Box::new(|row| row["performed"] == true && row["price_type"]["id"] == 2),
        ),
    ];
    for (body, wanted) in cases {
        let expected: Vec<&Value> = all.iter().filter(|row| wanted(row)).collect();
        let found = rows(&lab, DOCUMENTS, &body.to_string()).await.at("/result");
        let found: Vec<&Value> = found.as_array().expect("rows").iter().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{body}");
        assert_eq!(found, expected, "{body}");
    }
}

#[tokio::test]
async fn null_is_no_restriction_and_an_empty_list_fits_nothing() {
    let lab = Lab::with(Sandbox::builder().rows(5)).await;
    let nulls = r#"{"ids":null,"price_type_ids":null,"attached_user_ids":null,"search":null,"sort_orders":null,
                    "performed":null,"blocked":null,"deleted_mark":null,"start_date":0,"end_date":0}"#;
    assert_eq!(ids(&lab, nulls).await.len(), 5);
    for list in ["ids", "price_type_ids", "attached_user_ids"] {
        assert!(ids(&lab, &json!({list: []}).to_string()).await.is_empty(), "{list}");
    }
}

#[tokio::test]
async fn generic_filters_restrict_like_the_dedicated_members() {
    let lab = Lab::with(Sandbox::builder().rows(60)).await;
    let filter = |field: &str, operator: &str, value: &str| {
        json!({"filters": [{"field": field, "operator": operator, "value": value}]}).to_string()
    };
    assert_eq!(ids(&lab, &filter("id", "In", "5, 7")).await, [5, 7]);
    assert_eq!(ids(&lab, &filter("id", "LessOrEqual", "3")).await, [1, 2, 3]);
    assert_eq!(ids(&lab, &filter("ID", "greater", "58")).await, [59, 60]);
    assert_eq!(ids(&lab, &filter("id", "NotIn", "1,2")).await.len(), 58);
    assert_eq!(ids(&lab, &filter("performed", "Equal", "True")).await, ids(&lab, r#"{"performed":true}"#).await);
    let unset = ids(&lab, r#"{"filters":[{"Field":"attached_user_id","Operator":"NotExists"}]}"#).await;
    let set = ids(&lab, r#"{"filters":[{"field":"attached_user_id","operator":"Exists"}]}"#).await;
    assert!(!unset.is_empty() && unset.len() + set.len() == 60);
    for wrong in [
        filter("colour", "Equal", "1"),
        filter("id", "Equal", "x"),
        filter("id", "Like", "1"),
        filter("id", "Between", "1"),
    ] {
        assert_eq!(error(&lab.regos(DOCUMENTS, &wrong).await), 1008, "{wrong}");
    }
    let by_stock = r#"{"item_id":1,"filters":[{"field":"stock_id","operator":"Equal","value":"2"}]}"#;
    let dedicated = r#"{"item_id":1,"stock_ids":[2]}"#;
    assert_eq!(rows(&lab, MOVEMENTS, by_stock).await.text, rows(&lab, MOVEMENTS, dedicated).await.text);
    let other_item = r#"{"item_id":1,"filters":[{"field":"item_id","operator":"Equal","value":"2"}]}"#;
    assert_eq!(rows(&lab, MOVEMENTS, other_item).await.at("/total"), 0);
}

#[tokio::test]
async fn sort_orders_come_by_name_or_number() {
    let lab = Lab::with(Sandbox::builder().rows(40)).await;
    let sorted = |column: Value, direction: Value| {
        json!({"sort_orders": [{"column": column, "direction": direction}]}).to_string()
    };
    let down = ids(&lab, &sorted("Id".into(), "DESC".into())).await;
    assert!(down.is_sorted_by(|one, other| one > other));
    for (column, direction) in [(json!("id"), json!("desc")), (json!(1), json!(2)), (json!("ID"), json!(2))] {
        assert_eq!(ids(&lab, &sorted(column, direction)).await, down);
    }
    let two = r#"{"sort_orders":[{"column":"PriceTypeName"},{"column":"Date","direction":"DESC"}]}"#;
    let page = rows(&lab, DOCUMENTS, two).await.at("/result");
    let keys: Vec<(String, i64)> = page
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["price_type"]["name"].to_string(), -row["date"].as_i64().expect("a date")))
        .collect();
    assert!(keys.is_sorted());
    for column in ["Code", "Blocked", "Performed", "DeletedMark", "LastUpdate"] {
        assert_eq!(ids(&lab, &sorted(column.into(), "ASC".into())).await.len(), 40, "{column}");
    }
    let updated =
        rows(&lab, DOCUMENTS, &sorted("lastupdate".into(), "ASC".into())).await.column("/result", "last_update");
    assert!(integers(&updated).is_sorted());
    assert_eq!(error(&lab.regos(DOCUMENTS, &sorted("stock_name".into(), "ASC".into())).await), 1008);
    assert_eq!(error(&lab.regos(DOCUMENTS, &sorted("Id".into(), "up".into())).await), 1008);
}

#[tokio::test]
async fn movements_are_filtered_and_sorted() {
    let lab = Lab::with(Sandbox::builder().rows(120)).await;
    let all = rows(&lab, MOVEMENTS, r#"{"item_id":1}"#).await;
    let dates = integers(&all.column("/result", "date"));
    assert!(dates.is_sorted());
    let of_stock = rows(&lab, MOVEMENTS, r#"{"item_id":1,"stock_ids":[1,4]}"#).await;
    let stocks = of_stock.column("/result", "stock");
    assert!(!stocks.is_empty() && stocks.iter().all(|stock| stock["id"] == 1 || stock["id"] == 4));
    let of_firm = rows(&lab, MOVEMENTS, r#"{"item_id":1,"firm_ids":[2]}"#).await;
    let firms = of_firm.column("/result", "stock");
    assert!(!firms.is_empty() && firms.iter().all(|stock| stock["firm"]["id"] == 2));
    let body = json!({"item_id": 1, "start_date": dates[5], "end_date": dates[9]}).to_string();
    assert_eq!(integers(&rows(&lab, MOVEMENTS, &body).await.column("/result", "date")), dates[5..=9]);
    for (column, pointer) in
        [("stock_name", "/stock/name"), ("firm_name", "/stock/firm/name"), ("doc_type", "/document_type/name")]
    {
        let body = json!({"item_id": 1, "sort_orders": [{"column": column}]}).to_string();
        let page = rows(&lab, MOVEMENTS, &body).await.at("/result");
        let names = page.as_array().expect("rows").iter();
        let names: Vec<&str> = names.map(|row| row.pointer(pointer).and_then(Value::as_str).expect("a name")).collect();
        assert!(names.is_sorted(), "{column}: {names:?}");
    }
    let body = r#"{"item_id":1,"sort_orders":[{"column":3,"direction":"DESC"}]}"#;
    let quantities = rows(&lab, MOVEMENTS, body).await.column("/result", "quantity");
    assert!(quantities.iter().rev().map(|quantity| quantity.as_f64().unwrap_or_default()).is_sorted());
    // Every item has a history of its own; an unknown one has none.
    assert_ne!(rows(&lab, MOVEMENTS, r#"{"item_id":2}"#).await.text, all.text);
    let last = json!({"item_id": fixtures::REGOS_LAST_ITEM}).to_string();
    assert_eq!(rows(&lab, MOVEMENTS, &last).await.at("/total"), 120);
    let unknown = json!({"item_id": fixtures::REGOS_LAST_ITEM + 1}).to_string();
    assert_eq!(rows(&lab, MOVEMENTS, &unknown).await.at("/total"), 0);
    assert_eq!(rows(&lab, MOVEMENTS, r#"{"item_id":1}"#).await.text, all.text);
}

#[tokio::test]
async fn decimals_keep_their_digits() {
    let lab = Lab::with(Sandbox::builder().rows(50)).await;
    let documents = rows(&lab, DOCUMENTS, "{}").await.text;
    for literal in ["\"round_to\":100.00,", "\"markup\":0.120,", "\"exchange_rate\":12650.5000,", "\"round_to\":500,"] {
        assert!(documents.contains(literal), "{literal}");
    }
    let movements = rows(&lab, MOVEMENTS, r#"{"item_id":1}"#).await.text;
    for literal in
        ["\"vat_value\":12.00,", "\"vat_value\":-1,", "\"additional_expenses_amount\":0.00,", "\"cost\":null,"]
    {
        assert!(movements.contains(literal), "{literal}");
    }
}

#[tokio::test]
async fn wrong_requests_are_business_errors() {
    let lab = Lab::new().await;
    for (path, body, code) in [
        (DOCUMENTS, "", 1002),
        (DOCUMENTS, "{", 1008),
        (DOCUMENTS, "[]", 1008),
        (DOCUMENTS, r#"{"ids":5}"#, 1023),
        (DOCUMENTS, r#"{"ids":["a"]}"#, 1008),
        (DOCUMENTS, r#"{"limit":null}"#, 1008),
        (DOCUMENTS, r#"{"performed":"yes"}"#, 1008),
        (DOCUMENTS, r#"{"start_date":20,"end_date":10}"#, 1035),
        (MOVEMENTS, "{}", 1008),
        (MOVEMENTS, r#"{"item_id":"x"}"#, 1008),
        (MOVEMENTS, r#"{"item_id":1,"sort_orders":[{"column":"Code"}]}"#, 1008),
    ] {
        assert_eq!(error(&lab.regos(path, body).await), code, "{path} {body}");
    }
    let answer = lab.regos(MOVEMENTS, "{}").await;
    assert!(answer.at("/result/description").as_str().expect("a text").ends_with("item_id"), "{}", answer.text);
    let bare = lab.request(Method::POST, &regos_path(DOCUMENTS)).body("{}");
    assert_eq!(error(&lab.send(bare).await), 1043);
    let form = lab.request(Method::POST, &regos_path(DOCUMENTS)).header("content-type", "text/plain").body("{}");
    assert_eq!(error(&lab.send(form).await), 1008);
}

#[tokio::test]
async fn keys_and_tokens_are_checked() {
    let lab = Lab::with(Sandbox::builder().rows(1)).await;
    let wrong = lab.send(lab.post("/gateway/out/00000000000000000000000000000000/v1/DocSetPrice/Get", "{}")).await;
    assert_eq!(error(&wrong), 9002);
    let with =
        |authorization: String| lab.send(lab.post(&regos_path(DOCUMENTS), "{}").header("authorization", authorization));
    assert_eq!(with(format!("Bearer {}", credentials::REGOS_ACCESS_TOKEN)).await.at("/ok"), true);
    assert_eq!(error(&with("Basic eDp5".to_owned()).await), 9001);
    let expired = with("Bearer expired".to_owned()).await;
    assert_eq!((expired.status, expired.at("/result/error")), (401, 9002.into()));
}

#[tokio::test]
async fn the_quota_is_off_unless_asked_for() {
    let lab = Lab::with(Sandbox::builder().rows(1).quota(0, 2)).await;
    assert_eq!(rows(&lab, DOCUMENTS, "{}").await.at("/total"), 1);
    // A refused request counts, a request with a wrong key does not.
    assert_eq!(error(&lab.regos(DOCUMENTS, "{").await), 1008);
    let wrong = lab.send(lab.post("/gateway/out/other/v1/DocSetPrice/Get", "{}")).await;
    assert_eq!(error(&wrong), 9002);
    assert_eq!(error(&lab.regos(DOCUMENTS, "{}").await), 8213);
    assert_eq!(lab.quince("/service/list", "{}").await.at("/success"), true);
    let lab = Lab::with(Sandbox::builder().rows(1)).await;
    for _ in 0..60 {
        rows(&lab, DOCUMENTS, "{}").await;
    }
}
