//! What is wrong with a spec, where, why, and what would be right.

mod codes;
mod render;
mod span;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

pub use codes::Code;
pub use span::{File, Span};

/// Whether a finding ends the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something that a maintainer wants to know.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said beside the mark; may be empty.
    pub text: String,
}

/// A text that could stand in the spec instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What it replaces.
    pub span: Span,
    /// The text.
    pub text: String,
}

/// What several findings come from; behind a pointer, because findings are returned in results.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Cause(String);

/// One finding about a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule is broken.
    pub code: Code,
    /// Whether it ends the generation.
    pub severity: Severity,
    /// What is wrong and what was expected, in one line.
    pub message: String,
    /// Where it is, then the places that have to do with it. Empty when it concerns no place in a file (an unreadable folder).
    pub labels: Vec<Label>,
    /// Why it matters, a sentence or two each.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// What could stand there instead.
    pub suggestion: Option<Box<Suggestion>>,
    /// What several findings have in common, so that they are shown as one.
    cause: Option<Box<Cause>>,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn at(code: Code, span: &Span, message: impl Into<String>) -> Self {
        let mut found = Self::general(code, message);
        found.labels.push(Label { span: span.clone(), text: String::new() });
        found
    }

    /// A finding without a place in a file.
    pub fn general(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            suggestion: None,
            cause: None,
        }
    }

    /// Stands for a finding that exists already, where something that was not understood is used; nothing is shown.
    pub fn reported() -> Self {
        Self::general(Code::UnexpectedValue, "")
    }

    /// Whether it stands for one that exists already.
    pub(crate) fn is_reported(&self) -> bool {
        self.code == Code::UnexpectedValue && self.message.is_empty() && self.labels.is_empty()
    }

    /// Says something beside the mark of the place.
    #[must_use]
    pub fn mark(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// Adds another place that has to do with it.
    #[must_use]
    pub fn also(mut self, span: &Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span: span.clone(), text: text.into() });
        self
    }

    /// Adds why it matters.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what could stand at `span` instead.
    #[must_use]
    pub fn suggest(mut self, span: &Span, text: impl Into<String>) -> Self {
        self.suggestion = Some(Box::new(Suggestion { span: span.clone(), text: text.into() }));
        self
    }

    /// Names what it comes from: of all findings with one cause the first is shown.
    #[must_use]
    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(Box::new(Cause(cause.into())));
        self
    }

    /// Where it is.
    pub fn span(&self) -> Option<&Span> {
        self.labels.first().map(|label| &label.span)
    }

    /// Whether it is about a file of this vendor.
    pub(crate) fn concerns(&self, vendor: &str) -> bool {
        self.span().is_some_and(|span| span.file.name().split('/').nth(1) == Some(vendor))
    }

    /// The finding with the lines it is about, as `rustc` draws its own; `styled` adds colours for a terminal.
    pub fn render(&self, styled: bool) -> String {
        render::render(self, styled)
    }
}

/// One line: `file:line:column: error[NC0401]: message`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = self.span() {
            write!(f, "{span}: ")?;
        }
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " (help: {help})")?;
        }
        Ok(())
    }
}

