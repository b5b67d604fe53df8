//! The document as other tools read it: what extensions say of values and addresses, in the words of OpenAPI itself.

use std::collections::BTreeSet;

use super::hosts::reserved;
use super::made::made;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Kind, Place, rebuild, walk};
use crate::openapi::references::{escaped, tokens};
use crate::openapi::types;

/// An integer as text, as it is read where `x-lenient` names `string`.
const INTEGER_TEXT: &str = r"^\s*-?[0-9]+(\.0+)?\s*$";

/// The same for a number of any kind.
const NUMBER_TEXT: &str = r"^\s*-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*$";

/// The document for other tools. A type that `x-lenient` accepts is a type of its schema, an enum takes values that nobody knows
/// yet, and the default of a server variable that only the user knows leads to no host of the vendor.
pub fn published(document: &Node) -> Node {
    let (mut tags, mut enums) = (BTreeSet::new(), BTreeSet::new());
    walk(document, &mut |place| match place.kind {
        Kind::Discriminator => tags.extend(place.node.get("propertyName").and_then(|name| name.str().ok())),
        Kind::Schema if place.under == "schemas" && open_types(place.node.entries()).is_some() => {
            enums.extend(place.entry.map(|entry| entry.key.as_str()));
        }
        _ => {}
    });
    let is_tag = |place: Place<'_>| {
        place.under == "properties" && place.entry.is_some_and(|entry| tags.contains(entry.key.as_str()))
    };
    rebuild(document, Kind::Document, &|place, node| match place.kind {
        // A further value of a tag would belong to no alternative of its union.
        Kind::Schema if is_tag(place) => changed(node, |entries| lenient(referring(entries))),
        Kind::Schema => changed(node, |entries| open(alternatives(lenient(referring(entries)), &enums))),
        Kind::Server => changed(node, reserved),
        _ => changed(node, referring),
    })
}

/// The document for readers that take every enum for closed.
pub fn readable(document: &Node) -> Node {
    rebuild(document, Kind::Document, &readable_part)
}

/// A schema as [`readable`] shows it.
pub(crate) fn readable_schema(schema: &Node) -> Node {
    rebuild(schema, Kind::Schema, &readable_part)
}

fn readable_part(place: Place<'_>, node: Node) -> Node {
    match place.kind {
        Kind::Schema => changed(node, |entries| lenient(referring(entries))),
        _ => changed(node, referring),
    }
}

/// References as URIs write them: a name may have characters that no URI has.
fn referring(mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in entries.iter_mut().filter(|entry| entry.key == "$ref") {
        if let Some(right) = entry.value.str().ok().and_then(escaped) {
            entry.value = Node::string(&entry.value.span, right);
        }
    }
    entries
}

fn changed(node: Node, change: impl FnOnce(Vec<Entry>) -> Vec<Entry>) -> Node {
    match node.value {
        Value::Object(entries) => Node { value: Value::Object(change(entries)), ..node },
        _ => node,
    }
}

/// The types that `x-lenient` names are types of the schema; a text in place of a number has to be one.
fn lenient(mut entries: Vec<Entry>) -> Vec<Entry> {
    let others = texts(get(&entries, "x-lenient"));
    let Some(index) = entries.iter().position(|entry| entry.key == "type") else { return entries };
    let own = texts(Some(&entries[index].value));
    let numeric = own.iter().find_map(|name| match name.as_str() {
        "integer" => Some(INTEGER_TEXT),
        "number" => Some(NUMBER_TEXT),
        _ => None,
    });
    let pattern = numeric.filter(|_| others.iter().any(|other| other == "string"));
    if others.iter().any(|other| other == "any") {
        entries.remove(index);
    } else if !others.is_empty() {
        let like = entries[index].clone();
        entries[index] = made(&like, "type", list(&like, own.iter().chain(&others)));
        if let Some(pattern) = pattern {
            entries.insert(index + 1, made(&like, "pattern", Value::String(pattern.into())));
        }
    }
    entries
}

/// An enum that may grow: its values, or anything of their types. Readers that want the known values find them in the first
/// alternative.
fn open(entries: Vec<Entry>) -> Vec<Entry> {
    const OF_THE_VALUES: [&str; 5] = ["type", "format", "enum", "oneOf", "anyOf"];
    let Some(types) = open_types(&entries) else { return entries };
    let (known, mut entries): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| OF_THE_VALUES.contains(&&*entry.key));
    let like = known[0].clone();
    let types = match types.as_slice() {
        [only] => Value::String(only.clone()),
        several => list(&like, several),
    };
    let mut any = vec![made(&like, "type", types)];
    any.extend(known.iter().find(|entry| entry.key == "format").cloned());
    let object = |entries| Node::new(&like.value.span, Value::Object(entries));
    entries.push(made(&like, "anyOf", Value::Array(vec![object(known), object(any)])));
    entries
}

