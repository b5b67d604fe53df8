//! Pointers of extensions, followed in the schemas as they were written, for what the models do not keep.

use crate::lint::operations::resolve;
use crate::node::Node;

/// Every schema that describes the value at a pointer: behind references, and in each part and alternative on the way.
pub(super) fn schemas<'a>(document: &'a Node, schema: &'a Node, pointer: &str) -> Vec<&'a Node> {
    let mut now = spread(document, schema);
    for token in pointer.split('/').skip(1) {
        let next = now.iter().filter_map(|node| node.get("properties")?.get(token));
        now = next.flat_map(|node| spread(document, node)).collect();
    }
    now
}

fn spread<'a>(document: &'a Node, schema: &'a Node) -> Vec<&'a Node> {
    let mut found: Vec<&Node> = Vec::new();
    let mut queue = vec![schema];
    while let Some(node) = queue.pop() {
        if found.iter().any(|known| std::ptr::eq(*known, node)) {
            continue;
        }
        found.push(node);
        if node.get("$ref").is_some() {
            queue.push(resolve(document, node));
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.array().ok());
        queue.extend(lists.flatten());
    }
    found
}
