//! Bodies: which media type of several counts, and what a request or a reply holds.

use std::collections::BTreeSet;

use crate::check::parameters::is_scalar;
use crate::check::reading::{Document, dereference};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Body, Content, ContentKind, ErrorReply, Location, ModelKind, Parameter, Reply, Shape, Status, Style};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{Kind, walk};
use crate::openapi::media::{chosen, essence, is_any, is_form, is_json, may_be_json};
use crate::read::alias::flatten;
use crate::read::docs::docs;
use crate::read::parameter::rust_name;
use crate::read::shape::shape;

/// What a request holds besides parameters.
#[derive(Default)]
pub(super) struct Request {
    pub(super) body: Option<Body>,
    /// The members of a form, which are parameters.
    pub(super) members: Vec<Parameter>,
    /// The component of a required JSON object.
    pub(super) component: Option<String>,
}

/// The body of a request.
pub(super) fn request(document: &Document<'_>, operation: &Node) -> Result<Request, Diagnostics> {
    let Some(body) = operation.get("requestBody") else { return Ok(Request::default()) };
    let body = dereference(document.root, body, "requestBodies")?;
    let required = body.get("required").map(Node::bool).transpose()?.unwrap_or(false);
    let content = body.require("content")?;
    content.object()?;
    let Some(Entry { key: media, key_span, value: node }) = chosen(content) else {
        return Err(content.expected(Code::BodyContent, "a media type").into());
    };
    check_media(media, key_span)?;
    let mut docs = docs(body)?;
    if docs.text.is_empty() {
        docs.text = "The body of the request.".to_owned();
    }
    let made = |kind| Body { content: Content { media: media.clone(), kind }, required, docs };
    let location = match essence(media).as_str() {
        "application/x-www-form-urlencoded" => Location::Form,
        "multipart/form-data" => Location::Part,
        other if (other.contains('*') && !is_any(other)) || other.starts_with("multipart/") => {
            let message = format!("a request cannot be sent as `{media}`");
            let found = Diagnostic::at(Code::BodyContent, key_span, message);
            return Err(found.help("name one media type that the vendor takes").into());
        }
        _ => {
            let kind = kind(document, (media, key_span), node)?;
            let component = match &kind {
                ContentKind::Json(Shape::Model(name)) if document.is_object(name) => {
                    Some(name.clone()).filter(|name| required || takes_members(document, operation, name))
                }
                _ => None,
            };
            let mut body = made(kind);
            if is_any(media) {
                body.content.media = match body.content.kind {
                    ContentKind::Text => "text/plain",
                    ContentKind::Binary => "application/octet-stream",
                    _ => "application/json",
                }
                .to_owned();
            }
            return Ok(Request { body: Some(body), members: Vec::new(), component });
        }
    };
    let members = members(document, location, node)?;
    if !required && let Some(member) = members.iter().find(|member| member.required) {
        let message = format!("the body is optional, and its member `{}` is required", member.wire);
        let found = Diagnostic::at(Code::BodyContent, &body.span, message).also(&member.span, "the member");
        return Err(found.help("write `required: true` on the body, or make the member optional").into());
    }
    let kind = if location == Location::Form { ContentKind::Form } else { ContentKind::Multipart };
    Ok(Request { body: Some(made(kind)), members, component: None })
}

/// Whether something names members of a body that is not required, so that setting one of them brings it into being.
fn takes_members(document: &Document<'_>, operation: &Node, name: &str) -> bool {
    let paging = operation.get("x-pagination").and_then(|paging| paging.get("request"));
    let in_body = |entry: &Entry| entry.value.str().is_ok_and(|pointer| pointer.starts_with('/'));
    let properties = match document.followed.get(name).map(|model| &model.kind) {
        Some(ModelKind::Object { properties }) => properties.as_slice(),
        _ => &[],
    };
    operation.get("x-batch").is_some()
        || paging.is_some_and(|request| request.entries().iter().any(in_body))
        || properties.iter().any(|property| property.hoist || property.client_parameter.is_some())
}

/// Media types stand in headers.
fn check_media(media: &str, span: &Span) -> Result<(), Diagnostic> {
    if media.contains('/') && media.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(());
    }
    let found = Diagnostic::at(Code::BodyContent, span, format!("`{media}` is no media type"));
    Err(match media {
        "schema" | "example" | "examples" => {
            found.help(format!("`{media}` stands below a media type: `application/json: {{{media}: ...}}`"))
        }
        _ => found.help("write one such as `application/json`"),
    })
}

