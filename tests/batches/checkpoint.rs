//! A process that dies in the middle of a batch leaves behind what the next one needs.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nomenclature_sandbox::{Fault, Sandbox, credentials};
use nomenclature_tests::clients::{quince, start, within};

use super::{listed, name};

/// The program of the example.
fn program(sandbox: &Sandbox, folder: &Path) -> Child {
    let mut command = Command::new(nomenclature_tests::checkout::example("import_services"));
    command.arg(sandbox.url()).arg(folder.join("services.csv")).arg(folder.join("checkpoint"));
    command.env("QUINCE_API_KEY", credentials::QUINCE_API_KEY).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

async fn ended(program: Child) -> String {
    let output = tokio::task::spawn_blocking(|| program.wait_with_output()).await.expect("no panic").expect("an end");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains(credentials::QUINCE_API_KEY), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_in_the_middle_is_resumed_without_loss_or_double() {
    within(async {
        let long = Duration::from_secs(60);
        // What becomes of the request during which the process is killed, and how much of it is there afterwards.
        let ends = [(Fault::delay(long), 100, 0), (Fault::delay(long).after_processing(), 0, 100)];
        for (end, missing, there) in ends {
            let sandbox = start(Sandbox::builder().rows(0)).await;
            let client = quince(&sandbox);
            let folder = tempfile::tempdir().expect("a folder");
            let names: Vec<String> = (0..250).map(name).collect();
            fs::write(folder.path().join("services.csv"), format!("Name\n{}\n", names.join("\n"))).expect("written");
            // The first request is met by a fault that is none.
            sandbox.fault(Fault::delay(Duration::ZERO).on("services_add"));
            sandbox.fault(end.on("services_add"));
            let mut killed = program(&sandbox, folder.path());
            let processed = || sandbox.counters().of("services_add").processed;
            while sandbox.requests().total() < 2 || processed() < 1 + u64::from(there > 0) {
                assert!(killed.try_wait().expect("a status").is_none(), "it ends too early");
                tokio::task::yield_now().await;
            }
            killed.kill().expect("it can be killed");
            killed.wait().expect("an end");
            let checkpoint = || fs::read_to_string(folder.path().join("checkpoint")).expect("a checkpoint");
            assert_eq!(checkpoint(), "sending 0..100\ndone 0..100\nsending 100..200\n");
            assert_eq!(listed(&client).await.len(), 100 + there);

            let said = ended(program(&sandbox, folder.path())).await;
            assert!(said.contains("possibly done: 100..200"), "{said}");
            assert!(said.contains(&format!("of these {missing} are missing")), "{said}");
            let listed = listed(&client).await;
            assert_eq!(listed.keys().collect::<Vec<_>>().len(), 250, "nothing is lost");
            assert!(listed.values().all(|ids| ids.len() == 1), "nothing is doubled");
            assert!(checkpoint().ends_with("done 100..200\nsending 200..250\ndone 200..250\n"));

            let said = ended(program(&sandbox, folder.path())).await;
            assert!(said.contains("all 250 are done") && !said.contains("possibly"), "{said}");
            assert_eq!(super::listed(&client).await.len(), 250);
        }
    })
    .await;
}
