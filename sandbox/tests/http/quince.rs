//! QUINCE: pages, filters, additions, updates, refusals.

use nomenclature_sandbox::{Sandbox, fixtures};
use serde_json::{Value, json};

use crate::support::{Answer, Lab};

fn ids(answer: &Answer) -> Vec<i64> {
    answer.column("/data", "Id").iter().map(|id| id.as_i64().expect("an id")).collect()
}

fn added(answer: &Answer) -> Vec<i64> {
    assert_eq!(answer.at("/success"), true, "{}", answer.text);
    answer.column("/data", "id").iter().map(|id| id.as_i64().expect("an id")).collect()
}

fn code(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.at("/success")), (200, false.into()), "{}", answer.text);
    assert!(answer.at("/error/message").is_string(), "{}", answer.text);
    answer.at("/error/code").as_str().expect("a code").to_owned()
}

async fn service(lab: &Lab, id: i64) -> Value {
    lab.quince("/service/list", &format!(r#"{{"filter":{{"Id":{id},"Archive":true}}}}"#)).await.at("/data/0")
}

#[tokio::test]
async fn pages_of_a_hundred_in_ascending_order() {
    let lab = Lab::with(Sandbox::builder().rows(250)).await;
    for (path, total) in [("/service/list", 250), ("/service/folder/list", 125)] {
        let filter = if path == "/service/list" { r#""filter":{"Archive":true},"# } else { "" };
        let mut seen: Vec<i64> = Vec::new();
        for page in 1.. {
            let answer = lab.quince(path, &format!(r#"{{{filter}"page":{page}}}"#)).await;
            let rows = ids(&answer);
            assert!(rows.len() == 100 || rows.len() == total % 100 || rows.is_empty());
            seen.extend(&rows);
            if rows.len() < 100 {
                break;
            }
        }
        assert_eq!(seen.len(), total);
        assert!(seen.is_sorted_by(|one, other| one < other));
    }
    let first = lab.quince("/service/list", r#"{"page":1}"#).await;
    assert_eq!(lab.quince("/service/list", "{}").await.text, first.text);
    assert_eq!(lab.quince("/service/list", r#"{"page":99}"#).await.text, r#"{"success":true,"data":[]}"#);
    assert_eq!(code(&lab.quince("/service/list", r#"{"page":0}"#).await), "InvalidRequest");
}

#[tokio::test]
async fn the_parent_folder_has_three_states() {
    let lab = Lab::with(Sandbox::builder().rows(90)).await;
    for path in ["/service/list", "/service/folder/list"] {
        let all = lab.quince(path, r#"{"filter":{}}"#).await;
        let parents = all.column("/data", "ParentFolder");
        let outside = lab.quince(path, r#"{"filter":{"ParentFolder":null}}"#).await;
        let inside = lab.quince(path, &format!(r#"{{"filter":{{"ParentFolder":{}}}}}"#, fixtures::QUINCE_FOLDER)).await;
        let count = |wanted: Value| parents.iter().filter(|parent| **parent == wanted).count();
        assert!(!ids(&outside).is_empty() && ids(&outside).len() == count(Value::Null), "{path}");
        assert!(!ids(&inside).is_empty() && ids(&inside).len() == count(fixtures::QUINCE_FOLDER.into()), "{path}");
        assert_eq!(lab.quince(path, "{}").await.text, all.text);
    }
}

#[tokio::test]
async fn other_filters_narrow_together() {
    let lab = Lab::with(Sandbox::builder().rows(90)).await;
    let live = ids(&lab.quince("/service/list", "{}").await);
    let all = ids(&lab.quince("/service/list", r#"{"filter":{"Archive":true}}"#).await);
    assert!(live.len() < all.len());
    let archived = all.iter().find(|id| !live.contains(id)).expect("an archived service");
    assert!(ids(&lab.quince("/service/list", &format!(r#"{{"filter":{{"Id":{archived}}}}}"#)).await).is_empty());
    assert_eq!(service(&lab, *archived).await["Id"], *archived);
    let both = format!(r#"{{"filter":{{"Id":{},"ParentFolder":null}}}}"#, live[0]);
    assert!(ids(&lab.quince("/service/list", &both).await).is_empty());
}

#[tokio::test]
async fn price_types_choose_the_prices_shown() {
    let lab = Lab::with(Sandbox::builder().rows(40)).await;
    let wanted = fixtures::QUINCE_PRICE_TYPES[1];
    let some = lab.quince("/service/list", &format!(r#"{{"filter":{{"PriceType":[{wanted}]}}}}"#)).await;
    let prices: Vec<Value> =
        some.column("/data", "Prices").iter().flat_map(|all| all.as_array().cloned().unwrap_or_default()).collect();
    assert!(!prices.is_empty() && prices.iter().all(|price| price["PriceType"] == wanted));
    assert_eq!(ids(&some), ids(&lab.quince("/service/list", "{}").await));
    let none = lab.quince("/service/list", r#"{"filter":{"PriceType":[]}}"#).await;
    assert!(none.column("/data", "Prices").iter().all(|prices| *prices == json!([])));
    // Six decimal places, as the vendor prints them.
    let price = some.text.split("\"Price\":").nth(1).and_then(|rest| rest.split(',').next()).expect("a price");
    assert_eq!(price.split('.').nth(1).map(str::len), Some(6), "{price}");
}

#[tokio::test]
async fn added_services_are_listed_with_their_ids_in_order() {
    let lab = Lab::new().await;
    let body = r#"{"array":[
        {"Name":"Монтаж «під ключ»","ParentFolder":"110","UnitName":"зовсім нова","Article":"A-1"},
        {"Name":"Друга"},
        {}
    ]}"#;
    let new = added(&lab.quince("/service/add", body).await);
    assert_eq!(new.len(), 3);
    assert!(new.is_sorted_by(|one, other| other - one == 1));
    let first = service(&lab, new[0]).await;
    assert_eq!(
        first,
        json!({"Id": new[0], "ParentFolder": 110, "Name": "Монтаж «під ключ»", "UnitName": "зовсім нова",
               "Article": "A-1", "Images": [], "Prices": []})
    );
    assert_eq!(service(&lab, new[2]).await, json!({"Id": new[2], "ParentFolder": null, "Images": [], "Prices": []}));
}

#[tokio::test]
async fn added_folders_hold_what_is_put_into_them() {
    let lab = Lab::with(Sandbox::builder().rows(0)).await;
    let root = added(&lab.quince("/service/folder/add", r#"{"array":[{"Name":"Корінь"}]}"#).await)[0];
    let body = format!(r#"{{"array":[{{"Name":"Гілка","ParentFolder":{root}}}]}}"#);
    let branch = added(&lab.quince("/service/folder/add", &body).await)[0];
    let body = format!(r#"{{"array":[{{"Name":"Послуга","ParentFolder":{branch}}}]}}"#);
    let service = added(&lab.quince("/service/add", &body).await)[0];
    let inside = format!(r#"{{"filter":{{"ParentFolder":{branch}}}}}"#);
    assert_eq!(ids(&lab.quince("/service/list", &inside).await), [service]);
    let roots = lab.quince("/service/folder/list", r#"{"filter":{"ParentFolder":null}}"#).await;
    assert_eq!(roots.at("/data"), json!([{"Id": root, "ParentFolder": null, "Name": "Корінь"}]));
}

#[tokio::test]
async fn updates_keep_clear_and_set() {
    let lab = Lab::new().await;
    let body = r#"{"array":[{"Name":"Стара","Memo":"нотатка","Article":"A","ParentFolder":100}]}"#;
    let id = added(&lab.quince("/service/add", body).await)[0];
    let body = format!(r#"{{"array":[{{"id":{id},"Name":"Нова","Memo":null,"ParentFolder":null}}]}}"#);
    assert_eq!(added(&lab.quince("/service/update", &body).await), [id]);
    let expected = json!({"Id": id, "ParentFolder": null, "Name": "Нова", "Article": "A", "Images": [], "Prices": []});
    assert_eq!(service(&lab, id).await, expected);
    let folder = r#"{"array":[{"Id":110,"ParentFolder":null},{"Id":111,"Name":"Тека"}]}"#;
    assert_eq!(added(&lab.quince("/service/folder/update", folder).await), [110, 111]);
    let listed = lab.quince("/service/folder/list", r#"{"filter":{"Id":111}}"#).await;
    assert_eq!(listed.at("/data/0/Name"), "Тека");
}

#[tokio::test]
async fn an_update_with_an_unknown_or_missing_id_changes_nothing() {
    let lab = Lab::new().await;
    let id = added(&lab.quince("/service/add", r#"{"array":[{"Name":"Стара"}]}"#).await)[0];
    let body = format!(r#"{{"array":[{{"id":{id},"Name":"Нова"}},{{"id":900002}},{{"id":900001}}]}}"#);
    let refused = lab.quince("/service/update", &body).await;
    assert_eq!(code(&refused), "IdIsUnknown");
    assert_eq!(refused.at("/error/ids"), json!([900_002, 900_001]));
    for missing in [r#"{"Name":"x"}"#, r#"{"Id":100}"#] {
        let body = format!(r#"{{"array":[{{"id":{id},"Name":"Нова"}},{missing}]}}"#);
        let refused = lab.quince("/service/update", &body).await;
        assert_eq!(code(&refused), "IdIsMissing");
        assert!(refused.at("/error/message").as_str().expect("a text").contains("array.1.id"), "{}", refused.text);
    }
    assert_eq!(service(&lab, id).await["Name"], "Стара");
    assert_eq!(code(&lab.quince("/service/folder/update", r#"{"array":[{"id":100}]}"#).await), "IdIsMissing");
    let unknown = lab.quince("/service/folder/update", r#"{"array":[{"Id":100,"Name":"x"},{"Id":5}]}"#).await;
    assert_eq!((code(&unknown).as_str(), unknown.at("/error/ids")), ("IdIsUnknown", json!([5])));
    let folder = lab.quince("/service/folder/list", r#"{"filter":{"Id":100}}"#).await;
    assert_ne!(folder.at("/data/0/Name"), "x");
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_refused() {
    let lab = Lab::new().await;
    for (path, record) in [
        ("/service/add", r#"{"Name":"x","ParentFolder":5}"#),
        ("/service/folder/add", r#"{"Name":"x","ParentFolder":5}"#),
        ("/service/folder/update", r#"{"Id":100,"ParentFolder":5}"#),
    ] {
        let refused = lab.quince(path, &format!(r#"{{"array":[{record}]}}"#)).await;
        assert_eq!(code(&refused), "FolderIsUnknown", "{path}");
    }
}

#[tokio::test]
async fn a_batch_holds_at_most_a_hundred() {
    let lab = Lab::with(Sandbox::builder().rows(1)).await;
    let batch = |count: usize| json!({"array": vec![json!({"Name": "x"}); count]}).to_string();
    for path in ["/service/add", "/service/folder/add"] {
        assert_eq!(added(&lab.quince(path, &batch(100)).await).len(), 100);
        let refused = lab.quince(path, &batch(101)).await;
        assert_eq!(code(&refused), "BatchIsTooLarge", "{path}");
    }
    assert_eq!(ids(&lab.quince("/service/list", r#"{"page":2}"#).await).len(), 1);
}

#[tokio::test]
async fn wrong_requests_are_refused_in_the_vendors_form() {
    let lab = Lab::new().await;
    for (path, body) in [
        ("/service/list", ""),
        ("/service/list", "{"),
        ("/service/list", "[]"),
        ("/service/list", r#"{"filter":{"Id":"abc"}}"#),
        ("/service/list", r#"{"filter":{"PriceType":339}}"#),
        ("/service/add", "{}"),
        ("/service/add", r#"{"array":{}}"#),
        ("/service/add", r#"{"array":[{"Name":5}]}"#),
        ("/service/add", r#"{"array":[{"ParentFolder":true}]}"#),
    ] {
        assert_eq!(code(&lab.quince(path, body).await), "InvalidRequest", "{path} {body}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_none_is_taken() {
    let lab = Lab::new().await;
    let request = || lab.post("/api/v2/service/list", "{}");
    assert_eq!(code(&lab.send(request().header("authorization", "wrong")).await), "Unauthorized");
    assert_eq!(lab.send(request()).await.at("/success"), true);
}
