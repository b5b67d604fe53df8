//! Parameters: where they go, how their values become text, and which of path and operation counts.

use crate::check::parameters::{check_header, check_value, is_scalar, plain};
use crate::check::reading::{Document, dereference};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{ClientParameter, ClientPlace, Location, Parameter, Shape, Style};
use crate::names;
use crate::node::{Entry, Node};
use crate::openapi::headers::ignored;
use crate::read::alias::facts_of_alias;
use crate::read::alias::flatten;
use crate::read::docs::docs;
use crate::read::extensions;
use crate::read::schema;
use crate::read::shape::shape;

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
                    let found = Diagnostic::at(Code::ParameterTwice, &span(node), message).also(twin, "the other one");
                    problems.push(found.help("remove one of them, or rename it"));
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
        return Err(match node.get("required") {
            Some(said) => {
                let found = Diagnostic::at(Code::PathParameter, &said.span, message);
                found.help("a path is there with all its parts only").suggest(&said.span, "true")
            }
            None => Diagnostic::at(Code::PathParameter, &node.span, message).help("add it"),
        });
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
    let (parts, others) = crate::openapi::grammar::keywords_of_schemas();
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

/// The schema of a parameter with `content`, which must be JSON.
fn json_content(content: &Node) -> Result<Option<&Node>, Diagnostic> {
    match content.object()? {
        [Entry { key, value, .. }] if crate::openapi::media::is_json(key) => Ok(value.get("schema")),
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
