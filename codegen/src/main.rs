//! The command: `nomenclature-codegen generate | check | lint | explain | new | bundle | drift`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use nomenclature_codegen::Target;
use nomenclature_codegen::build_script::{FEW, OF_EACH};
use nomenclature_codegen::diagnostic::{Code, Diagnostics};
use nomenclature_codegen::scaffold::{self, Wanted};
use nomenclature_codegen::{bundle, bundles, compile, drift, editor, findings, import, origins, watch};

/// Four tenths of the time was the system's allocator.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Generates typed Rust clients and models from OpenAPI documents.
#[derive(Clone, Parser)]
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

#[derive(Clone, Subcommand)]
enum Command {
    /// Write the generated files that differ.
    Generate,
    /// Compare the generated files with the specs; exit status 1 and a diff when they are stale.
    Check,
    /// Print what is wrong with the specs, or could be better; exit status 2 when there is an error.
    Lint {
        /// Treat warnings as errors.
        #[arg(long)]
        deny_warnings: bool,
        /// Show each warning, also where there are more than 200.
        #[arg(long)]
        all: bool,
        /// Go on: lint again after each change of a file.
        #[arg(long)]
        watch: bool,
    },
    /// Write the JSON Schemas of the specs' files, by which editors check and complete them, into `<specs>/.schemas`.
    Schemas,
    /// Print what a finding's code means, with an example; without a code, list all.
    Explain {
        /// `NC0401`, or `number-without-decimal`.
        code: Option<String>,
    },
    /// Write what one more operation needs, in the short form; `TODO` marks what only a person can know.
    New {
        /// The vendor's folder.
        vendor: String,
        /// Path of the call: `/price_type/list`. With --family, what the paths begin with: `/PriceType`.
        path: String,
        /// Write every operation of the vendor's family below the path: `family` of `x-habits`.
        #[arg(long)]
        family: bool,
        /// The body is a list of records.
        #[arg(long)]
        batch: bool,
        /// The vendor has no specs yet: begin its document too.
        #[arg(long)]
        first: bool,
        /// HTTP method; that of the most similar operation when left out. Adds another one to a path that is there.
        #[arg(long)]
        method: Option<String>,
        /// Tag; made of the path when left out.
        #[arg(long)]
        tag: Option<String>,
        /// Operation id, `<tag>_<method>`; made of tag and path when left out.
        #[arg(long)]
        id: Option<String>,
    },
    /// Write what a vendor's own OpenAPI document (3.0 or 3.1, YAML or JSON) has and the specs have not, in the short form. Nothing
    /// is overwritten; what was guessed is printed, and marked in the specs.
    Import {
        /// The vendor's folder; a new one is begun.
        vendor: String,
        /// The document.
        document: PathBuf,
        /// Paths to import, with `*` for any text: `/PriceType/*`. All of them when left out.
        #[arg(long, value_name = "PATTERN")]
        only: Vec<String>,
    },
    /// Print the one self-contained document of a vendor.
    Bundle {
        /// The vendor's folder.
        vendor: String,
        /// Print this operation alone, and which line of which file each part of it comes from: an id, or `"POST /PriceType/Get"`.
        #[arg(long, value_name = "OPERATION")]
        explain: Option<String>,
    },
    /// Compare the specs of a vendor with a newer document of the vendor's own.
    #[command(after_help = DRIFT_STATUS)]
    Drift {
        /// The vendor's folder.
        vendor: String,
        /// The vendor's document: OpenAPI 3.0 or 3.1 or a list of facts, YAML or JSON.
        document: PathBuf,
        /// Compare the operations of these paths only, with `*` for any text.
        #[arg(long, value_name = "PATHS")]
        only: Option<String>,
        /// List each operation that the specs do not have.
        #[arg(long)]
        all: bool,
        /// Print Markdown, for an issue.
        #[arg(long)]
        markdown: bool,
    },
}

/// The end of the help of `drift`.
const DRIFT_STATUS: &str = "What differs on purpose is a row in `<specs>/<vendor>/rulings.yaml`, and is counted only.\n\n\
    Exit status: 0 without a difference, 1 with one, 2 when the document or the specs cannot be read or a row of the rulings fits no \
    difference any more.";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
    }
}

impl Arguments {
    /// From a folder inside the workspace, the specs and the output are those of the workspace.
    fn below_workspace(&self) -> Self {
        let mut arguments = self.clone();
        if self.specs.is_absolute() || self.specs.exists() {
            return arguments;
        }
        let here = std::env::current_dir().unwrap_or_default();
        if let Some(root) = here.ancestors().skip(1).find(|folder| folder.join(&self.specs).is_dir()) {
            arguments.specs = root.join(&self.specs);
            arguments.out = if self.out.is_absolute() { self.out.clone() } else { root.join(&self.out) };
        }
        arguments
    }
}

/// Writes to standard output; a reader that has seen enough, such as `head`, is no error.
fn print(text: &str) -> Result<(), String> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("error: cannot write: {error}")),
        _ => Ok(()),
    }
}

/// Up to how many errors or warnings `lint` shows one by one.
const MANY: usize = 200;

/// Findings for a reader at a terminal; without colours for anything else, or where `NO_COLOR` asks for it. Of more than `few` errors
/// or warnings some of each code are shown.
fn shown(found: &Diagnostics, few: usize) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    found.render_abridged(!plain && std::io::stderr().is_terminal(), few, OF_EACH)
}

