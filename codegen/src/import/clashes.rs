//! Schemas of the document that have the name of one of ours and mean something else.

use std::collections::{BTreeMap, BTreeSet};

use super::convert::unique;
use crate::node::Node;
use crate::openapi::references::Components;
use crate::openapi::types::besides_null;

/// Other names for the schemas of a document that ours cannot stand for.
pub(super) fn renamed(theirs: &Node, ours: &Node) -> BTreeMap<String, String> {
    let (their_components, our_components) = (Components::of(theirs), Components::of(ours));
    let names = |document: &Node| -> BTreeSet<String> {
        let schemas = document.get("components").and_then(|all| all.get("schemas")).map(Node::entries);
        schemas.unwrap_or_default().iter().map(|entry| entry.key.clone()).collect()
    };
    let mut taken: BTreeSet<String> = names(theirs).union(&names(ours)).cloned().collect();
    let mut renamed = BTreeMap::new();
    for name in names(theirs).intersection(&names(ours)) {
        let (Some(a), Some(b)) = (their_components.get(("schemas", name)), our_components.get(("schemas", name)))
        else {
            continue;
        };
        if !takes(b, a, &our_components, &their_components) {
            renamed.insert(name.clone(), unique(name, &mut taken));
        }
    }
    renamed
}

/// Whether one of our schemas takes what one of theirs describes: the same sort of value, with all of its members and values.
fn takes(ours: &Node, theirs: &Node, our_components: &Components<'_>, their_components: &Components<'_>) -> bool {
    if kind(ours, our_components) != kind(theirs, their_components) {
        return false;
    }
    let members = theirs.get("properties").map(Node::entries).unwrap_or_default();
    let known = ours.get("properties");
    let has_all = members.iter().all(|entry| {
        let own = known.and_then(|known| known.get(&entry.key));
        own.is_some_and(|own| kind(own, our_components) == kind(&entry.value, their_components))
    });
    let values = |schema: &Node| -> BTreeSet<String> {
        let list = schema.get("enum").and_then(|list| list.array().ok()).unwrap_or_default();
        list.iter().filter_map(|value| value.scalar().ok()).map(|text| text.to_lowercase()).collect()
    };
    // A value that ours does not list is read all the same, since enums are open; none in common is another enum.
    let has_values = values(theirs).is_empty() || !values(theirs).is_disjoint(&values(ours));
    has_all && has_values
}

/// The sort of JSON value of a schema, be it null or not.
fn kind(schema: &Node, components: &Components<'_>) -> String {
    let schema = components.resolve(schema);
    if let Some(list) = schema.get("oneOf").and_then(|list| list.array().ok()) {
        let is_null = |node: &&Node| node.get("type").and_then(|kind| kind.str().ok()) == Some("null");
        let others: Vec<&Node> = list.iter().filter(|node| !is_null(node)).collect();
        return match others.as_slice() {
            [only] => kind(only, components),
            _ => "oneOf".into(),
        };
    }
    besides_null(schema).unwrap_or_default().to_owned()
}
