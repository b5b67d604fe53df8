//! In which file each schema belongs, and how it stands there.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::made::object;
use crate::habits::Habits;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Holds, Kind, holds};
use crate::openapi::keywords::is_data;
use crate::openapi::references::{Components, parse};
use crate::openapi::types::{besides_null, types};

/// The schemas of a document that the specs have a file for, or will have.
#[derive(Debug, Default)]
pub(super) struct Schemas {
    /// The file of each, below the vendor's folder.
    files: BTreeMap<String, String>,
    /// Those that the specs had before.
    there: BTreeSet<String>,
}

impl Schemas {
    /// Those that the specs have, with their files below the vendor's folder.
    pub(super) fn there(known: BTreeMap<String, String>) -> Self {
        let there = known.keys().cloned().collect();
        Self { files: known, there }
    }

    /// The names of those that the specs had before.
    pub(super) fn names(&self) -> Vec<&str> {
        self.there.iter().map(String::as_str).collect()
    }

    /// The other name of a schema that means what one of ours does.
    pub(super) fn rename(&mut self, theirs: &str, ours: &str) {
        if let Some(file) = self.files.get(ours).cloned() {
            self.files.insert(theirs.to_owned(), file);
            self.there.insert(theirs.to_owned());
        }
    }

    /// Gives a file to each schema that the operations lead to: that of their tag where they have one tag, else one of its own.
    /// Returns the new ones.
    pub(super) fn place(&mut self, parts: &[(String, Node)], components: &Components<'_>) -> BTreeSet<String> {
        let mut tags: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (tag, part) in parts {
            for name in leads_to(part, components).into_iter().filter(|name| !self.there.contains(name)) {
                tags.entry(name).or_default().insert(tag);
            }
        }
        let mut new = BTreeSet::new();
        for (name, tags) in tags {
            let own = name.to_snake_case();
            let file = match tags.first().filter(|_| tags.len() == 1) {
                Some(tag) => format!("schemas/{tag}.yaml"),
                None => format!("schemas/{own}.yaml"),
            };
            self.files.entry(name.clone()).or_insert(file);
            new.insert(name);
        }
        new
    }

    /// The file of a schema, below the vendor's folder.
    pub(super) fn file(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// A reference to a schema as a file of `folder` writes it.
    fn reference(&self, name: &str, folder: &str, names: &BTreeMap<String, String>) -> String {
        let ours = names.get(name).map_or(name, String::as_str);
        let file = self.files.get(name).map_or("schemas/unknown.yaml", String::as_str);
        match (folder, file.strip_prefix("schemas/")) {
            ("schemas", Some(beside)) => format!("{beside}#/{ours}"),
            ("", _) => format!("{file}#/{ours}"),
            _ => format!("../{file}#/{ours}"),
        }
    }

    /// What stands in the document under a key, with its references as a file of `folder` writes them; `names` are other names of
    /// ours.
    pub(super) fn located(&self, under: &str, node: &Node, folder: &str, names: &BTreeMap<String, String>) -> Node {
        match &node.value {
            Value::Array(_) => node.map_items(|_, item| self.located("", item, folder, names)),
            Value::Object(entries) => {
                let entries = entries.iter().map(|entry| match (&*entry.key, entry.value.str().ok().and_then(parse)) {
                    ("$ref", Some(("schemas", name))) => {
                        entry.holding(Node::string(&entry.value.span, self.reference(name, folder, names)))
                    }
                    ("mapping", _) => {
                        entry.holding(entry.value.map(|_, value| match value.str().ok().and_then(parse) {
                            Some((_, name)) => Node::string(&value.span, self.reference(name, folder, names)),
                            None => value.clone(),
                        }))
                    }
                    _ if is_data(under, entry) => entry.clone(),
                    _ => entry.holding(self.located(&entry.key, &entry.value, folder, names)),
                });
                Node::new(&node.span, Value::Object(entries.collect()))
            }
            _ => node.clone(),
        }
    }
}

/// The names of the schemas that a part of a document leads to, those that only a discriminator names among them.
pub(super) fn leads_to(start: &Node, components: &Components<'_>) -> BTreeSet<String> {
    fn visit(under: &str, node: &Node, found: &mut Vec<String>) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| visit("", item, found)),
            Value::Object(entries) => {
                let parts = entries.iter().filter(|entry| !is_data(under, entry));
                parts.for_each(|entry| visit(&entry.key, &entry.value, found));
            }
            Value::String(text) => {
                found.extend(parse(text).filter(|(section, _)| *section == "schemas").map(|(_, name)| name.to_owned()));
            }
            _ => {}
        }
    }
    let (mut queue, mut reached) = (Vec::new(), BTreeSet::new());
    visit("", start, &mut queue);
    while let Some(name) = queue.pop() {
        if let (Some(schema), true) = (components.get(("schemas", &name)), reached.insert(name.clone())) {
            visit("", schema, &mut queue);
        }
    }
    reached
}

