//! A list of facts about a vendor's operations, as an OpenAPI document: what is known where only another tool has read the vendor's
//! document.
//!
//! The list is JSON or YAML: rows with the `path`, the names of the `required` members of the request, the `optional` ones with what each
//! is (`name:string`), whether the request is `paged`, and whether its `body` is an object or an array. A row has no method: it has that of
//! our operation. It says nothing of null, of parameters and of replies.

use std::collections::BTreeMap;

use super::document::{Document, Read};
use super::operations::{Operation, operations};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Entry, Node, Value};

/// Whether a file is a list of facts.
pub(super) fn is_list(root: &Node) -> bool {
    matches!(root.value, Value::Array(_))
}

/// The list as a document. A paged request has the members by which ours asks for a page.
pub(super) fn document(read: &Read, ours: &Document) -> Result<Document, Diagnostics> {
    let mine = operations(ours);
    let by_path: BTreeMap<String, &Operation<'_>> =
        mine.iter().map(|operation| (operation.path.to_lowercase(), operation)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    mine.iter().for_each(|operation| *counts.entry(operation.method).or_default() += 1);
    let usual = counts.iter().max_by_key(|(_, count)| **count).map_or("post", |(method, _)| method);
    let mut problems = Diagnostics::default();
    let mut paths = Vec::new();
    for row in read.root.array()? {
        let Some(path) = problems.keep(row.require("path")) else { continue };
        let Some(text) = problems.keep(path.str()) else { continue };
        let text = format!("/{}", text.trim_start_matches('/'));
        let known = by_path.get(&text.to_lowercase());
        let page = known.map(|known| page_members(known)).unwrap_or_default();
        let Some(schema) = problems.keep(request(row, &page)) else { continue };
        let at = &row.span;
        // A call without members may do without a body.
        let operation = match schema {
            Some(schema) => {
                let media = object(at, [("application/json", object(at, [("schema", schema)]))]);
                object(at, [("requestBody", object(at, [("content", media)]))])
            }
            None => object(at, []),
        };
        let method = known.map_or(usual, |known| known.method);
        paths.push((text, object(at, [(method, operation)])));
    }
    let span = &read.root.span;
    let paths = paths.into_iter().map(|(path, item)| entry(&item.span.clone(), &path, item)).collect();
    let root = object(span, [("paths", Node::new(span, Value::Object(paths)))]);
    problems.finish(Document::bundle(&read.name, root, true))
}

/// The members of our request that ask for a page.
fn page_members(ours: &Operation<'_>) -> Vec<String> {
    let request = ours.node.get("x-pagination").and_then(|paging| paging.get("request"));
    let pointers = request.map(Node::entries).unwrap_or_default().iter().filter_map(|entry| entry.value.str().ok());
    pointers.map(|pointer| pointer.trim_start_matches('/').to_owned()).collect()
}

/// The schema of a request; nothing for one without members.
fn request(row: &Node, page: &[String]) -> Result<Option<Node>, Diagnostic> {
    let at = &row.span;
    let list = |key: &str| -> Result<Vec<&str>, Diagnostic> {
        row.get(key).map_or(Ok(Vec::new()), |list| list.array()?.iter().map(Node::str).collect())
    };
    let (required, optional) = (list("required")?, list("optional")?);
    let is_paged = row.get("paged").map_or(Ok(false), Node::bool)?;
    let open = || object(at, []);
    let mut members: Vec<Entry> = required.iter().map(|name| entry(at, name, open())).collect();
    members.extend(page.iter().filter(|_| is_paged).map(|name| entry(at, name, open())));
    for text in optional {
        let (name, kind) = text.split_once(':').unwrap_or((text, ""));
        members.push(entry(at, name, of_kind(at, kind)));
    }
    if members.is_empty() {
        return Ok(None);
    }
    let names = required.iter().map(|name| Node::string(at, *name)).collect();
    let schema = object(
        at,
        [
            ("type", Node::string(at, "object")),
            ("properties", Node::new(at, Value::Object(members))),
            ("required", Node::new(at, Value::Array(names))),
        ],
    );
    match row.get("body").map_or(Ok("object"), Node::str)? {
        "object" => Ok(Some(schema)),
        "array" => Ok(Some(object(at, [("type", Node::string(at, "array")), ("items", schema)]))),
        _ => {
            let node = row.get("body").unwrap_or(row);
            Err(node.expected(Code::UnexpectedValue, "`object` or `array`").help("write `object` or `array`"))
        }
    }
}

/// The schema of a kind of member; one that is not known is left open.
fn of_kind(at: &Span, kind: &str) -> Node {
    let types: &[&str] = match kind {
        "string" => &["string"],
        // Whole or not is not said.
        "number" => &["integer", "number"],
        "boolean" | "triBoolean" => &["boolean"],
        "idList" | "stringList" | "filters" => &["array"],
        _ => return object(at, []),
    };
    let types = types.iter().map(|name| Node::string(at, *name)).collect();
    object(at, [("type", Node::new(at, Value::Array(types)))])
}

fn object<'a>(at: &Span, members: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    Node::new(at, Value::Object(members.into_iter().map(|(key, value)| entry(at, key, value)).collect()))
}

fn entry(at: &Span, key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: at.clone(), value }
}
