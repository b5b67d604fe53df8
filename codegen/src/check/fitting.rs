//! The keywords of a schema fit its type: limits of texts on texts, and a constant that is of the type itself.

use crate::check::examples::BOUNDS;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Kind, Place};

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

/// The keywords of a schema that say nothing about values of its type, by that type. What they would make of it is another type.
pub(crate) fn of_other_types(node: &Node) -> Vec<&'static str> {
    let Some(types) = types_said(node).filter(|types| !types.contains(&"any")) else { return Vec::new() };
    let known = node.entries().iter().filter_map(|entry| OF.iter().find(|(name, _)| *name == entry.key));
    known.filter(|(_, of)| !of.iter().any(|kind| types.contains(kind))).map(|(name, _)| *name).collect()
}

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let (Kind::Schema, node) = (place.kind, place.node) else { return };
    let is_set = |key: &str| node.get(key).filter(|value| value.bool() == Ok(true));
    if let (Some(read), Some(write)) = (is_set("readOnly"), is_set("writeOnly")) {
        let message = "a member that only replies have and only requests have is nowhere";
        let found = Diagnostic::at(Code::KeywordValue, &write.span, message).also(&read.span, "the other one");
        problems.push(found.help("remove one of `readOnly` and `writeOnly`"));
    }
    if let (Some(fixed), Some(list)) = (node.get("const"), node.get("enum"))
        && list.array().is_ok_and(|values| !values.iter().any(|value| value.same(fixed)))
    {
        let message = format!("no value fits: the constant `{}` is none of those that `enum` lists", fixed.span.text());
        let found = Diagnostic::at(Code::EnumType, &fixed.span, message).also(&list.span, "the list");
        problems.push(found.help("correct one of them, or remove it"));
    }
    let Some(types) = types_said(node) else { return };
    for entry in node.entries() {
        problems.0.extend(other_type(entry, node, &types));
    }
    if let Some(entry) = node.entries().iter().find(|entry| entry.key == "const") {
        problems.0.extend(constant(&entry.value, node, &types));
    }
    if types.contains(&"integer") && !types.contains(&"number") {
        problems.0.extend(outside(node));
    }
}

/// The types that a schema allows, as far as it says so by itself; those that are accepted when reading are among them.
pub(crate) fn types_said(node: &Node) -> Option<Vec<&str>> {
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

/// Values and limits of integers that their format does not hold.
fn outside(node: &Node) -> Vec<Diagnostic> {
    let format = node.get("format");
    let name = match format.map(Node::str) {
        Some(Ok(name)) => name,
        Some(Err(_)) => return Vec::new(),
        None => "",
    };
    // What is fixed is as large as it is, in 64 bits.
    let unsaid = ("", i128::from(i64::MIN), i128::from(u64::MAX));
    let all = BOUNDS.iter().chain(name.is_empty().then_some(&unsaid));
    let Some(&(_, least, most)) = all.into_iter().find(|(known, ..)| *known == name) else { return Vec::new() };
    let told = |code, value: &Node, message: String| {
        let found = Diagnostic::at(code, &value.span, message);
        let found = format.map_or(found.clone(), |format| found.also(&format.span, "the format"));
        let wider = ["int32", "int64", "uint64"].iter().find(|wider| {
            let holds = |(name, from, to): &(&str, i128, i128)| {
                name == *wider && number(value).is_some_and(|number| (*from..=*to).contains(&number))
            };
            BOUNDS.iter().any(holds)
        });
        match (format, wider) {
            (Some(format), Some(wider)) => {
                found.help("correct it, or write the format that holds it").suggest(&format.span, format.quoted(wider))
            }
            _ => found.help("correct it"),
        }
    };
    let held = match name {
        "" => format!("integers are from {least} to {most}"),
        _ => format!("`{name}` is from {least} to {most}"),
    };
    let mut all = Vec::new();
    let listed = node.get("enum").and_then(|list| list.array().ok()).unwrap_or_default();
    for value in listed.iter().chain(node.get("const")).filter(|value| value.is_whole()) {
        if !number(value).is_some_and(|number| (least..=most).contains(&number)) {
            all.push(told(Code::EnumType, value, format!("no value is `{}`: {held}", value.span.text())));
        }
    }
    for (key, is_lower) in
        [("minimum", true), ("exclusiveMinimum", true), ("maximum", false), ("exclusiveMaximum", false)]
    {
        let Some((value, limit)) = node.get(key).and_then(|value| Some((value, number(value)?))) else { continue };
        let (is_empty, is_vain) = match is_lower {
            true => (limit > most, limit < least - 1),
            false => (limit < least, limit > most + 1),
        };
        if is_empty {
            all.push(told(Code::KeywordValue, value, format!("no value fits `{key}: {limit}`: {held}")));
        } else if is_vain && format.is_some() {
            let mut found = told(Code::KeywordValue, value, format!("`{key}: {limit}` limits nothing: {held}"));
            found.severity = Severity::Warning;
            all.push(found);
        }
    }
    all
}

fn number(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

/// A constant that is not of the type that is said beside it.
fn constant(value: &Node, node: &Node, types: &[&str]) -> Option<Diagnostic> {
    let is_whole =
        |text: &str| value.is_whole() || text.strip_suffix(".0").is_some_and(|text| text.parse::<i64>().is_ok());
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
