//! Operations of the paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::body::Request;
use crate::ir::extensions::{self, Defaults};
use crate::ir::parameter::Parameters;
use crate::ir::schema::docs;
use crate::ir::{
    ClientParameter, ClientPlace, Content, ContentKind, Docs, Location, Model, ModelKind, Operation, Parameter, Reply,
    Safety, Shape, body, locations, names, parameter,
};
use crate::node::{Entry, Node};
use crate::refs::{Components, Position};

/// The methods under which a path has operations.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What operations need to know of their document.
pub(super) struct Document<'a> {
    pub(super) root: &'a Node,
    pub(super) components: Components<'a>,
    pub(super) defaults: Defaults<'a>,
    pub(super) models: &'a BTreeMap<String, Model>,
    /// The same with what can be read of the broken ones, for pointers to follow.
    pub(super) followed: &'a BTreeMap<String, Model>,
    /// Schemas that give no model; the findings about them exist already.
    pub(super) broken: &'a BTreeSet<String>,
}

impl<'a> Document<'a> {
    pub(super) fn is_object(&self, name: &str) -> bool {
        matches!(self.followed.get(name), Some(Model { kind: ModelKind::Object { .. }, .. }))
    }

    /// Whether the one reply that means success is one of several types.
    pub(super) fn is_union(&self, replies: &[Reply]) -> bool {
        let model = only_model(replies).and_then(|name| self.models.get(name));
        matches!(model, Some(Model { kind: ModelKind::Union { .. }, .. }))
    }

    /// The component of the one reply that means success, if it is an object.
    fn reply(&self, replies: &[Reply]) -> Option<String> {
        only_model(replies).filter(|name| self.is_object(name)).map(str::to_owned)
    }
}

/// The component of the one reply that means success.
pub(super) fn only_model(replies: &[Reply]) -> Option<&str> {
    match replies {
        [Reply { content: Some(Content { kind: ContentKind::Json(Shape::Model(name)), .. }), .. }] => Some(name),
        _ => None,
    }
}

/// The parts of an operation that could not be read, and about which nothing more is said.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unread {
    pub(super) parameters: bool,
    pub(super) request: bool,
    pub(super) reply: bool,
}

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
    let in_body = names::body_names(document.models, component.as_deref());
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
    problems.keep(names::check_inputs(document.models, &operation));
    if unread.reply || problems.keep(check_replies(document, &operation, node)).is_none() {
        unread.reply = true;
    }
    problems.keep(locations::check(document, &operation, node, unread));
    problems.finish((operation, client))
}

/// The finding about a JSON body that has no schema.
fn without_schema(document: &Document<'_>, body: Option<&Node>, kind: &str) -> Option<Diagnostic> {
    let content = dereference(document.root, body?, kind).ok()?.get("content")?;
    let media =
        content.entries().iter().find(|media| body::is_json(&media.key) && media.value.get("schema").is_none())?;
    if !matches!(media.value.value, crate::node::Value::Object(_) | crate::node::Value::Null) {
        return None;
    }
    let found = Diagnostic::at(Code::MissingSchema, &media.key_span, "the body has no `schema`");
    let found = found.note("`x-pagination`, `x-batch` or `x-envelope` point into it");
    Some(found.help("write `schema: {$ref: ../schemas/<topic>.yaml#/<Name>}` below the media type"))
}

