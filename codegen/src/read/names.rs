//! What operations and groups are called.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::names;
use crate::node::Node;

/// The group of the operations without a tag.
pub(super) const UNTAGGED: &str = "operations";

/// What an operation is called.
pub(super) struct Identity {
    pub(super) id: String,
    pub(super) rust: String,
    pub(super) group: String,
    pub(super) method: String,
    pub(super) span: Span,
}

/// What stands for the name of an operation that has none; the finding exists already.
pub(super) fn unnamed(span: &Span) -> Identity {
    let none = String::new;
    Identity { id: none(), rust: none(), group: none(), method: none(), span: span.clone() }
}

/// The first tag is the group, and the id is `<tag>_<method>`; without a tag, the id is the method.
pub(super) fn identity(document: &Node, node: &Node) -> Result<Identity, Diagnostic> {
    let id = node.require("operationId")?;
    let (text, place) = match node.get("x-rust-name") {
        Some(name) => (name.str()?, name),
        None => (id.str()?, id),
    };
    let id_text = id.str()?.to_owned();
    let made = |group: &str, method: &str| Identity {
        id: id_text,
        rust: text.to_owned(),
        group: group.to_owned(),
        method: names::method(&names::field(method)),
        span: id.span.clone(),
    };
    let tag = match node.get("tags").map(Node::array).transpose()? {
        Some([first, ..]) => first,
        _ if names::is_field_name(text) => return Ok(made(UNTAGGED, text)),
        _ => {
            let message = format!("expected an id in snake_case, found `{text}`");
            let found = Diagnostic::at(Code::OperationId, &place.span, message);
            return Err(renamed(found, place, &names::field(text)));
        }
    };
    let group = group(document, tag)?;
    let tag = tag.str()?;
    let method = text.strip_prefix(group).and_then(|rest| rest.strip_prefix('_'));
    match method {
        Some(method) if names::is_field_name(method) => Ok(made(tag, method)),
        _ => {
            let message = format!("expected the id `{group}_<method>` in snake_case, found `{text}`");
            let found = Diagnostic::at(Code::OperationId, &place.span, message);
            let like = names::field(text);
            Err(match like.strip_prefix(group).is_some_and(|rest| rest.starts_with('_')) {
                true => renamed(found, place, &like),
                false => {
                    found.help(format!("write another id or another tag than `{tag}`, or give it an `x-rust-name`"))
                }
            })
        }
    }
}

/// The Rust name of a tag.
fn group<'a>(document: &'a Node, tag: &'a Node) -> Result<&'a str, Diagnostic> {
    let text = tag.str()?;
    let declared = document.get("tags").map(Node::array).transpose()?.unwrap_or_default();
    let named = |node: &'a Node| node.get("name").and_then(|name| name.str().ok());
    let Some(node) = declared.iter().find(|node| named(node) == Some(text)) else {
        let found = Diagnostic::at(Code::OperationTag, &tag.span, format!("the document has no tag `{text}`"));
        return Err(match names::nearest(text, declared.iter().filter_map(named)) {
            Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&tag.span, tag.quoted(near)),
            None if declared.is_empty() => {
                let cause = format!("tags {}", document.span.file.name());
                found.help("describe the tags under `tags` in openapi.yaml").cause(cause)
            }
            None => found.help("describe the tag under `tags` in openapi.yaml"),
        });
    };
    match node.get("x-rust-name") {
        Some(name) => name.str(),
        None => Ok(text),
    }
}

/// The Rust name of a declared tag, checked.
pub(super) fn group_name(node: &Node) -> Result<String, Diagnostic> {
    let place = match node.get("x-rust-name") {
        Some(name) => name,
        None => node.require("name")?,
    };
    let name = place.str()?;
    match names::is_field_name(name) {
        true => Ok(names::method(name)),
        false => {
            let message = format!("expected a tag in snake_case, found `{name}`");
            Err(renamed(Diagnostic::at(Code::OperationTag, &place.span, message), place, &names::field(name)))
        }
    }
}

/// With the name that is meant, where there is one in ASCII.
fn renamed(found: Diagnostic, place: &Node, like: &str) -> Diagnostic {
    match names::is_field_name(like) {
        true => {
            found.help(format!("write `{like}`, or give it an `x-rust-name`")).suggest(&place.span, place.quoted(like))
        }
        false => found.help("write another name, or give it an `x-rust-name`"),
    }
}
