//! Joins the files of a vendor into one document: every reference points into `#/components`, every example is inline.

mod hosts;
mod made;
mod members;
mod parts;
mod published;
mod references;
mod short;
mod upgrade;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::habits::{Habits, Place};
use crate::load::Loader;
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::grammar;
use crate::openapi::keywords::{is_operation, may_be_path, meant_keyword};

use members::Members;

pub(crate) use hosts::UNSET;
pub(crate) use published::readable_schema;
pub use published::{published, readable};
pub(crate) use version::{Version, check as version_of};

/// A kind of component, by its key under `components`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Examples,
    Headers,
    Parameters,
    RequestBodies,
    Responses,
    Schemas,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Examples, Kind::Headers, Kind::Parameters, Kind::RequestBodies, Kind::Responses, Kind::Schemas];

    fn key(self) -> &'static str {
        match self {
            Kind::Examples => "examples",
            Kind::Headers => "headers",
            Kind::Parameters => "parameters",
            Kind::RequestBodies => "requestBodies",
            Kind::Responses => "responses",
            Kind::Schemas => "schemas",
        }
    }
}

/// Where a component stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    file: String,
    pointer: Vec<String>,
}

struct Bundler<'a> {
    loader: &'a mut Loader,
    /// Each component with the places that refer to it.
    found: BTreeMap<(Kind, String), (Target, Vec<Span>)>,
    queue: Vec<(Kind, String)>,
    /// Of the trees of the loader, which keeps them.
    members: Members,
    /// Files with the member of them that is used; nothing where all of it is.
    used: BTreeSet<(String, String)>,
    /// The files of operations, each with the place that refers to it.
    paths: BTreeMap<(String, Vec<String>), Span>,
    habits: Habits,
    /// Where the schemas stand that have a file, by name; looked for once.
    schemas: Option<BTreeMap<String, Vec<String>>>,
    /// Schemas that a short form made, by the place that a reference to them names.
    made: BTreeMap<Vec<String>, Node>,
    problems: Diagnostics,
}

/// The files of a vendor, and what of them its document uses: a file with the member that is used, or nothing where all of it is.
#[derive(Debug)]
pub(crate) struct Used(pub(crate) BTreeSet<(String, String)>);

/// The one document of a vendor, as far as its files can be read; what cannot be is [`Value::Invalid`] in it. What it uses is told
/// where all of it could be read.
pub(crate) fn bundle(loader: &mut Loader, vendor: &str, problems: &mut Diagnostics) -> (Option<Node>, Option<Used>) {
    let file = format!("{vendor}/openapi.yaml");
    loader.read_ahead(vendor);
    let root = problems.keep(loader.yaml(&file, None));
    let mut bundler = Bundler {
        loader,
        found: BTreeMap::new(),
        queue: Vec::new(),
        members: Members::default(),
        used: BTreeSet::from([(file.clone(), String::new())]),
        paths: BTreeMap::new(),
        habits: Habits::default(),
        schemas: None,
        made: BTreeMap::new(),
        problems: Diagnostics::default(),
    };
    let version = root.as_ref().and_then(|root| problems.keep(version::check(root)));
    let document = root.filter(|_| version.is_some()).and_then(|root| {
        let document = bundler.document(&root, &file);
        bundler.problems.keep(document)
    });
    if document.is_some() && !bundler.problems.has_errors() {
        bundler.habits.unused(&mut bundler.problems);
        bundler.unlisted(vendor);
    }
    let document = document.map(|document| bundler.habits.with_derived_examples(&document));
    let Bundler { problems: found, used, loader, .. } = bundler;
    let is_whole = found.0.iter().all(|found| found.severity == Severity::Warning || found.code == Code::UnlistedPath);
    let used = (document.is_some() && is_whole).then_some(Used(used));
    problems.extend(found);
    problems.extend(loader.take_problems());
    let document = match (version, document) {
        (Some(Version::V3_0), Some(document)) => {
            problems.push(version::told(&document));
            Some(upgrade::upgrade(&document))
        }
        (_, document) => document,
    };
    (document, used)
}

