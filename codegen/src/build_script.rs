//! For the build script of a crate whose code is generated.
//!
//! ```no_run
//! use nomenclature_codegen::{build_script, emit::Target};
//!
//! fn main() -> std::process::ExitCode {
//!     build_script::run("specs", &Target::dependent("my_crate"))
//! }
//! ```
//!
//! and in the crate `include!(concat!(env!("OUT_DIR"), "/mod.rs"));`, which brings in a module for each folder of `specs/`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::compile;
use crate::diagnostic::Diagnostics;
use crate::emit::Target;

/// Generates from the folder `specs` into Cargo's `OUT_DIR`, again when a file below `specs` has changed.
///
/// Findings are shown as Cargo's warnings and errors; an error fails the build.
pub fn run(specs: impl AsRef<Path>, target: &Target) -> ExitCode {
    let specs = specs.as_ref();
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let folder = env::var_os("OUT_DIR").ok_or_else(|| "`OUT_DIR` is not set: this is no build script".to_owned());
    match folder.and_then(|folder| write(specs, Path::new(&folder), target)) {
        Ok(_) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

/// Generates from the folder `specs` into `folder`, which holds nothing else, and returns the paths that changed.
///
/// Prints the findings for Cargo, but no `rerun-if-changed`: that is for the caller to say.
///
/// # Errors
/// A sentence for [`fail`]: the specs have errors (which have been printed), or a file cannot be written.
pub fn write(specs: &Path, folder: &Path, target: &Target) -> Result<Vec<PathBuf>, String> {
    let output = compile(specs, target).map_err(|findings| {
        report(&findings);
        "nothing is generated; `nomenclature-codegen explain CODE` says more about an error".to_owned()
    })?;
    report(&output.warnings);
    output.write(folder).map_err(|error| format!("cannot write `{}`: {error}", folder.display()))
}

/// Prints a line of Cargo's for each finding, because Cargo takes no more; the findings as they are drawn go to standard
/// error, which Cargo shows when the build fails.
pub fn report(findings: &Diagnostics) {
    for finding in &findings.0 {
        let line = finding.to_string().replace(['\n', '\r'], " ");
        println!("cargo::{}={line}", finding.severity);
    }
    eprint!("{}", findings.render(false));
}

/// Prints each line of a message as an error of Cargo's; what `main` returns.
pub fn fail(message: &str) -> ExitCode {
    for line in message.lines() {
        println!("cargo::error={line}");
    }
    ExitCode::FAILURE
}
