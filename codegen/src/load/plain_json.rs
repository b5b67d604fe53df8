//! A YAML document that is plain JSON, as imported ones are. It gives the tree that the reader of YAML gives, in a fraction of the
//! time; anything unusual is left to that reader, which says what is wrong.

use std::collections::HashSet;

use super::trouble::MAX_DEPTH;
use super::yaml::{container, is_json_number};
use crate::diagnostic::{File, Span};
use crate::node::{Entry, Node, Value};

/// The tree, if the document is an object in strict JSON, without anything that YAML or a spec refuses.
pub(super) fn parse(file: &File) -> Option<Node> {
    let mut reader = Reader { file, rest: file.text(), line: 1, column: 1 };
    reader.space()?;
    let root = reader.rest.starts_with('{').then(|| reader.value(0))??;
    reader.space()?;
    reader.rest.is_empty().then_some(root)
}

struct Reader<'text> {
    file: &'text File,
    rest: &'text str,
    line: usize,
    column: usize,
}

impl<'text> Reader<'text> {
    /// Goes on behind white space. YAML takes a carriage return by itself for a line end, and has rules for tabs.
    fn space(&mut self) -> Option<()> {
        let bytes = self.rest.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' => self.column += 1,
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
                b'\r' | b'\t' => return None,
                _ => break,
            }
            at += 1;
        }
        self.rest = &self.rest[at..];
        Some(())
    }

    /// The next so many bytes of one line.
    fn take(&mut self, bytes: usize) -> &'text str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        self.column += taken.bytes().filter(|byte| !(0x80..0xc0).contains(byte)).count();
        taken
    }

    fn here(&self) -> Span {
        Span::at(self.file, self.line, self.column)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        // A bracket is marked itself where nothing in it stands on its line.
        let start = self.here();
        let bracket = start.clone().until(self.line, self.column + 1);
        let value = match self.rest.as_bytes().first()? {
            b'{' => self.object(depth)?,
            b'[' => Value::Array(self.members(']', |reader| reader.value(depth + 1))?),
            b'"' => Value::String(self.string()?),
            _ => {
                let end = self.rest.find([',', ']', '}', ' ', '\r', '\n'])?;
                match self.take(end) {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    number if is_json_number(number) => Value::Number(number.to_owned()),
                    _ => return None,
                }
            }
        };
        let span = match value {
            Value::Object(_) | Value::Array(_) => container(bracket, &value, self.line, self.column),
            _ => start.until(self.line, self.column),
        };
        Some(Node { span, value })
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let entries = self.members('}', |reader| {
            let key_span = reader.here();
            let key = reader.string()?;
            let key_span = key_span.until(reader.line, reader.column);
            reader.space()?;
            reader.rest.starts_with(':').then(|| reader.take(1))?;
            reader.space()?;
            let value = reader.value(depth + 1)?;
            (key != "<<" && !key.starts_with("-$")).then_some(Entry { key, key_span, value })
        })?;
        let mut known = HashSet::with_capacity(entries.len());
        entries.iter().all(|entry| known.insert(&entry.key)).then_some(Value::Object(entries))
    }

    /// What stands between the bracket here and its end, with commas between.
    fn members<T>(&mut self, end: char, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut members = Vec::new();
        self.take(1);
        self.space()?;
        while !self.rest.starts_with(end) {
            if !members.is_empty() {
                self.rest.starts_with(',').then(|| self.take(1))?;
                self.space()?;
            }
            members.push(read(self)?);
            self.space()?;
        }
        self.take(1);
        Some(members)
    }

    fn string(&mut self) -> Option<String> {
        let (mut is_escaped, mut has_escapes) = (false, false);
        // Of the bytes behind the first quote, the one of the last.
        let end = self.rest.strip_prefix('"')?.bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            has_escapes |= is_escaped;
            ends || byte < b' '
        })?;
        let quoted = self.take(end + 2);
        match quoted.strip_suffix('"')? {
            _ if has_escapes => serde_json::from_str(quoted).ok(),
            text => Some(text[1..].to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::load::yaml;

    /// Any JSON object, and how it is laid out.
    fn documents() -> impl Strategy<Value = String> {
        let text = "[ -~а-яё\u{1f600}\n\t\"\\\\]{0,12}";
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            (-1e9..1e9f64).prop_map(Json::from),
            text.prop_map(Json::from),
        ];
        let value = leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::hash_map(text, inner, 0..6).prop_map(|members| members.into_iter().collect()),
            ]
        });
        let members = prop::collection::hash_map(text, value, 0..6);
        (members, 0..3).prop_map(|(members, layout)| {
            let value: Json = members.into_iter().collect();
            match layout {
                0 => value.to_string(),
                1 => format!("\n{value:#}\n"),
                _ => format!("{value:#}\n").replace('\n', "\r\n"),
            }
        })
    }

    proptest! {
        #[test]
        fn the_tree_is_that_of_the_reader_of_yaml(document in documents()) {
            let file = File::new("x.yaml", document);
            let mut problems = Diagnostics::default();
            let expected = yaml::parse(&file, &mut problems);
            if let (Some(tree), Ok(expected)) = (parse(&file), expected) {
                prop_assert!(problems.0.is_empty(), "{:?}", problems);
                prop_assert_eq!(format!("{tree:?}"), format!("{expected:?}"));
            }
        }
    }

    #[test]
    fn plain_documents_are_read() {
        for text in ["{}", " {\"a\": [1, -2.50, true, null, \"\\u00e4\\n\", {}]}\r\n", "{\"ключ\":{\"b\":[\"é\",[]]}}"]
        {
            let file = File::new("x.yaml", text);
            let tree = parse(&file).expect(text);
            let expected = yaml::parse(&file, &mut Diagnostics::default()).expect(text);
            assert_eq!(format!("{tree:?}"), format!("{expected:?}"), "{text}");
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_the_reader_of_yaml() {
        let deep = format!("{}1{}", "{\"a\":".repeat(98), "}".repeat(98));
        let unusual = [
            "",
            "a: 1",
            "[1]",
            "{a: 1}",
            "{\"a\": 01}",
            "{\"a\": x}",
            "{\"a\": 1,}",
            "{\"a\" 1}",
            "{\"a\": 1 \"b\": 2}",
            "{\"a\": 1",
            "{\"a\": \"",
            "{\"a\": \"b\n\"}",
            "{\"a\": [1}",
            "{\"a\": 1} # it",
            "{\"a\": 1}\n---\n{}",
            "{\"a\": 1, \"a\": 2}",
            "{\"<<\": {}}",
            "{\"-$ref\": 1}",
            "{\t\"a\": 1}",
            "{\"a\":\r1}",
            "\u{feff}{}",
            deep.as_str(),
        ];
        for text in unusual {
            assert!(parse(&File::new("x.yaml", text)).is_none(), "{text}");
        }
    }
}
