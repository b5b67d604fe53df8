//! A stand-in for the APIs of LIFE POS, QUINCE, ZeGoal Ordering and REGOS on `127.0.0.1`, for tests and experiments.
//!
//! One address serves all four vendors under their real paths, so a client in any language only needs another base
//! address:
//!
//! | vendor | path |
//! | --- | --- |
//! | LIFE POS | `/v5/...` |
//! | QUINCE | `/api/v2/...` |
//! | ZeGoal Ordering | `/ti_api/json/{Method}` |
//! | REGOS | `/gateway/out/{key}/v1/{Model}/{Action}` (any letter case), tokens from `/oauth/token` |
//!
//! Requests are checked against the OpenAPI documents that `nomenclature` bundles and refused in the vendor's own
//! form. Records that are written can be read afterwards. Listings hold seeded data that is the same in every run.
//! The crate's README lists what the vendors leave open and what the sandbox does there.
//!
//! A [`Fault`] lets something go wrong: statuses, resets, cut bodies, listings without an end. [`Counters`] tell what was
//! processed in spite of it.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use nomenclature_sandbox::{Sandbox, credentials};
//!
//! let sandbox = Sandbox::builder().rows(40).start().await?;
//! let address = format!("{}/api/v2/service/list", sandbox.url());
//! let reply = reqwest::Client::new()
//!     .post(address)
//!     .header("authorization", credentials::QUINCE_API_KEY)
//!     .json(&serde_json::json!({"page": 1}))
//!     .send()
//!     .await?;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(sandbox.requests().total(), 1);
//! # Ok(())
//! # }
//! ```

mod contract;
mod counters;
pub mod credentials;
mod fallback;
mod fault;
pub mod fixtures;
mod http;
mod journal;
mod json;
mod script;
mod seed;
mod server;
mod settings;
mod tokens;
mod vendors;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

pub use counters::{Count, Counters};
pub use fault::Fault;
pub use http::ReceivedRequest;
pub use journal::Journal;
pub use script::ScriptedReply;

use server::App;
use settings::{Quota, Settings};

/// How long requests under way may take once the sandbox is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// A running sandbox. It stops when it is dropped: requests under way are answered (within two seconds; what a
/// [`Fault`] holds up is not waited for), no new ones are accepted.
///
/// It runs on a thread of its own, so a test that blocks its runtime can still talk to it.
pub struct Sandbox {
    address: SocketAddr,
    url: String,
    app: Arc<App>,
    /// Dropping it tells the server to stop.
    stop: oneshot::Sender<()>,
    stopped: oneshot::Receiver<()>,
}

/// Sets up a [`Sandbox`].
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    settings: Settings,
}

impl Builder {
    /// Listens on this port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Rows of seeded data a listing has, 250 by default: LIFE POS tasks, QUINCE services, REGOS documents and
    /// movements of each item. QUINCE has half as many folders, but at least 12. With 0 every listing is empty.
    pub fn rows(mut self, rows: usize) -> Self {
        self.settings.rows = rows;
        self
    }

    /// Requests that the [`Journal`] holds at most, 4096 by default.
    pub fn journal(mut self, requests: usize) -> Self {
        self.settings.journal = requests;
        self
    }

    /// Enforces REGOS's quota, which is off by default: `rate` requests a second on average and `burst` at once (the
    /// vendor's figures are 2 and 50). A rate of 0 never gives a request back. A request over the quota is answered
    /// with HTTP 200 and error 8213.
    pub fn quota(mut self, rate: u32, burst: u32) -> Self {
        self.settings.quota = Some(Quota { rate, burst });
        self
    }

    /// Tasks on a page of LIFE POS, which the client cannot choose; 20 by default, at least 1.
    pub fn life_pos_page_size(mut self, tasks: usize) -> Self {
        self.settings.life_pos_page_size = tasks.max(1);
        self
    }

    /// Rows on a page of REGOS that a larger `limit` is lowered to, without a word, as the vendor's server does;
    /// 10 000 by default, at least 1.
    pub fn regos_page_cap(mut self, rows: usize) -> Self {
        self.settings.regos_page_cap = rows.max(1);
        self
    }

    /// Lets the totals of REGOS's listings count all rows, also those that the conditions of the request leave out, and the offset
    /// of the next page go on up to there, with empty pages. Off by default.
    pub fn regos_unfiltered_totals(mut self) -> Self {
        self.settings.regos_unfiltered_totals = true;
        self
    }

    /// Makes REGOS's integration a replicable (catalogue) one: each request needs a token from `/oauth/token` that has
    /// neither expired nor been [revoked](Sandbox::revoke_tokens), and gets HTTP 401 otherwise. Off by default: a local
    /// integration needs the key only.
    pub fn replicable(mut self) -> Self {
        self.settings.replicable = true;
        self
    }

