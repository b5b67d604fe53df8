//! Commands that are run to the end.

use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use crate::Result;

/// What a command cost, with all the processes that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) nanoseconds: f64,
    pub(crate) cpu_nanoseconds: f64,
}

/// Runs a command; its output is shown only where it fails.
pub(crate) fn run(command: &mut Command) -> Result<Spent> {
    let (cpu, clock) = (of_children()?, Instant::now());
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let spent = Spent { nanoseconds: clock.elapsed().as_nanos() as f64, cpu_nanoseconds: of_children()? - cpu };
    if output.status.success() {
        return Ok(spent);
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{command:?} ended with {}\n{out}{err}", output.status).into())
}

/// The processor time of all children that have ended.
fn of_children() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(((usage.user_time() + usage.system_time()).num_microseconds() * 1000) as f64)
}
