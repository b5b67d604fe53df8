//! Numbers say how exact they are, integers how large: without it the Rust type would be a guess.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{INTEGER_FORMATS, integer_format};
use crate::lint::kinds::{Kind, Place};
use crate::node::{Node, Value};

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let node = place.node;
    let is_fixed = ["enum", "const", "$ref"].iter().any(|key| node.get(key).is_some());
    let Some(types) = node.get("type").filter(|_| place.kind == Kind::Schema && !is_fixed) else { return };
    let has = |name: &str| match &types.value {
        Value::Array(items) => items.iter().any(|item| item.str() == Ok(name)),
        _ => types.str() == Ok(name),
    };
    if let Some(format) = node.get("format") {
        let Ok(text) = format.str() else { return };
        let (code, message, right) = match text {
            "decimal" | "unix-time" => return,
            _ if integer_format(text).is_some() => return,
            _ if has("number") => (Code::NumberWithoutDecimal, "expected `format: decimal` on a number", "decimal"),
            _ if has("integer") => (Code::IntegerWithoutFormat, INTEGER_FORMATS, "int64"),
            _ => return,
        };
        // A text beside it has its own formats.
        if !has("string") {
            let found = Diagnostic::at(code, &format.span, message);
            problems.push(found.help("write another format").suggest(&format.span, format.quoted(right)));
        }
    } else if has("number") {
        let found = Diagnostic::at(Code::NumberWithoutDecimal, &node.span, "expected `format: decimal` on a number");
        problems.push(
            with_format(found, node, types, "decimal")
                .note("money, quantities and rates never pass through binary floating point"),
        );
    } else if has("integer") {
        let found = Diagnostic::at(Code::IntegerWithoutFormat, &node.span, INTEGER_FORMATS);
        problems.push(
            with_format(found, node, types, "int64")
                .note("the format decides the Rust type, and whether the number is an instant"),
        );
    }
}

/// Suggests the format behind the type, in the way that the schema is written.
fn with_format(found: Diagnostic, node: &Node, types: &Node, format: &str) -> Diagnostic {
    let end = Span::at(&types.span.file, types.span.end_line, types.span.end_column);
    let text = match node.span.text().starts_with('{') {
        true => format!("{}, format: {format}", types.span.text()),
        false => format!("{}\n{}format: {format}", types.span.text(), " ".repeat(node.span.column - 1)),
    };
    match end == types.span {
        true => found,
        false => found.help("add the format").suggest(&types.span, text),
    }
}
