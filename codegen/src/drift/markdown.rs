//! The report as Markdown for an issue: counts, then a section each for added, changed and withdrawn operations.

use super::difference::Difference;
use super::report::Report;
use crate::rulings::Kind;

impl Report {
    /// The report as Markdown, for an issue; `all` lists each operation that the spec never had.
    pub fn markdown(&self, all: bool) -> String {
        markdown(self, all)
    }
}

fn markdown(report: &Report, all: bool) -> String {
    let mut out = format!("# Drift of `{}` against `{}`\n\n{}.\n", report.vendor, report.document, report.headline());
    let added = report.operations(Kind::OperationAdded);
    if !added.is_empty() {
        out.push_str("\n## Added\n\n");
        match all {
            true => operations(&mut out, &added, |found| &found.theirs),
            false => {
                let rows = report.by_segment().into_iter();
                let rows = rows.map(|(segment, count)| vec![code(&format!("/{segment}")), count.to_string()]);
                table(&mut out, &["paths below", "operations"], rows);
            }
        }
    }
    let changed = report.changed();
    if !changed.is_empty() {
        out.push_str("\n## Changed\n");
        for group in changed {
            out.push_str(&format!("\n### {}\n\n", code(&group[0].operation)));
            table(&mut out, &["place", "difference", "ours", "theirs"], group.iter().map(row));
        }
    }
    let withdrawn = report.operations(Kind::OperationWithdrawn);
    if !withdrawn.is_empty() {
        out.push_str("\n## Withdrawn\n\n");
        operations(&mut out, &withdrawn, |found| &found.ours);
    }
    out
}

fn operations(out: &mut String, found: &[&Difference], summary: impl Fn(&Difference) -> &str) {
    let rows = found.iter().map(|found| vec![code(&found.operation), cell(summary(found))]);
    table(out, &["operation", "what it does"], rows);
}

fn row(found: &Difference) -> Vec<String> {
    let kind = match &found.value {
        Some(value) => format!("{} {}", found.kind.name(), code(value)),
        None => found.kind.name().to_owned(),
    };
    vec![code(&found.place.to_string()), kind, cell(&found.ours), cell(&found.theirs)]
}

fn table(out: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len())));
    rows.for_each(|cells| out.push_str(&format!("| {} |\n", cells.join(" | "))));
}

/// A text of a vendor may be Markdown, or break a row.
fn cell(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "\\<").replace('[', "\\[").replace('*', "\\*")
}

/// A text as code, whatever is in it.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}
