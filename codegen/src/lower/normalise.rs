//! The models as the OpenAPI 3.0 document that progenitor accepts: components only, no paths.
//!
//! What the engine would refuse or lower wrongly is gone by now: enums are replaced, wrappers of the runtime are put around its
//! types later, limits and defaults are documentation only.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Components, Info, IntegerFormat, IntegerType, ObjectType,
    OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::json;

use crate::ir::{Api, Direction, Lenient, Model, ModelKind, Property, Shape};

/// Name of the crate under which the engine sees the runtime's own types.
pub(super) const RUNTIME_CRATE: &str = "nomenclature";

/// The types of the runtime that a member may be or hold.
pub(super) const RUNTIME_TYPES: [&str; 7] =
    ["Decimal", "decimal::Exact", "UnixTime", "LocalDateTime", "DateTime", "Uuid", "RawJson"];

/// The types of integers, by the formats `int8` to `uint64`.
pub(super) const INTEGERS: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// Where a type of the runtime is, as the engine sees it.
pub(super) fn runtime_path(name: &str) -> String {
    format!("::{RUNTIME_CRATE}::{name}")
}

/// What the members of a struct are called in the document for the engine. Wire names are ours to write, and members that can only
/// have one type are one.
pub(super) fn member_names(properties: &[Property]) -> Vec<String> {
    let is_same = |a: &Property, b: &Property| {
        let flags = |property: &Property| (property.required, property.nullable, property.is_payload);
        a.shape == b.shape && flags(a) == flags(b) && a.lenient == b.lenient
    };
    let mut kinds: Vec<&Property> = Vec::new();
    let names = properties.iter().map(|property| {
        let kind = kinds.iter().position(|kind| is_same(kind, property)).unwrap_or_else(|| {
            kinds.push(property);
            kinds.len() - 1
        });
        format!("m{kind}")
    });
    names.collect()
}

/// What the runtime puts around the value of a member.
pub(super) enum Wrapper {
    Field,
    /// Whether the value may be missing or null.
    Lenient {
        optional: bool,
    },
}

/// What stands around the value of a member, if anything.
pub(super) fn wrapper(direction: Direction, property: &Property) -> Option<Wrapper> {
    match direction {
        Direction::Request => (!property.required && property.nullable).then_some(Wrapper::Field),
        Direction::Reply => {
            let optional = !property.required || property.nullable;
            property.lenient.contains(&Lenient::Any).then_some(Wrapper::Lenient { optional })
        }
    }
}

/// The document for the engine.
pub(super) fn normalise(api: &Api) -> OpenAPI {
    let schemas = api.models.values().map(|model| (model.rust.clone(), ReferenceOr::Item(component(model))));
    OpenAPI {
        openapi: "3.0.3".into(),
        info: Info { title: api.name.clone(), version: "1".into(), ..Info::default() },
        components: Some(Components { schemas: schemas.collect(), ..Components::default() }),
        ..OpenAPI::default()
    }
}

fn component(model: &Model) -> Schema {
    match &model.kind {
        // Replaced by a type of ours; the engine only needs the name.
        ModelKind::Enum { .. } | ModelKind::Union { .. } | ModelKind::Tuple { .. } => text(),
        ModelKind::Object { properties } => {
            let mut object = ObjectType::default();
            for (property, name) in properties.iter().zip(member_names(properties)) {
                if object.properties.contains_key(&name) {
                    continue;
                }
                let (schema, is_required) = member(model.direction, property);
                object.required.extend(is_required.then(|| name.clone()));
                object.properties.insert(name, boxed(schema));
            }
            of_type(Type::Object(object))
        }
        ModelKind::Alias(shape) => match self::shape(shape, Position::Member) {
            ReferenceOr::Item(schema) => schema,
            reference => all_of(reference, false),
        },
    }
}

