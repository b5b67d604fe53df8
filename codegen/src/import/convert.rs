//! What the conventions ask of a spec and a vendor's document does not have: ids, tags, safety, names, formats of numbers. No schema
//! loses anything; extensions of others, and schemes of credentials that need a person at a browser, are left out.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};

use super::made::{object, string};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::grammar::{self, Kind, Place};
use crate::openapi::types::types;

/// A document that has what the conventions ask for, and the components that got another name.
#[must_use]
pub(crate) fn convert(document: &Node) -> (Node, BTreeMap<String, String>) {
    let renamed = component_names(document);
    let document = with_references(document, &renamed);
    let bare = grammar::rebuild(&document, Kind::Document, &|place, node| part(place, &node));
    let mut tags = Tags::default();
    for tag in bare.get("tags").and_then(|tags| tags.array().ok()).unwrap_or_default() {
        let text = |key: &str| tag.get(key).and_then(|text| text.str().ok()).unwrap_or_default();
        tags.add(text("name"), text("description"));
    }
    let mut ids = BTreeSet::new();
    let paths = bare.get("paths").map(|paths| {
        paths.map(|path, item| {
            item.map(|method, node| match METHODS.contains(&method) {
                true => operation(path, method, node, &mut tags, &mut ids),
                false => node.clone(),
            })
        })
    });
    let span = bare.span.clone();
    let bare = match paths {
        Some(paths) => bare.with("paths", paths),
        None => bare,
    };
    let bare = match bare.get("servers").map(servers) {
        Some(servers) if servers.array().is_ok_and(|all| !all.is_empty()) => bare.with("servers", servers),
        Some(_) => bare.without(&["servers"]),
        None => bare,
    };
    let info = bare.get("info").cloned().unwrap_or_else(|| object(&span, Vec::new()));
    let is_described = info.get("description").and_then(|text| text.str().ok()).is_some_and(|text| !text.is_empty());
    let bare = match (is_described, info.get("title").cloned()) {
        (false, Some(title)) => bare.with("info", info.with("description", title)),
        _ => bare,
    };
    (bare.with("tags", Node::new(&span, Value::Array(tags.nodes))), renamed)
}

/// The names of components that are none in Rust, with better ones.
fn component_names(document: &Node) -> BTreeMap<String, String> {
    let schemas = document.get("components").and_then(|all| all.get("schemas")).map(Node::entries).unwrap_or_default();
    let (mut taken, mut renamed) = (BTreeSet::new(), BTreeMap::new());
    for entry in schemas {
        let name = unique(&pascal(&entry.key, "Model"), &mut taken);
        if name != entry.key {
            renamed.insert(entry.key.clone(), name);
        }
    }
    renamed
}

/// The document whose discriminators say which value stands for which schema: without that, the names would be the values.
fn with_mappings(document: &Node) -> Node {
    let schemas = document.get("components").and_then(|all| all.get("schemas")).map(Node::entries).unwrap_or_default();
    let name = |node: &Node| {
        let text = node.get("$ref").and_then(|text| text.str().ok())?;
        Some(text.strip_prefix("#/components/schemas/")?.to_owned())
    };
    let parts = |node: &Node, key: &str| -> Vec<String> {
        node.get(key).and_then(|list| list.array().ok()).unwrap_or_default().iter().filter_map(name).collect()
    };
    let extending = |base: &str| -> Vec<String> {
        let extends = |entry: &&Entry| parts(&entry.value, "allOf").iter().any(|name| name == base);
        schemas.iter().filter(extends).map(|entry| entry.key.clone()).collect()
    };
    grammar::rebuild(document, Kind::Document, &|place, node| {
        let Some(discriminator) = node.get("discriminator").filter(|_| place.kind == Kind::Schema).cloned() else {
            return node;
        };
        let alternatives: Vec<String> = ["oneOf", "anyOf"].iter().flat_map(|key| parts(&node, key)).collect();
        let own = place.entry.filter(|_| place.under == "schemas").map(|entry| entry.key.clone());
        let all = match (alternatives.is_empty(), own) {
            (true, Some(own)) => extending(&own),
            _ => alternatives,
        };
        if all.is_empty() || discriminator.get("mapping").is_some() || discriminator.get("propertyName").is_none() {
            return node;
        }
        let span = discriminator.span.clone();
        let reference = |name: &str| string(&span, &format!("#/components/schemas/{name}"));
        let mapping = object(&span, all.iter().map(|name| (name.as_str(), reference(name))));
        node.with("discriminator", discriminator.with("mapping", mapping))
    })
}

