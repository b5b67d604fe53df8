//! The `x-` extensions that stand on documents and operations.

use crate::check::reading::Defaults;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::{Batch, BatchReply, Envelope, Paging, RateLimit, RequestLocation, Retryable, Safety, Unprocessed};
use crate::node::{Node, Value};

pub(super) fn safety(operation: &Node, span: &Span) -> Result<Safety, Diagnostic> {
    let node = operation.get("x-safety").ok_or_else(|| {
        Diagnostic::at(Code::MissingSafety, span, "expected `x-safety`, found none")
            .note("only the spec knows whether a call may be sent again after a failure")
            .help("say whether the call may be repeated: read, idempotent or write")
    })?;
    match node.str()? {
        "read" => Ok(Safety::Read),
        "idempotent" => Ok(Safety::Idempotent),
        "write" => Ok(Safety::Write),
        other => Err(Diagnostic::at(
            Code::ExtensionValue,
            &node.span,
            format!("expected read, idempotent or write, found `{other}`"),
        )),
    }
}

/// The operation's own members over the document's; `{operation}` is the last segment of `path`.
pub(super) fn envelope(defaults: &Defaults<'_>, operation: &Node, path: &str) -> Result<Envelope, Diagnostic> {
    let mut envelope = Envelope { success_value: "true".into(), ..Envelope::default() };
    let name = path.rsplit('/').next().unwrap_or_default();
    let fill = |text: &str| text.replace("{operation}", name);
    for node in [defaults.envelope, operation.get("x-envelope")].into_iter().flatten() {
        for entry in node.object()? {
            let value = &entry.value;
            match entry.key.as_str() {
                "success" => envelope.success = Some(fill(pointer(value)?)),
                "success-value" => envelope.success_value = value.scalar()?,
                "failure-value" => envelope.failure_value = Some(value.scalar()?),
                "payload" => envelope.payload = Some(fill(pointer(value)?)),
                "code" => envelope.code = pointers(value, &fill)?,
                "message" => envelope.message = pointers(value, &fill)?,
                "kind" => envelope.kind = pointers(value, &fill)?,
                "request-id" => envelope.request_id = pointers(value, &fill)?,
                "failure" => envelope.failure = Some(fill(value.str()?)),
                _ => {
                    let known =
                        "success, success-value, failure-value, payload, code, message, kind, request-id, failure";
                    return Err(unknown(entry, "x-envelope", known));
                }
            }
        }
    }
    Ok(envelope)
}

pub(super) fn paging(operation: &Node) -> Result<Option<Paging>, Diagnostic> {
    let Some(node) = operation.get("x-pagination") else { return Ok(None) };
    check_members(node, "x-pagination", &["style", "request", "response", "max-page-size", "page-size", "full-scan"])?;
    let request = node.require("request")?;
    let response = node.require("response")?;
    let style = node.require("style")?;
    let location = |key: &str| request_location(request.require(key)?);
    let found = |key: &str| pointer(response.require(key)?).map(str::to_owned);
    let optional = |key: &str| response.get(key).map(|node| pointer(node).map(str::to_owned)).transpose();
    // A misspelt member is told before the one that is missing because of it.
    let members = |asked: &[&str], answered: &[&str]| {
        check_members(request, "x-pagination.request", asked)?;
        check_members(response, "x-pagination.response", answered)
    };
    let paging = match style.str()? {
        "offset" => {
            members(&["offset", "limit"], &["items", "next-offset", "total"])?;
            Paging::Offset {
                offset: location("offset")?,
                limit: request.get("limit").map(request_location).transpose()?,
                items: found("items")?,
                next_offset: optional("next-offset")?,
                total: optional("total")?,
                max_page_size: node.get("max-page-size").map(|size| positive(size, "max-page-size")).transpose()?,
            }
        }
        "page" => {
            members(&["page"], &["items"])?;
            Paging::Page {
                page: location("page")?,
                items: found("items")?,
                page_size: positive(node.require("page-size")?, "page-size")?,
            }
        }
        "token" => {
            members(&["token"], &["items", "next-token"])?;
            Paging::Token { token: location("token")?, items: found("items")?, next_token: found("next-token")? }
        }
        other => {
            return Err(Diagnostic::at(
                Code::ExtensionValue,
                &style.span,
                format!("expected offset, page or token, found `{other}`"),
            ));
        }
    };
    Ok(Some(paging))
}

