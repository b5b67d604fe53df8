//! The SDK as it is published, which is what dependents compile.

use std::fs;
use std::process::Command;

use crate::Result;
use crate::folders::{scratch, workspace};
use crate::process::run;

const PACKAGES: [&str; 3] = ["nomenclature", "nomenclature-runtime", "nomenclature-codegen"];

/// Packs the SDK, unpacks it, and gives the lines of a manifest that depend on it with these features.
pub(super) fn dependency(features: &[&str]) -> Result<String> {
    let folder = scratch("build").join("package");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["package", "--allow-dirty", "--no-verify", "--target-dir"]).arg(&folder).current_dir(workspace());
    cargo.args(PACKAGES.map(|name| ["--package", name]).concat());
    run(cargo.env_remove("CARGO_MANIFEST_DIR"))?;
    let names = PACKAGES.map(|name| format!("{name}-{}", env!("CARGO_PKG_VERSION")));
    for name in &names {
        let archive = folder.join("package").join(format!("{name}.crate"));
        run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&folder))?;
    }
    let [sdk, runtime, codegen] = names.map(|name| folder.join(name));
    // The generator is an optional dependency: Cargo locks it although nothing turns it on.
    Ok(format!(
        "nomenclature = {{ path = {sdk:?}, default-features = false, features = {features:?} }}\n\n\
         [patch.crates-io]\nnomenclature-codegen = {{ path = {codegen:?} }}\n\
         nomenclature-runtime = {{ path = {runtime:?} }}\n"
    ))
}
