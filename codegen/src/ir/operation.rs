//! Operations of the paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::extensions::{self, Defaults};
use crate::ir::schema::{docs, resolve_pointer};
use crate::ir::value::shape;
use crate::ir::{
    ClientParameter, ClientPlace, Docs, Location, Model, ModelKind, Operation, Paging, Parameter, Property,
    RequestLocation, Shape,
};
use crate::names;
use crate::node::{Entry, Node};
use crate::refs;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What operations need to know of their document.
pub(super) struct Document<'a> {
    pub(super) root: &'a Node,
    pub(super) defaults: Defaults<'a>,
    pub(super) models: &'a BTreeMap<String, Model>,
    /// Schemas that give no model; the findings about them exist already.
    pub(super) broken: &'a BTreeSet<String>,
}

impl Document<'_> {
    /// Whether everything that an operation refers to could be read, so that pointers into it can be followed.
    fn is_readable(&self, operation: &Node) -> bool {
        let reach = refs::reach(self.root, operation);
        let is_broken = |(section, name): &(&str, &str)| *section == "schemas" && self.broken.contains(*name);
        !reach.invalid && !reach.components.iter().any(is_broken)
    }
}

/// The operations of a path, each with the client-wide headers it declares.
pub(super) fn path_item(
    document: &Document<'_>,
    path: &str,
    item: &Node,
) -> Vec<Result<(Operation, Vec<ClientParameter>), Diagnostics>> {
    let shared = item.get("parameters");
    let is_method = |entry: &&Entry| METHODS.contains(&entry.key.as_str());
    item.entries().iter().filter(is_method).map(|entry| operation(document, path, shared, entry)).collect()
}

fn operation(
    document: &Document<'_>,
    path: &str,
    shared: Option<&Node>,
    entry: &Entry,
) -> Result<(Operation, Vec<ClientParameter>), Diagnostics> {
    let node = &entry.value;
    let mut problems = Diagnostics::default();
    let identity = problems.keep(identity(node));
    let mut parameters = Vec::new();
    let mut client = Vec::new();
    for list in [shared, node.get("parameters")].into_iter().flatten() {
        for parameter in problems.keep(list.array()).unwrap_or_default() {
            match problems.keep(read_parameter(document, parameter)) {
                Some(Either::Call(parameter)) => parameters.push(parameter),
                Some(Either::Client(parameter)) => client.push(parameter),
                None => {}
            }
        }
    }
    if !problems.has_errors() {
        problems.keep(check_path(path, &parameters, &entry.key_span));
        problems.keep(check_names(&parameters, &node.span));
    }
    let defaults = &document.defaults;
    let envelope = problems.keep(extensions::envelope(defaults, node, path));
    let reply = envelope.as_ref().and_then(|envelope| problems.keep(reply(node, envelope.failure.as_deref())));
    let request = problems.keep(request(node));
    let safety = problems.keep(extensions::safety(node));
    let paging = problems.keep(extensions::paging(node));
    let batch = problems.keep(extensions::batch(node));
    let rate_limit = problems.keep(extensions::rate_limit(defaults, node));
    let retryable = problems.keep(extensions::retryable(defaults, node));
    let text = problems.keep(docs(node).and_then(|docs| Ok((node.opt_str("summary")?, docs))));

    let client_headers = client.iter().filter_map(|parameter| match &parameter.place {
        ClientPlace::Header { name, .. } => Some(name.clone()),
        _ => None,
    });
    let client_headers = client_headers.collect();
    let operation = (|| {
        let identity = identity?;
        let (summary, docs) = text?;
        Some(Operation {
            summary: summary.unwrap_or(&identity.id).trim().to_owned(),
            id: identity.id,
            group: identity.group,
            method: identity.method,
            http_method: entry.key.to_uppercase(),
            path: path.to_owned(),
            docs: Docs { facts: Vec::new(), ..docs },
            client_headers,
            parameters,
            request: request?,
            reply: reply?,
            safety: safety?,
            paging: paging?,
            batch: batch?,
            rate_limit: rate_limit?,
            retryable: retryable?,
            span: identity.span,
            envelope: envelope?,
        })
    })();
    let Some(operation) = operation else { return Err(problems) };
    if !problems.has_errors() {
        let checked = check_locations(document, &operation, node);
        problems.keep(checked.map_err(|found| if document.is_readable(node) { found } else { Diagnostic::reported() }));
    }
    problems.finish((operation, client))
}

