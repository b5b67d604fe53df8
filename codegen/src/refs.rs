//! Which components of a bundle a part of it refers to.

use std::collections::BTreeSet;

use crate::node::{Entry, Node, Value};

/// What a part of a bundle leads to.
#[derive(Debug, Default)]
pub(crate) struct Reach<'a> {
    /// Components, by section and name: `("schemas", "Item")`.
    pub(crate) components: BTreeSet<(&'a str, &'a str)>,
    /// Whether something that could not be read is among it.
    pub(crate) invalid: bool,
}

/// What `start` refers to, directly or by way of other components.
pub(crate) fn reach<'a>(document: &'a Node, start: &'a Node) -> Reach<'a> {
    let mut reach = Reach::default();
    let mut queue = vec![start];
    while let Some(node) = queue.pop() {
        reach.invalid |= matches!(node.value, Value::Invalid);
        if let Some(reference) = direct(node, &mut queue)
            && reach.components.insert(reference)
        {
            queue.extend(component(document, reference));
        }
    }
    reach
}

/// The component that a reference names.
pub(crate) fn component<'a>(document: &'a Node, (section, name): (&str, &str)) -> Option<&'a Node> {
    let section = document.get("components")?.get(section)?;
    entry(section.entries(), name).map(|entry| &entry.value)
}

/// The entry with a key. Components of a bundle are in order; only what somebody wrote by hand may have to be gone through.
pub(crate) fn entry<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    match entries.binary_search_by(|entry| entry.key.as_str().cmp(key)) {
        Ok(place) => entries.get(place),
        Err(_) => entries.iter().find(|entry| entry.key == key),
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
