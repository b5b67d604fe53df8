//! Keeps `generated/` in step with `specs/`.
//!
//! In a checkout a workspace build switches the feature `_regenerate` on, and a changed spec is generated anew here. Without
//! the feature a stale `generated/` is an error that names the remedy. The published package has neither `specs/` nor this
//! script, which a dependent would have to compile and to trust.

use std::fs;
#[cfg(feature = "_regenerate")]
use std::io;
use std::path::Path;
use std::process::ExitCode;

// The generator itself is no dependency: that would be one of everybody who uses the SDK from its repository.
#[path = "codegen/src/spec_files.rs"]
mod spec_files;

const REMEDY: &str = "run `cargo run -p nomenclature-codegen -- generate` in the workspace";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=codegen/src/spec_files.rs");
    let specs = Path::new("specs");
    if !specs.is_dir() {
        return ExitCode::SUCCESS;
    }
    println!("cargo::rerun-if-changed=specs");
    println!("cargo::rerun-if-changed=generated/FINGERPRINT");
    let result = if cfg!(feature = "_regenerate") && Path::new("codegen/Cargo.toml").is_file() {
        regenerate(specs)
    } else {
        verify(specs)
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "_regenerate")]
fn regenerate(specs: &Path) -> Result<(), String> {
    use nomenclature_codegen::Target;
    use nomenclature_codegen::build_script::{self, Warnings};
    let generated = Path::new("generated");
    let changed = build_script::write(specs, generated, &Target::default(), Warnings::default())?;
    if !changed.is_empty() {
        backdate(&generated.join("FINGERPRINT")).map_err(|error| format!("cannot touch the fingerprint: {error}"))?;
    }
    Ok(())
}

/// Cargo runs this script again when a watched file is younger than the script's last run, which a file written by that
/// run always is. An old date keeps the next build fresh; a checkout or an edit dates the file anew.
#[cfg(feature = "_regenerate")]
fn backdate(path: &Path) -> io::Result<()> {
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(946_684_800);
    fs::File::options().append(true).open(path)?.set_modified(long_ago)
}

#[cfg(not(feature = "_regenerate"))]
fn regenerate(_: &Path) -> Result<(), String> {
    Ok(())
}

/// Compares the specs with the first line of the fingerprint.
fn verify(specs: &Path) -> Result<(), String> {
    let fingerprint = fs::read_to_string("generated/FINGERPRINT").unwrap_or_default();
    let hash = spec_files::hash(specs).map_err(|error| format!("cannot read `specs/`: {error}"))?;
    match fingerprint.lines().next() == Some(&format!("specs {hash}")) {
        true => Ok(()),
        false => Err(format!("`generated/` does not belong to `specs/`: {REMEDY}")),
    }
}
