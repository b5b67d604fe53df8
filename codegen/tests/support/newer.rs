//! A newer document of the shop, as the vendor would publish it, made of the shop's own bundle.

use std::fs;
use std::path::PathBuf;

use nomenclature_codegen::diagnostic::Diagnostics;
use nomenclature_codegen::drift::{self, Report, Wanted};
use serde_json::Value;

use super::Specs;

/// The bundle of the shop.
pub(crate) fn bundle(specs: &Specs) -> Value {
    let documents = nomenclature_codegen::bundles(&specs.folder()).expect("a shop that breaks no rule");
    let (_, document) = documents.iter().find(|(vendor, _)| vendor == "shop").expect("the shop");
    serde_json::from_str(&document.to_json()).expect("JSON")
}

/// Writes a document of the vendor beside the specs.
pub(crate) fn write(specs: &Specs, file: &str, text: &str) -> PathBuf {
    let path = specs.root().join("vendor").join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, text).expect("written");
    path
}

/// What is wanted of a file that [`write`] has written.
pub(crate) fn wanted(specs: &Specs, file: &str) -> Wanted {
    Wanted { vendor: "shop".into(), document: specs.root().join("vendor").join(file), only: None }
}

/// The shop against a text of the vendor.
pub(crate) fn against(specs: &Specs, file: &str, text: &str) -> Result<Report, Diagnostics> {
    write(specs, file, text);
    drift::drift(&specs.folder(), &wanted(specs, file))
}

/// Every difference to a document of the vendor by the text that it is known by, with what both say.
#[track_caller]
pub(crate) fn differences(specs: &Specs, document: &Value) -> Vec<String> {
    let report = against(specs, "newer.json", &document.to_string()).expect("a document that can be read");
    assert!(report.findings.0.is_empty(), "{}", report.findings);
    told(&report)
}

/// The differences of a report, a line each.
pub(crate) fn told(report: &Report) -> Vec<String> {
    let said = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let line = |found: &drift::Difference| format!("{found} [{} | {}]", said(&found.ours), said(&found.theirs));
    report.differences.iter().map(line).collect()
}
