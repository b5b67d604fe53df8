//! Faults that leave the connection alone.

use std::time::{Duration, SystemTime};

use nomenclature_sandbox::{Fault, Sandbox, ScriptedReply};

use crate::support::{Answer, Lab};

const ADD: &str = r#"{"array":[{"Name":"new"}]}"#;

async fn small() -> Lab {
    Lab::with(Sandbox::builder().rows(3)).await
}

async fn list(lab: &Lab) -> Answer {
    lab.quince("/service/list", "{}").await
}

/// Processed requests of the operation that adds services.
fn added(lab: &Lab) -> u64 {
    lab.sandbox.counters().of("services_add").processed
}

/// Gives the fault three times to a listing; the answers before and after are as always.
async fn thrice(lab: &Lab, fault: Fault, check: impl Fn(&Answer, &Answer)) {
    let usual = list(lab).await;
    lab.sandbox.fault(fault.on("/SERVICE/list").times(3));
    assert_eq!(lab.quince("/service/folder/list", "{}").await.at("/success"), true, "another path is left alone");
    for _ in 0..3 {
        check(&list(lab).await, &usual);
    }
    assert_eq!(list(lab).await.text, usual.text);
}

#[tokio::test]
async fn statuses_with_both_forms_of_retry_after() {
    let lab = small().await;
    thrice(&lab, Fault::status(503).retry_after_seconds(2), |answer, _| {
        assert_eq!((answer.status, answer.text.as_str()), (503, "Service Unavailable"));
        assert_eq!(answer.headers["retry-after"], "2");
    })
    .await;
    let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_999);
    thrice(&lab, Fault::status(429).retry_after_date(moment), |answer, _| {
        assert_eq!(answer.status, 429);
        assert_eq!(answer.headers["retry-after"], "Sun, 06 Nov 1994 08:49:37 GMT");
    })
    .await;
    thrice(&lab, Fault::status(101), |answer, _| assert_eq!(answer.status, 500)).await;
    assert_eq!(lab.sandbox.counters().of("services_list").processed, 6, "those around the faults");
}

#[tokio::test]
async fn a_status_hides_what_was_or_was_not_done() {
    let lab = small().await;
    lab.sandbox.fault(Fault::status(502).on("services_add"));
    assert_eq!((lab.quince("/service/add", ADD).await.status, added(&lab)), (502, 0));
    lab.sandbox.fault(Fault::status(504).after_processing().on("SERVICES_ADD"));
    assert_eq!((lab.quince("/service/add", ADD).await.status, added(&lab)), (504, 1));
    let names = list(&lab).await.column("/data", "Name");
    assert_eq!(names.iter().filter(|name| *name == "new").count(), 1);
}

#[tokio::test]
async fn quota_refusals_are_the_vendors_own() {
    let lab = small().await;
    lab.sandbox.fault(Fault::quota().after_processing().retry_after_seconds(1).times(2));
    let regos = lab.regos("/DocSetPrice/Get", "{}").await;
    let strict = Lab::with(Sandbox::builder().rows(3).quota(0, 0)).await;
    assert_eq!((regos.status, &regos.text), (200, &strict.regos("/DocSetPrice/Get", "{}").await.text));
    assert_eq!(regos.at("/result/error"), 8213);
    assert_eq!(regos.headers["retry-after"], "1");
    assert_eq!((lab.quince("/service/add", ADD).await.status, added(&lab)), (429, 0));
    lab.sandbox.fault(Fault::quota());
    let life_pos = lab.life_pos("").await;
    assert_eq!((life_pos.status, life_pos.at("/code")), (429, "TooManyRequests".into()));
    assert_eq!(lab.regos("/DocSetPrice/Get", "{}").await.at("/ok"), true);
}

