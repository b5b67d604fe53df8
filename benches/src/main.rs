//! Measures `nomenclature` beside its peers.
//!
//! This process measures nothing of itself: it starts the subjects as processes of their own (`worker.rs`), so that no subject is
//! built with the features of another, lets them take turns (`rounds.rs`) and is the server that they call. A family is a file in
//! `families/`; `row.rs` is what each of them gives.

mod commands;
mod families;
mod folders;
mod lines;
mod openapi_generator;
mod peers;
mod process;
mod rounds;
mod row;
mod server;
mod synthetic;
mod worker;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use families::Family;

/// Measures one family of figures: ours, a peer's, the ratio, and the target.
#[derive(Parser)]
#[command(name = "nomenclature-bench")]
struct Arguments {
    /// What is measured.
    family: Family,
    /// How many times the subjects take turns; each family has a default.
    #[arg(long)]
    rounds: Option<usize>,
    /// Only the rows whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Exits with status 1 when a row misses its target.
    #[arg(long)]
    check: bool,
}

/// What a family needs to know.
struct Plan {
    rounds: Option<usize>,
    only: Option<String>,
}

impl Plan {
    fn rounds(&self, usual: usize) -> usize {
        self.rounds.unwrap_or(usual).max(1)
    }

    fn wants(&self, row: &str) -> bool {
        self.only.as_ref().is_none_or(|part| row.contains(part.as_str()))
    }
}

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = Plan { rounds: arguments.rounds, only: arguments.only };
    let rows = match arguments.family.measure(&plan) {
        Ok(rows) => rows,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::from(2);
        }
    };
    if arguments.json {
        rows.iter().for_each(|row| println!("{}", row.json()));
    } else {
        print!("{}", row::table(&rows));
    }
    let missed: Vec<&str> = rows.iter().filter(|row| row.met() == Some(false)).map(|row| row.name.as_str()).collect();
    if !missed.is_empty() {
        eprintln!("missed its target: {}", missed.join(", "));
    }
    ExitCode::from(u8::from(arguments.check && !missed.is_empty()))
}
