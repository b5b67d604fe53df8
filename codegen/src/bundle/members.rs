//! Where the members of a large mapping stand, so that thousands of references into it do not search it each.

use std::collections::HashMap;

use crate::node::{Entry, Node};

/// From so many members on, a mapping has an index.
const LARGE: usize = 32;

/// The indexes of mappings, by where these are in memory: for trees that live as long as this does.
#[derive(Debug, Default)]
pub(super) struct Members(HashMap<usize, HashMap<String, usize>>);

impl Members {
    /// The first member of a mapping with this key.
    pub(super) fn get<'a>(&mut self, mapping: &'a Node, key: &str) -> Option<&'a Entry> {
        let entries = mapping.entries();
        if entries.len() < LARGE {
            return entries.iter().find(|entry| entry.key == key);
        }
        let index = self.0.entry(entries.as_ptr().addr()).or_insert_with(|| {
            let places = entries.iter().enumerate().rev();
            places.map(|(place, entry)| (entry.key.clone(), place)).collect()
        });
        entries.get(*index.get(key)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{File, Span};
    use crate::node::Value;

    #[test]
    fn each_key_is_found_at_its_first_place_in_small_mappings_and_in_large_ones() {
        let span = Span::at(&File::new("x.yaml", ""), 1, 1);
        let mapping = |count: usize| {
            let entry = |place: usize| Entry {
                key: format!("key{}", place % (count - 1)),
                key_span: span.clone(),
                value: Node::new(&span, Value::Number(place.to_string())),
            };
            Node::new(&span, Value::Object((0..count).map(entry).collect()))
        };
        let trees = [mapping(LARGE - 1), mapping(LARGE), mapping(1_000)];
        let mut members = Members::default();
        for tree in &trees {
            for entry in tree.entries() {
                let found = members.get(tree, &entry.key).expect("it is there");
                assert!(std::ptr::eq(&found.value, tree.get(&entry.key).expect("it is there")), "{}", entry.key);
            }
            assert!(members.get(tree, "key").is_none());
        }
    }
}
