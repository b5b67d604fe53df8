//! A schema that requires itself has no finite value, and one that is made of itself has no meaning.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Entry, Node};
use crate::refs;

/// The schemas that a schema leads to by some kind of step, each with the place of the step.
type Steps<'a> = BTreeMap<&'a str, Vec<(&'a Span, &'a str)>>;

pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let made_of: Steps<'_> = schemas.iter().map(|schema| (schema.key.as_str(), parts(&schema.value))).collect();
    let needs: Steps<'_> = schemas.iter().map(|schema| (schema.key.as_str(), required(&schema.value))).collect();
    let (mut made, mut needed): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for schema in schemas {
        let name = schema.key.as_str();
        // A circle is told once, whatever schemas it passes.
        let is_told = |steps: &Steps<'_>, told: &[&str]| {
            told.iter().any(|told| leads(steps, told, name) && leads(steps, name, told))
        };
        if is_told(&made_of, &made) || is_told(&needs, &needed) {
            continue;
        }
        if let Some((other, span)) = circle(&made_of, name) {
            made.push(name);
            let message = format!("the schema `{name}` refers to itself");
            let found = Diagnostic::at(Code::CyclicReference, &schema.value.span, message);
            let found =
                if span == &schema.value.span { found } else { found.also(span, format!("`{other}` refers back")) };
            problems.push(found.help("describe the value itself in one of them"));
        } else if let Some((other, span)) = circle(&needs, name) {
            needed.push(name);
            let message = format!("the schema `{name}` requires itself, so no value of it has an end");
            let found = Diagnostic::at(Code::CyclicReference, &schema.key_span, message);
            let found = found.also(span, format!("`{other}` requires `{name}` here"));
            problems.push(found.help("make a member on the way optional, or a list"));
        }
    }
}

/// Whether there is a way from one schema to another.
fn leads(steps: &Steps<'_>, from: &str, to: &str) -> bool {
    way(steps, from, to).is_some()
}

/// The last step of a way from a schema back to itself.
fn circle<'a>(steps: &Steps<'a>, start: &'a str) -> Option<(&'a str, &'a Span)> {
    way(steps, start, start)
}

/// The last step of a way from one schema to another.
fn way<'a>(steps: &Steps<'a>, start: &str, end: &str) -> Option<(&'a str, &'a Span)> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut queue: Vec<&str> = vec![steps.get_key_value(start)?.0];
    while let Some(name) = queue.pop() {
        for (span, next) in steps.get(name).into_iter().flatten() {
            if *next == end {
                return Some((name, span));
            }
            if seen.insert(next) {
                queue.push(next);
            }
        }
    }
    None
}

/// The members that an object cannot do without and that are schemas with a name.
fn required(schema: &Node) -> Vec<(&Span, &str)> {
    let required = schema.get("required").and_then(|list| list.array().ok()).unwrap_or_default();
    let properties = schema.get("properties").map(Node::entries).unwrap_or_default();
    let is_required = |entry: &&Entry| required.iter().any(|name| name.str() == Ok(&entry.key));
    properties.iter().filter(is_required).filter_map(|entry| Some((&entry.key_span, target(&entry.value)?))).collect()
}

/// The schemas that describe the same value: by reference, alone or in a combination.
fn parts(schema: &Node) -> Vec<(&Span, &str)> {
    let mut found = Vec::new();
    let mut queue = vec![schema];
    while let Some(node) = queue.pop() {
        found.extend(target(node).map(|name| (&node.span, name)));
        let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.array().ok());
        queue.extend(lists.flatten());
        queue.extend(["not", "if", "then", "else"].into_iter().filter_map(|key| node.get(key)));
    }
    found
}

/// The schema that a reference names.
fn target(node: &Node) -> Option<&str> {
    let (section, name) = refs::parse(node.get("$ref")?.str().ok()?)?;
    (section == "schemas").then_some(name)
}
