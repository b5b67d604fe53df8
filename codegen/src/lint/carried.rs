//! Parts of a document that stand in its bundle, and for which nothing is generated.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::kinds::{self, Kind};
use crate::node::{Entry, Node};

/// Tells each sort of part once, where it stands first.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let (mut callbacks, mut links): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
    kinds::walk(document, &mut |place| match place.kind {
        Kind::Operation => callbacks.extend(member(place.node, "callbacks")),
        Kind::Response => links.extend(member(place.node, "links")),
        _ => {}
    });
    let webhooks: Vec<&Entry> = member(document, "webhooks").into_iter().collect();
    for (parts, why) in [
        (webhooks, "they are requests that the vendor sends, and a client receives none"),
        (callbacks, "they are requests that the vendor sends, and a client receives none"),
        (links, "they suggest what to call next, and change no call"),
    ] {
        let Some(first) = parts.first() else { continue };
        let many =
            if parts.len() > 1 { format!(", here and in {} other places", parts.len() - 1) } else { String::new() };
        let message = format!("nothing is generated for `{}`{many}", first.key);
        problems.push(Diagnostic::at(Code::NotGenerated, &first.key_span, message).note(why));
    }
}

fn member<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    node.entries().iter().find(|entry| entry.key == key && !entry.value.entries().is_empty())
}
