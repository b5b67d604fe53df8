//! Packages beside the workspace, whose features would be on for all of it.

use std::path::Path;
use std::process::Command;
use std::{fs, process};

use crate::checkout::workspace;

/// Tests the package in this folder of `tests/`, with the versions of the workspace: what its tests said.
pub fn test(package: &str) -> String {
    let folder = workspace().join("tests").join(package);
    // The versions that the workspace has tried, which are also there already. In one step, should two runs meet.
    let own = folder.join(format!("Cargo.lock.{}", process::id()));
    fs::copy(workspace().join("Cargo.lock"), &own).expect("the workspace has a Cargo.lock");
    fs::rename(&own, folder.join("Cargo.lock")).expect("the lock file can be put into place");

    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg("test").arg("--manifest-path").arg(folder.join("Cargo.toml")).arg("--target-dir").arg(target(package));
    let output = cargo.current_dir(&folder).output().expect("cargo can be run");
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).join("\n");
    assert!(output.status.success(), "`{cargo:?}` failed:\n{said}");
    said
}

/// A folder that stays from one run to the next, beside what tests of the workspace keep there.
fn target(package: &str) -> std::path::PathBuf {
    let target = std::env::current_exe().expect("a test knows its program");
    let deps = target.parent().and_then(Path::parent).and_then(Path::parent).expect("target/debug/deps/<test>");
    deps.join("tmp").join(package)
}
