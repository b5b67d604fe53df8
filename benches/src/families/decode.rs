//! Reading replies: pages of REGOS as the sandbox makes them up.
//!
//! Every subject reads the same bytes: ours by a client whose transport has them at hand, hand-written structs by
//! `serde_json::from_slice`, the generated peers as their clients read a response of `reqwest`.

use std::fs;
use std::path::Path;

use nomenclature_sandbox::{Sandbox, credentials};

use crate::Result;
use crate::folders::scratch;
use crate::peers;
use crate::plan::Plan;
use crate::rounds::{interleave, median, spread};
use crate::row::{Row, Target, Unit};
use crate::worker::{self, Form, Worker};

/// A reply that is read: a name, its rows, how often a round reads it, what ours has to reach against hand-written structs and
/// against openapi-generator's client.
struct Reply {
    name: &'static str,
    rows: usize,
    repetitions: usize,
    hand: Target,
    openapi_generator: Target,
}

const REPLIES: [Reply; 4] = [
    Reply {
        name: "documents-10000",
        rows: 10_000,
        repetitions: 1,
        hand: Target::AtLeast(1.05),
        openapi_generator: Target::AtLeast(1.25),
    },
    Reply {
        name: "movements-10000",
        rows: 10_000,
        repetitions: 1,
        hand: Target::AtLeast(1.05),
        openapi_generator: Target::AtLeast(1.25),
    },
    Reply { name: "documents-1", rows: 1, repetitions: 20_000, hand: Target::None, openapi_generator: Target::None },
    Reply { name: "movements-1", rows: 1, repetitions: 20_000, hand: Target::None, openapi_generator: Target::None },
];

/// Who reads, by the name of the worker; ours is the first.
const SUBJECTS: [&str; 4] = ["ours", "hand", "progenitor", "openapi-generator"];

pub(crate) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let rounds = plan.rounds(101);
    let folder = scratch("replies");
    write_replies(&folder)?;
    let stock = peers::progenitor("regos")?;
    peers::openapi_generator("regos")?;
    let start = |name: &&'static str, form| -> Result<Worker> {
        let mut command = worker::build(name, form, &[("NOMENCLATURE_BENCH_STOCK_CLIENT", stock.as_os_str())])?;
        command.arg(&folder);
        Worker::start(name, command)
    };
    let mut rows = Vec::new();
    let mut subjects = SUBJECTS.iter().map(|name| start(name, Form::Time)).collect::<Result<Vec<_>>>()?;
    let mut counting = SUBJECTS.iter().map(|name| start(name, Form::Count)).collect::<Result<Vec<_>>>()?;
    let groups = REPLIES.map(|reply| format!("decode {}", reply.name));
    let wanted = plan.groups(&groups.each_ref().map(String::as_str));
    for (reply, _) in REPLIES.iter().zip(&groups).filter(|(_, group)| wanted.contains(&group.as_str())) {
        let Reply { name, rows: count, repetitions, .. } = *reply;
        let types = format!("{name}.types");
        let floor = format!("{name}.floor");
        let required = format!("{name}.required");
        let questions =
            [(0, name), (1, name), (2, name), (3, name), (0, &*types), (1, &*required), (1, &*floor), (3, &*types)];
        let series = interleave(rounds, questions.len(), |question| {
            let (subject, scenario) = questions[question];
            Ok(subjects[subject].measure(scenario, repetitions)?.cpu_nanoseconds / repetitions as f64)
        })?;
        let [ours, hand, progenitor, openapi_generator, types, required, floor, success] = &series[..] else {
            return Err("eight series".into());
        };
        let speed = |against: &str, ours: &[f64], peer: &[f64], target| {
            Row::speed(format!("decode {name} against {against}"), median(ours), median(peer), target)
                .spread(spread(peer, ours))
        };
        // A call costs more than reading one row; what is compared there are the types.
        let read = if count == 1 { types } else { ours };
        rows.push(speed("hand-written", read, hand, reply.hand));
        rows.push(speed("hand-written, members required", read, required, Target::None));
        rows.push(speed("openapi-generator", read, openapi_generator, reply.openapi_generator));
        rows.push(speed("openapi-generator, success alone", read, success, Target::None));
        rows.push(speed("progenitor", read, progenitor, Target::None));
        rows.push(speed("the parser's floor", read, floor, Target::None));
        if count == 1 {
            rows.push(speed("hand-written, whole call", ours, hand, Target::None));
        }
        rows.extend(counts(&mut counting, name)?);
    }
    Ok(rows)
}

/// What reading a reply allocates, and the most that it holds at a time, ours beside each peer.
fn counts(counting: &mut [Worker], reply: &str) -> Result<Vec<Row>> {
    let costs = counting.iter_mut().map(|worker| worker.measure(reply, 1)).collect::<Result<Vec<_>>>()?;
    let mut rows = Vec::new();
    for (peer, theirs) in SUBJECTS.iter().zip(&costs).skip(1) {
        let row = |what: &str, unit, ours, theirs| {
            Row::cost(format!("decode {reply} {what} against {peer}"), unit, ours, theirs, Target::None)
        };
        rows.push(row("allocations", Unit::Count, costs[0].allocations, theirs.allocations));
        rows.push(row("peak memory", Unit::Bytes, costs[0].peak_bytes, theirs.peak_bytes));
    }
    Ok(rows)
}

/// Asks a sandbox for the replies and writes them down.
fn write_replies(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sandbox =
            Sandbox::builder().rows(REPLIES.iter().map(|reply| reply.rows).max().unwrap_or(1)).start().await?;
        let client = nomenclature::regos::Client::builder()
            .base_url(sandbox.url())
            .integration_key(credentials::REGOS_INTEGRATION_KEY)
            .build()?;
        for reply in &REPLIES {
            let limit = i32::try_from(reply.rows)?;
            let (rows, text) = if reply.name.starts_with("documents") {
                let page = client.doc_set_price().get().limit(limit).keep_raw().send().await?;
                (page.output.result.len(), page.body().to_vec())
            } else {
                let page = client.item_operation().get(1).limit(limit).keep_raw().send().await?;
                (page.output.result.len(), page.body().to_vec())
            };
            if rows != reply.rows {
                return Err(format!("the sandbox has {rows} rows for {}", reply.name).into());
            }
            fs::write(folder.join(reply.name).with_extension("json"), text)?;
        }
        Ok(())
    })
}
