//! Documents that are large in other ways than ours: one that a vendor wrote, and ones full of components that nothing uses.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{GROWTH, bounded, generate};
use crate::Result;
use crate::commands::{Runs, take_turns};
use crate::folders::{scratch, workspace};
use crate::plan::Plan;
use crate::process::run;
use crate::rounds::median;
use crate::row::{Row, Target, Unit};

/// How the names of the rows begin.
pub(super) const DOCUMENT: &str = "generate document";
pub(super) const UNUSED: &str = "generate unused";

/// Names the public document of REGOS, which is not in this tree.
const VARIABLE: &str = "REGOS_DOCUMENT";

/// Where its replies say whether a call worked.
const ENVELOPE: &str =
    r#"{"success":"/ok","code":"/result/error","message":"/result/description","failure":"ErrorResult"}"#;

/// How long it may take, in nanoseconds.
const BOUND: f64 = 800e6;

/// Numbers of components whose cost is to grow no faster than they do.
const SIZES: [usize; 4] = [5_000, 20_000, 80_000, 200_000];

/// The public document, converted to what the conventions ask of a spec.
pub(super) fn document(plan: &Plan, generator: &Path) -> Result<Vec<Row>> {
    let Some(document) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        eprintln!("note: no `{DOCUMENT}`, since `{VARIABLE}` names no document");
        return Ok(Vec::new());
    };
    let out = scratch("document");
    let mut convert = Command::new("cargo");
    convert.args(["run", "--release", "--quiet", "--package", "nomenclature-bench", "--bin", "documents", "--"]);
    convert.arg(std::path::absolute(document)?).args(["--envelope", ENVELOPE, "--out"]).arg(&out);
    run(convert.current_dir(workspace()).env_remove("CARGO_MANIFEST_DIR"))?;
    let vendor = fs::read_dir(&out)?.next().ok_or("the document was not converted")??;
    let specs = vendor.path().join("specs");
    let runs = take_turns(plan.rounds(5), 1, |_| generate(generator, &specs))?;
    Ok(bounded(&format!("{DOCUMENT} REGOS against the bound of 800 ms"), &runs[0], BOUND))
}

pub(super) fn unused(plan: &Plan, generator: &Path) -> Result<Vec<Row>> {
    let specs = SIZES.map(|count| scratch("unused").join(count.to_string()));
    for (specs, count) in specs.iter().zip(SIZES) {
        fs::create_dir_all(specs.join("shop"))?;
        fs::write(specs.join("shop/openapi.yaml"), with_unused(count)?)?;
    }
    let runs = take_turns(plan.rounds(1), SIZES.len(), |size| generate(generator, &specs[size]))?;
    let name = |count: usize| format!("{UNUSED} {count} components");
    let times = SIZES.iter().zip(&runs);
    let mut rows: Vec<Row> =
        times.map(|(count, runs)| Row::alone(name(*count), Unit::Nanoseconds, median(&runs.cpu))).collect();
    for (fewer, more) in [(0, 1), (1, 2), (2, 3)] {
        let factor = SIZES[more] as f64 / SIZES[fewer] as f64;
        let expected = Runs { cpu: runs[fewer].cpu.iter().map(|time| time * factor).collect(), ..Runs::default() };
        let name = format!("{} against {factor} times {}", name(SIZES[more]), SIZES[fewer]);
        let target = if more + 1 == SIZES.len() { GROWTH } else { Target::None };
        rows.push(runs[more].cpu_row(name, &expected, target));
    }
    Ok(rows)
}

/// A document with one operation and so many components that nothing refers to; each refers to one that is used.
fn with_unused(count: usize) -> Result<String> {
    let mut document = String::from(
        "openapi: 3.1.1
info: {title: Shop, version: '1', description: A shop.}
servers: [{url: 'https://shop.invalid/v1', description: It.}]
tags: [{name: goods, description: Goods.}]
paths:
  /goods:
    get:
      operationId: goods_get
      tags: [goods]
      summary: Reads
      x-safety: read
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Goods'}}}}
components:
  schemas:
    Goods: {type: object, description: Goods., properties: {name: {$ref: '#/components/schemas/Name'}}}
    Name: {type: string, description: A name.}
",
    );
    for index in 0..count {
        writeln!(
            document,
            "    Unused{index}:\n      type: object\n      description: Nothing refers to it.\n      properties:\n        \
             name: {{$ref: '#/components/schemas/Name'}}\n        count: {{type: integer, format: int64, description: A count.}}"
        )?;
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use nomenclature_codegen::diagnostic::Code;

    use super::with_unused;

    #[test]
    fn components_that_nothing_uses_are_generated_with_a_warning_each() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(dir.path().join("shop")).expect("a folder");
        std::fs::write(dir.path().join("shop/openapi.yaml"), with_unused(3).expect("a document")).expect("a file");
        let target = nomenclature_codegen::Target::dependent("shop");
        let output = nomenclature_codegen::compile(dir.path(), &target);
        let output = output.unwrap_or_else(|found| panic!("{}", found.render(false)));
        let unused = output.warnings.0.iter().filter(|found| found.code == Code::UnusedSchema).count();
        assert_eq!(unused, 3, "{}", output.warnings.render(false));
        assert!(output.files["shop/types.rs"].contains("pub struct Unused2 "));
    }
}
