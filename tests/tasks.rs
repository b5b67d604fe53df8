//! Each program of `examples/` does its task against the sandbox. `import_services` is tested in `batches/checkpoint.rs`, where it is
//! killed in the middle, and `soak` in `soak.rs`.

use std::process::Output;

use nomenclature_sandbox::{Fault, Sandbox, ScriptedReply, credentials, fixtures};
use nomenclature_tests::checkout::example;
use nomenclature_tests::clients::{start, within};

/// Runs a program with the credentials of the sandbox to its end: the exit status, and what it printed.
async fn run(name: &'static str, arguments: Vec<String>) -> (i32, String) {
    let ended = tokio::task::spawn_blocking(move || -> Output {
        std::process::Command::new(example(name))
            .args(arguments)
            .env("LIFE_POS_TOKEN", credentials::LIFE_POS_TOKEN)
            .env("QUINCE_API_KEY", credentials::QUINCE_API_KEY)
            .env("REGOS_INTEGRATION_KEY", credentials::REGOS_INTEGRATION_KEY)
            .env("ZEGOAL_LOGIN", credentials::ZEGOAL_LOGIN)
            .env("ZEGOAL_PASSWORD", credentials::ZEGOAL_PASSWORD)
            .output()
            .expect("the program runs")
    });
    let Output { status, stdout, stderr } = ended.await.expect("no panic");
    let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    for secret in [credentials::QUINCE_API_KEY, credentials::REGOS_INTEGRATION_KEY, credentials::ZEGOAL_PASSWORD] {
        assert!(!said.contains(secret), "{said}");
    }
    (status.code().unwrap_or(-1), said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prices_and_movements_are_exported_to_csv() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(250)).await;
        let folder = tempfile::tempdir().expect("a folder");
        // 14 of the services are archived, and not listed.
        let arguments = [sandbox.url(), "1", &folder.path().to_string_lossy()].map(str::to_owned);
        let (status, said) = run("export_prices", arguments.into()).await;
        assert!(status == 0 && said.contains("236 services") && said.contains("250 of 250"), "{said}");
        let rows = |name: &str| -> Vec<csv::StringRecord> {
            let file = csv::Reader::from_path(folder.path().join(name));
            file.expect("a CSV file").records().map(|row| row.expect("a row")).collect()
        };
        let prices = rows("prices.csv");
        assert!(!prices.is_empty() && prices.iter().all(|row| row[3].parse::<nomenclature::Decimal>().is_ok()));
        let movements = rows("movements.csv");
        assert_eq!(movements.len(), 250);
        assert!(movements.is_sorted_by_key(|row| row[0].parse::<i64>().expect("a time")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_are_waited_for() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(0)).await;
        let page = r#"{"items": [{"status": "Completed"}, {"status": "Canceled"}], "items_total": 2}"#;
        for body in [r#"{"items": [], "items_total": 2}"#, r#"{"items": [], "items_total": 0}"#, page] {
            let reply = ScriptedReply::new(200).header("content-type", "application/json");
            sandbox.script(reply.body(body).on("nomenclature_imports_list"));
        }
        let arguments = [sandbox.url(), fixtures::LIFE_POS_ORGANIZATION, "0"].map(str::to_owned);
        let (status, said) = run("wait_for_imports", arguments.into()).await;
        assert_eq!((status, sandbox.requests().total()), (0, 3), "{said}");
        assert_eq!(said, "2 tasks are queued or running\nCanceled: 1\nCompleted: 1\n");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_has_three_outcomes() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let add = |tenant: &str| run("add_position", [sandbox.url(), tenant, "Tea", "23.10"].map(str::to_owned).into());
        let (status, said) = add(fixtures::ZEGOAL_TENANT).await;
        assert!(status == 0 && said.starts_with("added: Some("), "{status}: {said}");
        sandbox.fault(Fault::reset_after_read());
        let (status, said) = add(fixtures::ZEGOAL_TENANT).await;
        assert!(status == 2 && said.contains("look for \"Tea\""), "{status}: {said}");
        sandbox.fault(Fault::garbage().after_processing());
        let (status, said) = add(fixtures::ZEGOAL_TENANT).await;
        assert!(status != 1 && !said.contains("not added"), "{status}: {said}");
    })
    .await;
    // Nobody listens there.
    let arguments = ["http://127.0.0.1:9", "order0", "Tea", "23.10"].map(str::to_owned);
    let (status, said) = run("add_position", arguments.into()).await;
    assert!(status == 1 && said.contains("not added"), "{status}: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_needs_no_async_runtime() {
    within(async {
        let sandbox = start(Sandbox::builder().rows(120)).await;
        let (status, said) = run("without_async", vec![sandbox.url().to_owned()]).await;
        assert!(status == 0 && said.ends_with("120 documents\n"), "{status}: {said}");
    })
    .await;
}
