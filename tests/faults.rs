//! Everything that the sandbox can let go wrong, by all operations: each call succeeds after further attempts or ends in the right
//! error, nothing is written twice, and no row is lost. What the vendor did is taken from the sandbox's counters.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use nomenclature::quince::types::{NewService, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::runtime::Safety;
use nomenclature::{Error, ErrorKind, Processed, Result, RetryPolicy};
use nomenclature_sandbox::{Count, Fault, Sandbox, fixtures};
use nomenclature_tests::clients::{json, start};
use nomenclature_tests::hasty::Hasty;
use nomenclature_tests::operations::{Clients, OPERATIONS, Operation, Setup, operation};

/// The most bytes that the clients here read.
const CAP: u64 = 1 << 20;
/// For faults that hold up the reply for ever, as far as a client can tell.
const FOR_EVER: Duration = Duration::from_secs(60);
/// The most attempts of the default policy.
const ATTEMPTS: u64 = 4;

/// What a client sees, and so what becomes of the call.
#[derive(Clone, Copy)]
enum Seen {
    /// The usual reply.
    Usual,
    /// None that says how it went: what may be done twice is tried again.
    Passing(ErrorKind),
    /// Too many requests, and it is certain that nothing was done: everything is tried again. In the form of the vendors that
    /// document one, or as a mere status.
    Refused { documented: bool },
    /// One that does not get better by asking again.
    Final(ErrorKind, Processed),
}

struct Case {
    name: &'static str,
    fault: Fault,
    /// Whether the vendor does what it is asked.
    done: bool,
    seen: Seen,
    /// Whether the client has to give up waiting.
    late: bool,
    /// Whether it strikes listings only, and more than one page of them.
    circle: bool,
    /// Whether it strikes the body of the usual reply, so that one without a body is as usual.
    body: bool,
}

/// The name, what goes wrong, whether the vendor does what it is asked, and what is seen.
fn case(name: &'static str, fault: impl Into<Fault>, done: bool, seen: Seen) -> Case {
    Case { name, fault: fault.into(), done, seen, late: false, circle: false, body: false }
}

/// One that strikes the body of the usual reply.
fn body(case: Case) -> Case {
    Case { body: true, ..case }
}

fn late(name: &'static str, fault: Fault, done: bool) -> Case {
    Case { late: true, ..case(name, fault, done, Seen::Passing(ErrorKind::Timeout)) }
}

/// One page of them is like any other.
fn circle(name: &'static str, fault: Fault) -> Case {
    Case { circle: true, ..case(name, fault, true, Seen::Usual) }
}

