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
mod plan;
mod process;
mod rounds;
mod row;
mod server;
mod synthetic;
mod worker;

use std::error::Error;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::Parser;

use families::Family;
use plan::Plan;

/// Measures one family of figures: ours, a peer's, the ratio, and the target.
#[derive(Parser)]
#[command(name = "nomenclature-bench")]
struct Arguments {
    /// What is measured.
    family: Family,
    /// How many times the subjects take turns; each family has a default.
    #[arg(long)]
    rounds: Option<NonZeroUsize>,
    /// Only the rows whose name contains this, and of the rest as much as is measured with them.
    #[arg(long)]
    only: Option<String>,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Exits with status 1 when a row misses its target, and with 2 when no row has one.
    #[arg(long)]
    check: bool,
}

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = Plan::new(arguments.rounds, arguments.only);
    let rows = match measure(arguments.family, &plan) {
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
    if arguments.check && rows.iter().all(|row| row.met().is_none()) {
        eprintln!("error: none of these rows has a target");
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(arguments.check && !missed.is_empty()))
}

/// The rows that are wanted; without any, a name was mistyped.
fn measure(family: Family, plan: &Plan) -> Result<Vec<row::Row>> {
    let mut rows = family.measure(plan)?;
    rows.retain(|row| plan.wants(&row.name));
    if rows.is_empty() {
        return Err("no row of this family has such a name; without `--only` it prints all of them".into());
    }
    Ok(rows)
}
