//! Draws findings as `rustc` draws its own.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, File, Severity, Span};

/// The width for which long messages are not wrapped but long lines of a file are cut.
const WIDTH: usize = 140;

/// How many lines before and behind a place may be shown.
const CONTEXT: usize = 4;

/// The lines of a file that a finding is about. The renderer goes through all that it is given, which would take the square of the time
/// for a large file with many findings.
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    start: usize,
}

impl<'a> Excerpt<'a> {
    fn around<'s>(file: &'a File, spans: impl Iterator<Item = &'s Span>) -> Self {
        let (first, last) = spans.fold((usize::MAX, 1), |(first, last), span| {
            (first.min(span.line), last.max(span.line).max(span.end_line))
        });
        let line = first.saturating_sub(CONTEXT).max(1);
        let bytes = file.lines(line..last + CONTEXT + 1);
        Self { text: &file.text()[bytes.clone()], line, start: bytes.start }
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        let bytes = span.bytes();
        bytes.start - self.start..bytes.end - self.start
    }

    fn source<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text).line_start(self.line)
    }
}

pub(super) fn render(diagnostic: &Diagnostic, styled: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id());
    let mut main = Group::with_title(title);
    // The file of the first place comes first, the others follow.
    let mut files: BTreeMap<(bool, &File), Vec<_>> = BTreeMap::new();
    let first = diagnostic.span().map(|span| &span.file);
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        files.entry((Some(&label.span.file) != first, &label.span.file)).or_default().push((kind, label));
    }
    for ((_, file), marks) in files {
        let excerpt = Excerpt::around(file, marks.iter().map(|(_, label)| &label.span));
        let marks = marks.into_iter().map(|(kind, label)| {
            let mark = kind.span(excerpt.bytes(&label.span));
            if label.text.is_empty() { mark } else { mark.label(label.text.as_str()) }
        });
        main = main.element(excerpt.source().path(file.name()).annotations(marks));
    }
    for note in &diagnostic.notes {
        main = main.element(Level::NOTE.message(note.as_str()));
    }
    let mut report = Vec::new();
    match (&diagnostic.help, &diagnostic.suggestion) {
        (help, Some(suggestion)) => {
            report.push(main);
            let title = help.as_deref().unwrap_or("write");
            let file = &suggestion.span.file;
            let excerpt = Excerpt::around(file, [&suggestion.span].into_iter());
            let patch = Patch::new(excerpt.bytes(&suggestion.span), suggestion.text.as_str());
            let snippet = excerpt.source().path(file.name()).patch(patch);
            report.push(Group::with_title(Level::HELP.secondary_title(title)).element(snippet));
        }
        (Some(help), None) => report.push(main.element(Level::HELP.message(help.as_str()))),
        (None, None) => report.push(main),
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&report)
}
