//! The members of an object while it is written.

use std::fmt;

use serde::ser::{Error as _, SerializeMap, SerializeStruct, Serializer};

use crate::value::members::is_quoted;
use crate::value::raw_text::quote;
use crate::value::wire::{Cell, Wire, Written, to_json};

/// Where members are written to. It keeps the first error, so that the functions of the records, of which there are many, have none
/// to hand on.
pub struct MemberWriter<S: Serializer> {
    names: &'static [&'static str],
    target: Target<S>,
}

impl<S: Serializer> fmt::Debug for MemberWriter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemberWriter").finish_non_exhaustive()
    }
}

pub(crate) enum Target<S: Serializer> {
    Count(usize),
    Struct(S::SerializeStruct),
    Map(S::SerializeMap),
    Row(S::SerializeStruct),
    Failed(S::Error),
}

impl<S: Serializer> MemberWriter<S> {
    pub(crate) fn new(names: &'static [&'static str], target: Target<S>) -> Self {
        Self { names, target }
    }

    /// Counts the members that are there.
    pub(crate) fn counting(names: &'static [&'static str]) -> Self {
        Self::new(names, Target::Count(0))
    }

    pub(crate) fn count(&self) -> usize {
        match self.target {
            Target::Count(count) => count,
            _ => 0,
        }
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        match self.target {
            Target::Map(map) => map.end(),
            Target::Row(object) | Target::Struct(object) => object.end(),
            Target::Count(_) => Err(S::Error::custom("a record that is counted and not written")),
            Target::Failed(error) => Err(error),
        }
    }

    /// Writes the member in this place, unless it is not there.
    pub fn write<T: Wire>(&mut self, place: usize, value: &T) {
        self.put(place, value.is_absent(), value);
    }

    /// Writes the member in this place.
    pub fn write_always<T: Wire>(&mut self, place: usize, value: &T) {
        self.put(place, false, value);
    }

    #[inline]
    fn put<T: Wire>(&mut self, place: usize, is_absent: bool, value: &T) {
        let name = self.names[place];
        let done = match &mut self.target {
            Target::Row(row) => write_cell(row, name, value),
            Target::Count(count) => {
                *count += usize::from(!is_absent);
                Ok(())
            }
            Target::Struct(object) if is_absent => object.skip_field(name),
            Target::Struct(object) => object.serialize_field(name, &Written(value)),
            Target::Map(_) if is_absent => Ok(()),
            Target::Map(map) => map.serialize_entry(name, &Written(value)),
            Target::Failed(_) => Ok(()),
        };
        if let Err(error) = done {
            self.target = Target::Failed(error);
        }
    }
}

#[cold]
fn write_cell<T: Wire, M: SerializeStruct>(row: &mut M, name: &'static str, value: &T) -> Result<(), M::Error> {
    match T::CELL {
        Cell::Plain | Cell::Text => row.serialize_field(name, &Written(value)),
        _ if value.is_absent() && T::missing().is_some_and(|missing| missing.is_absent()) => {
            row.serialize_field(name, "")
        }
        // An empty cell would be read as one that is not there.
        Cell::OptionalText => match value.text() {
            Some(text) if text.is_empty() || is_quoted(text) => row.serialize_field(name, &quote(text)),
            text => row.serialize_field(name, text.unwrap_or_default()),
        },
        Cell::Json => row.serialize_field(name, &to_json(value).map_err(M::Error::custom)?),
    }
}