fn cases() -> Vec<Case> {
    use ErrorKind::{Decode, Status, Transport};
    use Processed::{Maybe, No};
    use Seen::{Final, Passing, Refused, Usual};
    let soon = SystemTime::now() + Duration::from_secs(2);
    vec![
        case("a text with status 200", Fault::status(200), false, Final(Decode, Maybe)),
        case("302", Fault::status(302), false, Final(Status, Maybe)),
        case("400", Fault::status(400), false, Final(Status, No)),
        case("401", Fault::status(401), false, Final(Status, No)),
        case("403", Fault::status(403), false, Final(Status, No)),
        case("404", Fault::status(404), false, Final(Status, No)),
        case("408", Fault::status(408), false, Passing(Status)),
        case("408 after processing", Fault::status(408).after_processing(), true, Passing(Status)),
        case("413", Fault::status(413), false, Final(Status, No)),
        case("429", Fault::status(429), false, Refused { documented: false }),
        case("429, later", Fault::status(429).retry_after_seconds(2), false, Refused { documented: false }),
        case("500", Fault::status(500), false, Passing(Status)),
        case("500 after processing", Fault::status(500).after_processing(), true, Passing(Status)),
        case("502", Fault::status(502), false, Passing(Status)),
        case("503, later", Fault::status(503).retry_after_seconds(2), false, Passing(Status)),
        case("503, at a time", Fault::status(503).retry_after_date(soon), false, Passing(Status)),
        case("504 after processing", Fault::status(504).after_processing(), true, Passing(Status)),
        case("quota", Fault::quota(), false, Refused { documented: true }),
        case("quota, later", Fault::quota().retry_after_seconds(3), false, Refused { documented: true }),
        case("a page", json(200, "<h1>Log in</h1>"), false, Final(Decode, Maybe)),
        case("a list", json(200, "[]"), false, Final(Decode, Maybe)),
        case("null", json(200, "null"), false, Final(Decode, Maybe)),
        case("half an object", json(200, r#"{"ok":true,"result":[{"id""#), false, Passing(Decode)),
        case("status 204", json(204, ""), false, Passing(Decode)),
        case("status 503 without a body", json(503, ""), false, Passing(Status)),
        case("a short delay", Fault::delay(Duration::from_millis(5)), true, Usual),
        late("a delay", Fault::delay(FOR_EVER), false),
        late("a delay after processing", Fault::delay(FOR_EVER).after_processing(), true),
        case("reset before reading", Fault::reset_before_read(), false, Passing(Transport)),
        case("reset after reading", Fault::reset_after_read(), false, Passing(Transport)),
        case("reset after processing", Fault::reset_after_processing(), true, Passing(Transport)),
        body(case("no byte of the body", Fault::cut_body(0), true, Passing(Transport))),
        body(case("a byte of the body", Fault::cut_body(1), true, Passing(Transport))),
        body(case("all but a byte of the body", Fault::cut_body(usize::MAX), true, Passing(Transport))),
        body(case("garbage", Fault::garbage(), true, Final(Decode, Maybe))),
        case("HTML by its type", Fault::content_type("text/html"), true, Usual),
        case("another charset by its type", Fault::content_type("application/json; charset=utf-16"), true, Usual),
        body(case("an empty body", Fault::empty_body(), true, Passing(Decode))),
        case("a body with much space", Fault::oversized(CAP / 2), true, Usual),
        body(case("a body beyond the cap", Fault::oversized(CAP + 1), true, Final(Transport, Maybe))),
        case("a body in pieces", Fault::slow_drip(4 << 10, Duration::from_millis(1)), true, Usual),
        body(late("a body that drips", Fault::slow_drip(1, FOR_EVER), true)),
        circle("the same page", Fault::same_page()),
        circle("the same token", Fault::same_token()),
    ]
}

/// What has to become of a call.
struct Expected {
    error: Option<(ErrorKind, Processed)>,
    /// Requests that the fault strikes.
    struck: u64,
    /// Requests that it leaves alone.
    usual: u64,
}

impl Case {
    fn expected(&self, operation: &Operation, always: bool) -> Expected {
        let may_repeat = operation.spec.safety != Safety::Write;
        let own_form = matches!(operation.vendor(), "life_pos" | "regos");
        let (repeats, error) = match self.seen {
            Seen::Usual => (false, None),
            _ if self.body && operation.empty => (false, None),
            Seen::Passing(kind) => (may_repeat, Some((kind, Processed::Maybe))),
            Seen::Refused { documented } if documented && own_form => (true, Some((ErrorKind::Vendor, Processed::No))),
            Seen::Refused { .. } => (true, Some((ErrorKind::Status, Processed::No))),
            Seen::Final(kind, processed) => (false, Some((kind, processed))),
        };
        let recovers = repeats && !always;
        Expected {
            error: error.filter(|_| !recovers),
            struck: if repeats && always { ATTEMPTS } else { 1 },
            usual: recovers.into(),
        }
    }
}

/// A sandbox and clients that try as often as they do by default, and wait for nothing between their attempts.
struct Scene {
    sandbox: Sandbox,
    patient: Clients,
    hurried: Clients,
    /// A service to update.
    service: i64,
}

impl Scene {
    async fn new() -> Self {
        let sandbox = start(Sandbox::builder().rows(240).regos_page_cap(50).life_pos_page_size(40)).await;
        let setup = Setup { max_response_bytes: CAP, retry: RetryPolicy::default(), ..Setup::of(&sandbox) };
        let hasty = Hasty::new();
        let clients = |timeout| Clients {
            life_pos: setup.life_pos_builder().timeout(timeout).transport(hasty.clone()).build().expect("complete"),
            quince: setup.quince_builder().timeout(timeout).transport(hasty.clone()).build().expect("complete"),
            zegoal: setup.zegoal_builder().timeout(timeout).transport(hasty.clone()).build().expect("complete"),
            regos: setup.regos_builder().timeout(timeout).transport(hasty.clone()).build().expect("complete"),
        };
        let (patient, hurried) = (clients(Duration::from_secs(60)), clients(Duration::from_millis(400)));
        let added = patient.quince.services().add([NewService::new()]).send().await.expect("nothing goes wrong");
        Self { sandbox, patient, hurried, service: added[0].id }
    }

    fn clients(&self, case: &Case) -> &Clients {
        if case.late { &self.hurried } else { &self.patient }
    }

    /// Lets this go wrong, and nothing else, and counts from here on.
    fn fault(&self, fault: Fault) {
        self.sandbox.clear_faults();
        self.sandbox.reset_counters();
        self.sandbox.fault(fault);
    }
}

/// What the work gives, unless it hangs.
async fn bounded<T>(what: &str, work: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(Duration::from_secs(20), work).await;
    outcome.unwrap_or_else(|_| panic!("{what} hangs"))
}

/// The call of an operation; updates are of records that exist.
async fn send(clients: &Clients, operation: &Operation, existing: i64) -> Result<String> {
    let shown = |ids: Vec<_>| format!("{ids:?}");
    match operation.spec.id {
        "services_update" => {
            let service = ServiceUpdate::new(existing).name("Чай");
            Ok(clients.quince.services().update([service]).send().await.map(shown)?)
        }
        "service_folders_update" => {
            let folder = ServiceFolderUpdate::new(fixtures::QUINCE_FOLDER).name("Чай");
            Ok(clients.quince.service_folders().update([folder]).send().await.map(shown)?)
        }
        _ => (operation.send)(clients).await,
    }
}

/// All rows of the listing of this operation, as debug text, and the error that ended it; `None` if it lists nothing. One page
/// after another, because a page that was asked for ahead and is not needed would meet the next fault.
async fn walk(clients: &Clients, operation: &Operation) -> Option<(Vec<String>, Option<Error>)> {
    let (rows, error) = operation.rows?(clients, 1, 1_000).await;
    assert!(rows.len() < 1_000, "the listing does not end");
    Some((rows, error))
}

/// How many services and folders there are.
async fn catalogue(clients: &Clients) -> [usize; 2] {
    let count = async |id| {
        let (rows, error) = walk(clients, operation(id)).await.expect("it is a listing");
        assert!(error.is_none(), "{error:?}");
        rows.len()
    };
    [count("services_list").await, count("service_folders_list").await]
}

/// What is wrong about an outcome, first by itself, then compared with what was expected.
fn wrong(operation: &Operation, case: &Case, always: bool, outcome: &Result<String>, count: Count) -> Option<String> {
    let expected = case.expected(operation, always);
    let is_write = operation.spec.safety == Safety::Write;
    if is_write && count.processed > 1 {
        return Some(format!("was done {} times", count.processed));
    }
    let told = match outcome {
        Ok(_) => count.processed > 0,
        Err(error) => count.processed == 0 || error.processed() != Processed::No,
    };
    if !told {
        return Some(format!("was done {} times", count.processed));
    }
    let found = outcome.as_ref().err().map(|error| (error.kind(), error.processed()));
    if found != expected.error {
        return Some(format!("should have ended with {:?}", expected.error));
    }
    if let Err(error) = outcome {
        let refused = matches!(case.seen, Seen::Refused { .. });
        if error.is_rate_limited() != refused || u64::from(error.attempts()) != expected.struck {
            return Some(format!("{} attempts, rate limited: {}", error.attempts(), error.is_rate_limited()));
        }
        if error.operation() != Some(operation.spec.id) || error.vendor() != operation.vendor() {
            return Some("is named wrongly".to_owned());
        }
    }
    let processed = if case.done { expected.struck } else { 0 } + expected.usual;
    let wanted = Count { received: expected.struck + expected.usual, processed, faulted: expected.struck };
    let wanted = if case.circle && operation.spec.paging.is_none() { Count { faulted: 0, ..wanted } } else { wanted };
    // On a busy machine a usual reply may be late too, and what may be repeated is.
    let exact = !case.late || is_write;
    (exact && count != wanted).then(|| format!("{count:?} instead of {wanted:?}"))
}

/// One operation under all faults: what is wrong.
async fn matrix(operation: &Operation) -> Vec<String> {
    let scene = Scene::new().await;
    let mut found = Vec::new();
    let undisturbed = send(&scene.patient, operation, scene.service).await.expect("nothing goes wrong");
    let rows = walk(&scene.patient, operation).await.map(|(rows, error)| {
        assert!(error.is_none() && !rows.is_empty(), "{error:?}");
        rows
    });
    let before = catalogue(&scene.patient).await;
    let mut added = 0;
    // The usual reply itself is no fault.
    let cases = || cases().into_iter().filter(|case| !operation.empty || case.name != "status 204");
    for case in cases() {
        for always in [false, true] {
            let what = format!("{}, {}{}", operation.subject(), case.name, if always { ", always" } else { "" });
            scene.fault(if always { case.fault.clone().always() } else { case.fault.clone().times(1) });
            let outcome = bounded(&what, send(scene.clients(&case), operation, scene.service)).await;
            let count = scene.sandbox.counters().of(operation.spec.id);
            if let Some(wrong) = wrong(operation, &case, always, &outcome, count) {
                found.push(format!("{what}: {wrong}: {:?}", outcome.as_ref().map(String::len)));
            }
            added += count.processed;
            if let (false, Ok(read)) = (operation.writes() || case.circle, &outcome)
                && *read != undisturbed
            {
                found.push(format!("{what}: another reply: {read}"));
            }
        }
        let Some(rows) = rows.as_ref().filter(|_| !case.circle) else { continue };
        scene.fault(case.fault.clone().times(1));
        let what = format!("{}, {}, all pages", operation.subject(), case.name);
        let walked = bounded(&what, walk(scene.clients(&case), operation)).await;
        let (walked, error) = walked.expect("it is a listing");
        let ended = error.as_ref().map(|error| (error.kind(), error.processed()));
        if ended != case.expected(operation, false).error || (ended.is_none() && walked != *rows) {
            found.push(format!("{what}: {} rows of {}, {error:?}", walked.len(), rows.len()));
        }
    }
    scene.sandbox.clear_faults();
    let added = usize::try_from(added).unwrap_or(usize::MAX);
    let expected = match operation.spec.id {
        "services_add" => [before[0] + added, before[1]],
        "service_folders_add" => [before[0], before[1] + added],
        _ => before,
    };
    let after = catalogue(&scene.patient).await;
    if after != expected {
        found.push(format!("{}: {after:?} records instead of {expected:?}", operation.subject()));
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_survives_every_fault_or_says_what_happened() {
    let names: HashSet<_> = cases().iter().map(|case| case.name).collect();
    assert!(names.len() == cases().len() && names.len() >= 25, "{} faults", names.len());
    let tasks: Vec<_> = OPERATIONS.iter().map(|operation| tokio::spawn(matrix(operation))).collect();
    let mut found = Vec::new();
    for task in tasks {
        found.extend(task.await.expect("no panic"));
    }
    assert!(found.is_empty(), "{} cells of the matrix are wrong:\n{}", found.len(), found.join("\n"));
}

#[tokio::test]
async fn a_listing_that_goes_round_in_a_circle_ends_in_an_error() {
    let scene = Scene::new().await;
    for (name, fault) in [("same page", Fault::same_page()), ("same token", Fault::same_token())] {
        for operation in OPERATIONS {
            scene.fault(fault.clone());
            let what = format!("{}, {name}", operation.subject());
            let Some((rows, error)) = bounded(&what, walk(&scene.patient, operation)).await else { continue };
            let error = error.unwrap_or_else(|| panic!("{what}: {} rows and no error", rows.len()));
            assert_eq!(error.kind(), ErrorKind::Paging, "{what}: {error:?}");
            assert_eq!(scene.sandbox.counters().of(operation.spec.id).received, 2, "{what}");
        }
    }
}
