//! Schemas in the few forms that the models know. What OpenAPI says in several ways is said in one afterwards:
//!
//! - a component is an object with `properties`, an `enum`, a union (`oneOf` with two alternatives or more), a tuple
//!   (`prefixItems`), or another name for a value;
//! - a value is a reference, a scalar, a list, a map or any JSON, and each of these may be null;
//! - `allOf` is merged; an object, enum, union or tuple that stands inside another schema is a component of its own, named
//!   `<Parent><Property>`, `<Parent>Item` in a list and `<Parent>Value` in a map.

mod merge;
mod unions;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::refs;

/// Where components are referred to.
pub(crate) const REF_PREFIX: &str = "#/components/schemas/";

/// Keywords that describe or mark a member and leave its type alone; of the extensions, only `x-enum` shapes a type.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "$comment",
];

/// The document with its schemas simplified. What cannot be is [`Value::Invalid`] in it.
pub fn simplify(document: &Node, problems: &mut Diagnostics) -> Node {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let Some(schemas) = schemas else { return document.clone() };
    let mut pass = Pass {
        schemas: schemas.entries(),
        taken: schemas.entries().iter().map(|entry| (entry.key.clone(), entry.key_span.clone())).collect(),
        done: BTreeMap::new(),
        problems: Diagnostics::default(),
    };
    for entry in schemas.entries() {
        let value = pass.schema(&entry.value, &entry.key);
        pass.done.insert(entry.key.clone(), entry.holding(value));
    }
    let parameters = |node: &Node, pass: &mut Pass<'_>, name: &str| {
        node.map(|key, value| match key {
            "parameters" => value.map_items(|_, parameter| pass.parameter(parameter, name)),
            _ => value.clone(),
        })
    };
    let mut paths = document.get("paths").map(|paths| {
        paths.map(|path, item| {
            let item = item.map(|_, operation| {
                let id = operation.get("operationId").and_then(|id| id.str().ok());
                id.map_or_else(|| operation.clone(), |id| parameters(operation, &mut pass, &names::pascal(id)))
            });
            parameters(&item, &mut pass, &names::pascal(&names::transliterated(path)))
        })
    });
    let shared = document.get("components").and_then(|components| components.get("parameters"));
    let mut shared = shared.map(|shared| shared.map(|_, parameter| pass.parameter(parameter, "")));
    problems.extend(pass.problems);
    let mut schemas = Some(Node::new(&schemas.span, Value::Object(pass.done.into_values().collect())));
    // Each part is copied or replaced once: together they are the whole document.
    document.map(|key, value| {
        match key {
            "paths" => paths.take(),
            "components" => Some(value.map(|section, value| {
                match section {
                    "schemas" => schemas.take(),
                    "parameters" => shared.take(),
                    _ => None,
                }
                .unwrap_or_else(|| value.clone())
            })),
            _ => None,
        }
        .unwrap_or_else(|| value.clone())
    })
}

struct Pass<'a> {
    /// The components as the bundle has them.
    schemas: &'a [Entry],
    /// Names of components, with where each comes from.
    taken: BTreeMap<String, Span>,
    /// The components as they are now.
    done: BTreeMap<String, Entry>,
    problems: Diagnostics,
}

impl Pass<'_> {
    /// A schema whose parts are values; `name` is the component that it is or would be.
    fn schema(&mut self, node: &Node, name: &str) -> Node {
        let Value::Object(_) = node.value else { return node.clone() };
        let merged = self.merged(node, &mut Vec::new());
        let Some(node) = self.problems.keep(merged) else { return Node::new(&node.span, Value::Invalid) };
        let node = unions::by_type(&node);
        for key in ["oneOf", "anyOf"] {
            if let Some(list) = node.get(key) {
                return self.union(&node, key, list, name);
            }
        }
        node.map(|key, value| match key {
            "properties" => value.map(|property, value| self.value(value, &member_name(name, property, value))),
            "items" => self.value(value, &format!("{name}Item")),
            "additionalProperties" => self.value(value, &format!("{name}Value")),
            "prefixItems" => value.map_items(|index, value| self.value(value, &format!("{name}Item{}", index + 1))),
            _ => value.clone(),
        })
    }

    /// A schema inside another one: what needs a type of its own becomes the component `name`.
    fn value(&mut self, node: &Node, name: &str) -> Node {
        let node = self.schema(node, name);
        if !is_named(&node) {
            return node;
        }
        let Value::Object(entries) = &node.value else { return node };
        if let Some(other) = self.taken.insert(name.to_owned(), node.span.clone()) {
            let message = format!("the schema here would be called `{name}`, which is the name of another one");
            let found = Diagnostic::at(Code::InlineSchema, &node.span, message).also(&other, "the other one");
            self.problems.push(found.help("move it to schemas/<topic>.yaml#/<Name> and refer to it by `$ref`"));
            return Node::new(&node.span, Value::Invalid);
        }
        let (marks, shape): (Vec<_>, Vec<_>) = entries.iter().cloned().partition(|entry| is_annotation(&entry.key));
        let mut component = shape;
        component.extend(marks.iter().find(|entry| entry.key == "description").cloned());
        let value = Node::new(&node.span, Value::Object(component));
        let key_span = node.span.clone();
        self.done.insert(name.to_owned(), Entry { key: name.to_owned(), key_span, value });
        let reference = Node::string(&node.span, format!("{REF_PREFIX}{name}"));
        Node::new(&node.span, Value::Object(marks)).with("$ref", reference)
    }

    /// A parameter whose enum is a component, named `<Operation><Parameter>`.
    fn parameter(&mut self, node: &Node, owner: &str) -> Node {
        let (Some(schema), Some(Ok(name))) = (node.get("schema"), node.get("name").map(Node::str)) else {
            return node.clone();
        };
        let is_enum = |schema: &Node| schema.get("enum").is_some();
        if !is_enum(schema) && !schema.get("items").is_some_and(is_enum) {
            return node.clone();
        }
        node.with("schema", self.value(schema, &member_name(owner, name, node)))
    }

    /// The component that a reference names, as the bundle has it.
    fn component(&self, reference: &Node) -> Result<(&str, &Node), Diagnostic> {
        let name = reference.str()?.strip_prefix(REF_PREFIX).unwrap_or_default();
        let found = refs::entry(self.schemas, name);
        found
            .map(|entry| (entry.key.as_str(), &entry.value))
            .ok_or_else(|| reference.expected(Code::UnresolvedReference, "a reference to a schema"))
    }
}

/// Whether a schema is of a sort that has a Rust type of its own.
fn is_named(node: &Node) -> bool {
    let union = node.get("oneOf").and_then(|list| list.array().ok());
    ["properties", "enum", "prefixItems"].iter().any(|key| node.get(key).is_some())
        || union.is_some_and(|list| list.iter().filter(|item| !is_null(item)).count() > 1)
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || (key.starts_with("x-") && key != "x-enum")
}

/// `type: 'null'`, or the constant.
pub(crate) fn is_null(node: &Node) -> bool {
    let is_type = node.get("type").is_some_and(|kind| kind.str() == Ok("null"));
    is_type || node.get("const").is_some_and(|value| matches!(value.value, Value::Null))
}

/// `Order` and `unit_price` are `OrderUnitPrice`.
fn member_name(parent: &str, property: &str, node: &Node) -> String {
    let rust = node.get("x-rust-name").and_then(|name| name.str().ok());
    let name = rust.map_or_else(|| names::transliterated(property), str::to_owned);
    // The trailing underscore is the escape of a keyword, which a longer name needs none of.
    format!("{parent}{}", names::pascal(&name).trim_end_matches('_'))
}
