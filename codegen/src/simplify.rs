//! Schemas in the few forms that the models know. What OpenAPI says in several ways is said in one afterwards:
//!
//! - a component is an object with `properties`, an `enum`, a union (`oneOf` with two alternatives or more), a tuple
//!   (`prefixItems`), or another name for a value;
//! - a value is a reference, a scalar, a list, a map or any JSON, and each of these may be null;
//! - `allOf` is merged; an object, enum, union or tuple that stands inside another schema is a component of its own, named
//!   `<Parent><Property>`, `<Parent>Item` in a list and `<Parent>Value` in a map.

mod bases;
mod bodies;
mod conditions;
mod fits_none;
mod merge;
mod nesting;
mod unions;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use crate::check::fitting::of_other_types;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::keywords;

pub(crate) use conditions::FACTS;

/// Where components are referred to.
pub(crate) const REF_PREFIX: &str = "#/components/schemas/";

/// The document with its schemas simplified. What cannot be is [`Value::Invalid`] in it.
pub fn simplify(document: &Node, problems: &mut Diagnostics) -> Node {
    // Inner schemas become components, even the first ones of the document.
    let none = Node::new(&document.span, Value::Object(Vec::new()));
    let components = document.get("components");
    let schemas = components.and_then(|components| components.get("schemas")).unwrap_or(&none);
    let bases = bases::Bases::of(schemas);
    let mut pass = Pass {
        schemas: schemas.entries().iter().map(|entry| (entry.key.as_str(), &entry.value)).collect(),
        taken: schemas.entries().iter().map(|entry| (entry.key.clone(), entry.key_span.clone())).collect(),
        done: BTreeMap::new(),
        resolved: RefCell::default(),
        types: RefCell::default(),
        told: Cell::new(false),
        open: Vec::new(),
        sources: BTreeMap::new(),
        copies: 0,
        most_copies: 5_000 + 2 * count(document),
        problems: Diagnostics::default(),
        bases: &bases,
    };
    let too_deep = nesting::too_deep(&pass.schemas);
    for entry in schemas.entries() {
        if too_deep.contains(entry.key.as_str()) {
            pass.problems.push(match pass.told.replace(true) {
                true => Diagnostic::reported(),
                false => {
                    let message = "the alternatives of this union are unions, and theirs, too many times";
                    let found = Diagnostic::at(Code::SchemaGrowth, &entry.key_span, message);
                    found.help("list the alternatives of the inner unions in the outer one")
                }
            });
            let value = Node::new(&entry.value.span, Value::Invalid);
            pass.done.insert(entry.key.clone(), entry.holding(value));
            continue;
        }
        pass.named(entry);
    }
    let mut paths = document.get("paths").map(|paths| {
        paths.map(|path, item| {
            let item = item.map(|_, operation| {
                let id = operation.get("x-rust-name").or(operation.get("operationId")).and_then(|id| id.str().ok());
                let failure = crate::openapi::extensions::failure(document, operation, path);
                id.map_or_else(|| operation.clone(), |id| pass.operation(operation, &settled(id), failure.as_deref()))
            });
            pass.parameters(&item, &settled(&names::transliterated(path)))
        })
    });
    let declared = |section: &str| document.get("components").and_then(|components| components.get(section));
    let mut shared = declared("parameters").map(|shared| shared.map(|_, parameter| pass.parameter(parameter, "")));
    let failure = crate::openapi::extensions::failure(document, document, "");
    let mut responses = declared("responses")
        .map(|shared| shared.map(|name, node| pass.content(node, &bodies::name(name, "Response"), failure.as_deref())));
    let mut requests = declared("requestBodies")
        .map(|shared| shared.map(|name, node| pass.content(node, &bodies::name(name, "Body"), None)));
    problems.extend(pass.problems);
    let schemas = Node::new(&schemas.span, Value::Object(pass.done.into_values().collect()));
    let mut sections = |section: &str, value: &Node| {
        let simplified = match section {
            "parameters" => shared.take(),
            "responses" => responses.take(),
            "requestBodies" => requests.take(),
            // What is replaced below is not copied.
            "schemas" => Some(none.clone()),
            _ => None,
        };
        simplified.unwrap_or_else(|| value.clone())
    };
    let components = match components {
        Some(Node { value: Value::Invalid, .. }) => return document.clone(),
        Some(components) => components.map(&mut sections).with("schemas", schemas),
        None => none.clone().with("schemas", schemas),
    };
    let document = document.map(|key, value| match key {
        "paths" => paths.take().unwrap_or_else(|| value.clone()),
        "components" => none.clone(),
        _ => value.clone(),
    });
    document.with("components", components)
}