/// A schema without what a spec need not say: what the glossary says of its properties, and what is the default.
pub(super) fn short(schema: &Node, habits: &Habits) -> Node {
    let schema = schema.map(|key, value| match holds(Kind::Schema, key) {
        Some(Holds::One(Kind::Schema)) => short(value, habits),
        Some(Holds::List(Kind::Schema)) => value.map_items(|_, item| short(item, habits)),
        Some(Holds::Map(Kind::Schema)) => value.map(|name, inner| {
            let inner = short(inner, habits);
            match habits.word(name).filter(|_| key == "properties") {
                Some(word) => without_word(&inner, word),
                None => inner,
            }
        }),
        _ => value.clone(),
    });
    match &schema.value {
        Value::Object(entries) => {
            // Unknown members are ignored anyway.
            let is_default =
                |entry: &&Entry| entry.key == "additionalProperties" && matches!(entry.value.value, Value::Bool(false));
            let kept = entries.iter().filter(|entry| !is_default(entry)).map(tidy);
            Node::new(&schema.span, Value::Object(kept.collect()))
        }
        _ => schema,
    }
}

/// Null last in a list of types, as our specs have it.
fn tidy(entry: &Entry) -> Entry {
    let Value::Array(kinds) = &entry.value.value else { return entry.clone() };
    let is_null = |kind: &&Node| kind.str().is_ok_and(|kind| kind == "null");
    if entry.key != "type" || !kinds.iter().any(|kind| is_null(&kind)) {
        return entry.clone();
    }
    let sorted = kinds.iter().filter(|kind| !is_null(kind)).chain(kinds.iter().filter(is_null)).cloned().collect();
    entry.holding(Node::new(&entry.value.span, Value::Array(sorted)))
}

/// A property without what the glossary says of it; all of it where its type is another one.
fn without_word(property: &Node, word: &Node) -> Node {
    let is_simple = |key: &str| matches!(key, "type" | "format" | "items");
    let own = property.entries();
    // What may be anything is no word of the glossary.
    if matches!(&property.value, Value::Object(own) if own.is_empty()) {
        return Node::new(&property.span, Value::Bool(true));
    }
    // What the glossary restricts, the document does not.
    const LIMITS: [&str; 8] = ["const", "enum", "maxItems", "maxLength", "maximum", "minimum", "minLength", "pattern"];
    if LIMITS.iter().any(|limit| word.get(limit).is_some()) {
        return property.clone();
    }
    if own.iter().any(|entry| !is_simple(&entry.key)) || own.is_empty() {
        return property.clone();
    }
    let has_items = |node: &Node| node.get("items").is_some();
    if besides_null(property) != besides_null(word) || has_items(property) != has_items(word) {
        return property.clone();
    }
    let differs = |entry: &&Entry| match &*entry.key {
        "type" => types(word).collect::<BTreeSet<_>>() != types(property).collect(),
        // The glossary knows better what an integer is.
        "format" => false,
        _ => word.get(&entry.key).is_none_or(|value| !value.same(&entry.value)),
    };
    let kept: Vec<Entry> = own.iter().filter(differs).cloned().collect();
    match kept.is_empty() {
        true => object(&property.span, Vec::new()),
        false => Node::new(&property.span, Value::Object(kept)),
    }
}
