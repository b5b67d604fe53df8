//! The generator: how long it takes, how that grows, and how much it writes.

mod large;
mod written;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::commands::{Runs, take_turns};
use crate::folders::{scratch, workspace};
use crate::plan::Plan;
use crate::process::{Spent, run};
use crate::rounds::{Series, median, spread};
use crate::row::{Row, Target, Unit};
use crate::{Result, openapi_generator, synthetic};

pub(in crate::families) use written::{document, stock_document};

/// How long all vendors may take, and how long 900 operations, in nanoseconds.
const VENDORS_BOUND: f64 = 100e6;
const SYNTHETIC_BOUND: f64 = 2e9;

/// Numbers of operations whose cost is to grow no faster than they do.
const SIZES: [usize; 4] = [100, 300, 900, 2700];

/// How much more than three times as long three times as many operations may take.
const GROWTH: Target = Target::AtMost(1.25);

/// How the names of the rows begin.
const VENDORS: &str = "generate vendors";
const SYNTHETIC: &str = "generate synthetic";
const AGAINST: &str = "generate against openapi-generator";
const LINES: &str = "generate lines an operation";

pub(crate) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let generator = generator()?;
    let mut rows = Vec::new();
    let wanted = plan.groups(&[VENDORS, SYNTHETIC, large::DOCUMENT, large::UNUSED, AGAINST, LINES]);
    if wanted.contains(&VENDORS) {
        rows.extend(vendors(plan, &generator)?);
    }
    if wanted.contains(&SYNTHETIC) {
        rows.extend(sizes(plan, &generator)?);
    }
    if wanted.contains(&large::DOCUMENT) {
        rows.extend(large::document(plan, &generator)?);
    }
    if wanted.contains(&large::UNUSED) {
        rows.extend(large::unused(plan, &generator)?);
    }
    if wanted.contains(&AGAINST) {
        rows.extend(against_openapi_generator(plan, &generator)?);
    }
    if wanted.contains(&LINES) {
        rows.extend(written::rows()?);
    }
    Ok(rows)
}

/// The command, built as it is released.
fn generator() -> Result<PathBuf> {
    let scratch = scratch("generator");
    // Beside this program, so that the crates which both need are built once.
    let target = scratch.ancestors().nth(2).ok_or("the scratch folder has no target folder")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--package", "nomenclature-codegen"]).current_dir(workspace());
    run(cargo.arg("--target-dir").arg(target).env_remove("CARGO_MANIFEST_DIR"))?;
    Ok(target.join("release/nomenclature-codegen"))
}

/// One run of it, into a folder that does not exist before.
fn generate(generator: &Path, specs: &Path) -> Result<Spent> {
    let out = scratch("generated");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    run(Command::new(generator).arg("--specs").arg(specs).arg("--out").arg(&out).arg("generate"))
}

fn vendors(plan: &Plan, generator: &Path) -> Result<Vec<Row>> {
    let specs = workspace().join("specs");
    let runs = take_turns(plan.rounds(15), 1, |_| generate(generator, &specs))?;
    Ok(bounded(&format!("{VENDORS} against the bound of 100 ms"), &runs[0], VENDORS_BOUND))
}

/// A row with the time on the clock against a bound, and one with the time of the processor alone.
fn bounded(name: &str, runs: &Runs, bound: f64) -> Vec<Row> {
    let bounds: Series = vec![bound; runs.clock.len()];
    let row = Row::cost(name, Unit::Nanoseconds, median(&runs.clock), bound, Target::AtMost(1.0));
    vec![
        row.spread(spread(&runs.clock, &bounds)),
        Row::alone(format!("{name}, processor time"), Unit::Nanoseconds, median(&runs.cpu)),
    ]
}

fn sizes(plan: &Plan, generator: &Path) -> Result<Vec<Row>> {
    let specs = SIZES.map(|operations| scratch("specs").join(operations.to_string()));
    for (specs, operations) in specs.iter().zip(SIZES) {
        synthetic::fresh(specs, operations)?;
    }
    let runs = take_turns(plan.rounds(5), SIZES.len(), |size| generate(generator, &specs[size]))?;
    let mut rows = Vec::new();
    for (runs, operations) in runs.iter().zip(SIZES) {
        let name = format!("{SYNTHETIC} {operations} operations");
        match operations {
            900 => rows.extend(bounded(&format!("{name} against the bound of 2 s"), runs, SYNTHETIC_BOUND)),
            _ => rows.push(Row::alone(name, Unit::Nanoseconds, median(&runs.clock))),
        }
    }
    for (fewer, more) in [(0, 1), (1, 2), (2, 3)] {
        let factor = SIZES[more] as f64 / SIZES[fewer] as f64;
        let expected = Runs { cpu: runs[fewer].cpu.iter().map(|time| time * factor).collect(), ..Runs::default() };
        let name = format!("{SYNTHETIC} {} operations against {factor} times {}", SIZES[more], SIZES[fewer]);
        let target = if SIZES[more] == 2700 { GROWTH } else { Target::None };
        rows.push(runs[more].cpu_row(name, &expected, target));
    }
    Ok(rows)
}

/// Both read the same bundles: ours has to make them first.
fn against_openapi_generator(plan: &Plan, generator: &Path) -> Result<Vec<Row>> {
    let jar = openapi_generator::jar()?;
    let mut rows = Vec::new();
    let vendors = scratch("specs-one");
    let synthetic = scratch("specs").join("100");
    synthetic::fresh(&synthetic, 100)?;
    let specs = workspace().join("specs");
    let mut subjects = vec![(synthetic::VENDOR.to_owned(), synthetic.clone())];
    for (vendor, _) in nomenclature_codegen::bundles(&specs)? {
        let alone = vendors.join(&vendor);
        copy(&specs.join(&vendor), &alone.join(&vendor))?;
        subjects.push((vendor, alone));
    }
    for (vendor, specs) in subjects {
        let document = document(&specs, &vendor)?;
        let out = scratch("openapi-generator").join("out").join(&vendor);
        let runs = take_turns(plan.rounds(3), 2, |subject| match subject {
            0 => generate(generator, &specs),
            _ => openapi_generator::generate(&jar, &document, &out),
        })?;
        let name = format!("{AGAINST} {vendor}");
        rows.push(runs[0].clock_row(&name, &runs[1], Target::None));
        rows.push(runs[0].cpu_row(format!("{name}, processor time"), &runs[1], Target::None));
    }
    Ok(rows)
}

/// Copies a folder in place of what was there.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
