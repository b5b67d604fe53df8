//! What the vendor's newer document adds, changes and withdraws against our spec, an operation and a member at a time.
//!
//! The vendor's document is read as it is: no lint looks at it, and what it leaves open is no difference. What differs on purpose is a row
//! in `specs/<vendor>/rulings.yaml`.

mod calls;
mod difference;
mod document;
mod facts;
mod markdown;
mod operations;
mod report;
mod schemas;
mod shape;
mod text;
mod unions;
mod values;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::Loader;
use crate::pipeline::bundles_of;
use crate::rulings::{self, Ruling, fits};

pub use crate::rulings::Kind;
pub use difference::{Difference, Place};
pub use report::Report;

use document::{Document, Read};
use operations::Operation;
use schemas::Comparison;

/// What is to be compared.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The vendor's folder below the specs.
    pub vendor: String,
    /// The vendor's document: OpenAPI 3.0 or 3.1 or a list of facts, YAML or JSON.
    pub document: PathBuf,
    /// The paths of the operations that are compared, with `*` for any text; all where it is left out.
    pub only: Option<String>,
}

/// Compares the specs of a vendor with a document of the vendor.
///
/// # Errors
/// The specs have errors, there is no such vendor, or the document cannot be read. A row of the rulings that no difference fits is in
/// [`Report::findings`].
pub fn drift(specs: &Path, wanted: &Wanted) -> Result<Report, Diagnostics> {
    let mut loader = Loader::new(specs);
    let documents = bundles_of(&mut loader)?;
    let names: Vec<String> = documents.iter().map(|(name, _)| name.clone()).collect();
    let Some((vendor, bundle)) = documents.into_iter().find(|(name, _)| *name == wanted.vendor) else {
        let message = format!("there is no vendor `{}`", wanted.vendor);
        let found = Diagnostic::general(Code::MissingDocument, message);
        return Err(found.help(format!("there is: {}", names.join(", "))).into());
    };
    let ours = Document::bundle(&vendor, bundle, false);
    let read = Read::file(&wanted.document)?;
    let theirs = match facts::is_list(&read.root) {
        true => facts::document(&read, &ours)?,
        false => Document::of(read)?,
    };
    let mut problems = Diagnostics::default();
    let rulings = rulings::read(&mut loader, &vendor, &mut problems);
    let rulings = problems.finish(rulings)?;
    let mut report = compare(&ours, &theirs, wanted.only.as_deref());
    report.vendor = vendor;
    theirs.file().clone_into(&mut report.document);
    rule(&mut report, &rulings, &theirs, wanted.only.is_none());
    report.findings.extend(theirs.into_lost());
    Ok(report)
}

/// Every difference, in the order of our operations, then those that only the vendor has.
fn compare(ours: &Document, theirs: &Document, only: Option<&str>) -> Report {
    let pairs = operations::pairs(ours, theirs);
    let is_meant = |operation: &Operation<'_>| only.is_none_or(|pattern| fits(pattern, operation.path));
    let mut comparison = Comparison::new(ours, theirs);
    let mut report = Report::default();
    for (ours, theirs) in pairs.both.iter().filter(|(ours, theirs)| is_meant(ours) || is_meant(theirs)) {
        comparison.operations(ours, theirs);
        report.compared += 1;
    }
    // One that is going may go.
    for operation in pairs.ours.iter().filter(|operation| is_meant(operation)) {
        if operation.is_deprecated() {
            report.expected += 1;
            continue;
        }
        let summary = operation.summary();
        comparison.lone(operation, Kind::OperationWithdrawn, summary, String::new());
    }
    for operation in pairs.theirs.iter().filter(|operation| is_meant(operation)) {
        let summary = operation.summary();
        comparison.lone(operation, Kind::OperationAdded, String::new(), summary);
    }
    report.differences = comparison.found;
    report
}

impl Comparison<'_> {
    /// Tells an operation that one side has.
    fn lone(&mut self, operation: &Operation<'_>, kind: Kind, ours: String, theirs: String) {
        self.operation = operation.name();
        let place = Place::new(operation.name());
        self.differ(&place, kind, None, ours, theirs);
    }
}

/// Takes out what differs on purpose, and tells the rows that fit nothing where everything that they are about was compared.
fn rule(report: &mut Report, rulings: &[Ruling], theirs: &Document, is_whole: bool) {
    let document = theirs.file();
    let rows: Vec<&Ruling> = rulings.iter().filter(|row| row.is_about(document)).collect();
    let mut used = vec![false; rows.len()];
    let all = std::mem::take(&mut report.differences);
    for difference in all {
        let places = difference.place.and_above();
        let mut is_meant = false;
        for (row, used) in rows.iter().zip(&mut used) {
            let covers = row.covers(&places, difference.kind, difference.value.as_deref());
            *used |= covers;
            is_meant |= covers;
        }
        match is_meant {
            true => report.on_purpose += 1,
            false => report.differences.push(difference),
        }
    }
    // Facts are about a part of what a document says.
    let is_judged = |row: &Ruling| is_whole && (!theirs.is_partial || row.names_document());
    let stale = rows.iter().zip(&used).filter(|(row, used)| !**used && is_judged(row));
    stale.for_each(|(row, _)| report.findings.push(row.stale(document)));
}
