//! The generated peers, made anew at measuring time and never committed.

use std::fs;
use std::path::PathBuf;

use nomenclature_codegen::{bundle, bundles};
use serde_json::Value;

use crate::folders::{scratch, workspace};
use crate::{Result, openapi_generator};

/// The OpenAPI 3.0 document of a vendor that progenitor accepts.
pub(crate) fn lowered(vendor: &str) -> Result<serde_json::Value> {
    let documents = bundles(&workspace().join("specs")).map_err(|findings| format!("{findings:?}"))?;
    let (_, bundle) = documents.iter().find(|(name, _)| name == vendor).ok_or_else(|| format!("no vendor {vendor}"))?;
    Ok(nomenclature_stock::document(bundle)?.document)
}

/// Progenitor's client of a vendor, as a file for `include!`.
pub(crate) fn progenitor(vendor: &str) -> Result<PathBuf> {
    let folder = scratch("peers");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{vendor}_progenitor.rs"));
    let text = nomenclature_stock::client(&lowered(vendor)?)?.to_string();
    // Untouched where nothing changed, so that the worker is not built again.
    if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
        fs::write(&file, text)?;
    }
    Ok(file)
}

/// Writes openapi-generator's client of a vendor into its worker.
///
/// Of a boolean `const` it makes an enum of texts, which no boolean fits, so that its client could not read a single reply of the
/// bundle. They are taken out.
pub(crate) fn openapi_generator(vendor: &str) -> Result<()> {
    let documents = bundles(&workspace().join("specs")).map_err(|findings| format!("{findings:?}"))?;
    let (_, bundle) = documents.iter().find(|(name, _)| name == vendor).ok_or_else(|| format!("no vendor {vendor}"))?;
    let mut document: Value = serde_json::from_str(&bundle::readable(bundle).to_json())?;
    without_flags(&mut document);
    let text = document.to_string();
    let client = workspace().join("benches/workers/openapi-generator/stock");
    let file = scratch("peers").join(format!("{vendor}_openapi_generator.json"));
    fs::create_dir_all(scratch("peers"))?;
    // Untouched where nothing changed, so that the worker is not built again.
    if client.is_dir() && fs::read_to_string(&file).ok().as_ref() == Some(&text) {
        return Ok(());
    }
    fs::write(&file, text)?;
    openapi_generator::generate(&openapi_generator::jar()?, &file, &client)?;
    Ok(())
}

fn without_flags(node: &mut Value) {
    if let Some(members) = node.as_object_mut() {
        if members.get("const").is_some_and(Value::is_boolean) {
            members.remove("const");
        }
        members.values_mut().for_each(without_flags);
    } else if let Some(elements) = node.as_array_mut() {
        elements.iter_mut().for_each(without_flags);
    }
}
