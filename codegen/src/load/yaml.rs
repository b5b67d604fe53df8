//! YAML 1.2 (core schema) to a tree with spans. Anchors, tags and several documents are refused: a spec needs none of them.

use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan, StrInput};

use crate::diagnostic::{Diagnostic, Span};
use crate::node::{Entry, Node, Value};

/// Deeper nesting is a mistake, and would overflow the stack further on.
const MAX_DEPTH: usize = 96;

/// The tree of one YAML document.
pub(super) fn parse(file: &Arc<str>, text: &str) -> Result<Node, Diagnostic> {
    let mut reader = Reader { file: file.clone(), parser: Parser::new_from_str(text) };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => {
                return Err(Diagnostic::at(&reader.span(&span), "expected a mapping, found an empty file"));
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
    file: Arc<str>,
    parser: Parser<'input, StrInput<'input>>,
}

impl<'input> Reader<'input> {
    fn next(&mut self) -> Result<(Event<'input>, YamlSpan), Diagnostic> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let marker = error.marker();
                let span = Span { file: self.file.clone(), line: marker.line().max(1), column: marker.col() + 1 };
                Err(Diagnostic::at(&span, format!("expected YAML: {}", error.info())))
            }
            None => Err(Diagnostic::general(format!("{}: the file ends too early", self.file))),
        }
    }

    fn span(&self, span: &YamlSpan) -> Span {
        Span { file: self.file.clone(), line: span.start.line().max(1), column: span.start.col() + 1 }
    }

    /// Nothing but the end may follow the one document.
    fn end(&mut self) -> Result<(), Diagnostic> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentEnd | Event::Nothing => {}
                _ => return Err(Diagnostic::at(&self.span(&span), "expected one YAML document, found a second one")),
            }
        }
    }

    fn value(&mut self, event: Event<'input>, span: &YamlSpan, depth: usize) -> Result<Node, Diagnostic> {
        let place = self.span(span);
        if depth > MAX_DEPTH {
            return Err(Diagnostic::at(&place, format!("expected at most {MAX_DEPTH} levels of nesting")));
        }
        let value = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_anchor(&place, anchor, tag.is_some())?;
                scalar(&text, style)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_anchor(&place, anchor, tag.is_some())?;
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Value::Array(items),
                        (event, span) => items.push(self.value(event, &span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                refuse_anchor(&place, anchor, tag.is_some())?;
                Value::Object(self.mapping(depth)?)
            }
            _ => {
                return Err(Diagnostic::at(&place, "expected a value; anchors and aliases are not supported in specs"));
            }
        };
        Ok(Node { span: place, value })
    }

    fn mapping(&mut self, depth: usize) -> Result<Vec<Entry>, Diagnostic> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let key_span = self.span(&span);
            let key = match event {
                Event::MappingEnd => return Ok(entries),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(Diagnostic::at(&key_span, "expected a scalar as key")),
            };
            if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                return Err(Diagnostic::at(&key_span, format!("the key `{key}` stands twice"))
                    .help(format!("it stands first at {}", first.key_span)));
            }
            let (event, span) = self.next()?;
            let value = self.value(event, &span, depth + 1)?;
            entries.push(Entry { key, key_span, value });
        }
    }
}

fn refuse_anchor(place: &Span, anchor: usize, tagged: bool) -> Result<(), Diagnostic> {
    if anchor != 0 || tagged {
        return Err(Diagnostic::at(place, "expected plain YAML; anchors and tags are not supported in specs")
            .help("share a schema by `$ref` instead"));
    }
    Ok(())
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
        parse(&"x.yaml".into(), text)
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
    fn a_key_that_stands_twice_is_refused_with_both_places() {
        let error = tree("a: 1\nb: 2\na: 3\n").expect_err("a key stands twice");
        assert_eq!(
            error.to_string(),
            "x.yaml:3:1: error: the key `a` stands twice\n  help: it stands first at x.yaml:1:1"
        );
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
