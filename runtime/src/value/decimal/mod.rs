//! Exact decimals: read from the digits of the JSON literal, written as a bare number with the same scale.
//!
//! Money never passes through `f64`. `23.10` is read as 23.10 and written as `23.10`. What is promised:
//!
//! - exact for `serde_json::from_str`, `from_slice` and `from_reader`, with and without `serde_json/arbitrary_precision`;
//! - in every other format, `serde_json::Value` too, written as a text, which is exact, and read from texts and numbers;
//! - up to 28 digits, 29 where they fit 96 bits; more digits are rounded half to even; beyond that range is an error;
//! - exponents (`1E-05`) and quoted numbers (`"23.10"`) are read.
//!
//! A number in a `serde_json::Value`, and one below `#[serde(flatten)]` or an untagged enum, has been turned into an `f64` by
//! serde_json before it arrives here (unless `arbitrary_precision` is on): the shortest text of that `f64` is read, so `23.10`
//! becomes 23.1.
//!
//! Use it as `#[serde(with = "nomenclature::runtime::decimal")]`, and the modules below for `Option` and [`Field`].
//!
//! [`Field`]: crate::Field

mod read;
mod write;

use std::fmt;
use std::ops::{Deref, DerefMut};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a decimal as a bare number.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    write::write(value, serializer)
}

/// Reads a decimal from a number, or from a text that holds one.
///
/// # Errors
/// The value is not a number, or too large.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    read::read(deserializer)
}

/// A decimal that reads and writes exactly wherever a type is asked for: `Vec<Exact>`, map values, `Lenient<Exact>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub Decimal);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::write(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::read(deserializer).map(Exact)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Deref for Exact {
    type Target = Decimal;

    fn deref(&self) -> &Decimal {
        &self.0
    }
}

impl DerefMut for Exact {
    fn deref_mut(&mut self) -> &mut Decimal {
        &mut self.0
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        Exact(value)
    }
}

impl From<Exact> for Decimal {
    fn from(value: Exact) -> Self {
        value.0
    }
}

/// `Option<Decimal>`; `null` is `None`. Add `#[serde(default)]` for members that may be missing.
pub mod option {
    use super::{Decimal, Deserialize, Deserializer, Exact, Serialize, Serializer};

    /// Writes a number or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(Exact).serialize(serializer)
    }

    /// Reads a number, a text that holds one, or `null`.
    ///
    /// # Errors
    /// The value is not a number, or too large.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<Exact>::deserialize(deserializer)?.map(|exact| exact.0))
    }
}

/// `Field<Decimal>`, with `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
pub mod field {
    use super::{Decimal, Deserialize, Deserializer, Exact, Serialize, Serializer};
    use crate::value::field::Field;

    /// Writes a number or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(value: &Field<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(Exact).serialize(serializer)
    }

    /// Reads a number, a text that holds one, or `null`.
    ///
    /// # Errors
    /// The value is not a number, or too large.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field<Decimal>, D::Error> {
        Ok(Field::<Exact>::deserialize(deserializer)?.map(|exact| exact.0))
    }
}

#[cfg(test)]
mod tests;
