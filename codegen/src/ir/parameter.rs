//! Parameters: where they go, how their values become text, and which of path and operation counts.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::api::facts_of_alias;
use crate::ir::extensions;
use crate::ir::operation::{Document, dereference, flatten};
use crate::ir::schema::{self, docs};
use crate::ir::value::shape;
use crate::ir::{ClientParameter, ClientPlace, Location, Model, ModelKind, Parameter, Shape, Style};
use crate::names;
use crate::node::{Entry, Node};

/// The parameters of an operation, and those that are set on the client.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) call: Vec<Parameter>,
    pub(super) client: Vec<ClientParameter>,
}

/// The parameters of the path, unless the operation has one of the same name in the same place, then those of the operation.
pub(super) fn parameters(
    document: &Document<'_>,
    shared: Option<&Node>,
    own: Option<&Node>,
) -> Result<Parameters, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut found: Vec<(&str, &str, &Node, bool)> = Vec::new();
    for (list, is_own) in [(shared, false), (own, true)] {
        let nodes = list.map(|list| problems.keep(list.array()).unwrap_or_default()).unwrap_or_default();
        for node in nodes {
            let Some((name, place, node)) = problems.keep(identity(document, node)) else { continue };
            if place == "header" && ignored(name).is_some() {
                continue;
            }
            match found.iter_mut().find(|(n, p, ..)| (*n, *p) == (name, place)) {
                None => found.push((name, place, node, is_own)),
                Some(twin) if twin.3 == is_own => {
                    let message = format!("two parameters in `{place}` are called `{name}`");
                    let span =
                        |node: &Node| node.get("name").map_or_else(|| node.span.clone(), |name| name.span.clone());
                    let twin = &span(twin.2);
                    problems
                        .push(Diagnostic::at(Code::ParameterTwice, &span(node), message).also(twin, "the other one"));
                }
                Some(twin) => *twin = (name, place, node, is_own),
            }
        }
    }
    let mut parameters = Parameters::default();
    for (.., node, _) in found {
        match problems.keep(parameter(document, node)) {
            Some(Either::Call(parameter)) => parameters.call.push(parameter),
            Some(Either::Client(parameter)) => parameters.client.push(parameter),
            None => {}
        }
    }
    tell_apart(&mut parameters.call, |_| false);
    problems.finish(parameters)
}

/// Gives inputs of one name in different places names of their own: the first of body, path, query, header and cookie has it as it is,
/// the others have their place before it. A name that the spec chooses stays.
pub(super) fn tell_apart(parameters: &mut [Parameter], is_in_body: impl Fn(&str) -> bool) {
    const PLACES: [(Location, &str); 4] = [
        (Location::Path, "path"),
        (Location::Query, "query"),
        (Location::Header, "header"),
        (Location::Cookie, "cookie"),
    ];
    let known: Vec<(Location, String, bool)> =
        parameters.iter().map(|one| (one.location, one.rust.clone(), one.is_named)).collect();
    for parameter in parameters.iter_mut().filter(|parameter| !parameter.is_named) {
        let Some(at) = PLACES.iter().position(|(place, _)| *place == parameter.location) else { continue };
        let is_before = |place: Location, is_named: bool| {
            let first = PLACES.iter().position(|(known, _)| *known == place);
            place != parameter.location && (is_named || first.is_none_or(|first| first < at))
        };
        let rust = &parameter.rust;
        if is_in_body(rust) || known.iter().any(|(place, name, is_named)| name == rust && is_before(*place, *is_named))
        {
            parameter.rust = format!("{}_{}", PLACES[at].1, rust.trim_end_matches('_'));
        }
    }
}

/// Why a header is no parameter, if it is none.
pub(crate) fn ignored(name: &str) -> Option<&'static str> {
    const DECIDED: [&str; 3] = ["accept", "content-type", "authorization"];
    match name.to_ascii_lowercase() {
        name if DECIDED.contains(&name.as_str()) => {
            Some("the media types and security schemes decide it, as OpenAPI says")
        }
        name if is_transport(&name) => Some("the transport decides it: it says how the message travels"),
        _ => None,
    }
}

fn identity<'a>(document: &Document<'a>, node: &'a Node) -> Result<(&'a str, &'a str, &'a Node), Diagnostic> {
    let node = dereference(document.root, node, "parameters")?;
    Ok((node.require("name")?.str()?, node.require("in")?.str()?, node))
}

enum Either {
    Call(Parameter),
    Client(ClientParameter),
}

