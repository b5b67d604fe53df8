//! A tree as YAML, in the style of the specs.

use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;

const WIDTH: usize = 116;

/// The tree with a line end.
pub(crate) fn text(node: &Node) -> String {
    let mut out = String::new();
    match &node.value {
        Value::Object(entries) => block(entries, 0, &mut out),
        _ => out.push_str(&flow(node)),
    }
    out
}

/// A line for a path that is a reference, at a depth.
pub(crate) fn member(depth: usize, key: &str, reference: &str) -> String {
    let indent = "  ".repeat(depth);
    format!("{indent}{}:\n{indent}  $ref: {}\n", scalar(key, false), scalar(reference, false))
}

fn block(entries: &[Entry], indent: usize, out: &mut String) {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 || !out.ends_with("- ") {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(&scalar(&entry.key, false));
        out.push(':');
        value(entry, indent, out);
    }
}

fn value(entry: &Entry, indent: usize, out: &mut String) {
    let one_line = line(&entry.value);
    let fits = indent + entry.key.len() + one_line.len() + 2 <= WIDTH;
    match &entry.value.value {
        Value::Object(inner) if !(inner.is_empty() || fits && is_short(entry)) => {
            out.push('\n');
            block(inner, indent + 2, out);
        }
        Value::Array(items) if !(items.is_empty() || fits && items.iter().all(is_scalar)) => {
            out.push('\n');
            for item in items {
                out.push_str(&" ".repeat(indent + 2));
                out.push_str("- ");
                match &item.value {
                    Value::Object(inner) if !inner.is_empty() => block(inner, indent + 4, out),
                    _ => out.push_str(&format!("{}\n", line(item))),
                }
            }
        }
        Value::String(text) if is_block(text) => literal(text, indent + 2, out),
        Value::String(text) if !fits => folded(text, indent + 2, out),
        _ => out.push_str(&format!(" {one_line}\n")),
    }
}

/// Whether a mapping that fits a line stands in one: extensions, and schemas of a few words.
fn is_short(entry: &Entry) -> bool {
    let is_flat = |entry: &Entry| match &entry.value.value {
        Value::Object(inner) => inner.iter().all(|entry| is_scalar(&entry.value)),
        Value::Array(items) => items.iter().all(is_scalar),
        _ => true,
    };
    let entries = entry.value.entries();
    let is_operation = |key: &str| METHODS.contains(&key);
    let has_lines = |inner: &Entry| inner.value.str().is_ok_and(is_block);
    if is_operation(&entry.key) || entries.iter().any(|inner| is_operation(&inner.key) || has_lines(inner)) {
        return false;
    }
    entry.key.starts_with("x-")
        || (entries.iter().all(is_flat) && !entries.iter().any(|inner| inner.key == "properties"))
}

/// Whether a text has lines that a block keeps as they are.
fn is_block(text: &str) -> bool {
    let is_plain = |c: char| c == '\n' || !c.is_control();
    text.trim_end().contains('\n') && text.chars().all(is_plain) && !text.starts_with([' ', '\n'])
}

fn literal(text: &str, indent: usize, out: &mut String) {
    out.push_str(" |-\n");
    for line in text.trim_end().lines() {
        let line = line.trim_end();
        out.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("{}{line}\n", " ".repeat(indent)) });
    }
}

fn folded(text: &str, indent: usize, out: &mut String) {
    out.push_str(" >-\n");
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent + line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::Object(_) | Value::Array(_))
}

/// A value in one line, not inside brackets.
fn line(node: &Node) -> String {
    match &node.value {
        Value::String(text) => scalar(text, false),
        _ => flow(node),
    }
}

fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null | Value::Invalid => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::Json(text) => text.clone(),
        Value::String(text) => scalar(text, true),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let member = |entry: &Entry| format!("{}: {}", scalar(&entry.key, true), flow(&entry.value));
            format!("{{{}}}", entries.iter().map(member).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string without quotes where YAML reads it as the same string, inside brackets or not.
fn scalar(text: &str, in_flow: bool) -> String {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "~"];
    let starts_well = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '.' | '$' | '_'));
    let is_number = text.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit());
    let plain = starts_well
        && !is_number
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(['\n', '\t'])
        && !text.ends_with([':', ' '])
        && !(in_flow && text.contains(['{', '}', '[', ']', ',', ':']));
    match plain {
        // A break of a line is written as one.
        _ if text.contains(char::is_control) => serde_json::to_string(text).unwrap_or_default(),
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}
