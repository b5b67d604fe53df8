//! The soak of `examples/soak.rs`, short: that it goes through all operations and meets no error that should not be.

use std::time::Duration;

use nomenclature_tests::clients::{start, within};
use nomenclature_tests::operations::OPERATIONS;
use nomenclature_tests::soak::{Plan, Report, run, sandbox, trouble};

#[tokio::test]
async fn a_short_soak_goes_through_all_operations() {
    within(async {
        let sandbox = start(sandbox()).await;
        trouble(&sandbox, 7);
        let plan = Plan { requests: 600, time: Duration::from_secs(3600), seed: 7 };
        let report = run(sandbox.url(), plan).await;
        assert_eq!(report.unexpected, [""; 0], "{report}");
        assert!((600..1_000).contains(&report.requests), "{report}");
        let called: Vec<String> = report.calls.keys().map(|operation| (*operation).to_owned()).collect();
        let mut all: Vec<String> = OPERATIONS.iter().map(|operation| operation.subject()).collect();
        all.sort();
        assert_eq!(called, all);
        let count = sandbox.counters().total();
        assert!(count.received > 0 && count.faulted > count.received / 20, "{count:?}");
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

#[test]
fn growing_memory_is_told() {
    let grown = |last: u64| Report {
        memory: vec![(0.1, 900), (0.3, 1_000), (0.4, 990), (0.6, 1_000), (0.9, last), (1.01, 900)],
        ..Report::default()
    };
    assert_eq!(grown(1_050).quarters(), Some([900, 1_000, 1_000, 1_050]));
    assert!(grown(1_050).is_good() && !grown(1_051).is_good());
    assert!(grown(1_051).to_string().contains("1.051"));
    let failed = Report { unexpected: vec!["a read failed".to_owned()], ..Report::default() };
    assert!(!failed.is_good() && failed.to_string().contains("cannot be measured"));
}
