//! How much of a public OpenAPI document the generator can do: `documents <document.json>`.
//!
//! The document gets what the conventions ask of a spec, as `import` gives it, and no schema is changed. The generator refuses a
//! whole vendor where one operation is wrong, so what a finding is about is taken out, and the operations that lead to it, until
//! nothing is found; each of them counts as refused, with the finding as its reason. What is left is generated and, with
//! `--check`, compiled: only then does an operation count.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use nomenclature_codegen::Target;
use nomenclature_codegen::import::{self, Refused};
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::node::Node;

/// Counts the operations of a public OpenAPI document that are generated.
#[derive(Parser)]
struct Arguments {
    /// The document, as JSON.
    document: PathBuf,
    /// The `x-envelope` of the document, as JSON: where its replies say whether a call worked.
    #[arg(long)]
    envelope: Option<String>,
    /// Compiles what is generated, with `cargo check`.
    #[arg(long)]
    check: bool,
    /// Where the converted document and what is generated from it are written.
    #[arg(long, default_value = "target/bench/documents")]
    out: PathBuf,
}

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let document = import::read(&arguments.document)?;
    let name = arguments.document.file_stem().unwrap_or_default().to_string_lossy();
    let vendor: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let out = std::path::absolute(arguments.out.join(&vendor))?;
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let document = import::convert(&document, arguments.envelope.as_deref().map(envelope).transpose()?);
    let all = import::count(&document);
    let specs = out.join("specs");
    let (document, refused) = import::take_out(document)?;
    fs::create_dir_all(specs.join(&vendor))?;
    fs::write(specs.join(&vendor).join("openapi.yaml"), document.to_json())?;
    report(&vendor, all, &refused);
    let output = nomenclature_codegen::compile(&specs, &Target::dependent("document"))
        .map_err(|found| format!("what is left is refused:\n{}", found.render(false)))?;
    package(&out, &output)?;
    let lines: usize =
        output.files.iter().filter(|(name, _)| name.ends_with(".rs")).map(|(_, text)| text.lines().count()).sum();
    println!("generated: {lines} lines of Rust in {}", out.display());
    if arguments.check {
        let mut cargo = Command::new("cargo");
        cargo.args(["check", "--quiet", "--offline", "--manifest-path"]).arg(out.join("Cargo.toml"));
        if !cargo.env_remove("CARGO_MANIFEST_DIR").status()?.success() {
            return Err("what is generated does not compile".into());
        }
        println!("compiled: {} of {all} operations", all - refused.len());
    }
    Ok(())
}

fn envelope(text: &str) -> Result<Node> {
    let mut loader = Loader::in_memory([("envelope.yaml".to_owned(), text.as_bytes().to_vec())]);
    Ok(loader.yaml("envelope.yaml", None).map_err(|found| found.to_string())?.as_ref().clone())
}

fn report(vendor: &str, all: usize, refused: &[Refused]) {
    let done = all - refused.len();
    let share = 100.0 * done as f64 / all.max(1) as f64;
    println!("{vendor}: {done} of {all} operations ({share:.1} %)");
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Refused { operation, reason } in refused {
        reasons.entry(reason).or_default().push(operation);
    }
    for (reason, operations) in reasons {
        println!("refused {}: {reason}\n    {}", operations.len(), operations.join(", "));
    }
}

/// A crate with what is generated.
fn package(out: &Path, output: &nomenclature_codegen::Output) -> Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let manifest = format!(
        "[package]\nname = \"document\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies.nomenclature-runtime]\npath = {:?}\n\
         features = [\"uuid\"]\n\n[dependencies.serde]\nversion = \"1\"\nfeatures = [\"derive\"]\n",
        workspace.join("runtime").display().to_string()
    );
    fs::create_dir_all(out.join("src"))?;
    fs::write(out.join("Cargo.toml"), manifest)?;
    fs::copy(workspace.join("Cargo.lock"), out.join("Cargo.lock"))?;
    for (name, text) in &output.files {
        let path = out.join("src").join(if name == "mod.rs" { "lib.rs" } else { name });
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, text)?;
    }
    Ok(())
}
