//! Listings: how a document's requests ask for a page, and what its replies say of it.

use super::convert;
use super::document::Operation;
use super::made::{nowhere, object, string};
use super::replies::{Shape, success};
use crate::node::Node;
use crate::openapi::media::chosen;
use crate::openapi::references::Components;
use crate::openapi::types::types;

/// Names of members, each with those that say where a listing goes on.
const OFFSETS: [&str; 3] = ["offset", "skip", "start"];
const LIMITS: [&str; 4] = ["limit", "page_size", "per_page", "top"];
const TOKENS: [&str; 4] = ["page_token", "pageToken", "cursor", "next_token"];
const NEXT_OFFSETS: [&str; 2] = ["next_offset", "nextOffset"];
const TOTALS: [&str; 3] = ["total", "total_count", "totalCount"];
const NEXT_TOKENS: [&str; 4] = ["next_page_token", "nextPageToken", "next_cursor", "nextCursor"];

/// The paging of an operation that reads a list: by an offset, or by the token of the page before. Pages that are counted are not
/// told, since no document says how many rows one has.
pub(super) fn detect(operation: &Operation<'_>, shape: &Shape, components: &Components<'_>) -> Option<Node> {
    let payload = shape.payload.as_ref().filter(|_| shape.is_list)?;
    if convert::safety(operation.method, operation.path) != "read" {
        return None;
    }
    let reply = success(operation.node, components).and_then(|(_, schema)| {
        let first = super::replies::alternatives(schema).first()?;
        components.resolve(first).get("properties")
    })?;
    let says = |names: &[&str]| names.iter().find(|name| is_simple(reply.get(name))).map(|name| format!("/{name}"));
    let asks = |names: &[&str]| names.iter().find_map(|name| location(operation, name, components));
    let items = ("items", format!("/{payload}"));
    let (style, request, response) = match (asks(&OFFSETS), asks(&TOKENS), says(&NEXT_TOKENS)) {
        (_, Some(token), Some(next)) => ("token", vec![("token", token)], vec![items, ("next-token", next)]),
        (Some(offset), ..) => {
            let request = [("offset", offset)].into_iter().chain(asks(&LIMITS).map(|limit| ("limit", limit)));
            let next = says(&NEXT_OFFSETS).map(|next| ("next-offset", next));
            let total = says(&TOTALS).map(|total| ("total", total));
            ("offset", request.collect(), [items].into_iter().chain(next).chain(total).collect())
        }
        _ => return None,
    };
    let span = nowhere();
    let texts = |texts: Vec<(&'static str, String)>| {
        object(&span, texts.iter().map(|(key, text)| (*key, string(&span, text))).collect::<Vec<_>>())
    };
    let said = [("style", string(&span, style)), ("request", texts(request)), ("response", texts(response))];
    Some(object(&span, said))
}

/// Where a request has a member: at the top of its body, or in the query.
fn location(operation: &Operation<'_>, name: &str, components: &Components<'_>) -> Option<String> {
    let body = operation.node.get("requestBody").map(|body| components.resolve(body));
    let schema = body.and_then(|body| chosen(body.get("content")?)?.value.get("schema"));
    let members = schema.and_then(|schema| components.resolve(schema).get("properties"));
    if is_simple(members.and_then(|members| members.get(name))) {
        return Some(format!("/{name}"));
    }
    let parameters = operation.node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
    let is = |node: &Node, key: &str, text: &str| node.get(key).and_then(|value| value.str().ok()) == Some(text);
    let found = parameters
        .iter()
        .any(|node| is(node, "in", "query") && is(node, "name", name) && is_simple(node.get("schema")));
    found.then(|| format!("query:{name}"))
}

/// Whether a schema is that of a number or a text.
fn is_simple(schema: Option<&Node>) -> bool {
    schema.is_some_and(|schema| types(schema).any(|kind| ["integer", "string"].contains(&kind)))
}