/// A client has one address: what has servers of its own would be sent to another one.
fn check_servers(document: &Node, node: &Node) -> Result<(), Diagnostic> {
    let Some(entry) = node.entries().iter().find(|entry| entry.key == "servers") else { return Ok(()) };
    let urls = |node: &Node| -> Vec<String> {
        let servers = node.array().unwrap_or_default().iter();
        servers.filter_map(|server| server.get("url")?.str().ok().map(str::to_owned)).collect()
    };
    let shared = document.get("servers").map(urls).unwrap_or_default();
    if entry.value.array()?.is_empty() || urls(&entry.value) == shared {
        return Ok(());
    }
    let message = "servers of one path or operation are not supported";
    Err(Diagnostic::at(Code::OwnServer, &entry.key_span, message)
        .note("a client sends all its calls to one address, so this one would reach the wrong server")
        .help("describe what has another address in a vendor's folder of its own"))
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

/// Replies whose flag or payload stands in an object are one object; several replies are told apart by status alone.
fn check_replies(document: &Document<'_>, operation: &Operation, node: &Node) -> Result<(), Diagnostic> {
    let span = node.get("responses").map_or(&operation.span, |node| &node.span);
    let needed = [
        ("x-envelope.success", operation.envelope.success.is_some()),
        ("x-envelope.payload", operation.envelope.payload.is_some()),
        ("x-pagination", operation.paging.is_some()),
        ("x-batch", operation.batch.is_some()),
    ];
    if operation.http_method == "HEAD" && operation.replies.iter().any(|reply| reply.content.is_some()) {
        let message = "the reply to a HEAD request has no body";
        return Err(Diagnostic::at(Code::SuccessResponse, span, message).help("remove its `content`"));
    }
    let is_broken = only_model(&operation.replies).is_some_and(|name| document.broken.contains(name));
    let is_union = document.is_union(&operation.replies);
    // The flag of a union is looked for in whatever has come.
    let fits = |what: &str| what == "x-envelope.success" && is_union;
    match needed.iter().find(|(what, needed)| *needed && operation.reply.is_none() && !is_broken && !fits(what)) {
        // What is wrong with a part of the reply is said there.
        Some(_)
            if node
                .get("responses")
                .is_some_and(|replies| document.components.reach(Position::RESPONSES, replies).invalid) =>
        {
            Err(Diagnostic::reported())
        }
        Some((what, _)) => {
            let message = format!("`{what}` needs one success reply, and that a JSON object");
            Err(Diagnostic::at(Code::SuccessResponse, span, message)
                .note("an operation can move a flag or payload of the document with an `x-envelope` of its own, but not take it away")
                .help("document one success response, with a JSON object as its content"))
        }
        None => Ok(()),
    }
}

/// Aliases written out.
pub(super) fn flatten(models: &BTreeMap<String, Model>, shape: Shape) -> Shape {
    match shape {
        Shape::Model(name) => match models.get(&name).map(|model| &model.kind) {
            // Aliases are flat already, so one step suffices.
            Some(ModelKind::Alias(inner)) => inner.clone(),
            Some(_) => {
                let nullable = models.get(&name).is_some_and(|model| model.nullable);
                Shape::Model(name).or_null(nullable)
            }
            None => Shape::Model(name),
        },
        Shape::Nullable(inner) => flatten(models, *inner).or_null(true),
        Shape::Array(inner) => Shape::Array(Box::new(flatten(models, *inner))),
        Shape::Map(inner) => Shape::Map(Box::new(flatten(models, *inner))),
        other => other,
    }
}

/// What a reference of the bundle names.
pub(super) fn dereference<'a>(root: &'a Node, node: &'a Node, kind: &str) -> Result<&'a Node, Diagnostic> {
    let Some(reference) = node.get("$ref") else { return Ok(node) };
    let name = reference.str()?.rsplit('/').next().unwrap_or_default();
    let section = root.get("components").and_then(|components| components.get(kind));
    section.and_then(|section| section.get(name)).ok_or_else(|| {
        let message = format!("expected one of the {kind}, found `{name}`");
        Diagnostic::at(Code::UnresolvedReference, &reference.span, message)
    })
}

fn check_template(path: &str, span: &Span) -> Result<(), Diagnostic> {
    let depths = path.chars().scan(0, |depth: &mut i32, c| {
        *depth += i32::from(c == '{') - i32::from(c == '}');
        Some(*depth)
    });
    let is_balanced = depths.clone().all(|depth| (0..=1).contains(&depth)) && depths.last() == Some(0);
    if !path.starts_with('/') || path.contains(['?', '#']) || !is_balanced {
        let message = format!("`{path}` is no path");
        return Err(Diagnostic::at(Code::PathParameter, span, message).help(
            "it begins with a slash, has parameters in braces, and no `?` or `#`: the query is made of parameters",
        ));
    }
    if !segments_can_be_sent(path) {
        let message = format!("`{path}` has a segment that cannot be sent");
        return Err(Diagnostic::at(Code::PathParameter, span, message).help(SEGMENTS));
    }
    Ok(())
}

/// What is wrong with a path whose segments cannot be sent.
pub(super) const SEGMENTS: &str =
    "clients and proxies resolve `.`, `..` and empty segments on the way, so the vendor would see another path";

/// Whether every segment arrives as it is written. A slash at the end does.
pub(super) fn segments_can_be_sent(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/').filter(|path| !path.is_empty()) else { return true };
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_odd = |segment: &str| {
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        plain.is_empty() || plain == "." || plain == ".."
    };
    !path.split('/').any(is_odd)
}

/// The parameters in the path are those that are declared for it. What is wrong stands in the path or at the parameter; both are
/// shown, since either may be the misspelt one.
fn check_path(path: &str, parameters: &[Parameter], span: &Span) -> Result<(), Diagnostic> {
    let declared: Vec<&Parameter> = parameters.iter().filter(|p| p.location == Location::Path).collect();
    let used: Vec<_> = path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    let unknown = used.iter().find(|name| !declared.iter().any(|parameter| parameter.wire == **name));
    let unused: Vec<&&Parameter> =
        declared.iter().filter(|parameter| !used.contains(&parameter.wire.as_str())).collect();
    let place = |part: &str| part_of(span, part);
    if let Some(name) = unknown {
        let message = format!("the path uses `{{{name}}}`, which no parameter declares");
        let marked = place(&format!("{{{name}}}"));
        let found = Diagnostic::at(Code::PathParameter, &marked, message);
        let near = crate::names::nearest(name, unused.iter().map(|parameter| parameter.wire.as_str()));
        let meant = unused.iter().find(|parameter| Some(parameter.wire.as_str()) == near).or(unused.first());
        return Err(match (meant, parameters.iter().find(|parameter| parameter.wire == **name)) {
            (Some(meant), _) => found
                .also(&meant.span, "declared here")
                .help(format!("did you mean `{{{}}}`?", meant.wire))
                .suggest(&marked, format!("{{{}}}", meant.wire)),
            (None, Some(other)) => found
                .also(&other.span, "it is declared here, for another place")
                .help("write `in: path` and `required: true`"),
            (None, None) => found.help("declare it under `parameters`: `{name: ..., in: path, required: true, ...}`"),
        });
    }
    match unused.first() {
        Some(parameter) => {
            let name = &parameter.wire;
            let message = format!("the path parameter `{name}` does not stand in the path `{path}`");
            // Other tools write it with a colon, or as a template of theirs.
            let other = [format!(":{name}"), format!("<{name}>"), format!("${name}")]
                .into_iter()
                .find(|part| path.contains(part));
            let found = match &other {
                Some(part) => {
                    Diagnostic::at(Code::PathParameter, &place(part), message).also(&parameter.span, "declared here")
                }
                None => Diagnostic::at(Code::PathParameter, &parameter.span, message).also(span, "the path"),
            };
            Err(match other {
                Some(part) => found.help("a parameter stands in braces").suggest(&place(&part), format!("{{{name}}}")),
                None => found.help(format!("write `{{{name}}}` into the path, or correct `in`")),
            })
        }
        None => Ok(()),
    }
}

/// A part of a name where it is written; all of it where it cannot be found, as with escapes.
fn part_of(span: &Span, part: &str) -> Span {
    match span.text().find(part) {
        Some(at) => {
            let start = span.column + span.text()[..at].chars().count();
            Span { column: start, ..span.clone() }.until(span.line, start + part.chars().count())
        }
        None => span.clone(),
    }
}
