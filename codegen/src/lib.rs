//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! The way of the data, a module a step: [`load`] → [`lint`] → [`bundle`] → [`simplify`] → [`ir`] → [`normalise`] → [`models`]
//! (progenitor and typify, then passes over their output) → [`emit`] → [`output`].

pub mod build_script;
pub mod bundle;
pub mod diagnostic;
pub mod emit;
mod files;
pub mod fingerprint;
pub mod ir;
pub mod lint;
pub mod load;
pub mod models;
mod names;
pub mod node;
pub mod normalise;
pub mod oracle;
pub mod output;
mod refs;
pub mod scaffold;
pub mod simplify;
mod version;

use std::path::Path;

use diagnostic::{Code, Diagnostic, Diagnostics};
use emit::Target;
use load::Loader;
use node::Node;
use output::Output;

/// The bundled document of each vendor below `specs`, by vendor.
pub fn bundles(specs: &Path) -> Result<Vec<(String, Node)>, Diagnostics> {
    bundles_of(&mut Loader::new(specs))
}

/// The bundled document of each vendor that the loader finds, by vendor.
pub fn bundles_of(loader: &mut Loader) -> Result<Vec<(String, Node)>, Diagnostics> {
    let (documents, problems) = documents(loader)?;
    problems.finish(documents)
}

/// The documents as far as they can be read, and what is wrong with them.
fn documents(loader: &mut Loader) -> Result<(Vec<(String, Node)>, Diagnostics), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut documents = Vec::new();
    for vendor in loader.vendors()? {
        if let Some(document) = bundle::bundle(loader, &vendor, &mut problems) {
            let document = lint::lint(&vendor, document, &mut problems);
            documents.push((vendor, document));
        }
    }
    Ok((documents, problems))
}

/// Everything that is found out about the specs below `specs`, by file and place.
pub fn findings(specs: &Path) -> Diagnostics {
    findings_of(&mut Loader::new(specs))
}

/// Everything that is found out about the specs that a loader reads, by file and place.
pub fn findings_of(loader: &mut Loader) -> Diagnostics {
    let mut findings = match documents(loader) {
        Ok((documents, mut findings)) => {
            read(&documents, &mut findings);
            findings
        }
        Err(findings) => findings,
    };
    findings.sort();
    findings
}

/// The API of each document that is free of errors; their examples are checked too.
fn read(documents: &[(String, Node)], problems: &mut Diagnostics) -> Vec<ir::Api> {
    read_each(documents, problems, |vendor, document, problems| {
        // A validator would follow a circle of references for ever; a name that is not what it seems fails its examples.
        let unsound = |found: &Diagnostic| {
            matches!(found.code, Code::CyclicReference | Code::LookalikeLetters) && found.concerns(vendor)
        };
        if !problems.0.iter().any(unsound) {
            lint::examples::check(document, problems);
        }
    })
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<ir::Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let apis = read_each(documents, &mut problems, |_, _, _| {});
    problems.finish(apis)
}

/// The API of each document that is free of errors; each document is then checked further.
fn read_each(
    documents: &[(String, Node)],
    problems: &mut Diagnostics,
    check: impl Fn(&str, &Node, &mut Diagnostics),
) -> Vec<ir::Api> {
    let mut apis = Vec::new();
    for (vendor, document) in documents {
        apis.extend(ir::read(vendor, document, problems));
        check(vendor, document, problems);
    }
    apis
}

/// Everything that is generated from `specs`. Nothing is written.
pub fn compile(specs: &Path, target: &Target) -> Result<Output, Diagnostics> {
    let mut output = compile_from(&mut Loader::new(specs), target)?;
    let fingerprint = fingerprint::text(specs).map_err(|error| {
        let message = format!("cannot read the specs folder `{}`: {error}", specs.display());
        Diagnostic::general(Code::UnreadableFile, message)
    })?;
    output.files.insert("FINGERPRINT".into(), fingerprint);
    Ok(output)
}

/// Everything that is generated from the specs that a loader reads, except for the fingerprint of their folder.
pub fn compile_from(loader: &mut Loader, target: &Target) -> Result<Output, Diagnostics> {
    let (documents, mut problems) = documents(loader)?;
    let apis = read(&documents, &mut problems);
    let mut problems = problems.warnings()?;
    let internal = |name: &str, message: String| {
        Diagnostic::general(Code::Engine, format!("{name}: {}", message.lines().next().unwrap_or_default()))
    };
    let mut output = Output::default();
    for (api, (_, document)) in apis.iter().zip(&documents) {
        let files = emit::vendor(api, target).map_err(|message| internal(&api.name, message));
        for (file, text) in problems.keep(files).unwrap_or_default() {
            output.files.insert(format!("{}/{file}", api.name), text);
        }
        output.files.insert(format!("{}/openapi.json", api.name), bundle::published(document).to_json());
    }
    let index = emit::index(&apis, target).map_err(|message| internal("generated/mod.rs", message));
    output.files.extend(problems.keep(index).map(|index| ("mod.rs".to_owned(), index)));
    output.warnings = problems.warnings()?;
    Ok(output)
}
