//! Draws findings as `rustc` draws its own.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, File, Severity};

/// The width for which long messages are not wrapped but long lines of a file are cut.
const WIDTH: usize = 140;

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
        let mark = kind.span(label.span.bytes());
        let mark = if label.text.is_empty() { mark } else { mark.label(label.text.as_str()) };
        files.entry((Some(&label.span.file) != first, &label.span.file)).or_default().push(mark);
    }
    for ((_, file), marks) in files {
        main = main.element(Snippet::source(file.text()).path(file.name()).annotations(marks));
    }
    for note in &diagnostic.notes {
        main = main.element(Level::NOTE.message(note.as_str()));
    }
    let mut report = Vec::new();
    match (&diagnostic.help, &diagnostic.suggestion) {
        (help, Some(suggestion)) => {
            report.push(main);
            let title = help.as_deref().unwrap_or("write");
            let patch = Patch::new(suggestion.span.bytes(), suggestion.text.as_str());
            let file = &suggestion.span.file;
            let snippet = Snippet::source(file.text()).path(file.name()).patch(patch);
            report.push(Group::with_title(Level::HELP.secondary_title(title)).element(snippet));
        }
        (Some(help), None) => report.push(main.element(Level::HELP.message(help.as_str()))),
        (None, None) => report.push(main),
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&report)
}
