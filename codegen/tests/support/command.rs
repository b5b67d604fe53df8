//! The command, as a person runs it.

use std::path::Path;
use std::process::Command;

/// Runs the command in a folder: exit status, standard output and standard error.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}
