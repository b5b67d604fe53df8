//! References as another file writes them: a habit stands in one file and is used in many.

use crate::load::resolve_path;
use crate::node::{Entry, Node, Value};
use crate::openapi::keywords::is_data;

/// What stands in the file `from`, with each reference in it as the file `to` has to write it.
pub(super) fn moved(node: &Node, from: &str, to: &str) -> Node {
    if from == to { node.clone() } else { part("", node, from, to) }
}

fn part(under: &str, node: &Node, from: &str, to: &str) -> Node {
    match &node.value {
        Value::Array(_) => node.map_items(|_, item| part("", item, from, to)),
        Value::Object(entries) => {
            let entries = entries.iter().map(|entry| entry.holding(member(under, entry, from, to)));
            Node::new(&node.span, Value::Object(entries.collect()))
        }
        _ => node.clone(),
    }
}

fn member(under: &str, entry: &Entry, from: &str, to: &str) -> Node {
    match (&*entry.key, &entry.value.value) {
        ("$ref" | "externalValue", Value::String(text)) if !text.starts_with('{') => {
            Node::string(&entry.value.span, reference(text, from, to))
        }
        ("mapping", Value::Object(_)) => entry.value.map(|_, value| match value.str() {
            Ok(text) if text.contains(['#', '/']) => Node::string(&value.span, reference(text, from, to)),
            _ => value.clone(),
        }),
        _ if is_data(under, entry) => entry.value.clone(),
        _ => part(&entry.key, &entry.value, from, to),
    }
}

/// A reference of the file `from`, as `to` writes it. One that leads out of the folder stays, and is told by who follows it.
fn reference(text: &str, from: &str, to: &str) -> String {
    let (path, pointer) = match text.split_once('#') {
        Some((path, pointer)) => (path, format!("#{pointer}")),
        None => (text, String::new()),
    };
    let file = match path {
        "" => Some(from.to_owned()),
        path if path.contains("://") => None,
        path => resolve_path(from, path),
    };
    file.map_or_else(|| text.to_owned(), |file| format!("{}{pointer}", relative(to, &file)))
}

/// The way from a file to another one, both from the folder of all specs.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect();
    let parts: Vec<&str> = to.split('/').collect();
    let common = folders.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folders.len() - common);
    format!("{up}{}", parts[common..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_leads_to_the_same_place_from_another_file() {
        let cases = [
            ("schemas/error.yaml#/ErrorReply", "../schemas/error.yaml#/ErrorReply"),
            ("#/components/schemas/A", "../openapi.yaml#/components/schemas/A"),
            ("examples/a.json", "../examples/a.json"),
            ("https://elsewhere.test/a.yaml#/A", "https://elsewhere.test/a.yaml#/A"),
        ];
        for (written, right) in cases {
            assert_eq!(reference(written, "v/openapi.yaml", "v/paths/a.yaml"), right);
        }
        assert_eq!(relative("v/paths/a.yaml", "v/paths/b.yaml"), "b.yaml");
        assert_eq!(relative("v/openapi.yaml", "v/paths/b.yaml"), "paths/b.yaml");
        assert_eq!(relative("v/a/b/c.yaml", "v/d.yaml"), "../../d.yaml");
    }
}
