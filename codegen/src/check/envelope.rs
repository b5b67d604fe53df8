//! The failure that an envelope names is a schema.

use crate::check::extensions::is_broken;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names;
use crate::node::Node;

/// Each `failure` is checked where it is written, not at the operations that it is for.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    if let Some(failure) = failure(document)
        && !failure.str().is_ok_and(|name| name.contains("{operation}"))
    {
        named(document, failure, "", problems);
    }
    for path in document.get("paths").map(Node::entries).unwrap_or_default() {
        for failure in path.value.entries().iter().filter_map(|operation| failure(&operation.value)) {
            named(document, failure, path.key.rsplit('/').next().unwrap_or_default(), problems);
        }
    }
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
