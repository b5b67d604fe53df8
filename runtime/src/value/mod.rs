//! Values as vendors send them: decimals, times, three-state members, JSON text, open enums, unions, tuples, and the records
//! that hold them.

pub(crate) mod decimal;
pub(crate) mod digits;
pub(crate) mod field;
pub(crate) mod format;
pub(crate) mod haste;
pub(crate) mod integer;
pub(crate) mod json_members;
pub(crate) mod json_schema;
pub(crate) mod lenient;
pub(crate) mod list_capacity;
pub(crate) mod member_writer;
pub(crate) mod members;
pub(crate) mod open_enum;
pub(crate) mod path;
pub(crate) mod raw_json;
pub(crate) mod raw_text;
pub(crate) mod record;
pub(crate) mod scalar;
pub(crate) mod time;
pub(crate) mod tuples;
pub(crate) mod undeclared;
pub(crate) mod unions;
pub(crate) mod wire;
pub(crate) mod wire_text;
mod wire_types;
