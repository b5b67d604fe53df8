//! Joins the files of a vendor into one document: every reference points into `#/components`, every example is inline.

mod references;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::lint::{self, unused};
use crate::load::Loader;
use crate::node::{Entry, Node, Value};
use crate::version::{self, Version};

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
    /// Files with the member of them that is used; nothing where all of it is.
    used: BTreeSet<(String, String)>,
    problems: Diagnostics,
}

/// The one document of a vendor, as far as its files can be read; what cannot be is [`Value::Invalid`] in it.
pub fn bundle(loader: &mut Loader, vendor: &str, problems: &mut Diagnostics) -> Option<Node> {
    let file = format!("{vendor}/openapi.yaml");
    let root = problems.keep(loader.yaml(&file, None));
    let mut bundler = Bundler {
        loader,
        found: BTreeMap::new(),
        queue: Vec::new(),
        used: BTreeSet::from([(file.clone(), String::new())]),
        problems: Diagnostics::default(),
    };
    let version = root.as_ref().and_then(|root| problems.keep(version::check(root)));
    let document = root.filter(|_| version.is_some()).and_then(|root| {
        let document = bundler.document(&root, &file);
        bundler.problems.keep(document)
    });
    let Bundler { problems: mut found, used, loader, .. } = bundler;
    if let (Some(document), false) = (&document, found.has_errors()) {
        unused::files(loader, vendor, &used, &mut found);
        unused::components(document, &mut found);
    }
    problems.extend(found);
    problems.extend(loader.take_problems());
    match (version, document) {
        (Some(Version::V3_0), Some(document)) => {
            problems.push(version::told(&document));
            Some(version::upgrade(&document))
        }
        (_, document) => document,
    }
}

