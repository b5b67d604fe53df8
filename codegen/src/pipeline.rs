//! The way of the data, from the files of a vendor to the files that are generated.
//!
//! ```text
//! load      files to trees that remember file, line and column
//! bundle    one document a vendor, every $ref inside it
//! check     keywords, conventions, examples: what can be told of the document
//! simplify  allOf merged, inner schemas named, unions in one form
//! read      names decided, pointers resolved, requests and replies told apart; `check` has the rules that it asks
//! lower     the engine finds the type of each member, and structs are written around them
//! emit      clients, builders, implementations of `Operation`
//! format    prettyplease, item by item, where the code has not its form already
//! write     compared with what is there, and written file by file
//! ```

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use crate::ir::Api;
use crate::load::Loader;
use crate::node::Node;
use crate::target::Target;
use crate::write::Output;
use crate::{bundle, check, coverage, emit, fingerprint, lower, read, rulings, simplify, threads};

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
    // load -> bundle
    let (documents, mut problems) = documents(loader)?;
    // check, beside simplify -> read
    let apis = check_and_read(&documents, &mut problems);
    let known = problems.clone();
    if problems.has_errors() {
        for (vendor, document) in &documents {
            problems.extend(examples(vendor, document, &known));
        }
    }
    renamed_inputs(&apis, &mut problems);
    problems.settle();
    let mut problems = problems.warnings()?;
    // lower -> emit -> format, beside what else comes of a document. The largest part first.
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
    // Who has one crate for several vendors has a front page.
    if target.features {
        output.files.insert("operations.md".to_owned(), emit::contents(&apis));
    }
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
fn files(api: &Api, document: &Node, target: &Target) -> Files {
    let code = lower::structs(api, target.schemars).and_then(|structs| emit::vendor(api, &structs, target));
    match code {
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

/// The documents as far as they can be read and as they were probably meant, and what is wrong with them so far.
fn documents(loader: &mut Loader) -> Result<(Vec<(String, Node)>, Diagnostics), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut documents = Vec::new();
    for vendor in loader.vendors()? {
        // What is wrong with them is told with the rest; `drift` reads them.
        rulings::read(loader, &vendor, &mut problems);
        let (document, used) = bundle::bundle(loader, &vendor, &mut problems);
        let Some(document) = document else {
            let file = File::new(loader.shown_path(&format!("{vendor}/openapi.yaml")), "");
            coverage::unread(&vendor, &Span::at(&file, 1, 1), &mut problems);
            continue;
        };
        if let Some(used) = used {
            check::unused::check(loader, &vendor, &used, &document, &mut problems);
        }
        documents.push((vendor.clone(), check::settled(&vendor, document, &mut problems)));
    }
    Ok((documents, problems))
}

/// The API of each document that is free of errors, and what the rules find in it, one beside the other.
fn check_and_read(documents: &[(String, Node)], problems: &mut Diagnostics) -> Vec<Api> {
    let known = problems.clone();
    // The larger part first.
    let parts = documents.iter().flat_map(|document| [(true, document), (false, document)]).collect::<Vec<_>>();
    let done = threads::each(&parts, |(is_read, (vendor, document))| match is_read {
        true => Ok(read(vendor, document)),
        false => Err(further(&known, |problems| check::check(vendor, document, problems))),
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

/// The API of a document that is free of errors, and what is wrong with it.
fn read(vendor: &str, document: &Node) -> (Option<Api>, Diagnostics) {
    let mut found = Diagnostics::default();
    let simple = simplify::simplify(document, &mut found);
    let api = read::read(vendor, &simple, &mut found);
    let api = found.keep(api);
    (api, found)
}

/// The APIs that could be read, with everything in them that their documents have.
fn whole(documents: &[(String, Node)], read: Vec<(Option<Api>, Diagnostics)>, problems: &mut Diagnostics) -> Vec<Api> {
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

/// What is wrong with a schema may be what makes its two sides differ.
fn renamed_inputs(apis: &[Api], problems: &mut Diagnostics) {
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
    match known.0.iter().any(unsound) {
        true => Diagnostics::default(),
        false => further(known, |problems| check::examples::check(document, problems)),
    }
}

/// What is found out where some things are known already.
fn further(known: &Diagnostics, find: impl FnOnce(&mut Diagnostics)) -> Diagnostics {
    let mut problems = known.clone();
    find(&mut problems);
    problems.0.split_off(known.0.len()).into()
}

/// The bundled document of each vendor below `specs`, by vendor.
pub fn bundles(specs: &Path) -> Result<Vec<(String, Node)>, Diagnostics> {
    bundles_of(&mut Loader::new(specs))
}

/// The bundled document of each vendor that the loader finds, by vendor.
pub fn bundles_of(loader: &mut Loader) -> Result<Vec<(String, Node)>, Diagnostics> {
    let (documents, mut problems) = documents(loader)?;
    for (vendor, document) in &documents {
        check::check(vendor, document, &mut problems);
    }
    problems.finish(documents)
}

/// Everything that is found out about the specs below `specs`, by file and place.
pub fn findings(specs: &Path) -> Diagnostics {
    findings_of(&mut Loader::new(specs))
}

/// Everything that is found out about the specs that a loader reads, by file and place.
pub fn findings_of(loader: &mut Loader) -> Diagnostics {
    let mut findings = match documents(loader) {
        Ok((documents, mut findings)) => {
            everything(&documents, &mut findings);
            findings
        }
        Err(findings) => findings,
    };
    findings.settle();
    findings
}

/// What is found in the documents; their examples are checked too.
fn everything(documents: &[(String, Node)], problems: &mut Diagnostics) {
    let apis = check_and_read(documents, problems);
    let known = problems.clone();
    for (vendor, document) in documents {
        problems.extend(examples(vendor, document, &known));
    }
    renamed_inputs(&apis, problems);
}

/// The API of each vendor below `specs`.
pub fn apis(documents: &[(String, Node)]) -> Result<Vec<Api>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let read = documents.iter().map(|(vendor, document)| read(vendor, document)).collect();
    let apis = whole(documents, read, &mut problems);
    problems.finish(apis)
}
