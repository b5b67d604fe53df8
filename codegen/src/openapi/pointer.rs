//! Pointers of extensions, followed in the schemas as they were written, for what the models do not keep.

use super::references::Components;
use crate::node::Node;

/// Every schema that describes the value at a pointer: behind references, and in each part and alternative on the way.
pub(crate) fn schemas<'a>(components: &Components<'a>, schema: &'a Node, pointer: &str) -> Vec<&'a Node> {
    let mut now = spread(components, schema);
    for token in pointer.split('/').skip(1) {
        let next = now.iter().filter_map(|node| node.get("properties")?.get(token));
        now = next.flat_map(|node| spread(components, node)).collect();
    }
    now
}

fn spread<'a>(components: &Components<'a>, schema: &'a Node) -> Vec<&'a Node> {
    let mut found: Vec<&Node> = Vec::new();
    let mut queue = vec![schema];
    while let Some(node) = queue.pop() {
        if found.iter().any(|known| std::ptr::eq(*known, node)) {
            continue;
        }
        found.push(node);
        if node.get("$ref").is_some() {
            queue.push(components.resolve(node));
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.array().ok());
        queue.extend(lists.flatten());
    }
    found
}
