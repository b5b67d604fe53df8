//! Nothing is published while somebody still has to write it.

use crate::diagnostic::Diagnostics;
use crate::node::{Node, Value};
use crate::openapi::todo::{first, found};

/// Marks in keys, in values, and in the files of examples.
pub(super) fn check(node: &Node, problems: &mut Diagnostics) {
    match &node.value {
        Value::String(text) if first(text).is_some() => problems.push(found(&node.span, "the value")),
        // A file is one thing to fill in, however many marks it has.
        Value::Json(text) if first(text).is_some() => problems.push(found(&node.span, "the example")),
        Value::Array(items) => items.iter().for_each(|item| check(item, problems)),
        Value::Object(entries) => {
            for entry in entries {
                if first(&entry.key).is_some() {
                    problems.push(found(&entry.key_span, "the name"));
                }
                check(&entry.value, problems);
            }
        }
        _ => {}
    }
}