/// What a body that is no form holds, by its media type and schema.
fn kind(document: &Document<'_>, (media, place): (&str, &Span), node: &Node) -> Result<ContentKind, Diagnostic> {
    if let Value::Invalid = node.value {
        return Err(Diagnostic::reported());
    }
    let schema = node.get("schema");
    if is_json(media) {
        let Some(schema) = schema else { return Ok(ContentKind::Json(Shape::Any)) };
        return Ok(ContentKind::Json(flatten(document.models, shape(schema)?.shape)));
    }
    let Some(schema) = schema else {
        let is_text = essence(media).starts_with("text/");
        return Ok(if is_text { ContentKind::Text } else { ContentKind::Binary });
    };
    if is_binary(schema)? {
        return Ok(ContentKind::Binary);
    }
    match flatten(document.models, shape(schema)?.shape) {
        Shape::String => Ok(ContentKind::Text),
        Shape::Any => Ok(ContentKind::Binary),
        shape if is_any(media) => Ok(ContentKind::Json(shape)),
        _ => Err(misspelt(media, place).unwrap_or_else(|| {
            let message = format!("a body of type `{media}` is supported as text or bytes only");
            let found = Diagnostic::at(Code::BodyContent, &schema.span, message);
            found.help("write `type: string`, with `format: binary` where it is not text")
        })),
    }
}

/// The finding about the media type of an object that is nearly one of those that are known.
fn misspelt(media: &str, place: &Span) -> Option<Diagnostic> {
    let known = ["application/json", "multipart/form-data", "application/x-www-form-urlencoded"];
    let near = names::nearest(&essence(media), known)?;
    let message = format!("`{media}` is no media type that is known, so its body is not read as one");
    let right = media.replacen(media.split(';').next().unwrap_or_default(), near, 1);
    let right = match place.text().chars().next() {
        Some(quote @ ('\'' | '"')) => format!("{quote}{right}{quote}"),
        _ => right,
    };
    let found = Diagnostic::at(Code::BodyContent, place, message);
    Some(found.help(format!("did you mean `{near}`?")).suggest(place, right))
}

/// Bytes: `format: binary`, or the media type of a content that is not encoded as text.
fn is_binary(schema: &Node) -> Result<bool, Diagnostic> {
    let raw = schema.get("contentMediaType").is_some() && schema.get("contentEncoding").is_none();
    Ok(schema.opt_str("format")? == Some("binary") || raw)
}

/// The members of a form as parameters.
fn members(document: &Document<'_>, location: Location, node: &Node) -> Result<Vec<Parameter>, Diagnostics> {
    let mut schema = node.require("schema")?;
    let mut passed = BTreeSet::new();
    while let Some(reference) = schema.get("$ref") {
        if !passed.insert(reference.str()?) {
            // The circle is a finding of its own.
            return Err(Diagnostic::reported().into());
        }
        schema = dereference(document.root, schema, "schemas")?;
    }
    let Some(properties) = schema.get("properties") else {
        let found = schema.expected(Code::BodyContent, "an object with `properties`");
        return Err(found.help("the members of a form are arguments and setters of the call").into());
    };
    let required = schema.get("required").map(super::extensions::strings).transpose()?.unwrap_or_default();
    let mut problems = Diagnostics::default();
    let mut found = Vec::new();
    for entry in properties.object()? {
        let encoding = node.get("encoding").and_then(|encoding| encoding.get(&entry.key));
        let is_required = required.contains(&entry.key);
        found.extend(problems.keep(member(document, location, entry, encoding, is_required)));
    }
    problems.finish(found)
}

