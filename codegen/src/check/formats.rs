//! Numbers say how exact they are, integers how large: without it the Rust type would be a guess. And a format is one that
//! means something for the type that it stands beside.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{INTEGER_FORMATS, integer_format};
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::grammar::{Kind, Place};

/// The formats of texts that OpenAPI, JSON Schema or the generator know.
const TEXTS: [&str; 31] = [
    "uuid",
    "date-time",
    "local-date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "password",
    "byte",
    "binary",
    "base64url",
    "char",
    "html",
    "commonmark",
    "media-range",
    "http-date",
    "sf-string",
    "sf-token",
];

/// How many of [`NUMBERS`] are formats of integers.
const WHOLE: usize = 9;

/// The formats of numbers; those of whole ones first.
const NUMBERS: [&str; 13] = [
    "int32",
    "int64",
    "unix-time",
    "int8",
    "int16",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "double-int",
    "decimal",
    "float",
    "double",
];

/// What other tools and vendors call the formats of texts.
const TEXT_NAMES: [(&str, &str); 20] = [
    ("datetime", "date-time"),
    ("timestamp", "date-time"),
    ("iso8601", "date-time"),
    ("isodate", "date-time"),
    ("rfc3339", "date-time"),
    ("instant", "date-time"),
    ("zoneddatetime", "date-time"),
    ("offsetdatetime", "date-time"),
    ("localdatetime", "local-date-time"),
    ("localdate", "date"),
    ("fulldate", "date"),
    ("localtime", "time"),
    ("guid", "uuid"),
    ("uid", "uuid"),
    ("uuid4", "uuid"),
    ("uuidv4", "uuid"),
    ("mail", "email"),
    ("url", "uri"),
    ("base64", "byte"),
    ("file", "binary"),
];

/// What other tools and vendors call the formats of numbers.
const NUMBER_NAMES: [(&str, &str); 28] = [
    ("int", "int64"),
    ("integer", "int64"),
    ("long", "int64"),
    ("bigint", "int64"),
    ("biginteger", "int64"),
    ("id", "int64"),
    ("short", "int16"),
    ("ulong", "uint64"),
    ("byte", "uint8"),
    ("u8", "uint8"),
    ("u16", "uint16"),
    ("u32", "uint32"),
    ("u64", "uint64"),
    ("i32", "int32"),
    ("i64", "int64"),
    ("unix", "unix-time"),
    ("epoch", "unix-time"),
    ("epochseconds", "unix-time"),
    ("unixtimestamp", "unix-time"),
    ("timestamp", "unix-time"),
    ("datetime", "unix-time"),
    ("date", "unix-time"),
    ("time", "unix-time"),
    ("money", "decimal"),
    ("currency", "decimal"),
    ("number", "decimal"),
    ("bigdecimal", "decimal"),
    ("numeric", "decimal"),
];

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let node = place.node;
    // A value that is fixed is as large as it is.
    let is_fixed = ["enum", "const"].iter().any(|key| node.get(key).is_some());
    let is_own = place.kind == Kind::Schema && node.get("$ref").is_none();
    let Some(types) = node.get("type").filter(|_| is_own) else { return };
    let has = |name: &str| match &types.value {
        Value::Array(items) => items.iter().any(|item| item.str() == Ok(name)),
        _ => types.str() == Ok(name),
    };
    if let Some(format) = node.get("format") {
        let Ok(text) = format.str() else { return };
        if has("string") {
            // A number beside it has its own formats.
            problems.0.extend(of_text(text, format, types).filter(|_| !has("number") && !has("integer")));
        } else if has("integer") || has("number") {
            if is_fixed {
                return;
            }
            problems.0.extend(of_number(text, format, types, has("number")));
        } else if ["boolean", "array", "object"].iter().any(|name| has(name)) {
            let message = format!("the format `{text}` says nothing about {}", called(types));
            let found = Diagnostic::at(Code::FormatWithoutMeaning, &format.span, message).also(&types.span, "the type");
            problems.push(found.help("correct the type, or remove the format"));
        }
    } else if is_fixed {
    } else if has("number") {
        let found = Diagnostic::at(Code::NumberWithoutDecimal, &node.span, "expected `format: decimal` on a number");
        problems.push(
            with_format(found, node, types, "decimal")
                .note("money, quantities and rates never pass through binary floating point"),
        );
    } else if has("integer") {
        let found = Diagnostic::at(Code::IntegerWithoutFormat, &node.span, INTEGER_FORMATS);
        problems.push(
            with_format(found, node, types, node.widest())
                .note("the format decides the Rust type, and whether the number is an instant"),
        );
    }
}

/// What the types of a schema are called in a sentence.
fn called(types: &Node) -> String {
    match types.str() {
        Ok(name @ ("integer" | "array" | "object")) => format!("an {name}"),
        Ok(name) => format!("a {name}"),
        Err(_) => "these types".to_owned(),
    }
}

/// A format in small letters, without what joins its words.
fn plain(format: &str) -> String {
    format.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "")
}

