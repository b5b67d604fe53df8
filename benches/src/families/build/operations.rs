//! What each further hundred operations costs: crates with generated clients of two sizes, everything else compiled before.

use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_codegen::Target as Emitted;
use nomenclature_codegen::compile;

use super::cargo;
use super::dependent::{PACKAGE, PROGENITOR, SERDE, fresh, locked, with_build_script};
use crate::commands::{Runs, take_turns};
use crate::families::generate;
use crate::folders::{scratch, workspace};
use crate::plan::Plan;
use crate::process::{Spent, run};
use crate::row::{Row, Target};
use crate::{Result, openapi_generator, synthetic};

/// Both sizes cost what a crate costs by itself; the difference is that of the operations between.
const SIZES: [usize; 2] = [100, 300];

const REQWEST: &str = "reqwest = { version = \"0.13\", default-features = false }\n";

pub(super) fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let name = |against: &str| format!("build operations, each further 100, against {against}");
    let names = ["progenitor in a build script", "openapi-generator's client"].map(name);
    if !plan.wants_any(names.clone()) {
        return Ok(Vec::new());
    }
    let mut crates = Vec::new();
    for operations in SIZES {
        let specs = scratch("specs").join(operations.to_string());
        synthetic::fresh(&specs, operations)?;
        crates.push((ours(&specs, operations)?, "dependent"));
        crates.push((progenitor(&specs, operations)?, "dependent"));
        crates.push((openapi_generator(&specs, operations)?, "stock"));
    }
    let runs = take_turns(plan.rounds(3), crates.len(), |subject| {
        let (folder, package) = &crates[subject];
        last(folder, package)
    })?;
    let kinds = crates.len() / SIZES.len();
    let hundred = |kind: usize| {
        let hundreds = (SIZES[1] - SIZES[0]) as f64 / 100.0;
        let pairs = runs[kind].cpu.iter().zip(&runs[kind + kinds].cpu);
        Runs { cpu: pairs.map(|(fewer, more)| (more - fewer) / hundreds).collect(), ..Runs::default() }
    };
    let targets = [Target::AtMost(0.5), Target::None];
    let row = |(peer, name): (usize, String)| hundred(0).cpu_row(name, &hundred(peer + 1), targets[peer]);
    Ok(names.into_iter().enumerate().map(row).collect())
}

/// Builds a crate whose dependencies have been compiled.
fn last(folder: &Path, package: &str) -> Result<Spent> {
    let target = folder.join("target");
    if !target.exists() {
        run(&mut cargo("build", folder, &target))?;
    }
    run(cargo("clean", folder, &target).args(["--package", package]))?;
    run(&mut cargo("build", folder, &target))
}

/// Our client as a module of the crate, written before.
pub(super) fn ours(specs: &Path, operations: usize) -> Result<PathBuf> {
    let folder = fresh(&format!("operations-{operations}-ours"))?;
    compile(specs, &Emitted::dependent("dependent::api"))?.write(&folder.join("src/api"))?;
    fs::write(folder.join("src/lib.rs"), "pub mod api;\n")?;
    let runtime = workspace().join("runtime");
    let ours = format!("nomenclature-runtime = {{ path = {runtime:?}, features = [\"reqwest\", \"uuid\"] }}\n");
    locked(&folder, &format!("{PACKAGE}{ours}{SERDE}"))?;
    Ok(folder)
}

/// Progenitor's client, generated while the crate is built.
pub(super) fn progenitor(specs: &Path, operations: usize) -> Result<PathBuf> {
    let folder = fresh(&format!("operations-{operations}-progenitor"))?;
    with_build_script(&folder, specs, synthetic::VENDOR)?;
    let library = "#![allow(warnings)]\ninclude!(concat!(env!(\"OUT_DIR\"), \"/stock.rs\"));\n";
    fs::write(folder.join("src/lib.rs"), library)?;
    locked(&folder, &format!("{PACKAGE}{REQWEST}{SERDE}{PROGENITOR}"))?;
    Ok(folder)
}

/// openapi-generator's client, the crate that it writes.
fn openapi_generator(specs: &Path, operations: usize) -> Result<PathBuf> {
    let folder = fresh(&format!("operations-{operations}-openapi-generator"))?;
    let document = generate::document(specs, synthetic::VENDOR)?;
    openapi_generator::generate(&openapi_generator::jar()?, &document, &folder.join("stock"))?;
    fs::write(folder.join("src/lib.rs"), "pub use stock::*;\n")?;
    locked(&folder, &format!("{PACKAGE}stock = {{ path = \"stock\", default-features = false }}\n"))?;
    Ok(folder)
}
