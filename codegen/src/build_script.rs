//! For the build script of a crate whose code is generated.
//!
//! ```no_run
//! use nomenclature_codegen::{Target, build_script};
//!
//! fn main() -> std::process::ExitCode {
//!     build_script::run("specs", &Target::dependent("my_crate"))
//! }
//! ```
//!
//! and in the crate `include!(concat!(env!("OUT_DIR"), "/mod.rs"));`, which brings in a module for each folder of `specs/`.
//!
//! Cargo shows what a build script warns of at every command, also where nothing is built. So [`run`] shows a few warnings and then
//! their numbers, and nothing where the script runs again and finds the same; [`Warnings`] says otherwise:
//!
//! ```no_run
//! # use nomenclature_codegen::{Target, build_script::{self, Warnings}};
//! # fn main() -> std::process::ExitCode {
//! build_script::run_with("specs", &Target::dependent("my_crate"), Warnings::None)
//! # }
//! ```

use std::borrow::Cow;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, more};
use crate::pipeline::compile;
use crate::target::Target;

/// What a build shows of the warnings about the specs. Of errors it shows as many as [`Warnings::Summary`] says of warnings, or all
/// with [`Warnings::All`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warnings {
    /// Up to ten in full; of more, three of each code and how many there are. Nothing where a run finds the same as the one before.
    #[default]
    Summary,
    /// Each of them, at every run.
    All,
    /// None: `nomenclature-codegen lint` shows them.
    None,
}

/// Up to how many errors or warnings are shown one by one.
pub const FEW: usize = 10;

/// How many of one code are shown where there are more.
pub const OF_EACH: usize = 3;

/// Where the warnings of the last run are kept, below Cargo's `OUT_DIR`.
const SHOWN: &str = "nomenclature-warnings";

/// Generates from the folder `specs` into Cargo's `OUT_DIR`, again when a file below `specs` has changed.
///
/// Findings are shown as Cargo's warnings and errors, the warnings as [`Warnings::Summary`] says; an error fails the build.
pub fn run(specs: impl AsRef<Path>, target: &Target) -> ExitCode {
    run_with(specs, target, Warnings::default())
}

