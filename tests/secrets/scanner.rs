//! The scanner proves itself: what is planted on a channel ends the process and is reported without the credential.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Output};

use nomenclature::{CallOptions, RetryPolicy};
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::scan::{EXIT_STATUS, Matcher, REGISTRY};

use super::*;

/// The environment variable that names the leak to plant.
const PLANT: &str = "NOMENCLATURE_TEST_PLANT";

/// What leaks; also fit for the name of a span.
const SECRET: &str = "pl4nted/f0r the sc\"nner";

/// The leaks, and the channels that they have to be found on.
const PLANTS: &[(&str, &str)] = &[
    ("event message", "event"),
    ("event field", "event"),
    ("event field with Debug", "event"),
    ("event field of bytes", "event"),
    ("span name", "span"),
    ("span field", "span"),
    ("span field that is recorded later", "span"),
    ("span of another crate", "span"),
    ("log record", "log"),
    ("panic", "panic"),
    ("panic with a value", "panic"),
    ("panic that is caught", "panic"),
    ("error with Display", "error"),
    ("error with Debug", "error"),
    ("cause of an error", "error"),
    ("error that is traced", "error"),
    ("error that a test takes", "error"),
    ("error of a call", "error"),
    ("error that a retry hides", "error"),
    ("end of a long refusal", "error"),
    ("error of a client", "error"),
    ("error of a request", "error"),
    ("debug", "debug"),
    ("pretty debug", "debug"),
    ("debug of bytes", "debug"),
];

/// An error or a client that shows too much.
struct Loose {
    shown: String,
    debug: String,
    source: Option<Box<Loose>>,
}

impl Loose {
    fn new(shown: &str, debug: &str) -> Self {
        Self { shown: shown.to_owned(), debug: debug.to_owned(), source: None }
    }
}

impl fmt::Display for Loose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Loose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if f.alternate() { &self.debug } else { "Loose" })
    }
}

