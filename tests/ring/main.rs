//! One call over TLS, by ring unless the first argument is `--without-provider`.

use std::process::ExitCode;

#[path = "../https/call.rs"]
mod call;

fn main() -> ExitCode {
    if std::env::args().nth(1).is_none_or(|argument| argument != "--without-provider") {
        rustls::crypto::ring::default_provider().install_default().expect("nobody else installs one");
    }
    call::run()
}
