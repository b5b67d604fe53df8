//! The project's extensions of OpenAPI, each with its JSON Schema.

use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::node::Node;

/// The schema of every extension, under `$defs`.
pub const SCHEMA: &str = include_str!("extensions.schema.json");

pub(crate) static DEFINITIONS: LazyLock<Json> = LazyLock::new(|| {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap_or_default();
    schema.get("$defs").cloned().unwrap_or_default()
});

static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let all = DEFINITIONS.as_object().into_iter().flat_map(|all| all.keys());
    all.map(String::as_str).filter(|name| name.starts_with("x-")).collect()
});

/// The names of all extensions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}

/// The name of the failure that an operation's replies may be, by its own envelope or the document's.
pub(crate) fn failure(document: &Node, operation: &Node, path: &str) -> Option<String> {
    let said = |node: &Node| Some(node.get("x-envelope")?.get("failure")?.str().ok()?.to_owned());
    let name = path.rsplit('/').next().unwrap_or_default();
    said(operation).or_else(|| said(document)).map(|text| text.replace("{operation}", name))
}
