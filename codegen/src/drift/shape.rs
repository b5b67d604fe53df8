//! What a schema says of its values, as one flat thing: references followed, parts of `allOf` merged, null told apart from the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use crate::node::{Entry, Node, Value};
use crate::openapi::keywords::is_annotation;
use crate::openapi::types::{texts, types};

/// A schema as it is compared.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    /// The component that it is.
    pub(super) component: Option<&'a str>,
    /// JSON types, without null. Nothing where any value fits.
    pub(super) types: BTreeSet<&'a str>,
    /// Whether null fits.
    pub(super) null: bool,
    /// Formats, by the type that they stand beside.
    pub(super) formats: BTreeMap<&'a str, &'a str>,
    /// The values of an enum, without null.
    pub(super) values: Option<Vec<String>>,
    /// The numbers that stand beside the names of an enum.
    pub(super) numbers: BTreeMap<&'a str, String>,
    /// Whether the letters of an enum's values may be of either case.
    pub(super) ignores_case: bool,
    /// Types that are read in place of the right ones.
    pub(super) lenient: BTreeSet<&'a str>,
    /// The members, by name; nothing for one that only `required` names.
    pub(super) members: BTreeMap<&'a str, Option<&'a Node>>,
    /// The members that must be there.
    pub(super) required: BTreeSet<&'a str>,
    /// What the elements of a list are.
    pub(super) items: Option<&'a Node>,
    /// What the values of other members are.
    pub(super) map: Option<&'a Node>,
    /// What the first elements of a list are, where each is described.
    pub(super) elements: Vec<&'a Node>,
    /// The alternatives of a union; fewer than two are none.
    pub(super) alternatives: Vec<&'a Node>,
    /// The greatest length and number of items.
    pub(super) limits: BTreeMap<&'a str, &'a str>,
}

impl<'a> Shape<'a> {
    /// The shape of a schema.
    pub(super) fn of(document: &'a Document, schema: &'a Node) -> Self {
        let mut shape = Self::default();
        shape.add(document, schema, true, &mut BTreeSet::new());
        shape
    }

    /// Whether it says nothing of its values.
    pub(super) fn is_open(&self) -> bool {
        self.types.is_empty() && self.alternatives.is_empty()
    }