/// The document with other names of its schemas.
pub(super) fn with_references(node: &Node, renamed: &BTreeMap<String, String>) -> Node {
    fn visit(node: &Node, renamed: &BTreeMap<String, String>) -> Node {
        match &node.value {
            Value::String(text) => {
                let name = text.strip_prefix("#/components/schemas/").and_then(|name| renamed.get(name));
                name.map_or_else(
                    || node.clone(),
                    |name| Node::string(&node.span, format!("#/components/schemas/{name}")),
                )
            }
            Value::Array(_) => node.map_items(|_, item| visit(item, renamed)),
            Value::Object(_) => node.map(|_, value| visit(value, renamed)),
            _ => node.clone(),
        }
    }
    if renamed.is_empty() {
        return node.clone();
    }
    visit(&with_mappings(node), renamed).map(|key, value| match key {
        "components" => value.map(|key, section| match (key, &section.value) {
            ("schemas", Value::Object(entries)) => {
                let entries = entries.iter().map(|entry| Entry {
                    key: renamed.get(&entry.key).cloned().unwrap_or_else(|| entry.key.clone()),
                    ..entry.clone()
                });
                Node::new(&section.span, Value::Object(entries.collect()))
            }
            _ => section.clone(),
        }),
        _ => value.clone(),
    })
}

/// The tags, each with a name that is one in Rust.
#[derive(Default)]
struct Tags {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    nodes: Vec<Node>,
}

impl Tags {
    fn add(&mut self, name: &str, description: &str) -> String {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let rust = unique(&snake(name, "group"), &mut self.taken);
        let span = super::made::nowhere();
        let description = if description.is_empty() { name } else { description };
        self.nodes.push(object(&span, [("name", string(&span, &rust)), ("description", string(&span, description))]));
        self.names.insert(name.to_owned(), rust.clone());
        rust
    }
}

fn operation(path: &str, method: &str, node: &Node, tags: &mut Tags, ids: &mut BTreeSet<String>) -> Node {
    let text = |key: &str| node.get(key).and_then(|text| text.str().ok()).unwrap_or_default().to_owned();
    let tag = node.get("tags").and_then(|tags| tags.array().ok()?.first()?.str().ok()).unwrap_or("operations");
    let group = tags.add(tag, "");
    let said = match text("operationId") {
        id if id.is_empty() => format!("{method} {path}"),
        id => id,
    };
    let id = unique(&format!("{group}_{}", snake(&said, "call")), ids);
    let span = &node.span;
    let summary = match text("summary") {
        summary if summary.is_empty() => said,
        summary => summary,
    };
    let node = node.clone().with("tags", Node::new(span, Value::Array(vec![string(span, &group)])));
    node.with("operationId", string(span, &id))
        .with("x-safety", string(span, safety(method, path)))
        .with("summary", string(span, &summary))
}

/// What a method does by HTTP; one that is called by POST alone says it by the last word of its path, and only a word that can mean
/// nothing else is a read: a write that is taken for one is sent twice.
pub(super) fn safety(method: &str, path: &str) -> &'static str {
    const OTHER: [&str; 14] = [
        "add", "and", "clear", "create", "delete", "edit", "insert", "lock", "next", "or", "remove", "reserve", "set",
        "update",
    ];
    let word = path.rsplit(['/', ':']).next().unwrap_or_default().to_snake_case();
    let words: Vec<&str> = word.split('_').collect();
    let is_read = match words.as_slice() {
        ["list" | "search" | "find" | "count"] => true,
        ["get", rest @ ..] => !rest.iter().any(|word| OTHER.contains(word)),
        _ => false,
    };
    match method {
        "get" | "head" | "options" | "trace" => "read",
        "put" | "delete" => "idempotent",
        _ if is_read => "read",
        _ => "write",
    }
}

/// Addresses by https; where there is none, the caller gives it.
fn servers(servers: &Node) -> Node {
    let is_https = |server: &&Node| {
        server.get("url").and_then(|url| url.str().ok()).is_some_and(|url| url.starts_with("https://"))
    };
    let kept = servers.array().unwrap_or_default().iter().filter(is_https).map(|server| {
        server.map(|key, value| match key {
            "variables" => value.map(|name, variable| {
                let span = &variable.span;
                let parameter = object(span, [("name", string(span, &snake(name, "variable")))]);
                variable.clone().with("x-client-parameter", parameter)
            }),
            _ => value.clone(),
        })
    });
    Node::new(&servers.span, Value::Array(kept.collect()))
}