/// What an operation is called.
struct Identity {
    id: String,
    group: String,
    method: String,
    span: Span,
}

fn identity(node: &Node) -> Result<Identity, Diagnostic> {
    let id = node.require("operationId")?;
    let (group, method) = group_and_method(node, id)?;
    Ok(Identity { id: id.str()?.to_owned(), group, method, span: id.span.clone() })
}

fn group_and_method(node: &Node, id: &Node) -> Result<(String, String), Diagnostic> {
    let tags = node.require("tags")?;
    let group = match tags.array()? {
        [one] => one.str()?.to_owned(),
        _ => return Err(tags.expected(Code::OperationTag, "exactly one tag")),
    };
    let text = id.str()?;
    let method = text.strip_prefix(&group).and_then(|rest| rest.strip_prefix('_')).unwrap_or_default();
    if !names::is_field_name(&group) || !names::is_field_name(method) {
        let message = format!("expected the id `{group}_<method>` in snake_case, found `{text}`");
        return Err(Diagnostic::at(Code::OperationId, &id.span, message).help(format!("or another tag than `{group}`")));
    }
    Ok((group, names::field(method)))
}

enum Either {
    Call(Parameter),
    Client(ClientParameter),
}

fn read_parameter(document: &Document<'_>, node: &Node) -> Result<Either, Diagnostic> {
    let node = dereference(document.root, node, "parameters")?;
    let name = node.require("name")?;
    let wire = name.str()?.to_owned();
    let place = node.require("in")?;
    let location = match place.str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        other => {
            return Err(Diagnostic::at(
                Code::ParameterPlace,
                &place.span,
                format!("parameters in `{other}` are not supported"),
            )
            .help("expected path, query or header"));
        }
    };
    let schema = node.require("schema")?;
    // A parameter that has no value is not sent, rather than null.
    let (shape, _) = flatten(document.models, shape(schema)?.shape).split_null();
    let required = node.get("required").map(Node::bool).transpose()?.unwrap_or(false);
    let mut parameter_docs = docs(node)?;
    parameter_docs.facts.extend(docs(schema)?.facts);
    if let Some((setter, secret)) = extensions::client_parameter(node)? {
        if location != Location::Header {
            return Err(place.expected(Code::ClientParameter, "`header` for a client-wide parameter"));
        }
        let place = ClientPlace::Header { name: wire, shape };
        return Ok(Either::Client(ClientParameter { setter, secret, required, docs: parameter_docs, place }));
    }
    let default_style = if location == Location::Query { "form" } else { "simple" };
    if let Some(style) = node.get("style")
        && style.str()? != default_style
    {
        return Err(Diagnostic::at(
            Code::ParameterStyle,
            &style.span,
            format!("expected the style `{default_style}`, found another one"),
        )
        .help("other styles are not supported"));
    }
    let explode = node.get("explode").map(Node::bool).transpose()?.unwrap_or(location == Location::Query);
    let rust = match node.get("x-rust-name") {
        Some(name) => name.str()?.to_owned(),
        None => names::field(&wire),
    };
    if !names::is_field_name(&rust) {
        return Err(name.expected(Code::FieldName, "a name in ASCII").help("give it an `x-rust-name`"));
    }
    if location == Location::Path && !required {
        return Err(Diagnostic::at(
            Code::PathParameter,
            &node.span,
            format!("expected `required: true` on the path parameter `{wire}`"),
        ));
    }
    Ok(Either::Call(Parameter { wire, rust, location, shape, required, explode, docs: parameter_docs }))
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

/// The component that a reference of the bundle names.
fn dereference<'a>(root: &'a Node, node: &'a Node, kind: &str) -> Result<&'a Node, Diagnostic> {
    let Some(reference) = node.get("$ref") else { return Ok(node) };
    let name = reference.str()?.rsplit('/').next().unwrap_or_default();
    root.get("components").and_then(|components| components.get(kind)).and_then(|section| section.get(name)).ok_or_else(
        || {
            Diagnostic::at(
                Code::UnresolvedReference,
                &reference.span,
                format!("expected one of the {kind}, found `{name}`"),
            )
        },
    )
}

