//! What a parameter may be.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::{Location, Model, ModelKind, Parameter, Shape, Style};
use crate::node::Node;
use crate::openapi::headers::is_transport;

/// Other names cannot be sent.
pub(crate) fn check_header(location: Location, name: &Node) -> Result<(), Diagnostic> {
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

pub(crate) fn check_transport(name: &Node) -> Result<(), Diagnostic> {
    let text = name.str()?;
    if is_transport(&text.to_ascii_lowercase()) {
        let message = format!("the header `{text}` is no parameter: the transport decides it");
        return Err(Diagnostic::at(Code::ParameterPlace, &name.span, message)
            .note("it says how the message travels, and a value of the caller's would break the connection")
            .help("remove it"));
    }
    Ok(())
}

/// Whether values of this shape can be written in this place and style.
pub(crate) fn check_value(
    models: &BTreeMap<String, Model>,
    parameter: &Parameter,
    node: &Node,
) -> Result<(), Diagnostic> {
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

/// A scalar has one text; an enum is one.
pub(crate) fn is_scalar(models: &BTreeMap<String, Model>, shape: &Shape) -> bool {
    match shape {
        Shape::Bool | Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal | Shape::UnixTime => true,
        Shape::String | Shape::LocalDateTime | Shape::DateTime | Shape::Uuid => true,
        Shape::Model(name) => matches!(models.get(name), Some(Model { kind: ModelKind::Enum { .. }, .. })),
        Shape::Array(_) | Shape::Map(_) | Shape::Any | Shape::Nullable(_) => false,
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

/// A union of scalars as the text that it is outside JSON, with what that may be.
pub(crate) fn plain(models: &BTreeMap<String, Model>, shape: Shape) -> (Shape, Option<String>) {
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
