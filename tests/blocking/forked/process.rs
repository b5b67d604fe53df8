//! What the parent does, and what the child.

use std::process::ExitCode;
use std::time::Duration;

use fork::{Fork, fork, waitpid};
use nomenclature::quince::types::NewService;
use nomenclature::{Error, quince, regos};
use nomenclature_sandbox::credentials;
use nomenclature_tests::bare;

/// The child ends by itself with this status where a call hangs.
const HANGS: i32 = 3;

pub(crate) fn run() -> ExitCode {
    let Some(address) = std::env::args().nth(1) else { return ExitCode::FAILURE };
    let regos = bare::regos().base_url(&address).integration_key(credentials::REGOS_INTEGRATION_KEY);
    let regos = regos.access_token(credentials::REGOS_ACCESS_TOKEN).build();
    let quince = bare::quince().base_url(&address).api_key(credentials::QUINCE_API_KEY).build();
    let (Ok(regos), Ok(quince)) = (regos, quince) else { return ExitCode::FAILURE };
    let own = || regos.doc_set_price().get().limit(1).send_blocking().map(|page| page.result.len());
    println!("parent: {:?}", own().is_ok());
    match fork() {
        Ok(Fork::Child) => {
            std::thread::spawn(|| {
                std::thread::sleep(Duration::from_secs(30));
                std::process::exit(HANGS);
            });
            child(&regos, &quince);
            ExitCode::SUCCESS
        }
        Ok(Fork::Parent(child)) => {
            println!("child ended: {:?}", waitpid(child));
            println!("parent: {:?}", own().is_ok());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("no fork: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes blocking calls of every form.
fn child(regos: &regos::Client, quince: &quince::Client) {
    fn tell<T>(what: &str, outcome: Result<T, Error>) {
        match outcome {
            Ok(_) => println!("child {what}: it went through"),
            Err(error) => println!("child {what}: {:?} {:?} {error}", error.kind(), error.processed()),
        }
    }
    let list = || regos.doc_set_price().get().limit(1);
    let services = || [NewService::new().name("x")];
    tell("call", list().send_blocking());
    tell("raw", list().keep_raw().send_blocking());
    tell("pages", list().pages_blocking().next().transpose());
    tell("rows", list().items_blocking().next().transpose());
    tell("batch", quince.services().add(services()).send_blocking().map_err(Error::from));
    tell("steps", quince.services().add(services()).progress().try_next_blocking().map_err(Error::from));
}
