//! The command: `nomenclature-codegen generate | check | bundle`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use nomenclature_codegen::emit::Target;
use nomenclature_codegen::{bundle, bundles, compile};

/// Generates typed Rust clients and models from OpenAPI documents.
#[derive(Parser)]
#[command(name = "nomenclature-codegen", version)]
struct Arguments {
    /// Folder with one folder a vendor.
    #[arg(long, global = true, default_value = "specs")]
    specs: PathBuf,
    /// Folder of the generated files.
    #[arg(long, global = true, default_value = "generated")]
    out: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the generated files that differ.
    Generate,
    /// Compare the generated files with the specs; exit status 1 and a diff when they are stale.
    Check,
    /// Print the one self-contained document of a vendor.
    Bundle {
        /// The vendor's folder.
        vendor: String,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let compiled = || compile(&arguments.specs, &Target::default()).map_err(|problems| problems.to_string());
    let io = |error: std::io::Error| format!("error: `{}`: {error}", arguments.out.display());
    match &arguments.command {
        Command::Generate => {
            let changed = compiled()?.write(&arguments.out).map_err(io)?;
            for path in &changed {
                println!("wrote {}", path.display());
            }
            println!("{} files changed", changed.len());
            Ok(ExitCode::SUCCESS)
        }
        Command::Check => {
            let diff = compiled()?.diff(&arguments.out).map_err(io)?;
            if diff.is_empty() {
                println!("{} is fresh", arguments.out.display());
                return Ok(ExitCode::SUCCESS);
            }
            print!("{diff}");
            eprintln!(
                "error: `{}` is stale; run `cargo run -p nomenclature-codegen -- generate`",
                arguments.out.display()
            );
            Ok(ExitCode::from(1))
        }
        Command::Bundle { vendor } => {
            let documents = bundles(&arguments.specs).map_err(|problems| problems.to_string())?;
            let found = documents.iter().find(|(name, _)| name == vendor);
            let (_, document) = found.ok_or_else(|| {
                let names: Vec<_> = documents.iter().map(|(name, _)| name.as_str()).collect();
                format!("error: no vendor `{vendor}`; there is: {}", names.join(", "))
            })?;
            print!("{}", bundle::published(document).to_json());
            Ok(ExitCode::SUCCESS)
        }
    }
}
