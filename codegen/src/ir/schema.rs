//! Components: objects, enums and the shapes of their members.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::extensions::{client_parameter, strings};
use crate::ir::{Direction, Docs, EnumValue, Lenient, Model, ModelKind, Property, Shape};
use crate::names;
use crate::node::{Node, Value};

const REF_PREFIX: &str = "#/components/schemas/";

/// A shape and what else a schema says of a value.
pub(super) struct Read {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
}

/// A component of the bundle.
pub(super) fn model(component: &str, span: &Span, node: &Node) -> Result<Model, Diagnostics> {
    let rust = match node.get("x-rust-name") {
        Some(name) => name.str()?.to_owned(),
        None => component.to_owned(),
    };
    let mut problems = Diagnostics::default();
    if !names::is_type_name(&rust) {
        let message = format!("expected a PascalCase name in ASCII letters, found `{rust}`");
        let found = Diagnostic::at(Code::ModelName, span, message);
        problems.push(found.help("rename the schema, or give it an `x-rust-name`"));
    } else if names::is_taken(&rust) {
        let message = format!("a model cannot be called `{rust}`: generated code means something else by it");
        let found = Diagnostic::at(Code::ReservedName, span, message);
        problems.push(found.help("rename the schema, or give it an `x-rust-name`"));
    }
    let kind = if node.get("enum").is_some() {
        enumeration(node)
    } else if node.get("properties").is_some() {
        properties(node).map(|properties| ModelKind::Object { properties })
    } else {
        shape(node).map(|read| ModelKind::Alias(read.shape)).map_err(Diagnostics::from)
    };
    let kind = problems.keep(kind).unwrap_or(ModelKind::Alias(Shape::Any));
    problems.finish(())?;
    Ok(Model {
        component: component.into(),
        rust,
        docs: docs(node)?,
        span: node.span.clone(),
        kind,
        direction: Direction::Reply,
    })
}

/// Description, limits and marks of a schema or parameter.
pub(super) fn docs(node: &Node) -> Result<Docs, Diagnostic> {
    let text = node.opt_str("description")?.unwrap_or_default().trim().to_owned();
    let unverified = node.opt_str("x-unverified")?.map(|text| text.trim().to_owned());
    let deprecated = node.get("deprecated").map(Node::bool).transpose()?.unwrap_or(false);
    Ok(Docs { text, facts: facts(node)?, unverified, deprecated })
}

/// Limits and defaults are documented, never enforced or sent.
fn facts(node: &Node) -> Result<Vec<String>, Diagnostic> {
    let mut facts = Vec::new();
    for (key, before, after) in [
        ("default", "Vendor's default: `", "`."),
        ("minimum", "At least ", "."),
        ("maximum", "At most ", "."),
        ("minLength", "At least ", " characters."),
        ("maxLength", "At most ", " characters."),
        ("minItems", "At least ", " elements."),
        ("maxItems", "At most ", " elements."),
    ] {
        if let Some(value) = node.get(key) {
            let text = value.scalar()?;
            let after = if text == "1" {
                after.replace("characters", "character").replace("elements", "element")
            } else {
                after.into()
            };
            facts.push(format!("{before}{text}{after}"));
        }
    }
    Ok(facts)
}

