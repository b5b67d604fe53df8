//! Decimals where a build has `serde_json/arbitrary_precision` on.
//!
//! The feature would change the whole workspace, so a package outside it is tested by a `cargo test` of its own.

use std::path::Path;
use std::process::Command;
use std::{fs, process};

#[test]
fn decimals_are_exact_with_arbitrary_precision_on() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = tests.join("arbitrary_precision");
    // The versions that the workspace has tried, which are also there already. In one step, should two runs meet.
    let own = package.join(format!("Cargo.lock.{}", process::id()));
    fs::copy(tests.join("../Cargo.lock"), &own).expect("the workspace has a Cargo.lock");
    fs::rename(&own, package.join("Cargo.lock")).expect("the lock file can be put into place");

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("arbitrary_precision");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg("test").arg("--manifest-path").arg(package.join("Cargo.toml")).arg("--target-dir").arg(&target);
    let output = cargo.current_dir(&package).output().expect("cargo can be run");
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).join("\n");
    assert!(output.status.success(), "`{cargo:?}` failed:\n{said}");
    assert!(said.contains("test digits_and_scale_survive ... ok"), "the tests did not run:\n{said}");
}
