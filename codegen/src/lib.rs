//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! The way of the data, a module a step: [`load`] → [`lint`] → [`bundle`] → [`simplify`] → [`ir`] → [`normalise`] → [`models`]
//! (progenitor and typify, then passes over their output) → [`emit`] → [`output`].

pub mod build_script;
pub mod bundle;
pub mod check;
mod coverage;
pub mod diagnostic;
pub mod emit;
mod files;
pub mod fingerprint;
mod format;
mod graph;
pub mod ir;
pub mod load;
pub mod lower;
mod names;
pub mod node;
pub mod openapi;
pub mod oracle;
pub mod read;
mod rustdoc;
pub mod scaffold;
pub mod simplify;
mod spec_files;
mod target;
mod threads;
pub mod write;

use std::path::Path;

pub use target::{Schemars, Target};
pub use write::Output;

use diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use load::Loader;
use node::Node;

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
        let (document, used) = bundle::bundle(loader, &vendor, &mut problems);
        match document {
            Some(document) => {
                if let Some(used) = used {
                    check::unused::check(loader, &vendor, &used, &document, &mut problems);
                }
                let document = check::document(&vendor, document, &mut problems);
                documents.push((vendor, document));
            }
            None => {
                let file = File::new(loader.shown_path(&format!("{vendor}/openapi.yaml")), "");
                coverage::unread(&vendor, &Span::at(&file, 1, 1), &mut problems);
            }
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
    findings.settle();
    findings
}

/// The API of each document that is free of errors; their examples are checked too.
fn read(documents: &[(String, Node)], problems: &mut Diagnostics) -> Vec<ir::Api> {
    let apis = read_each(documents, problems);
    let known = problems.clone();
    for (vendor, document) in documents {
        problems.extend(examples(vendor, document, &known));
    }
    renamed_inputs(&apis, problems);
    apis
}

/// What is wrong with a schema may be what makes its two sides differ.
fn renamed_inputs(apis: &[ir::Api], problems: &mut Diagnostics) {
    if !problems.has_errors() {
        apis.iter().for_each(|api| check::inputs::check(api, problems));
    }
}

/// What is wrong with the examples of a document, where `known` is wrong with it already.
fn examples(vendor: &str, document: &Node, known: &Diagnostics) -> Diagnostics {
    // A validator would follow a circle of references for ever; a name that is not what it seems fails its examples.
    let unsound = |found: &Diagnostic| {
        matches!(found.code, Code::CyclicReference | Code::LookalikeLetters) && found.concerns(vendor)
    };
    // What is wrong already is not the fault of the examples.
    let mut problems = known.clone();
    if !known.0.iter().any(unsound) {
        check::examples::check(document, &mut problems);
    }
    problems.0.split_off(known.0.len()).into()
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<ir::Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let apis = read_each(documents, &mut problems);
    problems.finish(apis)
}

/// The API of each document that is free of errors.
fn read_each(documents: &[(String, Node)], problems: &mut Diagnostics) -> Vec<ir::Api> {
    let mut apis = Vec::new();
    for (vendor, document) in documents {
        let mut found = Diagnostics::default();
        let simple = simplify::simplify(document, &mut found);
        let api = read::read(vendor, &simple, &mut found).filter(|_| !found.has_errors());
        problems.extend(found);
        match api {
            Some(api) => {
                // An error may be why a part is not there.
                if !problems.has_errors() {
                    problems.extend(coverage::of_document(document, &api));
                }
                apis.push(api);
            }
            None => coverage::unread(vendor, &document.span, problems),
        }
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
    let apis = read_each(&documents, &mut problems);
    let known = problems.clone();
    if problems.has_errors() {
        for (vendor, document) in &documents {
            problems.extend(examples(vendor, document, &known));
        }
    }
    renamed_inputs(&apis, &mut problems);
    problems.settle();
    let mut problems = problems.warnings()?;
    // The largest part first.
    let mut work: Vec<(Work, usize)> = Vec::new();
    for part in [Work::Files, Work::Examples, Work::Bundle] {
        work.extend((0..apis.len()).map(|vendor| (part, vendor)));
    }
    let parts = threads::each(&work, |(part, vendor)| {
        let (api, (name, document)) = (&apis[*vendor], &documents[*vendor]);
        match part {
            Work::Files => files(api, document, target),
            Work::Examples => (Vec::new(), examples(name, document, &known)),
            Work::Bundle => (vec![("openapi.json", bundle::published(document).to_json())], Diagnostics::default()),
        }
    });
    let mut output = Output::default();
    for ((_, vendor), (files, found)) in work.iter().zip(parts) {
        for (file, text) in files {
            output.files.insert(format!("{}/{file}", apis[*vendor].name), text);
        }
        problems.extend(found);
    }
    let index = emit::index(&apis, target).map_err(|message| Diagnostic::general(Code::Engine, message));
    output.files.extend(problems.keep(index).map(|index| ("mod.rs".to_owned(), index)));
    output.warnings = problems.warnings()?;
    Ok(output)
}

/// A part of the work for a vendor that can be done beside the others.
#[derive(Clone, Copy, Debug)]
enum Work {
    Files,
    Examples,
    Bundle,
}

/// The files of a vendor, with everything in them that its API has.
fn files(api: &ir::Api, document: &Node, target: &Target) -> (Vec<(&'static str, String)>, Diagnostics) {
    match emit::vendor(api, target) {
        Ok(files) => {
            let missing = coverage::of_files(api, &files);
            (files, missing)
        }
        Err(message) => {
            let message = format!("{}: {}", api.name, message.lines().next().unwrap_or_default());
            (Vec::new(), Diagnostic::at(Code::Engine, &document.span, message).into())
        }
    }
}
