//! Objects: read and written by a table of their members.
//!
//! A struct has two short functions, made by [`record!`](crate::value::record); what they have in common exists once. In
//! formats that are not for people a record is a map from names to values, never a row of values: members that are not there
//! are left out as in JSON, and what an older version has written is still read. In CSV all members are written, each in its
//! column, and a member that is no scalar is a text that holds JSON.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::Serializer;

use crate::value::format::Format;
use crate::value::member_writer::{MemberWriter, Target};
use crate::value::members::Members;

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
        *self.slot = Some(T::read_members(Members::new(map, self.format, T::MEMBERS, T::ALIASES))?);
        Ok(())
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
            let mut counter = MemberWriter::<S>::counting(names);
            record.write_members(&mut counter);
            counter.count()
        }
    };
    let target: Target<S> = match format {
        Format::Compact => Target::Map(serializer.serialize_map(Some(count))?),
        Format::Csv => Target::Row(serializer.serialize_struct(T::NAME, count)?),
        _ => Target::Struct(serializer.serialize_struct(T::NAME, count)?),
    };
    let mut members = MemberWriter::new(names, target);
    record.write_members(&mut members);
    members.end()
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
