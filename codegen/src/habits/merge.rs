//! What an operation says, and below it what its vendor's habits say: an exception at the operation always wins.

use crate::node::{Entry, Node, Value};

/// Members whose value is one thing: it is taken whole, from whoever says it first.
const WHOLE: [&str; 15] = [
    "default",
    "schema",
    "enum",
    "example",
    "externalDocs",
    "security",
    "servers",
    "tags",
    "type",
    "value",
    "items",
    "oneOf",
    "anyOf",
    "allOf",
    "x-safety",
];

/// Two parts of one thing, the first of which wins. Mappings are merged member by member, the members of the first before the
/// others; a list of parameters or of required members goes on with that of the second. Null in the first removes what the second
/// has.
pub(super) fn merged(own: &Node, below: &Node) -> Node {
    let (Value::Object(first), Value::Object(second)) = (&own.value, &below.value) else { return own.clone() };
    // A reference says all of a thing, and of a list nothing is true that is said of an object.
    let is_list = |entry: &Entry| entry.key == "type" && entry.value.str().is_ok_and(|kind| kind == "array");
    if first.iter().any(|entry| entry.key == "$ref" || is_list(entry)) || below.get("$ref").is_some() {
        return own.clone();
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(first.len() + second.len());
    for entry in first {
        let other = second.iter().find(|other| other.key == entry.key);
        match (&entry.value.value, other) {
            (Value::Null, Some(_)) => {}
            (_, Some(other)) => entries.push(entry.holding(both(&entry.key, &entry.value, &other.value))),
            (_, None) => entries.push(entry.clone()),
        }
    }
    let is_new = |entry: &&Entry| !first.iter().any(|own| own.key == entry.key);
    entries.extend(second.iter().filter(is_new).cloned());
    Node::new(&own.span, Value::Object(entries))
}

fn both(key: &str, own: &Node, below: &Node) -> Node {
    match (key, &own.value, &below.value) {
        ("parameters" | "required", Value::Array(first), Value::Array(second)) => {
            let others = second.iter().filter(|item| !first.iter().any(|own| own.same(item)));
            Node::new(&own.span, Value::Array(first.iter().chain(others).cloned().collect()))
        }
        (key, ..) if WHOLE.contains(&key) => own.clone(),
        _ => merged(own, below),
    }
}
