//! Operations of the paths.

use std::collections::BTreeSet;

use super::{body, extensions, names, parameter};
use crate::check::item_names::{body_names, check_inputs};
use crate::check::path_templates::{check_path, check_template};
use crate::check::pointers;
use crate::check::reading::{Document, Unread, dereference};
use crate::check::replies::check_replies;
use crate::check::servers::check_servers;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{ClientParameter, ClientPlace, Docs, Operation, Safety};
use crate::node::{Entry, Node};
use crate::openapi::{METHODS, media};
use crate::read::body::Request;
use crate::read::docs::docs;
use crate::read::parameter::Parameters;

/// The operations of a path, each with the client-wide headers it declares.
pub(super) fn path_item(
    document: &Document<'_>,
    Entry { key: path, key_span, value: item }: &Entry,
) -> Vec<Result<(Operation, Vec<ClientParameter>), Diagnostics>> {
    if let Err(found) = check_template(path, key_span) {
        return vec![Err(found.into())];
    }
    if let Err(found) = check_servers(document.root, item) {
        return vec![Err(found.into())];
    }
    let shared = item.get("parameters");
    let is_method = |entry: &&Entry| {
        METHODS.contains(&entry.key.as_str()) && !matches!(entry.value.value, crate::node::Value::Invalid)
    };
    item.entries().iter().filter(is_method).map(|entry| operation(document, (path, key_span), shared, entry)).collect()
}

fn operation(
    document: &Document<'_>,
    (path, path_span): (&str, &Span),
    shared: Option<&Node>,
    entry: &Entry,
) -> Result<(Operation, Vec<ClientParameter>), Diagnostics> {
    let node = &entry.value;
    let mut problems = Diagnostics::default();
    problems.keep(check_servers(document.root, node));
    let identity = problems.keep(names::identity(document.root, node));
    let found = problems.keep(parameter::parameters(document, shared, node.get("parameters")));
    let readable = found.is_some();
    let Parameters { call: mut parameters, client } = found.unwrap_or_default();
    let mut unread = Unread { parameters: !readable, ..Unread::default() };
    let defaults = &document.defaults;
    let mut envelope = problems.keep(extensions::envelope(defaults, node, path));
    let replies = envelope
        .as_ref()
        .and_then(|envelope| problems.keep(body::replies(document, node, envelope.failure.as_deref())));
    // What the whole API says of a body does not hold where there is none.
    if let (Some(envelope), Some((replies, _))) = (&mut envelope, &replies)
        && node.get("x-envelope").is_none()
        && replies.iter().all(|reply| reply.content.is_none())
    {
        (envelope.success, envelope.payload) = (None, None);
    }
    // Of several types a call gives the whole, wherever each has its payload.
    if let (Some(envelope), Some((replies, _))) = (&mut envelope, &replies)
        && document.is_union(replies)
    {
        envelope.payload = None;
    }
    let request = problems.keep(body::request(document, node));
    unread.request = request.is_none();
    unread.reply = replies.is_none();
    // Pointers cannot be followed in a body whose schema is missing: that is one finding, not one a pointer.
    let points = ["x-pagination", "x-batch"].iter().any(|key| node.get(key).is_some());
    if points && let Some(found) = without_schema(document, node.get("requestBody"), "requestBodies") {
        unread.request = true;
        problems.push(found);
    }
    let flagged = envelope.as_ref().is_some_and(|envelope| envelope.success.is_some() || envelope.payload.is_some());
    let success =
        node.get("responses").map(Node::entries).unwrap_or_default().iter().filter(|entry| entry.key.starts_with('2'));
    for reply in success.filter(|_| points || flagged) {
        if let Some(found) = without_schema(document, Some(&reply.value), "responses") {
            unread.reply = true;
            problems.push(found);
        }
    }
    let safety = problems.keep(extensions::safety(node, &entry.key_span));
    let paging = problems.keep(extensions::paging(node));
    let full_scan = problems.keep(extensions::full_scan(node));
    let batch = problems.keep(extensions::batch(node));
    let rate_limit = problems.keep(extensions::rate_limit(defaults, node));
    let retryable = problems.keep(extensions::retryable(defaults, node));
    let unprocessed = problems.keep(extensions::unprocessed(defaults, node));
    let security = problems.keep(security(document, node));
    let text = problems.keep(docs(node).and_then(|docs| Ok((node.opt_str("summary")?, docs))));
    if readable {
        problems.keep(check_path(path, &parameters, path_span));
    }

    let client_headers = client.iter().filter_map(|parameter| match &parameter.place {
        ClientPlace::Header { name, .. } => Some(name.clone()),
        _ => None,
    });
    let client_headers = client_headers.collect();
    // What could not be read has its finding; the rest of the operation is looked at all the same.
    let identity = identity.unwrap_or_else(|| names::unnamed(&entry.key_span));
    let (summary, docs) = text.unwrap_or_default();
    let Request { body, members, component } = request.unwrap_or_default();
    let (replies, errors) = replies.unwrap_or_default();
    let in_body = body_names(document.models, component.as_deref());
    parameter::tell_apart(&mut parameters, |name| {
        in_body.contains(name) || members.iter().any(|member| member.rust == name)
    });
    parameters.extend(members);
    let operation = Operation {
        summary: summary.unwrap_or(&identity.id).trim().to_owned(),
        id: identity.id,
        rust: identity.rust,
        group: identity.group,
        method: identity.method,
        http_method: entry.key.to_uppercase(),
        path: path.to_owned(),
        docs: Docs { facts: Vec::new(), ..docs },
        client_headers,
        parameters,
        body,
        request: component,
        reply: document.reply(&replies),
        replies,
        errors,
        security: security.unwrap_or_default(),
        safety: safety.unwrap_or(Safety::Write),
        paging: paging.unwrap_or_default(),
        full_scan: full_scan.unwrap_or_default(),
        batch: batch.unwrap_or_default(),
        rate_limit: rate_limit.unwrap_or_default(),
        retryable: retryable.unwrap_or_default(),
        unprocessed: unprocessed.unwrap_or_default(),
        span: identity.span,
        envelope: envelope.unwrap_or_default(),
    };
    problems.keep(check_inputs(document.models, &operation));
    if unread.reply || problems.keep(check_replies(document, &operation, node)).is_none() {
        unread.reply = true;
    }
    problems.keep(pointers::check(document, &operation, node, unread));
    problems.finish((operation, client))
}

