//! What a whole document costs the compiler, in one crate, everything else compiled before: one that `documents` has converted and
//! generated, else a synthetic one of as many operations as REGOS documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{cargo, operations};
use crate::commands::take_turns;
use crate::folders::scratch;
use crate::plan::Plan;
use crate::process::{Spent, memory, run};
use crate::rounds::median;
use crate::row::{Row, Target, Unit};
use crate::{Result, synthetic};

/// What the names of the rows begin with.
const BEGINS: &str = "build document";

const OPERATIONS: usize = 920;

pub(super) fn rows(plan: &Plan) -> Result<Vec<Row>> {
    if !plan.tells_of(BEGINS) {
        return Ok(Vec::new());
    }
    let mut crates: Vec<(String, PathBuf, &str)> = written()?;
    let specs = scratch("specs").join(OPERATIONS.to_string());
    synthetic::fresh(&specs, OPERATIONS)?;
    crates.push((format!("synthetic {OPERATIONS}"), operations::ours(&specs, OPERATIONS)?, "dependent"));
    // Ours are before it.
    crates.push((String::new(), operations::progenitor(&specs, OPERATIONS)?, "dependent"));
    let mut peaks = vec![0.0_f64; crates.len()];
    let runs = take_turns(plan.rounds(1), crates.len(), |subject| {
        let (_, folder, package) = &crates[subject];
        let (spent, peak) = last(folder, package)?;
        peaks[subject] = peaks[subject].max(peak);
        Ok(spent)
    })?;
    let mut rows = Vec::new();
    for (subject, (name, ..)) in crates.iter().enumerate().take(crates.len() - 1) {
        rows.push(Row::alone(format!("{BEGINS} {name}"), Unit::Nanoseconds, median(&runs[subject].cpu)));
        rows.push(Row::alone(format!("{BEGINS} {name}, memory of the compiler"), Unit::Bytes, peaks[subject]));
    }
    let (ours, peer) = (crates.len() - 2, crates.len() - 1);
    let name = format!("{BEGINS} synthetic {OPERATIONS} against progenitor in a build script");
    rows.push(runs[ours].cpu_row(&name, &runs[peer], Target::None));
    rows.push(Row::cost(format!("{name}, memory"), Unit::Bytes, peaks[ours], peaks[peer], Target::None));
    Ok(rows)
}

/// The crates that `documents` has left.
fn written() -> Result<Vec<(String, PathBuf, &'static str)>> {
    let folder = scratch("documents");
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.join("Cargo.toml").is_file() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push((name, path, "document"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Builds a crate whose dependencies have been compiled, and tells the most memory that one process of it took.
fn last(folder: &Path, package: &str) -> Result<(Spent, f64)> {
    let target = folder.join("target");
    if !target.exists() {
        run(&mut cargo("build", folder, &target))?;
    }
    let clean = |clean: &mut Command| run(clean.args(["--package", package]));
    clean(&mut cargo("clean", folder, &target))?;
    memory(&mut cargo("build", folder, &target))
}