/// What a listing of everything asks for besides.
pub(super) fn full_scan(operation: &Node) -> Result<Vec<(RequestLocation, serde_json::Value)>, Diagnostic> {
    let Some(node) = operation.get("x-pagination").and_then(|paging| paging.get("full-scan")) else {
        return Ok(Vec::new());
    };
    let entry = |entry: &crate::node::Entry| {
        let location = location(&entry.key, &entry.key_span)?;
        let value = serde_json::from_str(&entry.value.to_json());
        Ok((location, value.map_err(|_| Diagnostic::reported())?))
    };
    node.object()?.iter().map(entry).collect()
}

/// The largest count that the runtime takes everywhere.
const MOST: i64 = u32::MAX as i64;

/// A count of something.
fn positive(number: &Node, key: &str) -> Result<i64, Diagnostic> {
    match number.integer()? {
        value @ 1..=MOST => Ok(value),
        _ => Err(number.expected(Code::ExtensionValue, &format!("`{key}` from 1 to {MOST}"))),
    }
}

pub(super) fn batch(operation: &Node) -> Result<Option<Batch>, Diagnostic> {
    let Some(node) = operation.get("x-batch") else { return Ok(None) };
    check_members(node, "x-batch", &["items", "max-items", "reply"])?;
    let items = pointer(node.require("items")?)?.to_owned();
    let cap = node.get("max-items").ok_or_else(|| {
        let found = Diagnostic::at(Code::BatchCap, &node.span, "expected `max-items`, found none");
        found
            .note("the vendor refuses or cuts longer lists; the client splits what it is given at the cap")
            .help("say how many records one request may carry, `max-items: 100`, or that the vendor names no cap, `max-items: none`")
    })?;
    let max_items = match &cap.value {
        Value::String(word) if word == "none" => None,
        // A number in quotes is told as such.
        Value::String(word) if word.parse::<i64>().is_err() => return Err(wrong_cap(cap)),
        _ => match cap.integer()? {
            most @ 1..=MOST => Some(most),
            _ => return Err(wrong_cap(cap)),
        },
    };
    let reply = node.get("reply").map(|reply| match reply.str()? {
        "each-record" => Ok(BatchReply::EachRecord),
        "each-request" => Ok(BatchReply::EachRequest),
        other => {
            let message = format!("expected each-record or each-request, found `{other}`");
            Err(Diagnostic::at(Code::ExtensionValue, &reply.span, message))
        }
    });
    Ok(Some(Batch { items, max_items, reply: reply.transpose()? }))
}

fn wrong_cap(cap: &Node) -> Diagnostic {
    cap.expected(Code::BatchCap, &format!("a cap from 1 to {MOST}, or `none`"))
}

pub(super) fn rate_limit(defaults: &Defaults<'_>, operation: &Node) -> Result<Option<RateLimit>, Diagnostic> {
    let Some(node) = operation.get("x-rate-limit").or(defaults.rate_limit) else { return Ok(None) };
    check_members(node, "x-rate-limit", &["requests-per-second", "burst", "exceeded"])?;
    let positive = |key: &str| positive(node.require(key)?, key);
    Ok(Some(RateLimit {
        requests_per_second: positive("requests-per-second")?,
        burst: positive("burst")?,
        exceeded: node.get("exceeded").map(scalars).transpose()?.unwrap_or_default(),
    }))
}

pub(super) fn retryable(defaults: &Defaults<'_>, operation: &Node) -> Result<Retryable, Diagnostic> {
    let Some(node) = operation.get("x-retryable").or(defaults.retryable) else { return Ok(Retryable::default()) };
    check_members(node, "x-retryable", &["codes", "never"])?;
    let list = |key: &str| Ok::<_, Diagnostic>(node.get(key).map(scalars).transpose()?.unwrap_or_default());
    let items = |key: &str| node.get(key).and_then(|list| list.array().ok()).unwrap_or_default();
    for code in items("never") {
        if let Some(other) = items("codes").iter().find(|other| code.scalar().ok() == other.scalar().ok()) {
            let message = "the same code is retried and never retried";
            let found = Diagnostic::at(Code::ExtensionValue, &code.span, message).also(&other.span, "the other one");
            return Err(found.help("remove it from one of the lists"));
        }
    }
    Ok(Retryable { codes: list("codes")?, never: list("never")? })
}

