//! The types that a schema names.

use crate::node::{Node, Value};

/// A text, or the texts of a list, as `type`, `required` and `x-lenient` have them.
pub(crate) fn texts(node: Option<&Node>) -> impl Iterator<Item = &str> {
    let items = match node.map(|node| &node.value) {
        Some(Value::Array(items)) => items.as_slice(),
        _ => node.map(std::slice::from_ref).unwrap_or_default(),
    };
    items.iter().filter_map(|item| item.str().ok())
}

/// The types of a schema.
pub(crate) fn types(schema: &Node) -> impl Iterator<Item = &str> {
    texts(schema.get("type"))
}

/// The type of a schema besides null; null where there is no other.
pub(crate) fn besides_null(schema: &Node) -> Option<&str> {
    types(schema).find(|kind| *kind != "null").or_else(|| types(schema).next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{File, Span};

    #[test]
    fn a_type_is_a_text_or_a_list_and_null_is_none_beside_another() {
        let span = Span::at(&File::new("a.yaml", ""), 1, 1);
        let text = |text: &str| Node::string(&span, text);
        let list = |kinds: &[&str]| Node::new(&span, Value::Array(kinds.iter().map(|kind| text(kind)).collect()));
        let schema = |kind: Node| Node::new(&span, Value::Object(Vec::new())).with("type", kind);
        for (kind, all, besides) in [
            (text("string"), vec!["string"], Some("string")),
            (text("null"), vec!["null"], Some("null")),
            (list(&["null", "integer", "string"]), vec!["null", "integer", "string"], Some("integer")),
            (list(&["null"]), vec!["null"], Some("null")),
            (Node::new(&span, Value::Null), vec![], None),
        ] {
            let schema = schema(kind);
            assert_eq!((types(&schema).collect::<Vec<_>>(), besides_null(&schema)), (all, besides));
        }
        assert_eq!(besides_null(&Node::new(&span, Value::Object(Vec::new()))), None);
    }
}
