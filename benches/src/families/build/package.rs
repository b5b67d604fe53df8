//! The SDK as it is published, which is what dependents compile.

use std::fs;
use std::process::Command;

use crate::Result;
use crate::folders::{scratch, workspace};
use crate::process::run;

/// Packs the SDK, unpacks it, and gives the lines of a manifest that depend on it with these features.
pub(super) fn dependency(features: &[&str]) -> Result<String> {
    let folder = scratch("build").join("package");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["package", "--allow-dirty", "--no-verify", "--package", "nomenclature"]);
    cargo.args(["--package", "nomenclature-codegen", "--target-dir"]).arg(&folder).current_dir(workspace());
    run(cargo.env_remove("CARGO_MANIFEST_DIR"))?;
    let name = concat!("nomenclature-", env!("CARGO_PKG_VERSION"));
    let archive = folder.join("package").join(format!("{name}.crate"));
    run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&folder))?;
    // The generator is an optional dependency: Cargo locks it although nothing turns it on. It is not published yet.
    Ok(format!(
        "nomenclature = {{ path = {:?}, default-features = false, features = {features:?} }}\n\n\
         [patch.crates-io]\nnomenclature-codegen = {{ path = {:?} }}\n",
        folder.join(name),
        workspace().join("codegen")
    ))
}