/// The finding about a JSON body that has no schema.
fn without_schema(document: &Document<'_>, body: Option<&Node>, kind: &str) -> Option<Diagnostic> {
    let content = dereference(document.root, body?, kind).ok()?.get("content")?;
    let media =
        content.entries().iter().find(|media| media::is_json(&media.key) && media.value.get("schema").is_none())?;
    if !matches!(media.value.value, crate::node::Value::Object(_) | crate::node::Value::Null) {
        return None;
    }
    let found = Diagnostic::at(Code::MissingSchema, &media.key_span, "the body has no `schema`");
    let found = found.note("`x-pagination`, `x-batch` or `x-envelope` point into it");
    Some(found.help("write `schema: {$ref: ../schemas/<topic>.yaml#/<Name>}` below the media type"))
}

/// The setters of the credentials that an operation needs, by itself or as all do, if these are not all of them.
fn security(document: &Document<'_>, node: &Node) -> Result<Option<Vec<String>>, Diagnostic> {
    let Some(list) = node.get("security").or_else(|| document.root.get("security")) else { return Ok(None) };
    let schemes = document.root.get("components").and_then(|components| components.get("securitySchemes"));
    let mut needed = BTreeSet::new();
    let mut setters = Vec::new();
    for alternative in list.array()? {
        for scheme in alternative.object()? {
            let Some(node) = schemes.and_then(|schemes| schemes.get(&scheme.key)) else {
                let message = format!("there is no security scheme `{}`", scheme.key);
                let found = Diagnostic::at(Code::UnresolvedReference, &scheme.key_span, message);
                let known = schemes.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str());
                return Err(match crate::names::nearest(&scheme.key, known) {
                    Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&scheme.key_span, near),
                    None => found.help("describe it under `components/securitySchemes`"),
                });
            };
            if needed.insert(&scheme.key) {
                setters.extend(extensions::client_parameter(node)?.map(|(setter, _)| setter));
            }
        }
    }
    let is_all = schemes.map(Node::entries).unwrap_or_default().iter().all(|scheme| needed.contains(&scheme.key));
    Ok(if is_all { None } else { Some(setters) })
}
