//! Copies of the workspace, or of a part of it, in which tests change specs and run Cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace that these tests belong to.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// The program of an example, which `cargo test` builds beside the tests.
///
/// # Panics
/// It is not built, as where one test alone was asked for.
pub fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("the path of this program");
    let program = tests.parent().and_then(Path::parent).expect("a folder").join("examples").join(name);
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.is_file(), "run `cargo build -p nomenclature-tests --example {name}` first");
    program
}

/// Copies a folder, without what builds have left in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        let target = to.join(name);
        match name.to_str() {
            Some("target" | "Cargo.lock") => {}
            _ if path.is_dir() => copy(&path, &target),
            _ => {
                fs::copy(&path, &target).expect("a file");
            }
        }
    }
}

/// Replaces a piece of a file that has to be there.
pub fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "`{from}` does not stand in {}", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

/// Runs Cargo in `root` with this target folder: whether it worked, what programs said, and what Cargo said.
pub fn cargo(root: &Path, target: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}
