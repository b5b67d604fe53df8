//! How much of a public OpenAPI document the generator can do: `documents <document.json>`.
//!
//! `convert.rs` gives the document what the conventions ask of a spec and changes no schema. The generator refuses a whole vendor
//! where one operation is wrong, so `refused.rs` takes out what a finding is about, and the operations that lead to it, until
//! nothing is found; each of them counts as refused, with the finding as its reason. What is left is generated and, with
//! `--check`, compiled: only then does an operation count.

mod convert;
mod refused;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use nomenclature_codegen::Target;
use serde_json::Value;

use refused::Refused;

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
    let text = fs::read_to_string(&arguments.document)
        .map_err(|error| format!("cannot read `{}`: {error}", arguments.document.display()))?;
    let mut document: Value = serde_json::from_str(&text)?;
    let name = arguments.document.file_stem().unwrap_or_default().to_string_lossy();
    let vendor: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let out = std::path::absolute(arguments.out.join(&vendor))?;
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    convert::convert(&mut document);
    if let Some(envelope) = &arguments.envelope {
        document["x-envelope"] = serde_json::from_str(envelope)?;
    }
    let all = refused::operations(&document).len();
    let specs = out.join("specs");
    let refused = refused::take_out(&mut document, &specs.join(&vendor))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids, formats, safety and tags are missing, as in the documents of others.
    fn document() -> Value {
        let reply = |name: &str| {
            serde_json::json!({
                "tags": ["Some things"],
                "responses": { "200": { "description": "Fine.", "content": {
                    "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } }
                } } }
            })
        };
        serde_json::json!({
            "openapi": "3.1.0",
            "info": { "title": "Document", "version": "1" },
            "servers": [{ "url": "/relative" }],
            "paths": {
                "/good": { "get": reply("Good"), "post": reply("Good") },
                "/bad": { "get": reply("Outer"), "delete": reply("Good") },
            },
            "components": { "schemas": {
                "Good": { "type": "object", "x-vendor": 1, "properties": {
                    "x-1": { "type": "number" }, "X_1": { "type": "integer" }, "type": { "enum": ["a-b", "A B", "да"] }
                } },
                "Outer": { "type": "object", "properties": { "bad": { "$ref": "#/components/schemas/bad_part" } } },
                "bad_part": { "type": "object", "properties": { "a": { "not": { "type": "string" } } } },
            } }
        })
    }

    #[test]
    fn what_leads_to_a_mistake_is_refused_and_the_rest_is_generated() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut document = document();
        convert::convert(&mut document);
        assert_eq!(refused::operations(&document).len(), 4);
        let refused = refused::take_out(&mut document, &dir.path().join("specs/document")).expect("it ends");
        let [only] = &refused[..] else { panic!("{refused:?}") };
        assert_eq!(only.operation, "GET /bad");
        assert!(only.reason.contains("NC0403"), "{}", only.reason);
        let output = nomenclature_codegen::compile(&dir.path().join("specs"), &Target::dependent("document"));
        let output = output.unwrap_or_else(|found| panic!("{}", found.render(false)));
        let operations = &output.files["document/operations.rs"];
        for id in ["get_good", "post_good", "delete_bad"] {
            assert!(operations.contains(&format!("some_things_{id}")), "{operations}");
        }
    }

    #[test]
    fn a_conversion_leaves_data_and_schemas_as_they_are() {
        let schema = serde_json::json!({
            "type": "object",
            "properties": { "x-vendor": { "type": "string", "x-vendor": true } },
            "example": { "x-vendor": 1, "type": "number" },
        });
        let mut document = serde_json::json!({ "components": { "schemas": { "Good": schema } } });
        convert::convert(&mut document);
        let good = &document["components"]["schemas"]["Good"];
        assert_eq!(good["properties"]["x-vendor"], serde_json::json!({ "type": "string" }));
        assert_eq!(good["example"], serde_json::json!({ "x-vendor": 1, "type": "number" }));
    }
}
