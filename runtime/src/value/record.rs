//! Objects: read and written by a table of their members.
//!
//! A struct has two short functions, made by [`record!`](crate::value::record); what they have in common exists once. In
//! formats that are not for people a record is a map from names to values, never a row of values: members that are not there
//! are left out as in JSON, and what an older version has written is still read. In CSV all members are written, each in its
//! column, and a member that is no scalar is a text that holds JSON.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeStruct, Serializer};

use crate::value::format::Format;
use crate::value::raw_text::{Text, quote};
use crate::value::undeclared::Undeclared;
use crate::value::wire::{Cell, Wire, Written, from_json, to_json};

/// A struct that is an object on the wire.
pub trait Record: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of the members on the wire, in the order of the documentation.
    const MEMBERS: &'static [&'static str];
    /// Other spellings of members, each with the place of the member that it stands for.
    const ALIASES: &'static [(&'static str, usize)];

    /// Reads the members.
    ///
    /// # Errors
    /// A member does not fit, stands twice, or is missing.
    fn read_members<'de, A: MapAccess<'de>>(members: Members<A>) -> Result<Self, A::Error>;

    /// Writes the members.
    fn write_members<S: Serializer>(&self, members: &mut MemberWriter<S>);
}

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

/// Reads an object to where it stays. Handed on from one function to the next it would be copied in each.
///
/// # Errors
/// It does not fit.
pub fn read_record_into<'de, T: Record, D: Deserializer<'de>>(
    deserializer: D,
    slot: &mut Option<T>,
) -> Result<(), D::Error> {
    let format = Format::of_deserializer(&deserializer);
    let visitor = RecordVisitor { format, slot };
    match format {
        Format::Compact => deserializer.deserialize_map(visitor),
        _ => deserializer.deserialize_struct(T::NAME, T::MEMBERS, visitor),
    }
}

struct RecordVisitor<'a, T> {
    format: Format,
    slot: &'a mut Option<T>,
}

impl<'de, T: Record> Visitor<'de> for RecordVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let names = Names { names: T::MEMBERS, aliases: T::ALIASES, next: 0 };
        *self.slot = Some(T::read_members(Members { map, format: self.format, names })?);
        Ok(())
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
fn is_quoted(text: &str) -> bool {
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

/// Writes an object.
///
/// # Errors
/// Those of the serializer.
pub fn write_record<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let format = Format::of_serializer(&serializer);
    let names = T::MEMBERS;
    // Only whether there are any matters to JSON.
    let count = match format {
        Format::Json | Format::Csv => names.len(),
        _ => {
            let mut counter = MemberWriter { names, target: Target::<S>::Count(0) };
            record.write_members(&mut counter);
            match counter.target {
                Target::Count(count) => count,
                _ => 0,
            }
        }
    };
    let target: Target<S> = match format {
        Format::Compact => Target::Map(serializer.serialize_map(Some(count))?),
        Format::Csv => Target::Row(serializer.serialize_struct(T::NAME, count)?),
        _ => Target::Struct(serializer.serialize_struct(T::NAME, count)?),
    };
    let mut members = MemberWriter { names, target };
    record.write_members(&mut members);
    match members.target {
        Target::Map(map) => map.end(),
        Target::Row(object) | Target::Struct(object) => object.end(),
        Target::Count(_) => Err(S::Error::custom("a record that is counted and not written")),
        Target::Failed(error) => Err(error),
    }
}

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

enum Target<S: Serializer> {
    Count(usize),
    Struct(S::SerializeStruct),
    Map(S::SerializeMap),
    Row(S::SerializeStruct),
    Failed(S::Error),
}

impl<S: Serializer> MemberWriter<S> {
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

/// Implements [`Record`], [`Wire`] and serde's traits for a struct: the members in their places. What is not said of a member is so:
/// it has the name of its field, it may be missing, and it is read and written the way of its type.
///
/// - `: required` has to be there; `: kept` may be missing where it is read, and is always written. What may be missing has a default.
/// - `= "name" | "other"` is its name, and other spellings that are read.
/// - `as path` is another way to read it, a [`ReadAs`].
///
/// A member's body costs the compiler its calls and each `?` again, so there are few of them.
///
/// ```
/// use nomenclature::runtime as rt;
///
/// #[derive(Debug, PartialEq)]
/// struct Good {
///     id: i64,
///     price: Option<rt::Decimal>,
/// }
///
/// rt::record! {
///     Good {
///         0 => id: required = "id" | "Id",
///         1 => price,
///     }
/// }
///
/// let good: Good = serde_json::from_str(r#"{"Id": 1.0, "price": 23.10}"#).unwrap();
/// assert_eq!(serde_json::to_string(&good).unwrap(), r#"{"id":1,"price":23.10}"#);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($name:ident {
        $(
            $place:literal => $field:ident $(: $need:ident)? $(= $wire:literal $(| $alias:literal)*)? $(as $way:path)?
        ),* $(,)?
    }) => {
        // An object may have no members.
        #[allow(deprecated, unreachable_code)]
        impl $crate::Record for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($crate::__wire_name!($field $($wire)?)),*];
            const ALIASES: &'static [(&'static str, usize)] = &[$($($(($alias, $place),)*)?)*];

            fn read_members<'de, __A: $crate::serde::de::MapAccess<'de>>(
                mut members: $crate::Members<__A>,
            ) -> ::core::result::Result<Self, __A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                loop {
                    let read: ::core::result::Result<(), __A::Error> = match members.advance()? {
                        $($place => $crate::__read_member!(members, &mut $field, [$($($alias)*)?] $(, $way)?),)*
                        _ => break,
                    };
                    read?;
                }
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__take_member!(members, $place, $field $(, $need)?),)*
                })
            }

            fn write_members<__S: $crate::serde::Serializer>(
                &self,
                members: &mut $crate::MemberWriter<__S>,
            ) {
                $($crate::__write_member!(members, $place, &self.$field $(, $need)?);)*
                // There may be no member.
                let _ = members;
            }
        }

        impl $crate::Wire for $name {
            #[inline]
            fn read_into<'de, __D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
                slot: &mut ::core::option::Option<Self>,
            ) -> ::core::result::Result<(), __D::Error> {
                $crate::read_record_into(deserializer, slot)
            }

            fn write<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::write_record(self, serializer)
            }
        }

        $crate::__serde!($name);
    };
}