fn enumeration(node: &Node) -> Result<ModelKind, Diagnostics> {
    if node.opt_str("type")? != Some("string") {
        return Err(Diagnostic::at(Code::EnumType, &node.span, "expected `type: string` beside `enum`")
            .help("enums of other types are not supported; numbers of a named value go into `x-enum`")
            .into());
    }
    let extension = node.get("x-enum");
    let ignore_case = extension.and_then(|x| x.get("ignore-case")).map(Node::bool).transpose()?.unwrap_or(false);
    let mut problems = Diagnostics::default();
    let mut values = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for item in node.require("enum")?.array()? {
        let wire = item.str()?.to_owned();
        let extra = extension.and_then(|x| x.get("values")).and_then(|values| values.get(&wire));
        let rust = match extra.and_then(|extra| extra.get("rust-name")) {
            Some(name) => name.str()?.to_owned(),
            None => names::pascal(&wire),
        };
        if !names::is_type_name(&rust) || rust == "Unrecognized" {
            let message = format!("the value `{wire}` gives no usable variant name (`{rust}`)");
            let found = Diagnostic::at(Code::VariantName, &item.span, message);
            problems.push(found.help("give it a `rust-name` under x-enum.values"));
        }
        if seen.values().any(|known| *known == wire) {
            let message = format!("the value `{wire}` stands twice");
            problems.push(Diagnostic::at(Code::EnumValue, &item.span, message));
        } else if let Some(first) = seen.insert(rust.clone(), wire.clone()) {
            let message = format!("`{wire}` and `{first}` both become the variant `{rust}`");
            let found = Diagnostic::at(Code::NameCollision, &item.span, message);
            problems.push(found.help("give one of them a `rust-name` under x-enum.values"));
        }
        let number = extra.and_then(|extra| extra.get("number")).map(Node::integer).transpose()?;
        let docs = extra.map(|extra| extra.opt_str("description")).transpose()?.flatten().unwrap_or_default();
        values.push(EnumValue { wire, rust, number, docs: docs.trim().to_owned() });
    }
    for entry in extension.and_then(|x| x.get("values")).map(Node::entries).unwrap_or_default() {
        if !values.iter().any(|value| value.wire == entry.key) {
            let message = format!("`{}` is not a value of the enum", entry.key);
            problems.push(Diagnostic::at(Code::EnumValue, &entry.key_span, message));
        }
    }
    problems.finish(ModelKind::Enum { values, ignore_case })
}

fn properties(node: &Node) -> Result<Vec<Property>, Diagnostics> {
    let required = node.get("required").map(strings).transpose()?.unwrap_or_default();
    let mut problems = Diagnostics::default();
    let mut properties: Vec<Property> = Vec::new();
    let known = node.require("properties")?.object()?;
    for entry in known {
        let property = property(&entry.key, &entry.key_span, &entry.value, required.contains(&entry.key));
        let Some(property) = problems.keep(property) else { continue };
        if let Some(twin) = properties.iter().find(|other| other.rust == property.rust) {
            let message = format!("`{}` and `{}` both become the field `{}`", property.wire, twin.wire, property.rust);
            let found = Diagnostic::at(Code::NameCollision, &entry.key_span, message).also(&twin.span, "the other one");
            problems.push(found.help("give one of them an `x-rust-name`"));
        }
        properties.push(property);
    }
    for item in node.get("required").map(Node::array).transpose()?.unwrap_or_default() {
        let name = item.str()?;
        if !known.iter().any(|entry| entry.key == name) {
            let message = format!("`required` names `{name}`, which is not a property");
            problems.push(Diagnostic::at(Code::UnknownRequired, &item.span, message));
        }
    }
    problems.finish(properties)
}

fn property(wire: &str, span: &Span, node: &Node, required: bool) -> Result<Property, Diagnostic> {
    let rust = match node.get("x-rust-name") {
        Some(name) => name.str()?.to_owned(),
        None => names::field(wire),
    };
    if names::is_keyword(&rust) {
        return Err(Diagnostic::reported());
    }
    if !wire.is_ascii() || !names::is_field_name(&rust) {
        let message = format!("the name `{wire}` gives no usable field name in ASCII (`{rust}`)");
        return Err(Diagnostic::at(Code::FieldName, span, message)
            .help("check for letters that only look Latin, or give it an `x-rust-name`"));
    }
    let read = shape(node)?;
    if let (Shape::Array(_) | Shape::Map(_), Shape::DateTime) = (&read.shape, leaf(&read.shape)) {
        return Err(Diagnostic::at(
            Code::UnsupportedSchema,
            span,
            "lists and maps of `format: date-time` are not supported",
        )
        .help("put the instant into an object of its own"));
    }
    let lenient = match node.get("x-lenient") {
        Some(list) => list.array()?.iter().map(lenient).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Property {
        wire: wire.into(),
        rust,
        shape: read.shape,
        required,
        nullable: read.nullable,
        docs: docs(node)?,
        aliases: node.get("x-aliases").map(strings).transpose()?.unwrap_or_default(),
        lenient,
        hoist: node.get("x-hoist").map(Node::bool).transpose()?.unwrap_or(false),
        client_parameter: client_parameter(node)?.map(|(setter, _)| setter),
        is_payload: false,
        span: span.clone(),
    })
}

/// What lists and maps hold in the end.
fn leaf(shape: &Shape) -> &Shape {
    match shape {
        Shape::Array(inner) | Shape::Map(inner) => leaf(inner),
        other => other,
    }
}

