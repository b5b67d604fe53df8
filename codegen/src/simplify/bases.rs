//! Inheritance in OpenAPI's own form: a schema with a `discriminator`, which others extend by `allOf`. What refers to it may hold
//! any of them, so it is a union of them, and of itself where a value may be no more than that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{REF_PREFIX, is_annotation};
use crate::node::{Entry, Node, Value};

/// The schemas with a discriminator and what extends them.
#[derive(Debug)]
pub(super) struct Bases<'a> {
    schemas: &'a Node,
    /// The schemas that extend each one, directly or by way of others.
    extended: BTreeMap<&'a str, Vec<&'a str>>,
}

/// A base as a union.
#[derive(Debug)]
pub(super) struct Union {
    pub(super) node: Node,
    /// The component of the members that all alternatives share, if there are any.
    pub(super) base: Option<String>,
}

impl<'a> Bases<'a> {
    pub(super) fn of(schemas: &'a Node) -> Self {
        let entries = schemas.entries();
        let parents: BTreeMap<&str, Vec<&str>> = entries
            .iter()
            .map(|entry| (entry.key.as_str(), parts(&entry.value)))
            .filter(|(_, all)| !all.is_empty())
            .collect();
        let bases =
            entries.iter().filter(|entry| tag(&entry.value).is_some()).map(|entry| (entry.key.as_str(), Vec::new()));
        let mut extended: BTreeMap<&str, Vec<&str>> = bases.collect();
        if extended.is_empty() {
            return Self { schemas, extended };
        }
        for entry in entries {
            let mut seen = BTreeSet::from([entry.key.as_str()]);
            let mut queue = parents.get(entry.key.as_str()).cloned().unwrap_or_default();
            while let Some(name) = queue.pop() {
                if seen.insert(name) {
                    if let Some(others) = extended.get_mut(name) {
                        others.push(&entry.key);
                    }
                    queue.extend(parents.get(name).into_iter().flatten());
                }
            }
        }
        Self { schemas, extended }
    }

