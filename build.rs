//! Keeps `generated/` in step with `specs/`.
//!
//! In a checkout a workspace build switches the feature `_regenerate` on, and a changed spec is generated anew here. Without
//! the feature a stale `generated/` is an error that names the remedy. The published package has neither `specs/` nor this
//! script, which a dependent would have to compile and to trust.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

const REMEDY: &str = "run `cargo run -p nomenclature-codegen -- generate` in the workspace";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
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
    use nomenclature_codegen::{build_script, emit::Target};
    let generated = Path::new("generated");
    let changed = build_script::write(specs, generated, &Target::default())?;
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
    let hash = specs_hash(specs).map_err(|error| format!("cannot read `specs/`: {error}"))?;
    match fingerprint.lines().next() == Some(&format!("specs {hash}")) {
        true => Ok(()),
        false => Err(format!("`generated/` does not belong to `specs/`: {REMEDY}")),
    }
}

/// 128-bit FNV-1a over each path (with `/`), a zero byte, the text with LF line ends, and a zero byte; the same stands in
/// `codegen/src/fingerprint.rs`, which a dependent's build must not need.
fn specs_hash(specs: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(specs, "", &mut files)?;
    files.sort();
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut feed = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    for file in &files {
        file.bytes().chain([0]).for_each(&mut feed);
        let text = fs::read(specs.join(file))?;
        text.into_iter().filter(|byte| *byte != b'\r').chain([0]).for_each(&mut feed);
    }
    Ok(format!("{hash:032x}"))
}

fn collect(root: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if [".yaml", ".json", ".md"].iter().any(|kind| path.ends_with(kind)) {
            // Whatever else lies there, such as an editor's backup, is no spec.
            files.push(path);
        }
    }
    Ok(())
}