/// Every finding of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds the findings of another step.
    pub fn extend(&mut self, others: impl Into<Self>) {
        self.0.extend(others.into().0);
    }

    /// Keeps the value of a step that worked, and the findings of one that did not.
    pub fn keep<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        result.map_err(|found| self.extend(found)).ok()
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// `value` when no finding is an error.
    pub fn finish<T>(mut self, value: T) -> Result<T, Self> {
        if !self.has_errors() {
            return Ok(value);
        }
        self.sort();
        Err(self)
    }

    /// The warnings when no finding is an error.
    pub fn warnings(mut self) -> Result<Self, Self> {
        self.sort();
        if self.has_errors() { Err(self) } else { Ok(self) }
    }

    /// By file and place; one rule broken once at a place is one finding, whichever step has found it.
    pub fn sort(&mut self) {
        self.0.retain(|diagnostic| !diagnostic.is_reported());
        self.0.sort_by(|a, b| (a.span(), a.code).cmp(&(b.span(), b.code)));
        // What is at one place stands together now.
        let mut kept = Vec::with_capacity(self.0.len());
        for place in self.0.chunk_by(|a, b| a.span().is_some() && a.span() == b.span()) {
            let explained = |found: &&Diagnostic| {
                found.span().is_some() && place.iter().any(|cause| cause.code.explains(found.code))
            };
            kept.extend(place.iter().filter(|found| !explained(found)).cloned());
        }
        self.0 = kept;
        self.0.dedup_by(|b, a| a.code == b.code && a.span() == b.span() && (a.span().is_some() || a == b));
        self.unite();
    }

    /// Puts all findings in order, and leaves out what only follows from others.
    pub(crate) fn settle(&mut self) {
        self.sort();
        let vendor =
            |found: &Diagnostic| found.span().and_then(|span| Some(span.file.name().split('/').nth(1)?.to_owned()));
        let hiding = self.0.iter().filter(|found| found.severity == Severity::Error && found.code.hides());
        let hidden: Vec<_> = hiding.filter_map(vendor).collect();
        // What a part that could not be read refers to is not forgotten.
        let is_unused = |found: &Diagnostic| matches!(found.code, Code::UnusedSchema | Code::UnusedFile);
        // Nor is a file of operations whose path is not read as one.
        let unread = |found: &Diagnostic| {
            let in_document = found.span().is_some_and(|span| span.file.name().ends_with("/openapi.yaml"));
            in_document && matches!(found.code, Code::UnknownKeyword | Code::UnexpectedValue)
        };
        let partial: Vec<_> = self.0.iter().filter(|found| unread(found)).filter_map(vendor).collect();
        self.0.retain(|found| {
            found.code != Code::UnlistedPath || !vendor(found).is_some_and(|vendor| partial.contains(&vendor))
        });
        self.misspelt();
        self.0.retain(|found| !is_unused(found) || !vendor(found).is_some_and(|vendor| hidden.contains(&vendor)));
    }

    /// A member that an example lacks because its name is misspelt is told as missing only.
    fn misspelt(&mut self) {
        let mut missing: HashMap<File, String> = HashMap::new();
        for found in self.0.iter().filter(|found| found.code == Code::InvalidExample) {
            if let Some(span) = found.span() {
                missing.entry(span.file.clone()).or_default().push_str(&found.message);
            }
        }
        self.0.retain(|found| match (found.code, &found.suggestion, found.span()) {
            (Code::UnknownExampleMember, Some(suggestion), Some(span)) => {
                let text = format!("\"{}\" is a required property", suggestion.text.trim_matches('"'));
                !missing.get(&span.file).is_some_and(|said| said.contains(&text))
            }
            _ => true,
        });
    }

    /// One cause is one finding, at the first place where it shows; the number of the others is told.
    fn unite(&mut self) {
        let mut counts: HashMap<Box<Cause>, usize> = HashMap::new();
        for cause in self.0.iter().filter_map(|found| found.cause.as_ref()) {
            *counts.entry(cause.clone()).or_default() += 1;
        }
        if counts.is_empty() {
            return;
        }
        self.0.retain_mut(|found| {
            let Some(cause) = found.cause.as_ref() else { return true };
            match counts.get(cause).copied() {
                // Another step may find it too.
                Some(1) => true,
                Some(count) => {
                    counts.remove(cause);
                    let places = if count == 2 { "place comes" } else { "places come" };
                    found.notes.push(format!("{} more {places} to this", count - 1));
                    found.cause = None;
                    true
                }
                None => false,
            }
        });
    }

    /// Every finding with its lines, and how many there are.
    pub fn render(&self, styled: bool) -> String {
        self.render_abridged(styled, usize::MAX, usize::MAX)
    }

    /// All findings of a severity where there are at most `few` of it, else `of_each` of each code; with them those that are left out,
    /// by code.
    pub(crate) fn abridged(&self, few: usize, of_each: usize) -> (Vec<&Diagnostic>, Vec<Vec<&Diagnostic>>) {
        let count = |severity| self.0.iter().filter(|found| found.severity == severity).count();
        let limit = |severity| if count(severity) <= few { few } else { of_each };
        let (errors, warnings) = (limit(Severity::Error), limit(Severity::Warning));
        let mut seen: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
        let mut left_out: BTreeMap<(Severity, Code), Vec<&Diagnostic>> = BTreeMap::new();
        let mut shown = Vec::new();
        for found in &self.0 {
            let kind = (found.severity, found.code);
            let before = seen.entry(kind).or_default();
            *before += 1;
            let limit = if found.severity == Severity::Error { errors } else { warnings };
            match *before <= limit {
                true => shown.push(found),
                false => left_out.entry(kind).or_default().push(found),
            }
        }
        (shown, left_out.into_values().collect())
    }

    /// As [`render`](Self::render), but of more than `few` errors or warnings `of_each` of each code, how many more there are and where
    /// the first of those are.
    pub fn render_abridged(&self, styled: bool, few: usize, of_each: usize) -> String {
        let (shown, left_out) = self.abridged(few, of_each);
        let mut out = String::new();
        for diagnostic in shown {
            out.push_str(&diagnostic.render(styled));
            out.push_str("\n\n");
        }
        for found in &left_out {
            out.push_str(&format!("{}: {}\n", found[0].severity, more(found)));
        }
        if !left_out.is_empty() {
            out.push('\n');
        }
        if let Some(summary) = self.summary() {
            out.push_str(&summary);
            out.push('\n');
        }
        out
    }

    /// `error: 3 errors, 1 warning`; nothing when there are no findings.
    pub fn summary(&self) -> Option<String> {
        let count = |severity| self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let many = |count: usize, what| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{count} {what}s")),
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let counts: Vec<_> = [many(errors, "error"), many(warnings, "warning")].into_iter().flatten().collect();
        let worst = if errors > 0 { Severity::Error } else { Severity::Warning };
        (!counts.is_empty()).then(|| format!("{worst}: {}", counts.join(", ")))
    }
}

/// How many places of findings that are not shown are named.
const PLACES: usize = 5;

/// The line about findings of one code that are not shown.
pub(crate) fn more(found: &[&Diagnostic]) -> String {
    let code = found[0].code;
    let mut places: Vec<_> = found.iter().filter_map(|found| found.span()).take(PLACES).map(Span::to_string).collect();
    if found.len() > PLACES {
        places.push("...".to_owned());
    }
    let places = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
    let count = found.len();
    format!("{count} more of {code}: {}{places}; `nomenclature-codegen lint --all` shows all", code.summary())
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self(found)
    }
}

/// A line each.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
