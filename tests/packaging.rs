//! A crate that depends on the packaged SDK compiles none of the generator's crates, and runs no build script of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}:\n{said}", arguments.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The SDK, and what it is published with.
const PACKAGES: [&str; 3] = ["nomenclature", "nomenclature-runtime", "nomenclature-codegen"];

/// The packages, unpacked.
fn unpacked(workspace: &Path, target: &Path, folder: &Path) -> [PathBuf; 3] {
    cargo(
        workspace,
        target,
        &[&["package", "--allow-dirty", "--no-verify"][..], &PACKAGES.map(|name| ["-p", name]).concat()].concat(),
    );
    let unpack = |name: &str| {
        let name = format!("{name}-{}", env!("CARGO_PKG_VERSION"));
        let archive = target.join(format!("package/{name}.crate"));
        let status = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder).status().expect("tar runs");
        assert!(status.success(), "`{}` cannot be unpacked", archive.display());
        folder.join(name)
    };
    PACKAGES.map(unpack)
}

#[test]
fn a_dependent_compiles_no_generator() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let target = workspace.join("target/packaging");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [package, runtime, codegen] = unpacked(workspace, &target, folder.path());
    assert!(package.join("generated/regos/types.rs").is_file(), "the package lacks the generated files");
    assert!(!package.join("specs").exists(), "the package holds the specs");
    let published = fs::read_to_string(package.join("Cargo.toml")).expect("the package's manifest");
    assert!(published.contains("\nbuild = false\n"), "a dependent would run a build script:\n{published}");

    let dependent = folder.path().join("dependent");
    fs::create_dir_all(dependent.join("src")).expect("a folder");
    // The codegen is an optional dependency: Cargo locks it although nothing turns it on.
    let manifest = format!(
        "[package]\nname = \"dependent\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         nomenclature = {{ path = {:?}, default-features = false, features = [\"regos\"] }}\n\n\
         [patch.crates-io]\nnomenclature-codegen = {{ path = {:?} }}\nnomenclature-runtime = {{ path = {:?} }}\n\n\
         [workspace]\n",
        package.display(),
        codegen.display(),
        runtime.display()
    );
    fs::write(dependent.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(dependent.join("src/lib.rs"), "//! Depends.\npub use nomenclature::regos::Client;\n").expect("a file");
    fs::copy(workspace.join("Cargo.lock"), dependent.join("Cargo.lock")).expect("the lock file");

    let tree = cargo(&dependent, &target, &["tree", "-e", "normal,build", "--prefix", "none"]);
    assert!(tree.contains("nomenclature v"), "{tree}");
    for generator in ["progenitor", "typify", "prettyplease", "openapiv3", "nomenclature-codegen"] {
        assert!(!tree.contains(generator), "a dependent compiles {generator}:\n{tree}");
    }
    cargo(&dependent, &target, &["check"]);
}
