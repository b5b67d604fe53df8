//! The soak of `examples/soak.rs`, short: that it goes through all operations and meets no error that should not be.

use std::time::Duration;

use nomenclature_sandbox::Fault;
use nomenclature_tests::clients::{start, within};
use nomenclature_tests::operations::OPERATIONS;
use nomenclature_tests::soak::{Plan, Report, run, sandbox, trouble};

#[tokio::test]
async fn a_short_soak_goes_through_all_operations() {
    within(async {
        let sandbox = start(sandbox()).await;
        trouble(&sandbox, 7);
        let requests = 60 * OPERATIONS.len() as u64;
        let plan = Plan { requests, time: Duration::from_secs(3600), seed: 7 };
        let report = run(sandbox.url(), plan).await;
        assert_eq!(report.unexpected, [""; 0], "{report}");
        assert_eq!(report.requests, plan.requests, "{report}");
        let called: Vec<String> = report.calls.keys().cloned().collect();
        let mut all: Vec<String> = OPERATIONS.iter().map(|operation| operation.subject()).collect();
        all.sort();
        assert_eq!(called, all);
        let count = sandbox.counters().total();
        assert!(count.received > 0 && count.received <= requests && count.faulted > count.received / 20, "{count:?}");
    })
    .await;
}

#[tokio::test]
async fn a_soak_ends_by_time_too() {
    within(async {
        let sandbox = start(sandbox()).await;
        let plan = Plan { requests: u64::MAX, time: Duration::from_millis(200), seed: 7 };
        let report = run(sandbox.url(), plan).await;
        assert!(report.requests > 0 && report.time >= plan.time, "{report}");
        assert!(report.unexpected.is_empty() && report.errors.is_empty(), "nothing went wrong: {report}");
    })
    .await;
}

#[tokio::test]
async fn a_soak_keeps_to_its_bounds_inside_of_a_call() {
    within(async {
        let sandbox = start(sandbox()).await;
        for requests in [0, 3, 50] {
            sandbox.requests().clear();
            let report = run(sandbox.url(), Plan { requests, time: Duration::from_secs(3600), seed: 7 }).await;
            assert_eq!(report.requests, requests, "{report}");
            // A page ahead is given up together with its listing, and may not have left by then.
            let arrived = sandbox.requests().total() as u64;
            assert!(arrived <= requests && arrived + 16 >= requests, "{arrived} arrived: {report}");
            assert!(report.unexpected.is_empty() && report.errors.is_empty(), "nothing went wrong: {report}");
        }
        sandbox.random_faults(7, 1.0, vec![Fault::delay(Duration::from_secs(3600))]);
        let report = run(sandbox.url(), Plan { requests: 50, time: Duration::from_secs(1), seed: 7 }).await;
        assert!((1..50).contains(&report.requests) && report.unexpected.is_empty(), "{report}");
        assert!(report.calls.is_empty(), "{report}");
    })
    .await;
}

#[tokio::test]
async fn a_soak_without_load_has_no_verdict() {
    within(async {
        let sandbox = start(sandbox()).await;
        for (requests, seconds) in [(0, 3600), (3, 3600), (1_000, 0)] {
            let report = run(sandbox.url(), Plan { requests, time: Duration::from_secs(seconds), seed: 1 }).await;
            assert_eq!((report.verdict(), report.exit_status()), (None, 2), "{report}");
            assert!(report.to_string().contains("no verdict"), "{report}");
        }
    })
    .await;
}

#[test]
fn growing_memory_is_told() {
    let grown = |last: u64| Report {
        memory: vec![(0.1, 900), (0.3, 1_000), (0.4, 990), (0.6, 1_000), (0.9, last), (1.01, 900)],
        ..Report::default()
    };
    assert_eq!(grown(1_050).quarters(), Some([900, 1_000, 1_000, 1_050]));
    assert_eq!([1_050, 1_051].map(|last| grown(last).exit_status()), [0, 1]);
    assert!(grown(1_051).to_string().contains("1.051"));
    let failed = Report { unexpected: vec!["a read failed".to_owned()], ..Report::default() };
    assert_eq!((failed.exit_status(), failed.to_string().contains("no verdict")), (1, true));
}
