//! A schema that requires itself has no finite value.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::{Entry, Node};
use crate::refs;

pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let needs: BTreeMap<&str, Vec<(&Entry, &str)>> =
        schemas.iter().map(|schema| (schema.key.as_str(), required(&schema.value))).collect();
    for schema in schemas {
        let start = schema.key.as_str();
        let mut seen = BTreeSet::from([start]);
        let mut queue: Vec<&str> = vec![start];
        let mut closes = None;
        while let Some(name) = queue.pop() {
            for (member, next) in needs.get(name).into_iter().flatten() {
                if *next == start {
                    closes = closes.or(Some((name, *member)));
                } else if seen.insert(next) {
                    queue.push(next);
                }
            }
        }
        if let Some((name, member)) = closes {
            let message = format!("the schema `{start}` requires itself, so no value of it has an end");
            let found = Diagnostic::at(Code::CyclicReference, &schema.key_span, message);
            problems.push(
                found
                    .also(&member.key_span, format!("`{name}` requires `{start}` here"))
                    .help("make a member on the way optional, or a list"),
            );
        }
    }
}

/// The members that an object cannot do without, each with the schema it refers to.
fn required(schema: &Node) -> Vec<(&Entry, &str)> {
    let required = schema.get("required").and_then(|list| list.array().ok()).unwrap_or_default();
    let properties = schema.get("properties").map(Node::entries).unwrap_or_default();
    let is_required = |entry: &&Entry| required.iter().any(|name| name.str() == Ok(&entry.key));
    properties.iter().filter(is_required).filter_map(target).collect()
}

/// The schema that a member is, if it has a name.
fn target(entry: &Entry) -> Option<(&Entry, &str)> {
    let (section, name) = refs::parse(entry.value.get("$ref")?.str().ok()?)?;
    (section == "schemas").then_some((entry, name))
}
