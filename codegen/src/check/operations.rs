//! What an operation says of itself fits together, and tells its reader enough.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Kind, Place};
use crate::openapi::pointer::schemas;
use crate::openapi::references::Components;

pub(super) fn check<'a>(document: &Node, components: &Components<'a>, place: Place<'a>, problems: &mut Diagnostics) {
    if place.kind == Kind::PathItem {
        parameters(components, place.node, problems);
    }
    if let (Kind::Operation, Some(entry), Value::Object(_)) = (place.kind, place.entry, &place.node.value) {
        safety(entry, problems);
        body(entry, problems);
        parameters(components, place.node, problems);
        examples(components, entry, problems);
        errors(document, components, entry, problems);
        tag(document, entry, problems);
    }
}

/// `x-safety` against the HTTP method, paging and batches.
fn safety(entry: &Entry, problems: &mut Diagnostics) {
    let node = &entry.value;
    let Some(safety) = node.get("x-safety") else { return };
    let Ok(said) = safety.str() else { return };
    let key = |key: &str| node.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.key_span);
    let method = entry.key.as_str();
    let mut contradicts = |span: &Span, what: &str, why: &str, right: &str| {
        let message = format!("`x-safety: {said}` contradicts {what}");
        let found = Diagnostic::at(Code::ContradictorySafety, &safety.span, message).also(span, "contradicts it");
        problems.push(found.note(why).help("correct one of them").suggest(&safety.span, right));
    };
    if let ("read", "put" | "patch" | "delete") = (said, method) {
        let why = "a read is repeated freely; these methods change what they address";
        contradicts(&entry.key_span, &format!("the HTTP method {}", method.to_uppercase()), why, "idempotent");
    }
    if let ("write" | "idempotent", "get" | "head") = (said, method) {
        let why = "a call by GET or HEAD changes nothing, and every cache and proxy on the way relies on it";
        contradicts(&entry.key_span, &format!("the HTTP method {}", method.to_uppercase()), why, "read");
    }
    if let ("read", Some(span)) = (said, key("x-batch")) {
        let why = "a batch creates or changes records, so its requests must not be repeated like reads";
        contradicts(span, "`x-batch`", why, "write");
    }
    if let ("write" | "idempotent", Some(span)) = (said, key("x-pagination")) {
        let why = "pages are fetched ahead and again after failures, which only a read allows";
        contradicts(span, "`x-pagination`", why, "read");
    }
}

/// What HTTP leaves without a meaning is dropped by some proxies and servers on the way.
fn body(entry: &Entry, problems: &mut Diagnostics) {
    // A method that contradicts what the operation does is the mistake, and told already.
    let safety = entry.value.get("x-safety").and_then(|safety| safety.str().ok());
    if matches!((entry.key.as_str(), safety), ("get" | "head", Some("write" | "idempotent"))) {
        return;
    }
    let body = entry.value.entries().iter().find(|member| member.key == "requestBody");
    if let ("get" | "head" | "trace", Some(body)) = (entry.key.as_str(), body) {
        let message = format!("HTTP gives the body of a {} request no meaning", entry.key.to_uppercase());
        let found =
            Diagnostic::at(Code::BodyWithoutMeaning, &body.key_span, message).also(&entry.key_span, "the method");
        problems.push(
            found
                .note("proxies, caches and servers may drop it or refuse the request")
                .help("describe the values as query parameters, or correct the method"),
        );
    }
}

/// Headers that OpenAPI or the transport decides are left out of the call.
fn parameters<'a>(components: &Components<'a>, node: &'a Node, problems: &mut Diagnostics) {
    for parameter in node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default() {
        let parameter = components.resolve(parameter);
        let Some(name) = parameter.get("name") else { continue };
        let is_header = parameter.get("in").is_some_and(|place| place.str() == Ok("header"));
        if let (true, Some(why)) = (is_header, name.str().ok().and_then(crate::openapi::headers::ignored)) {
            let message = format!("the header `{}` is no parameter and is left out", name.str().unwrap_or_default());
            let found = Diagnostic::at(Code::IgnoredParameter, &name.span, message);
            problems.push(found.note(why).help("remove the parameter"));
        }
    }
}

