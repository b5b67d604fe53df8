//! Pieces of texts, short enough for an error.

use std::fmt::{self, Write as _};

use super::redact::{MASK, Redactor, ceil, floor};

/// A short piece of a body around a byte of it, on one line and without secrets. No more of the body is looked at than around
/// that byte.
pub(crate) fn around(body: &str, at: usize, redactor: &Redactor) -> String {
    const BEFORE: usize = 80;
    const AFTER: usize = 160;
    // White space and escapes take more room in the body.
    const REACH: usize = 16;
    let at = floor(body, at);
    let begin = floor(body, at.saturating_sub(REACH * BEFORE));
    let end = ceil(body, at.saturating_add(REACH * AFTER));
    let shown = |start, end| one_line(&unescape(&redactor.window(body, start..end)));
    let line = shown(begin, end);
    let at = shown(begin, at).len().min(line.len());
    let start = at.saturating_sub(BEFORE);
    let start = mask_at(&line, start).unwrap_or_else(|| floor(&line, start));
    let stop = at.saturating_add(AFTER).min(line.len());
    let stop = mask_at(&line, stop).map_or_else(|| ceil(&line, stop), |mask| mask + MASK.len());
    if line.is_empty() {
        return line;
    }
    let before = if begin > 0 || start > 0 { "..." } else { "" };
    let after = if end < body.len() || stop < line.len() { "..." } else { "" };
    format!("{before}{}{after}", &line[start..stop])
}

/// Where the mask begins that the line would be cut in.
fn mask_at(line: &str, cut: usize) -> Option<usize> {
    (cut.saturating_sub(MASK.len() - 1)..cut)
        .find(|start| line.get(*start..).is_some_and(|rest| rest.starts_with(MASK)))
}

/// The text with `\uXXXX` replaced by the characters that they stand for.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out.push_str(before);
        rest = after;
        units.clear();
        // Characters beyond the basic plane take two escapes in a row.
        while let Some(unit) = rest.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            units.push(unit);
            rest = &rest[4..];
            match rest.strip_prefix("\\u") {
                Some(next) if next.get(..4).is_some_and(|digits| u16::from_str_radix(digits, 16).is_ok()) => {
                    rest = next
                }
                _ => break,
            }
        }
        out.push_str(if units.is_empty() { "\\u" } else { "" });
        out.push_str(&String::from_utf16_lossy(&units));
    }
    out.push_str(rest);
    out
}

/// The text with single spaces for white space, and without control characters.
fn one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|c| !c.is_control());
    line
}

/// A text of the vendor on one line of bounded length, without secrets.
pub(crate) fn short(text: &str, redactor: &Redactor) -> String {
    // What is cut off here is longer than what is shown, whatever is put in place of secrets.
    const ENOUGH: usize = 8 << 10;
    shorten(&one_line(&redactor.window(text, 0..ENOUGH)))
}

/// A text of bounded length.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut short: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push_str("...");
    }
    short
}

/// The beginning of what a value displays.
pub(crate) fn beginning(value: &dyn fmt::Display) -> String {
    struct Beginning(String);

    impl fmt::Write for Beginning {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            const ENOUGH: usize = 32 << 10;
            let room = floor(text, ENOUGH.saturating_sub(self.0.len()));
            self.0.push_str(&text[..room]);
            if room < text.len() { Err(fmt::Error) } else { Ok(()) }
        }
    }

    let mut beginning = Beginning(String::new());
    // It ends with an error where it is cut off.
    _ = write!(beginning, "{value}");
    beginning.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_only_looks_like_an_escape_stays() {
        assert_eq!(super::unescape(r"C:\users\update \u0416\ud83d\ude00"), "C:\\users\\update Ж\u{1f600}");
    }
}
