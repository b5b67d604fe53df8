//! Names are what they look like, and what is chosen as a Rust name can be one.

use unicode_security::MixedScript as _;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::grammar::{Kind, Place};
use crate::openapi::letters::{in_latin, is_hidden};

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    let node = place.node;
    // The parts of a path are names by themselves, each in its script.
    let is_sound = |part: &str| part.is_single_script() && !part.contains(is_hidden);
    let is_path = |key: &str| place.kind == Kind::PathItem && key.split('/').all(is_sound);
    if let Some(entry) = place.entry.filter(|entry| !is_path(&entry.key)) {
        lookalike(&entry.key, &entry.key_span, problems);
    }
    match place.kind {
        Kind::Parameter | Kind::SecurityScheme => strings(node.get("name"), problems, lookalike),
        Kind::Tag => {
            strings(node.get("name"), problems, lookalike);
            strings(node.get("name").filter(|_| node.get("x-rust-name").is_none()), problems, keyword);
        }
        Kind::Operation => {
            strings(node.get("operationId"), problems, lookalike);
            strings(node.get("tags"), problems, lookalike);
        }
        Kind::Schema => {
            strings(node.get("enum"), problems, lookalike);
            for entry in node.get("x-enum").and_then(|x| x.get("values")).map(Node::entries).unwrap_or_default() {
                strings(entry.value.get("rust-name"), problems, keyword);
            }
            if let ("schemas", None, Some(entry)) = (place.under, node.get("x-rust-name"), place.entry) {
                keyword(&entry.key, &entry.key_span, problems);
            }
        }
        _ => {}
    }
    for name in [node.get("x-rust-name"), node.get("x-client-parameter").and_then(|x| x.get("name"))] {
        strings(name, problems, lookalike);
        strings(name, problems, keyword);
    }
}

/// A string, or each string of a list.
fn strings(node: Option<&Node>, problems: &mut Diagnostics, check: fn(&str, &Span, &mut Diagnostics)) {
    match node.map(|node| (&node.value, &node.span)) {
        Some((Value::String(text), span)) => check(text, span, problems),
        Some((Value::Array(items), _)) => items.iter().for_each(|item| strings(Some(item), problems, check)),
        _ => {}
    }
}

pub(super) fn lookalike(name: &str, span: &Span, problems: &mut Diagnostics) {
    if let Some(hidden) = name.chars().find(|c| is_hidden(*c)) {
        let message = format!("the name has the character U+{:04X}, which does not show", u32::from(hidden));
        let shown: String = name.chars().filter(|c| !is_hidden(*c)).collect();
        let found = Diagnostic::at(Code::LookalikeLetters, span, message);
        problems.push(found.help("write the name without it").suggest(span, shown));
        return;
    }
    if name.is_ascii() || name.is_single_script() {
        return;
    }
    let strange: Vec<char> = name.chars().filter(|c| !c.is_ascii()).collect();
    let shown: Vec<String> = strange.iter().map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
    let latin = in_latin(name);
    let message = format!("the name `{name}` mixes scripts: {}", shown.join(", "));
    let found = Diagnostic::at(Code::LookalikeLetters, span, message).note(
        "a letter that only looks Latin makes another name on the wire; copied vendor pages are where it comes from",
    );
    problems.push(match latin {
        Some(latin) => found
            .help("write it in Latin letters, unless the vendor's wire name really is this one")
            .suggest(span, latin),
        None => found.help("write the name in one script"),
    });
}

fn keyword(name: &str, span: &Span, problems: &mut Diagnostics) {
    if names::is_keyword(name) {
        let found = Diagnostic::at(Code::RustKeyword, span, format!("`{name}` is a keyword of Rust")).note(
            "wire names that are keywords get a trailing underscore by themselves; a chosen name is taken as it is",
        );
        problems.push(found.help("choose another name").suggest(span, format!("{name}_")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_only_look_latin_are_told_and_replaced() {
        let file = crate::diagnostic::File::new("x.yaml", "");
        let said = |name: &str| {
            let mut problems = Diagnostics::default();
            lookalike(name, &Span::at(&file, 1, 1), &mut problems);
            problems.0.pop().map(|found| (found.message, found.suggestion.map(|suggestion| suggestion.text)))
        };
        for (name, letter, latin) in [
            ("Сurrency", "`С` (U+0421)", Some("Currency")),
            ("сatalog_position_id", "`с` (U+0441)", Some("catalog_position_id")),
            ("рrice", "`р` (U+0440)", Some("price")),
            ("Νame", "`Ν` (U+039D)", Some("Name")),
            ("Іd", "`І` (U+0406)", Some("Id")),
            ("price_ж", "`ж` (U+0436)", None),
        ] {
            let (message, suggestion) = said(name).expect("a finding");
            assert!(message.contains(letter), "{message}");
            assert_eq!(suggestion.as_deref(), latin, "{name}");
        }
        for fine in ["Currency", "Цена", "цена_2", "größe", "x-y"] {
            assert_eq!(said(fine), None, "{fine}");
        }
    }
}
