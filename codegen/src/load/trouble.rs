//! What is wrong with a file that is no YAML, in the words of somebody who edits it, and what would be right.
//!
//! A parser says where it gave up, which helps nobody. So the mistakes that people make are undone one by one: the repair after
//! which the file can be read, or read furthest, tells what is wrong and where.

use saphyr_parser::{Parser, ScanError};

use super::repairs::{Repair, candidates};
use crate::diagnostic::{Code, Diagnostic, File, Span};

/// Deeper nesting is a mistake, and would overflow the stack further on.
pub(super) const MAX_DEPTH: usize = 96;

/// How many lines behind a mistake are read to see whether a repair helps.
const AHEAD: usize = 60;

/// How much text is read at most to see which repairs help: a document may be one line, with a repair at each of its characters.
const READ: usize = 2_000_000;

/// The finding about the place where the parser gave up.
pub(super) fn explain(file: &File, error: &ScanError) -> Diagnostic {
    let lines: Vec<&str> = file.text().lines().collect();
    let at = error.marker().line().saturating_sub(1).min(lines.len().saturating_sub(1));
    if let Some(found) = unmerged(file, Code::InvalidYaml) {
        return found;
    }
    // The parser looks further ahead than the reader, and has an end too.
    if error.info() == "recursion limit exceeded" {
        return too_deep(&Span::at(file, error.marker().line().max(1), error.marker().col() + 1));
    }
    let near = |line: &usize| (at.saturating_sub(1)..=at + 1).contains(line);
    if let Some((line, start, end)) = (0..lines.len()).filter(near).find_map(|line| strange_space(lines[line], line)) {
        return space(file, lines[line], (line, start, end));
    }
    let mut best: Option<(usize, Repair)> = None;
    let from = fragment(&lines, at);
    let mut left = READ;
    for repair in candidates(&lines, at) {
        let size: usize = lines[from.min(repair.line)..lines.len().min(at + AHEAD)].iter().map(|line| line.len()).sum();
        let Some(rest) = left.checked_sub(size) else { break };
        left = rest;
        let reached = read(&lines, from.min(repair.line), at + AHEAD, &repair);
        if reached > at && best.as_ref().is_none_or(|(known, _)| reached > *known) {
            best = Some((reached, repair));
        }
    }
    match best {
        Some((_, repair)) => {
            let place = span(file, lines[repair.line], repair.line, repair.start, repair.end);
            let mut found = Diagnostic::at(Code::InvalidYaml, &place, repair.message);
            if let Some((line, start, end, text)) = repair.also {
                found = found.also(&span(file, lines[line], line, start, end), text);
            }
            found = found.help(repair.help);
            if repair.is_shown { found.suggest(&place, repair.text) } else { found }
        }
        None => {
            let place = Span::at(file, error.marker().line().max(1), error.marker().col() + 1);
            let (message, help) = words(error.info());
            Diagnostic::at(Code::InvalidYaml, &place, message).help(help)
        }
    }
}

/// The finding about a value that lies in too many others.
pub(super) fn too_deep(place: &Span) -> Diagnostic {
    let message = format!("expected at most {MAX_DEPTH} levels of nesting");
    Diagnostic::at(Code::NestedTooDeeply, place, message).help("move what is inside to a schema of its own")
}

/// The mark of a conflict that git left in a file.
pub(super) fn unmerged(file: &File, code: Code) -> Option<Diagnostic> {
    let is_mark = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line == "=======";
    let mut marks = file.text().lines().enumerate().filter(|(_, line)| is_mark(line));
    let (line, text) = marks.next()?;
    let found = Diagnostic::at(code, &span(file, text, line, 0, text.len()), "a merge conflict is not resolved");
    let found = match marks.last() {
        Some((end, text)) => found.also(&span(file, text, end, 0, text.len()), "it ends here"),
        None => found,
    };
    Some(found.help("keep what is right of both versions, and remove the lines with the marks"))
}

/// Part of a line, by its bytes.
fn span(file: &File, text: &str, line: usize, start: usize, end: usize) -> Span {
    let column = |byte: usize| text[..byte.min(text.len())].chars().count() + 1;
    Span::at(file, line + 1, column(start)).until(line + 1, column(end))
}

/// A key that a character stands before that looks like a space: to YAML it is a part of the name.
pub(super) fn space_before(key: &Span, length: usize) -> Diagnostic {
    let start = key.bytes().start - key.file.lines(key.line..key.line + 1).start;
    let line = key.file.text().lines().nth(key.line - 1).unwrap_or_default();
    space(&key.file, line, (key.line - 1, start, start + length))
}

