//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! The way of the data, a module a step: [`load`] → [`lint`] → [`bundle`] → [`ir`] → [`normalise`] → [`models`]
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

use std::path::Path;

use diagnostic::{Code, Diagnostic, Diagnostics};
use emit::Target;
use load::Loader;
use node::Node;
use output::Output;

/// The bundled document of each vendor below `specs`, by vendor.
pub fn bundles(specs: &Path) -> Result<Vec<(String, Node)>, Diagnostics> {
    let mut loader = Loader::new(specs);
    let mut problems = Diagnostics::default();
    let mut documents = Vec::new();
    for vendor in loader.vendors()? {
        match bundle::bundle(&mut loader, &vendor) {
            Ok(document) => {
                problems.0.extend(lint::lint(&vendor, &document).0);
                documents.push((vendor, document));
            }
            Err(found) => problems.0.extend(found.0),
        }
    }
    problems.finish(documents)
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<ir::Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut apis = Vec::new();
    for (vendor, document) in documents {
        match ir::read(vendor, document) {
            Ok(api) => apis.push(api),
            Err(found) => problems.0.extend(found.0),
        }
    }
    problems.finish(apis)
}

/// Everything that is generated from `specs`. Nothing is written.
pub fn compile(specs: &Path, target: &Target) -> Result<Output, Diagnostics> {
    let documents = bundles(specs)?;
    let apis = apis(&documents)?;
    let internal = |vendor: &str, message: String| Diagnostic::general(Code::Engine, format!("{vendor}: {message}"));
    let mut output = Output::default();
    for (api, (_, document)) in apis.iter().zip(&documents) {
        for (file, text) in emit::vendor(api, target).map_err(|message| internal(&api.name, message))? {
            output.0.insert(format!("{}/{file}", api.name), text);
        }
        output.0.insert(format!("{}/openapi.json", api.name), bundle::published(document).to_json());
    }
    let index = emit::index(&apis, target).map_err(|message| internal("generated/mod.rs", message))?;
    output.0.insert("mod.rs".into(), index);
    let fingerprint = fingerprint::text(specs).map_err(|error| {
        Diagnostic::general(
            Code::UnreadableFile,
            format!("cannot read the specs folder `{}`: {error}", specs.display()),
        )
    })?;
    output.0.insert("FINGERPRINT".into(), fingerprint);
    Ok(output)
}
