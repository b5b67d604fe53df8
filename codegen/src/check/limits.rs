//! The sizes that extensions name fit the limits of the schemas that they are about.

use crate::check::operations::json_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::Node;
use crate::openapi::grammar::{Kind, Place};
use crate::openapi::pointer::schemas;
use crate::openapi::references::Components;

pub(super) fn check<'a>(components: &Components<'a>, place: Place<'a>, problems: &mut Diagnostics) {
    if place.kind != Kind::Operation {
        return;
    }
    let operation = Operation { components, node: place.node };
    if let Some(batch) = operation.node.get("x-batch") {
        let lists = pointer(batch, "items").map(|items| operation.in_request(items)).unwrap_or_default();
        let why = "the client would send lists that the vendor's own limit refuses";
        compare(batch.get("max-items"), &lists, "maxItems", (Code::BatchCap, why), problems);
        uncapped(batch.get("max-items"), &lists, problems);
    }
    let Some(paging) = operation.node.get("x-pagination") else { return };
    let rows = paging.get("response").and_then(|response| pointer(response, "items"));
    let rows = rows.map(|rows| operation.in_reply(rows)).unwrap_or_default();
    let full = "a page with fewer rows than this is taken for the last one, and no page could have as many";
    compare(paging.get("page-size"), &rows, "maxItems", (Code::PagingShape, full), problems);
    let limit = paging.get("request").and_then(|request| pointer(request, "limit"));
    let asked = limit.map(|limit| operation.in_request(limit)).unwrap_or_default();
    let refused = "the client would ask for pages that the vendor's own limit refuses";
    compare(paging.get("max-page-size"), &asked, "maximum", (Code::PagingShape, refused), problems);
    compare(paging.get("max-page-size"), &rows, "maxItems", (Code::PagingShape, refused), problems);
}

fn pointer<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key)?.str().ok()
}

/// An upper limit that is less than what an extension says.
fn compare(said: Option<&Node>, schemas: &[&Node], limit: &str, (code, why): (Code, &str), problems: &mut Diagnostics) {
    let Some((node, said)) = said.and_then(|node| Some((node, node.integer().ok()?))) else { return };
    if let Some((least, place)) = least(schemas, limit).filter(|(least, _)| *least < said) {
        let message = format!("{said} is more than the `{limit}` of the schema, which is {least}");
        let found = Diagnostic::at(code, &node.span, message).also(&place.span, "the limit");
        let found = found.note(why).help("correct one of them");
        // No page and no batch is empty.
        problems.push(if least > 0 { found.suggest(&node.span, least.to_string()) } else { found });
    }
}

/// The least of the limits of some schemas, and where it stands.
fn least<'a>(schemas: &[&'a Node], limit: &str) -> Option<(i64, &'a Node)> {
    let limits = schemas.iter().filter_map(|schema| schema.get(limit));
    // One that is below zero has a finding of its own.
    let limits = limits.filter_map(|node| Some((node.integer().ok()?, node))).filter(|(value, _)| *value >= 0);
    limits.min_by_key(|(value, _)| *value)
}

/// A batch without a cap whose list has one.
fn uncapped(said: Option<&Node>, lists: &[&Node], problems: &mut Diagnostics) {
    let Some(node) = said.filter(|node| node.str() == Ok("none")) else { return };
    let Some((least, place)) = least(lists, "maxItems") else { return };
    let message = format!("the batch has no cap, and the `maxItems` of the schema is {least}");
    let found = Diagnostic::at(Code::BatchCap, &node.span, message).also(&place.span, "the limit");
    let found =
        found.note("the client would send all records in one request").help("write the cap, or remove `maxItems`");
    problems.push(if least > 0 { found.suggest(&node.span, least.to_string()) } else { found });
}

struct Operation<'c, 'a> {
    components: &'c Components<'a>,
    node: &'a Node,
}

impl<'a> Operation<'_, 'a> {
    fn in_request(&self, pointer: &str) -> Vec<&'a Node> {
        if let Some(name) = pointer.strip_prefix("query:") {
            let parameters = self.node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
            let mut parameters = parameters.iter().map(|parameter| self.components.resolve(parameter));
            let is_it = |node: &&Node| {
                let says = |key: &str, text: &str| node.get(key).is_some_and(|value| value.str() == Ok(text));
                says("in", "query") && says("name", name)
            };
            let schema = parameters.find(is_it).and_then(|parameter| parameter.get("schema"));
            return schema.map(|schema| schemas(self.components, schema, "")).unwrap_or_default();
        }
        let body = self.node.get("requestBody").map(|body| self.components.resolve(body));
        body.and_then(json_schema).map(|schema| schemas(self.components, schema, pointer)).unwrap_or_default()
    }

    fn in_reply(&self, pointer: &str) -> Vec<&'a Node> {
        let responses = self.node.get("responses").map(Node::entries).unwrap_or_default();
        let success = responses.iter().filter(|entry| entry.key.starts_with('2'));
        let found = success.filter_map(|entry| json_schema(self.components.resolve(&entry.value)));
        found.flat_map(|schema| schemas(self.components, schema, pointer)).collect()
    }
}
