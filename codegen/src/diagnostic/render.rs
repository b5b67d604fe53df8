//! Draws findings as `rustc` draws its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, File, Severity, Span};

/// The width for which long messages are not wrapped but long lines of a file are cut.
const WIDTH: usize = 140;

/// How many lines before and behind a place may be shown.
const CONTEXT: usize = 4;

/// The length of a line that is cut around each place: minified JSON is one line.
const LONG: usize = 1000;

/// How much of such a line is shown before and behind a place.
const BESIDE: usize = 50;

/// The lines of a file that a finding is about. The renderer goes through all that it is given, which would take the square of the time
/// for a large file with many findings.
struct Excerpt<'a> {
    text: Cow<'a, str>,
    line: usize,
    start: usize,
}

impl<'a> Excerpt<'a> {
    /// Nothing where a line is too long.
    fn around<'s>(file: &'a File, spans: impl Iterator<Item = &'s Span>) -> Option<Self> {
        let (first, last) = spans.fold((usize::MAX, 1), |(first, last), span| {
            (first.min(span.line), last.max(span.line).max(span.end_line))
        });
        let line = first.saturating_sub(CONTEXT).max(1);
        let bytes = file.lines(line..last + CONTEXT + 1);
        let text = &file.text()[bytes.clone()];
        let is_long = text.lines().any(|line| line.len() > LONG);
        (!is_long).then_some(Self { text: text.into(), line, start: bytes.start })
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        let bytes = span.bytes();
        bytes.start - self.start..bytes.end - self.start
    }

    fn source<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text.clone()).line_start(self.line)
    }
}

/// Stands behind the name of a file whose line is cut, where the renderer counts columns from the cut on.
const CUT: char = '\u{e000}';

/// A piece of a long line with a place in it, and where that is in the piece.
fn cut(span: &Span) -> (String, Range<usize>) {
    let (text, place) = (span.file.text(), span.bytes());
    let line = span.file.lines(span.line..span.line + 1);
    let line = line.start..line.start + text[line].trim_end_matches(['\n', '\r']).len();
    let floor = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let start = floor(place.start.saturating_sub(BESIDE)).max(line.start);
    let mark_end = floor(place.end.min(place.start + WIDTH)).min(line.end).max(place.start);
    let end = floor((mark_end + BESIDE).min(line.end));
    let (before, behind) = (if start > line.start { "..." } else { "" }, if end < line.end { "..." } else { "" });
    let shift = |at: usize| at - start + before.len();
    (format!("{before}{}{behind}", &text[start..end]), shift(place.start)..shift(mark_end))
}

/// A text that is not longer than a line.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
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
    let mut places = Vec::new();
    for ((_, file), marks) in files {
        let Some(excerpt) = Excerpt::around(file, marks.iter().map(|(_, label)| &label.span)) else {
            for (kind, label) in marks {
                let (text, mark) = cut(&label.span);
                let mark = kind.span(mark);
                let mark = if label.text.is_empty() { mark } else { mark.label(label.text.as_str()) };
                let snippet = Snippet::source(text).line_start(label.span.line).annotation(mark);
                main = main.element(snippet.path(format!("{}{CUT}", file.name())));
                places.push(format!(":{}:{}", label.span.line, label.span.column));
            }
            continue;
        };
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
            let snippet = match Excerpt::around(file, [&suggestion.span].into_iter()) {
                Some(excerpt) => {
                    let patch = Patch::new(excerpt.bytes(&suggestion.span), suggestion.text.as_str());
                    excerpt.source().path(file.name()).patch(patch)
                }
                None => {
                    let (text, mark) = cut(&suggestion.span);
                    let patch = Patch::new(mark, short(&suggestion.text));
                    places.push(format!(":{}:{}", suggestion.span.line, suggestion.span.column));
                    let path = format!("{}{CUT}", file.name());
                    Snippet::source(text).line_start(suggestion.span.line).path(path).patch(patch)
                }
            };
            report.push(Group::with_title(Level::HELP.secondary_title(title)).element(snippet));
        }
        (Some(help), None) => report.push(main.element(Level::HELP.message(help.as_str()))),
        (None, None) => report.push(main),
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut shown = renderer.term_width(WIDTH).render(&report);
    for place in places {
        let Some(at) = shown.find(CUT) else { break };
        let behind = &shown[at + CUT.len_utf8()..];
        let counted = behind.len() - behind.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).len();
        shown.replace_range(at..at + CUT.len_utf8() + counted, &place);
    }
    shown
}
