//! A long mixed load under random faults, and what it does to the memory of the client.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::runtime::Safety;
use nomenclature::{
    BatchError, BoxFuture, Decimal, DefaultTransport, Error, ErrorKind, Limits, RetryPolicy, Transport, TransportError,
};
use nomenclature_sandbox::{Builder, Fault, Sandbox};

use crate::operations::{OPERATIONS, operation};
use crate::setup::{Clients, Setup};

/// How much memory the last quarter of the load may take, against the second.
const MOST_GROWTH: f64 = 1.05;
/// Of so many samples the account consists.
const SAMPLES: usize = 400;

/// When the load ends: at the first bound that it meets.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The most requests to make, repetitions included.
    pub requests: u64,
    /// The most time to take. What is under way then is cut off.
    pub time: Duration,
    /// What is called in which order depends on it.
    pub seed: u64,
}

/// The server of a soak.
pub fn sandbox() -> Builder {
    Sandbox::builder().rows(1_500).journal(0)
}

/// Lets one request in ten go wrong in a way that a read survives by trying again.
pub fn trouble(sandbox: &Sandbox, seed: u64) {
    let mut kinds: Vec<_> = [408, 429, 500, 502, 503, 504].map(Fault::status).into();
    kinds.extend([
        Fault::quota(),
        Fault::status(504).after_processing(),
        Fault::delay(Duration::from_millis(2)),
        Fault::reset_before_read(),
        Fault::reset_after_read(),
        Fault::reset_after_processing(),
        Fault::cut_body(0),
        Fault::cut_body(1_000),
        Fault::empty_body(),
        Fault::content_type("text/html"),
        Fault::slow_drip(16 << 10, Duration::from_millis(1)),
    ]);
    sandbox.random_faults(seed, 0.1, kinds);
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Requests made, repetitions included.
    pub requests: u64,
    /// Calls, listings and batches finished, by operation.
    pub calls: BTreeMap<String, u64>,
    /// Errors of writes, which are not repeated where they may have been processed, by kind.
    pub errors: BTreeMap<String, u64>,
    /// Errors that should not have been.
    pub unexpected: Vec<String>,
    /// How long it took.
    pub time: Duration,
    /// The resident memory in kB, with how much of the plan was done; empty where it cannot be measured.
    pub memory: Vec<(f64, u64)>,
}

impl Report {
    fn note(&mut self, operation: String, outcome: Result<(), Error>) {
        *self.calls.entry(operation.clone()).or_default() += 1;
        match outcome {
            Ok(()) => {}
            Err(error) if is_expected(&error) => {
                *self.errors.entry(format!("{operation} {:?}", error.kind())).or_default() += 1;
            }
            Err(error) => self.unexpected.push(error.to_string()),
        }
    }

    fn sample(&mut self, done: f64) {
        if self.memory.len() < (done * SAMPLES as f64) as usize {
            self.memory.extend(resident().map(|size| (done, size)));
        }
    }

    /// The largest sample of the resident memory in each quarter, in kB; `None` if a quarter has none.
    pub fn quarters(&self) -> Option<[u64; 4]> {
        let mut peaks = [0; 4];
        for (done, size) in &self.memory {
            let quarter = ((done * 4.0) as usize).min(3);
            peaks[quarter] = peaks[quarter].max(*size);
        }
        peaks.iter().all(|peak| *peak > 0).then_some(peaks)
    }

    /// The memory of the last quarter, against the second.
    pub fn growth(&self) -> Option<f64> {
        self.quarters().map(|[_, second, _, last]| last as f64 / second as f64)
    }

    /// Whether nothing went wrong that should not have, and the memory stayed where it was; `None` where nobody can tell.
    pub fn verdict(&self) -> Option<bool> {
        if self.unexpected.is_empty() { self.growth().map(|growth| growth <= MOST_GROWTH) } else { Some(false) }
    }

    /// The exit status for the verdict: 0 if it is good, 1 if it is not, 2 if there is none.
    pub fn exit_status(&self) -> u8 {
        self.verdict().map_or(2, |good| u8::from(!good))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} requests in {:.1} s", self.requests, self.time.as_secs_f64())?;
        for (operation, calls) in &self.calls {
            writeln!(f, "  {operation:<34} {calls:>8} calls")?;
        }
        writeln!(f, "errors of writes that are not repeated:")?;
        for (kind, times) in &self.errors {
            writeln!(f, "  {kind:<34} {times:>8}")?;
        }
        for error in self.unexpected.iter().take(10) {
            writeln!(f, "unexpected: {error}")?;
        }
        match (self.quarters(), self.growth()) {
            (Some(peaks), Some(growth)) => {
                let [a, b, c, d] = peaks.map(|peak| peak as f64 / 1024.0);
                writeln!(f, "largest sampled memory by quarter: {a:.1}, {b:.1}, {c:.1}, {d:.1} MiB")?;
                write!(f, "last quarter against the second: {growth:.3} (at most {MOST_GROWTH})")
            }
            _ => f.write_str(
                "no verdict about the memory: not each quarter has a sample of it; there were too few requests, too little time, \
                 or the system does not tell (/proc/self/status)",
            ),
        }
    }
}

