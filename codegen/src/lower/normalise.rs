//! The models as the OpenAPI 3.0 document that progenitor accepts: components only, no paths.
//!
//! What the engine would refuse or lower wrongly is gone by now: enums are replaced, three-state members carry their
//! wrapper, limits and defaults are documentation only.

use serde_json::{Map, Value, json};

use crate::ir::{Api, Direction, Lenient, Model, ModelKind, Property, Shape};

/// Name of the crate under which the engine sees the runtime's own types.
pub(crate) const RUNTIME_CRATE: &str = "nomenclature";

/// The document for the engine.
pub fn normalise(api: &Api) -> Value {
    let schemas: Map<String, Value> = api.models.values().map(|model| (model.rust.clone(), component(model))).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": api.name, "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    })
}

fn component(model: &Model) -> Value {
    match &model.kind {
        ModelKind::Enum { values, .. } => {
            let values: Vec<_> = values.iter().map(|value| value.wire.as_str()).collect();
            json!({ "type": "string", "enum": values })
        }
        // Replaced by a type of ours; the engine only needs the name.
        ModelKind::Union { .. } | ModelKind::Tuple { .. } => json!({ "type": "string" }),
        ModelKind::Object { properties } => {
            let mut schemas = Map::new();
            let mut required = Vec::new();
            for property in properties {
                let (schema, is_required) = member(model.direction, property);
                schemas.insert(property.wire.clone(), schema);
                if is_required {
                    required.push(property.wire.clone());
                }
            }
            json!({ "type": "object", "properties": schemas, "required": required })
        }
        ModelKind::Alias(shape) => self::shape(shape, Position::Member),
    }
}

/// The schema of a member and whether the engine shall see it as required.
fn member(direction: Direction, property: &Property) -> (Value, bool) {
    let plain = shape(&property.shape, Position::Member);
    match direction {
        Direction::Request => match (property.required, property.nullable) {
            (true, false) => (plain, true),
            (true, true) => (nullable(plain), true),
            // An empty list is sent, so the engine's own `Vec` that is dropped when empty will not do.
            (false, false) if matches!(property.shape, Shape::Array(_) | Shape::Map(_)) => (nullable(plain), false),
            (false, false) => (plain, false),
            (false, true) => (wrapper("Field", vec![shape(&property.shape, Position::WrappedMember)]), true),
        },
        Direction::Reply => match &property.shape {
            _ if property.lenient.contains(&Lenient::Any) => (
                wrapper("Lenient", vec![shape(&property.shape, Position::Parameter)]),
                property.required && !property.nullable,
            ),
            Shape::Array(_) if property.is_payload => (nullable(plain), false),
            Shape::Array(_) => (plain, true),
            Shape::Map(_) => (nullable(plain), property.required && !property.nullable),
            _ => (plain, property.required && !property.nullable),
        },
    }
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// It is a member, so that an attribute can stand beside it.
    Member,
    /// It is a member in a wrapper of the runtime.
    WrappedMember,
    /// In a list or map, where an attribute cannot stand: the type itself must read and write exactly.
    Inner,
    /// The same in a wrapper. What is in a wrapper is JSON schema to the engine, which does not know `nullable`.
    Parameter,
}

impl Position {
    fn inner(self) -> Self {
        match self {
            Position::Member | Position::Inner => Position::Inner,
            Position::WrappedMember | Position::Parameter => Position::Parameter,
        }
    }

    fn has_attribute(self) -> bool {
        matches!(self, Position::Member | Position::WrappedMember)
    }
}

/// The schema of a value.
fn shape(shape: &Shape, position: Position) -> Value {
    match shape {
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::I32 => json!({ "type": "integer", "format": "int32" }),
        Shape::I64 => json!({ "type": "integer", "format": "int64" }),
        Shape::Int(width) => json!({ "type": "integer", "format": width.format() }),
        Shape::Decimal if position.has_attribute() => wrapper("Decimal", Vec::new()),
        Shape::Decimal => wrapper("decimal::Exact", Vec::new()),
        Shape::UnixTime => wrapper("UnixTime", Vec::new()),
        Shape::String => json!({ "type": "string" }),
        Shape::LocalDateTime => wrapper("LocalDateTime", Vec::new()),
        Shape::DateTime => wrapper("DateTime", Vec::new()),
        Shape::Uuid => wrapper("Uuid", Vec::new()),
        Shape::Any => wrapper("RawJson", Vec::new()),
        // The runtime reads a list of decimals exactly; anything deeper needs the exact type.
        Shape::Array(inner) => {
            let flat = position == Position::Member && matches!(**inner, Shape::Decimal);
            let position = if flat { position } else { position.inner() };
            json!({ "type": "array", "items": self::shape(inner, position) })
        }
        Shape::Map(inner) => json!({ "type": "object", "additionalProperties": self::shape(inner, position.inner()) }),
        Shape::Model(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        Shape::Nullable(inner) if position.inner() == Position::Parameter => {
            json!({ "oneOf": [self::shape(inner, position), { "type": "null" }] })
        }
        Shape::Nullable(inner) => nullable(self::shape(inner, position)),
    }
}

/// A type of the runtime, by the engine's own extension for foreign types.
fn wrapper(name: &str, parameters: Vec<Value>) -> Value {
    json!({
        "x-rust-type": {
            "crate": RUNTIME_CRATE,
            "version": "*",
            "path": format!("{RUNTIME_CRATE}::{name}"),
            "parameters": parameters,
        }
    })
}

fn nullable(schema: Value) -> Value {
    match schema {
        Value::Object(mut members) if !members.contains_key("$ref") && !members.contains_key("x-rust-type") => {
            members.insert("nullable".into(), Value::Bool(true));
            Value::Object(members)
        }
        other => json!({ "allOf": [other], "nullable": true }),
    }
}
