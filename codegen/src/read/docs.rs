//! What a schema says for people.

use crate::diagnostic::Diagnostic;
use crate::ir::Docs;
use crate::node::{Node, Value};
use crate::simplify::FACTS;

/// Description, limits and marks of a schema or parameter.
pub(super) fn docs(node: &Node) -> Result<Docs, Diagnostic> {
    let text = node.opt_str("description")?.unwrap_or_default().trim().to_owned();
    let unverified = node.opt_str("x-unverified")?.map(|text| text.trim().to_owned());
    let deprecated = node.get("deprecated").map(Node::bool).transpose()?.unwrap_or(false);
    Ok(Docs { text, facts: facts(node)?, unverified, deprecated })
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
    ] {
        if let Some(value) = node.get(key) {
            let text = match (key, &value.value) {
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
    for fact in node.get(FACTS).map(Node::array).transpose()?.unwrap_or_default() {
        facts.push(fact.str()?.to_owned());
    }
    Ok(facts)
}
