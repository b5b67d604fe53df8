//! Conventions that hold for every spec, checked on the bundle, where each value still knows its file and line.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::node::{Node, Value};

/// Every extension that a spec may use.
const EXTENSIONS: [&str; 13] = [
    "x-aliases",
    "x-batch",
    "x-client-parameter",
    "x-enum",
    "x-envelope",
    "x-hoist",
    "x-lenient",
    "x-pagination",
    "x-rate-limit",
    "x-retryable",
    "x-rust-name",
    "x-safety",
    "x-unverified",
];

/// The findings about a vendor's document.
pub fn lint(vendor: &str, document: &Node) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let first = vendor.chars().next().unwrap_or('_');
    if !first.is_ascii_lowercase() || !vendor.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    {
        problems.push(Diagnostic::at(&document.span, format!("expected a snake_case folder name, found `{vendor}`")));
    }
    extensions(document, &mut problems);
    problems
}

/// An unknown extension would be ignored in silence.
fn extensions(node: &Node, problems: &mut Diagnostics) {
    match &node.value {
        Value::Object(entries) => {
            for entry in entries {
                // Header names and examples may begin with `x-` as well, but never stand as a key of the spec's own.
                if entry.key.starts_with("x-") && !EXTENSIONS.contains(&entry.key.as_str()) {
                    let known = EXTENSIONS.join(", ");
                    let message = format!("there is no extension `{}`", entry.key);
                    problems.push(Diagnostic::at(&entry.key_span, message).help(format!("there is: {known}")));
                }
                if !matches!(entry.key.as_str(), "example" | "default" | "const" | "enum") {
                    extensions(&entry.value, problems);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| extensions(item, problems)),
        _ => {}
    }
}
