//! The report for a terminal: a line each, aligned, grouped by operation.

use super::difference::Difference;
use super::report::Report;
use crate::rulings::Kind;

/// The width that the counts of added operations are wrapped at.
const WIDTH: usize = 100;

impl Report {
    /// The report for a terminal. Operations that the spec never had are counted by the first word of their paths, and listed where `all`
    /// asks for it.
    pub fn text(&self, all: bool) -> String {
        text(self, all)
    }
}

fn text(report: &Report, all: bool) -> String {
    let mut out = format!("{} against {}: {}\n", report.vendor, report.document, report.headline());
    for group in report.changed() {
        out.push_str(&format!("\n{}\n", group[0].operation));
        let width = |text: fn(&Difference) -> String| group.iter().map(|found| text(found).chars().count()).max();
        let place = |found: &Difference| found.place.to_string();
        let (places, kinds) = (width(place).unwrap_or_default(), width(kind).unwrap_or_default());
        for found in group {
            out.push_str(&format!("  {:places$}  {:kinds$}  {}", place(found), kind(found), said(found)));
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
    }
    let withdrawn = report.operations(Kind::OperationWithdrawn);
    if !withdrawn.is_empty() {
        out.push_str("\nwithdrawn\n");
        withdrawn.iter().for_each(|found| line(&mut out, found, &found.ours));
    }
    let added = report.operations(Kind::OperationAdded);
    if !added.is_empty() {
        out.push_str("\nadded\n");
        match all {
            true => added.iter().for_each(|found| line(&mut out, found, &found.theirs)),
            false => segments(&mut out, report),
        }
    }
    out
}

fn kind(found: &Difference) -> String {
    match &found.value {
        Some(value) => format!("{} {value}", found.kind.name()),
        None => found.kind.name().to_owned(),
    }
}

/// What both sides say, unless the value says it.
fn said(found: &Difference) -> String {
    match (found.ours.as_str(), found.theirs.as_str()) {
        _ if matches!(
            found.kind,
            Kind::ValueAdded | Kind::ValueGone | Kind::AlternativeAdded | Kind::AlternativeGone
        ) =>
        {
            String::new()
        }
        ("", "") => String::new(),
        ("", theirs) => format!("theirs: {theirs}"),
        (ours, "") => format!("ours: {ours}"),
        (ours, theirs) => format!("ours: {ours}, theirs: {theirs}"),
    }
}

fn line(out: &mut String, found: &Difference, summary: &str) {
    out.push_str(&format!("  {}", found.operation));
    if !summary.is_empty() {
        out.push_str(&format!("  {summary}"));
    }
    out.push('\n');
}

/// Counts by the first word of the path, several in a line.
fn segments(out: &mut String, report: &Report) {
    let mut now = String::from(" ");
    for (segment, count) in report.by_segment() {
        let word = format!(" /{segment} {count}");
        if now.chars().count() + word.chars().count() > WIDTH {
            out.push_str(&now);
            out.push('\n');
            now = String::from(" ");
        }
        now.push_str(&word);
        now.push(',');
    }
    out.push_str(now.trim_end_matches(','));
    out.push('\n');
}
