//! Puts a hash of the generator's sources and the versions of its engines into the binary, for the fingerprint.

use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.toml");
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files)?;
    files.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in &files {
        for byte in fs::read(file)?.into_iter().filter(|byte| *byte != b'\r') {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=CODEGEN_SOURCES={hash:016x}");
    let manifest = fs::read_to_string("Cargo.toml")?;
    let engines: Vec<_> =
        ["progenitor-impl", "typify", "prettyplease"].iter().map(|name| engine(&manifest, name)).collect();
    println!("cargo::rustc-env=CODEGEN_ENGINES={}", engines.join(" "));
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The pinned version of a dependency: the first `=x.y.z` after its name, in a plain or in a packaged manifest.
fn engine(manifest: &str, name: &str) -> String {
    let after = [format!("\n{name} ="), format!("[dependencies.{name}]")]
        .iter()
        .find_map(|key| manifest.split_once(key.as_str()).map(|(_, rest)| rest));
    let version = after.and_then(|rest| rest.split_once("\"=")).and_then(|(_, rest)| rest.split('"').next());
    format!("{name}-{}", version.unwrap_or("unpinned"))
}
