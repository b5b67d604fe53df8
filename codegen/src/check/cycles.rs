//! A schema that requires itself has no finite value, and one that is made of itself has no meaning.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::graph::Circles;
use crate::node::{Entry, Node};
use crate::openapi::references;

/// The schemas that a schema leads to by some kind of step, each with the place of the step.
type Steps<'a> = BTreeMap<&'a str, Vec<(&'a Span, &'a str)>>;

pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let made_of: Steps<'_> = schemas.iter().map(|schema| (schema.key.as_str(), parts(&schema.value))).collect();
    let needs: Steps<'_> = schemas.iter().map(|schema| (schema.key.as_str(), required(&schema.value))).collect();
    let (made_circles, needs_circles) = (circles(&made_of), circles(&needs));
    let (mut made, mut needed): (BTreeSet<usize>, BTreeSet<usize>) = (BTreeSet::new(), BTreeSet::new());
    for schema in schemas {
        let name = schema.key.as_str();
        // A circle is told once, whatever schemas it passes.
        let (made_by, needed_by) = (made_circles.on(name), needs_circles.on(name));
        if made_by.is_some_and(|circle| made.contains(&circle))
            || needed_by.is_some_and(|circle| needed.contains(&circle))
        {
            continue;
        }
        if let Some((other, span)) = made_by.and_then(|_| back(&made_of, name)) {
            made.extend(made_by);
            let message = format!("the schema `{name}` refers to itself");
            let found = Diagnostic::at(Code::CyclicReference, &schema.value.span, message);
            let found =
                if span == &schema.value.span { found } else { found.also(span, format!("`{other}` refers back")) };
            problems.push(found.help("describe the value itself in one of them"));
        } else if let Some((other, span)) = needed_by.and_then(|_| back(&needs, name)) {
            needed.extend(needed_by);
            let message = format!("the schema `{name}` requires itself, so no value of it has an end");
            let found = Diagnostic::at(Code::CyclicReference, &schema.key_span, message);
            let found = found.also(span, format!("`{other}` requires `{name}` here"));
            problems.push(found.help("make a member on the way optional, or a list"));
        }
    }
}

fn circles<'a>(steps: &Steps<'a>) -> Circles<&'a str> {
    let steps: Vec<_> = steps.iter().map(|(from, to)| (*from, to.iter().map(|(_, to)| *to).collect())).collect();
    Circles::of(&steps)
}

/// The last step of a way from a schema back to itself.
fn back<'a>(steps: &Steps<'a>, start: &'a str) -> Option<(&'a str, &'a Span)> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut queue: Vec<&str> = vec![start];
    while let Some(name) = queue.pop() {
        for (span, next) in steps.get(name).into_iter().flatten() {
            if *next == start {
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
    let required: HashSet<&str> = required.iter().filter_map(|name| name.str().ok()).collect();
    let is_required = |entry: &&Entry| required.contains(entry.key.as_str());
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
    let (section, name) = references::parse(node.get("$ref")?.str().ok()?)?;
    (section == "schemas").then_some(name)
}
