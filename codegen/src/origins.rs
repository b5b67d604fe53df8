//! Where each part of an operation comes from: the bundle's own text, and beside each line the file and line that says it.

use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::references::Components;

/// Where the places begin, unless a line is longer.
const COLUMN: usize = 84;

/// The operation of a bundled document with this id, or with this method and path (`POST /PriceType/Get`), and the schemas of its
/// bodies. `None` if there is no such operation.
#[must_use]
pub fn of_operation(document: &Node, wanted: &str) -> Option<String> {
    let paths = document.get("paths").map(Node::entries).unwrap_or_default();
    let (path, operation) = paths.iter().find_map(|path| {
        let is_wanted = |operation: &&Entry| {
            let id = operation.value.get("operationId").and_then(|id| id.str().ok());
            let called = format!("{} {}", operation.key.to_ascii_uppercase(), path.key);
            METHODS.contains(&operation.key.as_str()) && (id == Some(wanted) || called == wanted)
        };
        Some((path, path.value.entries().iter().find(is_wanted)?))
    })?;
    let mut text = Text::default();
    text.line(0, &format!("{}:", quoted(&path.key)), &Place::of(path));
    text.member(1, operation);
    let components = Components::of(document);
    let mut shown = Vec::new();
    let mut queue = references(&operation.value);
    while let Some(name) = queue.pop() {
        let Some(schema) = components.get(("schemas", name.as_str())).filter(|_| !shown.contains(&name)) else {
            continue;
        };
        text.0.push('\n');
        text.line(0, &format!("{name}:"), &Place(format!("{}:{}", schema.span.file.name(), schema.span.line)));
        text.members(1, schema.entries());
        shown.push(name);
    }
    Some(text.0)
}

/// The names of the schemas that bodies refer to themselves.
fn references(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(entries) => {
            let of = |entry: &Entry| match (&*entry.key, &entry.value.value) {
                ("$ref", Value::String(text)) => {
                    text.strip_prefix("#/components/schemas/").map(|name| vec![name.to_owned()]).unwrap_or_default()
                }
                ("examples" | "parameters", _) => Vec::new(),
                _ => references(&entry.value),
            };
            entries.iter().rev().flat_map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// A file and a line of it.
struct Place(String);

impl Place {
    fn of(entry: &Entry) -> Self {
        Self(format!("{}:{}", entry.key_span.file.name(), entry.key_span.line))
    }
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, depth: usize, text: &str, place: &Place) {
        let line = format!("{}{text}", "  ".repeat(depth));
        self.0.push_str(&format!("{line:<COLUMN$} # {}\n", place.0));
    }

    fn members(&mut self, depth: usize, entries: &[Entry]) {
        entries.iter().for_each(|entry| self.member(depth, entry));
    }

    fn member(&mut self, depth: usize, entry: &Entry) {
        let (key, place) = (quoted(&entry.key), Place::of(entry));
        match &entry.value.value {
            Value::Object(inner) if !inner.is_empty() => {
                self.line(depth, &format!("{key}:"), &place);
                self.members(depth + 1, inner);
            }
            Value::Array(items) if items.iter().any(|item| !item.entries().is_empty()) => {
                self.line(depth, &format!("{key}:"), &place);
                for item in items {
                    let place = Place(format!("{}:{}", item.span.file.name(), item.span.line));
                    self.line(depth + 1, "-", &place);
                    self.members(depth + 2, item.entries());
                }
            }
            Value::Json(_) => self.line(depth, &format!("{key}: …"), &Place(entry.value.span.file.name().to_owned())),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| item.to_json().trim_end().to_owned()).collect();
                self.line(depth, &format!("{key}: [{}]", items.join(", ")), &place);
            }
            _ => self.line(depth, &format!("{key}: {}", entry.value.to_json().trim_end()), &place),
        }
    }
}

fn quoted(key: &str) -> String {
    match key.contains([':', '\'', '#']) || key.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("'{}'", key.replace('\'', "''")),
        false => key.to_owned(),
    }
}
