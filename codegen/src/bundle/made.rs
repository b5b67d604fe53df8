//! Members that stand in no file.

use crate::node::{Entry, Node, Value};

/// A member made by the codegen on behalf of another one.
pub(super) fn made(like: &Entry, key: &str, value: Value) -> Entry {
    Entry { key: key.into(), key_span: like.key_span.clone(), value: Node::new(&like.value.span, value) }
}
