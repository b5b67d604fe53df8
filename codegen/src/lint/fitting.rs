//! The keywords of a schema fit its type: limits of texts on texts, and a constant that is of the type itself.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::kinds::{Kind, Place};
use crate::node::{Entry, Node, Value};

/// Keywords that say something about values of some types only.
const OF: [(&str, &[&str]); 24] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("contentEncoding", &["string"]),
    ("contentMediaType", &["string"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("items", &["array"]),
    ("prefixItems", &["array"]),
    ("contains", &["array"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("additionalProperties", &["object"]),
    ("patternProperties", &["object"]),
    ("propertyNames", &["object"]),
    ("minProperties", &["object"]),
    ("maxProperties", &["object"]),
    ("discriminator", &["object"]),
];

/// What is called alike for values of several types.
const ALIKE: [[&str; 4]; 2] =
    [["minLength", "minItems", "minimum", "minProperties"], ["maxLength", "maxItems", "maximum", "maxProperties"]];

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let (Kind::Schema, node) = (place.kind, place.node) else { return };
    let Some(types) = types(node) else { return };
    for entry in node.entries() {
        problems.0.extend(other_type(entry, node, &types));
    }
    if let Some(entry) = node.entries().iter().find(|entry| entry.key == "const") {
        problems.0.extend(constant(&entry.value, node, &types));
    }
}

/// The types that a schema allows, as far as it says so by itself; those that are accepted when reading are among them.
fn types(node: &Node) -> Option<Vec<&str>> {
    fn text(node: &Node) -> Option<&str> {
        match &node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
    let node_types = node.get("type")?;
    let mut types: Vec<&str> = match &node_types.value {
        Value::Array(items) => items.iter().map(text).collect::<Option<_>>()?,
        _ => vec![text(node_types)?],
    };
    if let Some(Value::Array(items)) = node.get("x-lenient").map(|lenient| &lenient.value) {
        types.extend(items.iter().filter_map(text));
    }
    Some(types)
}

fn other_type(entry: &Entry, node: &Node, types: &[&str]) -> Option<Diagnostic> {
    let key = entry.key.as_str();
    let (_, of) = OF.iter().find(|(name, _)| *name == key)?;
    if types.contains(&"any")
        || of.iter().any(|kind| types.contains(kind))
        || matches!(entry.value.value, Value::Invalid)
    {
        return None;
    }
    // `required: true` is told as what it is.
    if key == "required" && !matches!(entry.value.value, Value::Array(_)) {
        return None;
    }
    let kind = types.iter().find(|kind| **kind != "null")?;
    let message = format!("`{key}` says nothing about {}", article(kind));
    let found = Diagnostic::at(Code::KeywordOfAnotherType, &entry.key_span, message);
    let found = node.get("type").map_or(found.clone(), |node| found.also(&node.span, "the type"));
    let column = match *kind {
        "string" => Some(0),
        "array" => Some(1),
        "integer" | "number" => Some(2),
        "object" => Some(3),
        _ => None,
    };
    let right = ALIKE.iter().find(|row| row.contains(&key)).and_then(|row| Some(row[column?]));
    Some(match right {
        Some(right) => found.help(format!("did you mean `{right}`?")).suggest(&entry.key_span, right),
        None => found.help("correct the type, or remove it"),
    })
}

fn article(kind: &str) -> String {
    let article = if ["integer", "array", "object"].contains(&kind) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// A constant that is not of the type that is said beside it.
fn constant(value: &Node, node: &Node, types: &[&str]) -> Option<Diagnostic> {
    let is_whole = |text: &str| {
        text.parse::<i64>().is_ok() || text.strip_suffix(".0").is_some_and(|text| text.parse::<i64>().is_ok())
    };
    let fits = match &value.value {
        Value::Null => types.contains(&"null") || node.get("nullable").is_some(),
        Value::Bool(_) => types.contains(&"boolean"),
        Value::Number(text) => types.contains(&"number") || (types.contains(&"integer") && is_whole(text)),
        Value::String(_) => types.contains(&"string"),
        Value::Array(_) => types.contains(&"array"),
        Value::Object(_) => types.contains(&"object"),
        Value::Json(_) | Value::Invalid => true,
    };
    if fits || types.contains(&"any") {
        return None;
    }
    let kind = types.iter().find(|kind| **kind != "null").unwrap_or(&"null");
    let message = format!("the constant `{}` is not {}", value.span.text(), article(kind));
    let found = Diagnostic::at(Code::EnumType, &value.span, message);
    let found = node.get("type").map_or(found.clone(), |node| found.also(&node.span, "the type"));
    // Quotes that are too many, or that are missing.
    let bare = value.str().unwrap_or_default();
    let is_meant = match *kind {
        "boolean" => ["true", "false"].contains(&bare),
        "integer" => bare.parse::<i64>().is_ok(),
        "number" => bare.parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    };
    Some(match (*kind, &value.value) {
        _ if is_meant => found.help("write it without quotes").suggest(&value.span, bare),
        ("string", Value::Bool(_) | Value::Number(_)) => {
            found.help("write it in quotes").suggest(&value.span, format!("'{}'", value.span.text()))
        }
        _ => found.help("correct `const` or `type`"),
    })
}
