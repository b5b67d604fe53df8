//! What the counters count.

use nomenclature_sandbox::{Count, Counters, Fault, Sandbox};
use reqwest::Method;

use crate::support::Lab;

fn count(received: u64, processed: u64, faulted: u64) -> Count {
    Count { received, processed, faulted }
}

#[tokio::test]
async fn refused_requests_are_not_processed() {
    let lab = Lab::with(Sandbox::builder().rows(2).quota(0, 1)).await;
    lab.quince("/service/update", r#"{"array":[{"id":999999,"Name":"x"}]}"#).await;
    lab.quince("/service/add", "[]").await;
    lab.send(lab.post("/api/v2/service/add", "{}").header("authorization", "wrong")).await;
    lab.life_pos("?page_token=wrong").await;
    lab.regos("/DocSetPrice/Get", "{}").await;
    assert_eq!(lab.regos("/DocSetPrice/Get", "{}").await.at("/result/error"), 8213);
    let counters = lab.sandbox.counters();
    assert_eq!(counters.of("services_update"), count(1, 0, 0));
    assert_eq!(counters.of("services_add"), count(2, 0, 0));
    assert_eq!(counters.of("nomenclature_imports_list"), count(1, 0, 0));
    assert_eq!(counters.of("doc_set_price_get"), count(2, 1, 0));
    assert_eq!(counters.of("item_operation_get"), count(0, 0, 0));
    assert_eq!(counters.total(), count(6, 1, 0));
}

#[tokio::test]
async fn each_operation_on_its_own_and_all_together() {
    let lab = Lab::with(Sandbox::builder().rows(2)).await;
    lab.sandbox.fault(Fault::status(503).on("AddCatalogPosition"));
    lab.sandbox.fault(Fault::garbage().on("/nothing").times(2));
    let position = r#"{"tenant":"t","name":"n","code":"c","category":"g","type":"Товар"}"#;
    lab.zegoal(position).await;
    lab.zegoal(position).await;
    lab.quince("/service/folder/list", "{}").await;
    lab.send(lab.request(Method::GET, "/nothing")).await;
    let counters = lab.sandbox.counters();
    assert_eq!(counters.of("catalog_add_position"), count(2, 1, 1));
    assert_eq!(counters.of("service_folders_list"), count(1, 1, 0));
    assert_eq!(counters.elsewhere(), count(1, 0, 1));
    assert_eq!(counters.total(), count(4, 2, 2));
    let ids: Vec<&str> = counters.operations().map(|(id, _)| id).collect();
    assert_eq!(ids, ["catalog_add_position", "service_folders_list"]);
    lab.sandbox.reset_counters();
    assert_eq!(lab.sandbox.counters(), Counters::default());
    assert_eq!(lab.sandbox.requests().total(), 4, "the journal is another matter");
}
