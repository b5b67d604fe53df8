//! What holds for arbitrary servers, replies and values, over HTTP.

#[path = "properties/paging.rs"]
mod paging;
#[path = "properties/replies.rs"]
mod replies;
#[path = "properties/server.rs"]
mod server;
#[path = "properties/wire.rs"]
mod wire;

use nomenclature_tests::operations::{Clients, Setup};
use proptest::prelude::ProptestConfig;

/// So many cases; a failure prints its smallest input, which becomes a test of its own.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 500, ..ProptestConfig::default() }
}

/// What each test has of its own: a server, clients of it, and a runtime.
struct Stand {
    server: server::Server,
    clients: Clients,
    runtime: tokio::runtime::Runtime,
}

impl Stand {
    /// Waits for the work, but not for ever.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(nomenclature_tests::clients::within(work))
    }
}

/// The stand of the test that runs on this thread. To build one anew for each case would take most of the time.
fn stand() -> &'static Stand {
    thread_local! {
        static STAND: &'static Stand = {
            let server = server::Server::start();
            let clients = Setup::at(&server.url).clients();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            Box::leak(Box::new(Stand { server, clients, runtime }))
        };
    }
    STAND.with(|stand| *stand)
}