fn parameter(document: &Document<'_>, node: &Node) -> Result<Either, Diagnostic> {
    let name = node.require("name")?;
    let wire = name.str()?.to_owned();
    let location = location(node.require("in")?)?;
    check_header(location, name)?;
    let required = node.get("required").map(Node::bool).transpose()?.unwrap_or(false);
    if let (Some(content), Some(_)) = (node.get("content"), node.get("schema")) {
        let found =
            Diagnostic::at(Code::ParameterStyle, &content.span, format!("`{wire}` has both `schema` and `content`"));
        return Err(
            found.help("`schema` describes a plain value, `content` one that is written as JSON; remove one of them")
        );
    }
    let (schema, is_json) = match node.get("content") {
        Some(content) => (json_content(content)?, true),
        None => {
            let missing = |found: Diagnostic| match misplaced(node) {
                // What belongs into the schema is told where it stands.
                true => Diagnostic::reported(),
                false => found.help("write `schema: {type: string}`, or what the value is"),
            };
            (Some(node.require("schema").map_err(missing)?), false)
        }
    };
    let mut facts = Vec::new();
    let shape = match schema {
        // A parameter that has no value is not sent, rather than null.
        Some(schema) => {
            let shape = shape(schema)?.shape;
            facts = facts_of_alias(document.models, &shape);
            flatten(document.models, shape).split_null().0
        }
        None => Shape::Any,
    };
    let (shape, fact) = match is_json {
        true => (shape, None),
        false => plain(document.models, shape),
    };
    let mut docs = docs(node)?;
    docs.facts.extend(facts.into_iter().chain(fact));
    docs.facts.extend(schema.map(self::docs).transpose()?.map(|docs| docs.facts).unwrap_or_default());
    if let Some((setter, secret)) = extensions::client_parameter(node)? {
        if location != Location::Header || is_json {
            let place = node.require("in")?;
            let message =
                format!("a client-wide parameter is a header, and `{wire}` is not: it is in `{}`", place.str()?);
            let place = node.get("content").filter(|_| location == Location::Header).unwrap_or(place);
            let found = Diagnostic::at(Code::ClientParameter, &place.span, message);
            return Err(match secret {
                true => found
                    .note("an address stands in the logs of every server and proxy on the way, and so would the secret")
                    .help("describe a secret as a header, or by `securitySchemes`"),
                false => found.help("let it be a setter of each call, without `x-client-parameter`, or a header"),
            });
        }
        let is_list_of_scalars = matches!(&shape, Shape::Array(inner) if is_scalar(document.models, inner));
        if !is_scalar(document.models, &shape) && !is_list_of_scalars {
            let span = node.get("schema").map_or(&node.span, |schema| &schema.span);
            let message = format!("the client-wide header `{wire}` is neither a plain value nor a list of them");
            return Err(Diagnostic::at(Code::ParameterStyle, span, message).help("describe it as text"));
        }
        let place = ClientPlace::Header { name: wire, shape };
        return Ok(Either::Client(ClientParameter { setter, secret, required, docs, place }));
    }
    let rust = rust_name(name, node)?;
    if location == Location::Path && !required {
        let message = format!("expected `required: true` on the path parameter `{wire}`");
        return Err(Diagnostic::at(Code::PathParameter, &node.span, message));
    }
    let style = if is_json { Style::Json } else { style(location, node)? };
    let explode = match node.get("explode") {
        Some(explode) => explode.bool()?,
        None => matches!(style, Style::Form | Style::DeepObject),
    };
    let allow_reserved = node.get("allowReserved").map(Node::bool).transpose()?.unwrap_or(false);
    let parameter = Parameter {
        wire,
        rust,
        is_named: node.get("x-rust-name").is_some(),
        location,
        shape,
        required,
        style,
        explode,
        allow_reserved,
        media: None,
        docs,
        span: name.span.clone(),
    };
    check_value(document.models, &parameter, node)?;
    Ok(Either::Call(parameter))
}

/// Whether keywords of a schema stand beside the name of a parameter.
fn misplaced(node: &Node) -> bool {
    let (parts, others) = crate::lint::keywords_of_schemas();
    let own = ["description", "required", "deprecated", "example", "examples", "$ref"];
    let is_schema = |key: &str| parts.iter().any(|(name, _)| *name == key) || others.contains(&key);
    node.entries().iter().any(|entry| is_schema(&entry.key) && !own.contains(&entry.key.as_str()))
}

fn location(place: &Node) -> Result<Location, Diagnostic> {
    match place.str()? {
        "path" => Ok(Location::Path),
        "query" => Ok(Location::Query),
        "header" => Ok(Location::Header),
        "cookie" => Ok(Location::Cookie),
        other => {
            let message = format!("parameters in `{other}` are not supported");
            let found = Diagnostic::at(Code::ParameterPlace, &place.span, message);
            const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];
            let near = names::nearest(&other.to_lowercase(), PLACES);
            Err(match PLACES.into_iter().find(|known| known.eq_ignore_ascii_case(other)).or(near) {
                Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&place.span, place.quoted(near)),
                None if other == "body" => found.help("OpenAPI 3.1 describes the body by `requestBody`"),
                None if other == "formData" => found.help(
                    "OpenAPI 3.1 describes a form by `requestBody`, with `multipart/form-data` as its media type",
                ),
                None => found.help("expected path, query, header or cookie"),
            })
        }
    }
}

