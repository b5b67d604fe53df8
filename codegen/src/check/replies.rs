//! What the replies of an operation have to be for its extensions.

use super::reading::{Document, only_model};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Operation;
use crate::node::Node;
use crate::openapi::references::Position;

/// Replies whose flag or payload stands in an object are one object; several replies are told apart by status alone.
pub(crate) fn check_replies(document: &Document<'_>, operation: &Operation, node: &Node) -> Result<(), Diagnostic> {
    let span = node.get("responses").map_or(&operation.span, |node| &node.span);
    let needed = [
        ("x-envelope.success", operation.envelope.success.is_some()),
        ("x-envelope.payload", operation.envelope.payload.is_some()),
        ("x-pagination", operation.paging.is_some()),
    ];
    if operation.http_method == "HEAD" && operation.replies.iter().any(|reply| reply.content.is_some()) {
        let message = "the reply to a HEAD request has no body";
        return Err(Diagnostic::at(Code::SuccessResponse, span, message).help("remove its `content`"));
    }
    let is_broken = only_model(&operation.replies).is_some_and(|name| document.broken.contains(name));
    let is_union = document.is_union(&operation.replies);
    // The flag of a union is looked for in whatever has come.
    let fits = |what: &str| what == "x-envelope.success" && is_union;
    match needed.iter().find(|(what, needed)| *needed && operation.reply.is_none() && !is_broken && !fits(what)) {
        // What is wrong with a part of the reply is said there.
        Some(_)
            if node
                .get("responses")
                .is_some_and(|replies| document.components.reach(Position::RESPONSES, replies).invalid) =>
        {
            Err(Diagnostic::reported())
        }
        Some((what, _)) => {
            let message = format!("`{what}` needs one success reply, and that a JSON object");
            Err(Diagnostic::at(Code::SuccessResponse, span, message)
                .note("an operation can move a flag or payload of the document with an `x-envelope` of its own, but not take it away")
                .help("document one success response, with a JSON object as its content"))
        }
        None => Ok(()),
    }
}
