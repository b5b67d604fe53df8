//! The generated peers, made anew at measuring time and never committed.

use std::fs;
use std::path::PathBuf;

use nomenclature_codegen::{bundles, oracle};

use crate::folders::{scratch, workspace};
use crate::{Result, process};

/// The OpenAPI 3.0 document of a vendor that progenitor accepts.
pub(crate) fn lowered(vendor: &str) -> Result<serde_json::Value> {
    let documents = bundles(&workspace().join("specs")).map_err(|findings| format!("{findings:?}"))?;
    let (_, bundle) = documents.iter().find(|(name, _)| name == vendor).ok_or_else(|| format!("no vendor {vendor}"))?;
    Ok(oracle::document(bundle)?.document)
}

/// Progenitor's client of a vendor, as a file for `include!`.
pub(crate) fn progenitor(vendor: &str) -> Result<PathBuf> {
    let folder = scratch("peers");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{vendor}_progenitor.rs"));
    let text = oracle::client(&lowered(vendor)?)?.to_string();
    // Untouched where nothing changed, so that the worker is not built again.
    if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
        fs::write(&file, text)?;
    }
    Ok(file)
}
