//! Writes of more records than one request takes: what is done, what is not, and how to go on.

use std::collections::BTreeMap;
use std::time::Duration;

use nomenclature::quince::operations::ServicesAdd;
use nomenclature::quince::types::{NewService, NewServiceFolder, RecordId, ServiceUpdate};
use nomenclature::quince::{Client, OPENAPI};
use nomenclature::{BatchError, Error, Processed};
use nomenclature_sandbox::{Fault, Sandbox, ScriptedReply};
use nomenclature_tests::clients::{bodies, json, quince, rows, start, within};
use nomenclature_tests::documented::example;

#[path = "batches/checkpoint.rs"]
mod checkpoint;

async fn empty_shop() -> (Sandbox, Client) {
    let sandbox = start(Sandbox::builder().rows(0)).await;
    let client = quince(&sandbox);
    (sandbox, client)
}

fn name(number: usize) -> String {
    format!("№{number}")
}

fn services(numbers: std::ops::Range<usize>) -> Vec<NewService> {
    numbers.map(|number| NewService::new().name(name(number))).collect()
}

/// The numbers of records in each request.
fn sizes(sandbox: &Sandbox) -> Vec<usize> {
    bodies(sandbox).iter().map(|body| body["array"].as_array().expect("a list").len()).collect()
}

/// How often each name is listed, and its id.
async fn listed(client: &Client) -> BTreeMap<String, Vec<i64>> {
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for service in rows(client.services().list().items()).await {
        found.entry(service.name.expect("a name")).or_default().push(service.id.expect("an id"));
    }
    found
}

fn ids(written: &[RecordId]) -> Vec<i64> {
    written.iter().map(|row| row.id).collect()
}

/// Adds 250 services, of which the second hundred gets this reply.
async fn second_fails(sandbox: &Sandbox, client: &Client, reply: ScriptedReply) -> BatchError<ServicesAdd> {
    // The first request is met by a fault that is none.
    sandbox.fault(Fault::delay(Duration::ZERO).on("services_add"));
    sandbox.script(reply.on("/service/add"));
    client.services().add(services(0..250)).send().await.expect_err("the second request fails")
}

#[tokio::test]
async fn any_number_of_records_is_split_at_the_cap_and_every_one_is_written_once() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        for (count, requests) in [(0, &[][..]), (1, &[1]), (100, &[100]), (101, &[100, 1]), (250, &[100, 100, 50])] {
            let before = listed(&client).await.len();
            sandbox.requests().clear();
            let written = client.services().add(services(before..before + count)).send().await.expect("succeeds");
            assert_eq!(sizes(&sandbox), requests);
            let listed = listed(&client).await;
            let expected: Vec<i64> = (before..before + count).map(|number| listed[&name(number)][0]).collect();
            assert_eq!(ids(&written), expected, "the ids come in the order of the records");
            assert!(listed.values().all(|ids| ids.len() == 1));
        }
    })
    .await;
}

#[tokio::test]
async fn updates_and_folders_are_split_too() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let written = client.services().add(services(0..150)).send().await.expect("succeeds");
        let updates = written.iter().map(|row| ServiceUpdate::new(row.id).name("new"));
        assert_eq!(client.services().update(updates).send().await.expect("succeeds"), written);
        let folders = (0..120).map(|number| NewServiceFolder::new().name(name(number)));
        assert_eq!(client.service_folders().add(folders).send().await.expect("succeeds").len(), 120);
        assert_eq!(sizes(&sandbox), [100, 50, 100, 50, 100, 20]);
        assert_eq!(listed(&client).await["new"].len(), 150);
    })
    .await;
}

#[tokio::test]
async fn the_report_of_a_failed_second_request_is_exact_and_the_rest_completes_the_set() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let stopped = second_fails(&sandbox, &client, json(429, "slow down")).await;
        assert_eq!(sizes(&sandbox), [100, 100], "nothing is sent after a failure");
        let there = listed(&client).await;
        let expected: Vec<i64> = (0..100).map(|number| there[&name(number)][0]).collect();
        assert_eq!((there.len(), ids(stopped.done()), stopped.done_records()), (100, expected, 100));
        assert_eq!((stopped.failed(), stopped.unsent()), (&services(100..200)[..], &services(200..250)[..]));
        assert!(stopped.error().is_rate_limited() && !stopped.possibly_done());
        let text = stopped.to_string();
        assert!(text.starts_with("100 of 250 records done, 100 failed, 50 not sent: "), "{text}");

        let rest = client.services().add(stopped.into_remaining()).send().await.expect("succeeds");
        let there = listed(&client).await;
        assert_eq!((there.len(), rest.len()), (250, 150));
        assert!(there.values().all(|ids| ids.len() == 1), "each service once");
        let expected: Vec<i64> = (100..250).map(|number| there[&name(number)][0]).collect();
        assert_eq!(ids(&rest), expected);
        assert_eq!(sandbox.counters().of("services_add").processed, 3);
    })
    .await;
}

#[tokio::test]
async fn a_vendor_s_refusal_is_in_the_report() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let stopped =
            second_fails(&sandbox, &client, json(200, example(OPENAPI, "services_add", 200, "failure"))).await;
        assert!(stopped.error().is_vendor());
        assert!(stopped.possibly_done(), "the vendor promises nothing about a refused request");
        let text = stopped.to_string();
        assert!(text.starts_with("100 of 250 records done, 100 failed, possibly done, 50 not sent: quince"), "{text}");
        let parts = stopped.into_parts();
        assert_eq!((parts.done.len(), parts.failed.len(), parts.unsent.len()), (100, 100, 50));
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_cannot_be_read_counts_as_possibly_done_and_a_refused_request_does_not() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        for (reply, possibly) in [
            (json(200, "<html>"), true),
            (json(200, r#"{"success":true,"data":[{"id":{}}]}"#), true),
            (json(200, r#"{"success":true,"data":[]}"#), true),
            (json(200, format!(r#"{{"success":true,"data":[{}]}}"#, vec![r#"{"id":1}"#; 99].join(","))), true),
            (json(422, r#"{"success":true,"data":[{"id":1}]}"#), true),
            (json(429, r#"{"success":true,"data":[{"id":1}]}"#), true),
            (json(502, "<h1>Bad Gateway</h1>"), true),
            (json(429, "slow down"), false),
            (json(401, "who is there"), false),
        ] {
            let stopped = second_fails(&sandbox, &client, reply).await;
            assert_eq!(stopped.possibly_done(), possibly, "{stopped}");
            assert_eq!(stopped.done_records(), 100);
            let error = Error::from(stopped);
            assert_eq!(error.processed(), Processed::Maybe, "a hundred records are done whatever the second says");
            assert!(error.to_string().contains("100 of 250 records done"), "{error}");
        }
    })
    .await;
}