    /// What it is besides null, in a word.
    pub(super) fn sort(&self) -> &'a str {
        match (self.types.first(), self.types.len()) {
            _ if self.values.is_some() => "enum",
            (Some(name), 1) => name,
            _ => "union",
        }
    }

    /// What it is, in a few words: `string (uuid) or null`.
    pub(super) fn told(&self) -> String {
        let mut words: Vec<String> = match (&self.component, self.alternatives.len()) {
            (Some(name), _) if self.types.contains("object") || self.is_open() => vec![format!("`{name}`")],
            (_, 1..) => vec![format!("one of {} alternatives", self.alternatives.len())],
            _ if self.types.is_empty() => vec!["anything".to_owned()],
            _ => self.types.iter().map(|name| self.type_told(name)).collect(),
        };
        words.extend(self.null.then(|| "null".to_owned()));
        words.join(" or ")
    }

    fn type_told(&self, name: &str) -> String {
        match self.formats.get(name) {
            Some(format) => format!("{name} ({format})"),
            None => name.to_owned(),
        }
    }

    /// Adds what a schema says. It gives the whole its name where it is all of it.
    fn add(&mut self, document: &'a Document, schema: &'a Node, is_whole: bool, passed: &mut BTreeSet<*const Node>) {
        // Nothing that is said twice says more.
        if !passed.insert(schema) {
            return;
        }
        if let Some((target, name)) = document.target(schema) {
            let is_alone = |entry: &Entry| ["$ref", "nullable"].contains(&&*entry.key) || is_annotation(&entry.key);
            let is_whole = is_whole && (!document.has_siblings || schema.entries().iter().all(is_alone));
            if is_whole && self.component.is_none() {
                self.component = Some(name);
            }
            self.add(document, target, is_whole, passed);
        }
        if schema.get("$ref").is_none() || document.has_siblings {
            self.own(schema);
            self.parts(document, schema, is_whole, passed);
        }
    }

    /// What a schema says itself.
    fn own(&mut self, schema: &'a Node) {
        let mut types: BTreeSet<&'a str> = types(schema).collect();
        self.null |= types.remove("null") || schema.get("nullable").is_some_and(|value| value.bool() == Ok(true));
        let values = schema.get("enum").and_then(|list| list.array().ok());
        let values = values.or_else(|| schema.get("const").map(std::slice::from_ref));
        if let Some(values) = values {
            self.null |= values.iter().any(|value| matches!(value.value, Value::Null));
            let texts: Vec<String> = values.iter().filter_map(|value| value.scalar().ok()).collect();
            if types.is_empty() {
                types.extend(values.iter().filter_map(type_of));
            }
            self.values.get_or_insert_default().extend(texts);
        }
        if types.is_empty() {
            types.extend(["properties", "required"].iter().any(|key| schema.get(key).is_some()).then_some("object"));
            types.extend(schema.get("items").map(|_| "array"));
        }
        let format = schema.get("format").and_then(|format| format.str().ok());
        self.formats.extend(format.into_iter().flat_map(|format| types.iter().map(move |name| (*name, format))));
        let both: BTreeSet<&'a str> = self.types.intersection(&types).copied().collect();
        match (self.types.is_empty(), both.is_empty()) {
            (true, _) => self.types = types,
            (false, false) => self.types = both,
            (false, true) => {}
        }
        for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
            self.members.insert(&entry.key, Some(&entry.value));
        }
        for name in texts(schema.get("required")) {
            self.required.insert(name);
            self.members.entry(name).or_default();
        }
        self.items = self.items.or(schema.get("items"));
        let map = schema.get("additionalProperties").filter(|map| !map.entries().is_empty());
        self.map = self.map.or(map);
        if let Some(Ok(elements)) = schema.get("prefixItems").map(Node::array) {
            self.elements.extend(elements);
        }
        for key in ["maxLength", "maxItems"] {
            if let Some(Value::Number(limit)) = schema.get(key).map(|limit| &limit.value) {
                self.limits.insert(key, limit);
            }
        }
        self.lenient.extend(texts(schema.get("x-lenient")));
        if let Some(extension) = schema.get("x-enum") {
            self.ignores_case |= extension.get("ignore-case").is_some_and(|value| value.bool() == Ok(true));
            for entry in extension.get("values").map(Node::entries).unwrap_or_default() {
                let number = entry.value.get("number").and_then(|number| number.scalar().ok());
                self.numbers.extend(number.map(|number| (entry.key.as_str(), number)));
            }
        }
    }

    /// What the parts and alternatives of a schema say.
    fn parts(&mut self, document: &'a Document, schema: &'a Node, is_whole: bool, passed: &mut BTreeSet<*const Node>) {
        if let Some(Ok(parts)) = schema.get("allOf").map(Node::array) {
            let is_whole = is_whole && parts.len() == 1 && schema.get("properties").is_none();
            parts.iter().for_each(|part| self.add(document, part, is_whole, passed));
        }
        for list in ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.array().ok()) {
            let mut others = Vec::new();
            for alternative in list {
                match Sort::of(document, alternative) {
                    Sort::Null => self.null = true,
                    Sort::Condition => {}
                    sort => others.push((alternative, sort)),
                }
            }
            match others.as_slice() {
                [(only, _)] => self.add(document, only, is_whole, passed),
                others if others.iter().all(|(_, sort)| matches!(sort, Sort::Values | Sort::Scalar)) => {
                    let has_values = others.iter().any(|(_, sort)| matches!(sort, Sort::Values));
                    for (alternative, sort) in others {
                        self.scalar(document, alternative, has_values && matches!(sort, Sort::Scalar));
                    }
                }
                others => self.alternatives.extend(others.iter().map(|(alternative, _)| *alternative)),
            }
        }
    }

    /// Adds an alternative of a union of scalars. One that takes anything beside the values of another only says that there may be more.
    fn scalar(&mut self, document: &'a Document, alternative: &'a Node, is_further: bool) {
        let other = Shape::of(document, alternative);
        self.null |= other.null;
        if is_further {
            self.lenient.extend(other.types);
            return;
        }
        self.types.extend(other.types);
        self.formats.extend(other.formats);
        self.numbers.extend(other.numbers);
        self.ignores_case |= other.ignores_case;
        if let Some(values) = other.values {
            self.values.get_or_insert_default().extend(values);
        }
    }
}

/// What an alternative is.
enum Sort {
    Null,
    /// It names members that must be there, and describes nothing.
    Condition,
    /// Values of an enum, or one of them.
    Values,
    /// A type without values of its own.
    Scalar,
    Other,
}

impl Sort {
    fn of(document: &Document, alternative: &Node) -> Self {
        const DEEP: [&str; 6] = ["properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf"];
        let node = document.resolved(alternative);
        let describes = |key: &&str| node.get(key).is_some();
        if !DEEP.iter().chain(&["type", "enum", "const"]).any(describes) {
            let is_condition = ["required", "not", "dependentRequired"].iter().any(|key| node.get(key).is_some());
            return if is_condition { Sort::Condition } else { Sort::Other };
        }
        let mut shape = Shape::default();
        shape.own(node);
        let is_scalar = !DEEP.iter().any(|key| node.get(key).is_some())
            && !shape.types.contains("object")
            && !shape.types.contains("array");
        match () {
            () if !is_scalar => Sort::Other,
            () if shape.types.is_empty() && shape.null => Sort::Null,
            () if shape.values.is_some() => Sort::Values,
            () => Sort::Scalar,
        }
    }
}

/// The type of a value.
fn type_of<'a>(value: &Node) -> Option<&'a str> {
    match &value.value {
        Value::Bool(_) => Some("boolean"),
        Value::String(_) => Some("string"),
        Value::Number(text) if text.contains(['.', 'e', 'E']) => Some("number"),
        Value::Number(_) => Some("integer"),
        _ => None,
    }
}
