//! JSON schemas of the runtime's types, and markers for types of other crates.
//!
//! `#[schemars(with = "Option<nomenclature::runtime::schema::Decimal>")]` describes a member that is read and written by a serde
//! module such as [`decimal::option`](crate::value::decimal::option).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::value::decimal::Exact;
use crate::value::field::Field;
use crate::value::lenient::Lenient;
use crate::value::raw_json::RawJson;
use crate::value::time::{LocalDateTime, UnixTime};

macro_rules! marker {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}
    };
}

marker!(
    /// A number of any precision.
    Decimal
);
marker!(
    /// An RFC 3339 time.
    DateTime
);
marker!(
    /// A UUID.
    Uuid
);

macro_rules! inline_schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

inline_schema!(Decimal, "Decimal", { "type": "number", "format": "decimal" });
inline_schema!(Exact, "Decimal", { "type": "number", "format": "decimal" });
inline_schema!(DateTime, "DateTime", { "type": "string", "format": "date-time" });
inline_schema!(Uuid, "Uuid", { "type": "string", "format": "uuid" });
inline_schema!(UnixTime, "UnixTime", { "type": "integer", "format": "unix-time" });
inline_schema!(LocalDateTime, "LocalDateTime", { "type": "string", "format": "local-date-time" });
inline_schema!(RawJson, "RawJson", {});

/// A value or `null`; absence is said by the member not being required.
impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// The documented type, or anything.
impl<T: JsonSchema> JsonSchema for Lenient<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Owned(format!("Lenient_{}", T::schema_name()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let documented = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [documented, true] })
    }
}

/// One of several, or anything: what a union keeps.
pub fn any_of(mut alternatives: Vec<Schema>) -> Schema {
    alternatives.push(json_schema!(true));
    json_schema!({ "anyOf": alternatives })
}

/// The schema of a field's type, which nobody needs to spell out.
pub fn of_field<R, T: JsonSchema>(generator: &mut SchemaGenerator, _: fn(&R) -> &T) -> Schema {
    generator.subschema_for::<T>()
}

/// A list with a type a place, of which the first `required` are there.
pub fn places(places: Vec<Schema>, required: usize) -> Schema {
    json_schema!({ "type": "array", "prefixItems": places, "minItems": required })
}

/// The known values of an enum, or any other of some types; of any scalar without them.
pub fn known_values(values: Vec<serde_json::Value>, types: &[&str]) -> Schema {
    let types = if types.is_empty() { &["string", "number", "boolean", "null"] } else { types };
    json_schema!({ "anyOf": [{ "enum": values }, { "type": types }] })
}

/// The value of a JSON literal.
pub fn literal(json: &str) -> serde_json::Value {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(JsonSchema)]
    #[allow(dead_code)]
    struct Row {
        #[schemars(with = "Option<Decimal>")]
        price: Option<crate::Decimal>,
        #[serde(default)]
        folder: Field<i64>,
        code: Lenient<String>,
        #[schemars(with = "Vec<DateTime>")]
        times: Vec<crate::DateTime>,
    }

    #[test]
    fn members_are_described() {
        let schema = schemars::schema_for!(Row);
        assert_eq!(schema.pointer("/properties/price/type"), Some(&serde_json::json!(["number", "null"])));
        assert_eq!(schema.pointer("/properties/times/items/format"), Some(&serde_json::json!("date-time")));
        assert_eq!(schema.pointer("/properties/code/anyOf/0/type"), Some(&serde_json::json!("string")));
        assert_eq!(schema.pointer("/required"), Some(&serde_json::json!(["code", "times"])));
    }
}
