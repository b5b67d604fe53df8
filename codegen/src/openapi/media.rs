//! Media types: which of several counts, and what a body of one is.

use crate::node::{Entry, Node};

/// Whether a media type is JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// A media type without its parameters, in small letters.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What is preferred among the media types of one body: JSON, a form, text, bytes; of two alike the first.
fn rank(media: &str) -> usize {
    match essence(media).as_str() {
        "application/json" => 0,
        _ if is_json(media) => 1,
        "multipart/form-data" => 2,
        "application/x-www-form-urlencoded" => 3,
        other if other.starts_with("text/") => 4,
        _ => 5,
    }
}

/// The media type that is used, and its node.
pub(crate) fn chosen(content: &Node) -> Option<&Entry> {
    content.entries().iter().min_by_key(|entry| rank(&entry.key))
}

/// Whether the members of a body of this media type are parameters.
pub(crate) fn is_form(media: &str) -> bool {
    (2..=3).contains(&rank(media))
}

/// Whether a range of media types says nothing, so that the schema decides: JSON, unless it is a text or bytes.
pub(crate) fn is_any(media: &str) -> bool {
    ["*/*", "application/*", "application/*+json"].contains(&essence(media).as_str())
}

/// Whether a body of this media type may be read as JSON.
pub(crate) fn may_be_json(media: &str) -> bool {
    is_json(media) || is_any(media)
}