fn json_schema<'a>(node: &'a Node, what: &str) -> Result<&'a Node, Diagnostic> {
    let content = node.require("content")?;
    match content.object()? {
        [Entry { key, value, .. }] if key == "application/json" => value.require("schema"),
        _ => Err(Diagnostic::at(
            Code::BodyContent,
            &content.span,
            format!("expected exactly `application/json` as the content of the {what}"),
        )),
    }
}

fn component(schema: &Node, what: &str) -> Result<String, Diagnostic> {
    let reference = schema.get("$ref").ok_or_else(|| {
        Diagnostic::at(
            Code::BodyContent,
            &schema.span,
            format!("expected a reference to a named schema for the {what}"),
        )
    })?;
    Ok(reference.str()?.rsplit('/').next().unwrap_or_default().to_owned())
}

fn request(node: &Node) -> Result<Option<String>, Diagnostic> {
    let Some(body) = node.get("requestBody") else { return Ok(None) };
    if body.get("required").map(Node::bool).transpose()? != Some(true) {
        return Err(Diagnostic::at(Code::BodyContent, &body.span, "expected `required: true` on the request body"));
    }
    component(json_schema(body, "request")?, "request body").map(Some)
}

/// The component of the one success response; the alternative that the envelope calls a failure is left out.
fn reply(node: &Node, failure: Option<&str>) -> Result<String, Diagnostic> {
    let responses = node.require("responses")?;
    let mut successes = responses.object()?.iter().filter(|entry| entry.key.starts_with('2'));
    let (Some(success), None) = (successes.next(), successes.next()) else {
        return Err(Diagnostic::at(Code::SuccessResponse, &responses.span, "expected exactly one success response"));
    };
    let schema = json_schema(&success.value, "reply")?;
    let Some(alternatives) = schema.get("oneOf") else { return component(schema, "reply") };
    let mut names = Vec::new();
    for alternative in alternatives.array()? {
        let name = component(alternative, "reply")?;
        if Some(name.as_str()) != failure {
            names.push(name);
        }
    }
    match <[String; 1]>::try_from(names) {
        Ok([name]) => Ok(name),
        Err(names) => Err(Diagnostic::at(
            Code::SuccessResponse,
            &alternatives.span,
            format!("expected one reply beside the failure, found {}", names.len()),
        )
        .help("`x-envelope.failure` names the failure")),
    }
}

fn check_path(path: &str, parameters: &[Parameter], span: &Span) -> Result<(), Diagnostic> {
    let declared: Vec<_> =
        parameters.iter().filter(|p| p.location == Location::Path).map(|p| p.wire.as_str()).collect();
    let used: Vec<_> = path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    if let Some(name) = used.iter().find(|name| !declared.contains(name)) {
        return Err(Diagnostic::at(
            Code::PathParameter,
            span,
            format!("the path uses `{{{name}}}`, which no parameter declares"),
        ));
    }
    match declared.iter().find(|name| !used.contains(name)) {
        Some(name) => Err(Diagnostic::at(
            Code::PathParameter,
            span,
            format!("the path parameter `{name}` does not stand in the path `{path}`"),
        )),
        None => Ok(()),
    }
}

fn check_names(parameters: &[Parameter], span: &Span) -> Result<(), Diagnostic> {
    for (index, parameter) in parameters.iter().enumerate() {
        if let Some(twin) = parameters.iter().take(index).find(|other| other.rust == parameter.rust) {
            let message =
                format!("`{}` and `{}` both become the setter `{}`", parameter.wire, twin.wire, parameter.rust);
            return Err(Diagnostic::at(Code::NameCollision, span, message).help("give one of them an `x-rust-name`"));
        }
    }
    Ok(())
}