/// The known format that a text is meant to be: by another name, written in another way, or misspelt.
fn meant<'a>(text: &str, other: &[(&str, &'a str)], known: &[&'a str]) -> Option<&'a str> {
    let small = plain(text);
    let named = other.iter().find(|(name, _)| *name == small).map(|(_, right)| *right);
    let spelt = known.iter().find(|name| plain(name) == small).copied();
    // Two letters of a short name would make another one of it.
    spelt
        .or(named)
        .or_else(|| names::nearest(&text.to_ascii_lowercase(), known.iter().copied()).filter(|_| text.len() > 3))
}

/// What is to be said of the format of a text; one of the vendor's own is left alone.
fn of_text(text: &str, format: &Node, types: &Node) -> Option<Diagnostic> {
    // OpenAPI's own list of formats has these two for texts too.
    if TEXTS.contains(&text) || ["decimal", "int64"].contains(&text) {
        return None;
    }
    if let "boolean" | "bool" | "array" | "object" | "string" | "null" = text.to_ascii_lowercase().as_str() {
        let message = format!("`{text}` is a type and no format, so it says nothing about a string");
        let found = Diagnostic::at(Code::FormatWithoutMeaning, &format.span, message).also(&types.span, "the type");
        return Some(found.help("correct the type, or remove the format"));
    }
    if let Some(right) = meant(text, &TEXT_NAMES, &TEXTS) {
        let message = format!("there is no format `{text}` of a string, so it says nothing");
        let found = Diagnostic::at(Code::FormatWithoutMeaning, &format.span, message);
        return Some(found.help(format!("did you mean `{right}`?")).suggest(&format.span, format.quoted(right)));
    }
    let right =
        NUMBERS.iter().find(|known| **known == text).copied().or_else(|| meant(text, &NUMBER_NAMES, &NUMBERS))?;
    let kind = if ["decimal", "float", "double"].contains(&right) { "number" } else { "integer" };
    let right = if kind == "number" { "decimal" } else { right };
    let message = format!("the format `{text}` is of numbers, and says nothing about a string");
    let found = Diagnostic::at(Code::FormatWithoutMeaning, &format.span, message).also(&types.span, "the type");
    let lenient = if kind == "integer" { " with `x-lenient: [string]`" } else { "" };
    Some(found.help(format!(
        "if it is one, write `type: {kind}` and `format: {right}`{lenient}, which reads a number in quotes too; else remove the format"
    )))
}

/// What is wrong with the format of an integer or of a number.
fn of_number(text: &str, format: &Node, types: &Node, is_number: bool) -> Option<Diagnostic> {
    let (code, message) = match is_number {
        true => (Code::NumberWithoutDecimal, "expected `format: decimal` on a number"),
        false => (Code::IntegerWithoutFormat, INTEGER_FORMATS),
    };
    let is_right = match text {
        "decimal" => is_number,
        "unix-time" => !is_number,
        _ => !is_number && integer_format(text).is_some(),
    };
    if is_right {
        return None;
    }
    let found = Diagnostic::at(code, &format.span, message);
    let retyped = |kind: &str, what: &str| {
        let found = Diagnostic::at(code, &format.span, message).also(&types.span, "the type");
        found.help(format!("{what}: write `type: {kind}`")).suggest(&types.span, types.quoted(kind))
    };
    let small = plain(text);
    let in_time = ["date", "time", "epoch", "unix", "stamp"].iter().any(|part| small.contains(part));
    if types.str().is_ok() {
        match (is_number, text) {
            (false, "decimal" | "float" | "double") => {
                return Some(retyped("number", "a value with a fraction is a number"));
            }
            (true, text) if text == "unix-time" || integer_format(text).is_some() => {
                return Some(retyped("integer", "a whole value is an integer"));
            }
            (true, _) if in_time => return Some(retyped("string", "a time is a string or an integer")),
            (_, text) if TEXTS.contains(&text) && !in_time => {
                return Some(retyped("string", "it is a format of texts"));
            }
            _ => {}
        }
    }
    let right = match is_number {
        true => "decimal",
        false if in_time => "unix-time",
        false => meant(text, &NUMBER_NAMES, &NUMBERS[..WHOLE]).unwrap_or("int64"),
    };
    let help = if right == "unix-time" { "an instant as a number counts seconds" } else { "write another format" };
    Some(found.help(help).suggest(&format.span, format.quoted(right)))
}

/// Suggests the format behind the type, in the way that the schema is written.
fn with_format(found: Diagnostic, node: &Node, types: &Node, format: &str) -> Diagnostic {
    let end = Span::at(&types.span.file, types.span.end_line, types.span.end_column);
    let text = match node.span.text().starts_with('{') {
        true => format!("{}, format: {format}", types.span.text()),
        false => format!("{}\n{}format: {format}", types.span.text(), " ".repeat(node.span.column - 1)),
    };
    match end == types.span {
        true => found,
        false => found.help("add the format").suggest(&types.span, text),
    }
}
