//! No two paths are one path.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::{Entry, Node};

/// Paths that differ by the names of their parameters only would be the same request.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let mut seen: Vec<(String, &Entry)> = Vec::new();
    for entry in document.get("paths").map(Node::entries).unwrap_or_default() {
        if entry.key.chars().any(char::is_whitespace) {
            let message = format!("the path `{}` has a space in it, which would be sent", entry.key);
            let found = Diagnostic::at(Code::PathParameter, &entry.key_span, message);
            let right: String = entry.key.split_whitespace().collect();
            problems.push(
                found
                    .help("remove it")
                    .suggest(&entry.key_span, entry.key_span.text().replace(entry.key.as_str(), &right)),
            );
        }
        let plain = without_names(&entry.key);
        match seen.iter().find(|(known, _)| *known == plain) {
            Some((_, twin)) => {
                let message = format!("`{}` and `{}` are the same path", entry.key, twin.key);
                let found = Diagnostic::at(Code::PathParameter, &entry.key_span, message);
                let found = found.also(&twin.key_span, "the other one");
                problems.push(found.help("put the operations of both under one of them"));
            }
            None => seen.push((plain, entry)),
        }
    }
}

fn without_names(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| format!("{plain}{{}}{}", part.split_once('}').map_or(part, |(_, rest)| rest)))
}