/// As [`run`], with another choice of what is shown.
pub fn run_with(specs: impl AsRef<Path>, target: &Target, warnings: Warnings) -> ExitCode {
    let specs = specs.as_ref();
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", specs.display());
    let folder = env::var_os("OUT_DIR").ok_or_else(|| "`OUT_DIR` is not set: this is no build script".to_owned());
    match folder.and_then(|folder| write(specs, Path::new(&folder), target, warnings)) {
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
pub fn write(specs: &Path, folder: &Path, target: &Target, warnings: Warnings) -> Result<Vec<PathBuf>, String> {
    let output = compile(specs, target).map_err(|findings| {
        report(&findings, warnings);
        "nothing is generated; `nomenclature-codegen explain CODE` says more about an error".to_owned()
    })?;
    let changed = output.write(folder).map_err(|error| format!("cannot write `{}`: {error}", folder.display()))?;
    let known = env::var_os("OUT_DIR").map(|folder| kept(Path::new(&folder)));
    if warnings == Warnings::All || !known.is_some_and(|path| is_shown(&path, &output.warnings)) {
        report(&output.warnings, warnings);
    }
    Ok(changed)
}

/// Beside `OUT_DIR`, which may hold nothing but what is generated.
fn kept(out: &Path) -> PathBuf {
    out.parent().unwrap_or(out).join(SHOWN)
}

/// Whether the run before found the same; keeps what this one has found.
fn is_shown(path: &Path, warnings: &Diagnostics) -> bool {
    let text = warnings.to_string();
    let is_same = fs::read_to_string(path).is_ok_and(|before| before == text);
    // Without it the next run shows them again.
    let _ = fs::write(path, text);
    is_same && !warnings.0.is_empty()
}

/// Prints a line of Cargo's for each finding that is shown, because Cargo takes no more; the same findings as they are drawn go to
/// standard error, which Cargo shows when the build fails.
pub fn report(findings: &Diagnostics, warnings: Warnings) {
    for (severity, line) in lines(findings, warnings) {
        println!("cargo::{severity}={line}");
    }
    let (few, of_each) = limits(warnings);
    eprint!("{}", chosen(findings, warnings).render_abridged(false, few, of_each));
}

/// What is shown: a line a finding, and a line for all of one code that are left out.
fn lines(findings: &Diagnostics, warnings: Warnings) -> Vec<(Severity, String)> {
    let (few, of_each) = limits(warnings);
    let findings = chosen(findings, warnings);
    let (shown, left_out) = findings.abridged(few, of_each);
    let line = |found: &Diagnostic| (found.severity, found.to_string().replace(['\n', '\r'], " "));
    let shown = shown.into_iter().map(line);
    shown.chain(left_out.iter().map(|found| (found[0].severity, more(found)))).collect()
}

/// The findings without the warnings where those are not wanted.
fn chosen(findings: &Diagnostics, warnings: Warnings) -> Cow<'_, Diagnostics> {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
    match warnings {
        Warnings::None => Cow::Owned(Diagnostics(findings.0.iter().filter(is_error).cloned().collect())),
        _ => Cow::Borrowed(findings),
    }
}

/// Up to how many errors or warnings are shown one by one, and of more how many of one code.
fn limits(warnings: Warnings) -> (usize, usize) {
    match warnings {
        Warnings::All => (usize::MAX, usize::MAX),
        Warnings::None | Warnings::Summary => (FEW, OF_EACH),
    }
}

/// Prints each line of a message as an error of Cargo's; what `main` returns.
pub fn fail(message: &str) -> ExitCode {
    for line in message.lines() {
        println!("cargo::error={line}");
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, File, Span};

    fn found(counts: &[(Code, usize)]) -> Diagnostics {
        let file = File::new("x.yaml", "text");
        let of = |(code, count): &(Code, usize)| (1..=*count).map(move |line| (*code, line)).collect::<Vec<_>>();
        let all = counts.iter().flat_map(of);
        Diagnostics(all.map(|(code, line)| Diagnostic::at(code, &Span::at(&file, line, 1), "said")).collect())
    }

    #[test]
    fn many_findings_of_one_code_are_counted() {
        let (described, unused, error) = (Code::MissingDescription, Code::UnusedSchema, Code::InvalidYaml);
        for (counts, how, expected) in [
            (&[(described, 9), (unused, 1)][..], Warnings::Summary, 10),
            (&[(described, 10), (unused, 1)], Warnings::Summary, 3 + 1 + 1),
            (&[(described, 5000), (unused, 3000)], Warnings::Summary, 3 + 3 + 2),
            (&[(described, 5000), (error, 10)], Warnings::Summary, 3 + 10 + 1),
            (&[(described, 5), (error, 1138)], Warnings::Summary, 5 + 3 + 1),
            (&[(described, 5000)], Warnings::All, 5000),
            (&[(described, 20), (error, 1138)], Warnings::All, 1158),
            (&[(described, 5000), (error, 2)], Warnings::None, 2),
            (&[(described, 5000), (error, 1138)], Warnings::None, 3 + 1),
        ] {
            let shown = lines(&found(counts), how);
            assert_eq!(shown.len(), expected, "{counts:?}, {how:?}: {shown:?}");
        }
        let shown = lines(&found(&[(described, 12), (error, 15)]), Warnings::Summary);
        let all = "`nomenclature-codegen lint --all` shows all";
        let places = |first: usize| (first..first + 5).map(|line| format!("x.yaml:{line}:1, ")).collect::<String>();
        let more = |count, code: Code| format!("{count} more of {code}: {} ({}...); {all}", code.summary(), places(4));
        let expected = [(Severity::Error, more(12, error)), (Severity::Warning, more(9, described))];
        assert_eq!(shown[6..], expected);
    }
}
