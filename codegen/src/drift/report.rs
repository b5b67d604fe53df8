//! What a comparison has found, counted and grouped for those who print it.

use std::collections::BTreeMap;

use super::difference::Difference;
use crate::diagnostic::Diagnostics;
use crate::rulings::Kind;

/// Every difference between a spec and a vendor's document that no ruling covers.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The vendor.
    pub vendor: String,
    /// The vendor's file, without its folder.
    pub document: String,
    /// How many operations both have.
    pub compared: usize,
    /// How many operations the vendor has withdrawn that the spec marks as deprecated, which is no difference.
    pub expected: usize,
    /// The differences: in operations that both have, in our order; withdrawn operations; added ones.
    pub differences: Vec<Difference>,
    /// How many differences the rulings cover.
    pub on_purpose: usize,
    /// Rulings that fit nothing, as errors, and references of the vendor that lead nowhere, as warnings.
    pub findings: Diagnostics,
}

impl Report {
    /// Whether there was nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.compared + self.on_purpose + self.expected + self.differences.len() == 0
    }

    /// Operations of one kind.
    pub(super) fn operations(&self, kind: Kind) -> Vec<&Difference> {
        self.differences.iter().filter(|found| found.kind == kind).collect()
    }

    /// The differences inside of operations that both have, by operation.
    pub(super) fn changed(&self) -> Vec<&[Difference]> {
        let is_lone = |found: &Difference| matches!(found.kind, Kind::OperationAdded | Kind::OperationWithdrawn);
        let end = self.differences.iter().position(is_lone).unwrap_or(self.differences.len());
        self.differences[..end].chunk_by(|a, b| a.operation == b.operation).collect()
    }

    /// Added operations by the first word of their paths.
    pub(super) fn by_segment(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for found in self.operations(Kind::OperationAdded) {
            let path = found.operation.split_once(" /").map_or("", |(_, path)| path);
            *counts.entry(path.split('/').next().unwrap_or_default()).or_default() += 1;
        }
        counts
    }

    /// The counts in a sentence.
    pub(super) fn headline(&self) -> String {
        let count = |kind| self.operations(kind).len();
        let changed = self.changed();
        let places: usize = changed.iter().map(|group| group.len()).sum();
        let expected = match self.expected {
            0 => String::new(),
            count => format!(" besides {count} that the spec marks as deprecated"),
        };
        let purpose = match self.on_purpose {
            0 => String::new(),
            count => format!("; {} on purpose", several(count, "difference")),
        };
        if self.differences.is_empty() {
            return format!("no difference in {}{purpose}", several(self.compared, "operation"));
        }
        format!(
            "{} added, {} changed in {}, {} withdrawn{expected}{purpose}",
            several(count(Kind::OperationAdded), "operation"),
            changed.len(),
            several(places, "place"),
            count(Kind::OperationWithdrawn),
        )
    }
}

fn several(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
