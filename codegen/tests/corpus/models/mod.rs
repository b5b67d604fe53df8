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

#[rustfmt::skip]
#[path = "../all_of/golden/mod.rs"]
pub mod all_of;
#[rustfmt::skip]
#[path = "../constants/golden/mod.rs"]
pub mod constants;
#[rustfmt::skip]
#[path = "../directions/golden/mod.rs"]
pub mod directions;
#[rustfmt::skip]
#[path = "../enums/golden/mod.rs"]
pub mod enums;
#[rustfmt::skip]
#[path = "../free_form/golden/mod.rs"]
pub mod free_form;
#[rustfmt::skip]
#[path = "../inline/golden/mod.rs"]
pub mod inline;
#[rustfmt::skip]
#[path = "../limits/golden/mod.rs"]
pub mod limits;
#[rustfmt::skip]
#[path = "../lists/golden/mod.rs"]
pub mod lists;
#[rustfmt::skip]
#[path = "../maps/golden/mod.rs"]
pub mod maps;
#[rustfmt::skip]
#[path = "../names_of_members/golden/mod.rs"]
pub mod names_of_members;
#[rustfmt::skip]
#[path = "../nullable/golden/mod.rs"]
pub mod nullable;
#[rustfmt::skip]
#[path = "../recursive/golden/mod.rs"]
pub mod recursive;
#[rustfmt::skip]
#[path = "../tuples/golden/mod.rs"]
pub mod tuples;
#[rustfmt::skip]
#[path = "../union_tagged/golden/mod.rs"]
pub mod union_tagged;
#[rustfmt::skip]
#[path = "../union_untagged/golden/mod.rs"]
pub mod union_untagged;

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

pub fn decimal(text: &str) -> nomenclature::Decimal {
    text.parse().expect("a decimal")
}
