//! `import`: a vendor's own document as our tree, in the short form. It is done once; from then on our YAML is the source.

mod clashes;
mod convert;
mod document;
mod envelope;
mod made;
mod own;
mod paging;
mod refused;
mod replies;
mod report;
mod schemas;
mod shapes;
mod state;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::bundle;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::load::Loader;
use crate::node::{Node, Value};
use crate::openapi::references::Components;
use crate::pipeline::findings_of;
use crate::rulings::fits;
use crate::scaffold::Scaffold;
use crate::spec_files;

pub use refused::{Refused, count, take_out};
pub use report::Report;

/// A document of OpenAPI 3.0 or 3.1, as YAML or JSON, with every reference into its components.
///
/// # Errors
/// It cannot be read. What a document of others may have and a spec may not is no error.
pub fn read(document: &Path) -> Result<Node, String> {
    let bytes = fs::read(document).map_err(|error| format!("cannot read `{}`: {error}", document.display()))?;
    let mut loader = Loader::in_memory([("document/openapi.yaml".to_owned(), bytes)]);
    let mut problems = Diagnostics::default();
    let (read, _) = bundle::bundle(&mut loader, "document", &mut problems);
    let first = problems.0.iter().find(|found| found.severity == Severity::Error);
    match (read, first) {
        (Some(read), _) if read.get("paths").is_some_and(|paths| !paths.entries().is_empty()) => Ok(read),
        (_, Some(found)) => Err(format!("`{}` cannot be read: {found}", document.display())),
        _ => Err(format!("`{}` has no `paths`", document.display())),
    }
}

/// What the conventions ask of a document: ids, tags, safety, names and formats of numbers. No schema loses anything. `envelope` says
/// where its replies say whether a call worked.
#[must_use]
pub fn convert(document: &Node, envelope: Option<Node>) -> Node {
    let (converted, _) = convert::convert(document);
    match envelope {
        Some(envelope) => converted.with("x-envelope", envelope),
        None => converted,
    }
}

/// Works out what of a document is not in the specs of the vendor yet, and in which files it belongs. Nothing is written.
///
/// `only` are patterns of paths, with `*` for any text; without any, all of the document is meant.
///
/// # Errors
/// The document or the vendor's specs cannot be read, or no path of the document is meant.
pub fn plan(specs: &Path, vendor: &str, document: &Path, only: &[String]) -> Result<(Scaffold, Report), String> {
    let document = read(document)?;
    let document = meant(document, only)?;
    let (scaffold, report) = state::Import::begin(specs, vendor)?.run(&document)?;
    if report.written == 0 && !report.refused.is_empty() {
        return Err(format!("nothing of the document can be imported\n{report}"));
    }
    sound(specs, &scaffold)?;
    Ok((scaffold.with_editor_schemas(specs), report))
}

/// Whether the specs are sound once the planned files are there.
fn sound(specs: &Path, scaffold: &Scaffold) -> Result<(), String> {
    let there = spec_files::below(specs).files.into_iter();
    let there = there.filter_map(|file| Some((file.clone(), fs::read(specs.join(file)).ok()?)));
    let planned = scaffold.files.iter().chain(&scaffold.changed);
    let planned = planned.map(|(file, text)| (file.clone(), text.clone().into_bytes()));
    let files: BTreeMap<String, Vec<u8>> = there.chain(planned).collect();
    let findings = findings_of(&mut Loader::in_memory(files));
    let errors: Vec<Diagnostic> = findings.0.into_iter().filter(|found| found.severity == Severity::Error).collect();
    match errors.len() {
        0 => Ok(()),
        count => Err(format!(
            "what would be written has {count} errors, so nothing is; --only leaves out what is at fault\n{}",
            Diagnostics(errors).render_abridged(false, 5, 5)
        )),
    }
}

/// The document with the paths that are meant, and the components that they lead to.
fn meant(document: Node, only: &[String]) -> Result<Node, String> {
    let is_meant = |path: &str| only.is_empty() || only.iter().any(|pattern| fits(pattern, path));
    let kept = document.map(|key, value| match (key, &value.value) {
        ("paths", Value::Object(paths)) => {
            let paths = paths.iter().filter(|path| is_meant(&path.key)).cloned().collect();
            Node::new(&value.span, Value::Object(paths))
        }
        _ => value.clone(),
    });
    let paths = kept.get("paths").map(Node::entries).unwrap_or_default();
    if paths.is_empty() {
        return Err(format!("no path of the document fits {}", only.join(" or ")));
    }
    let components = Components::of(&kept);
    let reached = schemas::leads_to(kept.get("paths").unwrap_or(&kept), &components);
    let shared = kept.get("components").map(|all| all.without(&["schemas"]));
    let reached: BTreeSet<String> =
        shared.iter().flat_map(|shared| schemas::leads_to(shared, &components)).chain(reached).collect();
    let pruned = kept.map(|key, value| match key {
        "components" => value.map(|section, all| match (section, &all.value) {
            ("schemas", Value::Object(entries)) => {
                let entries = entries.iter().filter(|entry| reached.contains(&entry.key)).cloned().collect();
                Node::new(&all.span, Value::Object(entries))
            }
            _ => all.clone(),
        }),
        _ => value.clone(),
    });
    Ok(pruned.without(&["webhooks"]))
}
