//! Models: what a schema may be.

mod collections;
mod objects;
mod refused;
mod scalars;
mod schemas;
mod unions;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads JSON from a text and from a reader, which give the same.
#[track_caller]
pub fn read<T: DeserializeOwned + PartialEq + Debug>(json: &str) -> T {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let again: T = serde_json::from_reader(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(value, again);
    value
}

/// Reads JSON that is written again byte for byte.
#[track_caller]
pub fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str) -> T {
    let value: T = read(json);
    assert_eq!(write(&value), json);
    value
}

#[track_caller]
pub fn write<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("writes")
}

/// JSON that does not fit a type, and a piece of what is said about it.
#[track_caller]
pub fn misfit<T: DeserializeOwned + Debug>(json: &str, message: &str) {
    let error = serde_json::from_str::<T>(json).expect_err(json).to_string();
    assert!(error.contains(message), "expected `{message}`, found: {error}");
}

pub fn decimal(text: &str) -> nomenclature_runtime::Decimal {
    text.parse().expect("a decimal")
}
