//! The mark of what a person has yet to write.

use crate::diagnostic::{Code, Diagnostic, Span};

/// What `new` writes wherever a person has to fill something in.
pub(crate) const MARK: &str = "TODO";

/// The finding that something still has the mark.
pub(crate) fn found(span: &Span, what: &str) -> Diagnostic {
    let span = mark(span);
    Diagnostic::at(Code::UnfilledTodo, &span, format!("{what} still has a `{MARK}` mark"))
        .note("what stands here would become names and documentation of the crate")
        .help("write what the vendor says, and remove the mark")
}

/// A value of one line, or where the mark itself stands in a longer one.
fn mark(span: &Span) -> Span {
    if span.line == span.end_line && span.column < span.end_column {
        return span.clone();
    }
    let text = span.file.text();
    let start = span.bytes().start;
    let Some(at) = text.get(start..).and_then(first).map(|at| start + at) else { return span.clone() };
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Span::at(&span.file, line, column).until(line, column + MARK.len())
}

/// The mark as a word of its own.
pub(crate) fn first(text: &str) -> Option<usize> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(MARK)
        .map(|(at, _)| at)
        .find(|at| !is_word(text[..*at].chars().next_back()) && !is_word(text[at + MARK.len()..].chars().next()))
}
