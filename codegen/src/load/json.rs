//! Strict JSON, and what is wrong with an example that is none, in the words of somebody who edits it.

use super::trouble;
use crate::diagnostic::{Code, Diagnostic, File, Span};

/// Refuses what is not one JSON value, and a key that stands twice in one object.
pub(super) fn check(file: &File) -> Result<(), Diagnostic> {
    serde_json::from_str::<Checked>(file.text()).map(drop).map_err(|error| explain(file, &error))
}

/// The finding about the place where the parser gave up.
fn explain(file: &File, error: &serde_json::Error) -> Diagnostic {
    if let Some(found) = trouble::unmerged(file, Code::InvalidJson) {
        return found;
    }
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let text = file.text();
    let span = match error.is_eof() && !text.trim().is_empty() {
        // The last character that there is.
        true => {
            let whole = text.trim_end();
            let last = whole.rsplit('\n').next().unwrap_or_default().chars().count().max(1);
            let line = whole.matches('\n').count() + 1;
            Span::at(file, line, last).until(line, last + 1)
        }
        false => Span::at(file, error.line().max(1), error.column().max(1)),
    };
    let start = span.bytes().start;
    let word: String = text[start..].chars().take_while(|c| c.is_alphanumeric() || "_-.".contains(*c)).collect();
    let (message, help) = match (said, text[start..].chars().next()) {
        _ if text.trim().is_empty() => ("the file is empty", "write the example"),
        _ if text[start..].starts_with("//") || text[start..].starts_with("/*") || text[start..].starts_with('#') => {
            ("JSON has no comments", "remove it")
        }
        ("trailing comma", _) => ("a comma before a closing bracket", "remove the comma"),
        ("trailing characters", _) => ("the value ends before the file does", "remove what is behind it"),
        ("key must be a string", _) => ("a name needs double quotes", "write it as `\"name\"`"),
        ("lone leading surrogate in hex escape" | "unexpected end of hex escape", _) => (
            "half of a character that takes two `\\u` stands alone here",
            "write the other half, or the character itself",
        ),
        ("invalid escape", _) => ("a backslash begins no known escape here", "write two backslashes for one"),
        ("invalid number", _) => ("a number that JSON does not know", "write it without leading zeros or a plus"),
        ("control character (\\u0000-\\u001F) found while parsing a string", _) => {
            ("a text in quotes goes on over the end of its line", "write `\\n` for a line end, and close the quote")
        }
        ("expected `:`", _) => ("a colon is missing here", "write it between the name and the value"),
        (said, _) if said.starts_with("expected `,` or") => {
            ("a comma or the closing bracket is missing here", "write it")
        }
        (said, _) if said.starts_with("EOF") => {
            ("the file ends before the value does", "close each bracket and quote that is open")
        }
        ("expected value" | "expected ident", first) => match (first, word.as_str()) {
            (Some('\''), _) => ("a text needs double quotes", "write double quotes instead of single ones"),
            (Some('\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}'), _) => {
                ("a text needs plain double quotes", "write `\"` instead of the quotes of printed texts")
            }
            (_, "True" | "False" | "None") => ("`true`, `false` and `null` are written small", "write it so"),
            (_, "NaN" | "Infinity" | "undefined") => ("a value that JSON does not know", "write a number or `null`"),
            (Some('+'), _) => ("a number that JSON does not know", "write it without leading zeros or a plus"),
            (_, "") => ("a value is missing here", "write it, or remove what announces it"),
            _ if said == "expected ident" => ("a value that JSON does not know", "put a text into double quotes"),
            _ => ("a value that JSON does not know", "put a text into double quotes; YAML is no JSON"),
        },
        // Ours, which says what it is.
        (said, _) => {
            let found = Diagnostic::at(Code::InvalidJson, &span, format!("expected strict JSON: {said}"));
            return found.help("an example is one JSON value");
        }
    };
    Diagnostic::at(Code::InvalidJson, &span, format!("expected strict JSON: {message}")).help(help)
}

/// Walks a JSON text without keeping it; refuses a key that stands twice in one object.
struct Checked;

impl<'de> serde::Deserialize<'de> for Checked {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CheckedVisitor)
    }
}

struct CheckedVisitor;

impl<'de> serde::de::Visitor<'de> for CheckedVisitor {
    type Value = Checked;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_str<E>(self, _: &str) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Checked, A::Error> {
        while seq.next_element::<Checked>()?.is_some() {}
        Ok(Checked)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Checked, A::Error> {
        let mut seen = std::collections::HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(serde::de::Error::custom(format!("the key `{key}` stands twice")));
            }
            seen.insert(key);
            map.next_value::<Checked>()?;
        }
        Ok(Checked)
    }
}
