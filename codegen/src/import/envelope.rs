//! Where the replies of a document say whether a call worked, where nobody has said it yet.

use std::collections::BTreeMap;

use super::made::{object, string};
use super::replies::{alternatives, success};
use crate::node::Node;
use crate::openapi::METHODS;
use crate::openapi::references::{Components, parse};
use crate::openapi::types::types;

/// The envelope of a document whose replies are a success or, nearly always, one and the same failure.
pub(super) fn detect(document: &Node) -> Option<Node> {
    let components = Components::of(document);
    let mut failures: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for path in document.get("paths")?.entries() {
        for operation in path.value.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            let Some((_, schema)) = success(&operation.value, &components) else { continue };
            if let [first, second] = alternatives(schema)
                && let Some((_, name)) = second.get("$ref").and_then(|text| parse(text.str().ok()?))
            {
                failures.entry(name).or_default().push(first);
            }
        }
    }
    let (name, successes) = failures.into_iter().max_by_key(|(_, successes)| successes.len())?;
    let failure = components.get(("schemas", name))?;
    let of = |node: &Node, kind: &str| types(components.resolve(node)).any(|one| one == kind);
    let has = |schema: &Node, member: &str| {
        components.resolve(schema).get("properties").and_then(|all| all.get(member)).is_some()
    };
    let members = failure.get("properties")?.entries();
    let shared =
        |member: &str| successes.iter().filter(|schema| has(schema, member)).count() * 10 > successes.len() * 9;
    let flag = members.iter().find(|entry| of(&entry.value, "boolean") && shared(&entry.key))?;
    let payload = members.iter().find(|entry| entry.key != flag.key && shared(&entry.key));
    let span = &failure.span;
    let mut said = vec![("success", string(span, &format!("/{}", flag.key)))];
    let holder = payload.map(|payload| (format!("/{}", payload.key), components.resolve(&payload.value)));
    let (at, holder) = holder.filter(|(_, node)| node.get("properties").is_some()).unwrap_or((String::new(), failure));
    if let Some(payload) = payload {
        said.push(("payload", string(span, &format!("/{}", payload.key))));
    }
    let within = holder.get("properties").map(Node::entries).unwrap_or_default();
    for (what, names) in [
        ("code", &["code", "error", "error_code", "errorCode"][..]),
        ("message", &["message", "description", "text", "error_description"][..]),
    ] {
        if let Some(entry) = names.iter().find_map(|name| within.iter().find(|entry| entry.key == *name)) {
            said.push((what, string(span, &format!("{at}/{}", entry.key))));
        }
    }
    said.push(("failure", string(span, name)));
    Some(object(span, said))
}
