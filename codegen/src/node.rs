//! A document as a tree that remembers where each value was written.
//!
//! Numbers stay text, so that `5.500000` in a spec is `5.500000` in its bundle.

use crate::diagnostic::{Code, Diagnostic, Span};

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value begins.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A JSON value; objects keep the order of the file.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A string.
    String(String),
    /// A sequence.
    Array(Vec<Node>),
    /// A mapping.
    Object(Vec<Entry>),
    /// The text of a JSON file, carried over as it is.
    Json(String),
    /// Something that could not be read; the finding about it exists already, and nothing more is said.
    Invalid,
}

/// A member of a mapping.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key was written.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// The same key with another value. The old one, which may be most of the document, is not copied.
    pub(crate) fn holding(&self, value: Node) -> Self {
        Self { key: self.key.clone(), key_span: self.key_span.clone(), value }
    }
}

impl Node {
    /// A value made by the codegen on behalf of the place `span`.
    pub fn new(span: &Span, value: Value) -> Self {
        Self { span: span.clone(), value }
    }

    /// A string made by the codegen.
    pub fn string(span: &Span, text: impl Into<String>) -> Self {
        Self::new(span, Value::String(text.into()))
    }

    /// What the value is, for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a mapping",
            Value::Json(_) => "a JSON file",
            Value::Invalid => "nothing",
        }
    }

    /// The member `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The member `key`, or a finding that names it.
    pub fn require(&self, key: &str) -> Result<&Node, Diagnostic> {
        self.object()?;
        self.get(key).ok_or_else(|| {
            let found =
                Diagnostic::at(Code::MissingMember, &self.span, format!("expected a member `{key}`, found none"));
            found.help(format!("add `{key}`"))
        })
    }

    /// The members of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The members of a mapping.
    pub fn object(&self) -> Result<&[Entry], Diagnostic> {
        match &self.value {
            Value::Object(entries) => Ok(entries),
            _ => Err(self.expected(Code::UnexpectedValue, "a mapping")),
        }
    }

    /// The elements of a list.
    pub fn array(&self) -> Result<&[Node], Diagnostic> {
        match &self.value {
            Value::Array(items) => Ok(items),
            _ => Err(self.expected(Code::UnexpectedValue, "a list")),
        }
    }

    /// The text of a string.
    pub fn str(&self) -> Result<&str, Diagnostic> {
        match &self.value {
            Value::String(text) => Ok(text),
            _ => Err(self.expected(Code::UnexpectedValue, "a string")),
        }
    }

    /// The value of a boolean.
    pub fn bool(&self) -> Result<bool, Diagnostic> {
        match self.value {
            Value::Bool(value) => Ok(value),
            _ => Err(self.expected(Code::UnexpectedValue, "true or false")),
        }
    }

    /// The value of an integer.
    pub fn integer(&self) -> Result<i64, Diagnostic> {
        match &self.value {
            Value::Number(text) => text.parse().map_err(|_| self.expected(Code::UnexpectedValue, "an integer")),
            _ => Err(self.expected(Code::UnexpectedValue, "an integer")),
        }
    }

    /// Whether it is a whole number, however large.
    pub(crate) fn is_whole(&self) -> bool {
        let Value::Number(text) = &self.value else { return false };
        let digits = text.trim_start_matches(['-', '+']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The format of integers that holds what a schema says of its values: 64 bits, without a sign where one is in the way.
    pub(crate) fn widest(&self) -> &'static str {
        const SAY: [&str; 6] = ["const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "default"];
        let is_large = |key: &&str| match self.get(key).map(|value| &value.value) {
            Some(Value::Number(text)) => text.parse::<i64>().is_err() && text.parse::<u64>().is_ok(),
            _ => false,
        };
        if SAY.iter().any(is_large) { "uint64" } else { "int64" }
    }

    /// The text of a scalar: `true`, `ok`, `1`.
    pub fn scalar(&self) -> Result<String, Diagnostic> {
        match &self.value {
            Value::Bool(value) => Ok(value.to_string()),
            Value::Number(text) | Value::String(text) => Ok(text.clone()),
            _ => Err(self.expected(Code::UnexpectedValue, "a scalar")),
        }
    }

    /// The string member `key`, if there is one.
    pub fn opt_str(&self, key: &str) -> Result<Option<&str>, Diagnostic> {
        self.get(key).map(Node::str).transpose()
    }

    /// The mapping with the member `key` set; the others are moved, because they may be most of the document.
    #[must_use]
    pub(crate) fn with(self, key: &str, value: Node) -> Self {
        let mut entries = match self.value {
            Value::Object(entries) => entries,
            _ => Vec::new(),
        };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.value = value,
            None => entries.push(Entry { key: key.to_owned(), key_span: value.span.clone(), value }),
        }
        Self { span: self.span, value: Value::Object(entries) }
    }

    /// A mapping without some of its members.
    #[must_use]
    pub(crate) fn without(&self, keys: &[&str]) -> Self {
        let entries = self.entries().iter().filter(|entry| !keys.contains(&entry.key.as_str())).cloned().collect();
        Self::new(&self.span, Value::Object(entries))
    }

    /// A mapping with each value replaced; anything else as it is.
    #[must_use]
    pub(crate) fn map(&self, mut each: impl FnMut(&str, &Node) -> Node) -> Self {
        let Value::Object(entries) = &self.value else { return self.clone() };
        let entries = entries.iter().map(|entry| entry.holding(each(&entry.key, &entry.value)));
        Self::new(&self.span, Value::Object(entries.collect()))
    }

    /// A list with each element replaced; anything else as it is.
    #[must_use]
    pub(crate) fn map_items(&self, mut each: impl FnMut(usize, &Node) -> Node) -> Self {
        let Value::Array(items) = &self.value else { return self.clone() };
        let items = items.iter().enumerate().map(|(index, item)| each(index, item)).collect();
        Self::new(&self.span, Value::Array(items))
    }

    /// Whether two nodes hold the same value, wherever they stand; the order of members does not count.
    pub(crate) fn same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Object(a), Value::Object(b)) => {
                let found = |entry: &Entry| other.get(&entry.key).is_some_and(|value| value.same(&entry.value));
                a.len() == b.len() && a.iter().all(found)
            }
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) | (Value::String(a), Value::String(b)) => a == b,
            _ => false,
        }
    }

    /// The finding that something else was expected here.
    pub fn expected(&self, code: Code, what: &str) -> Diagnostic {
        match self.value {
            Value::Invalid => Diagnostic::reported(),
            _ => {
                self.remedied(Diagnostic::at(code, &self.span, format!("expected {what}, found {}", self.kind())), what)
            }
        }
    }

    /// The finding with what was probably meant.
    fn remedied(&self, found: Diagnostic, what: &str) -> Diagnostic {
        let written = self.span.text();
        let is_plain = !written.starts_with(['\'', '"']);
        match (&self.value, what) {
            (Value::Null, _) if self.is_commented() => {
                found.help("to YAML, ` #` begins a comment: put the value into quotes")
            }
            (Value::Null, _) => found.help("write the value, or remove the key"),
            (Value::String(text), "a list") if text.contains("://") && !text.contains(char::is_whitespace) => found
                .help("a server is an element of a list, with a `url`")
                .suggest(&self.span, format!("[{{url: {written}}}]")),
            (Value::String(text), "a list") if is_plain && self.span.line == self.span.end_line => {
                found.help("a list stands in brackets").suggest(&self.span, format!("[{text}]"))
            }
            (Value::Object(members), "a list")
                if written.starts_with('{') && members.first().is_some_and(|first| first.key == "$ref") =>
            {
                found.help("a list stands in brackets").suggest(&self.span, format!("[{written}]"))
            }
            (Value::Object(_), "a list") => found.help("each element of a list begins with `- `"),
            (Value::String(text), "true or false") => match text.to_ascii_lowercase().as_str() {
                "yes" | "true" | "on" | "1" => found.help("write `true`").suggest(&self.span, "true"),
                "no" | "false" | "off" | "0" => found.help("write `false`").suggest(&self.span, "false"),
                _ => found.help("write `true` or `false`"),
            },
            (Value::Number(text), "a string") => {
                found.help("to YAML it is a text in quotes only").suggest(&self.span, format!("'{text}'"))
            }
            (Value::Bool(_), "a string") if is_plain => {
                found.help("to YAML it is a text in quotes only").suggest(&self.span, format!("'{written}'"))
            }
            (Value::String(text), "an integer" | "a number") if text.parse::<f64>().is_ok() => {
                found.help("a number has no quotes").suggest(&self.span, text.as_str())
            }
            (Value::String(text), "a mapping") if is_key_without_space(text) => {
                found.help("a space is missing behind the colon").suggest(&self.span, text.replacen(':', ": ", 1))
            }
            (_, "a schema") => found,
            (_, "a mapping") => {
                found.help("write its members as `key: value`, each in a line of its own or all in braces")
            }
            (_, "a list") => found.help("write its elements in brackets, or each behind a dash in a line of its own"),
            _ => found.help(format!("write {what}")),
        }
    }

    /// Whether the rest of the line is a comment, so that the value is missing.
    fn is_commented(&self) -> bool {
        let text = self.span.file.text();
        let rest = text[self.span.bytes().start..].lines().next().unwrap_or_default();
        rest.trim_start_matches([':', ' ', '-']).starts_with('#')
    }

    /// A text that can stand in place of this string, in the quotes that it has.
    pub(crate) fn quoted(&self, text: &str) -> String {
        match self.span.text().chars().next() {
            Some(quote @ ('\'' | '"')) => format!("{quote}{text}{quote}"),
            _ => text.to_owned(),
        }
    }

    /// The document as indented JSON with a line end.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out, 0);
        out.push('\n');
        out
    }

    fn write_json(&self, out: &mut String, depth: usize) {
        match &self.value {
            Value::Null | Value::Invalid => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Number(text) => out.push_str(text),
            Value::String(text) => quote(text, out),
            Value::Json(text) => {
                // A JSON text has no line end inside a string, so each line can be indented.
                let indent = format!("\n{}", "  ".repeat(depth));
                out.push_str(&text.trim().replace("\r\n", "\n").replace('\n', &indent));
            }
            Value::Array(items) => write_block(out, depth, ('[', ']'), items, |item, out| {
                item.write_json(out, depth + 1);
            }),
            Value::Object(entries) => write_block(out, depth, ('{', '}'), entries, |entry, out| {
                quote(&entry.key, out);
                out.push_str(": ");
                entry.value.write_json(out, depth + 1);
            }),
        }
    }
}

/// `type:string`, which is one text to YAML.
fn is_key_without_space(text: &str) -> bool {
    let is_word = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "$_-".contains(c));
    text.split_once(':').is_some_and(|(name, rest)| is_word(name) && !rest.is_empty() && !rest.starts_with(['/', ' ']))
}

fn write_block<T>(
    out: &mut String,
    depth: usize,
    (open, close): (char, char),
    items: &[T],
    mut write: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        out.push_str(&"  ".repeat(depth + 1));
        write(item, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quote(text: &str, out: &mut String) {
    if text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        out.push_str(&serde_json::Value::from(text).to_string());
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}
