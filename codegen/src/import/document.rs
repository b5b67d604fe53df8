//! The document, made ready: its operations, and what they share where they use it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::made::string;
use super::replies::{alternatives, success};
use super::{Report, envelope};
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::media::chosen;
use crate::openapi::references::{Components, parse};

/// An operation of the document.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) node: &'a Node,
    /// How often each schema is referred to.
    pub(super) uses: Rc<BTreeMap<String, usize>>,
}

pub(super) fn operations(document: &Node) -> Vec<Operation<'_>> {
    fn visit(node: &Node, uses: &mut BTreeMap<String, usize>) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| visit(item, uses)),
            Value::Object(entries) => entries.iter().for_each(|entry| visit(&entry.value, uses)),
            Value::String(text) => {
                if let Some(name) = text.strip_prefix("#/components/schemas/") {
                    *uses.entry(name.to_owned()).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let mut uses = BTreeMap::new();
    visit(document, &mut uses);
    let uses = Rc::new(uses);
    let mut found = Vec::new();
    for path in document.get("paths").map(Node::entries).unwrap_or_default() {
        for operation in path.value.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            let (path, method, node) = (path.key.as_str(), operation.key.as_str(), &operation.value);
            found.push(Operation { path, method, node, uses: uses.clone() });
        }
    }
    found
}

/// The failure that nearly all replies of the document may be.
pub(super) fn failure_of(document: &Node) -> Option<String> {
    let envelope = envelope::detect(document)?;
    Some(envelope.get("failure")?.str().ok()?.to_owned())
}

/// The document with its shared parameters, responses, bodies and headers where they are used.
pub(super) fn inlined(document: &Node) -> Node {
    fn visit(node: &Node, components: &Components<'_>) -> Node {
        match &node.value {
            Value::Array(_) => node.map_items(|_, item| visit(item, components)),
            Value::Object(_) => {
                let reference = node.get("$ref").and_then(|text| parse(text.str().ok()?));
                match reference.filter(|(section, _)| *section != "schemas").and_then(|name| components.get(name)) {
                    Some(there) => visit(there, components),
                    None => node.map(|key, value| match key {
                        "content" => visit(&one_media_type(value), components),
                        _ => visit(value, components),
                    }),
                }
            }
            _ => node.clone(),
        }
    }
    let components = Components::of(document);
    document.map(|key, value| match key {
        "paths" => value.map(|_, item| {
            // What all methods of a path share belongs to each.
            let item = visit(item, &components);
            let Some(shared) = item.get("parameters").and_then(|list| list.array().ok()).map(<[Node]>::to_vec) else {
                return item;
            };
            item.without(&["parameters"]).map(|method, operation| match METHODS.contains(&method) {
                true => {
                    let own = operation.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
                    let is_same = |a: &Node, b: &Node| {
                        ["name", "in"]
                            .iter()
                            .all(|key| matches!((a.get(key), b.get(key)), (Some(a), Some(b)) if a.same(b)))
                    };
                    let rest = own.iter().filter(|one| !shared.iter().any(|other| is_same(one, other)));
                    let shared = shared.iter().map(|one| own.iter().find(|other| is_same(one, other)).unwrap_or(one));
                    let all = shared.chain(rest).cloned().collect();
                    operation.clone().with("parameters", Node::new(&operation.span, Value::Array(all)))
                }
                false => operation.clone(),
            })
        }),
        "components" => {
            let kept = value.entries().iter().filter(|entry| matches!(&*entry.key, "schemas" | "securitySchemes"));
            Node::new(&value.span, Value::Object(kept.cloned().collect()))
        }
        _ => value.clone(),
    })
}

/// The media type of a body that is used, where the others have the same schema.
fn one_media_type(content: &Node) -> Node {
    let Some(chosen) = chosen(content) else { return content.clone() };
    let schema = |entry: &Entry| entry.value.get("schema").cloned();
    let is_same = |entry: &Entry| match (schema(entry), schema(chosen)) {
        (Some(a), Some(b)) => a.same(&b),
        _ => false,
    };
    match content.entries().iter().all(is_same) {
        true => Node::new(&content.span, Value::Object(vec![chosen.clone()])),
        false => content.clone(),
    }
}

/// The document whose successes say that they are ones: by that they are told from the failure.
pub(super) fn with_flags(document: &Node, flag: &str, failure: Option<&str>) -> Node {
    let components = Components::of(document);
    let mut successes = BTreeSet::new();
    for operation in operations(document) {
        let Some((_, schema)) = success(operation.node, &components) else { continue };
        let named = alternatives(schema).iter().filter_map(component_of).filter(|name| Some(*name) != failure);
        successes.extend(named.map(str::to_owned));
    }
    let is_boolean =
        |member: &Node| member.get("type").is_some_and(|kind| kind.str().is_ok_and(|kind| kind == "boolean"));
    let marked = |schema: &Node| {
        let Some(member) = schema.get("properties").and_then(|members| members.get(flag)).filter(|one| is_boolean(one))
        else {
            return schema.clone();
        };
        let span = &member.span;
        let member = member.without(&["readOnly"]).with("const", Node::new(span, Value::Bool(true)));
        let members = schema.get("properties").cloned().map(|members| members.with(flag, member));
        let required = Node::new(span, Value::Array(vec![string(span, flag)]));
        let schema =
            if schema.get("required").is_some() { schema.clone() } else { schema.clone().with("required", required) };
        match members {
            Some(members) => schema.with("properties", members),
            None => schema,
        }
    };
    document.map(|key, value| match key {
        "components" => value.map(|section, all| match section {
            "schemas" => all.map(|name, schema| if successes.contains(name) { marked(schema) } else { schema.clone() }),
            _ => all.clone(),
        }),
        _ => value.clone(),
    })
}

/// What the vendor's document says of credentials stays, and so do the specs' servers.
pub(super) fn without_security(document: &Node, is_known: bool, report: &mut Report) -> Node {
    if !is_known {
        return document.clone();
    }
    let document = document.map(|key, value| match key {
        "paths" => value.map(|path, item| {
            item.map(|_, operation| {
                if operation.get("security").is_some() {
                    report.leave_out("`security` of an operation, since that of the specs counts", format!("`{path}`"));
                }
                operation.without(&["security"])
            })
        }),
        "components" => value.without(&["securitySchemes"]),
        _ => value.clone(),
    });
    document.without(&["security"])
}

pub(super) fn component_of(node: &Node) -> Option<&str> {
    parse(node.get("$ref")?.str().ok()?).filter(|(section, _)| *section == "schemas").map(|(_, name)| name)
}

/// A path as it is compared: a vendor may spell it in several ways, and call its parameters anything.
pub(super) fn alike(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.split_once('{') {
        Some((before, rest)) => format!("{before}{{}}{}", rest.split_once('}').map_or("", |(_, after)| after)),
        None => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/").to_ascii_lowercase()
}
