//! A process that makes a blocking call, forks, and tries others in the child.

use std::process::ExitCode;

#[cfg(unix)]
mod process;

fn main() -> ExitCode {
    #[cfg(unix)]
    return process::run();
    #[cfg(not(unix))]
    ExitCode::FAILURE
}