impl Bundler<'_> {
    fn document(&mut self, root: &Node, file: &str) -> Result<Node, Diagnostic> {
        root.object()?;
        let mut entries = Vec::new();
        let mut declared = None;
        if !self.read_habits(root, file) {
            // What operations leave to them would be missing everywhere.
            return Err(Diagnostic::reported());
        }
        for entry in root.entries() {
            match meant_keyword(entry, grammar::Kind::Document) {
                "paths" => entries.push(self.paths(entry, file)),
                "x-habits" => {}
                "webhooks" => {
                    entries.push(self.map(entry, |this, node| this.path_item(node, file, None, &mut Vec::new())))
                }
                "components" => declared = Some(entry),
                _ => entries.push(entry.clone()),
            }
        }
        self.name_tags(&mut entries, &root.span);
        let span = declared.map_or(&root.span, |entry| &entry.value.span).clone();
        if let Some(components) = declared {
            self.declared_components(components, file);
        }
        let mut components = self.collect(&span);
        for entry in declared.iter().flat_map(|entry| entry.value.entries()) {
            match entry.key.as_str() {
                "pathItems" => {
                    components.push(self.map(entry, |this, node| this.path_item(node, file, None, &mut Vec::new())));
                }
                "callbacks" => components.push(self.map(entry, |this, node| this.callback(node, file))),
                key if Kind::ALL.iter().any(|kind| kind.key() == key) => {}
                _ => components.push(entry.clone()),
            }
        }
        let value = Node::new(&span, Value::Object(components));
        entries.push(match declared {
            Some(entry) => entry.holding(value),
            None => Entry { key: "components".into(), key_span: span, value },
        });
        Ok(Node::new(&root.span, Value::Object(entries)))
    }

    /// Components that `openapi.yaml` itself holds are part of the document even where nothing refers to them.
    fn declared_components(&mut self, components: &Entry, file: &str) {
        for kind in Kind::ALL {
            for entry in components.value.get(kind.key()).map(Node::entries).unwrap_or_default() {
                let pointer = vec!["components".into(), kind.key().into(), entry.key.clone()];
                let target = Target { file: file.into(), pointer };
                let Some((target, from)) = self.canonical(kind, target, &entry.key_span) else { continue };
                let Some(name) = target.pointer.last().cloned() else { continue };
                self.register(kind, &name, target, &from);
            }
        }
    }

    /// Follows references until no new component turns up.
    fn collect(&mut self, span: &Span) -> Vec<Entry> {
        let mut done: BTreeMap<Kind, BTreeMap<String, Entry>> = BTreeMap::new();
        let mut missing = Vec::new();
        while let Some((kind, name)) = self.queue.pop() {
            let Some((target, from)) = self.found.get(&(kind, name.clone())).cloned() else { continue };
            let known = self.problems.0.len();
            let (key_span, node) = self
                .target(&target, &from[0])
                .unwrap_or_else(|| (from[0].clone(), Node::new(&from[0], Value::Invalid)));
            if self.problems.0.len() > known {
                missing.push((kind, name.clone()));
            }
            let value = match kind {
                Kind::Schemas => {
                    let node = self.habits.with_glossary(&node, &name, &target.file, &mut self.problems);
                    self.schema(&node, &target.file)
                }
                Kind::Examples => self.example(&node, &target.file),
                Kind::Headers => self.header(&node, &target.file),
                Kind::Parameters => self.parameter(&node, &target.file),
                Kind::Responses => self.response(&node, &target.file),
                Kind::RequestBodies => self.request_body(&node, &target.file),
            };
            let entry = Entry { key: name.clone(), key_span, value };
            done.entry(kind).or_default().insert(name, entry);
        }
        for key in missing {
            let Some((target, from)) = self.found.get(&key).cloned() else { continue };
            for from in from.iter().skip(1) {
                self.target(&target, from);
            }
        }
        let section = |(kind, entries): (Kind, BTreeMap<String, Entry>)| Entry {
            key: kind.key().into(),
            key_span: span.clone(),
            value: Node::new(span, Value::Object(entries.into_values().collect())),
        };
        done.into_iter().map(section).collect()
    }

    /// A mapping whose values are all of one sort.
    fn map(&mut self, entry: &Entry, mut each: impl FnMut(&mut Self, &Node) -> Node) -> Entry {
        let entries = entry.value.entries().iter();
        let entries = entries.map(|inner| inner.holding(each(self, &inner.value))).collect();
        match &entry.value.value {
            Value::Object(_) => entry.holding(Node::new(&entry.value.span, Value::Object(entries))),
            _ => {
                self.problems.push(entry.value.expected(Code::UnexpectedValue, "a mapping"));
                entry.holding(invalid(&entry.value))
            }
        }
    }

    fn list(&mut self, entry: &Entry, mut each: impl FnMut(&mut Self, &Node) -> Node) -> Entry {
        match &entry.value.value {
            Value::Array(items) => {
                let items = items.iter().map(|item| each(self, item)).collect();
                entry.holding(Node::new(&entry.value.span, Value::Array(items)))
            }
            _ => {
                self.problems.push(entry.value.expected(Code::UnexpectedValue, "a list"));
                entry.holding(invalid(&entry.value))
            }
        }
    }

    /// A node whose members are rewritten one by one, each by the keyword that it is or is meant to be; anything but a mapping
    /// is a finding.
    fn members(
        &mut self,
        node: &Node,
        kind: grammar::Kind,
        mut each: impl FnMut(&mut Self, &str, &Entry) -> Entry,
    ) -> Node {
        match &node.value {
            Value::Object(entries) => {
                let entries = entries.iter().map(|entry| each(self, meant_keyword(entry, kind), entry)).collect();
                Node::new(&node.span, Value::Object(entries))
            }
            _ => {
                self.problems.push(node.expected(Code::UnexpectedValue, "a mapping"));
                invalid(node)
            }
        }
    }

    /// Files of operations, and members of such files, that no path refers to. What they refer to counts as used: it is not
    /// forgotten by itself.
    fn unlisted(&mut self, vendor: &str) {
        for file in self.loader.paths(vendor).into_iter().filter(|file| !file.ends_with(".json")) {
            let used = self.used.range((file.clone(), String::new())..).take_while(|(used, _)| *used == file);
            let used: BTreeSet<String> = used.map(|(_, member)| member.clone()).collect();
            if used.contains("") {
                continue;
            }
            let Some(tree) = self.loader.peek(&file) else { continue };
            let inside = file.split_once('/').map_or(file.as_str(), |(_, inside)| inside);
            if let Some(operation) = tree.entries().iter().find(|entry| is_operation(entry)).filter(|_| used.is_empty())
            {
                let message = format!("no path refers to this file, so its operation `{}` is missing", operation.key);
                let found = Diagnostic::at(Code::UnlistedPath, &operation.key_span, message);
                self.missing(&tree, &file, "", found.help(listing(vendor, inside)));
                continue;
            }
            let is_path = |entry: &&Entry| {
                let methods = entry.value.entries().iter().any(|inner| METHODS.contains(&inner.key.as_str()));
                methods && !used.contains(&entry.key) && inside.starts_with("paths/")
            };
            for entry in tree.entries().iter().filter(is_path) {
                let method = entry.value.entries().iter().find(|inner| METHODS.contains(&inner.key.as_str()));
                let method = method.map_or("", |method| &method.key);
                let message = format!("no path refers to `{}`, so its operation `{method}` is missing", entry.key);
                let found = Diagnostic::at(Code::UnlistedPath, &entry.key_span, message);
                let reference = format!("{inside}#/{}", entry.key);
                self.missing(&entry.value, &file, &entry.key, found.help(listing(vendor, &reference)));
            }
        }
    }

    /// A path that is not listed.
    fn missing(&mut self, item: &Node, file: &str, member: &str, found: Diagnostic) {
        let told = std::mem::take(&mut self.problems);
        self.used.insert((file.to_owned(), member.to_owned()));
        self.path_item(item, file, None, &mut Vec::new());
        self.collect(&item.span);
        self.problems = told;
        self.problems.push(found);
    }

    /// Says what stands beside a reference and is ignored there.
    fn siblings(&mut self, node: &Node, reference: &Span, what: &str) {
        for entry in
            node.entries().iter().filter(|entry| !["$ref", "summary", "description"].contains(&entry.key.as_str()))
        {
            let message = format!("`{}` is ignored beside a reference to {what}", entry.key);
            let mut found =
                Diagnostic::at(Code::IgnoredSibling, &entry.key_span, message).also(reference, "the reference");
            if what == "a path" {
                // What it means is left open, and an operation must not vanish.
                found.severity = Severity::Error;
            }
            self.problems.push(found.help("put it where the reference leads, or remove it"));
        }
    }

    /// A `$ref` to a component of this kind, or the thing itself.
    fn shared(&mut self, kind: Kind, node: &Node, file: &str) -> Option<Node> {
        let reference = node.get("$ref")?;
        let what = match kind {
            Kind::Parameters => "a parameter",
            Kind::RequestBodies => "a request body",
            Kind::Responses => "a response",
            Kind::Schemas => "a schema",
            Kind::Examples => "an example",
            Kind::Headers => "a header",
        };
        self.siblings(node, &reference.span, what);
        let name = self.reference(kind, reference, file)?;
        let rewritten = node.entries().iter().map(|entry| match entry.key.as_str() {
            "$ref" => entry.holding(Node::string(&entry.value.span, name.clone())),
            _ => entry.clone(),
        });
        Some(Node::new(&node.span, Value::Object(rewritten.collect())))
    }

    /// What stands below `paths`: what is called, in the short form or the long one.
    fn paths(&mut self, paths: &Entry, file: &str) -> Entry {
        let Value::Object(entries) = &paths.value.value else {
            return self.map(paths, |this, node| this.path_item(node, file, None, &mut Vec::new()));
        };
        let entries = entries
            .iter()
            .map(|entry| entry.holding(self.path_item(&entry.value, file, Some(&entry.key), &mut Vec::new())));
        let entries = entries.collect();
        paths.holding(Node::new(&paths.value.span, Value::Object(entries)))
    }

    fn path_item(&mut self, node: &Node, file: &str, path: Option<&str>, passed: &mut Vec<Span>) -> Node {
        if let Some(reference) = node.get("$ref") {
            if passed.contains(&reference.span) {
                let message = "the reference leads back to itself";
                self.problems.push(Diagnostic::at(Code::CyclicReference, &reference.span, message));
                return invalid(node);
            }
            passed.push(reference.span.clone());
            self.siblings(node, &reference.span, "a path");
            let text = self.problems.keep(reference.str().map(str::to_owned));
            let target = text.and_then(|text| self.locate(&text, reference, file));
            let target = target.map(|target| self.meant(target, &reference.span));
            if let (Some(target), 1) = (&target, passed.len())
                && !self.listed_once(target, &reference.span)
            {
                return invalid(node);
            }
            let inlined = target.and_then(|target| Some((self.target(&target, &reference.span)?.1, target.file)));
            return match inlined {
                Some((item, _)) if !may_be_path(&item) => {
                    let message = "expected a reference to a path, found something without any operation";
                    let found = Diagnostic::at(Code::UnexpectedValue, &reference.span, message);
                    let found = found.also(&item.span, "this is no path");
                    self.problems
                        .push(found.help("refer to a file whose members are methods, such as `get` or `post`"));
                    invalid(node)
                }
                Some((item, file)) => self.path_item(&item, &file, path, passed),
                None => invalid(node),
            };
        }
        let shared = node.get("parameters");
        self.members(node, grammar::Kind::PathItem, |this, key, entry| match key {
            "parameters" => this.list(entry, |this, node| this.parameter(node, file)),
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
                let place = path.map(|path| Place { path, method: key, file, span: &entry.key_span, shared });
                let operation = this.written_out(&entry.value, place);
                entry.holding(this.operation(&operation, file))
            }
            _ => entry.clone(),
        })
    }

    /// A file of operations is that of one path: its operations have one id each.
    fn listed_once(&mut self, target: &Target, reference: &Span) -> bool {
        let first =
            self.paths.entry((target.file.clone(), target.pointer.clone())).or_insert_with(|| reference.clone());
        if first == reference {
            return true;
        }
        let message = format!("`{}` is the file of two paths", reference.text().trim_matches(['\'', '"']));
        let found = Diagnostic::at(Code::DuplicateOperation, reference, message).also(&first.clone(), "the other one");
        self.problems.push(found.note("each operation has an id of its own").help("refer to another file"));
        false
    }
}

fn listing(vendor: &str, reference: &str) -> String {
    format!("write `$ref: {reference}` below a path of `{vendor}/openapi.yaml`, or remove it")
}

/// What stands for something whose finding exists already.
fn invalid(node: &Node) -> Node {
    Node::new(&node.span, Value::Invalid)
}