/// A part of the document without the extensions of others.
fn part(place: Place<'_>, node: &Node) -> Node {
    let is_ours = |entry: &&Entry| !entry.key.starts_with("x-");
    let is_named = |entry: &&Entry| place.kind == Kind::Components || is_ours(entry);
    let node = match &node.value {
        Value::Object(entries) => {
            Node::new(&node.span, Value::Object(entries.iter().filter(is_named).cloned().collect()))
        }
        _ => return node.clone(),
    };
    match place.kind {
        Kind::Schema => schema(node),
        Kind::SecurityScheme => credential(&node, place.entry.map_or("", |entry| &entry.key)),
        _ => node,
    }
}

/// A credential with a setter; a token that a person fetches in a browser is a bearer token to us.
fn credential(node: &Node, name: &str) -> Node {
    let span = &node.span;
    let by_browser = node
        .get("type")
        .and_then(|kind| kind.str().ok())
        .is_some_and(|kind| matches!(kind, "oauth2" | "openIdConnect"));
    let node = match by_browser {
        true => object(span, [("type", string(span, "http")), ("scheme", string(span, "bearer"))]),
        false => node.clone(),
    };
    let secret = Node::new(span, Value::Bool(true));
    let parameter = object(span, [("name", string(span, &snake(name, "credential"))), ("secret", secret)]);
    node.with("x-client-parameter", parameter)
}

/// Formats of numbers, names of members and of values.
fn schema(node: Node) -> Node {
    let span = node.span.clone();
    let is = |kind: &str| types(&node).any(|one| one == kind);
    let fixed = node.get("enum").is_some() || node.get("const").is_some();
    let format = node.get("format").and_then(|format| format.str().ok()).unwrap_or_default();
    let whole = ["int32", "int64", "unix-time", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "uint"];
    let right = match () {
        () if is("string") || fixed => None,
        () if is("number") => Some("decimal"),
        () if is("integer") && !whole.contains(&format) => Some("int64"),
        () => None,
    };
    let values = node.get("enum").and_then(|values| value_names(values, &span));
    let node = match right {
        Some(right) => node.with("format", string(&span, right)),
        None => node,
    };
    let node = match values {
        Some(values) => node.with("x-enum", object(&span, [("values", values)])),
        None => node,
    };
    match node.get("properties").map(member_names) {
        Some(properties) => node.with("properties", properties),
        None => node,
    }
}

/// Members whose wire names are no names in Rust get one.
fn member_names(properties: &Node) -> Node {
    let mut taken = BTreeSet::new();
    properties.map(|name, property| {
        let rust = snake(name, "member");
        let free = unique(&rust, &mut taken);
        let odd = !name.is_ascii() || free != rust || name.starts_with(|c: char| !c.is_ascii_alphabetic());
        match (&property.value, odd) {
            (Value::Object(_), true) => property.clone().with("x-rust-name", string(&property.span, &free)),
            _ => property.clone(),
        }
    })
}

/// Values of an enum that are no names in Rust get one.
fn value_names(values: &Node, span: &crate::diagnostic::Span) -> Option<Node> {
    let mut taken = BTreeSet::new();
    let mut named = Vec::new();
    let texts = values.array().ok()?.iter().filter_map(|value| match &value.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    });
    let mut is_odd = false;
    for text in texts {
        let rust = unique(&pascal(&text, "Value"), &mut taken);
        is_odd |= rust != names::pascal(&text) || !text.is_ascii() || names::is_taken_variant(&rust);
        named.push((text, object(span, [("rust-name", string(span, &rust))])));
    }
    // What the generator makes of them by itself is not said.
    let entries = named.into_iter().map(|(key, value)| Entry { key, key_span: span.clone(), value });
    is_odd.then(|| Node::new(span, Value::Object(entries.collect())))
}

/// The same, or with a number behind it.
pub(super) fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let free = names::free(name, "", |name| taken.contains(name));
    taken.insert(free.clone());
    free
}

fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

pub(super) fn snake(name: &str, other: &str) -> String {
    let text = ascii(name).to_snake_case();
    match text.starts_with(|c: char| c.is_ascii_lowercase()) {
        true if names::is_keyword(&text) || names::method(&text) != text => format!("{text}_{other}"),
        true => text,
        false => format!("{other}_{text}").trim_end_matches('_').to_owned(),
    }
}

pub(super) fn pascal(name: &str, other: &str) -> String {
    let text = ascii(name).to_pascal_case();
    let clear = if text.starts_with(|c: char| c.is_ascii_uppercase()) { text } else { format!("{other}{text}") };
    match names::is_taken(&clear) || names::is_taken_variant(&clear) || clear == "Self" {
        true => format!("{clear}{other}"),
        false => clear,
    }
}
