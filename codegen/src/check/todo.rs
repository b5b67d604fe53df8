//! Nothing is published while somebody still has to write it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Node, Value};

/// What `new` writes wherever a person has to fill something in.
pub(crate) const MARK: &str = "TODO";

/// Marks in keys, in values, and in the files of examples.
pub(super) fn check(node: &Node, problems: &mut Diagnostics) {
    match &node.value {
        Value::String(text) if first(text).is_some() => problems.push(found(&node.span, "the value")),
        // A file is one thing to fill in, however many marks it has.
        Value::Json(text) if first(text).is_some() => problems.push(found(&node.span, "the example")),
        Value::Array(items) => items.iter().for_each(|item| check(item, problems)),
        Value::Object(entries) => {
            for entry in entries {
                if first(&entry.key).is_some() {
                    problems.push(found(&entry.key_span, "the name"));
                }
                check(&entry.value, problems);
            }
        }
        _ => {}
    }
}

fn found(span: &Span, what: &str) -> Diagnostic {
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
fn first(text: &str) -> Option<usize> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(MARK)
        .map(|(at, _)| at)
        .find(|at| !is_word(text[..*at].chars().next_back()) && !is_word(text[at + MARK.len()..].chars().next()))
}
