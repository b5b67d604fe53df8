//! Cold builds of a crate that depends on us: the processor time of cargo and all that it starts.

mod dependent;
mod document;
mod operations;
mod package;
mod parts;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::commands::take_turns;
use crate::folders::scratch;
use crate::plan::Plan;
use crate::process::{Spent, run};
use crate::row::{Row, Target};

use dependent::{Stack, Tls};

/// The target: ours over the bare stack.
const BARE: Target = Target::AtMost(1.20);

pub(crate) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (tls, name, target) in [(Tls::Rustls, "with TLS", BARE), (Tls::None, "without TLS", Target::None)] {
        let peers = [Stack::Bare, Stack::Progenitor, Stack::OpenapiGenerator];
        let peers: Vec<Stack> = peers.into_iter().filter(|peer| plan.wants(&row_name(name, *peer))).collect();
        rows.extend(against(plan, name, Profile::Dev, tls, &peers, target)?);
        let released = format!("{name}, release");
        let peers: &[Stack] = if plan.wants(&row_name(&released, Stack::Bare)) { &[Stack::Bare] } else { &[] };
        rows.extend(against(plan, &released, Profile::Release, tls, peers, Target::None)?);
    }
    rows.extend(providers(plan)?);
    rows.extend(features(plan)?);
    rows.extend(operations::rows(plan)?);
    rows.extend(document::rows(plan)?);
    // Which crates there are is known afterwards. Where no other row is wanted, one of them may be.
    if plan.tells_of(parts::BEGINS) || rows.is_empty() {
        rows.extend(parts::rows(plan)?);
    }
    Ok(rows)
}

/// A profile of cargo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    Dev,
    Release,
}

fn row_name(of: &str, peer: Stack) -> String {
    format!("build {of} against {}", peer.name())
}

fn against(plan: &Plan, of: &str, profile: Profile, tls: Tls, peers: &[Stack], target: Target) -> Result<Vec<Row>> {
    if peers.is_empty() {
        return Ok(Vec::new());
    }
    let stacks = [&[Stack::Ours], peers].concat();
    let crates = stacks.iter().map(|stack| dependent::write(*stack, tls, &[])).collect::<Result<Vec<_>>>()?;
    let runs = take_turns(plan.rounds(3), crates.len(), |subject| cold(&crates[subject], profile))?;
    let row = |(index, peer): (usize, &Stack)| {
        let target = if *peer == Stack::Bare { target } else { Target::None };
        runs[0].cpu_row(row_name(of, *peer), &runs[index + 1], target)
    };
    Ok(peers.iter().enumerate().map(row).collect())
}

/// What TLS costs, and whose cryptography: of the bare stack, against none.
fn providers(plan: &Plan) -> Result<Vec<Row>> {
    let all = [Tls::None, Tls::Rustls, Tls::Ring, Tls::Native];
    let name = |tls: &Tls| format!("build TLS provider {} against none", tls.name());
    if !plan.wants_any(all[1..].iter().map(name)) {
        return Ok(Vec::new());
    }
    let crates = all.map(|tls| dependent::write(Stack::Bare, tls, &[]));
    let crates = crates.into_iter().collect::<Result<Vec<_>>>()?;
    let runs = take_turns(plan.rounds(3), crates.len(), |subject| cold(&crates[subject], Profile::Dev))?;
    let rows = all.iter().zip(&runs).skip(1);
    Ok(rows.map(|(tls, with)| with.cpu_row(name(tls), &runs[0], Target::None)).collect())
}

/// What each feature costs, against none but the transport and one vendor.
fn features(plan: &Plan) -> Result<Vec<Row>> {
    let all: [&[&str]; 6] =
        [&[], &["gzip"], &["blocking"], &["mock"], &["schemars"], &["life_pos", "quince", "zegoal"]];
    let name = |features: &[&str]| format!("build feature {} against none", features.join(" and "));
    if !plan.wants_any(all[1..].iter().map(|features| name(features))) {
        return Ok(Vec::new());
    }
    let crates = all.map(|features| dependent::write(Stack::Ours, Tls::None, features));
    let crates = crates.into_iter().collect::<Result<Vec<_>>>()?;
    let runs = take_turns(plan.rounds(3), crates.len(), |subject| cold(&crates[subject], Profile::Dev))?;
    let rows = all.iter().zip(&runs).skip(1);
    Ok(rows.map(|(features, with)| with.cpu_row(name(features), &runs[0], Target::None)).collect())
}

/// Everything that a crate needs is compiled, in a folder of its own; nothing is fetched.
fn cold(of: &Path, profile: Profile) -> Result<Spent> {
    // One folder for all, so that no more than one of them takes room.
    let target = scratch("build").join("target");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let mut cargo = cargo("build", of, &target);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    run(&mut cargo)
}

/// A command of cargo's about a crate.
fn cargo(command: &str, of: &Path, target: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args([command, "--offline", "--target-dir"]).arg(target).current_dir(of);
    // The settings of the cargo that runs us are not theirs.
    cargo.env("CARGO_INCREMENTAL", "0").env_remove("CARGO_MANIFEST_DIR").env_remove("RUSTC_WRAPPER");
    cargo
}
