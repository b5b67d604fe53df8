//! The failure that an envelope names is a schema, and what the envelope says of it is there.

use crate::check::extensions::is_broken;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::pointer::schemas;
use crate::openapi::references::Components;

/// Each `failure` is checked where it is written, not at the operations that it is for.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    if let Some(failure) = failure(document)
        && !failure.str().is_ok_and(|name| name.contains("{operation}"))
    {
        named(document, failure, "", problems);
    }
    let components = Components::of(document);
    let mut told = Vec::new();
    for path in document.get("paths").map(Node::entries).unwrap_or_default() {
        let name = path.key.rsplit('/').next().unwrap_or_default();
        for operation in path.value.entries() {
            if let Some(failure) = failure(&operation.value) {
                named(document, failure, name, problems);
            }
            let envelopes = [operation.value.get("x-envelope"), document.get("x-envelope")];
            let said = |key: &str| envelopes.into_iter().flatten().find_map(|envelope| envelope.get(key));
            if let (Some(failure), Value::Object(_)) = (said("failure"), &operation.value.value) {
                let schema = failure.str().unwrap_or_default().replace("{operation}", name);
                if let Some(schema) = components.get(("schemas", &schema)) {
                    for key in ["code", "message", "kind", "request-id"] {
                        reached(&components, schema, said(key), &mut told, problems);
                    }
                }
            }
        }
    }
}

/// One pointer of those for a value at least leads somewhere in the failure: what it is for would be found in none otherwise.
fn reached<'a>(
    components: &Components<'a>,
    schema: &'a Node,
    said: Option<&'a Node>,
    told: &mut Vec<&'a Node>,
    problems: &mut Diagnostics,
) {
    let Some(said) = said.filter(|said| !told.iter().any(|known| std::ptr::eq(*known, *said))) else { return };
    let all = said.array().map_or_else(|_| vec![said], |list| list.iter().collect());
    let pointers: Vec<&str> = all.iter().filter_map(|one| one.str().ok()).collect();
    let leads = |pointer: &&str| leads_on(components, schema, pointer);
    if pointers.is_empty() || pointers.iter().any(leads) {
        return;
    }
    told.push(said);
    let place = all.first().map_or(&said.span, |first| &first.span);
    let message = format!("`{}` leads nowhere in the failure", pointers.join("` and `"));
    let found = Diagnostic::at(Code::UnresolvedPointer, place, message).also(&schema.span, "the failure");
    problems.push(found.help("point at the member of the failure that has the value, or describe that member"));
}

/// Whether a pointer leads to something that is described, or into something of which nothing is said.
fn leads_on<'a>(components: &Components<'a>, schema: &'a Node, pointer: &str) -> bool {
    let is_open = |node: &&Node| {
        let says = ["properties", "allOf", "oneOf", "anyOf", "$ref"];
        let is_object =
            node.get("type").is_none_or(|kind| kind.str().is_ok_and(|kind| kind == "object" || kind == "any"));
        matches!(node.value, Value::Invalid) || is_object && says.iter().all(|key| node.get(key).is_none())
    };
    let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
    let reached = |end: usize| schemas(components, schema, &pointer[..end]);
    !reached(pointer.len()).is_empty() || ends.into_iter().any(|end| reached(end).iter().any(is_open))
}

fn failure(node: &Node) -> Option<&Node> {
    node.get("x-envelope")?.get("failure")
}

fn named(document: &Node, failure: &Node, operation: &str, problems: &mut Diagnostics) {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let Ok(name) = failure.str().map(|name| name.replace("{operation}", operation)) else { return };
    // It may stand in a file that could not be read.
    if schemas.iter().any(|schema| schema.key == name) || is_broken(document) {
        return;
    }
    let message = format!("`x-envelope.failure` names `{name}`, which is no schema that a response refers to");
    let found = Diagnostic::at(Code::UnresolvedReference, &failure.span, message);
    problems.push(match names::nearest(&name, schemas.iter().map(|schema| schema.key.as_str())) {
        Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&failure.span, failure.quoted(near)),
        None => found.help("refer to the schema of the failure in a response, or leave `failure` out"),
    });
}
