//! Exact decimals: read from the digits of the JSON literal, written as a bare number with the same scale.
//!
//! Money never passes through `f64`. `23.10` is read as 23.10 and written as `23.10`. What is promised:
//!
//! - exact for `serde_json::from_str`, `from_slice` and `from_reader`, with and without `serde_json/arbitrary_precision`;
//! - up to 28 digits, 29 where they fit 96 bits; more digits are rounded half to even; beyond that range is an error;
//! - exponents (`1E-05`) and quoted numbers (`"23.10"`) are read.
//!
//! Through a `serde_json::Value`, and below `#[serde(flatten)]` or an untagged enum, serde_json has turned the number into an
//! `f64` before it arrives here (unless `arbitrary_precision` is on): the shortest text of that `f64` is read, so `23.10`
//! becomes 23.1.
//!
//! Use it as `#[serde(with = "nomenclature::runtime::decimal")]`, and the modules below for `Option`, [`Field`] and lists.
//!
//! [`Field`]: crate::Field

mod parse;
mod read;
mod write;

use std::fmt;
use std::ops::{Deref, DerefMut};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use parse::parse;

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

impl Exact {
    fn wrap(values: &[Decimal]) -> impl Iterator<Item = Exact> + '_ {
        values.iter().copied().map(Exact)
    }
}

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
    use crate::Field;

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

/// `Vec<Decimal>`; `null` reads as empty.
pub mod vec {
    use super::{Decimal, Deserializer, Exact, Serializer};

    /// Writes an array of numbers.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(values: &[Decimal], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(Exact::wrap(values))
    }

    /// Reads an array of numbers, or `null`.
    ///
    /// # Errors
    /// An element is not a number, or too large.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Decimal>, D::Error> {
        Ok(super::option_vec::deserialize(deserializer)?.unwrap_or_default())
    }
}

/// `Option<Vec<Decimal>>`; `null` is `None`.
pub mod option_vec {
    use super::{Decimal, Deserialize, Deserializer, Exact, Serializer};

    /// Writes an array of numbers or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(values: &Option<Vec<Decimal>>, serializer: S) -> Result<S::Ok, S::Error> {
        match values {
            Some(values) => serializer.collect_seq(Exact::wrap(values)),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an array of numbers, or `null`.
    ///
    /// # Errors
    /// An element is not a number, or too large.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Decimal>>, D::Error> {
        let values = Option::<Vec<Exact>>::deserialize(deserializer)?;
        Ok(values.map(|values| values.into_iter().map(|exact| exact.0).collect()))
    }
}

#[cfg(test)]
mod tests;
