//! Types that JSON Schema knows, each told at its own place: the one word that is wrong, not the list that it stands in.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::kinds::{self, Kind, Place};
use crate::names;
use crate::node::{Entry, Node, Value};

const KNOWN: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

/// Checks the types of a document. Returns it as it was probably meant; a type that gives no hint is [`Value::Invalid`] in it.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_clean = true;
    kinds::walk(document, &mut |Place { kind, node, .. }| {
        let Some(types) = node.get("type").filter(|_| kind == Kind::Schema) else { return };
        for found in each(types).iter().filter_map(|one| wrong(one)) {
            is_clean = false;
            problems.push(found);
        }
    });
    let meant = |kind, entry: &Entry| match (kind, entry.key.as_str()) {
        (Kind::Schema, "type") => Some(entry.holding(meant(&entry.value))),
        _ => Some(entry.clone()),
    };
    (!is_clean).then(|| kinds::rewrite(document, Kind::Document, &meant))
}

/// One type, or those of a list.
fn each(types: &Node) -> Vec<&Node> {
    match &types.value {
        Value::Array(items) => items.iter().collect(),
        _ => vec![types],
    }
}

fn wrong(one: &Node) -> Option<Diagnostic> {
    match &one.value {
        Value::String(name) if !KNOWN.contains(&name.as_str()) => {
            let message = format!("the type `{name}` is not supported in a model");
            let found = Diagnostic::at(Code::UnsupportedSchema, &one.span, message);
            Some(match names::nearest(name, KNOWN) {
                Some("null") => found.help("did you mean `'null'`?").suggest(&one.span, "'null'"),
                Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&one.span, one.quoted(near)),
                None => found.help("expected string, number, integer, boolean, array, object or null"),
            })
        }
        Value::String(_) | Value::Invalid => None,
        Value::Null if one.span.text() == "null" => {
            let found = one.expected(Code::UnexpectedValue, "the name of a type");
            Some(found.help("to YAML it is a name in quotes only").suggest(&one.span, "'null'"))
        }
        _ => Some(one.expected(Code::UnexpectedValue, "the name of a type").help("write one such as `string`")),
    }
}

fn meant(types: &Node) -> Node {
    let name = |one: &Node| match &one.value {
        Value::String(name) if KNOWN.contains(&name.as_str()) => Some(one.clone()),
        Value::String(name) => Some(Node::string(&one.span, names::nearest(name, KNOWN)?)),
        Value::Null if one.span.text() == "null" => Some(Node::string(&one.span, "null")),
        _ => None,
    };
    let whole = match &types.value {
        Value::Array(items) => items.iter().map(name).collect::<Option<_>>().map(Value::Array),
        _ => name(types).map(|name| name.value),
    };
    Node::new(&types.span, whole.unwrap_or(Value::Invalid))
}
