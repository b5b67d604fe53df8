//! Tuples: lists with a type a place.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Element, ModelKind};
use crate::names;
use crate::node::{Node, Value};
use crate::read::docs::docs;
use crate::read::shape::part;

const ORDINALS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// The kind of a component with `prefixItems`. The first `minItems` places are always there, the others may be missing.
pub(super) fn read(node: &Node) -> Result<ModelKind, Diagnostics> {
    let list = node.require("prefixItems")?;
    if let Some(rest) = node.get("items").filter(|rest| !matches!(rest.value, Value::Bool(false))) {
        let message = "a list has a type a place, or one type for all of them, not both";
        let found = Diagnostic::at(Code::UnsupportedSchema, &rest.span, message);
        return Err(found.help("write `items: false`; what a reply has behind the last place is ignored").into());
    }
    let least = node.get("minItems").map(Node::integer).transpose()?.unwrap_or_default();
    let least = usize::try_from(least).unwrap_or_default();
    let mut problems = Diagnostics::default();
    let mut elements: Vec<Element> = Vec::new();
    for (index, item) in list.array()?.iter().enumerate() {
        let Some(shape) = problems.keep(part(item)) else { continue };
        let rust = match item.get("x-rust-name") {
            Some(name) => name.str()?.to_owned(),
            None => ORDINALS.get(index).map_or_else(|| format!("element_{}", index + 1), |name| (*name).to_owned()),
        };
        if !names::is_field_name(&rust) {
            let message = format!("expected a snake_case name in ASCII, found `{rust}`");
            problems.push(Diagnostic::at(Code::FieldName, &item.span, message));
        }
        if elements.iter().any(|other| other.rust == rust) {
            let message = format!("two places are called `{rust}`");
            let found = Diagnostic::at(Code::NameCollision, &item.span, message);
            problems.push(found.help("give one of them another `x-rust-name`"));
        }
        elements.push(Element { rust, shape, required: index < least, boxed: false, docs: docs(item)? });
    }
    if elements.is_empty() && problems.0.is_empty() {
        problems.push(list.expected(Code::UnsupportedSchema, "at least one place"));
    }
    problems.finish(ModelKind::Tuple { elements })
}