/// The types of an enum that may grow, the numbers that `x-enum` gives its values included. Nothing for another schema: a single
/// value is a constant, and of booleans there are no more.
fn open_types(entries: &[Entry]) -> Option<Vec<String>> {
    let constant = |schema: &'_ Node| match schema.get("const") {
        Some(value) => Some(type_of(value)),
        None => listed(schema.entries()).filter(|values| values.len() == 1).map(|values| type_of(&values[0])),
    };
    let of_values: Vec<&'static str> = match listed(entries) {
        Some(values) => values.iter().map(type_of).collect(),
        None => {
            let described = ["oneOf", "anyOf"].into_iter().find_map(|key| get(entries, key)?.array().ok())?;
            described.iter().map(constant).collect::<Option<_>>()?
        }
    };
    let mut types = texts(get(entries, "type"));
    if types.is_empty() {
        types = BTreeSet::from_iter(of_values.iter().copied()).into_iter().map(str::to_owned).collect();
    }
    let described = get(entries, "x-enum").and_then(|extension| extension.get("values"));
    let has_numbers = described.is_some_and(|values| values.entries().iter().any(|v| v.value.get("number").is_some()));
    if has_numbers && !types.iter().any(|name| name == "integer") {
        types.push("integer".into());
    }
    let grows = types.iter().any(|name| matches!(name.as_str(), "string" | "integer" | "number"));
    (of_values.len() > 1 && grows).then_some(types)
}

fn listed(entries: &[Entry]) -> Option<&[Node]> {
    get(entries, "enum")?.array().ok()
}

/// A union with an enum that may grow: a value may fit two of its alternatives, and an alternative that takes any value of the
/// enum's type says already that the enum is open.
fn alternatives(mut entries: Vec<Entry>, enums: &BTreeSet<&str>) -> Vec<Entry> {
    let named = |node: &Node| node.get("$ref").and_then(|name| tokens(name.str().ok()?).pop());
    let is_open = |node: &Node| opened(node).is_some() || named(node).is_some_and(|name| enums.contains(&*name));
    for entry in &mut entries {
        let Value::Array(items) = &entry.value.value else { continue };
        if !matches!(&*entry.key, "oneOf" | "anyOf") || !items.iter().any(is_open) {
            continue;
        }
        let any: BTreeSet<String> = items.iter().flat_map(|item| bare(item).unwrap_or_default()).collect();
        let items = items.iter().map(|item| match opened(item) {
            Some((known, types)) if types.iter().all(|name| any.contains(name)) => known,
            _ => item.clone(),
        });
        entry.value = Node::new(&entry.value.span, Value::Array(items.collect()));
        entry.key = "anyOf".into();
    }
    entries
}

/// What [`open`] made: the enum as it was, and the types that it is open to.
fn opened(node: &Node) -> Option<(Node, Vec<String>)> {
    let [known, any] = node.get("anyOf")?.array().ok()? else { return None };
    let types = bare(any)?;
    open_types(known.entries())?;
    let outside = node.entries().iter().filter(|entry| entry.key != "anyOf");
    let entries = outside.chain(known.entries()).cloned().collect();
    Some((Node::new(&node.span, Value::Object(entries)), types))
}

/// The types of a schema that takes every value of them.
fn bare(node: &Node) -> Option<Vec<String>> {
    let is_bare = node.entries().iter().all(|entry| matches!(&*entry.key, "type" | "format" | "description" | "title"));
    (is_bare && node.get("type").is_some()).then(|| texts(node.get("type")))
}

fn get<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Node> {
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// A text, or the texts of a list.
fn texts(node: Option<&Node>) -> Vec<String> {
    types::texts(node).map(str::to_owned).collect()
}

fn list<'a>(like: &Entry, texts: impl IntoIterator<Item = &'a String>) -> Value {
    Value::Array(texts.into_iter().map(|text| Node::string(&like.value.span, text)).collect())
}

/// The type of a value in the words of JSON Schema.
fn type_of(value: &Node) -> &'static str {
    match &value.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(text) if text.contains(['.', 'e', 'E']) => "number",
        Value::Number(_) => "integer",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::String(_) | Value::Json(_) | Value::Invalid => "string",
    }
}
