//! Which components of a bundle a part of it refers to.

use std::collections::{BTreeSet, HashMap};

use crate::node::{Node, Value};

/// What a part of a bundle leads to.
#[derive(Debug, Default)]
pub(crate) struct Reach<'a> {
    /// Components, by section and name: `("schemas", "Item")`.
    pub(crate) components: BTreeSet<(&'a str, &'a str)>,
    /// Whether something that could not be read is among it.
    pub(crate) invalid: bool,
}

/// The components of a bundle, by section and name.
#[derive(Debug)]
pub(crate) struct Components<'a>(HashMap<(&'a str, &'a str), &'a Node>);

impl<'a> Components<'a> {
    pub(crate) fn of(document: &'a Node) -> Self {
        let mut components = HashMap::new();
        for section in document.get("components").map(Node::entries).unwrap_or_default() {
            for entry in section.value.entries() {
                components.entry((section.key.as_str(), entry.key.as_str())).or_insert(&entry.value);
            }
        }
        Self(components)
    }

    /// The component that a reference names.
    pub(crate) fn get(&self, reference: (&str, &str)) -> Option<&'a Node> {
        self.0.get(&reference).copied()
    }

    /// The component that a node refers to, or the node itself.
    pub(crate) fn resolve(&self, node: &'a Node) -> &'a Node {
        let name = node.get("$ref").and_then(|reference| parse(reference.str().ok()?));
        name.and_then(|name| self.get(name)).unwrap_or(node)
    }

    /// What `start` refers to, directly or by way of other components.
    pub(crate) fn reach(&self, start: &'a Node) -> Reach<'a> {
        let mut reach = Reach::default();
        let mut queue = vec![start];
        while let Some(node) = queue.pop() {
            reach.invalid |= matches!(node.value, Value::Invalid);
            if let Some(reference) = direct(node, &mut queue)
                && reach.components.insert(reference)
            {
                queue.extend(self.get(reference));
            }
        }
        reach
    }
}

/// `#/components/schemas/Item` as section and name.
pub(crate) fn parse(reference: &str) -> Option<(&str, &str)> {
    reference.strip_prefix("#/components/")?.split_once('/')
}

/// The reference that stands in a node; what is below it is put into the queue. Example values are data.
fn direct<'a>(node: &'a Node, queue: &mut Vec<&'a Node>) -> Option<(&'a str, &'a str)> {
    const DATA: [&str; 6] = ["example", "examples", "value", "default", "const", "enum"];
    match &node.value {
        Value::Array(items) => queue.extend(items),
        Value::Object(entries) => {
            // A property may be called like a keyword, but then it holds a schema.
            let is_data = |key: &str, value: &Node| DATA.contains(&key) && value.get("type").is_none();
            let inner = entries.iter().filter(|entry| !is_data(&entry.key, &entry.value));
            queue.extend(inner.map(|entry| &entry.value));
        }
        _ => {}
    }
    parse(node.get("$ref")?.str().ok()?)
}