pub(super) fn unprocessed(defaults: &Defaults<'_>, operation: &Node) -> Result<Unprocessed, Diagnostic> {
    let Some(node) = operation.get("x-unprocessed").or(defaults.unprocessed) else {
        return Ok(Unprocessed::default());
    };
    check_members(node, "x-unprocessed", &["any", "codes", "listed"])?;
    Ok(Unprocessed {
        any: node.get("any").map(Node::bool).transpose()?,
        codes: node.get("codes").map(scalars).transpose()?.unwrap_or_default(),
        listed: node.get("listed").map(|node| pointer(node).map(str::to_owned)).transpose()?,
    })
}

/// `x-client-parameter`: the builder method and whether it is a secret.
pub(super) fn client_parameter(node: &Node) -> Result<Option<(String, bool)>, Diagnostic> {
    let Some(node) = node.get("x-client-parameter") else { return Ok(None) };
    check_members(node, "x-client-parameter", &["name", "secret"])?;
    let name = node.require("name")?;
    let setter = name.str()?;
    if !crate::names::is_field_name(setter) {
        let message = format!("expected a snake_case name in ASCII, found `{setter}`");
        let found = Diagnostic::at(Code::ClientParameter, &name.span, message);
        let like = crate::names::field(setter);
        return Err(match crate::names::is_field_name(&like) {
            true => found.help(format!("write `{like}`")).suggest(&name.span, name.quoted(&like)),
            false => found.help("it becomes a method of the client's builder: choose a name such as `api_key`"),
        });
    }
    if crate::names::is_builder_method(setter) {
        let message = format!("the builder of every client has a method `{setter}`");
        return Err(Diagnostic::at(Code::ClientParameter, &name.span, message).help("choose another name"));
    }
    if crate::names::is_keyword(setter) {
        return Err(Diagnostic::reported());
    }
    let secret = node.get("secret").map(Node::bool).transpose()?.unwrap_or(false);
    Ok(Some((setter.to_owned(), secret)))
}

/// The strings of a list.
pub(super) fn strings(node: &Node) -> Result<Vec<String>, Diagnostic> {
    node.array()?.iter().map(|item| item.str().map(str::to_owned)).collect()
}

fn scalars(node: &Node) -> Result<Vec<String>, Diagnostic> {
    node.array()?.iter().map(Node::scalar).collect()
}

fn request_location(node: &Node) -> Result<RequestLocation, Diagnostic> {
    let text = node.str()?;
    if !text.starts_with("query:") {
        pointer(node)?;
    }
    location(text, &node.span)
}

fn location(text: &str, span: &Span) -> Result<RequestLocation, Diagnostic> {
    if let Some(name) = text.strip_prefix("query:") {
        return Ok(RequestLocation::Query(name.to_owned()));
    }
    match text.strip_prefix('/') {
        Some(name) if !name.contains('/') && !name.is_empty() => Ok(RequestLocation::Body(name.to_owned())),
        _ => Err(Diagnostic::at(
            Code::ExtensionValue,
            span,
            format!("expected a top-level member such as `/page`, found `{text}`"),
        )),
    }
}

fn pointer(node: &Node) -> Result<&str, Diagnostic> {
    let text = node.str()?;
    if text.is_empty() || text.starts_with('/') {
        return Ok(text);
    }
    Err(Diagnostic::at(
        Code::ExtensionValue,
        &node.span,
        format!("expected a JSON pointer such as `/result`, found `{text}`"),
    ))
}

fn pointers(node: &Node, fill: &impl Fn(&str) -> String) -> Result<Vec<String>, Diagnostic> {
    match &node.value {
        Value::Array(items) => items.iter().map(|item| Ok(fill(pointer(item)?))).collect(),
        _ => Ok(vec![fill(pointer(node)?)]),
    }
}

fn check_members(node: &Node, extension: &str, known: &[&str]) -> Result<(), Diagnostic> {
    match node.object()?.iter().find(|entry| !known.contains(&entry.key.as_str())) {
        Some(entry) => Err(unknown(entry, extension, &known.join(", "))),
        None => Ok(()),
    }
}

fn unknown(entry: &crate::node::Entry, extension: &str, known: &str) -> Diagnostic {
    Diagnostic::at(
        Code::UnknownExtensionMember,
        &entry.key_span,
        format!("`{extension}` has no member `{}`", entry.key),
    )
    .help(format!("it has: {known}"))
}
