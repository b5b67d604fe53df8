//! The members of an object while it is read: each is found by its name, and read the way of its type or another.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::value::format::Format;
use crate::value::raw_text::{Text, quote};
use crate::value::undeclared::Undeclared;
use crate::value::wire::{Cell, Wire, from_json, to_json};

/// Another way to read the type of a member than its own.
pub trait ReadAs<T> {
    /// Reads it.
    ///
    /// # Errors
    /// The value does not fit.
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// As [`Wire::read_into`].
    ///
    /// # Errors
    /// The value does not fit.
    #[inline]
    fn read_into<'de, D: Deserializer<'de>>(deserializer: D, slot: &mut Option<T>) -> Result<(), D::Error> {
        *slot = Some(Self::read_as(deserializer)?);
        Ok(())
    }
}

/// A type's own way.
#[derive(Debug)]
pub enum Itself {}

impl<T: Wire> ReadAs<T> for Itself {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }

    #[inline]
    fn read_into<'de, D: Deserializer<'de>>(deserializer: D, slot: &mut Option<T>) -> Result<(), D::Error> {
        T::read_into(deserializer, slot)
    }
}

/// The members of an object that is read.
#[derive(Debug)]
pub struct Members<A> {
    map: A,
    format: Format,
    names: Names,
}

#[derive(Debug)]
struct Names {
    names: &'static [&'static str],
    aliases: &'static [(&'static str, usize)],
    /// The member behind the last one: they mostly come in the documented order.
    next: usize,
}

/// Where a member stands that is not known.
const UNKNOWN: usize = usize::MAX;

impl<'de, A: MapAccess<'de>> Members<A> {
    pub(crate) fn new(
        map: A,
        format: Format,
        names: &'static [&'static str],
        aliases: &'static [(&'static str, usize)],
    ) -> Self {
        Self { map, format, names: Names { names, aliases, next: 0 } }
    }

    /// The place of the next member that is known, a place that no member has at the end; others are skipped.
    ///
    /// # Errors
    /// The object does not go on as one does.
    #[inline]
    pub fn advance(&mut self) -> Result<usize, A::Error> {
        loop {
            match self.map.next_key_seed(MemberName(&self.names))? {
                Some(UNKNOWN) => self.skip()?,
                Some(place) => {
                    self.names.next = place + 1;
                    return Ok(place);
                }
                None => return Ok(UNKNOWN),
            }
        }
    }

    #[cold]
    fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// Reads the value of the member in this place.
    ///
    /// # Errors
    /// It does not fit, or the member stands twice.
    #[inline]
    pub fn read<T: Wire>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        self.read_as::<T, Itself>(slot)
    }

    /// The same, another way than that of the type.
    ///
    /// # Errors
    /// It does not fit, or the member stands twice.
    #[inline]
    pub fn read_as<T: Wire, W: ReadAs<T>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(self.twice());
        }
        match self.format {
            Format::Csv => self.read_cell_into::<T, W>(slot),
            _ => self.map.next_value_seed(AsInto::<T, W>(slot, PhantomData)),
        }
    }

    /// As [`read_as`](Self::read_as), of a member with several spellings: some may be null or empty, and the others say the same.
    ///
    /// # Errors
    /// It does not fit, or two spellings have two values.
    pub fn read_first<T: Wire, W: ReadAs<T>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        let says_something = |value: &&T| !value.is_null() && !value.is_absent();
        if let Some(known) = slot.as_ref().filter(says_something) {
            let mut other = None;
            self.read_first::<T, W>(&mut other)?;
            let differs = other.as_ref().filter(says_something).is_some_and(|other| !is_same_value(known, other));
            return if differs { Err(self.twice()) } else { Ok(()) };
        }
        let value = match self.format {
            Format::Csv => Some(self.read_cell::<T, W>()?),
            format if format.has_null_anywhere() => self.map.next_value_seed(Nullable::<T, W>(PhantomData))?,
            _ => Some(self.map.next_value_seed(As::<T, W>(PhantomData))?),
        };
        match value {
            Some(value) => *slot = Some(value),
            None if slot.is_none() => *slot = T::null(),
            None => {}
        }
        Ok(())
    }

    /// The value of a member that has to be there, when all have been read.
    ///
    /// # Errors
    /// It is not there.
    #[inline]
    pub fn take<T>(&self, place: usize, slot: Option<T>) -> Result<T, A::Error> {
        slot.ok_or_else(|| self.missing(place))
    }

    /// The member whose name was read last stands twice.
    #[cold]
    fn twice(&self) -> A::Error {
        A::Error::duplicate_field(self.names.names[self.names.next - 1])
    }

    #[cold]
    fn missing(&self, place: usize) -> A::Error {
        A::Error::missing_field(self.names.names[place])
    }

    #[cold]
    fn read_cell_into<T: Wire, W: ReadAs<T>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = Some(self.read_cell::<T, W>()?);
        Ok(())
    }

    #[cold]
    fn read_cell<T: Wire, W: ReadAs<T>>(&mut self) -> Result<T, A::Error> {
        if matches!(T::CELL, Cell::Plain | Cell::Text) {
            return self.map.next_value_seed(As::<T, W>(PhantomData));
        }
        let cell = self.map.next_value_seed(Text)?;
        if let (true, Some(missing)) = (cell.is_empty(), T::missing()) {
            return Ok(missing);
        }
        match T::CELL {
            Cell::OptionalText if !is_quoted(&cell) => from_json(&quote(&cell)),
            _ => from_json(&cell),
        }
        .map_err(A::Error::custom)
    }
}

