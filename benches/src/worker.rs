//! A subject in a process of its own.
//!
//! A worker is a program in `benches/workers/`. It prints `ready`, then answers each line on its standard input, a scenario and a
//! number of repetitions, with one JSON object on a line: what the repetitions cost.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use crate::Result;
use crate::folders::{scratch, workspace};
use crate::process::run;

/// What a scenario cost, all its repetitions together.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Cost {
    /// Time on the clock.
    pub(crate) nanoseconds: f64,
    /// Time of the processor, of all threads of the worker.
    pub(crate) cpu_nanoseconds: f64,
    /// Allocations; only a worker that counts them has them.
    pub(crate) allocations: f64,
    /// The most that was allocated at a time beyond what was before; only a worker that counts.
    pub(crate) peak_bytes: f64,
}

/// A worker in one of its two forms.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// Measures time.
    Time,
    /// Counts allocations, on the thread that does the work.
    Count,
}

/// Builds the worker `benches/workers/<name>` and gives the command that runs it.
///
/// `variables` are those of the environment that its source names with `env!`.
pub(crate) fn build(name: &str, form: Form, variables: &[(&str, &OsStr)]) -> Result<Command> {
    let manifest = workspace().join("benches/workers").join(name).join("Cargo.toml");
    let target = scratch("workers");
    let program = match form {
        Form::Time => format!("{name}-time"),
        Form::Count => format!("{name}-count"),
    };
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--bin", &program, "--manifest-path"]).arg(manifest);
    // The settings of the cargo that runs us are not the worker's.
    run(cargo.arg("--target-dir").arg(&target).env_remove("CARGO_MANIFEST_DIR").envs(variables.iter().copied()))?;
    Ok(Command::new(target.join("release").join(program)))
}

pub(crate) struct Worker {
    name: String,
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    pub(crate) fn start(name: &str, mut command: Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(format!("{name} has no standard input or output").into());
        };
        let mut worker = Self { name: name.to_owned(), process, questions, answers: BufReader::new(answers) };
        match worker.line()?.as_str() {
            "ready" => Ok(worker),
            other => Err(format!("{name} should say that it is ready, and said {other:?}").into()),
        }
    }

    /// Lets it do something so many times.
    pub(crate) fn measure(&mut self, scenario: &str, repetitions: usize) -> Result<Cost> {
        writeln!(self.questions, "{scenario} {repetitions}")?;
        let answer = self.line()?;
        serde_json::from_str(&answer)
            .map_err(|error| format!("{} answered {answer:?} to {scenario}: {error}", self.name).into())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(format!("{} ended: {}", self.name, self.process.wait()?).into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
