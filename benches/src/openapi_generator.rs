//! openapi-generator, as a program: the jar of its package for Python, fetched when it is wanted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::folders::scratch;
use crate::process::{Spent, run};

const VERSION: &str = "7.26.0";

const JAR: &str = "openapi_generator_cli/openapi-generator.jar";

/// The jar. It is in an archive of Python's package registry, which is fetched once.
pub(crate) fn jar() -> Result<PathBuf> {
    let folder = scratch("openapi-generator").join(VERSION);
    let jar = folder.join(JAR);
    if jar.is_file() {
        return Ok(jar);
    }
    fs::create_dir_all(&folder)?;
    let package = format!("openapi-generator-cli=={VERSION}");
    run(Command::new("python3").args(["-m", "pip", "download", "--no-deps", &package, "--dest"]).arg(&folder))?;
    let fetched = fs::read_dir(&folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let wheel = fetched.into_iter().find(|path| path.extension().is_some_and(|end| end == "whl"));
    let wheel = wheel.ok_or_else(|| format!("no archive came for {package}"))?;
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder))?;
    if jar.is_file() { Ok(jar) } else { Err(format!("{package} has no {JAR}").into()) }
}

/// Generates a Rust client, a crate called `stock`, from a document into a folder that is removed before.
pub(crate) fn generate(jar: &Path, document: &Path, into: &Path) -> Result<Spent> {
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar).args(["generate", "-g", "rust", "--library", "reqwest", "--package-name", "stock"]);
    run(java.arg("-i").arg(document).arg("-o").arg(into))
}
