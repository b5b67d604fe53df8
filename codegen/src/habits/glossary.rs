//! Members that mean the same everywhere: a property takes from the glossary what it does not say itself.

use super::holes::Holes;
use super::places::moved;
use crate::diagnostic::Diagnostics;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Holds, Kind, holds};
use crate::openapi::types::besides_null;

/// The glossary of a vendor: schemas by the names of properties.
pub(super) struct Glossary<'a> {
    /// The file that it stands in.
    pub(super) file: &'a str,
    pub(super) words: &'a [Entry],
}

impl Glossary<'_> {
    /// A schema of the file `file` with its properties, and those below them, completed. `used` gets the names that were.
    pub(super) fn applied(
        &self,
        schema: &Node,
        file: &str,
        holes: &Holes,
        used: &mut impl FnMut(&str),
        problems: &mut Diagnostics,
    ) -> Node {
        schema.map(|key, value| match holds(Kind::Schema, key) {
            Some(Holds::One(Kind::Schema)) => self.applied(value, file, holes, used, problems),
            Some(Holds::List(Kind::Schema)) => {
                value.map_items(|_, item| self.applied(item, file, holes, used, problems))
            }
            Some(Holds::Map(Kind::Schema)) => value.map(|name, inner| {
                let inner = self.applied(inner, file, holes, used, problems);
                match self.words.iter().find(|word| key == "properties" && word.key == name) {
                    Some(word) => match completed(&inner, &word.value) {
                        Some(whole) => {
                            used(name);
                            let filled = holes.fill(&moved(&whole, self.file, file), problems);
                            with_own(&inner, filled)
                        }
                        None => inner,
                    },
                    None => inner,
                }
            }),
            _ => value.clone(),
        })
    }
}

/// What the glossary adds to a property; nothing where the property is of another type, or says all itself.
fn completed(property: &Node, meaning: &Node) -> Option<Node> {
    let Value::Object(own) = &property.value else { return None };
    let says = |key: &str| own.iter().any(|entry| entry.key == key);
    // What stands beside a union or a reference would restrict it.
    let is_another = ["$ref", "oneOf", "anyOf", "allOf", "enum", "const"].iter().any(|key| says(key));
    let differs = match (besides_null(property), besides_null(meaning)) {
        (Some(own), Some(other)) => own != other,
        _ => false,
    };
    if differs {
        return None;
    }
    let is_beside = |key: &str| key == "description" || key.starts_with("x-");
    // What says its own type is not restricted by others.
    let is_free =
        |key: &str| is_beside(key) || ["type", "format", "items", "example", "title", "deprecated"].contains(&key);
    let is_typed = says("type");
    let fits = |entry: &&Entry| {
        !says(&entry.key) && (!is_another || is_beside(&entry.key)) && (!is_typed || is_free(&entry.key))
    };
    let added: Vec<Entry> = meaning.entries().iter().filter(fits).cloned().collect();
    (!added.is_empty()).then(|| Node::new(&property.span, Value::Object(added)))
}

/// The members of a property and those that were added.
fn with_own(property: &Node, added: Node) -> Node {
    let Value::Object(added) = added.value else { return property.clone() };
    let is_type = |entry: &&Entry| matches!(&*entry.key, "type" | "format" | "$ref");
    // In the order in which a person writes them.
    let types = added.iter().filter(is_type).chain(property.entries().iter()).cloned();
    let rest = added.iter().filter(|entry| !is_type(entry)).cloned();
    Node::new(&property.span, Value::Object(types.chain(rest).collect()))
}
