//! Keywords of a schema that no value could meet: patterns that are none, limits that exclude each other.

use jsonschema::Draft;
use serde_json::json;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::grammar::{Kind, Place};

/// Limits that count something, so that they are integers and not negative.
const COUNTS: [&str; 8] =
    ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"];

/// Lower and upper limits.
const RANGES: [(&str, &str); 5] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
];

/// What the value of a keyword has to be, if it is something else.
fn expected(key: &str, value: &Node) -> Option<&'static str> {
    let (what, fits) = match key {
        "uniqueItems" => ("true or false", matches!(value.value, Value::Bool(_))),
        "pattern" => ("a string", matches!(value.value, Value::String(_))),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            ("a number", matches!(value.value, Value::Number(_)))
        }
        _ => return None,
    };
    (!fits).then_some(what)
}

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let node = place.node;
    if place.kind != Kind::Schema {
        return;
    }
    for entry in node.entries() {
        let (key, value) = (entry.key.as_str(), &entry.value);
        if let Value::Invalid = value.value {
            continue;
        }
        let found = match (key, expected(key, value)) {
            ("required", _) => required(place, value),
            ("type", _) if matches!(&value.value, Value::Array(items) if items.is_empty()) => {
                let found = wrong(value, "no value fits: the list of types is empty");
                Some(found.help("name a type, or leave `type` out"))
            }
            (_, Some(what)) => Some(value.expected(Code::UnexpectedValue, what)),
            ("pattern", _) => pattern(value),
            ("multipleOf", _) if number(value).is_some_and(|number| number <= 0.0) => {
                Some(wrong(value, "expected a number above 0"))
            }
            _ if COUNTS.contains(&key) && !is_count(value) => {
                Some(wrong(value, format!("expected an integer of at least 0 as `{key}`, found `{}`", text(value))))
            }
            _ => None,
        };
        problems.0.extend(found);
    }
    conditions(node, problems);
    for (least, most) in RANGES {
        let (Some(from), Some(to)) = (node.get(least), node.get(most)) else { continue };
        if let (Some(low), Some(high)) = (number(from), number(to))
            && low > high
        {
            let message = format!("no value fits: `{most}` is less than `{least}`");
            problems.push(wrong(to, message).also(&from.span, "the lower limit").help("correct one of them"));
        }
    }
}

/// What a condition requires is a member of the object that it stands in, where it says nothing of members itself.
fn conditions(node: &Node, problems: &mut Diagnostics) {
    let known = node.get("properties").map(Node::entries).unwrap_or_default();
    if known.is_empty() || node.get("allOf").is_some() {
        return;
    }
    let lists = ["anyOf", "oneOf"].iter().filter_map(|key| node.get(key)?.array().ok()).flatten();
    for condition in lists.chain(["not", "if", "then", "else"].iter().filter_map(|key| node.get(key))) {
        let is_own = !["properties", "$ref", "allOf"].iter().any(|key| condition.get(key).is_some());
        let names = condition.get("required").filter(|_| is_own).and_then(|list| list.array().ok()).unwrap_or_default();
        for item in names {
            let Ok(name) = item.str() else { continue };
            if known.iter().any(|entry| entry.key == name) {
                continue;
            }
            let is_listed = |near: &str| names.iter().any(|other| other.str() == Ok(near));
            let known = || known.iter().map(|entry| entry.key.as_str());
            let Some(near) = names::nearest(name, known()) else { continue };
            let message = format!("`required` names `{name}`, which is not a property");
            let found = Diagnostic::at(Code::UnknownRequired, &item.span, message);
            problems.push(match names::nearest(name, known().filter(|near| !is_listed(near))) {
                Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&item.span, item.quoted(near)),
                None => found.help(format!("remove it, since `{near}` is listed already, or describe the property")),
            });
        }
    }
}

/// A list of names, each once.
fn required(place: Place<'_>, value: &Node) -> Option<Diagnostic> {
    let Value::Array(items) = &value.value else {
        let found = value.expected(Code::UnexpectedValue, "a list");
        let name = place.entry.map_or("name", |entry| entry.key.as_str());
        return Some(match (&value.value, place.under) {
            (Value::Bool(_), "properties") => found.help(format!(
                "`required` lists the names of properties, and stands in the object: `required: [{name}]`"
            )),
            (Value::Bool(_), _) => {
                found.help("list the names of the properties that are always there: `required: [name]`")
            }
            _ => found,
        });
    };
    let twin = |at: usize| items[..at].iter().find(|other| other.same(&items[at]));
    let (twice, first) = (0..items.len()).find_map(|at| Some((&items[at], twin(at)?)))?;
    let message = format!("`{}` stands twice in `required`", text(twice));
    Some(wrong(twice, message).also(&first.span, "it stands first here").help("remove one of them"))
}

fn wrong(node: &Node, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(Code::KeywordValue, &node.span, message)
}

fn text(node: &Node) -> String {
    node.scalar().unwrap_or_else(|_| node.kind().to_owned())
}

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

fn is_count(node: &Node) -> bool {
    number(node).is_some_and(|number| number >= 0.0 && number.fract() == 0.0)
}

/// A regular expression that the examples can be checked with.
fn pattern(node: &Node) -> Option<Diagnostic> {
    let text = node.str().ok()?;
    let schema = json!({ "pattern": text });
    let built = jsonschema::options().with_draft(Draft::Draft202012).offline().build(&schema);
    built.err().map(|_| {
        wrong(node, format!("`{text}` is no regular expression"))
            .note("a pattern is an expression of JavaScript (ECMA-262)")
            .help("correct it, or leave it out and describe the value in words")
    })
}