    /// Lifetime of REGOS's access tokens, 600 seconds by default. Replies tell it in whole seconds. With 0 each token is
    /// good for one request.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// Starts the sandbox and returns once it accepts requests.
    ///
    /// # Errors
    ///
    /// The port is taken, no thread can be started, or a bundled OpenAPI document cannot be used
    /// ([`InvalidData`](io::ErrorKind::InvalidData)).
    pub async fn start(self) -> io::Result<Sandbox> {
        let (started, wait) = oneshot::channel();
        let (stop, stop_asked) = oneshot::channel();
        let (finished, stopped) = oneshot::channel();
        std::thread::Builder::new().name("nomenclature-sandbox".to_owned()).spawn(move || {
            serve(&self.settings, started, stop_asked);
            let _ = finished.send(());
        })?;
        let (address, app) =
            wait.await.map_err(|_| io::Error::other("the sandbox stopped while it was starting"))??;
        Ok(Sandbox { address, url: format!("http://{address}"), app, stop, stopped })
    }
}

type Started = io::Result<(SocketAddr, Arc<App>)>;

fn serve(settings: &Settings, started: oneshot::Sender<Started>, stop_asked: oneshot::Receiver<()>) {
    let prepare = || {
        let app = Arc::new(App::new(settings)?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        Ok::<_, io::Error>((app, listener, runtime))
    };
    let (app, listener, runtime) = match prepare() {
        Ok(parts) => parts,
        Err(error) => {
            let _ = started.send(Err(error));
            return;
        }
    };
    runtime.block_on(async move {
        let listener =
            listener.local_addr().and_then(|address| Ok((address, tokio::net::TcpListener::from_std(listener)?)));
        let (address, listener) = match listener {
            Ok(parts) => parts,
            Err(error) => {
                let _ = started.send(Err(error));
                return;
            }
        };
        if started.send(Ok((address, Arc::clone(&app)))).is_err() {
            return;
        }
        let mut stopping = app.stop.subscribe();
        let server = axum::serve(wire::Listener(listener), Arc::clone(&app).service());
        let server = server.with_graceful_shutdown(async move {
            let _ = stopping.wait_for(|stopped| *stopped).await;
        });
        let server = tokio::spawn(server.into_future());
        let _ = stop_asked.await;
        app.stop.send_replace(true);
        // Whoever neither sends the rest of a request nor reads an answer is cut off with the runtime.
        let _ = tokio::time::timeout(GRACE, server).await;
    });
}

impl Sandbox {
    /// Starts a sandbox on a free port with the default data.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Sets up a sandbox before starting it.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address without a slash at the end: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The socket address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests received so far.
    pub fn requests(&self) -> &Journal {
        &self.app.journal
    }

    /// Gives this answer to the next request (that it is [meant for](ScriptedReply::on)) instead of processing it.
    /// Several answers and faults are given in the order in which they were asked for.
    pub fn script(&self, reply: ScriptedReply) {
        self.fault(reply);
    }

    /// Forgets the scripted answers and statuses that were not given yet; other faults stay.
    pub fn clear_script(&self) {
        self.app.faults.clear_replies();
    }

    /// Lets this go wrong with the next request that it is meant for.
    pub fn fault(&self, fault: impl Into<Fault>) {
        self.app.faults.push(fault.into());
    }

    /// Lets something go wrong with each request by chance: with `probability` (0 is never, 1 is always) one of `kinds`
    /// that are meant for it, all equally likely. Only requests that no [`fault`](Self::fault) strikes take part. For the
    /// same `seed` the same requests in the same order meet the same faults. How [often](Fault::times) the kinds strike
    /// by themselves does not count. A new plan replaces the one before.
    pub fn random_faults(&self, seed: u64, probability: f64, kinds: impl IntoIterator<Item = Fault>) {
        self.app.faults.randomly(seed, probability, kinds);
    }

    /// Forgets every fault, scripted answer and random plan. What is under way goes on.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// What happened to the requests of each operation since the start or the last
    /// [`reset_counters`](Self::reset_counters).
    pub fn counters(&self) -> Counters {
        self.app.tally.snapshot()
    }

    /// Counts from zero again.
    pub fn reset_counters(&self) {
        self.app.tally.reset();
    }

    /// How many access tokens of REGOS were given since the start.
    pub fn issued_tokens(&self) -> u64 {
        self.app.tokens.issued()
    }

    /// Ends the life of all access tokens of REGOS that were given so far.
    pub fn revoke_tokens(&self) {
        self.app.tokens.revoke();
    }

    /// Sets the [lifetime](Builder::token_lifetime) of the tokens that are given from now on.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.app.tokens.set_lifetime(lifetime);
    }

    /// Where access tokens of REGOS are given: `http://127.0.0.1:PORT/oauth/token`.
    pub fn token_url(&self) -> String {
        format!("{}{}", self.url, tokens::PATH)
    }

    /// Stops the sandbox and waits until its port is closed and the requests under way are answered, or two seconds have
    /// passed: whoever has not read the answer by then is cut off.
    pub async fn stop(self) {
        let Self { stop, stopped, .. } = self;
        drop(stop);
        let _ = stopped.await;
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}
