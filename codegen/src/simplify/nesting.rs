//! How deep unions stand in unions. What walks alternatives may go down with them, so that there has to be an end.

use std::collections::{HashMap, HashSet};

use super::merge::DEEPEST;
use super::{REF_PREFIX, is_null};
use crate::graph::Circles;
use crate::node::Node;

/// The components whose union holds a union, and so on, too many times. Circles are told by their lint.
pub(super) fn too_deep<'a>(schemas: &HashMap<&'a str, &'a Node>) -> HashSet<&'a str> {
    let name = |item: &'a Node| item.get("$ref")?.str().ok()?.strip_prefix(REF_PREFIX);
    let alternatives = |node: &'a Node| -> Vec<&'a str> {
        let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.array().ok());
        lists.flatten().filter(|item| !is_null(item)).filter_map(name).collect()
    };
    let steps: Vec<_> = schemas.iter().map(|(name, node)| (*name, alternatives(node))).collect();
    let steps: Vec<_> = steps.into_iter().filter(|(_, to)| !to.is_empty()).collect();
    let circles = Circles::of(&steps);
    let steps: Vec<_> = steps.into_iter().filter(|(name, _)| circles.on(name).is_none()).collect();
    let mut deep: HashSet<&str> = steps.iter().map(|(name, _)| *name).collect();
    for _ in 0..DEEPEST {
        let further = steps.iter().filter(|(_, to)| to.iter().any(|name| deep.contains(name)));
        deep = further.map(|(name, _)| *name).collect();
    }
    deep
}
