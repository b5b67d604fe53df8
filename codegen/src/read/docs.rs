//! What a schema says for people.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Docs;
use crate::names::lower_first;
use crate::node::{Node, Value};
use crate::simplify::FACTS;

/// Description, limits and marks of a schema or parameter.
pub(super) fn docs(node: &Node) -> Result<Docs, Diagnostic> {
    let text = node.opt_str("description")?.unwrap_or_default().trim().to_owned();
    let unverified = node.opt_str("x-unverified")?.map(|text| text.trim().to_owned());
    let deprecated = node.get("deprecated").map(Node::bool).transpose()?.unwrap_or(false);
    Ok(Docs { text, facts: facts(node)?, unverified, deprecated })
}

/// The address of `externalDocs`, if it can be a link.
pub(super) fn external(node: &Node) -> Result<Option<String>, Diagnostic> {
    let Some(external) = node.get("externalDocs") else { return Ok(None) };
    let url = external.require("url")?;
    let text = url.str()?;
    let is_link = |text: &str| text.chars().all(|c| c.is_ascii_graphic() && !"<>`\\".contains(c));
    match ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme)) && is_link(text) {
        true => Ok(Some(text.to_owned())),
        false => Err(url
            .expected(Code::UnexpectedValue, "an address")
            .help("write it whole, as `https://vendor.example/page`, with other letters percent-encoded")),
    }
}

/// Whether a keyword can be told in a line, and says what the type does not.
fn is_told(node: &Node, key: &str) -> bool {
    let Some(text) = node.get(key).and_then(|value| value.str().ok()) else { return false };
    let is_text = node.get("type").is_some_and(|kind| kind.str() == Ok("string"));
    let is_type = ["uuid", "date-time", "local-date-time", "binary", "password"].contains(&text);
    is_text && !text.contains('`') && text.chars().count() <= 60 && !(key == "format" && is_type)
}

/// JSON on one line.
fn compact(node: &Node) -> String {
    let json = node.to_json();
    serde_json::from_str::<serde_json::Value>(&json).map_or(json, |value| value.to_string())
}

/// Limits and defaults are documented, never enforced or sent.
fn facts(node: &Node) -> Result<Vec<String>, Diagnostic> {
    let mut facts = Vec::new();
    for (key, before, after) in [
        ("default", "Vendor's default: `", "`."),
        ("minimum", "At least ", "."),
        ("exclusiveMinimum", "More than ", "."),
        ("maximum", "At most ", "."),
        ("exclusiveMaximum", "Less than ", "."),
        ("minLength", "At least ", " characters."),
        ("maxLength", "At most ", " characters."),
        ("minItems", "At least ", " elements."),
        ("maxItems", "At most ", " elements."),
        ("minProperties", "At least ", " members."),
        ("maxProperties", "At most ", " members."),
        ("multipleOf", "A multiple of ", "."),
        ("const", "Always `", "`."),
        ("pattern", "Fits the pattern `", "`."),
        ("format", "In the format `", "`."),
        ("contentEncoding", "Encoded as `", "`."),
    ] {
        if let Some(value) = node.get(key) {
            if ["pattern", "format"].contains(&key) && !is_told(node, key) {
                continue;
            }
            let text = match (key, &value.value) {
                ("const", Value::Null | Value::Array(_) | Value::Object(_)) => compact(value),
                ("default", Value::Null | Value::Array(_) | Value::Object(_)) => compact(value),
                _ => value.scalar()?,
            };
            let after = if text == "1" {
                after.replace("characters", "character").replace("elements", "element")
            } else {
                after.into()
            };
            facts.push(format!("{before}{text}{after}"));
        }
    }
    if node.get("uniqueItems").is_some_and(|value| value.bool() == Ok(true)) {
        facts.push("No element stands twice.".to_owned());
    }
    // What is referred to has its own.
    for (key, whose) in [("items", "Each element"), ("additionalProperties", "Each value")] {
        let Some(part) = node.get(key).filter(|part| part.get("$ref").is_none()) else { continue };
        let all = if part.entries().is_empty() { Vec::new() } else { self::facts(part)? };
        facts.extend(all.iter().map(|fact| format!("{whose}: {}", lower_first(fact))));
    }
    for fact in node.get(FACTS).map(Node::array).transpose()?.unwrap_or_default() {
        facts.push(fact.str()?.to_owned());
    }
    if let Some(url) = external(node)? {
        facts.push(format!("Documented at <{url}>."));
    }
    Ok(facts)
}
