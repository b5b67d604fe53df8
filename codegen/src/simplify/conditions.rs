//! What a schema says of its members together: which of them go with which. It is documented and not enforced, like a limit.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::names;
use crate::node::{Node, Value};

/// Sentences for the documentation, of a schema whose keywords for them are gone.
pub(crate) const FACTS: &str = "$facts";

/// The schema with its conditions as sentences.
pub(super) fn documented(node: Cow<'_, Node>) -> Result<Cow<'_, Node>, Diagnostic> {
    const KEYWORDS: [&str; 4] = ["anyOf", "oneOf", "not", "dependentRequired"];
    if !KEYWORDS.iter().any(|key| node.get(key).is_some()) {
        return Ok(node);
    }
    let mut facts = Vec::new();
    let mut gone = Vec::new();
    for (key, how) in [("anyOf", "At least"), ("oneOf", "Exactly")] {
        let Some(list) = node.get(key) else { continue };
        let items = list.array()?;
        if items.is_empty() || !items.iter().all(is_condition) {
            continue;
        }
        let names: Vec<String> = items.iter().filter_map(required).collect();
        gone.push(key);
        match names.as_slice() {
            [] => {}
            [one] if items.len() == 1 => facts.push(format!("It has {one}.")),
            many => facts.push(format!("{how} one of these is there: {}.", many.join("; "))),
        }
    }
    if let Some(names) = node.get("not").filter(|not| is_condition(not)).and_then(required) {
        gone.push("not");
        facts.push(match names.contains(" with ") {
            true => format!("These are not there together: {}.", names.replacen(" with ", ", ", usize::MAX)),
            false => format!("There is no {names}."),
        });
    }
    if let Some(dependent) = node.get("dependentRequired") {
        gone.push("dependentRequired");
        for entry in dependent.object()? {
            let names: Vec<String> = entry.value.array()?.iter().filter_map(quoted).collect();
            if !names.is_empty() {
                facts.push(format!("With `{}` there is {}.", entry.key, names.join(" and ")));
            }
        }
    }
    Ok(if gone.is_empty() { node } else { Cow::Owned(with_facts(&node.without(&gone), facts)) })
}

/// The schema with more sentences.
pub(super) fn with_facts(node: &Node, facts: Vec<String>) -> Node {
    let known = node.get(FACTS).and_then(|facts| facts.array().ok()).unwrap_or_default().iter().cloned();
    let more = facts.into_iter().map(|fact| Node::string(&node.span, fact));
    let all: Vec<Node> = known.chain(more).collect();
    match all.is_empty() {
        true => node.clone(),
        false => node.clone().with(FACTS, Node::new(&node.span, Value::Array(all))),
    }
}

/// Whether a schema only says which members are there.
fn is_condition(node: &Node) -> bool {
    const KEYWORDS: [&str; 6] = ["title", "description", "$comment", "minProperties", "maxProperties", "required"];
    let fits = |key: &str, value: &Node| match key {
        "type" => value.str() == Ok("object"),
        "not" => is_condition(value),
        "anyOf" | "oneOf" | "allOf" => value.array().is_ok_and(|items| items.iter().all(is_condition)),
        _ => KEYWORDS.contains(&key),
    };
    let says =
        ["required", "not", "anyOf", "oneOf", "allOf", "maxProperties"].iter().any(|key| node.get(key).is_some());
    says && node.entries().iter().all(|entry| fits(&entry.key, &entry.value))
}

/// `a` with `b`.
fn required(node: &Node) -> Option<String> {
    let names: Vec<String> = node.get("required")?.array().ok()?.iter().filter_map(quoted).collect();
    (!names.is_empty()).then(|| names.join(" with "))
}

fn quoted(name: &Node) -> Option<String> {
    name.str().ok().map(|name| format!("`{name}`"))
}

/// What a text of one of several kinds is, a kind each.
pub(super) fn kinds_of_text(items: &[&Node]) -> Option<String> {
    let kind = |item: &&Node| {
        let text = |key: &str| item.get(key).and_then(|value| value.str().ok());
        let what = match (text("format"), text("pattern")) {
            (Some("uuid"), _) => "a UUID".to_owned(),
            (Some("date-time"), _) => "a point in time".to_owned(),
            (Some(format), _) => format!("a text of the format `{format}`"),
            (None, Some(pattern)) if !pattern.contains('`') => format!("a text that fits `{pattern}`"),
            _ => "a text".to_owned(),
        };
        match text("title").or(text("description")) {
            Some(name) => format!("{what} ({})", names::one_line(name)),
            None => what,
        }
    };
    let mut kinds: Vec<String> = Vec::new();
    for kind in items.iter().map(kind) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (kinds.len() > 1).then(|| format!("Either {}.", kinds.join(" or ")))
}
