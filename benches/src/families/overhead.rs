//! One call above a bare reqwest call, over loopback; this process is the server.

use std::time::Duration;

use crate::Result;
use crate::plan::Plan;
use crate::rounds::{interleave, median, spread};
use crate::row::{Row, Target, Unit};
use crate::server::Server;
use crate::worker::{self, Form, Worker};

/// Calls in a round, on one connection.
const CALLS: usize = 20_000;
/// Calls of which the allocations are counted.
const COUNTED: usize = 1_000;

pub(crate) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let server = Server::start()?;
    server.set(1, Duration::ZERO);
    let start = |name: &str, form| Worker::start(name, server.told(worker::build(name, form, &[])?));
    let mut rows = Vec::new();
    // The reply with one row is the one that the target speaks of; without any, next to nothing is decoded.
    for (reply, target) in [(1, Target::AtMost(1.10)), (0, Target::None)] {
        let scenario = format!("call:{reply}");
        let name = format!("processor time of a call, {reply} rows, against reqwest");
        if plan.wants(&name) {
            let mut workers = [start("caller", Form::Time)?, start("bare", Form::Time)?];
            let calls = CALLS as f64;
            let series = interleave(plan.rounds(15), workers.len(), |subject| {
                Ok(workers[subject].measure(&scenario, CALLS)?.cpu_nanoseconds / calls)
            })?;
            let [ours, peer] = &series[..] else { return Err("two subjects".into()) };
            let row = Row::cost(name, Unit::Nanoseconds, median(ours), median(peer), target);
            rows.push(row.spread(spread(ours, peer)));
        }
        let name = format!("allocations of a call, {reply} rows, against reqwest");
        if plan.wants(&name) {
            let count = |name: &str| -> Result<f64> {
                let mut worker = start(name, Form::Count)?;
                // The first call opens the connection.
                worker.measure(&scenario, 1)?;
                Ok(worker.measure(&scenario, COUNTED)?.allocations / COUNTED as f64)
            };
            rows.push(Row::cost(name, Unit::Count, count("caller")?, count("bare")?, Target::None));
        }
    }
    Ok(rows)
}
