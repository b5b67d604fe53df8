//! Scans files with the output of tests for the credentials that the tests use: `scan-output FILE...`.
//!
//! Further credentials, those that the tests registered, are read from the file that `NOMENCLATURE_TEST_SECRETS` names.

use std::process::ExitCode;
use std::{env, fs, io};

use nomenclature_tests::scan::{EXIT_STATUS, Matcher, REGISTRY};

fn main() -> io::Result<ExitCode> {
    let mut secrets = Vec::new();
    if let Some(path) = env::var_os(REGISTRY) {
        for line in fs::read_to_string(path)?.lines() {
            secrets.push(serde_json::from_str::<String>(line)?);
        }
    }
    let matcher = Matcher::with(&secrets);
    let (mut lines, mut leaks) = (0_usize, 0_usize);
    for path in env::args_os().skip(1) {
        for line in String::from_utf8_lossy(&fs::read(path)?).lines() {
            lines += 1;
            if let Some(clean) = matcher.leak(line) {
                leaks += 1;
                eprintln!("leak: output: {clean}");
            }
        }
    }
    if lines == 0 {
        eprintln!("there is nothing to scan");
    }
    println!("{leaks} leaks in {lines} lines, {} credentials registered", secrets.len());
    let status = if leaks > 0 || lines == 0 { u8::try_from(EXIT_STATUS).unwrap_or(1) } else { 0 };
    Ok(ExitCode::from(status))
}
