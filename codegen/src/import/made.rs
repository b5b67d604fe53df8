//! Parts of a tree that no file has yet.

use crate::diagnostic::{File, Span};
use crate::node::{Entry, Node, Value};

pub(super) fn nowhere() -> Span {
    Span::at(&File::new("", ""), 1, 1)
}

pub(super) fn string(span: &Span, text: &str) -> Node {
    Node::string(span, text)
}

pub(super) fn object<'a>(span: &Span, entries: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    let entry = |(key, value): (&str, Node)| Entry { key: key.to_owned(), key_span: span.clone(), value };
    Node::new(span, Value::Object(entries.into_iter().map(entry).collect()))
}