/// The schema of a member and whether the engine shall see it as required.
fn member(direction: Direction, property: &Property) -> (ReferenceOr<Schema>, bool) {
    // The engine knows no wrappers; it sees a list, which holds a value of the model that it is in without a pointer, as they do.
    let position = match wrapper(direction, property) {
        Some(Wrapper::Field) => Some(Position::Wrapped),
        Some(Wrapper::Lenient { .. }) => Some(Position::Inner),
        None => None,
    };
    if let Some(position) = position {
        return (list(shape(&property.shape, position)), true);
    }
    let plain = shape(&property.shape, Position::Member);
    let is_given = property.required && !property.nullable;
    match (direction, &property.shape) {
        (Direction::Request, _) if property.required => (if is_given { plain } else { nullable(plain) }, true),
        // An empty list is sent, so the engine's own `Vec` that is dropped when empty will not do.
        (Direction::Request, Shape::Array(_) | Shape::Map(_)) => (nullable(plain), false),
        (Direction::Request, _) => (plain, false),
        (Direction::Reply, Shape::Array(_)) if property.is_payload => (nullable(plain), false),
        (Direction::Reply, Shape::Array(_)) => (plain, true),
        (Direction::Reply, Shape::Map(_)) => (nullable(plain), is_given),
        (Direction::Reply, _) => (plain, is_given),
    }
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// It is a member, which is read as the table of members says.
    Member,
    /// It is a member in a wrapper of the runtime.
    Wrapped,
    /// In a list or map: the type itself must read and write exactly.
    Inner,
}

/// The schema of a value.
fn shape(shape: &Shape, position: Position) -> ReferenceOr<Schema> {
    let plain = |kind| ReferenceOr::Item(of_type(kind));
    match shape {
        Shape::Bool => plain(Type::Boolean(BooleanType::default())),
        Shape::I32 => plain(integer("int32")),
        Shape::I64 => plain(integer("int64")),
        Shape::Int(width) => plain(integer(width.format())),
        Shape::Decimal if position == Position::Inner => runtime("decimal::Exact"),
        Shape::Decimal => runtime("Decimal"),
        Shape::UnixTime => runtime("UnixTime"),
        Shape::String => ReferenceOr::Item(text()),
        Shape::LocalDateTime => runtime("LocalDateTime"),
        Shape::DateTime => runtime("DateTime"),
        Shape::Uuid => runtime("Uuid"),
        Shape::Any => runtime("RawJson"),
        // The runtime reads a list of decimals exactly; anything deeper needs the exact type.
        Shape::Array(inner) => {
            let flat = position == Position::Member && matches!(**inner, Shape::Decimal);
            list(self::shape(inner, if flat { Position::Member } else { Position::Inner }))
        }
        Shape::Map(inner) => {
            let inner = Box::new(self::shape(inner, Position::Inner));
            let additional_properties = Some(AdditionalProperties::Schema(inner));
            plain(Type::Object(ObjectType { additional_properties, ..ObjectType::default() }))
        }
        Shape::Model(name) => ReferenceOr::ref_(&format!("#/components/schemas/{name}")),
        Shape::Nullable(inner) => nullable(self::shape(inner, position)),
    }
}

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}

fn of_type(kind: Type) -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Type(kind) }
}

fn text() -> Schema {
    of_type(Type::String(StringType::default()))
}

fn integer(format: &str) -> Type {
    let format = match format {
        "int32" => VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32),
        "int64" => VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
        other => VariantOrUnknownOrEmpty::Unknown(other.to_owned()),
    };
    Type::Integer(IntegerType { format, ..IntegerType::default() })
}

fn list(items: ReferenceOr<Schema>) -> ReferenceOr<Schema> {
    let items = Some(boxed(items));
    let list = ArrayType { items, min_items: None, max_items: None, unique_items: false };
    ReferenceOr::Item(of_type(Type::Array(list)))
}

/// A type of the runtime, by the engine's own extension for foreign types.
fn runtime(name: &str) -> ReferenceOr<Schema> {
    let path = format!("{RUNTIME_CRATE}::{name}");
    let foreign = json!({ "crate": RUNTIME_CRATE, "version": "*", "path": path, "parameters": [] });
    let extensions = [("x-rust-type".to_owned(), foreign)].into_iter().collect();
    let schema_data = SchemaData { extensions, ..SchemaData::default() };
    ReferenceOr::Item(Schema { schema_data, schema_kind: SchemaKind::Any(AnySchema::default()) })
}

fn nullable(schema: ReferenceOr<Schema>) -> ReferenceOr<Schema> {
    match schema {
        ReferenceOr::Item(mut schema) if matches!(schema.schema_kind, SchemaKind::Type(_)) => {
            schema.schema_data.nullable = true;
            ReferenceOr::Item(schema)
        }
        other => ReferenceOr::Item(all_of(other, true)),
    }
}

fn all_of(schema: ReferenceOr<Schema>, nullable: bool) -> Schema {
    let schema_data = SchemaData { nullable, ..SchemaData::default() };
    Schema { schema_data, schema_kind: SchemaKind::AllOf { all_of: vec![schema] } }
}
