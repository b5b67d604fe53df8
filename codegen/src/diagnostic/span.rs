//! Places in spec files.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A spec file with the text that was read, so that a finding can show the lines it is about.
#[derive(Clone)]
pub struct File(Arc<Inner>);

struct Inner {
    name: String,
    text: String,
    /// Where each line begins, in bytes and in characters.
    lines: Vec<(usize, usize)>,
    /// Where each [`STEP`]th character begins: a document may be one line.
    steps: Vec<usize>,
}

/// How many characters are counted at most to find a column.
const STEP: usize = 64;

impl File {
    /// A file under the path that the user would type, with `/` separators.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let (mut lines, mut steps) = (vec![(0, 0)], Vec::new());
        for (count, (at, c)) in text.char_indices().enumerate() {
            if count % STEP == 0 {
                steps.push(at);
            }
            if c == '\n' {
                lines.push((at + 1, count + 1));
            }
        }
        Self(Arc::new(Inner { name: name.into(), text, lines, steps }))
    }

    /// Path as the user would type it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The bytes of some lines, the first of which is 1; those that there are not hold nothing.
    pub(crate) fn lines(&self, lines: Range<usize>) -> Range<usize> {
        let start = |line: usize| self.0.lines.get(line.saturating_sub(1)).map_or(self.text().len(), |(byte, _)| *byte);
        start(lines.start)..start(lines.end)
    }

    /// Where a line and a column stand in the text; the end of the line where the column lies beyond it.
    pub(crate) fn offset(&self, line: usize, column: usize) -> usize {
        let bytes = self.lines(line..line + 1);
        let end = bytes.start + self.text()[bytes].trim_end_matches(['\n', '\r']).len();
        let Some((_, first)) = self.0.lines.get(line.saturating_sub(1)) else { return end };
        let count = first + column.saturating_sub(1);
        let Some(near) = self.0.steps.get(count / STEP) else { return end };
        let more = self.text()[*near..].chars().take(count % STEP).map(char::len_utf8).sum::<usize>();
        end.min(near + more)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.name(), f)
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for File {}

impl std::hash::Hash for File {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl PartialOrd for File {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for File {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

/// A piece of a spec file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: File,
    /// First line is 1.
    pub line: usize,
    /// First column is 1, counted in characters.
    pub column: usize,
    /// The line of the first character that no longer belongs to it.
    pub end_line: usize,
    /// The column of that character; the end equals the start when only the start is known.
    pub end_column: usize,
}

impl Span {
    /// The place at a line and a column.
    pub fn at(file: &File, line: usize, column: usize) -> Self {
        Self { file: file.clone(), line, column, end_line: line, end_column: column }
    }

    /// The same, up to a line and a column; an end before the start is the start.
    #[must_use]
    pub fn until(mut self, line: usize, column: usize) -> Self {
        (self.end_line, self.end_column) = (line, column).max((self.line, self.column));
        self
    }

    /// The bytes of the file's text; where only the start is known, the rest of the line up to a space.
    pub fn bytes(&self) -> Range<usize> {
        let text = self.file.text();
        let start = self.file.offset(self.line, self.column);
        let mut end = self.file.offset(self.end_line, self.end_column).max(start);
        if start == end {
            let word = |c: char| !c.is_whitespace() && !matches!(c, ',' | '}' | ']');
            end = start + text[start..].chars().take_while(|c| word(*c)).map(char::len_utf8).sum::<usize>();
        }
        start..end
    }

    /// The text that it covers.
    pub fn text(&self) -> &str {
        &self.file.text()[self.bytes()]
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_bytes_are_bytes() {
        let file = File::new("x.yaml", "ключ: значение\r\nb: [1, 2]\n");
        assert_eq!(Span::at(&file, 1, 7).until(1, 15).text(), "значение");
        assert_eq!(Span::at(&file, 1, 7).text(), "значение");
        assert_eq!(Span::at(&file, 2, 1).until(2, 2).text(), "b");
        assert_eq!(Span::at(&file, 2, 5).text(), "1");
        assert_eq!(Span::at(&file, 9, 9).bytes(), file.text().len()..file.text().len());
        assert_eq!(Span::at(&file, 1, 99).text(), "");
        assert_eq!(Span::at(&file, 2, 4).until(1, 1).text(), "[1");
    }

    #[test]
    fn columns_of_long_lines_are_found_wherever_they_lie() {
        let long: String = (0..500).map(|count| if count % 3 == 0 { 'я' } else { 'a' }).collect();
        let file = File::new("x.yaml", format!("first\n{long}\r\nlast {long}"));
        for (line, text) in [(1, "first".to_owned()), (2, long.clone()), (3, format!("last {long}"))] {
            let start = file.lines(line..line + 1).start;
            for column in 1..520 {
                let expected = text.chars().take(column - 1).map(char::len_utf8).sum::<usize>();
                assert_eq!(file.offset(line, column), start + expected, "{line}:{column}");
            }
        }
    }
}