/// A character that looks like a space where YAML takes spaces only: in an indentation, or behind a colon or dash.
fn strange_space(text: &str, line: usize) -> Option<(usize, usize, usize)> {
    let is_strange = |c: char| c != ' ' && c.is_whitespace();
    let body = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    let indented = text[..body].find(is_strange).filter(|_| body < text.len());
    let behind = text.char_indices().zip(text.chars().skip(1)).find_map(|((at, c), next)| {
        let is_key = !text[body..at.max(body)].contains([' ', '"', '\'']);
        (at >= body && matches!(c, ':' | '-') && is_strange(next) && is_key).then_some(at + 1)
    });
    let start = indented.or(behind)?;
    let length = text[start..].find(|c| !is_strange(c)).unwrap_or(text.len() - start);
    Some((line, start, start + length))
}

fn space(file: &File, text: &str, (line, start, end): (usize, usize, usize)) -> Diagnostic {
    let place = span(file, text, line, start, end);
    let (message, help) = match text[start..].chars().next() {
        Some('\t') | None => {
            ("a tab stands where YAML takes spaces only".to_owned(), "write spaces instead of the tab")
        }
        Some(c) => (
            format!("the character U+{:04X} stands where a space belongs: it only looks like one", u32::from(c)),
            "write ordinary spaces",
        ),
    };
    Diagnostic::at(Code::InvalidYaml, &place, message).help(help)
}

/// A line from which a file can be read by itself: the last key at the margin some way above.
fn fragment(lines: &[&str], at: usize) -> usize {
    let is_key = |line: &&usize| {
        lines[**line].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && lines[**line].trim_end().ends_with(':')
    };
    let found = (0..at.saturating_sub(super::repairs::BEHIND)).rev().collect::<Vec<_>>();
    found.iter().find(is_key).copied().unwrap_or(0)
}

/// The line up to which a part of a file can be read after a repair; beyond all lines where all of it can.
fn read(lines: &[&str], from: usize, to: usize, repair: &Repair) -> usize {
    let to = to.min(lines.len());
    let mut text = String::new();
    for (index, line) in lines[from..to].iter().enumerate() {
        let line = repair.applied(from + index, line);
        text.push_str(&line);
        text.push('\n');
    }
    let mut parser = Parser::new_from_str(&text);
    loop {
        match parser.next_event() {
            None => return usize::MAX,
            Some(Ok(_)) => {}
            Some(Err(error)) => return from + error.marker().line().saturating_sub(1),
        }
    }
}

/// What the parser says, in other words, where no repair is known.
fn words(info: &str) -> (&'static str, &'static str) {
    const LINES: &str =
        "compare its indentation with the lines above, and put a text with a colon and a space into quotes";
    const WORDS: [(&str, &str, &str); 12] = [
        ("mapping values are not allowed", "a colon stands where no key can be", LINES),
        (
            "illegal placement of ':'",
            "a colon stands where no key can be",
            "close the bracket or quote that is open here",
        ),
        ("expected key", "this line fits none of the mappings above it", LINES),
        ("simple key", "a line above is neither a key with a colon nor part of a text", LINES),
        (
            "'-' indicator",
            "this line is no element of the list above it",
            "begin it with `- `, or indent it as the list's key",
        ),
        (
            "',' or",
            "a comma or the closing bracket is missing here",
            "write it, or put a text with a colon into quotes",
        ),
        ("escape", "a backslash in double quotes begins no known escape", "use single quotes, which have no escapes"),
        ("quoted scalar", "a quote that begins here is not closed", "close it, or double each quote inside the text"),
        ("node content", "a value is missing here", "write it, and close each bracket that is open"),
        (
            "unprintable",
            "a character that no text may have",
            "remove it; an editor shows it where control characters are shown",
        ),
        ("unexpected end", "the file ends in the middle of something", "close each bracket and quote that is open"),
        (
            "block scalar",
            "a text below `|` or `>` begins in its own line",
            "break the line, or put the value into quotes",
        ),
    ];
    let known = WORDS.iter().find(|(said, ..)| info.contains(said));
    known.map_or(
        (
            "the file cannot be read from here on",
            "check the indentation, quotes and brackets here and in the line above",
        ),
        |(_, message, help)| (*message, *help),
    )
}
