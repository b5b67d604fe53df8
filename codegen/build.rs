//! Puts a hash of the generator's sources and the versions of its engines into the binary, for the fingerprint.

#[path = "build/generator.rs"]
mod generator;

use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rustc-env=CODEGEN_SOURCES={}", generator::sources(Path::new("src"))?);
    println!("cargo::rustc-env=CODEGEN_ENGINES={}", generator::engines(&fs::read_to_string("Cargo.toml")?));
    Ok(())
}