/// Every pointer of the extensions leads to a member that suits it.
fn check_locations(document: &Document<'_>, operation: &Operation, node: &Node) -> Result<(), Diagnostic> {
    let models = document.models;
    let at = |key: &str| node.get(key).map_or(&operation.span, |node| &node.span);
    for (name, what) in [(Some(&operation.reply), "reply"), (operation.request.as_ref(), "request")] {
        let Some(name) = name else { continue };
        if !matches!(models.get(name), Some(Model { kind: ModelKind::Object { .. }, .. })) {
            return Err(Diagnostic::at(
                Code::BodyContent,
                &operation.span,
                format!("expected an object as the {what} body, found `{name}`"),
            ));
        }
    }
    let in_reply = |pointer: &str, key: &str| {
        resolve_pointer(models, &operation.reply, pointer).map_err(|message| {
            Diagnostic::at(
                Code::UnresolvedPointer,
                at(key),
                format!("`{pointer}` leads nowhere in the reply: {message}"),
            )
        })
    };
    for pointer in [&operation.envelope.success, &operation.envelope.payload].into_iter().flatten() {
        in_reply(pointer, "x-envelope")?;
    }
    if let Some(paging) = &operation.paging {
        let rows = in_reply(paging.items(), "x-pagination")?;
        if !matches!(rows.last().map(|property| &property.shape), Some(Shape::Array(_))) {
            return Err(Diagnostic::at(
                Code::PagingShape,
                at("x-pagination"),
                format!("expected a list at `{}`", paging.items()),
            ));
        }
        let (asked, answered) = match paging {
            Paging::Offset { offset, limit, next_offset, total, .. } => {
                (vec![Some(offset), limit.as_ref()], vec![next_offset.as_ref(), total.as_ref()])
            }
            Paging::Page { page, .. } => (vec![Some(page)], vec![]),
            Paging::Token { token, next_token, .. } => (vec![Some(token)], vec![Some(next_token)]),
        };
        for pointer in answered.into_iter().flatten() {
            in_reply(pointer, "x-pagination")?;
        }
        for location in asked.into_iter().flatten() {
            check_request_location(models, operation, location, at("x-pagination"))?;
        }
    }
    if let Some(batch) = &operation.batch {
        let body = operation.request.as_deref().unwrap_or_default();
        let found = resolve_pointer(models, body, &batch.items).map_err(|message| {
            Diagnostic::at(
                Code::UnresolvedPointer,
                at("x-batch"),
                format!("`{}` leads nowhere in the request: {message}", batch.items),
            )
        })?;
        let [Property { shape: Shape::Array(_), required: true, nullable: false, .. }] = found[..] else {
            let message = format!("expected a required list at the top of the request at `{}`", batch.items);
            return Err(Diagnostic::at(Code::BatchShape, at("x-batch"), message));
        };
        let payload = operation.envelope.payload.as_deref().unwrap_or_default();
        let rows = in_reply(payload, "x-batch").ok().and_then(|path| path.last().map(|property| &property.shape));
        if operation.paging.is_some() || !matches!(rows, Some(Shape::Array(_))) {
            let message = format!("expected a list as the payload of the reply, found something else at `{payload}`");
            return Err(Diagnostic::at(Code::BatchShape, at("x-batch"), message)
                .help("each request of a batch adds its rows to it"));
        }
    }
    Ok(())
}

fn check_request_location(
    models: &BTreeMap<String, Model>,
    operation: &Operation,
    location: &RequestLocation,
    span: &Span,
) -> Result<(), Diagnostic> {
    match location {
        RequestLocation::Query(name) => {
            match operation.parameters.iter().any(|p| p.location == Location::Query && p.wire == *name) {
                true => Ok(()),
                false => Err(Diagnostic::at(
                    Code::UnresolvedPointer,
                    span,
                    format!("the operation has no query parameter `{name}`"),
                )),
            }
        }
        RequestLocation::Body(name) => {
            let body = operation.request.as_deref().unwrap_or_default();
            let found = resolve_pointer(models, body, &format!("/{name}"));
            found.map(|_| ()).map_err(|message| {
                Diagnostic::at(
                    Code::UnresolvedPointer,
                    span,
                    format!("`/{name}` leads nowhere in the request: {message}"),
                )
            })
        }
    }
}