/// Prints what is found in the specs.
fn lint(specs: &Path, few: usize) -> Result<Diagnostics, String> {
    let found = findings(specs);
    eprint!("{}", shown(&found, few));
    if found.0.is_empty() {
        print("no findings\n")?;
    }
    Ok(found)
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let arguments = &arguments.below_workspace();
    let compiled = || compile(&arguments.specs, &Target::default()).map_err(|found| shown(&found, FEW));
    let io = |error: std::io::Error| format!("error: `{}`: {error}", arguments.out.display());
    match &arguments.command {
        Command::Generate => {
            let output = compiled()?;
            eprint!("{}", shown(&output.warnings, FEW));
            let changed = output.write(&arguments.out).map_err(io)?;
            for path in &changed {
                print(&format!("wrote {}\n", path.display()))?;
            }
            print(&format!("{} files changed\n", changed.len()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check => {
            let diff = compiled()?.diff(&arguments.out).map_err(io)?;
            if diff.is_empty() {
                print(&format!("{} is fresh\n", arguments.out.display()))?;
                return Ok(ExitCode::SUCCESS);
            }
            print(&diff)?;
            eprintln!(
                "error: `{}` is stale; run `cargo run -p nomenclature-codegen -- generate`",
                arguments.out.display()
            );
            Ok(ExitCode::from(1))
        }
        Command::Lint { deny_warnings, all, watch } => {
            let few = if *all { usize::MAX } else { MANY };
            if !watch {
                let found = lint(&arguments.specs, few)?;
                let is_bad = found.has_errors() || (*deny_warnings && !found.0.is_empty());
                return Ok(if is_bad { ExitCode::from(2) } else { ExitCode::SUCCESS });
            }
            let mut ended = Ok(());
            watch::changes(&arguments.specs, || {
                let start = Instant::now();
                ended = lint(&arguments.specs, few)
                    .and_then(|_| print(&format!("linted in {} ms\n", start.elapsed().as_millis())));
                ended.is_ok()
            });
            ended.map(|()| ExitCode::SUCCESS)
        }
        Command::Schemas => {
            for (name, text) in editor::schemas() {
                let path = arguments.specs.join(editor::FOLDER).join(name);
                std::fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(|error| format!("error: {error}"))?;
                std::fs::write(&path, text).map_err(|error| format!("error: `{}`: {error}", path.display()))?;
                print(&format!("wrote {}\n", path.display()))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Explain { code: None } => {
            for code in Code::ALL {
                print(&format!(
                    "{code} {:<26}  {:<7}  {}\n",
                    code.name(),
                    code.severity().to_string(),
                    code.summary()
                ))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Explain { code: Some(name) } => {
            let code = Code::find(name)
                .ok_or_else(|| format!("error: there is no code `{name}`; did you mean `{}`?", Code::nearest(name)))?;
            print(&code.explanation())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::New { vendor, path, family, batch, first, method, tag, id } => {
            let [method, tag, id] = [method, tag, id].map(Clone::clone);
            let path = if path.starts_with('/') || !family { path.clone() } else { format!("/{path}") };
            let (family, batch, first) = (*family, *batch, *first);
            let wanted = Wanted { vendor: vendor.clone(), path, method, tag, id, family, batch, first };
            let planned = scaffold::plan(&arguments.specs, &wanted).map_err(|message| format!("error: {message}"))?;
            let written = planned.write(&arguments.specs).map_err(|error| format!("error: {error}"))?;
            for path in &written {
                print(&format!("wrote {}\n", path.display()))?;
            }
            print("`lint` shows what is left to fill in, `bundle --explain <operation>` what the habits add\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { vendor, document, only } => {
            let planned = import::plan(&arguments.specs, vendor, document, only);
            let (planned, report) = planned.map_err(|message| format!("error: {message}"))?;
            let written = planned.write(&arguments.specs).map_err(|error| format!("error: {error}"))?;
            for path in &written {
                print(&format!("wrote {}\n", path.display()))?;
            }
            print(&report.to_string())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Drift { vendor, document, only, all, markdown } => {
            let wanted = drift::Wanted { vendor: vendor.clone(), document: document.clone(), only: only.clone() };
            let report = drift::drift(&arguments.specs, &wanted).map_err(|found| shown(&found, FEW))?;
            if only.is_some() && report.is_empty() {
                return Err("error: no operation has such a path; `--only` takes one, with `*` for any text".to_owned());
            }
            print(&if *markdown { report.markdown(*all) } else { report.text(*all) })?;
            eprint!("{}", shown(&report.findings, FEW));
            Ok(match () {
                () if report.findings.has_errors() => ExitCode::from(2),
                () if report.differences.is_empty() => ExitCode::SUCCESS,
                () => ExitCode::from(1),
            })
        }
        Command::Bundle { vendor, explain } => {
            let documents = bundles(&arguments.specs).map_err(|found| shown(&found, FEW))?;
            let found = documents.iter().find(|(name, _)| name == vendor);
            let (_, document) = found.ok_or_else(|| {
                let names: Vec<_> = documents.iter().map(|(name, _)| name.as_str()).collect();
                format!("error: no vendor `{vendor}`; there is: {}", names.join(", "))
            })?;
            let Some(operation) = explain else {
                print(&bundle::published(document).to_json())?;
                return Ok(ExitCode::SUCCESS);
            };
            let text = origins::of_operation(document, operation);
            print(&text.ok_or_else(|| format!("error: `{vendor}` has no operation `{operation}`"))?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