fn lenient(node: &Node) -> Result<Lenient, Diagnostic> {
    match node.str()? {
        "string" => Ok(Lenient::String),
        "integer" => Ok(Lenient::Integer),
        "any" => Ok(Lenient::Any),
        other => Err(Diagnostic::at(
            Code::ExtensionValue,
            &node.span,
            format!("expected string, integer or any, found `{other}`"),
        )),
    }
}

/// The shape of a value: a reference, a scalar, a list, a free map or any JSON.
pub(super) fn shape(node: &Node) -> Result<Read, Diagnostic> {
    if let Value::Invalid = node.value {
        return Err(Diagnostic::reported());
    }
    if let Value::Bool(true) = node.value {
        return Ok(Read { shape: Shape::Any, nullable: false });
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
    for key in ["allOf", "not", "if", "prefixItems", "patternProperties"] {
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
    let (types, nullable) = types(node)?;
    let format = node.opt_str("format")?;
    let shape = match types.as_deref() {
        None => Shape::Any,
        Some("boolean") => Shape::Bool,
        Some("string") => match format {
            Some("uuid") => Shape::Uuid,
            Some("date-time") => Shape::DateTime,
            Some("local-date-time") => Shape::LocalDateTime,
            _ => Shape::String,
        },
        Some("integer") => match format {
            Some("int32") => Shape::I32,
            Some("int64") => Shape::I64,
            Some("unix-time") => Shape::UnixTime,
            _ => {
                return Err(Diagnostic::at(
                    Code::IntegerWithoutFormat,
                    &node.span,
                    "expected a format on an integer: int32, int64 or unix-time",
                ));
            }
        },
        Some("number") => match format {
            Some("decimal") => Shape::Decimal,
            _ => {
                return Err(Diagnostic::at(
                    Code::NumberWithoutDecimal,
                    &node.span,
                    "expected `format: decimal` on a number",
                )
                .help("money, quantities and rates never pass through binary floating point"));
            }
        },
        Some("array") => Shape::Array(Box::new(self::shape(node.require("items")?)?.shape)),
        Some("object") => match node.get("additionalProperties") {
            Some(Node { value: Value::Bool(_), .. }) | None => Shape::Any,
            Some(inner) => Shape::Map(Box::new(self::shape(inner)?.shape)),
        },
        Some(other) => {
            return Err(Diagnostic::at(
                Code::UnsupportedSchema,
                &node.span,
                format!("the type `{other}` is not supported in a model"),
            ));
        }
    };
    Ok(Read { shape, nullable })
}

/// `oneOf: [X, {type: 'null'}]`: the only union that a model may hold.
fn nullable_union(list: &Node, key: &str) -> Result<Read, Diagnostic> {
    let (nulls, others): (Vec<_>, Vec<_>) =
        list.array()?.iter().partition(|item| item.get("type").is_some_and(|t| t.str() == Ok("null")));
    match (nulls.as_slice(), others.as_slice()) {
        ([_], [one]) => Ok(Read { shape: shape(one)?.shape, nullable: true }),
        _ => Err(Diagnostic::at(
            Code::UnsupportedUnion,
            &list.span,
            format!("expected `{key}` to be one schema and `type: 'null'`"),
        )
        .help("other unions are not supported in a model; `x-lenient: [any]` keeps what does not fit as raw JSON")),
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
        Some(one) => Ok((Some(one.str()?.to_owned()), false)),
    }
}

/// The properties that a JSON pointer passes, from a component down.
pub fn resolve_pointer<'m>(
    models: &'m BTreeMap<String, Model>,
    from: &str,
    pointer: &str,
) -> Result<Vec<&'m Property>, String> {
    let mut path = Vec::new();
    let mut component = Some(from.to_owned());
    for token in pointer.split('/').skip(1) {
        let name = component.take().ok_or_else(|| format!("`{token}` lies below a member that is not an object"))?;
        let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get(&name) else {
            return Err(format!("`{name}` is not an object, so it has no member `{token}`"));
        };
        let property = properties.iter().find(|property| property.wire == token);
        let property = property.ok_or_else(|| {
            let names: Vec<_> = properties.iter().map(|property| property.wire.as_str()).collect();
            format!("`{name}` has no member `{token}`; it has: {}", names.join(", "))
        })?;
        if let Shape::Model(name) = &property.shape {
            component = Some(name.clone());
        }
        path.push(property);
    }
    Ok(path)
}
