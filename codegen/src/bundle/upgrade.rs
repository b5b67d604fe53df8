//! A document of OpenAPI 3.0 as one of 3.1.

use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Kind, rebuild};

/// The document as OpenAPI 3.1.
pub(crate) fn upgrade(document: &Node) -> Node {
    rebuild(document, Kind::Document, &|place, node| match place.kind {
        Kind::Schema => schema(node),
        Kind::Document => node.map(|key, value| match key {
            "openapi" => Node::string(&value.span, "3.1.1"),
            _ => value.clone(),
        }),
        _ => node,
    })
}

/// What of a schema 3.1 says in another way. Its parts are in 3.1 already.
fn schema(node: Node) -> Node {
    let Value::Object(_) = node.value else { return node };
    if node.get("$ref").is_some() {
        // Other keywords beside a reference have no meaning in 3.0; ours do, and a description changes no value.
        let keeps = |key: &str| ["$ref", "description", "title"].contains(&key) || key.starts_with("x-");
        return retain(node, |entry| keeps(&entry.key));
    }
    let node = limits(formats(node));
    match node.get("nullable").and_then(|value| value.bool().ok()) {
        None => node,
        Some(nullable) => {
            let node = node.without(&["nullable"]);
            if nullable { or_null(node) } else { node }
        }
    }
}

fn retain(node: Node, keep: impl Fn(&Entry) -> bool) -> Node {
    let Value::Object(mut entries) = node.value else { return node };
    entries.retain(keep);
    Node { value: Value::Object(entries), ..node }
}

/// `exclusiveMinimum: true` makes a limit of 3.0 exclusive; in 3.1 it is the limit.
fn limits(mut node: Node) -> Node {
    for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(Ok(is_exclusive)) = node.get(exclusive).map(Node::bool) else { continue };
        node = match (is_exclusive, node.get(limit).cloned()) {
            (true, Some(value)) => node.without(&[limit]).with(exclusive, value),
            _ => node.without(&[exclusive]),
        };
    }
    node
}

/// Numbers are read exactly, whatever a document of 3.0 says of their width; integers without a width have the largest.
fn formats(node: Node) -> Node {
    const WIDTHS: [&str; 4] = ["int32", "int64", "unix-time", "uint"];
    let kind = node.get("type").and_then(|kind| kind.str().ok()).unwrap_or_default();
    let format = node.get("format").and_then(|format| format.str().ok());
    let is_fixed = node.get("enum").is_some() || node.get("const").is_some();
    let span = node.get("format").map_or(&node.span, |format| &format.span).clone();
    let made = |name: &str| Node::string(&span, name);
    match (kind, format) {
        // A file of Swagger 2 that was left behind.
        ("file", _) => {
            let text = Node::string(&node.span, "string");
            let format = Node::string(&node.span, "binary");
            node.with("type", text).with("format", format)
        }
        ("number", format) if !is_fixed && format != Some("decimal") => node.with("format", made("decimal")),
        ("integer", None) if !is_fixed => {
            let format = made(node.widest());
            node.with("format", format)
        }
        ("integer", Some(other)) if !WIDTHS.iter().any(|width| other.starts_with(width)) && !is_narrow(other) => {
            node.with("format", made("int64"))
        }
        _ => node,
    }
}

fn is_narrow(format: &str) -> bool {
    ["int8", "int16"].contains(&format)
}

/// The schema, or null.
fn or_null(node: Node) -> Node {
    let null = |span| Node::new(span, Value::Object(Vec::new())).with("type", Node::string(span, "null"));
    if let Some(key) = ["oneOf", "anyOf"].into_iter().find(|key| node.get(key).is_some()) {
        let Some(Value::Array(items)) = node.get(key).map(|list| &list.value) else { return node };
        let items = items.iter().cloned().chain([null(&node.span)]).collect();
        let list = Node::new(&node.span, Value::Array(items));
        return node.with(key, list);
    }
    if node.get("allOf").is_some() {
        // The parts would have to allow it too.
        let (marks, rest): (Vec<Entry>, Vec<Entry>) =
            node.entries().iter().cloned().partition(|entry| crate::openapi::keywords::is_annotation(&entry.key));
        let inner = Node::new(&node.span, Value::Object(rest));
        let list = Node::new(&node.span, Value::Array(vec![inner, null(&node.span)]));
        return Node::new(&node.span, Value::Object(marks)).with("anyOf", list);
    }
    let node = match node.get("enum").map(|list| &list.value) {
        Some(Value::Array(items)) if !items.iter().any(|item| matches!(item.value, Value::Null)) => {
            let items = items.iter().cloned().chain([Node::new(&node.span, Value::Null)]).collect();
            let list = Node::new(&node.span, Value::Array(items));
            node.with("enum", list)
        }
        _ => node,
    };
    let kind = match node.get("type") {
        Some(kind) => Some(kind.clone()),
        None if node.get("properties").is_some() => Some(Node::string(&node.span, "object")),
        None if node.get("items").is_some() => Some(Node::string(&node.span, "array")),
        // Without a type it is anything, null too.
        None => None,
    };
    match kind {
        Some(kind) => {
            let span = kind.span.clone();
            let types = Value::Array(vec![kind, Node::string(&span, "null")]);
            node.with("type", Node::new(&span, types))
        }
        None => node,
    }
}