fn member(
    document: &Document<'_>,
    location: Location,
    entry: &Entry,
    encoding: Option<&Node>,
    required: bool,
) -> Result<Parameter, Diagnostic> {
    let schema = &entry.value;
    let refused = |node: &Node, message: String| Err(Diagnostic::at(Code::ParameterStyle, &node.span, message));
    let item = schema.get("items");
    let is_file =
        location == Location::Part && (is_binary(schema)? || item.map(is_binary).transpose()?.unwrap_or(false));
    let (shape, fact) =
        crate::check::parameters::plain(document.models, flatten(document.models, shape(schema)?.shape));
    let plain = match &shape {
        Shape::Array(inner) => is_scalar(document.models, inner),
        other => is_scalar(document.models, other),
    };
    let text = |key: &str| encoding.map(|encoding| encoding.opt_str(key)).transpose().map(Option::flatten);
    if let Some(headers) = encoding.and_then(|encoding| encoding.get("headers")) {
        return refused(headers, format!("headers of the member `{}` are not supported", entry.key));
    }
    let media = text("contentType")?.filter(|media| !media.contains(['*', ',']));
    let explode = encoding.and_then(|encoding| encoding.get("explode")).map(Node::bool).transpose()?;
    let style = match text("style")? {
        _ if is_file => Style::File,
        _ if !plain || media.is_some_and(is_json) => Style::Json,
        None | Some("form") => Style::Form,
        Some("spaceDelimited") if explode == Some(false) => Style::Space,
        Some("pipeDelimited") if explode == Some(false) => Style::Pipe,
        Some(other) => {
            let place = encoding.and_then(|encoding| encoding.get("style")).unwrap_or(schema);
            return refused(place, format!("the style `{other}` is not supported here"));
        }
    };
    if let Some(style_node) = encoding.and_then(|e| e.get("style"))
        && (location == Location::Part || style == Style::Json)
    {
        return refused(style_node, format!("the member `{}` is not written by a style", entry.key));
    }
    let name = Node::string(&entry.key_span, entry.key.clone());
    Ok(Parameter {
        wire: entry.key.clone(),
        rust: rust_name(&name, schema)?,
        is_named: schema.get("x-rust-name").is_some(),
        location,
        shape,
        required,
        style,
        explode: explode.unwrap_or(true),
        allow_reserved: false,
        media: media.map(str::to_owned),
        docs: {
            let mut docs = docs(schema)?;
            docs.facts.extend(fact);
            docs
        },
        span: entry.key_span.clone(),
    })
}

/// The replies of an operation: those that mean success, and the JSON of the others.
pub(super) fn replies(
    document: &Document<'_>,
    node: &Node,
    failure: Option<&str>,
) -> Result<(Vec<Reply>, Vec<ErrorReply>), Diagnostics> {
    let responses = node.require("responses")?;
    let mut problems = Diagnostics::default();
    let mut found = Vec::new();
    for entry in responses.object()? {
        let read =
            status(entry).and_then(|status| Ok((status, dereference(document.root, &entry.value, "responses")?)));
        found.extend(problems.keep(read).map(|(status, node)| (status, entry, node)));
    }
    let is_success = |status: &Status| matches!(status, Status::Code(200..=299) | Status::Class(2));
    // `default` is for failures where a success is named, and else for both.
    let named = found.iter().any(|(status, ..)| is_success(status));
    let (mut replies, mut errors) = (Vec::new(), Vec::new());
    for (status, entry, reply) in found {
        let description = reply.opt_str("description")?.unwrap_or_default().trim().to_owned();
        let is_failure = !is_success(&status) && (named || status != Status::Default);
        // Only JSON is read of a failure.
        if is_failure && !is_json_content(reply) {
            continue;
        }
        let content = content(document, reply, failure).map_err(|found| match is_misnamed(document, node, failure) {
            // The name is told where it is written.
            true if found.code == Code::SuccessResponse => Diagnostic::reported(),
            _ => found,
        });
        let Some(content) = problems.keep(content) else { continue };
        if is_success(&status) || (!named && status == Status::Default) {
            replies.push(Reply { status, content, description });
        } else if let Some(Content { kind: ContentKind::Json(shape), .. }) = content {
            errors.push(ErrorReply { status: entry.key.clone(), description, shape });
        }
    }
    if replies.is_empty() && !problems.has_errors() {
        let message = "expected a success response (a 2xx status, `2XX` or `default`), found none";
        let found = Diagnostic::at(Code::SuccessResponse, &responses.span, message);
        problems.push(found.help("describe it, such as `'200': {description: ..., content: ...}`"));
    }
    replies.sort_by_key(|reply| reply.status);
    problems.finish((replies, errors))
}

