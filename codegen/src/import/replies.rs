//! The shapes of replies: what they have in common but the record that they are of.

use std::collections::BTreeMap;

use crate::node::{Node, Value};
use crate::openapi::media::chosen;
use crate::openapi::references::{Components, parse};

/// The success of an operation: its status and schema of JSON.
pub(super) fn success<'a>(operation: &'a Node, components: &Components<'a>) -> Option<(&'a str, &'a Node)> {
    let response = operation.get("responses")?.entries().iter().find(|entry| entry.key.starts_with('2'))?;
    let media = chosen(components.resolve(&response.value).get("content")?)?;
    crate::openapi::media::is_json(&media.key).then_some(())?;
    Some((&response.key, media.value.get("schema")?))
}

/// Whether a success is JSON alone, without headers: what a habit can say.
pub(super) fn is_plain(operation: &Node, components: &Components<'_>) -> bool {
    let responses = operation.get("responses").map(Node::entries).unwrap_or_default();
    let Some(response) = responses.iter().find(|entry| entry.key.starts_with('2')) else { return false };
    let response = components.resolve(&response.value);
    let kinds = response.get("content").map(Node::entries).unwrap_or_default();
    matches!(kinds, [only] if only.key == "application/json") && response.get("headers").is_none()
}

/// The alternatives of a schema, or the schema as the only one.
pub(super) fn alternatives(schema: &Node) -> &[Node] {
    match schema.get("oneOf").and_then(|list| list.array().ok()) {
        Some(list) => list,
        None => std::slice::from_ref(schema),
    }
}

/// A success apart from the record that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// What all replies of the shape share, as a text to compare.
    pub(super) skeleton: String,
    /// The member that holds the record or records.
    pub(super) payload: Option<String>,
    /// Whether it holds a list of them.
    pub(super) is_list: bool,
    /// The component that the record is.
    pub(super) of: Option<String>,
}

impl Shape {
    /// The shape of a success schema; `payload` is where the vendor's replies hold what a caller is after.
    pub(super) fn of(schema: &Node, payload: Option<&str>, components: &Components<'_>) -> Self {
        let whole = components.resolve(schema);
        let members = whole.get("properties").map(Node::entries).unwrap_or_default();
        let candidates: Vec<_> = match payload {
            Some(name) => members.iter().filter(|entry| entry.key == name).collect(),
            None => members.iter().filter(|entry| list_of(&entry.value).is_some()).collect(),
        };
        let held = match candidates.as_slice() {
            [only] => list_of(&only.value)
                .map(|of| (only, true, of))
                .or_else(|| named(&only.value).map(|of| (only, false, of))),
            _ => None,
        };
        // A type of one reply alone is a part of it, and not a record.
        let hole = held.as_ref().map(|(entry, ..)| entry.key.as_str());
        let skeleton = skeleton(whole, hole, held.as_ref().is_some_and(|(_, is_list, _)| *is_list), components, 4);
        Self {
            skeleton,
            payload: hole.map(str::to_owned),
            is_list: held.as_ref().is_some_and(|(_, is_list, _)| *is_list),
            of: held.map(|(.., of)| of.to_owned()),
        }
    }

    /// The success as it is, a hole in place of its record: what replies have to share to be one habit.
    pub(super) fn exact(&self, schema: &Node, components: &Components<'_>) -> Option<Node> {
        let (payload, of) = (self.payload.as_ref()?, self.of.as_ref()?);
        Some(components.resolve(schema).map(|key, value| match key {
            "properties" => value.map(|name, member| if name == payload { holed(member, of) } else { member.clone() }),
            _ => value.clone(),
        }))
    }

    /// The same without a hole, for replies that are always of the same.
    pub(super) fn whole(schema: &Node, components: &Components<'_>) -> Self {
        let skeleton = skeleton(components.resolve(schema), None, false, components, 4);
        Self { skeleton, payload: None, is_list: false, of: None }
    }
}

/// A member with the hole in place of the references to its record.
fn holed(node: &Node, of: &str) -> Node {
    match &node.value {
        Value::String(text) if text.strip_prefix("#/components/schemas/") == Some(of) => {
            Node::string(&node.span, "{of}")
        }
        Value::Array(_) => node.map_items(|_, item| holed(item, of)),
        Value::Object(_) => node.map(|_, value| holed(value, of)),
        _ => node.clone(),
    }
}

/// The component that a schema refers to, be it null or not.
fn named(schema: &Node) -> Option<&str> {
    let reference = |node: &'_ Node| -> Option<()> { node.get("$ref").map(|_| ()) };
    let node = match reference(schema) {
        Some(()) => schema,
        None => alternatives(schema).iter().find(|one| one.get("$ref").is_some())?,
    };
    parse(node.get("$ref")?.str().ok()?).map(|(_, name)| name)
}

/// The component that a list is of.
fn list_of(schema: &Node) -> Option<&str> {
    named(schema.get("items")?)
}

/// Names and types, a hole in place of a member.
fn skeleton(schema: &Node, hole: Option<&str>, is_list: bool, components: &Components<'_>, depth: usize) -> String {
    let schema = components.resolve(schema);
    if depth == 0 {
        return "…".into();
    }
    let inner = |node: &Node| skeleton(node, None, false, components, depth - 1);
    if let Some(list) = schema.get("oneOf").and_then(|list| list.array().ok()) {
        let is_null = |node: &&Node| node.get("type").and_then(|kind| kind.str().ok()) == Some("null");
        let others: Vec<&Node> = list.iter().filter(|node| !is_null(node)).collect();
        let same = |node: &Node| skeleton(node, None, false, components, depth);
        return match others.as_slice() {
            // Being null or not is no part of the shape.
            [only] => same(only),
            _ => others.iter().map(|node| inner(node)).collect::<Vec<_>>().join("|"),
        };
    }
    if let Some(members) = schema.get("properties") {
        let sorted: BTreeMap<&str, String> = members
            .entries()
            .iter()
            .map(|entry| match hole == Some(entry.key.as_str()) {
                true => (entry.key.as_str(), if is_list { "[of]".into() } else { "of".into() }),
                false => (entry.key.as_str(), inner(&entry.value)),
            })
            .collect();
        let text: Vec<String> = sorted.into_iter().map(|(name, inner)| format!("{name}:{inner}")).collect();
        return format!("{{{}}}", text.join(","));
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", inner(items));
    }
    let kinds = match schema.get("type").map(|kind| &kind.value) {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(|kind| kind.str().ok()).filter(|kind| *kind != "null");
            kinds.collect::<Vec<_>>().join("|")
        }
        _ => String::new(),
    };
    let of = |key: &str| schema.get(key).map(Node::to_json).unwrap_or_default();
    format!("{kinds}{}{}", of("format"), of("enum"))
}
