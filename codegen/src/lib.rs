//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! The way of the data, a module a step: [`load`] → [`lint`] → [`bundle`] → [`simplify`] → [`ir`] → [`normalise`] → [`models`]
//! (progenitor and typify, then passes over their output) → [`emit`] → [`output`].

pub mod build_script;
pub mod bundle;
mod coverage;
pub mod diagnostic;
pub mod emit;
mod files;
pub mod fingerprint;
mod graph;
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
mod spec_files;
mod threads;
mod version;

use std::path::Path;

use diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
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
    let (documents, mut problems) = documents(loader)?;
    for (vendor, document) in &documents {
        lint::check(vendor, document, &mut problems);
    }
    problems.finish(documents)
}

/// The documents as far as they can be read and as they were probably meant, and what is wrong with them so far.
fn documents(loader: &mut Loader) -> Result<(Vec<(String, Node)>, Diagnostics), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut documents = Vec::new();
    for vendor in loader.vendors()? {
        match bundle::bundle(loader, &vendor, &mut problems) {
            Some(document) => {
                let document = lint::settled(&vendor, document, &mut problems);
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
    let apis = lint_and_read(documents, problems);
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
        apis.iter().for_each(|api| lint::inputs::check(api, problems));
    }
}

/// What is wrong with the examples of a document, where `known` is wrong with it already.
fn examples(vendor: &str, document: &Node, known: &Diagnostics) -> Diagnostics {
    // A validator would follow a circle of references for ever; a name that is not what it seems fails its examples.
    let unsound = |found: &Diagnostic| {
        matches!(found.code, Code::CyclicReference | Code::LookalikeLetters) && found.concerns(vendor)
    };
    // What is wrong already is not the fault of the examples.
    match known.0.iter().any(unsound) {
        true => Diagnostics::default(),
        false => further(known, |problems| lint::examples::check(document, problems)),
    }
}

/// What is found out where some things are known already.
fn further(known: &Diagnostics, find: impl FnOnce(&mut Diagnostics)) -> Diagnostics {
    let mut problems = known.clone();
    find(&mut problems);
    problems.0.split_off(known.0.len()).into()
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<ir::Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let read = documents.iter().map(|(vendor, document)| ir::read(vendor, document)).collect();
    let apis = whole(documents, read, &mut problems);
    problems.finish(apis)
}

/// The API of each document that is free of errors, and what the lints find in it, one beside the other.
fn lint_and_read(documents: &[(String, Node)], problems: &mut Diagnostics) -> Vec<ir::Api> {
    let known = problems.clone();
    // The larger part first.
    let parts = documents.iter().flat_map(|document| [(true, document), (false, document)]).collect::<Vec<_>>();
    let done = threads::each(&parts, |(is_read, (vendor, document))| match is_read {
        true => Ok(ir::read(vendor, document)),
        false => Err(further(&known, |problems| lint::check(vendor, document, problems))),
    });
    let mut read = Vec::new();
    for part in done {
        match part {
            Ok(api) => read.push(api),
            Err(found) => problems.extend(found),
        }
    }
    whole(documents, read, problems)
}

/// The APIs that could be read, with everything in them that their documents have.
fn whole(
    documents: &[(String, Node)],
    read: Vec<(Option<ir::Api>, Diagnostics)>,
    problems: &mut Diagnostics,
) -> Vec<ir::Api> {
    let mut apis = Vec::new();
    for ((vendor, document), (api, found)) in documents.iter().zip(read) {
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
    let mut loader = Loader::new(specs);
    let output = compile_with(&mut loader, target, Some(specs));
    threads::free(loader);
    output
}

/// Everything that is generated from the specs that a loader reads, except for the fingerprint of their folder.
pub fn compile_from(loader: &mut Loader, target: &Target) -> Result<Output, Diagnostics> {
    compile_with(loader, target, None)
}

/// The same, with the fingerprint of a folder.
fn compile_with(loader: &mut Loader, target: &Target, specs: Option<&Path>) -> Result<Output, Diagnostics> {
    let (documents, mut problems) = documents(loader)?;
    let apis = lint_and_read(&documents, &mut problems);
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
    let mut work: Vec<Work> = Vec::new();
    for part in [Work::Files, Work::Examples, Work::Bundle] {
        work.extend((0..apis.len()).map(part));
    }
    work.extend(specs.map(Work::Fingerprint));
    let parts = threads::each(&work, |part| match part {
        Work::Files(vendor) => files(&apis[*vendor], &documents[*vendor].1, target),
        Work::Examples(vendor) => {
            let (name, document) = &documents[*vendor];
            (Vec::new(), examples(name, document, &known))
        }
        Work::Bundle(vendor) => {
            let (name, document) = &documents[*vendor];
            let file = (format!("{name}/openapi.json"), bundle::published(document).to_json());
            (vec![file], Diagnostics::default())
        }
        Work::Fingerprint(specs) => fingerprint(specs),
    });
    let mut output = Output::default();
    for (files, found) in parts {
        output.files.extend(files);
        problems.extend(found);
    }
    let index = emit::index(&apis, target).map_err(|message| Diagnostic::general(Code::Engine, message));
    output.files.extend(problems.keep(index).map(|index| ("mod.rs".to_owned(), index)));
    threads::free((documents, apis));
    output.warnings = problems.warnings()?;
    Ok(output)
}

/// A part of the work that can be done beside the others, most of it for one of the vendors.
#[derive(Clone, Copy, Debug)]
enum Work<'a> {
    Files(usize),
    Examples(usize),
    Bundle(usize),
    Fingerprint(&'a Path),
}

/// Files by their paths, and what is wrong with them.
type Files = (Vec<(String, String)>, Diagnostics);

fn fingerprint(specs: &Path) -> Files {
    match fingerprint::text(specs) {
        Ok(text) => (vec![("FINGERPRINT".to_owned(), text)], Diagnostics::default()),
        Err(error) => {
            let message = format!("cannot read the specs folder `{}`: {error}", specs.display());
            (Vec::new(), Diagnostic::general(Code::UnreadableFile, message).into())
        }
    }
}

/// The files of a vendor, with everything in them that its API has.
fn files(api: &ir::Api, document: &Node, target: &Target) -> Files {
    match emit::vendor(api, target) {
        Ok(files) => {
            let missing = coverage::of_files(api, &files);
            (files.into_iter().map(|(file, text)| (format!("{}/{file}", api.name), text)).collect(), missing)
        }
        Err(message) => {
            let message = format!("{}: {}", api.name, message.lines().next().unwrap_or_default());
            (Vec::new(), Diagnostic::at(Code::Engine, &document.span, message).into())
        }
    }
}
