//! Listings of 200 pages, with latency, with windows of several sizes, and under a quota.

use std::time::Duration;

use nomenclature_sandbox::{Sandbox, credentials};

use crate::Result;
use crate::plan::Plan;
use crate::rounds::{interleave, median, spread};
use crate::row::{Row, Target, Unit};
use crate::server::Server;
use crate::worker::{self, Form, Worker};

const PAGES: usize = 200;
const WINDOWS: [usize; 5] = [1, 2, 4, 8, 16];
/// In milliseconds.
const LATENCIES: [u64; 4] = [0, 5, 50, 200];
/// Rows on a page where time is measured; where memory is, so many that it is the pages that fill it.
const ROWS: usize = 50;
const ROWS_IN_MEMORY: usize = 200;
/// What REGOS documents: requests a second, and at once.
const QUOTA: (u32, u32) = (2, 50);

pub(crate) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let server = Server::start()?;
    let mut rows = Vec::new();
    by_latency(plan, &server, &mut rows)?;
    by_token(plan, &server, &mut rows)?;
    memory(plan, &server, &mut rows)?;
    quota(plan, &mut rows)?;
    Ok(rows)
}

/// Offset pages with each window, against one page after another: with window 1, and by hand.
fn by_latency(plan: &Plan, server: &Server, rows: &mut Vec<Row>) -> Result<()> {
    for latency in LATENCIES {
        let alone = |window| format!("{PAGES} offset pages, {latency} ms, window {window}, against window 1");
        let by_hand = |window| format!("{PAGES} offset pages, {latency} ms, window {window}, against a loop by hand");
        if !plan.wants_any(WINDOWS.into_iter().flat_map(|window| [alone(window), by_hand(window)])) {
            continue;
        }
        server.set(PAGES, Duration::from_millis(latency));
        let mut caller = Worker::start("caller", server.told(worker::build("caller", Form::Time, &[])?))?;
        let mut bare = Worker::start("bare", server.told(worker::build("bare", Form::Time, &[])?))?;
        // The last subject is the loop by hand. The longer the latency, the less is left to chance.
        let rounds = if latency < 50 { plan.rounds(7) } else { plan.rounds(1) };
        let series = interleave(rounds, WINDOWS.len() + 1, |subject| {
            let cost = match WINDOWS.get(subject) {
                Some(window) => caller.measure(&format!("offset:{window}:{ROWS}"), PAGES)?,
                None => bare.measure(&format!("pages:{ROWS}"), 1)?,
            };
            Ok(cost.nanoseconds)
        })?;
        let (one, hand) = (&series[0], &series[WINDOWS.len()]);
        for (window, ours) in WINDOWS.iter().zip(&series) {
            let target = if (latency, *window) == (50, 8) { Target::AtLeast(6.0) } else { Target::None };
            for (name, peer, target) in [(alone(*window), one, target), (by_hand(*window), hand, Target::None)] {
                // Against itself there is nothing to see.
                if !std::ptr::eq(ours, peer) {
                    rows.push(Row::speed(name, median(ours), median(peer), target).spread(spread(peer, ours)));
                }
            }
        }
    }
    Ok(())
}

/// Pages that only the page before names: a window cannot make them faster.
fn by_token(plan: &Plan, server: &Server, rows: &mut Vec<Row>) -> Result<()> {
    let name = format!("{PAGES} token pages, 5 ms, window 8, against window 1");
    if plan.wants(&name) {
        server.set(PAGES, Duration::from_millis(5));
        let mut caller = Worker::start("caller", server.told(worker::build("caller", Form::Time, &[])?))?;
        let series = interleave(plan.rounds(5), 2, |subject| {
            Ok(caller.measure(["token:8", "token:1"][subject], PAGES)?.nanoseconds)
        })?;
        let row = Row::speed(name, median(&series[0]), median(&series[1]), Target::None);
        rows.push(row.spread(spread(&series[1], &series[0])));
    }
    Ok(())
}

/// The most that is allocated at a time: as much as the window holds, however long the listing is.
fn memory(plan: &Plan, server: &Server, rows: &mut Vec<Row>) -> Result<()> {
    let by_window = |window| format!("memory of {PAGES} pages, window {window}, against window 1 that often");
    let by_length = format!("memory with window 8, {} pages against {PAGES}", 2 * PAGES);
    let alone = format!("memory of {PAGES} pages, window 1");
    if !plan.wants_any(WINDOWS[1..].iter().copied().map(by_window).chain([alone.clone(), by_length.clone()])) {
        return Ok(());
    }
    let mut caller = Worker::start("caller", server.told(worker::build("caller", Form::Count, &[])?))?;
    let mut peak = |window: usize, pages: usize| -> Result<f64> {
        server.set(pages, Duration::ZERO);
        // How many pages are there at a time is left to chance, so the most of several times counts.
        let mut most: f64 = 0.0;
        for _ in 0..plan.rounds(3) {
            most = most.max(caller.measure(&format!("slow:{window}:{ROWS_IN_MEMORY}"), pages)?.peak_bytes);
        }
        Ok(most)
    };
    // The server makes each page once, and a page that is late is not in memory.
    for pages in [PAGES, 2 * PAGES] {
        peak(1, pages)?;
    }
    let one = peak(1, PAGES)?;
    rows.push(Row::alone(alone, Unit::Bytes, one));
    for window in &WINDOWS[1..] {
        let ours = peak(*window, PAGES)?;
        rows.push(Row::cost(by_window(*window), Unit::Bytes, ours, one * *window as f64, Target::AtMost(1.0)));
    }
    rows.push(Row::cost(by_length, Unit::Bytes, peak(8, 2 * PAGES)?, peak(8, PAGES)?, Target::AtMost(1.25)));
    Ok(())
}

/// Under REGOS's quota, which the sandbox enforces, against the time that the quota takes at least.
fn quota(plan: &Plan, rows: &mut Vec<Row>) -> Result<()> {
    let (per_second, burst) = QUOTA;
    let name = format!("{PAGES} pages under {per_second}/s and burst {burst}, against what that allows");
    let requests = format!("requests for {PAGES} pages under {per_second}/s and burst {burst}, against pages");
    if !plan.wants_any([name.clone(), requests.clone()]) {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::builder().rows(PAGES * ROWS).quota(per_second, burst).start())?;
    let mut command = worker::build("caller", Form::Time, &[])?;
    command.env("BENCH_URL", sandbox.url()).env("BENCH_KEY", credentials::REGOS_INTEGRATION_KEY);
    let ours = Worker::start("caller", command)?.measure(&format!("quota:8:{ROWS}"), PAGES)?.nanoseconds;
    let least = (PAGES as f64 - f64::from(burst)) / f64::from(per_second) * 1e9;
    rows.push(Row::speed(name, ours, least, Target::AtLeast(0.95)));
    // What the quota refuses is asked for again.
    let (received, pages) = (sandbox.counters().total().received as f64, PAGES as f64);
    rows.push(Row::cost(requests, Unit::Count, received, pages, Target::AtMost(1.0)));
    Ok(())
}
