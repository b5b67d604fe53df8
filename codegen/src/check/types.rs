//! Types that JSON Schema knows, each told at its own place: the one word that is wrong, not the list that it stands in.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Kind, Place};

const KNOWN: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

/// Checks the types of a document. Returns it as it was probably meant; a type that gives no hint is [`Value::Invalid`] in it.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_clean = true;
    grammar::walk(document, &mut |Place { kind, node, .. }| {
        let Some(types) = node.get("type").filter(|_| kind == Kind::Schema) else { return };
        for found in each(types).iter().filter_map(|one| wrong(one, node)) {
            is_clean = false;
            problems.push(found);
        }
    });
    let meant = |kind, entry: &Entry| match (kind, entry.key.as_str()) {
        (Kind::Schema, "type") => Some(entry.holding(meant(&entry.value))),
        _ => Some(entry.clone()),
    };
    (!is_clean).then(|| grammar::rewrite(document, Kind::Document, &meant))
}

/// One type, or those of a list.
fn each(types: &Node) -> Vec<&Node> {
    match &types.value {
        Value::Array(items) => items.iter().collect(),
        _ => vec![types],
    }
}

/// Types of other languages, with the type and format that say the same here.
const FOREIGN: [(&str, &str, Option<&str>); 40] = [
    ("str", "string", None),
    ("text", "string", None),
    ("char", "string", None),
    ("varchar", "string", None),
    ("email", "string", Some("email")),
    ("uri", "string", Some("uri")),
    ("url", "string", Some("uri")),
    ("date", "string", Some("date")),
    ("datetime", "string", Some("date-time")),
    ("date-time", "string", Some("date-time")),
    ("time", "string", Some("time")),
    ("timestamp", "integer", Some("unix-time")),
    ("unix-time", "integer", Some("unix-time")),
    ("uuid", "string", Some("uuid")),
    ("guid", "string", Some("uuid")),
    ("file", "string", Some("binary")),
    ("binary", "string", Some("binary")),
    ("bytes", "string", Some("binary")),
    ("enum", "string", None),
    ("int", "integer", Some("int64")),
    ("int32", "integer", Some("int32")),
    ("int64", "integer", Some("int64")),
    ("long", "integer", Some("int64")),
    ("short", "integer", Some("int32")),
    ("bigint", "integer", Some("int64")),
    ("float", "number", Some("decimal")),
    ("double", "number", Some("decimal")),
    ("decimal", "number", Some("decimal")),
    ("numeric", "number", Some("decimal")),
    ("money", "number", Some("decimal")),
    ("bool", "boolean", None),
    ("list", "array", None),
    ("set", "array", None),
    ("tuple", "array", None),
    ("dict", "object", None),
    ("map", "object", None),
    ("hash", "object", None),
    ("struct", "object", None),
    ("none", "null", None),
    ("nil", "null", None),
];

/// What is meant by a type of another language.
fn foreign(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let found = FOREIGN.iter().find(|(foreign, ..)| foreign.eq_ignore_ascii_case(name));
    found.map(|(_, right, format)| (*right, *format))
}

fn wrong(one: &Node, schema: &Node) -> Option<Diagnostic> {
    match &one.value {
        Value::String(name) if !KNOWN.contains(&name.as_str()) => {
            let message = format!("the type `{name}` is not supported in a model");
            let found = Diagnostic::at(Code::UnsupportedSchema, &one.span, message);
            if let Some((right, format)) = foreign(name) {
                // A list of types has one format, which may be that of another of them.
                let is_alone =
                    schema.get("format").is_none() && schema.get("type").is_some_and(|types| types.span == one.span);
                let text = match format.filter(|_| is_alone) {
                    Some(format) if schema.span.text().starts_with('{') => {
                        format!("{}, format: {format}", one.quoted(right))
                    }
                    Some(format) => {
                        format!("{}\n{}format: {format}", one.quoted(right), " ".repeat(schema.span.column - 1))
                    }
                    None => one.quoted(right),
                };
                let format = format.map(|format| format!(", with `format: {format}`")).unwrap_or_default();
                return Some(found.help(format!("JSON Schema calls it `{right}`{format}")).suggest(&one.span, text));
            }
            if name.starts_with(|c: char| c.is_ascii_uppercase())
                && !KNOWN.contains(&name.to_ascii_lowercase().as_str())
            {
                return Some(found.help(format!("a schema is used by `$ref: <file>.yaml#/{name}`, not by `type`")));
            }
            Some(
                match names::nearest(&name.to_ascii_lowercase(), KNOWN)
                    .or(KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(name)))
                {
                    Some("null") => found.help("did you mean `'null'`?").suggest(&one.span, "'null'"),
                    Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&one.span, one.quoted(near)),
                    None => found.help("expected string, number, integer, boolean, array, object or null"),
                },
            )
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
