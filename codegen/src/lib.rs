//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! The way of the data, a module a step: [`load`] → [`lint`] → [`bundle`] → [`simplify`] → [`ir`] → [`normalise`] → [`models`]
//! (progenitor and typify, then passes over their output) → [`emit`] → [`output`].

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
pub mod output;
mod refs;
pub mod simplify;

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
            lint::lint(&vendor, &document, &mut problems);
            documents.push((vendor, document));
        }
    }
    Ok((documents, problems))
}

/// Everything that is found out about the specs below `specs`, by file and place.
pub fn findings(specs: &Path) -> Diagnostics {
    let mut findings = match documents(&mut Loader::new(specs)) {
        Ok((documents, mut findings)) => {
            documents.iter().for_each(|(vendor, document)| {
                findings.keep(ir::read(vendor, document));
            });
            findings
        }
        Err(findings) => findings,
    };
    findings.sort();
    findings
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<ir::Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut apis = Vec::new();
    for (vendor, document) in documents {
        apis.extend(problems.keep(ir::read(vendor, document)));
    }
    problems.finish(apis)
}

/// Everything that is generated from `specs`. Nothing is written.
pub fn compile(specs: &Path, target: &Target) -> Result<Output, Diagnostics> {
    let (documents, mut problems) = documents(&mut Loader::new(specs))?;
    let read: Vec<_> = documents.iter().map(|(vendor, document)| ir::read(vendor, document)).collect();
    let apis: Vec<_> = read.into_iter().filter_map(|api| problems.keep(api)).collect();
    let warnings = problems.warnings()?;
    let internal = |vendor: &str, message: String| Diagnostic::general(Code::Engine, format!("{vendor}: {message}"));
    let mut output = Output { warnings, ..Output::default() };
    for (api, (_, document)) in apis.iter().zip(&documents) {
        for (file, text) in emit::vendor(api, target).map_err(|message| internal(&api.name, message))? {
            output.files.insert(format!("{}/{file}", api.name), text);
        }
        output.files.insert(format!("{}/openapi.json", api.name), bundle::published(document).to_json());
    }
    let index = emit::index(&apis, target).map_err(|message| internal("generated/mod.rs", message))?;
    output.files.insert("mod.rs".into(), index);
    let fingerprint = fingerprint::text(specs).map_err(|error| {
        Diagnostic::general(
            Code::UnreadableFile,
            format!("cannot read the specs folder `{}`: {error}", specs.display()),
        )
    })?;
    output.files.insert("FINGERPRINT".into(), fingerprint);
    Ok(output)
}
