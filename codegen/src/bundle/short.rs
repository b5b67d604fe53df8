//! Where the short forms of a vendor meet its bundle.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bundler, Kind, Target, invalid};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::habits::{COMPONENT, Habits, Place};
use crate::load::{Loader, resolve_path};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::references::tokens;

/// Extensions that say something of a property, and nothing of the schema that it has.
const OF_PROPERTIES: [&str; 4] = ["x-aliases", "x-client-parameter", "x-hoist", "x-lenient"];

impl Bundler<'_> {
    /// The habits that the document has or refers to.
    ///
    /// Whether they could be read, or there are none.
    pub(super) fn read_habits(&mut self, root: &Node, file: &str) -> bool {
        let Some(habits) = root.get("x-habits") else { return true };
        let (habits, file) = match habits.get("$ref") {
            Some(reference) => {
                self.siblings(habits, &reference.span, "habits");
                let text = self.problems.keep(reference.str().map(str::to_owned));
                let Some(target) = text.and_then(|text| self.locate(&text, reference, file)) else { return false };
                let Some((_, node)) = self.target(&target, &reference.span) else { return false };
                (node, target.file)
            }
            None => (habits.clone(), file.to_owned()),
        };
        let mut found = Diagnostics::default();
        self.habits = Habits::read(&habits, &file, root, &mut found);
        let is_sound = !found.has_errors();
        self.problems.extend(found);
        is_sound
    }

    /// An operation of `paths` as plain OpenAPI says it.
    pub(super) fn written_out(&mut self, operation: &Node, place: Option<Place<'_>>) -> Node {
        let Some(place) = place else { return operation.clone() };
        let Self { habits, loader, schemas, problems, .. } = self;
        let loader = std::cell::RefCell::new(loader);
        let vendor = place.file.split('/').next().unwrap_or_default();
        let mut find = |name: &str, span: &Span, problems: &mut Diagnostics| {
            let known = schemas.get_or_insert_with(|| schemas_by_name(&mut loader.borrow_mut(), vendor));
            file_of(name, span, known, problems)
        };
        let mut parameter = |node: &Node, file: &str| referred(&mut loader.borrow_mut(), node, file);
        habits.expanded(operation, place, &mut find, &mut parameter, problems)
    }

    /// A schema that a short form makes a component of, and the reference that stands in its place.
    pub(super) fn lifted(&mut self, schema: &Node, name: &Node, file: &str) -> Node {
        let Some(text) = self.problems.keep(name.str().map(str::to_owned)) else { return invalid(schema) };
        // The same habit is another schema for each operation, and the same file may hold several of them.
        let place = format!("{}:{}:{}", schema.span.file.name(), schema.span.line, schema.span.column);
        let pointer = vec![COMPONENT.to_owned(), place, text.clone()];
        let bare = schema.without(&[COMPONENT]).without(&OF_PROPERTIES);
        self.made.entry(pointer.clone()).or_insert(bare);
        if !self.register(Kind::Schemas, &text, Target { file: file.to_owned(), pointer }, &name.span) {
            return invalid(schema);
        }
        let reference = Node::string(&schema.span, format!("#/components/schemas/{text}"));
        let entry = Entry { key: "$ref".into(), key_span: schema.span.clone(), value: reference };
        let beside = schema.entries().iter().filter(|entry| OF_PROPERTIES.contains(&entry.key.as_str())).cloned();
        Node::new(&schema.span, Value::Object([entry].into_iter().chain(beside).collect()))
    }

    /// The tags of the document, without what only the source says of them, and those that operations have by their paths.
    pub(super) fn name_tags(&self, entries: &mut Vec<Entry>, span: &Span) {
        if !self.habits.are_there() {
            return;
        }
        let index = entries.iter().position(|entry| entry.key == "tags");
        let said = index.and_then(|index| entries[index].value.array().ok()).unwrap_or_default();
        let mut tags: Vec<Node> = said.iter().map(|tag| tag.without(&["x-paths"])).collect();
        let named = said.iter().filter_map(|tag| tag.get("name")?.str().ok()).collect::<BTreeSet<_>>();
        let text = |key: &str, text: String| Entry {
            key: key.to_owned(),
            key_span: span.clone(),
            value: Node::string(span, text),
        };
        for (name, description) in self.habits.further_tags(&named) {
            let entries = vec![text("name", name), text("description", description)];
            tags.push(Node::new(span, Value::Object(entries)));
        }
        let tags = Node::new(span, Value::Array(tags));
        match index {
            Some(index) => entries[index].value = Node { span: entries[index].value.span.clone(), ..tags },
            None => entries.push(Entry { key: "tags".into(), key_span: span.clone(), value: tags }),
        }
    }
}

/// What a reference in a file leads to, as far as it does; what is wrong with it is told by who follows it.
fn referred(loader: &mut Loader, node: &Node, file: &str) -> Option<Node> {
    let (path, pointer) = node.get("$ref")?.str().ok()?.split_once('#')?;
    let target = if path.is_empty() { file.to_owned() } else { resolve_path(file, path)? };
    let tree = loader.peek(&target)?;
    tokens(pointer).iter().try_fold(tree.as_ref(), |node, token| node.get(token)).cloned()
}

/// The schemas of a vendor that have files of their own in its folder `schemas`, with these files.
fn schemas_by_name(loader: &mut Loader, vendor: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let folder = format!("{vendor}/schemas/");
    for file in loader.paths(vendor).into_iter().filter(|file| file.starts_with(&folder) && !file.ends_with(".json")) {
        let Some(tree) = loader.peek(&file) else { continue };
        for entry in tree.entries() {
            found.entry(entry.key.clone()).or_default().push(file.clone());
        }
    }
    found
}

/// The file of a schema.
fn file_of(
    name: &str,
    span: &Span,
    known: &BTreeMap<String, Vec<String>>,
    problems: &mut Diagnostics,
) -> Option<String> {
    let message = match known.get(name).map(Vec::as_slice) {
        Some([only]) => return Some(only.clone()),
        Some(several) => {
            let found = Diagnostic::at(Code::UnknownHabit, span, format!("`{name}` stands in several files"));
            problems.push(found.help(format!("write a reference: {}", several.join(", "))));
            return None;
        }
        None => format!("the reply is of `{name}`, and no file of `schemas` has it"),
    };
    let found = Diagnostic::at(Code::UnknownHabit, span, message);
    problems.push(match names::nearest(name, known.keys().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("describe it there, or say what the reply is of: `x-reply: {<reply>: <Schema>}`"),
    });
    None
}
