//! Which format a value is written to or read from, where formats differ in what they can hold.
//!
//! Serde does not say it, so the name of the type tells. What is not recognised is taken for a format that describes itself, in
//! which every value has a form that is exact without any help: a text.

use std::any::type_name;

use serde::{Deserializer, Serializer};

/// How much a format can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON text of `serde_json`, which gives and takes the digits of a number.
    Json,
    /// JSON as a tree, which knows no raw text.
    Tree,
    /// RON, where an optional value says that it is there.
    Ron,
    /// Formats that are not for people: without names, and often without types.
    Compact,
    /// Rows of cells, whose types are guessed.
    Csv,
    /// No null.
    Toml,
    /// Anything else that is for people.
    Other,
}

impl Format {
    #[inline]
    pub(crate) fn of_serializer<S: Serializer>(serializer: &S) -> Self {
        // In a released build, the comparison is made by the compiler.
        let name = type_name::<S>();
        if name.starts_with("&mut serde_json::ser::Serializer<") {
            return Format::Json;
        }
        Self::named(name, "serde_json::ser::", serializer.is_human_readable())
    }

    #[inline]
    pub(crate) fn of_deserializer<'de, D: Deserializer<'de>>(deserializer: &D) -> Self {
        let name = type_name::<D>();
        if name.starts_with("&mut serde_json::de::Deserializer<") {
            return Format::Json;
        }
        Self::named(name, "serde_json::de::", deserializer.is_human_readable())
    }

    /// Of a wrapper around a format, or the access to a map of one, whose name has that of the format in it.
    #[cold]
    pub(crate) fn named(name: &str, json: &str, is_human_readable: bool) -> Self {
        if !is_human_readable {
            Format::Compact
        } else if name.contains(json) {
            Format::Json
        } else if name.contains("csv::") {
            Format::Csv
        } else if name.contains("toml") {
            Format::Toml
        } else if name.contains("ron::") {
            Format::Ron
        } else if name.contains("serde_json::value::") {
            Format::Tree
        } else {
            Format::Other
        }
    }

    /// Whether a value and one that may be null are written alike, so that null may stand where it is not expected.
    pub(crate) fn has_null_anywhere(self) -> bool {
        !matches!(self, Format::Compact | Format::Ron)
    }

    /// Whether a text has to be asked for as one: the format has no types, or none that this asks for, or guesses them.
    pub(crate) fn holds_texts_only(self) -> bool {
        matches!(self, Format::Compact | Format::Csv | Format::Ron | Format::Toml)
    }

    /// Whether a raw value is a text that holds JSON.
    pub(crate) fn holds_json_as_text(self) -> bool {
        matches!(self, Format::Compact | Format::Csv | Format::Toml)
    }
}