/// The name on the wire: that in Rust, unless there is another.
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_name {
    ($rust:ident) => {
        stringify!($rust)
    };
    ($rust:ident $wire:literal) => {
        $wire
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read_member {
    ($members:ident, $slot:expr, []) => {
        $members.read($slot)
    };
    ($members:ident, $slot:expr, [], $way:path) => {
        $members.read_as::<_, $way>($slot)
    };
    ($members:ident, $slot:expr, [$($alias:literal)+]) => {
        $members.read_first::<_, $crate::Itself>($slot)
    };
    ($members:ident, $slot:expr, [$($alias:literal)+], $way:path) => {
        $members.read_first::<_, $way>($slot)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __take_member {
    ($members:ident, $place:literal, $slot:expr, required) => {
        $members.take($place, $slot)?
    };
    ($members:ident, $place:literal, $slot:expr $(, kept)?) => {
        $slot.unwrap_or_default()
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __write_member {
    ($members:ident, $place:literal, $value:expr) => {
        $members.write($place, $value)
    };
    ($members:ident, $place:literal, $value:expr, $need:ident) => {
        $members.write_always($place, $value)
    };
}

#[cfg(test)]
mod tests {
    use crate as rt;

    #[derive(Debug, Default, PartialEq)]
    struct Row {
        id: i64,
        name: Option<String>,
        tags: Vec<i64>,
        note: crate::Field<i64>,
        rows: Vec<Row>,
    }

    rt::record! {
        Row {
            0 => id: required = "id" | "Id" | "ID",
            1 => name = "name" | "Name" as rt::lenient::Text,
            2 => tags = "tags" | "Tags",
            3 => note = "note" | "Note",
            4 => rows,
        }
    }

    fn read(json: &str) -> Row {
        let from_str: Row = serde_json::from_str(json).expect(json);
        let value: serde_json::Value = serde_json::from_str(json).expect(json);
        assert_eq!(serde_json::from_reader::<_, Row>(json.as_bytes()).expect(json), from_str);
        assert_eq!(serde_json::from_value::<Row>(value).expect(json), from_str);
        from_str
    }

    #[test]
    fn of_several_spellings_one_that_says_something_counts_and_none_says_another_thing() {
        for json in [r#"{"Id":1,"id":2,"ID":3}"#, r#"{"Id":1,"id":1,"ID":3}"#, r#"{"id":1,"Id":"x"}"#] {
            serde_json::from_str::<Row>(json).expect_err(json);
        }
        assert_eq!(read(r#"{"Id":1,"id":1,"ID":1}"#).id, 1);
        assert_eq!(read(r#"{"ID":null,"Id":2}"#).id, 2);
        assert_eq!(read(r#"{"id":1,"name":null,"Name":7}"#).name.as_deref(), Some("7"));
        assert_eq!(read(r#"{"id":1,"Name":"x","name":null}"#).name.as_deref(), Some("x"));
        assert_eq!(read(r#"{"id":1,"tags":null,"Tags":[1]}"#).tags, [1]);
        assert_eq!(read(r#"{"id":1,"tags":[],"Tags":[1]}"#).tags, [1]);
        assert_eq!(read(r#"{"id":1,"tags":[1],"Tags":[]}"#).tags, [1]);
        assert_eq!(read(r#"{"id":1,"Note":null}"#).note, crate::Field::Null);
        assert_eq!(read(r#"{"id":1,"note":null,"Note":5}"#).note, crate::Field::Value(5));
        assert!(read(r#"{"id":1}"#).note.is_absent());
    }

    #[test]
    fn errors_name_the_member_and_the_whole_path() {
        let failed = |json: &str| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            let error = serde_path_to_error::deserialize::<_, Row>(&mut deserializer).expect_err(json);
            (error.path().to_string(), error.to_string())
        };
        for (json, expected, problem) in [
            (r#"{"id":1,"rows":[{"id":1},{"Id":"x"}]}"#, "rows[1].Id", "expected an integer"),
            (r#"{"id":1,"rows":[{"id":1,"Tags":[1,true]}]}"#, "rows[0].Tags[1]", "expected an integer"),
            (r#"{"id":1,"rows":[{"name":"x"}]}"#, "rows[0]", "missing field `id`"),
            (r#"{"id":null}"#, ".", "missing field `id`"),
            (r#"{"id":1,"rows":[],"rows":[]}"#, ".", "duplicate field `rows`"),
            (r#"[1]"#, ".", "expected struct Row"),
        ] {
            let (path, error) = failed(json);
            assert_eq!(path, expected, "{json}: {error}");
            assert!(error.contains(problem), "{json}: {error}");
        }
    }

    #[test]
    fn members_in_any_order_and_unknown_ones_between() {
        let row = Row { id: 1, name: Some("x".into()), tags: vec![2], note: crate::Field::Null, rows: Vec::new() };
        let json = r#"{"new":{"a":[1.50]},"note":null,"tags":[2],"x":1,"name":"x","id":1,"rows":null}"#;
        assert_eq!(read(json), row);
        assert_eq!(serde_json::to_string(&row).expect("JSON"), r#"{"id":1,"name":"x","tags":[2],"note":null}"#);
    }
}