impl StdError for Loose {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Plants the leak that the environment names; without it, nothing.
#[tokio::test]
async fn plant() {
    let Ok(name) = std::env::var(PLANT) else { return };
    scan::register(SECRET);
    println!("planting");
    match name.as_str() {
        "nothing" => tracing::trace!(key = "pl4nted", "harmless"),
        "event message" => tracing::trace!("sent {SECRET}"),
        "event field" => tracing::trace!(key = SECRET, "sent"),
        "event field with Debug" => tracing::trace!(key = ?SECRET, "sent"),
        "event field of bytes" => tracing::trace!(key = SECRET.to_uppercase().as_bytes(), "sent"),
        "span name" => drop(tracing::trace_span!(SECRET)),
        "span field" => drop(tracing::trace_span!("call", url = "http://x/pl4nted%2ff0r%20the%20sc%22nner/y")),
        "span field that is recorded later" => {
            let span = tracing::trace_span!("call", auth = tracing::field::Empty);
            // Basic authentication with the login `login`.
            span.record("auth", "Basic bG9naW46cGw0bnRlZC9mMHIgdGhlIHNjIm5uZXI=");
        }
        "span of another crate" => drop(tracing::trace_span!(target: "hyper_util::client", "connect", to = SECRET)),
        "log record" => log::trace!(target: "reqwest::connect", "starting new connection: {SECRET}"),
        "panic" => panic!("{SECRET}"),
        "panic with a value" => std::panic::panic_any(SECRET.to_owned()),
        "panic that is caught" => drop(std::panic::catch_unwind(|| panic!("{}", SECRET.to_lowercase()))),
        "error with Display" => scan::error(&Loose::new(SECRET, "")),
        "error with Debug" => scan::error(&Loose::new("", &format!("{SECRET:?}"))),
        "cause of an error" => {
            let source = Some(Box::new(Loose::new("", SECRET)));
            scan::error(&Loose { source, ..Loose::new("", "") });
        }
        "error that is traced" => {
            let error: &(dyn StdError + 'static) = &Loose::new("", SECRET);
            tracing::debug!(error);
        }
        "error that a test takes" => {
            // The error of a batch becomes another one when it is taken.
            drop(failure(Err::<(), _>(Taken(SECRET.replace('"', "\\u0022")))));
        }
        "error of a call" => call_answered(RetryPolicy::none(), 400, &refusal_of_regos(SECRET)).await,
        "error that a retry hides" => call_answered(RetryPolicy::new(), 503, &quoted(SECRET)).await,
        "end of a long refusal" => {
            let long = refusal_of_regos(&format!("{}{SECRET}", " ".repeat(4_000)));
            call_answered(RetryPolicy::none(), 400, &long).await;
        }
        "error of a client" => drop(bare::regos().header(SECRET, "x").build()),
        "error of a request" => {
            let options = CallOptions::new().header(SECRET, "x");
            drop(Setup::at("http://127.0.0.1:9").clients().regos.item_operation().get(1).options(options).send().await);
        }
        "debug" => drop(scan::shown(SECRET.to_owned())),
        "pretty debug" => drop(scan::shown(Loose::new("", SECRET))),
        "debug of bytes" => drop(scan::shown(SECRET.as_bytes())),
        "output" => println!("{}", SECRET.to_uppercase()),
        other => panic!("nothing is planted as {other:?}"),
    }
}

/// A credential that the client does not know comes back, so that the client cannot redact it.
async fn call_answered(retry: RetryPolicy, status: u16, body: &str) {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    sandbox.script(json(status, body));
    Hasty::new().clients_with(&sandbox, retry).regos.doc_set_price().get().send().await.map_or_else(drop, drop)
}

fn refusal_of_regos(text: &str) -> String {
    format!(r#"{{"ok":false,"result":{{"error":1,"description":"no"}},"text":{}}}"#, quoted(text))
}

/// An error that shows more than the one that it becomes.
#[derive(Debug)]
struct Taken(String);

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Taken {}

impl From<Taken> for Error {
    fn from(_: Taken) -> Self {
        bare::regos().build().expect_err("nothing is set")
    }
}

/// Runs this program once more with a planted leak.
fn run(plant: &str) -> Output {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["--exact", "scanner::plant", "--nocapture"]).env(PLANT, plant).env_remove(REGISTRY);
    command.output().expect("this program runs")
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_leak_on_each_channel_ends_the_process() {
    let matcher = Matcher::with(&[SECRET.to_owned()]);
    for (plant, channel) in PLANTS {
        let output = run(plant);
        let (stdout, stderr) = texts(&output);
        let what = format!("{plant}: {}\n{stdout}\n{stderr}", output.status);
        assert_eq!(output.status.code(), Some(EXIT_STATUS), "{what}");
        assert!(stdout.contains("planting"), "{what}");
        let report = stderr.lines().find(|line| line.starts_with(&format!("leak: {channel}: ")));
        assert!(report.is_some_and(|line| line.contains("[secret]")), "{what}");
        assert_eq!((matcher.leak(&stdout), matcher.leak(&stderr)), (None, None), "{plant}");
    }
}

#[tokio::test]
async fn records_of_all_crates_are_scanned() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = setup(&sandbox).clients();
    drop(failure(clients.regos.doc_set_price().get().send().await));
    let crates = scan::crates();
    for name in ["nomenclature_runtime", "hyper_util", "reqwest"] {
        assert!(crates.iter().any(|found| found == name), "{name} is not among {crates:?}");
    }
}

/// A client that no support code makes would be used unwatched, if nothing else in the process is watched yet.
#[test]
fn every_client_of_the_tests_is_made_in_a_watched_process() {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR"))];
    let (mut files, mut clients) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of tests") {
            let path = entry.expect("a file").path();
            // Programs of their own, whose output their tests look at, and the packages whose vendors are made up; this file only
            // speaks of clients.
            let is_program = ["arbitrary_precision", "corpus", "https", "ring", "runtime", "spec_only"]
                .iter()
                .any(|program| path.ends_with(program));
            if path.is_dir() && !is_program {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with(file!()) {
                // A bare HTTP client has no credentials.
                let text = std::fs::read_to_string(&path).expect("a file").replace("reqwest::Client::builder()", "");
                files += 1;
                if text.contains("Client::builder()") {
                    clients += 1;
                    let watched = text.contains("scan::install()") || text.contains("scan::shown(");
                    assert!(watched, "{}: use `bare`, or call `scan::install()` first", path.display());
                }
            }
        }
    }
    assert!(files > 40 && clients > 0, "{clients} of {files} files");
}

#[test]
fn without_a_leak_the_process_passes() {
    let output = run("nothing");
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success() && stdout.contains("planting"), "{stdout}\n{stderr}");
    assert!(stdout.contains("1 passed") && !stderr.contains("leak:"), "{stdout}\n{stderr}");
}

#[test]
fn a_leak_in_what_is_printed_is_found_afterwards() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, registry) = (folder.path().join("output.txt"), folder.path().join("secrets.txt"));
    let scan_output = |plant: &str, registered: bool| {
        let program = std::env::current_exe().expect("this program");
        let mut printing = Command::new(program);
        printing.args(["--exact", "scanner::plant", "--show-output"]).env(PLANT, plant).env(REGISTRY, &registry);
        let printed = printing.output().expect("this program runs");
        assert!(printed.status.success(), "{printed:?}");
        std::fs::write(&file, printed.stdout).expect("written");
        let mut scan = Command::new(env!("CARGO_BIN_EXE_scan-output"));
        scan.arg(&file).env_remove(REGISTRY);
        if registered {
            scan.env(REGISTRY, &registry);
        }
        let scanned = scan.output().expect("the scan runs");
        (scanned.status.code(), texts(&scanned))
    };
    let (status, (stdout, stderr)) = scan_output("output", true);
    assert_eq!(status, Some(EXIT_STATUS), "{stdout}\n{stderr}");
    assert!(stderr.contains("leak: output: [secret]") && stdout.starts_with("1 leaks"), "{stdout}\n{stderr}");
    assert_eq!(scan_output("nothing", true).0, Some(0));
    // It is the register that tells of a credential that is known to the test alone.
    assert_eq!(scan_output("output", false).0, Some(0));
    std::fs::write(&file, "").expect("written");
    let empty = Command::new(env!("CARGO_BIN_EXE_scan-output")).arg(&file).env_remove(REGISTRY).output();
    assert_eq!(empty.expect("the scan runs").status.code(), Some(EXIT_STATUS), "nothing was scanned");
}