fn examples<'a>(components: &Components<'a>, entry: &'a Entry, problems: &mut Diagnostics) {
    let node = &entry.value;
    let request = node.get("requestBody");
    let success = responses(node).find(|entry| entry.key.starts_with('2'));
    for (what, body) in [("request", request), ("reply", success.map(|entry| &entry.value))] {
        let content = body.and_then(|body| components.resolve(body).get("content"));
        let media = content.map(Node::entries).unwrap_or_default();
        let bare = |media: &Entry| {
            matches!(media.value.value, Value::Object(_))
                && media.key == "application/json"
                && media.value.get("example").is_none()
                && media
                    .value
                    .get("examples")
                    .is_none_or(|examples| matches!(&examples.value, Value::Object(entries) if entries.is_empty()))
        };
        if let Some(media) = media.iter().find(|media| bare(media)) {
            let message = format!("the operation has no example of its {what}");
            let found = Diagnostic::at(Code::MissingExamples, &media.key_span, message);
            problems.push(
                found
                    .note(
                        "examples are tested against the schema and the Rust types, and the sandbox answers with them",
                    )
                    .help("add `examples` with an `externalValue: ../examples/<operation>.json`"),
            );
        }
    }
}

/// An operation without a tag among others that have one is in no group of the document.
fn tag(document: &Node, entry: &Entry, problems: &mut Diagnostics) {
    let is_empty = |node: &Node| node.array().is_ok_and(<[Node]>::is_empty);
    let described = document.get("tags").is_some_and(|tags| tags.array().is_ok_and(|tags| !tags.is_empty()));
    if described && entry.value.get("tags").is_none_or(is_empty) {
        let id = entry.value.get("operationId").map_or(&entry.key_span, |id| &id.span);
        let found = Diagnostic::at(Code::MissingTag, id, "the operation has no tag");
        let found =
            found.note("without one it is in the group `operations` of the client, beside the groups of the tags");
        problems.push(found.help("add `tags` with one of the tags of openapi.yaml"));
    }
}

/// A failure is another HTTP status, or an alternative of the reply where errors arrive as HTTP 200.
fn errors<'a>(document: &Node, components: &Components<'a>, entry: &'a Entry, problems: &mut Diagnostics) {
    let node = &entry.value;
    let Some(list) = node.get("responses").filter(|list| !list.entries().is_empty()) else { return };
    let is_failure = |entry: &'a Entry| {
        let schema = json_schema(components.resolve(&entry.value));
        !entry.key.starts_with(['1', '2', '3'])
            || matches!(components.resolve(&entry.value).value, Value::Invalid)
            || schema.is_some_and(|schema| schema.get("oneOf").or(schema.get("anyOf")).is_some())
    };
    if !list.entries().iter().any(|entry| is_failure(entry) || may_fail(document, components, node, &entry.value)) {
        let id = node.get("operationId").map_or(&entry.key_span, |id| &id.span);
        let found = Diagnostic::at(Code::MissingErrorResponse, id, "the operation documents no error response");
        problems.push(
            found
                .note("callers learn from it what can go wrong, and the sandbox answers wrong requests with it")
                .help("describe a `4XX` response, or the failure that arrives as HTTP 200"),
        );
    }
}

/// Whether the flag of the envelope stands in a reply and may be false there, so that the one schema describes both.
fn may_fail<'a>(document: &Node, components: &Components<'a>, operation: &Node, response: &'a Node) -> bool {
    let envelopes = [operation.get("x-envelope"), document.get("x-envelope")].into_iter().flatten();
    let flag = envelopes.filter_map(|envelope| envelope.get("success")?.str().ok()).next();
    let (Some(flag), Some(schema)) = (flag, json_schema(components.resolve(response))) else { return false };
    let found = schemas(components, schema, flag);
    let is_fixed = |node: &&Node| {
        let one = node.get("enum").and_then(|list| list.array().ok()).is_some_and(|list| list.len() == 1);
        one || node.get("const").is_some()
    };
    !found.is_empty() && !found.iter().any(is_fixed)
}

fn responses(node: &Node) -> impl Iterator<Item = &Entry> {
    node.get("responses").map(Node::entries).unwrap_or_default().iter()
}

pub(super) fn json_schema(node: &Node) -> Option<&Node> {
    let content = node.get("content")?;
    // Where there is no JSON, its name may be misspelt, which has its finding.
    content.get("application/json").or(content.entries().first().map(|media| &media.value))?.get("schema")
}
