//! Joins the files of a vendor into one document: every reference points into `#/components`, every example is inline.

mod hosts;
mod made;
mod members;
mod published;
mod references;
mod upgrade;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::load::Loader;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar;
use crate::openapi::keywords::{is_bare_content, is_operation, may_be_path, meant_keyword, unknown};

use members::Members;
use version::Version;

pub(crate) use hosts::UNSET;
pub(crate) use published::readable_schema;
pub use published::{published, readable};

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
        problems: Diagnostics::default(),
    };
    let version = root.as_ref().and_then(|root| problems.keep(version::check(root)));
    let document = root.filter(|_| version.is_some()).and_then(|root| {
        let document = bundler.document(&root, &file);
        bundler.problems.keep(document)
    });
    if document.is_some() && !bundler.problems.has_errors() {
        bundler.unlisted(vendor);
    }
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
        for entry in root.entries() {
            match meant_keyword(entry, grammar::Kind::Document) {
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

    /// Files of operations that no path refers to. What they refer to counts as used: it is not forgotten by itself.
    fn unlisted(&mut self, vendor: &str) {
        for file in self.loader.paths(vendor) {
            let used = self.used.range((file.clone(), String::new())..).next();
            if used.is_some_and(|(used, _)| *used == file) || file.ends_with(".json") {
                continue;
            }
            let Some(tree) = self.loader.peek(&file) else { continue };
            let Some(operation) = tree.entries().iter().find(|entry| is_operation(entry)) else { continue };
            let message = format!("no path refers to this file, so its operation `{}` is missing", operation.key);
            let found = Diagnostic::at(Code::UnlistedPath, &operation.key_span, message);
            let inside = file.split_once('/').map_or(file.as_str(), |(_, inside)| inside);
            let help = format!("write `$ref: {inside}` below a path of `{vendor}/openapi.yaml`, or remove the file");
            let told = std::mem::take(&mut self.problems);
            self.used.insert((file.clone(), String::new()));
            self.path_item(&tree, &file, &mut Vec::new());
            self.collect(&tree.span);
            self.problems = told;
            self.problems.push(found.help(help));
        }
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

    fn path_item(&mut self, node: &Node, file: &str, passed: &mut Vec<Span>) -> Node {
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
                Some((item, file)) => self.path_item(&item, &file, passed),
                None => invalid(node),
            };
        }
        self.members(node, grammar::Kind::PathItem, |this, key, entry| match key {
            "parameters" => this.list(entry, |this, node| this.parameter(node, file)),
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
                entry.holding(this.operation(&entry.value, file))
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

    fn operation(&mut self, node: &Node, file: &str) -> Node {
        if let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref") {
            let found = Diagnostic::at(Code::UnknownKeyword, &reference.key_span, "an operation has no `$ref`");
            self.problems.push(
                found.help("write the reference in place of the method: it leads to a file whose members are methods"),
            );
            return invalid(node);
        }
        self.members(node, grammar::Kind::Operation, |this, key, entry| match key {
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
        self.members(node, grammar::Kind::Parameter, |this, key, entry| match key {
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
        self.members(node, grammar::Kind::RequestBody, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            _ if is_bare_content(entry, grammar::Kind::RequestBody) => {
                entry.holding(this.media_type(&entry.value, file))
            }
            _ => entry.clone(),
        })
    }

    fn response(&mut self, node: &Node, file: &str) -> Node {
        if node.get("$ref").is_some() {
            return self.shared(Kind::Responses, node, file).unwrap_or_else(|| invalid(node));
        }
        self.members(node, grammar::Kind::Response, |this, key, entry| match key {
            "content" => this.map(entry, |this, node| this.media_type(node, file)),
            "headers" => this.map(entry, |this, node| this.header(node, file)),
            _ if is_bare_content(entry, grammar::Kind::Response) => entry.holding(this.media_type(&entry.value, file)),
            _ => entry.clone(),
        })
    }

    /// Schemas by name. A keyword among them that holds no schema belongs one level up.
    fn properties(&mut self, entry: &Entry, file: &str) -> Entry {
        let strays: Vec<&Entry> = entry.value.entries().iter().filter(|inner| is_stray(inner)).collect();
        for stray in &strays {
            let message = format!("`{}` stands among the `{}`, so it would be one of them", stray.key, entry.key);
            let found = Diagnostic::at(Code::UnexpectedValue, &stray.key_span, message)
                .also(&entry.key_span, "they begin here");
            self.problems.push(found.help(format!("indent it as `{}`, beside it", entry.key)));
        }
        self.map(entry, |this, node| match strays.iter().any(|stray| stray.value.span == node.span) {
            true => invalid(node),
            false => this.schema(node, file),
        })
    }

    fn media_type(&mut self, node: &Node, file: &str) -> Node {
        if let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref") {
            let found = Diagnostic::at(Code::UnknownKeyword, &reference.key_span, "a media type has no `$ref`");
            self.problems.push(found.help("write `<media type>: {schema: {$ref: ...}}`, such as `application/json`"));
            return invalid(node);
        }
        self.members(node, grammar::Kind::MediaType, |this, key, entry| match key {
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
        let of = |key: &str| node.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.key_span);
        if let (Some(value), Some(external)) = (of("value"), of("externalValue")) {
            let message = "an example has a `value` or an `externalValue`, and this one has both";
            let found = Diagnostic::at(Code::KeywordValue, external, message).also(value, "the other one");
            self.problems.push(found.help("remove one of them"));
        }
        self.members(node, grammar::Kind::Example, |this, key, entry| {
            if key != "externalValue" {
                return entry.clone();
            }
            if entry.key != key {
                // The member that is read in its place is called `value`, and says nothing of it.
                this.problems.push(unknown(entry, grammar::Kind::Example));
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
        self.members(node, grammar::Kind::Discriminator, |this, key, entry| match key {
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
        if let Value::String(text) = &node.value {
            self.problems.push(no_schema(node, text));
            return invalid(node);
        }
        let mut broken = false;
        let schema = self.members(node, grammar::Kind::Schema, |this, key, entry| match key {
            "$ref" => {
                let reference = this.reference(Kind::Schemas, &entry.value, file);
                broken |= reference.is_none();
                let value = Node::string(&entry.value.span, reference.unwrap_or_default());
                entry.holding(value)
            }
            "properties" | "patternProperties" | "$defs" | "dependentSchemas" => this.properties(entry, file),
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

/// Whether a member is a keyword of schemas by its name, and no schema by its value.
fn is_stray(entry: &Entry) -> bool {
    let (parts, others) = grammar::keywords_of_schemas();
    let is_keyword = parts.iter().any(|(name, _)| *name == entry.key) || others.contains(&entry.key.as_str());
    let is_type = |text: &str| ["string", "number", "integer", "boolean", "array", "object"].contains(&text);
    is_keyword
        && match &entry.value.value {
            Value::String(text) => entry.key == "type" || !is_type(text),
            Value::Array(_) | Value::Bool(_) | Value::Number(_) => true,
            _ => false,
        }
}

/// A text where a schema belongs: the name of a type, or the place of another schema.
fn no_schema(node: &Node, text: &str) -> Diagnostic {
    let found = node.expected(Code::UnexpectedValue, "a schema");
    let is_type = ["string", "number", "integer", "boolean", "array", "object"].contains(&text);
    match text {
        _ if is_type => found.help("a schema is a mapping").suggest(&node.span, format!("{{type: {text}}}")),
        _ if text.contains('#') => {
            found.help("a reference is a mapping too").suggest(&node.span, format!("{{$ref: {}}}", node.span.text()))
        }
        _ => node
            .expected(Code::UnexpectedValue, "a mapping")
            .help("write its keywords as `key: value`, such as `type: string`"),
    }
}

/// What stands for something whose finding exists already.
fn invalid(node: &Node) -> Node {
    Node::new(&node.span, Value::Invalid)
}
