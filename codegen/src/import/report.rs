//! What an import did, guessed, and could not do.

use std::collections::BTreeMap;
use std::fmt;

use super::Refused;

/// What an import did, guessed, and could not do.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Operations of the document.
    pub operations: usize,
    /// Those that are written.
    pub written: usize,
    /// Those that the specs have already.
    pub there: usize,
    /// Those that the generator refuses.
    pub refused: Vec<Refused>,
    /// Schemas that are written.
    pub schemas: usize,
    /// What was guessed, with the cases.
    pub guessed: BTreeMap<String, Vec<String>>,
    /// What the specs do not say as the document does, with the cases.
    pub left_out: BTreeMap<String, Vec<String>>,
}

impl Report {
    pub(super) fn guess(&mut self, what: impl Into<String>, case: impl Into<String>) {
        self.guessed.entry(what.into()).or_default().push(case.into());
    }

    pub(super) fn leave_out(&mut self, what: impl Into<String>, case: impl Into<String>) {
        self.left_out.entry(what.into()).or_default().push(case.into());
    }
}

/// How many cases are shown of each guess.
const SHOWN: usize = 6;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>6}  operations in the document", self.operations)?;
        writeln!(f, "{:>6}  written, with {} schemas", self.written, self.schemas)?;
        writeln!(f, "{:>6}  there already", self.there)?;
        writeln!(f, "{:>6}  refused", self.refused.len())?;
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for Refused { operation, reason } in &self.refused {
            reasons.entry(reason).or_default().push(operation);
        }
        for (reason, operations) in reasons {
            let more = if operations.len() > SHOWN { ", …" } else { "" };
            let first = &operations[..operations.len().min(SHOWN)];
            writeln!(f, "{:>6}  {reason}: {}{more}", operations.len(), first.join(", "))?;
        }
        for (title, rows) in [("guessed", &self.guessed), ("left out", &self.left_out)] {
            if !rows.is_empty() {
                writeln!(f, "{title}:")?;
            }
            for (what, cases) in rows {
                let mut shown: Vec<&str> = cases.iter().map(String::as_str).collect();
                shown.sort_unstable();
                shown.dedup();
                let more = if shown.len() > SHOWN { ", …" } else { "" };
                shown.truncate(SHOWN);
                writeln!(f, "{:>6}  {what}: {}{more}", cases.len(), shown.join(", "))?;
            }
        }
        Ok(())
    }
}
