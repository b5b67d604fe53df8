//! Parts whose types have no value in common: what stands beside a `$ref`, in `allOf`, and beside the alternatives of a union.

use std::collections::HashMap;

use super::merge::{DEEPEST, UNIONS};
use super::{Pass, is_null};
use crate::check::fitting::types_said;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::node::{Node, Value};

/// JSON types, a bit each. Whole numbers are numbers.
type Types = u8;

const ALL: Types = 0x7f;
const NULL: Types = 1 << 6;
const NUMBER: Types = 0b110;
const NAMES: [(&str, Types); 7] = [
    ("string", 1),
    ("integer", 0b10),
    ("number", NUMBER),
    ("boolean", 1 << 3),
    ("array", 1 << 4),
    ("object", 1 << 5),
    ("null", NULL),
];

/// The types of components by name. One that is being looked at has all of them until it is known.
pub(super) type Known = HashMap<String, Types>;

impl Pass<'_> {
    /// Refuses a schema whose parts are of different types: whichever were taken, the other would be wrong without a word.
    pub(super) fn some_value_fits(&self, node: &Node) -> Result<(), Diagnostic> {
        let mut whole = (said(node), node.get("type").map_or(&node.span, |types| &types.span));
        let reference = node.get("$ref").map(|reference| (self.referred(reference, 0), &reference.span));
        let parts = list(node, "allOf").iter().map(|part| (self.types(part, 0), &part.span));
        for part in reference.into_iter().chain(parts) {
            let both = whole.0 & part.0;
            if is_none(both, whole.0, part.0) {
                return Err(conflict(part, whole));
            }
            whole = if both == whole.0 { whole } else { (both, part.1) };
        }
        for item in UNIONS.into_iter().flat_map(|key| list(node, key)).filter(|item| !is_null(item)) {
            let types = self.types(item, 0);
            if is_none(whole.0 & types, whole.0, types) {
                return Err(conflict((types, &item.span), whole));
            }
        }
        Ok(())
    }

    /// The types that every part of a schema allows.
    fn types(&self, node: &Node, depth: usize) -> Types {
        if depth > DEEPEST {
            return ALL;
        }
        let referred = node.get("$ref").map_or(ALL, |reference| self.referred(reference, depth));
        let parts = list(node, "allOf").iter().map(|part| self.types(part, depth + 1));
        let unions = UNIONS.into_iter().map(|key| list(node, key)).filter(|list| !list.is_empty());
        let unions = unions.map(|list| list.iter().fold(0, |any, item| any | self.types(item, depth + 1)));
        parts.chain(unions).fold(said(node) & referred, |all, part| all & part)
    }

    fn referred(&self, reference: &Node, depth: usize) -> Types {
        let Ok((name, component)) = self.component(reference) else { return ALL };
        if let Some(known) = self.types.borrow().get(name) {
            return *known;
        }
        self.types.borrow_mut().insert(name.to_owned(), ALL);
        let types = self.types(component, depth + 1);
        self.types.borrow_mut().insert(name.to_owned(), types);
        types
    }
}

/// What a schema says by itself: its types with those that are read too, or those of its values.
fn said(node: &Node) -> Types {
    let mut values = list(node, "enum").iter().chain(node.get("const")).map(of_value).peekable();
    let nullable = if node.get("nullable").is_some() { NULL } else { 0 };
    match types_said(node) {
        Some(types) => types.into_iter().map(named).fold(nullable, |any, bits| any | bits),
        None if values.peek().is_some() => values.fold(nullable, |any, bits| any | bits),
        None => ALL,
    }
}

fn named(name: &str) -> Types {
    NAMES.iter().find(|(known, _)| *known == name).map_or(ALL, |(_, bits)| *bits)
}

fn of_value(value: &Node) -> Types {
    match &value.value {
        Value::String(_) => named("string"),
        Value::Number(_) => NUMBER,
        Value::Bool(_) => named("boolean"),
        Value::Array(_) => named("array"),
        Value::Object(_) => named("object"),
        Value::Null => NULL,
        Value::Json(_) | Value::Invalid => ALL,
    }
}

/// Whether nothing, or only null, is left of two schemas of which neither is only null.
fn is_none(both: Types, first: Types, second: Types) -> bool {
    both & !NULL == 0 && first & !NULL != 0 && second & !NULL != 0
}

fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(|list| list.array().ok()).unwrap_or_default()
}

fn conflict((types, span): (Types, &Span), (others, other): (Types, &Span)) -> Diagnostic {
    let message = format!("no value fits: this is {}, and what it stands with is {}", article(types), article(others));
    let found = Diagnostic::at(Code::AllOfConflict, span, message).also(other, "what it stands with");
    found.help("let both have one type, or remove one of them")
}

/// `an object`, `a string or a number`.
fn article(types: Types) -> String {
    let is_there = |(name, bits): &&(&str, Types)| match *name {
        "integer" => types & NUMBER == *bits,
        "null" => false,
        _ => types & bits == *bits,
    };
    let names = NAMES.iter().filter(is_there).map(|(name, _)| match *name {
        "integer" | "array" | "object" => format!("an {name}"),
        _ => format!("a {name}"),
    });
    names.collect::<Vec<_>>().join(" or ")
}
