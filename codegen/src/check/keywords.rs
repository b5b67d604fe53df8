//! Every keyword of a spec is one that OpenAPI 3.1 or an extension knows: a misspelt one would change the models in silence.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Kind, Place};
use crate::openapi::keywords::{elsewhere, is_bare_content, known, nearest, unknown};

/// Checks the keywords of a bundle. Returns the bundle as it was probably meant, so that a misspelt keyword is not reported
/// again as a missing one.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_clean = true;
    let mut dropped = Vec::new();
    grammar::walk(document, &mut |Place { kind, node, .. }| {
        if let Some(found) = bare_operation(node, kind) {
            is_clean = false;
            problems.push(found);
            dropped.extend(node.entries().iter().map(|entry| entry.key_span.clone()));
            return;
        }
        if let Some(found) = listed_example(node, kind) {
            is_clean = false;
            problems.push(found);
        }
        for entry in node.entries().iter().filter(|entry| !known(kind).any(|name| name == entry.key)) {
            is_clean = false;
            problems.push(unknown(entry, kind));
        }
    });
    let meant = |kind, entry: &Entry| match known(kind).any(|name| name == entry.key) {
        _ if dropped.contains(&entry.key_span) => None,
        true if names_a_file(entry, kind) => None,
        true if lists_examples(entry, kind) => Some(Entry { key: "examples".to_owned(), ..entry.clone() }),
        true => Some(entry.clone()),
        false if is_bare_content(entry, kind) => Some(Entry {
            key: "content".to_owned(),
            value: Node::new(&entry.value.span, Value::Object(vec![entry.clone()])),
            ..entry.clone()
        }),
        // Whoever misses the `schema` sees by it where that is.
        false if kind == Kind::Parameter && elsewhere(entry, kind).is_some() => Some(entry.clone()),
        false if elsewhere(entry, kind).is_some() => None,
        false => Some(Entry { key: nearest(entry, kind)?.to_owned(), ..entry.clone() }),
    };
    (!is_clean).then(|| grammar::rewrite(document, Kind::Document, &meant))
}

/// An operation where a path item is expected, which is an operation for each of its methods.
fn bare_operation(node: &Node, kind: Kind) -> Option<Diagnostic> {
    let is_operation = kind == Kind::PathItem && node.get("responses").is_some() && node.get("operationId").is_some();
    let first = node.entries().first().filter(|_| is_operation)?;
    let message = "an operation stands where the path with its methods is expected";
    let found = Diagnostic::at(Code::UnknownKeyword, &first.key_span, message);
    Some(found.help("refer to the whole file, without `#/post` or the like, or write the method as a key above"))
}

/// The members of `examples`, under the key of a single one: the value would be taken for what is sent.
fn lists_examples(entry: &Entry, kind: Kind) -> bool {
    let is_example = |entry: &Entry| {
        let keys = ["externalValue", "value", "summary", "description", "$ref"];
        let entries = entry.value.entries();
        entry.value.get("externalValue").is_some() && entries.iter().all(|entry| keys.contains(&entry.key.as_str()))
    };
    let all = entry.value.entries();
    kind != Kind::Schema && entry.key == "example" && !all.is_empty() && all.iter().all(is_example)
}

/// What a named example says, in the place of the value.
fn names_a_file(entry: &Entry, kind: Kind) -> bool {
    kind != Kind::Schema && entry.key == "example" && entry.value.get("externalValue").is_some()
}

fn listed_example(node: &Node, kind: Kind) -> Option<Diagnostic> {
    if let Some(entry) = node.entries().iter().find(|entry| names_a_file(entry, kind)) {
        let message = "`example` is the value itself, and this says where it is";
        let found = Diagnostic::at(Code::UnknownKeyword, &entry.key_span, message);
        return Some(found.help("give it a name under `examples`: `examples: {one: {externalValue: ...}}`"));
    }
    let entry = node.entries().iter().find(|entry| lists_examples(entry, kind))?;
    let message = "`example` is one value, and named examples stand here";
    let found = Diagnostic::at(Code::UnknownKeyword, &entry.key_span, message);
    Some(found.help("did you mean `examples`?").suggest(&entry.key_span, "examples"))
}
