//! YAML 1.2 (core schema) to a tree with spans. Anchors, tags and several documents are refused: a spec needs none of them.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan, StrInput};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use crate::node::{Entry, Node, Value};

/// Deeper nesting is a mistake, and would overflow the stack further on.
const MAX_DEPTH: usize = 96;

/// The tree of one YAML document. What is wrong but leaves the rest readable goes to `problems`.
pub(super) fn parse(file: &File, problems: &mut Diagnostics) -> Result<Node, Diagnostic> {
    let mut reader =
        Reader { file, lines: file.text().lines().collect(), parser: Parser::new_from_str(file.text()), problems };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => {
                return Err(Diagnostic::at(
                    Code::UnexpectedValue,
                    &reader.span(&span),
                    "expected a mapping, found an empty file",
                ));
            }
            event => {
                let root = reader.value(event, &span, 0)?;
                reader.end()?;
                return Ok(root);
            }
        }
    }
}

struct Reader<'input> {
    file: &'input File,
    lines: Vec<&'input str>,
    problems: &'input mut Diagnostics,
    parser: Parser<'input, StrInput<'input>>,
}

impl<'input> Reader<'input> {
    fn next(&mut self) -> Result<(Event<'input>, YamlSpan), Diagnostic> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let marker = error.marker();
                let span = Span::at(self.file, marker.line().max(1), marker.col() + 1);
                // The parser marks where the value begins that the tab stands in.
                let tab = match error.info() {
                    info if info.contains("tab") => self.tab(span.line),
                    info if info.contains("whitespace") => self.tab(span.line).filter(|tab| tab.line == span.line),
                    _ => None,
                };
                let message = format!("expected YAML: {}", error.info());
                Err(match tab {
                    Some(tab) => {
                        Diagnostic::at(Code::InvalidYaml, &tab, message).help("write spaces instead of the tab")
                    }
                    None => Diagnostic::at(Code::InvalidYaml, &span, message),
                })
            }
            None => Err(Diagnostic::general(Code::InvalidYaml, format!("{}: the file ends too early", self.file))),
        }
    }

    /// The first tab in a line or behind it.
    fn tab(&self, line: usize) -> Option<Span> {
        let mut lines = self.lines.iter().enumerate().skip(line - 1);
        lines.find_map(|(index, text)| {
            let column = text.chars().position(|c| c == '\t')? + 1;
            Some(Span::at(self.file, index + 1, column).until(index + 1, column + 1))
        })
    }

    fn span(&self, span: &YamlSpan) -> Span {
        let start = Span::at(self.file, span.start.line().max(1), span.start.col() + 1);
        let end = (span.end.line(), span.end.col() + 1);
        match end.0 > start.line {
            // The first line is enough to show where a long text stands.
            true => {
                let (line, text) = (start.line, self.lines.get(start.line - 1).copied().unwrap_or_default());
                start.until(line, text.trim_end().chars().count() + 1)
            }
            false => start.until(end.0, end.1),
        }
    }

    /// Nothing but the end may follow the one document.
    fn end(&mut self) -> Result<(), Diagnostic> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentEnd | Event::Nothing => {}
                _ => {
                    return Err(Diagnostic::at(
                        Code::YamlFeature,
                        &self.span(&span),
                        "expected one YAML document, found a second one",
                    ));
                }
            }
        }
    }

    fn value(&mut self, event: Event<'input>, span: &YamlSpan, depth: usize) -> Result<Node, Diagnostic> {
        let place = self.span(span);
        if depth > MAX_DEPTH {
            return Err(Diagnostic::at(
                Code::NestedTooDeeply,
                &place,
                format!("expected at most {MAX_DEPTH} levels of nesting"),
            ));
        }
        let (value, end) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                return Ok(Node { span: place, value: scalar(&text, style) });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break (Value::Array(items), end),
                        (event, span) => items.push(self.value(event, &span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                let (entries, end) = self.mapping(depth)?;
                (Value::Object(entries), end)
            }
            _ => {
                self.refuse_anchor(&place, 1, false);
                return Ok(Node { span: place, value: Value::Invalid });
            }
        };
        Ok(Node { span: self.container(place, &value, &end), value })
    }

    /// A mapping or list in one line is marked as a whole, any other one up to the end of its first key or element.
    fn container(&self, start: Span, value: &Value, end: &YamlSpan) -> Span {
        let line = start.line;
        let end = self.span(end);
        let first = match value {
            Value::Object(entries) => entries.first().map(|entry| match entry.value.span.line == line {
                true => &entry.value.span,
                false => &entry.key_span,
            }),
            Value::Array(items) => items.first().map(|item| &item.span),
            _ => None,
        };
        match first {
            _ if end.line == line => start.until(line, end.end_column),
            Some(first) if first.end_line == line => start.until(line, first.end_column),
            _ => start,
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<(Vec<Entry>, YamlSpan), Diagnostic> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            let key_span = self.span(&span);
            let key = match event {
                Event::MappingEnd => return Ok((entries, span)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(Diagnostic::at(Code::YamlFeature, &key_span, "expected a scalar as key")),
            };
            let first = known.get(&key).and_then(|index| entries.get(*index));
            let is_twice = first.is_some();
            if let Some(first) = first {
                let message = format!("the key `{key}` stands twice");
                let found = Diagnostic::at(Code::DuplicateKey, &key_span, message);
                self.problems.push(found.also(&first.key_span, "it stands first here"));
            }
            let (event, span) = self.next()?;
            if key == "<<" {
                let message = "expected plain YAML; merge keys are not supported in specs";
                let found = Diagnostic::at(Code::YamlFeature, &key_span, message);
                self.problems.push(found.help("share a schema by `$ref`, and members by `allOf`"));
                // What is merged is told with the key.
                if !matches!(event, Event::Alias(_)) {
                    self.value(event, &span, depth + 1)?;
                }
                continue;
            }
            let value = self.value(event, &span, depth + 1)?;
            // The first one counts, so that the second is not also another name for the same thing.
            if !is_twice {
                known.insert(key.clone(), entries.len());
                entries.push(Entry { key, key_span, value });
            }
        }
    }

    fn refuse_anchor(&mut self, place: &Span, anchor: usize, tagged: bool) {
        if anchor != 0 || tagged {
            let message = "expected plain YAML; anchors, aliases and tags are not supported in specs";
            let found = Diagnostic::at(Code::YamlFeature, place, message);
            self.problems.push(found.help("share a schema by `$ref` instead"));
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_json_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

/// Other YAML spellings of numbers (`0x1F`, `+1`, `.5`) stay text and fail where a number is expected.
fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Node, Diagnostic> {
        let mut problems = Diagnostics::default();
        let node = parse(&File::new("x.yaml", text), &mut problems)?;
        problems.0.into_iter().next().map_or(Ok(node), Err)
    }

    #[test]
    fn scalars_follow_the_core_schema_and_numbers_stay_text() {
        let node = tree("a: 5.500000\nb: '1'\nc: no\nd: true\ne:\nf: 3.1.1\n").expect("YAML");
        assert_eq!(
            node.to_json().replace(['\n', ' '], ""),
            r#"{"a":5.500000,"b":"1","c":"no","d":true,"e":null,"f":"3.1.1"}"#
        );
    }

    #[test]
    fn every_value_and_key_is_marked_to_its_end() {
        let text =
            "a: {b: [1, 'two'], c: }\nd: plain text  # comment\ne: >-\n  folded\n  text\nf:\n  - g: 1\n    h: 2\n";
        let node = tree(text).expect("YAML");
        let marked = |node: &Node, path: &[&str]| {
            let found = path.iter().fold(node.clone(), |node, key| match &node.value {
                Value::Array(items) => items[key.parse::<usize>().expect("an index")].clone(),
                _ => node.get(key).expect("a member").clone(),
            });
            found.span.text().to_owned()
        };
        for (path, expected) in [
            (&["a"][..], "{b: [1, 'two'], c: }"),
            (&["a", "b"], "[1, 'two']"),
            (&["a", "b", "1"], "'two'"),
            (&["d"], "plain text"),
            (&["e"], "folded"),
            (&["f"], "- g: 1"),
            (&["f", "0"], "g: 1"),
            (&["f", "0", "h"], "2"),
        ] {
            assert_eq!(marked(&node, path), expected, "{path:?}");
        }
        assert_eq!(node.entries()[1].key_span.text(), "d");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_both_places() {
        let error = tree("a: 1\nb: 2\na: 3\n").expect_err("a key stands twice");
        assert_eq!(error.to_string(), "x.yaml:3:1: error[NC0105]: the key `a` stands twice");
        assert_eq!(error.labels[1].span.to_string(), "x.yaml:1:1");
    }

    #[test]
    fn a_tab_is_marked_itself() {
        let error = tree("a:\n  b: some text\n\tc: 1\n").expect_err("a tab");
        assert_eq!(error.span().map(ToString::to_string).as_deref(), Some("x.yaml:3:1"), "{error}");
        let error = tree("a:\n  b:\ttext\n").expect_err("a tab");
        assert_eq!(error.span().map(ToString::to_string).as_deref(), Some("x.yaml:2:5"), "{error}");
    }

    #[test]
    fn broken_yaml_is_reported_with_its_place() {
        let error = tree("a: [1, 2\nb: 3\n").expect_err("broken");
        assert!(error.to_string().starts_with("x.yaml:"), "{error}");
        assert!(tree("").expect_err("empty").to_string().contains("empty file"));
        assert!(tree(&"[".repeat(5000)).is_err());
        assert!(tree("a: &x 1\nb: *x\n").is_err());
    }
}
