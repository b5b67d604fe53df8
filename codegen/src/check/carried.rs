//! Parts of a document that stand in its bundle, and for which nothing is generated.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Kind};

/// Tells each sort of part once, where it stands first.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    let (mut callbacks, mut links): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
    let (mut media, mut headers): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
    grammar::walk(document, &mut |place| match place.kind {
        Kind::Operation => callbacks.extend(member(place.node, "callbacks")),
        Kind::RequestBody | Kind::Response => {
            links.extend(member(place.node, "links"));
            media.extend(place.node.get("content").map(left_out).unwrap_or_default());
        }
        Kind::Parameter if place.under == "headers" => headers.extend(place.entry.filter(|_| is_typed(place.node))),
        _ => {}
    });
    let webhooks: Vec<&Entry> = member(document, "webhooks").into_iter().collect();
    for (parts, why) in [
        (webhooks, "they are requests that the vendor sends, and a client receives none"),
        (callbacks, "they are requests that the vendor sends, and a client receives none"),
        (media, "of several media types one is used: JSON, else a form, else a text, and the first of two alike"),
        (headers, "headers of replies are read as texts, whatever their schemas say"),
        (links, "they suggest what to call next, and change no call"),
    ] {
        let Some(first) = parts.first() else { continue };
        let many =
            if parts.len() > 1 { format!(", here and in {} other places", parts.len() - 1) } else { String::new() };
        let message = format!("nothing is generated for `{}`{many}", first.key);
        problems.push(Diagnostic::at(Code::NotGenerated, &first.key_span, message).note(why));
    }
}

/// The media types of a content that are not used and say something else than the one that is.
fn left_out(content: &Node) -> Vec<&Entry> {
    let Some(used) = crate::openapi::media::chosen(content) else { return Vec::new() };
    let is_other = |media: &&Entry| match (media.value.get("schema"), used.value.get("schema")) {
        (Some(schema), Some(used)) => !schema.same(used),
        (schema, _) => schema.is_some(),
    };
    content.entries().iter().filter(|media| media.key != used.key).filter(is_other).collect()
}

/// Whether a header has a schema that could become a type.
fn is_typed(header: &Node) -> bool {
    let schema = header.get("schema");
    schema.is_some_and(|schema| ["$ref", "enum", "properties"].iter().any(|key| schema.get(key).is_some()))
}

/// The document without the shared paths that no path of it is, which are told: no rule of operations is about them.
pub(super) fn without_shared_paths(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let components = document.get("components")?;
    let shared = components.get("pathItems")?;
    // A reference to one has been followed, and what stood there still knows its place.
    let paths = ["paths", "webhooks"].into_iter().filter_map(|key| document.get(key)).flat_map(Node::entries);
    let used: BTreeSet<_> = paths.flat_map(|path| path.value.entries()).map(|entry| &entry.key_span).collect();
    let is_used = |path: &Entry| path.value.entries().iter().any(|entry| used.contains(&entry.key_span));
    let (kept, unused): (Vec<&Entry>, Vec<&Entry>) = shared.entries().iter().partition(|path| is_used(path));
    for path in &unused {
        let message = format!("nothing is generated for `{}`", path.key);
        let found = Diagnostic::at(Code::NotGenerated, &path.key_span, message).note("no path refers to it");
        problems.push(found.help("refer to it below `paths`, or remove it"));
    }
    let kept = Node::new(&shared.span, Value::Object(kept.into_iter().cloned().collect()));
    (!unused.is_empty()).then(|| document.clone().with("components", components.clone().with("pathItems", kept)))
}

fn member<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    node.entries().iter().find(|entry| entry.key == key && !entry.value.entries().is_empty())
}
