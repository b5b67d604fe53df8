//! Generates the code of each document of the corpus, a module a document.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/target.rs"]
mod target;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let mut modules = String::new();
    for document in fs::read_dir(".")? {
        let specs = document?.path().join("specs");
        if !specs.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", specs.display());
        let shape =
            specs.parent().and_then(Path::file_name).ok_or("a folder has a name")?.to_string_lossy().into_owned();
        let output = nomenclature_codegen::compile(&specs, &target::target())
            .map_err(|found| format!("{shape} is refused:\n{}", found.render(false)))?;
        for (name, text) in output.files {
            let path = out.join(&shape).join(name);
            fs::create_dir_all(path.parent().ok_or("a file is in a folder")?)?;
            fs::write(path, text)?;
        }
        // It has no warnings of its own.
        writeln!(modules, "#[deny(warnings)]\n#[path = {:?}]\npub mod {shape};", out.join(&shape).join("mod.rs"))?;
    }
    fs::write(out.join("generated.rs"), modules)?;
    Ok(())
}
