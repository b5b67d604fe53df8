//! What users of the generated crate see is described.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Node, Value};
use crate::openapi::grammar::{Kind, Place};

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let node = place.node;
    if !matches!(node.value, Value::Object(_)) || node.get("$ref").is_some() {
        return;
    }
    let keys: &[&str] = match place.kind {
        Kind::Operation => &["summary"],
        Kind::Info | Kind::Tag | Kind::Parameter | Kind::ServerVariable | Kind::SecurityScheme | Kind::Response => {
            &["description"]
        }
        Kind::Schema if matches!(place.under, "schemas" | "properties") && !refers(node) => &["description"],
        _ => return,
    };
    for key in keys {
        let said = node.get(key).map(|text| text.str().map_err(|_| text.expected(Code::UnexpectedValue, "a string")));
        let Ok(text) = said.transpose().map_err(|found| problems.push(found)) else { continue };
        if text.is_none_or(|text| text.trim().is_empty()) {
            let (what, span) = subject(place);
            let found = Diagnostic::at(Code::MissingDescription, span, format!("{what} has no {key}"));
            problems.push(found.note("it becomes the documentation of the Rust item").help(format!("add a `{key}`")));
        }
    }
}

/// `oneOf: [{$ref}, {type: 'null'}]`: described where it refers to.
fn refers(node: &Node) -> bool {
    let union = node.get("oneOf").or(node.get("anyOf")).or(node.get("allOf"));
    let alternatives = union.and_then(|list| list.array().ok()).unwrap_or_default();
    node.get("const").is_some() || alternatives.iter().any(|item| item.get("$ref").is_some())
}

fn subject<'a>(place: Place<'a>) -> (String, &'a Span) {
    let name = place.node.get("name").filter(|_| matches!(place.kind, Kind::Parameter | Kind::Tag));
    let key = place.entry.map(|entry| (entry.key.as_str(), &entry.key_span));
    let named = name.and_then(|name| Some((name.str().ok()?, &name.span))).or(key);
    let what = match (place.kind, place.under) {
        (Kind::Schema, "properties") => "the member",
        (Kind::Schema, _) => "the schema",
        (Kind::Parameter, _) => "the parameter",
        (Kind::Tag, _) => "the tag",
        (Kind::Response, _) => "the response",
        (Kind::Operation, _) => "the operation",
        (Kind::ServerVariable, _) => "the server variable",
        (Kind::SecurityScheme, _) => "the security scheme",
        _ => "the document's",
    };
    match named {
        Some((name, span)) => (format!("{what} `{name}`"), span),
        None => (what.to_owned(), &place.node.span),
    }
}
