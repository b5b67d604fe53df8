//! Trees that no file has yet.

use crate::check::todo::MARK;
use crate::diagnostic::{File, Span};
use crate::node::{Entry, Node, Value};

fn nowhere() -> Span {
    Span::at(&File::new("", ""), 1, 1)
}

pub(super) fn string(text: &str) -> Node {
    Node::string(&nowhere(), text)
}

/// A text that a person has to replace.
pub(super) fn todo(what: &str) -> Node {
    string(&format!("{MARK} {what}"))
}

pub(super) fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    let entry = |(key, value): (&str, Node)| Entry { key: key.to_owned(), key_span: nowhere(), value };
    Node::new(&nowhere(), Value::Object(entries.into_iter().map(entry).collect()))
}

pub(super) fn list(items: impl IntoIterator<Item = Node>) -> Node {
    Node::new(&nowhere(), Value::Array(items.into_iter().collect()))
}

/// The tree with one name replaced in its keys and in its list of required members.
pub(super) fn rename(node: &Node, (from, to): &(String, String)) -> Node {
    let renamed = |text: &str| if text == from { to.clone() } else { text.to_owned() };
    let value = match &node.value {
        Value::String(text) => Value::String(renamed(text)),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| rename(item, &(from.clone(), to.clone()))).collect())
        }
        Value::Object(entries) => {
            let entry = |entry: &Entry| Entry {
                key: renamed(&entry.key),
                key_span: entry.key_span.clone(),
                value: rename(&entry.value, &(from.clone(), to.clone())),
            };
            Value::Object(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Node::new(&node.span, value)
}
