//! The shape of a value: a reference, a scalar, a list, a free map or any JSON.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::INTEGER_FORMATS;
use crate::ir::Shape;
use crate::ir::integer_format;
use crate::node::{Node, Value};
use crate::simplify::REF_PREFIX;

/// A shape and what else a schema says of a value.
pub(super) struct Read {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
}

/// The shape of a value: a reference, a scalar, a list, a free map or any JSON.
pub(super) fn shape(node: &Node) -> Result<Read, Diagnostic> {
    if let Value::Invalid = node.value {
        return Err(Diagnostic::reported());
    }
    match node.value {
        Value::Bool(true) => return Ok(Read { shape: Shape::Any, nullable: false }),
        Value::Bool(false) => {
            let found = Diagnostic::at(Code::UnsupportedSchema, &node.span, "no value fits `false`");
            return Err(found.help("leave out what is never there"));
        }
        _ => {}
    }
    if let Some(reference) = node.get("$ref") {
        let text = reference.str()?;
        let name = text
            .strip_prefix(REF_PREFIX)
            .ok_or_else(|| reference.expected(Code::UnresolvedReference, "a reference to a schema"))?;
        return Ok(Read { shape: Shape::Model(name.into()), nullable: false });
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(list) = node.get(key) {
            return nullable_union(list, key);
        }
    }
    for key in ["allOf", "not", "if", "prefixItems", "patternProperties", "dependentSchemas"] {
        if let Some(value) = node.get(key) {
            return Err(Diagnostic::at(
                Code::UnsupportedSchema,
                &value.span,
                format!("`{key}` is not supported in a model"),
            )
            .help("describe the value as one object, list or scalar"));
        }
    }
    if node.get("properties").is_some() || node.get("enum").is_some() {
        return Err(Diagnostic::at(
            Code::InlineSchema,
            &node.span,
            "expected a reference here: objects and enums have a name of their own",
        )
        .help("move the schema to schemas/<topic>.yaml#/<Name> and refer to it by `$ref`"));
    }
    let (mut kind, mut nullable) = types(node)?;
    if kind.is_none() && !nullable {
        (kind, nullable) = inferred(node);
    }
    let format = node.opt_str("format")?;
    let shape = match kind.as_deref() {
        None => Shape::Any,
        Some("boolean") => Shape::Bool,
        Some("string") => match format {
            Some("uuid") => Shape::Uuid,
            Some("date-time") => Shape::DateTime,
            Some("local-date-time") => Shape::LocalDateTime,
            _ => Shape::String,
        },
        Some("integer") => match format {
            Some("unix-time") => Shape::UnixTime,
            Some(format) if integer_format(format).is_some() => integer_format(format).unwrap_or(Shape::I64),
            // A constant is as large as it is.
            None if node.get("const").is_some() => integer_format(node.widest()).unwrap_or(Shape::I64),
            _ => {
                return Err(Diagnostic::at(Code::IntegerWithoutFormat, place_of_format(node), INTEGER_FORMATS));
            }
        },
        Some("number") => match format {
            Some("decimal") => Shape::Decimal,
            None if node.get("const").is_some() => Shape::Decimal,
            _ => {
                return Err(Diagnostic::at(
                    Code::NumberWithoutDecimal,
                    place_of_format(node),
                    "expected `format: decimal` on a number",
                )
                .help("money, quantities and rates never pass through binary floating point"));
            }
        },
        // A list of which nothing more is said.
        Some("array") => Shape::Array(Box::new(node.get("items").map_or(Ok(Shape::Any), part)?)),
        Some("object") => match node.get("additionalProperties") {
            Some(Node { value: Value::Bool(_), .. }) | None => Shape::Any,
            Some(inner) => Shape::Map(Box::new(part(inner)?)),
        },
        Some(other) => {
            let place = node.get("type").unwrap_or(node);
            let message = format!("the type `{other}` is not supported in a model");
            let found = Diagnostic::at(Code::UnsupportedSchema, &place.span, message);
            return Err(found.help("expected string, number, integer, boolean, array, object or null"));
        }
    };
    if shape.depth() > Shape::DEEPEST {
        let message = format!("more than {} lists and maps lie in each other here", Shape::DEEPEST);
        return Err(Diagnostic::at(Code::SchemaGrowth, &node.span, message)
            .help("move the inner ones to schemas/<topic>.yaml#/<Name> and refer to it by `$ref`"));
    }
    Ok(Read { shape, nullable })
}

/// The format that is there, or the schema that lacks one.
fn place_of_format(node: &Node) -> &Span {
    node.get("format").map_or(&node.span, |format| &format.span)
}

/// What a list or map holds.
pub(super) fn part(node: &Node) -> Result<Shape, Diagnostic> {
    shape(node).map(|read| read.shape.or_null(read.nullable))
}

/// The type of a value whose schema says none: that of its constant, or of the only thing that it describes.
fn inferred(node: &Node) -> (Option<String>, bool) {
    let fixed = node.get("const");
    let kind = match fixed.map(|value| &value.value) {
        Some(Value::String(_)) => "string",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) if fixed.is_some_and(Node::is_whole) => "integer",
        Some(Value::Number(_)) => "number",
        Some(Value::Null) => return (None, true),
        Some(_) => return (None, false),
        None if node.get("items").is_some() => "array",
        None if node.get("additionalProperties").is_some() => "object",
        None => return (None, false),
    };
    (Some(kind.to_owned()), false)
}

/// The one value that a schema allows, as JSON.
pub(super) fn constant(node: &Node) -> Option<String> {
    match &node.get("const")?.value {
        Value::String(text) => Some(serde_json::Value::from(text.as_str()).to_string()),
        Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null => Some("null".to_owned()),
        _ => None,
    }
}

/// `oneOf: [X, {type: 'null'}]`; other unions are components, and so is what they stand in.
fn nullable_union(list: &Node, key: &str) -> Result<Read, Diagnostic> {
    let (nulls, others): (Vec<_>, Vec<_>) = list.array()?.iter().partition(|item| crate::simplify::is_null(item));
    match (nulls.as_slice(), others.as_slice()) {
        ([_], [one]) => Ok(Read { shape: shape(one)?.shape, nullable: true }),
        _ => Err(Diagnostic::at(
            Code::UnsupportedUnion,
            &list.span,
            format!("expected `{key}` to be one schema and `type: 'null'`"),
        )
        .help("move the union to schemas/<topic>.yaml#/<Name> and refer to it by `$ref`")),
    }
}

/// The one type beside null.
fn types(node: &Node) -> Result<(Option<String>, bool), Diagnostic> {
    match node.get("type") {
        None => Ok((None, false)),
        Some(Node { value: Value::Array(items), span }) => {
            let mut nullable = false;
            let mut types = BTreeSet::new();
            for item in items {
                match item.str()? {
                    "null" => nullable = true,
                    other => {
                        types.insert(other.to_owned());
                    }
                }
            }
            match types.len() {
                0 | 1 => Ok((types.pop_first(), nullable)),
                _ => Err(Diagnostic::at(Code::UnsupportedUnion, span, "expected one type, or one type and null")
                    .help("other types that are accepted when reading go into `x-lenient`")),
            }
        }
        Some(one) => Ok(match one.str()? {
            "null" => (None, true),
            kind => (Some(kind.to_owned()), false),
        }),
    }
}