/// Whether a reply may be read as JSON; what is no media type has to be told.
fn is_json_content(reply: &Node) -> bool {
    let chosen = reply.get("content").and_then(chosen);
    chosen.is_none_or(|entry| may_be_json(&entry.key) || !entry.key.contains('/'))
}

/// Whether the lint of envelopes says that the failure is no schema.
fn is_misnamed(document: &Document<'_>, operation: &Node, failure: Option<&str>) -> bool {
    let said = |node: &Node| Some(node.get("x-envelope")?.get("failure")?.str().ok()?.contains("{operation}"));
    let is_known = |name: &str| document.models.contains_key(name) || document.broken.contains(name);
    let is_told = said(operation).is_some() || said(document.root) == Some(false);
    is_told && failure.is_some_and(|name| !is_known(name))
}

fn status(entry: &Entry) -> Result<Status, Diagnostic> {
    let text = entry.key.as_str();
    let class = text.strip_suffix("XX").and_then(|class| class.parse().ok());
    match (text, class, text.parse()) {
        ("default", ..) => Ok(Status::Default),
        (_, Some(class @ 1..=5), _) => Ok(Status::Class(class)),
        (_, _, Ok(code @ 100..=599)) => Ok(Status::Code(code)),
        _ => {
            let message =
                format!("expected a status such as `200`, a class such as `2XX` or `default`, found `{text}`");
            let found = Diagnostic::at(Code::SuccessResponse, &entry.key_span, message);
            let digits: String = text.chars().map(|c| if c == 'O' || c == 'o' { '0' } else { c }).collect();
            let upper = text.to_ascii_uppercase();
            let right = match text.to_ascii_lowercase().as_str() {
                "ok" | "success" | "successful" => Some("'200'".to_owned()),
                "created" => Some("'201'".to_owned()),
                "error" | "fallback" | "any" => Some("default".to_owned()),
                _ if upper.len() == 3 && upper.ends_with("XX") && upper.starts_with(['1', '2', '3', '4', '5']) => {
                    Some(format!("'{upper}'"))
                }
                _ if digits.parse::<u16>().is_ok_and(|code| (100..=599).contains(&code)) => Some(format!("'{digits}'")),
                _ => None,
            };
            Err(match right {
                Some(right) => found.help("write the status").suggest(&entry.key_span, right),
                None => found.help("each response stands below the HTTP status that it comes with"),
            })
        }
    }
}

/// The body of a reply; the alternative that the envelope calls a failure is left out.
fn content(document: &Document<'_>, node: &Node, failure: Option<&str>) -> Result<Option<Content>, Diagnostic> {
    let Some(content) = node.get("content") else { return Ok(None) };
    content.object()?;
    let Some(Entry { key: media, key_span, value: node }) = chosen(content) else { return Ok(None) };
    check_media(media, key_span)?;
    let made = |kind| Some(Content { media: media.clone(), kind });
    let alternatives = node.get("schema").and_then(|schema| schema.get("oneOf"));
    let (Some(Node { value: Value::Array(items), span }), Some(failure)) = (alternatives, failure) else {
        return Ok(made(kind(document, (media, key_span), node)?));
    };
    if let (false, Some(found)) = (may_be_json(media), misspelt(media, key_span)) {
        return Err(found);
    }
    let mut others = Vec::new();
    for item in items {
        match shape(item)?.shape {
            Shape::Model(name) if name == failure => {}
            other => others.push(other),
        }
    }
    match <[Shape; 1]>::try_from(others) {
        Ok([shape]) => Ok(made(ContentKind::Json(flatten(document.models, shape)))),
        Err(others) => {
            let message = format!("expected one reply beside the failure, found {}", others.len());
            let found = Diagnostic::at(Code::SuccessResponse, span, message);
            Err(found.help("`x-envelope.failure` names the failure"))
        }
    }
}

/// The components that are named as the members of a form.
pub(super) fn form_components(document: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(document, &mut |place| {
        if let (Kind::RequestBody | Kind::Response, Some(content)) = (place.kind, place.node.get("content")) {
            // The members of a form that is not used are written nowhere else.
            let form = chosen(content).filter(|media| is_form(&media.key));
            let reference = form.and_then(|media| media.value.get("schema")?.get("$ref")?.str().ok());
            found.extend(reference.and_then(|reference| reference.rsplit('/').next()).map(str::to_owned));
        }
    });
    found
}
