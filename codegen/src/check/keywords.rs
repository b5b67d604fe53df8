//! Every keyword of a spec is one that OpenAPI 3.1 or an extension knows: a misspelt one would change the models in silence.

use crate::diagnostic::Diagnostics;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Kind, Place};
use crate::openapi::keywords::{elsewhere, is_bare_content, known, nearest, unknown};

/// Checks the keywords of a bundle. Returns the bundle as it was probably meant, so that a misspelt keyword is not reported
/// again as a missing one.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_clean = true;
    grammar::walk(document, &mut |Place { kind, node, .. }| {
        for entry in node.entries().iter().filter(|entry| !known(kind).any(|name| name == entry.key)) {
            is_clean = false;
            problems.push(unknown(entry, kind));
        }
    });
    let meant = |kind, entry: &Entry| match known(kind).any(|name| name == entry.key) {
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
