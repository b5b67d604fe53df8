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

/// The same, and the most memory that one of the processes took, which only a parent of theirs alone can tell.
pub(crate) fn memory(command: &mut Command) -> Result<(Spent, f64)> {
    const PARENT: &str = "import resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)";
    let told = std::env::temp_dir().join(format!("nomenclature-bench-{}", std::process::id()));
    let mut parent = Command::new("python3");
    parent.args(["-c", PARENT]).arg(&told).arg(command.get_program()).args(command.get_args());
    parent.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    for (name, _) in command.get_envs().filter(|(_, value)| value.is_none()) {
        parent.env_remove(name);
    }
    if let Some(folder) = command.get_current_dir() {
        parent.current_dir(folder);
    }
    let spent = run(&mut parent)?;
    let kilobytes: f64 = std::fs::read_to_string(&told)?.parse()?;
    std::fs::remove_file(&told)?;
    Ok((spent, kilobytes * 1024.0))
}

/// The processor time of all children that have ended.
fn of_children() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(((usage.user_time() + usage.system_time()).num_microseconds() * 1000) as f64)
}