/// Whether two values are the same on the wire.
#[cold]
pub(crate) fn is_same_value<T: Wire>(one: &T, other: &T) -> bool {
    matches!((to_json(one), to_json(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether a text is the JSON of one.
pub(crate) fn is_quoted(text: &str) -> bool {
    text.starts_with('"') && serde_json::from_str::<String>(text).is_ok()
}

struct As<T, W>(PhantomData<(T, W)>);

impl<'de, T, W: ReadAs<T>> DeserializeSeed<'de> for As<T, W> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        W::read_as(deserializer)
    }
}

struct AsInto<'a, T, W>(&'a mut Option<T>, PhantomData<W>);

impl<'de, T, W: ReadAs<T>> DeserializeSeed<'de> for AsInto<'_, T, W> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        W::read_into(deserializer, self.0)
    }
}

struct Nullable<T, W>(PhantomData<(T, W)>);

impl<'de, T, W: ReadAs<T>> DeserializeSeed<'de> for Nullable<T, W> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T, W: ReadAs<T>> Visitor<'de> for Nullable<T, W> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        W::read_as(deserializer).map(Some)
    }
}

/// Finds the place of a member by its name.
struct MemberName<'a>(&'a Names);

impl<'de> DeserializeSeed<'de> for MemberName<'_> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        // What does not describe itself has texts for keys, and no identifiers.
        match deserializer.is_human_readable() {
            true => deserializer.deserialize_identifier(self),
            false => deserializer.deserialize_str(self),
        }
    }
}

impl Visitor<'_> for MemberName<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(match self.0.names.get(self.0.next) {
            Some(next) if is_same(next, name) => self.0.next,
            _ => self.0.find(name),
        })
    }

    fn visit_bytes<E: serde::de::Error>(self, name: &[u8]) -> Result<Self::Value, E> {
        std::str::from_utf8(name).map_or(Ok(UNKNOWN), |name| self.visit_str(name))
    }
}

/// Whether two names are the same. They are short: a call of the library's comparison takes longer than comparing.
#[inline]
fn is_same(known: &str, name: &str) -> bool {
    let (known, name) = (known.as_bytes(), name.as_bytes());
    if known.len() != name.len() {
        return false;
    }
    // The last word may overlap the one before it.
    if let (Some(end), Some(other)) = (known.last_chunk::<8>(), name.last_chunk::<8>()) {
        return end == other && known.as_chunks::<8>().0.iter().zip(name.as_chunks::<8>().0).all(|(a, b)| a == b);
    }
    if let (Some(end), Some(other)) = (known.last_chunk::<4>(), name.last_chunk::<4>()) {
        return end == other && known.first_chunk::<4>() == name.first_chunk::<4>();
    }
    known.iter().zip(name).all(|(a, b)| a == b)
}

impl Names {
    /// Looks behind the last member first: those between are not there.
    fn find(&self, name: &str) -> usize {
        let (before, behind) = self.names.split_at(self.next.min(self.names.len()));
        let is = |known: &&str| is_same(known, name);
        let place = behind.iter().position(is).map(|place| before.len() + place);
        place
            .or_else(|| before.iter().position(is))
            .or_else(|| self.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, place)| *place))
            .unwrap_or_else(|| {
                Undeclared::note(name);
                UNKNOWN
            })
    }
}