#[tokio::test]
async fn bodies_of_other_bytes_types_and_sizes() {
    let lab = small().await;
    thrice(&lab, Fault::content_type("text/html"), |answer, usual| {
        assert_eq!((answer.content_type.as_str(), &answer.text), ("text/html", &usual.text));
        assert_eq!(answer.headers.get_all("content-type").iter().count(), 1);
    })
    .await;
    thrice(&lab, Fault::empty_body(), |answer, usual| {
        assert_eq!((answer.status, answer.text.as_str()), (usual.status, ""));
        assert_eq!(answer.content_type, usual.content_type);
    })
    .await;
    thrice(&lab, Fault::oversized(300_000), |answer, usual| {
        assert_eq!((answer.text.len(), answer.text.trim_end_matches(' ')), (300_000, usual.text.as_str()));
        assert!(answer.headers.get("content-length").is_none());
    })
    .await;
    thrice(&lab, Fault::oversized(5), |answer, usual| assert_eq!(answer.text, usual.text)).await;
    thrice(&lab, Fault::garbage(), |answer, usual| {
        assert_eq!((answer.status, &answer.content_type), (usual.status, &usual.content_type));
        assert!(serde_json::from_str::<serde_json::Value>(&answer.text).is_err());
        assert_ne!(answer.text, usual.text);
    })
    .await;
    lab.sandbox.fault(Fault::garbage());
    let response = lab.post("/api/v2/service/list", "{}").send().await.expect("an answer");
    assert!(String::from_utf8(response.bytes().await.expect("a body").to_vec()).is_err(), "no UTF-8");
}

#[tokio::test]
async fn a_spoilt_answer_to_a_write_is_processed() {
    let lab = small().await;
    for (index, fault) in
        [Fault::garbage(), Fault::empty_body(), Fault::content_type("text/html")].into_iter().enumerate()
    {
        lab.sandbox.fault(fault);
        lab.quince("/service/add", ADD).await;
        assert_eq!(added(&lab), index as u64 + 1);
    }
}

#[tokio::test]
async fn drips_and_delays_bring_the_whole_answer() {
    let lab = small().await;
    thrice(&lab, Fault::slow_drip(100, Duration::from_millis(1)), |answer, usual| {
        assert_eq!(answer.text, usual.text);
        assert_eq!(answer.headers["content-length"], usual.text.len().to_string().as_str());
    })
    .await;
    let millisecond = Duration::from_millis(1);
    thrice(&lab, Fault::delay(millisecond), |answer, usual| assert_eq!(answer.text, usual.text)).await;
    let late = Fault::delay(millisecond).after_processing();
    thrice(&lab, late, |answer, usual| assert_eq!(answer.text, usual.text)).await;
    assert_eq!(lab.sandbox.counters().of("services_list").processed, 15);
}

#[tokio::test]
async fn scripted_answers_are_faults_too() {
    let lab = small().await;
    let page = ScriptedReply::new(502).header("content-type", "text/html").body("<h1>Bad Gateway</h1>");
    thrice(&lab, page.into(), |answer, _| assert_eq!(answer.text, "<h1>Bad Gateway</h1>")).await;
    lab.sandbox.fault(ScriptedReply::new(500).on("/folder/"));
    assert_eq!(list(&lab).await.status, 200);
    lab.sandbox.clear_script();
    assert_eq!(lab.quince("/service/folder/list", "{}").await.status, 200);
}

#[tokio::test]
async fn always_is_until_it_is_cleared() {
    let lab = small().await;
    lab.sandbox.fault(Fault::status(503).always());
    for _ in 0..5 {
        assert_eq!(list(&lab).await.status, 503);
    }
    lab.sandbox.clear_faults();
    assert_eq!(list(&lab).await.status, 200);
}

#[tokio::test]
async fn random_faults_depend_on_the_seed_alone() {
    async fn run(seed: u64) -> Vec<u16> {
        let lab = small().await;
        lab.sandbox.random_faults(
            seed,
            0.4,
            [Fault::status(503), Fault::status(429).on("/nowhere"), Fault::status(502)],
        );
        let mut statuses = Vec::new();
        for _ in 0..60 {
            statuses.push(list(&lab).await.status);
        }
        let count = lab.sandbox.counters().of("services_list");
        assert_eq!(count.faulted, statuses.iter().filter(|status| **status != 200).count() as u64);
        assert_eq!((count.received, count.processed), (60, 60 - count.faulted));
        lab.sandbox.clear_faults();
        assert_eq!(list(&lab).await.status, 200);
        statuses
    }
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
    assert!([200, 502, 503].iter().all(|status| first.contains(status)) && !first.contains(&429), "{first:?}");
}

#[tokio::test]
async fn what_is_asked_for_comes_before_chance() {
    let lab = small().await;
    lab.sandbox.random_faults(9, 1.0, [Fault::status(503)]);
    lab.sandbox.fault(Fault::status(404));
    assert_eq!([list(&lab).await.status, list(&lab).await.status], [404, 503]);
}
