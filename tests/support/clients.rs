//! Clients that talk to a sandbox, and the little that every test over HTTP needs.

use std::error::Error as StdError;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use nomenclature::runtime::Paged;
use nomenclature::{Error, Items, Pages, life_pos, quince, regos, zegoal};
use nomenclature_sandbox::{Builder, Sandbox, ScriptedReply, credentials, fixtures};

use crate::scan;
use crate::setup::Setup;

/// Waits for a test's work, but not for ever.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), work).await.expect("the test should end by itself")
}

/// Does a test's blocking work on a thread of its own, but does not wait for it for ever.
pub fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, done) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || _ = sender.send(work()));
    match done.recv_timeout(Duration::from_secs(120)) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => panic!("the test should end by itself"),
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => unreachable!("the thread sends before it ends"),
        },
    }
}

/// Starts a sandbox.
pub async fn start(builder: Builder) -> Sandbox {
    scan::shown(builder.start().await.expect("a free port on the loopback address"))
}

/// A LIFE POS client of the sandbox that asks for Russian texts and tries once, as the others here do, before it is built.
pub fn life_pos_builder(sandbox: &Sandbox) -> life_pos::ClientBuilder {
    Setup::of(sandbox).life_pos_builder()
}

/// A LIFE POS client of the sandbox.
pub fn life_pos(sandbox: &Sandbox) -> life_pos::Client {
    scan::shown(life_pos_builder(sandbox).build().expect("everything is set"))
}

/// The organization whose tasks the sandbox lists.
pub fn organization() -> nomenclature::Uuid {
    fixtures::LIFE_POS_ORGANIZATION.parse().expect("the fixture is a UUID")
}

/// A QUINCE client of the sandbox.
pub fn quince(sandbox: &Sandbox) -> quince::Client {
    quince_with_key(sandbox, credentials::QUINCE_API_KEY)
}

/// A QUINCE client of the sandbox with this API key.
pub fn quince_with_key(sandbox: &Sandbox, key: &str) -> quince::Client {
    let setup = Setup { quince_key: key.to_owned(), ..Setup::of(sandbox) };
    scan::shown(setup.quince_builder().build().expect("everything is set"))
}

/// A ZeGoal client of the sandbox.
pub fn zegoal(sandbox: &Sandbox) -> zegoal::Client {
    zegoal_with(sandbox, credentials::ZEGOAL_LOGIN, credentials::ZEGOAL_PASSWORD)
}

/// A ZeGoal client of the sandbox with this login and password.
pub fn zegoal_with(sandbox: &Sandbox, login: &str, password: &str) -> zegoal::Client {
    scan::register(password);
    let builder = Setup::of(sandbox).zegoal_builder().credentials(login, password);
    scan::shown(builder.build().expect("everything is set"))
}

/// A REGOS client of the sandbox.
pub fn regos(sandbox: &Sandbox) -> regos::Client {
    regos_with_key(sandbox, credentials::REGOS_INTEGRATION_KEY)
}

/// A REGOS client of the sandbox with this integration key.
pub fn regos_with_key(sandbox: &Sandbox, key: &str) -> regos::Client {
    let setup = Setup { regos_key: key.to_owned(), ..Setup::of(sandbox) };
    scan::shown(setup.regos_builder().build().expect("everything is set"))
}

/// Every row of a listing that is expected to succeed. One page is fetched after another, so that tests can count requests and
/// script their replies.
pub async fn rows<Op: Paged>(items: Items<Op>) -> Vec<Op::Item> {
    let mut items = scan::shown(items.window(1));
    let mut rows = Vec::new();
    while let Some(row) = items.try_next().await.expect("the listing succeeds") {
        rows.push(row);
        assert!(rows.len() < 10_000, "the listing does not end");
    }
    rows
}

/// Every page of a listing, and the error that ended it, if one did. Checks that nothing comes after the end. One page is
/// fetched after another, so that tests can count requests and script their replies.
pub async fn walk<Op: Paged>(pages: Pages<Op>) -> (Vec<Op::Output>, Option<Error>) {
    let mut pages = scan::shown(pages.window(1));
    let mut found = Vec::new();
    let error = loop {
        match pages.try_next().await {
            Ok(Some(page)) => found.push(page),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        assert!(found.len() < 100, "the listing does not end");
    };
    for _ in 0..2 {
        let after = pages.try_next().await.map(|page| page.is_some());
        assert!(matches!(after, Ok(false)), "the stream goes on after its end: {after:?}");
    }
    (found, error)
}

/// Every page of a listing that is expected to succeed.
pub async fn pages<Op: Paged>(pages: Pages<Op>) -> Vec<Op::Output> {
    let (found, error) = walk(pages).await;
    assert!(error.is_none(), "{error:?}");
    found
}

/// What a call that has to fail says.
pub fn failure<T, E: StdError + Into<Error> + 'static>(result: Result<T, E>) -> Error {
    match result {
        Ok(_) => panic!("the call should have failed"),
        Err(error) => {
            scan::error(&error);
            let error = error.into();
            scan::error(&error);
            error
        }
    }
}

/// A scripted JSON reply.
pub fn json(status: u16, body: impl Into<Vec<u8>>) -> ScriptedReply {
    ScriptedReply::new(status).header("content-type", "application/json").body(body)
}

/// The bodies that the sandbox received, as JSON.
pub fn bodies(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    let read = |body: &[u8]| serde_json::from_slice(body).expect("the client sends JSON");
    scan::shown(sandbox.requests()).all().iter().map(|request| read(request.body())).collect()
}
