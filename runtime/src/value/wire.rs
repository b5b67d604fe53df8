//! How values are read and written wherever they stand: as a member, in a list, in a map, in a union.

use serde::de::{DeserializeSeed, Deserializer, Error as _};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::value::path::read_part;

/// A type that models hold. Serde's own implementations would read integers through `f64` and know neither exact decimals nor
/// the forms of times.
pub trait Wire: Sized {
    /// What a cell of CSV holds.
    const CELL: Cell = Cell::Json;

    /// Reads it. An implementation has this function or [`read_into`](Self::read_into), which come down to each other.
    ///
    /// # Errors
    /// The value does not fit.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut slot = None;
        Self::read_into(deserializer, &mut slot)?;
        slot.ok_or_else(|| D::Error::custom("nothing has come"))
    }

    /// Reads it to where it stays. After an error the slot may hold anything.
    ///
    /// # Errors
    /// The value does not fit.
    #[inline]
    fn read_into<'de, D: Deserializer<'de>>(deserializer: D, slot: &mut Option<Self>) -> Result<(), D::Error> {
        *slot = Some(Self::read(deserializer)?);
        Ok(())
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer, or the format cannot hold it.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// What a member is that is not there, if it may be missing.
    fn missing() -> Option<Self> {
        None
    }

    /// What `null` is, if it is a value of its own.
    fn null() -> Option<Self> {
        None
    }

    /// Whether there is nothing that could be written as a member that may be missing.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether it is what `null` is read as.
    fn is_null(&self) -> bool {
        false
    }

    /// The text, if it is one.
    fn text(&self) -> Option<&str> {
        None
    }
}

/// How a value stands in a cell of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// As it is.
    Plain,
    /// As a text.
    Text,
    /// As a text that may be missing.
    OptionalText,
    /// As JSON.
    Json,
}

/// Lets serde write a value.
pub(crate) struct Written<'a, T>(pub(crate) &'a T);

impl<T: Wire> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// Lets serde read a value to where it stays.
pub(crate) struct ReadInto<'a, T>(pub(crate) &'a mut Option<T>);

impl<'de, T: Wire> DeserializeSeed<'de> for ReadInto<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::read_into(deserializer, self.0)
    }
}

/// Lets serde read a value.
pub(crate) struct Read<T>(pub(crate) T);

impl<'de, T: Wire> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// Reads a value from JSON text.
pub fn from_json<T: Wire>(json: &str) -> Result<T, serde_json::Error> {
    read_part(json).map(|Read(value)| value)
}

/// Writes a value as JSON text.
pub(crate) fn to_json<T: Wire>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Written(value))
}
