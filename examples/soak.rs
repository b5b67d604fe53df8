//! A soak: a long mixed load on all ten operations under random faults, and whether the client's memory grows.
//!
//! `cargo run --release --example soak -- --requests 200000 [--seconds 3600] [--seed 1]`
//!
//! The server is this program once more, as a process of its own, so that only the client's memory is measured. The exit
//! status is 1 if the memory grows or an error comes up that should not, and 2 if there was too little to tell or the arguments
//! cannot be used.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use nomenclature_tests::soak::{self, Plan};

const USAGE: &str = "usage: soak [--requests N] [--seconds S] [--seed X]

  --requests N  at most so many requests, repetitions included (20000)
  --seconds S   at most so long (86400)
  --seed X      what is called in which order, and which faults there are (1)";

struct Arguments {
    plan: Plan,
    serve: bool,
    help: bool,
}

fn arguments() -> Result<Arguments, String> {
    let plan = Plan { requests: 20_000, time: Duration::from_secs(24 * 3600), seed: 1 };
    let mut found = Arguments { plan, serve: false, help: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let number = words.next().and_then(|word| word.parse().ok());
            number.ok_or_else(|| format!("{word} needs a number\n\n{USAGE}"))
        };
        match word.as_str() {
            "--requests" => found.plan.requests = number()?,
            "--seconds" => found.plan.time = Duration::from_secs(number()?),
            "--seed" => found.plan.seed = number()?,
            "--serve" => found.serve = true,
            "--help" | "-h" => found.help = true,
            _ => return Err(format!("{word} is not known\n\n{USAGE}")),
        }
    }
    Ok(found)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Arguments { plan, serve, help } = match arguments() {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}");
            return Ok(ExitCode::from(2));
        }
    };
    if help {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if serve {
        return runtime.block_on(serve_until_told(plan.seed));
    }
    let seed = plan.seed.to_string();
    let mut server = Command::new(std::env::current_exe()?)
        .args(["--serve", "--seed", &seed])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut url = String::new();
    BufReader::new(server.stdout.take().ok_or("no output of the server")?).read_line(&mut url)?;
    println!("at most {} requests and {:?} on {}, seed {seed}", plan.requests, plan.time, url.trim());
    let report = runtime.block_on(soak::run(url.trim(), plan));
    drop(server.stdin.take());
    server.wait()?;
    println!("{report}");
    Ok(ExitCode::from(report.exit_status()))
}

/// Serves until the standard input ends, which it does with the process at its other end.
async fn serve_until_told(seed: u64) -> Result<ExitCode, Box<dyn Error>> {
    let sandbox = soak::sandbox().start().await?;
    soak::trouble(&sandbox, seed);
    println!("{}", sandbox.url());
    std::io::stdout().flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    sandbox.stop().await;
    Ok(ExitCode::SUCCESS)
}
