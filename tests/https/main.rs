//! One call over TLS.

use std::process::ExitCode;

mod call;

fn main() -> ExitCode {
    call::run()
}