/// Other names cannot be sent.
fn check_header(location: Location, name: &Node) -> Result<(), Diagnostic> {
    let text = name.str()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if matches!(location, Location::Header | Location::Cookie) && (text.is_empty() || !text.chars().all(fits)) {
        let place = if location == Location::Header { "header" } else { "cookie" };
        let message = format!("`{text}` cannot be the name of a {place}");
        return Err(Diagnostic::at(Code::ParameterPlace, &name.span, message)
            .help("such a name has ASCII letters, digits and some marks; check for letters that only look Latin"));
    }
    Ok(())
}

/// Headers that say how a message travels are written by the transport alone: another value would break the connection.
fn is_transport(small: &str) -> bool {
    const OWNED: [&str; 11] = [
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    OWNED.contains(&small) || small.starts_with("proxy-")
}

pub(super) fn check_transport(name: &Node) -> Result<(), Diagnostic> {
    let text = name.str()?;
    if is_transport(&text.to_ascii_lowercase()) {
        let message = format!("the header `{text}` is no parameter: the transport decides it");
        return Err(Diagnostic::at(Code::ParameterPlace, &name.span, message)
            .note("it says how the message travels, and a value of the caller's would break the connection")
            .help("remove it"));
    }
    Ok(())
}

/// The schema of a parameter with `content`, which must be JSON.
fn json_content(content: &Node) -> Result<Option<&Node>, Diagnostic> {
    match content.object()? {
        [Entry { key, value, .. }] if super::body::is_json(key) => Ok(value.get("schema")),
        _ => {
            let message = "expected exactly one JSON media type as the `content` of a parameter";
            Err(Diagnostic::at(Code::BodyContent, &content.span, message)
                .help("other values are described by `schema`"))
        }
    }
}

/// The Rust name of a parameter; the names of the builder's own fields are left alone.
pub(super) fn rust_name(name: &Node, node: &Node) -> Result<String, Diagnostic> {
    const FIELDS: [&str; 2] = ["context", "body"];
    let chosen = node.get("x-rust-name");
    let rust = match chosen {
        Some(chosen) => chosen.str()?.to_owned(),
        None => names::field(name.str()?),
    };
    if let (Some(chosen), false) = (chosen, names::is_field_name(&rust)) {
        return Err(schema::chosen(chosen, &rust));
    }
    if !names::is_field_name(&rust) {
        let message = format!("the name `{}` gives no Rust name in ASCII", name.str()?);
        return Err(Diagnostic::at(Code::FieldName, &name.span, message).help("give it an `x-rust-name`"));
    }
    Ok(if FIELDS.contains(&rust.as_str()) { format!("{rust}_") } else { rust })
}

fn style(location: Location, node: &Node) -> Result<Style, Diagnostic> {
    let known: &[(&str, Style)] = match location {
        Location::Path => &[("simple", Style::Simple), ("label", Style::Label), ("matrix", Style::Matrix)],
        Location::Header => &[("simple", Style::Simple)],
        Location::Cookie => &[("form", Style::Form)],
        _ => &[
            ("form", Style::Form),
            ("spaceDelimited", Style::Space),
            ("pipeDelimited", Style::Pipe),
            ("deepObject", Style::DeepObject),
        ],
    };
    let Some(style) = node.get("style") else { return Ok(known[0].1) };
    let text = style.str()?;
    known.iter().find(|(name, _)| *name == text).map(|(_, style)| *style).ok_or_else(|| {
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let message = format!("expected the style {}, found `{text}`", names.join(" or "));
        Diagnostic::at(Code::ParameterStyle, &style.span, message)
    })
}

/// A union of scalars as the text that it is outside JSON, with what that may be.
pub(super) fn plain(models: &BTreeMap<String, Model>, shape: Shape) -> (Shape, Option<String>) {
    match shape {
        Shape::Array(inner) => {
            let (inner, fact) = plain(models, *inner);
            (Shape::Array(Box::new(inner)), fact)
        }
        Shape::Model(name) => match scalars(models, &name, 0) {
            Some(kinds) => (Shape::String, Some(format!("Either {}.", kinds.join(" or ")))),
            None => (Shape::Model(name), None),
        },
        other => (other, None),
    }
}

/// The sorts of scalars that a union consists of.
fn scalars(models: &BTreeMap<String, Model>, name: &str, depth: usize) -> Option<Vec<String>> {
    let Some(ModelKind::Union { alternatives, tag: None }) = models.get(name).map(|model| &model.kind) else {
        return None;
    };
    let mut kinds: Vec<String> = Vec::new();
    for one in alternatives {
        let found = match &one.shape {
            Shape::Model(inner) if !is_scalar(models, &one.shape) && depth < 8 => scalars(models, inner, depth + 1)?,
            shape if is_scalar(models, shape) => vec![match shape {
                Shape::Bool => "`true` or `false`".to_owned(),
                Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::UnixTime => "a whole number".to_owned(),
                Shape::Decimal => "a number".to_owned(),
                Shape::Uuid => "a UUID".to_owned(),
                Shape::Model(name) => format!("a `{}`", models.get(name).map_or(name, |model| &model.rust)),
                _ => "a text".to_owned(),
            }],
            _ => return None,
        };
        found
            .into_iter()
            .filter(|kind| !kinds.contains(kind))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|kind| kinds.push(kind));
    }
    Some(kinds)
}