/// Puts the load on the sandbox at this address.
pub async fn run(url: &str, plan: Plan) -> Report {
    let counting = Counting::new(plan);
    let mut setup = Setup::at(url);
    let delay = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(20));
    setup.retry = delay.attempts(25).deadline(Duration::from_secs(600));
    let clients = setup.clients_through(&counting);
    let begun = counting.begun;
    let done = || {
        let requests = if plan.requests == 0 { 1.0 } else { counting.requests() as f64 / plan.requests as f64 };
        requests.max(begun.elapsed().as_secs_f64() / plan.time.as_secs_f64().max(f64::MIN_POSITIVE))
    };
    let report = RefCell::new(Report::default());
    let work = async |number: u64| {
        let random = Random::new(plan.seed, number);
        let mut worker = Worker { clients: clients.clone(), random, services: Vec::new(), folders: Vec::new() };
        while done() < 1.0 {
            let (operation, outcome) = worker.call().await;
            let mut report = report.borrow_mut();
            if !outcome.as_ref().is_err_and(|error| error.to_string().contains(OVER)) {
                report.note(operation, outcome);
            }
            report.sample(done());
        }
    };
    tokio::join!(work(0), work(1), work(2), work(3));
    let mut report = report.into_inner();
    report.requests = counting.requests();
    report.time = begun.elapsed();
    report
}

/// A write that may have been processed is not tried again, so a fault ends it. A read is, so none does.
fn is_expected(error: &Error) -> bool {
    let writes = error.operation().is_some_and(|id| operation(id).spec.safety == Safety::Write);
    let kind = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Status | ErrorKind::Decode);
    writes && (kind || error.status().is_some_and(|status| !status.is_success()))
}

/// The resident memory of this process in kB; `None` where the system does not tell.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

struct Worker {
    clients: Clients,
    random: Random,
    /// Some services that were added, to be updated.
    services: Vec<i64>,
    /// The folder that was added last, likewise.
    folders: Vec<i64>,
}

impl Worker {
    /// One call, listing or batch, at random. What is read is read ahead, as often as not to its middle only.
    async fn call(&mut self) -> (String, Result<(), Error>) {
        let Clients { quince, zegoal, .. } = &self.clients;
        let random = &mut self.random;
        let operation = &OPERATIONS[random.below(OPERATIONS.len() as u64) as usize];
        let outcome = match operation.spec.id {
            "services_add" => {
                let records = if random.below(50) == 0 { 101 + random.below(150) } else { 1 + random.below(3) };
                let records =
                    (0..records).map(|number| NewService::new().name(format!("Чай {number}")).unit_name("шт"));
                let added = quince.services().add(records.collect::<Vec<_>>()).send().await.map_err(Error::from);
                added.map(|ids| self.services = ids.iter().take(50).map(|added| added.id).collect())
            }
            "services_update" if !self.services.is_empty() => {
                let updates = self.services.iter().map(|id| ServiceUpdate::new(*id).name("Кофе"));
                sent(quince.services().update(updates.collect::<Vec<_>>()).send().await)
            }
            "service_folders_add" => {
                let folder = NewServiceFolder::new().name("Напитки");
                let added = quince.service_folders().add([folder]).send().await.map_err(Error::from);
                added.map(|ids| self.folders = ids.iter().map(|added| added.id).collect())
            }
            "service_folders_update" if !self.folders.is_empty() => {
                let updates = self.folders.iter().map(|id| ServiceFolderUpdate::new(*id).name("Еда"));
                sent(quince.service_folders().update(updates.collect::<Vec<_>>()).send().await)
            }
            // There is nothing to update yet.
            "services_update" | "service_folders_update" => return Box::pin(self.call()).await,
            "catalog_add_position" => {
                let price = Decimal::new(2_310 + random.below(1_000) as i64, 2);
                zegoal.catalog().add_position("Tea", "Goods").price(price).send().await.map(drop)
            }
            _ => match operation.rows.filter(|_| random.below(4) > 0) {
                Some(rows) => {
                    let most = if random.below(2) == 0 { random.below(300) } else { 1_500 };
                    let (_, error) = rows(&self.clients, 1 + random.below(8) as usize, most as usize).await;
                    error.map_or(Ok(()), Err)
                }
                None => (operation.send_raw)(&self.clients).await.map(drop),
            },
        };
        (operation.subject(), outcome)
    }
}

fn sent<Op: nomenclature::runtime::Batched>(outcome: Result<Vec<Op::Row>, BatchError<Op>>) -> Result<(), Error> {
    outcome.map(drop).map_err(Error::from)
}

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64, worker: u64) -> Self {
        Self(seed ^ worker.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// How what is under way at the end of a plan fails.
const OVER: &str = "the soak is over";

/// The default transport, whose requests are counted; none goes beyond the plan.
#[derive(Clone)]
struct Counting {
    inner: DefaultTransport,
    requests: Arc<AtomicU64>,
    begun: Instant,
    plan: Plan,
}

impl Counting {
    fn new(plan: Plan) -> Self {
        let inner = DefaultTransport::without_proxies(Duration::from_secs(10)).expect("no TLS is needed");
        Self { inner, requests: Arc::default(), begun: Instant::now(), plan }
    }

    fn left(&self) -> Duration {
        self.plan.time.saturating_sub(self.begun.elapsed())
    }

    /// Counts a request, if there may be one more.
    fn one_more(&self) -> bool {
        let more = |count: u64| (count < self.plan.requests).then_some(count + 1);
        !self.left().is_zero() && self.requests.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Transport for Counting {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        if !self.one_more() {
            return Box::pin(ready(Err(TransportError::not_sent(OVER))));
        }
        let reply = tokio::time::timeout(self.left(), self.inner.send(request, limits));
        Box::pin(async { reply.await.unwrap_or_else(|_| Err(TransportError::maybe_sent(OVER))) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let more = self.requests() < self.plan.requests;
        self.inner.sleep(if more { duration.min(self.left()) } else { Duration::ZERO })
    }
}
