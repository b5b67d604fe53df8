//! Listings that a fault sends round in a circle.

use nomenclature_sandbox::{Count, Fault, Sandbox};
use serde_json::Value;

use crate::support::{Answer, Lab};

async fn lab() -> Lab {
    Lab::with(Sandbox::builder().rows(250)).await
}

async fn prices(lab: &Lab, offset: i64) -> Answer {
    lab.regos("/DocSetPrice/Get", &format!(r#"{{"offset":{offset},"limit":10}}"#)).await
}

fn struck(lab: &Lab, operation: &str) -> Count {
    lab.sandbox.counters().of(operation)
}

#[tokio::test]
async fn offsets_move_on_over_the_same_rows() {
    let lab = lab().await;
    lab.sandbox.fault(Fault::same_page());
    let first = prices(&lab, 0).await;
    for offset in [0, 10, 20, 5000] {
        let page = prices(&lab, offset).await;
        assert_eq!(page.at("/result"), first.at("/result"));
        assert_eq!((page.at("/next_offset"), page.at("/total")), (Value::from(offset + 10), Value::from(0)));
    }
    assert_eq!(struck(&lab, "doc_set_price_get"), Count { received: 5, processed: 1, faulted: 5 });
    lab.sandbox.clear_faults();
    assert_ne!(prices(&lab, 10).await.at("/result"), first.at("/result"));
}

#[tokio::test]
async fn offsets_stand_still() {
    let lab = lab().await;
    lab.sandbox.fault(Fault::same_token().times(3));
    for offset in [0, 10, 10] {
        let page = prices(&lab, offset).await;
        assert_eq!((page.at("/next_offset"), page.at("/total")), (Value::from(10), Value::from(250)));
    }
    assert_eq!(prices(&lab, 10).await.at("/next_offset"), 20);
}

#[tokio::test]
async fn tokens_change_or_stay() {
    let lab = lab().await;
    lab.sandbox.fault(Fault::same_page().times(2));
    let first = lab.life_pos("").await;
    let second = lab.life_pos("?page_token=circle-1").await;
    assert_eq!(first.at("/items"), second.at("/items"));
    assert_eq!((first.at("/next_page_token"), second.at("/next_page_token")), ("circle-1".into(), "circle-2".into()));

    let usual = lab.life_pos("").await;
    lab.sandbox.fault(Fault::same_token().times(2));
    for _ in 0..2 {
        assert_eq!(lab.life_pos("").await.at("/next_page_token"), usual.at("/next_page_token"));
    }
    let small = Lab::with(Sandbox::builder().rows(2)).await;
    small.sandbox.fault(Fault::same_token().times(2));
    for _ in 0..2 {
        assert_eq!(small.life_pos("").await.at("/next_page_token"), "circle-0");
    }
}

#[tokio::test]
async fn page_numbers_are_ignored() {
    for fault in [Fault::same_page(), Fault::same_token()] {
        let lab = lab().await;
        lab.sandbox.fault(fault);
        let first = lab.quince("/service/list", r#"{"page":1}"#).await;
        assert_eq!(lab.quince("/service/list", r#"{"page":2}"#).await.text, first.text);
        assert_eq!(lab.quince("/service/list", r#"{"page":9}"#).await.text, first.text);
        let folders = lab.quince("/service/folder/list", r#"{"page":1}"#).await;
        assert_ne!(folders.text, first.text, "each listing has a circle of its own");
        let added = lab.quince("/service/add", r#"{"array":[{"Name":"x"}]}"#).await;
        assert_eq!(added.at("/success"), true, "what has no pages is left alone");
        assert_eq!(struck(&lab, "services_add").faulted, 0);
    }
}