impl Bundler<'_> {
    fn document(&mut self, root: &Node, file: &str) -> Result<Node, Diagnostic> {
        root.object()?;
        let mut entries = Vec::new();
        let mut declared = None;
        for entry in root.entries() {
            match lint::meant_keyword(entry, lint::Kind::Document) {
                "paths" => entries.push(self.map(entry, |this, node| this.path_item(node, file, &mut Vec::new()))),
                "webhooks" => entries.push(self.map(entry, |this, node| this.path_item(node, file, &mut Vec::new()))),
                "components" => declared = Some(entry),
                _ => entries.push(entry.clone()),
            }
        }
        let span = declared.map_or(&root.span, |entry| &entry.value.span).clone();
        if let Some(components) = declared {
            self.declared_components(components, file);
        }
        let mut components = self.collect(&span);
        for entry in declared.iter().flat_map(|entry| entry.value.entries()) {
            match entry.key.as_str() {
                "pathItems" => {
                    components.push(self.map(entry, |this, node| this.path_item(node, file, &mut Vec::new())));
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
                Kind::Schemas => self.schema(&node, &target.file),
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
        kind: lint::Kind,
        mut each: impl FnMut(&mut Self, &str, &Entry) -> Entry,
    ) -> Node {
        match &node.value {
            Value::Object(entries) => {
                let entries = entries.iter().map(|entry| each(self, lint::meant_keyword(entry, kind), entry)).collect();
                Node::new(&node.span, Value::Object(entries))
            }
            _ => {
                self.problems.push(node.expected(Code::UnexpectedValue, "a mapping"));
                invalid(node)
            }
        }
    }

    /// A `$ref` to a component of this kind, or the thing itself.
    fn shared(&mut self, kind: Kind, node: &Node, file: &str) -> Option<Node> {
        let reference = node.get("$ref")?;
        let name = self.reference(kind, reference, file)?;
        let rewritten = node.entries().iter().map(|entry| match entry.key.as_str() {
            "$ref" => entry.holding(Node::string(&entry.value.span, name.clone())),
            _ => entry.clone(),
        });
        Some(Node::new(&node.span, Value::Object(rewritten.collect())))
    }

    fn path_item(&mut self, node: &Node, file: &str, passed: &mut Vec<Span>) -> Node {
        if let Some(reference) = node.get("$ref") {
            if passed.contains(&reference.span) {
                let message = "the reference leads back to itself";
                self.problems.push(Diagnostic::at(Code::CyclicReference, &reference.span, message));
                return invalid(node);
            }
            passed.push(reference.span.clone());
            let text = self.problems.keep(reference.str().map(str::to_owned));
            let target = text.and_then(|text| self.locate(&text, reference, file));
            let target = target.map(|target| self.meant(target, &reference.span));
            let inlined = target.and_then(|target| Some((self.target(&target, &reference.span)?.1, target.file)));
            return match inlined {
                Some((item, _)) if !lint::may_be_path(&item) => {
                    let message = "expected a reference to a path, found something without any operation";
                    let found = Diagnostic::at(Code::UnexpectedValue, &reference.span, message);
                    let found = found.also(&item.span, "this is no path");
                    self.problems
                        .push(found.help("refer to a file whose members are methods, such as `get` or `post`"));
                    invalid(node)
                }
                Some((item, file)) => self.path_item(&item, &file, passed),
                None => invalid(node),
            };
        }
        self.members(node, lint::Kind::PathItem, |this, key, entry| match key {
            "parameters" => this.list(entry, |this, node| this.parameter(node, file)),
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
                entry.holding(this.operation(&entry.value, file))
            }
            _ => entry.clone(),
        })
    }

    fn operation(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, lint::Kind::Operation, |this, key, entry| match key {
            "parameters" => this.list(entry, |this, node| this.parameter(node, file)),
            "requestBody" => entry.holding(this.request_body(&entry.value, file)),
            "responses" => this.map(entry, |this, node| this.response(node, file)),
            "callbacks" => this.map(entry, |this, node| this.callback(node, file)),
            _ => entry.clone(),
        })
    }

    /// The paths that a vendor calls back, by expression.
    fn callback(&mut self, node: &Node, file: &str) -> Node {
        node.map(|key, value| match key {
            "$ref" => value.clone(),
            _ => self.path_item(value, file, &mut Vec::new()),
        })
    }

    fn parameter(&mut self, node: &Node, file: &str) -> Node {
        match node.get("$ref") {
            Some(_) => self.shared(Kind::Parameters, node, file).unwrap_or_else(|| invalid(node)),
            None => self.described(node, file),
        }
    }

    /// A header of a response, which is written like a parameter.
    fn header(&mut self, node: &Node, file: &str) -> Node {
        match node.get("$ref") {
            Some(_) => self.shared(Kind::Headers, node, file).unwrap_or_else(|| invalid(node)),
            None => self.described(node, file),
        }
    }

    fn described(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, lint::Kind::Parameter, |this, key, entry| match key {
            "schema" => entry.holding(this.schema(&entry.value, file)),
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            "examples" => this.map(entry, |this, node| this.example(node, file)),
            _ => entry.clone(),
        })
    }

    fn request_body(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::RequestBodies, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, lint::Kind::RequestBody, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            _ => entry.clone(),
        })
    }

    fn response(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::Responses, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, lint::Kind::Response, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            "headers" => this.map(entry, |this, node| this.header(node, file)),
            _ => entry.clone(),
        })
    }

    fn media_type(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, lint::Kind::MediaType, |this, key, entry| match key {
            "schema" => entry.holding(this.schema(&entry.value, file)),
            "examples" => this.map(entry, |this, node| this.example(node, file)),
            _ => entry.clone(),
        })
    }

    /// An example with its file read in.
    fn example(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::Examples, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, lint::Kind::Example, |this, key, entry| {
            if key != "externalValue" {
                return entry.clone();
            }
            let text = this.problems.keep(entry.value.str().map(str::to_owned));
            let target = text.and_then(|text| this.locate(&text, &entry.value, file));
            let loaded = target.map(|target| {
                this.used.insert((target.file.clone(), String::new()));
                this.loader.json(&target.file, &entry.value.span)
            });
            let value = loaded.and_then(|loaded| this.problems.keep(loaded)).unwrap_or_else(|| invalid(&entry.value));
            Entry { key: "value".into(), key_span: entry.key_span.clone(), value }
        })
    }

    /// A discriminator whose mapping leads to components; a bare name is one already.
    fn discriminator(&mut self, node: &Node, file: &str) -> Node {
        self.members(node, lint::Kind::Discriminator, |this, key, entry| match key {
            "mapping" => this.map(entry, |this, value| match value.str() {
                Ok(text) if text.contains(['#', '/']) => match this.reference(Kind::Schemas, value, file) {
                    Some(name) => Node::string(&value.span, name),
                    None => invalid(value),
                },
                _ => value.clone(),
            }),
            _ => entry.clone(),
        })
    }

    fn schema(&mut self, node: &Node, file: &str) -> Node {
        if matches!(node.value, Value::Bool(_)) {
            return node.clone();
        }
        let mut broken = false;
        let schema = self.members(node, lint::Kind::Schema, |this, key, entry| match key {
            "$ref" => {
                let reference = this.reference(Kind::Schemas, &entry.value, file);
                broken |= reference.is_none();
                let value = Node::string(&entry.value.span, reference.unwrap_or_default());
                entry.holding(value)
            }
            "properties" | "patternProperties" | "$defs" | "dependentSchemas" => {
                this.map(entry, |this, node| this.schema(node, file))
            }
            "discriminator" => entry.holding(this.discriminator(&entry.value, file)),
            "oneOf" | "anyOf" | "allOf" | "prefixItems" => this.list(entry, |this, node| this.schema(node, file)),
            "items"
            | "additionalProperties"
            | "not"
            | "contains"
            | "propertyNames"
            | "if"
            | "then"
            | "else"
            | "unevaluatedProperties"
            | "unevaluatedItems" => entry.holding(this.schema(&entry.value, file)),
            _ => entry.clone(),
        });
        if broken { invalid(node) } else { schema }
    }
}

/// What stands for something whose finding exists already.
fn invalid(node: &Node) -> Node {
    Node::new(&node.span, Value::Invalid)
}

/// The document for other tools: a type that `x-lenient` accepts when reading is a type of the schema, so that the
/// documented examples validate.
pub fn published(node: &Node) -> Node {
    let value = match &node.value {
        Value::Array(items) => Value::Array(items.iter().map(published).collect()),
        Value::Object(entries) => {
            let lenient: Vec<&str> = node
                .get("x-lenient")
                .and_then(|list| list.array().ok())
                .unwrap_or_default()
                .iter()
                .filter_map(|item| item.str().ok())
                .collect();
            let widened = entries.iter().filter_map(|entry| match entry.key.as_str() {
                "type" if lenient.contains(&"any") => None,
                "type" if !lenient.is_empty() => Some(entry.holding(widen(&entry.value, &lenient))),
                _ => Some(entry.holding(published(&entry.value))),
            });
            Value::Object(widened.collect())
        }
        other => other.clone(),
    };
    Node::new(&node.span, value)
}

fn widen(types: &Node, lenient: &[&str]) -> Node {
    let mut all = match &types.value {
        Value::Array(items) => items.clone(),
        _ => vec![types.clone()],
    };
    all.extend(lenient.iter().map(|name| Node::string(&types.span, *name)));
    Node::new(&types.span, Value::Array(all))
}