    /// What a value of a discriminator means.
    fn target(&self, value: &Entry) -> Option<&'a str> {
        let text = value.value.str().ok()?;
        let name = text.strip_prefix(REF_PREFIX).unwrap_or(text);
        self.schemas.entries().iter().find(|schema| schema.key == name).map(|schema| schema.key.as_str())
    }

    /// The schemas that a value of a base may have, besides itself: none for what is no base.
    fn alternatives(&self, base: &str) -> Vec<&'a str> {
        let Some(others) = self.extended.get(base) else { return Vec::new() };
        let mut names: Vec<&str> = others.iter().copied().filter(|name| self.is_subtype(name)).collect();
        let mapping = self.schemas.get(base).and_then(tag).and_then(|tag| tag.get("mapping"));
        for name in mapping.map(Node::entries).unwrap_or_default().iter().filter_map(|value| self.target(value)) {
            if !names.contains(&name) && name != base {
                names.push(name);
            }
        }
        names
    }

    /// The union that a base is, if anything extends it.
    pub(super) fn union(&self, entry: &Entry) -> Option<Union> {
        let names = self.alternatives(&entry.key);
        let tag = tag(&entry.value).filter(|_| !names.is_empty())?;
        let mapping = tag.get("mapping").map(Node::entries).unwrap_or_default();
        let target = |value: &Entry| self.target(value);
        let span = &entry.value.span;
        let mut alternatives = Vec::new();
        // What a misspelt name in the mapping means is told where unions are read.
        let mut values: Vec<Entry> = mapping.to_vec();
        for name in &names {
            let object = self.object(name);
            alternatives.push(reference(entry, &object));
            for value in values.iter_mut().filter(|value| target(value) == Some(name)) {
                value.value = Node::string(&value.value.span, object.clone());
            }
            if !mapping.iter().any(|value| target(value) == Some(name)) {
                values.push(value(entry, name, &object));
            }
        }
        let base = self.object(&entry.key);
        let shares = ["properties", "allOf", "$ref"].iter().any(|key| entry.value.get(key).is_some());
        let own = mapping.iter().any(|value| target(value) == Some(&entry.key));
        if shares && (own || !values.iter().any(|value| value.key == entry.key)) {
            alternatives.push(reference(entry, &base));
            values.iter_mut().filter(|value| target(value) == Some(&entry.key)).for_each(|value| {
                value.value = Node::string(&value.value.span, base.clone());
            });
            if !own {
                values.push(value(entry, &entry.key, &base));
            }
        }
        let marks = entry.value.entries().iter().filter(|entry| is_annotation(&entry.key)).cloned().collect();
        let tag = tag.clone().with("mapping", Node::new(span, Value::Object(values)));
        let node = Node::new(span, Value::Object(marks))
            .with("oneOf", Node::new(span, Value::Array(alternatives)))
            .with("discriminator", tag);
        Some(Union { node, base: shares.then_some(base) })
    }

    /// A schema that extends a base and adds nothing is an object of its own all the same.
    pub(super) fn whole<'e>(&self, entry: &'e Entry) -> Cow<'e, Node> {
        let node = match tag(&entry.value) {
            Some(_) => Cow::Owned(without_tag(&entry.value)),
            None => Cow::Borrowed(&entry.value),
        };
        let Some([one]) = node.get("allOf").and_then(|list| list.array().ok()) else { return node };
        let extends = self.extended.iter().any(|(base, others)| {
            others.contains(&entry.key.as_str()) && (self.is_mapped(base, &entry.key) || self.is_subtype(&entry.key))
        });
        if !extends {
            return node;
        }
        let empty = || Node::new(&one.span, Value::Object(Vec::new()));
        let parts = Value::Array(vec![one.clone(), empty().with("properties", empty())]);
        let parts = Node::new(&one.span, parts);
        Cow::Owned(node.into_owned().with("allOf", parts))
    }

    fn is_mapped(&self, base: &str, name: &str) -> bool {
        let mapping = self.schemas.get(base).and_then(tag).and_then(|tag| tag.get("mapping"));
        let means = |text: &str| text.strip_prefix(REF_PREFIX).unwrap_or(text) == name;
        mapping.map(Node::entries).unwrap_or_default().iter().any(|entry| entry.value.str().is_ok_and(means))
    }

    /// Whether a schema adds something to what it extends; one that does not is another name for it.
    fn is_subtype(&self, name: &str) -> bool {
        let Some(node) = self.schemas.get(name) else { return false };
        let adds = node
            .entries()
            .iter()
            .any(|entry| !["$ref", "allOf", "type"].contains(&entry.key.as_str()) && !is_annotation(&entry.key));
        let parts = node.get("allOf").and_then(|list| list.array().ok()).unwrap_or_default();
        adds || parts.len() > 1 || self.extended.keys().any(|base| self.is_mapped(base, name))
    }

    /// The component of a schema's own members: a base has them beside its union.
    fn object(&self, name: &str) -> String {
        if self.alternatives(name).is_empty() { name.to_owned() } else { format!("{name}Base") }
    }
}

/// The discriminator of a schema that lists no alternatives.
fn tag(node: &Node) -> Option<&Node> {
    let lists = ["oneOf", "anyOf"].iter().any(|key| node.get(key).is_some());
    node.get("discriminator").filter(|tag| !lists && tag.get("propertyName").is_some())
}

/// A schema by itself: without alternatives and what extends it, its discriminator is a member like others.
pub(super) fn without_tag(node: &Node) -> Node {
    if tag(node).is_some() { node.without(&["discriminator"]) } else { node.clone() }
}

/// The components that a schema is made of.
fn parts(node: &Node) -> Vec<&str> {
    let mut found = Vec::new();
    let mut queue = vec![node];
    while let Some(node) = queue.pop() {
        let name = node.get("$ref").and_then(|reference| reference.str().ok()?.strip_prefix(REF_PREFIX));
        found.extend(name);
        queue.extend(node.get("allOf").and_then(|list| list.array().ok()).unwrap_or_default());
    }
    found
}

fn reference(entry: &Entry, name: &str) -> Node {
    let span = &entry.value.span;
    Node::new(span, Value::Object(Vec::new())).with("$ref", Node::string(span, format!("{REF_PREFIX}{name}")))
}

fn value(entry: &Entry, value: &str, name: &str) -> Entry {
    Entry { key: value.to_owned(), key_span: entry.key_span.clone(), value: Node::string(&entry.value.span, name) }
}
