//! Which alternative of the vendor's union is which of ours.

use std::collections::BTreeSet;

use super::document::Document;
use super::shape::Shape;
use crate::node::Node;

/// The alternatives of two unions: those that belong together, and those of one side only.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    pub(super) both: Vec<(&'a Node, &'a Node)>,
    pub(super) ours: Vec<&'a Node>,
    pub(super) theirs: Vec<&'a Node>,
}

/// How deep two schemas are looked into to see how alike they are.
const DEPTH: usize = 2;

/// Finds the alternatives that belong together: those of one name, then those that are most alike.
pub(super) fn pairs<'a>(ours: (&'a Document, Vec<&'a Node>), theirs: (&'a Document, Vec<&'a Node>)) -> Pairs<'a> {
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for (a, our) in ours.1.iter().enumerate() {
        for (b, their) in theirs.1.iter().enumerate() {
            alike.push((likeness((ours.0, our), (theirs.0, their), DEPTH), a, b));
        }
    }
    alike.retain(|(alike, ..)| *alike > 0.0);
    // Of two that are as much alike, the first.
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut mine: Vec<Option<&Node>> = ours.1.into_iter().map(Some).collect();
    let mut other: Vec<Option<&Node>> = theirs.1.into_iter().map(Some).collect();
    let mut both = Vec::new();
    for (_, a, b) in alike {
        if mine[a].is_some() && other[b].is_some() {
            both.extend(mine[a].take().zip(other[b].take()));
        }
    }
    Pairs { both, ours: mine.into_iter().flatten().collect(), theirs: other.into_iter().flatten().collect() }
}

/// How alike two schemas are, from 0 (other types) to 1; more for two of one name.
fn likeness(ours: (&Document, &Node), theirs: (&Document, &Node), depth: usize) -> f64 {
    let (a, b) = (Shape::of(ours.0, ours.1), Shape::of(theirs.0, theirs.1));
    let is_named = |name: &str| b.component.is_some_and(|other| other.eq_ignore_ascii_case(name));
    if a.component.is_some_and(is_named) {
        return 2.0;
    }
    if a.is_open() || b.is_open() || !a.alternatives.is_empty() || !b.alternatives.is_empty() || depth == 0 {
        return 0.5;
    }
    if a.types.is_disjoint(&b.types) && a.lenient.is_disjoint(&b.types) {
        return 0.0;
    }
    if let (Some(our), Some(their)) = (a.items, b.items) {
        return 0.1 + 0.9 * likeness((ours.0, our), (theirs.0, their), depth - 1);
    }
    if let (Some(our), Some(their)) = (&a.values, &b.values) {
        return if our.iter().any(|value| their.contains(value)) { 1.0 } else { 0.1 };
    }
    let names: BTreeSet<&str> = a.members.keys().chain(b.members.keys()).copied().collect();
    if names.is_empty() {
        return 1.0;
    }
    let of_member = |name: &&str| match (a.members.get(name), b.members.get(name)) {
        (Some(Some(our)), Some(Some(their))) => likeness((ours.0, our), (theirs.0, their), depth - 1).min(1.0),
        (Some(_), Some(_)) => 0.5,
        _ => 0.0,
    };
    0.05 + 0.95 * names.iter().map(of_member).sum::<f64>() / names.len() as f64
}