/// A scalar has one text; an enum is one.
pub(super) fn is_scalar(models: &BTreeMap<String, Model>, shape: &Shape) -> bool {
    match shape {
        Shape::Bool | Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal | Shape::UnixTime => true,
        Shape::String | Shape::LocalDateTime | Shape::DateTime | Shape::Uuid => true,
        Shape::Model(name) => matches!(models.get(name), Some(Model { kind: ModelKind::Enum { .. }, .. })),
        Shape::Array(_) | Shape::Map(_) | Shape::Any | Shape::Nullable(_) => false,
    }
}

/// Whether values of this shape can be written in this place and style.
fn check_value(models: &BTreeMap<String, Model>, parameter: &Parameter, node: &Node) -> Result<(), Diagnostic> {
    let Parameter { wire, location, shape, style, explode, allow_reserved, .. } = parameter;
    let refused = |key: &str, message: String, help: &str| {
        let span = node.get(key).map_or(&node.span, |node| &node.span);
        Err(Diagnostic::at(Code::ParameterStyle, span, message).help(help.to_owned()))
    };
    if *allow_reserved && (*location != Location::Query || *style != Style::Form || !is_scalar(models, shape)) {
        let message = format!("`allowReserved` on `{wire}`, which is not a plain value in the query");
        return refused("allowReserved", message, "remove it: other values are always percent-encoded");
    }
    let json_help = "describe it by `content: {application/json: ...}` instead of `schema`, or as text";
    match (shape, location, style) {
        (_, _, Style::Json) => Ok(()),
        _ if is_scalar(models, shape) && matches!(style, Style::Space | Style::Pipe | Style::DeepObject) => {
            refused("style", format!("`{wire}` is a single value, which this style does not write"), "remove the style")
        }
        _ if is_scalar(models, shape) => Ok(()),
        (Shape::Array(inner), _, _) if !is_scalar(models, inner) => {
            refused("schema", format!("`{wire}` is a list of something other than plain values"), json_help)
        }
        (Shape::Array(_), Location::Cookie, _) => {
            refused("schema", format!("`{wire}` is a list, which cookies do not carry"), json_help)
        }
        (Shape::Array(_), _, Style::DeepObject) => {
            refused("style", format!("`{wire}` is a list, for which OpenAPI does not define `deepObject`"), "remove it")
        }
        (Shape::Array(_), _, Style::Space | Style::Pipe) if *explode => refused(
            "explode",
            format!("`{wire}` repeats its name, so no separator is used"),
            "remove `style` or `explode`",
        ),
        (Shape::Array(_), ..) => Ok(()),
        (Shape::Model(name), Location::Query, Style::Form | Style::DeepObject) => {
            members(models, name, parameter, &node.span)
        }
        _ => refused("schema", format!("`{wire}` has a value that cannot be written here"), json_help),
    }
}

/// The members of an object in the query are plain values.
fn members(models: &BTreeMap<String, Model>, name: &str, parameter: &Parameter, span: &Span) -> Result<(), Diagnostic> {
    let refused = |message: String| Err(Diagnostic::at(Code::ParameterStyle, span, message));
    if parameter.style == Style::DeepObject && !parameter.explode {
        return refused(format!("`{}` is a `deepObject`, which always repeats its name", parameter.wire));
    }
    let Some(Model { kind, .. }) = models.get(name) else { return Err(Diagnostic::reported()) };
    let ModelKind::Object { properties } = kind else {
        return refused(format!("`{}` is neither a plain value nor an object with members", parameter.wire));
    };
    match properties.iter().find(|property| !is_scalar(models, &property.shape) || property.nullable) {
        Some(property) => {
            let message = format!(
                "the member `{}` of `{}` is no plain value, for which OpenAPI defines no text in the query",
                property.wire, parameter.wire
            );
            let found = Diagnostic::at(Code::ParameterStyle, span, message).also(&property.span, "the member");
            Err(found.help("describe the parameter by `content: {application/json: ...}` instead of `schema`"))
        }
        None => Ok(()),
    }
}