struct Pass<'a> {
    /// The components as the bundle has them.
    schemas: HashMap<&'a str, &'a Node>,
    /// Names of components, with where each comes from.
    taken: BTreeMap<String, Span>,
    /// The components as they are now.
    done: BTreeMap<String, Entry>,
    /// What components say when they are a part of `allOf`.
    resolved: RefCell<HashMap<String, Node>>,
    /// Which types the values of components have.
    types: RefCell<fits_none::Known>,
    /// Whether a schema without an end has been found; what comes of it further on is not told.
    told: Cell<bool>,
    /// The inner schemas that the present one stands in, as they were written, with their names.
    open: Vec<(Node, String)>,
    /// How often each inner schema that was written once has become a component.
    sources: BTreeMap<Span, usize>,
    /// How many components are further ones of an inner schema that was written once.
    copies: usize,
    /// How many there may be: as many as a document of its size could have written down itself.
    most_copies: usize,
    problems: Diagnostics,
    bases: &'a bases::Bases<'a>,
}

/// The nodes of a document.
fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
        _ => 0,
    }
}

impl Pass<'_> {
    /// A schema with a name. The types inside of it are called after its name in Rust.
    fn named(&mut self, entry: &Entry) {
        let rust = entry.value.get("x-rust-name").and_then(|name| name.str().ok());
        let name = rust.filter(|name| names::is_type_name(name)).unwrap_or(&entry.key).to_owned();
        let value = match self.bases.union(entry) {
            Some(union) => {
                if let Some(key) = &union.base {
                    self.finish(key, entry, &bases::without_tag(&entry.value), &format!("{name}Base"));
                }
                self.schema(&union.node, &name)
            }
            None => self.schema(&self.bases.whole(entry), &name),
        };
        self.done.insert(entry.key.clone(), entry.holding(value));
    }

    /// Puts the schema of the members that several share beside the union of those that extend it.
    fn finish(&mut self, key: &str, entry: &Entry, node: &Node, name: &str) {
        if let Some(other) = self.taken.insert(key.to_owned(), entry.key_span.clone()) {
            self.problems.push(taken(key, &entry.key_span, &other));
            return;
        }
        let value = self.schema(node, name);
        let value = if name == key { value } else { value.with("x-rust-name", Node::string(&entry.key_span, name)) };
        self.done.insert(key.to_owned(), Entry { key: key.to_owned(), key_span: entry.key_span.clone(), value });
    }

    /// A schema whose parts are values; `name` is the component that it is or would be.
    fn schema(&mut self, node: &Node, name: &str) -> Node {
        let Value::Object(_) = node.value else { return node.clone() };
        if self.copies > self.most_copies {
            return Node::new(&node.span, Value::Invalid);
        }
        let merged = self.some_value_fits(node).and_then(|()| self.merged(node, &mut Vec::new()));
        let documented = merged.and_then(conditions::documented);
        let Some(node) = self.problems.keep(documented) else { return Node::new(&node.span, Value::Invalid) };
        // They have their finding; the type is what a reader believes.
        let foreign = of_other_types(&node);
        let node = if foreign.is_empty() { node } else { Cow::Owned(node.without(&foreign)) };
        let node = unions::by_type(node);
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
        const INNER: [&str; 7] =
            ["allOf", "properties", "items", "additionalProperties", "prefixItems", "oneOf", "anyOf"];
        if !INNER.iter().any(|key| node.get(key).is_some()) {
            return self.made(node, name);
        }
        let is_here = |(other, _): &&(Node, String)| other.span == node.span && other.same(node);
        let outer = self.open.iter().filter(is_here).count();
        if outer > 0 {
            // By way of `allOf` it is a part of itself. A type is named once; what is none would be written out for ever.
            let known = self.open.iter().find(is_here).map(|(_, known)| known.clone()).unwrap_or_default();
            let merged = self.merged(node, &mut Vec::new());
            let Some(merged) = self.problems.keep(merged) else { return Node::new(&node.span, Value::Invalid) };
            if is_named(&merged) || merged.get("anyOf").is_some() {
                let marks = merged.entries().iter().filter(|entry| is_annotation(&entry.key)).cloned().collect();
                let reference = Node::string(&node.span, format!("{REF_PREFIX}{known}"));
                return Node::new(&node.span, Value::Object(marks)).with("$ref", reference);
            }
            if outer > 1 {
                let found = self.growth(&node.span, "this schema is a part of itself by way of `allOf`");
                self.problems.push(found);
                return Node::new(&node.span, Value::Invalid);
            }
        }
        self.open.push((node.clone(), name.to_owned()));
        let made = self.made(node, name);
        self.open.pop();
        made
    }

    /// The finding about a schema that is written out without end or far too often; the first one is told.
    fn growth(&self, span: &Span, message: &str) -> Diagnostic {
        match self.told.replace(true) {
            true => Diagnostic::reported(),
            false => Diagnostic::at(Code::SchemaGrowth, span, message)
                .note(
                    "what `allOf` refers to is written out in the schema that it stands in, with all that is inside it",
                )
                .help("move what is inside to a schema of its own, and refer to it by `$ref`"),
        }
    }

    fn made(&mut self, written: &Node, name: &str) -> Node {
        let node = self.schema(written, name);
        if !is_named(&node) {
            return node;
        }
        let copies = self.sources.entry(written.span.clone()).or_default();
        *copies += 1;
        self.copies += usize::from(*copies > 1);
        if self.copies > self.most_copies {
            let found =
                self.growth(&written.span, "this schema is written out far more often than the document has schemas");
            self.problems.push(found);
            return Node::new(&node.span, Value::Invalid);
        }
        let Value::Object(entries) = &node.value else { return node };
        if let Some(other) = self.taken.insert(name.to_owned(), node.span.clone()) {
            self.problems.push(taken(name, &node.span, &other));
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

    /// The component that a reference names, as the bundle has it.
    fn component(&self, reference: &Node) -> Result<(&str, &Node), Diagnostic> {
        let name = reference.str()?.strip_prefix(REF_PREFIX).unwrap_or_default();
        let found = self.schemas.get_key_value(name);
        found
            .map(|(name, schema)| (*name, *schema))
            .ok_or_else(|| reference.expected(Code::UnresolvedReference, "a reference to a schema"))
    }
}

fn taken(name: &str, span: &Span, other: &Span) -> Diagnostic {
    let message = format!("the schema here would be called `{name}`, which is the name of another one");
    let found = Diagnostic::at(Code::InlineSchema, span, message).also(other, "the other one");
    found.help("move it to schemas/<topic>.yaml#/<Name> and refer to it by `$ref`")
}

/// Whether a schema is of a sort that has a Rust type of its own.
fn is_named(node: &Node) -> bool {
    let union = node.get("oneOf").and_then(|list| list.array().ok());
    ["properties", "enum", "prefixItems"].iter().any(|key| node.get(key).is_some())
        || union.is_some_and(|list| list.iter().filter(|item| !is_null(item)).count() > 1)
}

/// Whether a keyword says nothing of the values, as those of this pass.
pub(crate) fn is_annotation(key: &str) -> bool {
    key == FACTS || keywords::is_annotation(key)
}

/// `type: 'null'`, or the constant, or the only value.
pub(crate) fn is_null(node: &Node) -> bool {
    let only = |list: &[Node]| !list.is_empty() && list.iter().all(|value| matches!(value.value, Value::Null));
    let is_type = node.get("type").is_some_and(|kind| kind.str() == Ok("null"))
        || node.get("enum").and_then(|list| list.array().ok()).is_some_and(only);
    is_type || node.get("const").is_some_and(|value| matches!(value.value, Value::Null))
}

/// A type name that stays the same when another word follows: two capitals that meet are one word.
fn settled(name: &str) -> String {
    names::pascal(&names::pascal(name))
}

/// `Order` and `unit_price` are `OrderUnitPrice`.
fn member_name(parent: &str, property: &str, node: &Node) -> String {
    let rust = node.get("x-rust-name").and_then(|name| name.str().ok());
    let name = rust.map_or_else(|| names::transliterated(property), str::to_owned);
    // The trailing underscore is the escape of a keyword, which a longer name needs none of.
    let whole = format!("{parent}{}", names::pascal(&name).trim_end_matches('_'));
    // Two capitals that meet are one word.
    match names::pascal(parent) == parent {
        true => names::pascal(&whole),
        false => whole,
    }
}
