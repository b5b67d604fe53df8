//! The types that models hold: how each is read and written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use rust_decimal::Decimal;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::value::decimal::{self, Exact};
use crate::value::field::Field;
use crate::value::format::Format;
use crate::value::integer::{IntegerVisitor, Way};
use crate::value::lenient::{Lenient, write_as_json};
use crate::value::list_capacity::{Rows, charge};
use crate::value::members::is_same_value;
use crate::value::raw_json::RawJson;
use crate::value::raw_text::RAW;
use crate::value::time::{DateTime, LocalDateTime, UnixTime, rfc3339};
use crate::value::wire::{Cell, Read, Wire, Written, from_json};

/// Types whose implementations of serde are right everywhere.
macro_rules! by_serde {
    ($($type:ty, $cell:ident;)*) => {$(
        impl Wire for $type {
            const CELL: Cell = Cell::$cell;

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }
        }
    )*};
}

by_serde! {
    bool, Plain;
    Exact, Plain;
    UnixTime, Plain;
    LocalDateTime, Plain;
}

#[cfg(feature = "uuid")]
by_serde! { uuid::Uuid, Plain; }

impl Wire for String {
    const CELL: Cell = Cell::Text;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! integers {
    ($($type:ident $read:ident $write:ident;)*) => {$(
        impl Wire for $type {
            const CELL: Cell = Cell::Plain;

            #[inline]
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let way = Way::of(&deserializer);
                let visitor = IntegerVisitor::new(way);
                match way {
                    Way::Typed => deserializer.$read(visitor),
                    Way::Raw => deserializer.deserialize_newtype_struct(RAW, visitor),
                    Way::Any => deserializer.deserialize_any(visitor),
                    Way::Text => deserializer.deserialize_str(visitor),
                }
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$write(*self)
            }
        }
    )*};
}

integers! {
    i8 deserialize_i8 serialize_i8;
    i16 deserialize_i16 serialize_i16;
    i32 deserialize_i32 serialize_i32;
    i64 deserialize_i64 serialize_i64;
    u8 deserialize_u8 serialize_u8;
    u16 deserialize_u16 serialize_u16;
    u32 deserialize_u32 serialize_u32;
    u64 deserialize_u64 serialize_u64;
}

impl Wire for Decimal {
    const CELL: Cell = Cell::Plain;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decimal::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        decimal::serialize(self, serializer)
    }
}

impl Wire for DateTime {
    const CELL: Cell = Cell::Plain;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        rfc3339::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        rfc3339::serialize(self, serializer)
    }
}

impl Wire for RawJson {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn null() -> Option<Self> {
        Some(Self::default())
    }

    fn is_null(&self) -> bool {
        RawJson::is_null(self)
    }
}

impl<T: Wire> Wire for Lenient<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read_by(deserializer, from_json)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Lenient::Value(value) => write_as_json(&Written(value), serializer),
            Lenient::Other(raw) => raw.serialize(serializer),
        }
    }
}

impl<T: Wire> Wire for Box<T> {
    const CELL: Cell = T::CELL;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }

    fn missing() -> Option<Self> {
        T::missing().map(Box::new)
    }

    fn null() -> Option<Self> {
        T::null().map(Box::new)
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn is_null(&self) -> bool {
        (**self).is_null()
    }

    fn text(&self) -> Option<&str> {
        (**self).text()
    }
}

impl<T: Wire> Wire for Option<T> {
    const CELL: Cell = match T::CELL {
        Cell::Text => Cell::OptionalText,
        other => other,
    };

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = None;
        deserializer.deserialize_option(OptionVisitor(&mut value))?;
        Ok(value)
    }

    #[inline]
    fn read_into<'de, D: Deserializer<'de>>(deserializer: D, slot: &mut Option<Self>) -> Result<(), D::Error> {
        deserializer.deserialize_option(OptionVisitor(slot.insert(None)))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Written(value)),
            None => serializer.serialize_none(),
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }

    fn text(&self) -> Option<&str> {
        self.as_ref().and_then(T::text)
    }
}

/// Fills in a value that is not there.
struct OptionVisitor<'a, T>(&'a mut Option<T>);

impl<'de, T: Wire> Visitor<'de> for OptionVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    #[inline]
    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::read_into(deserializer, self.0)
    }
}

impl<T: Wire> Wire for Field<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::read(deserializer).map(Field::or_null)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Value(value) => serializer.serialize_some(&Written(value)),
            Field::Null if Format::of_serializer(&serializer) == Format::Toml => Err(no_null()),
            Field::Absent | Field::Null => serializer.serialize_none(),
        }
    }

    fn missing() -> Option<Self> {
        Some(Field::Absent)
    }

    fn null() -> Option<Self> {
        Some(Field::Null)
    }

    fn is_absent(&self) -> bool {
        Field::is_absent(self)
    }

    fn is_null(&self) -> bool {
        Field::is_null(self)
    }
}

/// TOML leaves out what is null, without an error.
fn no_null<E: serde::ser::Error>() -> E {
    E::custom("TOML cannot hold null, and leaving it out would say something else")
}

impl<T: Wire> Wire for Vec<T> {
    /// `null` is an empty list.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Format::of_deserializer(&deserializer).has_null_anywhere() {
            true => deserializer.deserialize_option(Rows(PhantomData)),
            false => deserializer.deserialize_seq(Rows(PhantomData)),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for element in self {
            list.serialize_element(&Written(element))?;
        }
        list.end()
    }

    fn missing() -> Option<Self> {
        Some(Vec::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// Members that are `null` are not there, unless null is one of the values.
impl<T: Wire> Wire for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let nulls = Format::of_deserializer(&deserializer).has_null_anywhere();
        deserializer.deserialize_map(MapVisitor { nulls, values: PhantomData })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if Format::of_serializer(&serializer) == Format::Toml && self.values().any(T::is_absent) {
            return Err(no_null());
        }
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self {
            map.serialize_entry(name, &Written(value))?;
        }
        map.end()
    }
}

struct MapVisitor<T> {
    /// Whether a value may be null that is not optional.
    nulls: bool,
    values: PhantomData<T>,
}

impl<'de, T: Wire> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key()? {
            let value = match self.nulls {
                true => map.next_value::<Read<Option<T>>>()?.0.or_else(T::null),
                false => Some(map.next_value::<Read<T>>()?.0),
            };
            if let Some(value) = value {
                charge::<A::Error>(size_of::<(String, T)>())?;
                match members.entry(name) {
                    Entry::Vacant(free) => _ = free.insert(value),
                    // As for a member of a struct, though the same may be said twice.
                    Entry::Occupied(known) if !is_same_value(known.get(), &value) => {
                        return Err(serde::de::Error::custom(format_args!(
                            "`{}` stands twice, with two values",
                            known.key()
                        )));
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        Ok(members)
    }
}

/// Implements [`Wire`] by two expressions, and serde's traits by `Wire`.
#[doc(hidden)]
#[macro_export]
macro_rules! __wired {
    (
        $name:ident, $cell:ident,
        $deserializer:ident => $read:expr,
        $value:ident, $serializer:ident => $write:expr $(,)?
    ) => {
        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::Wire for $name {
            const CELL: $crate::Cell = $crate::Cell::$cell;

            fn read<'de, __D: $crate::serde::Deserializer<'de>>(
                $deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $read
            }

            fn write<__S: $crate::serde::Serializer>(
                &self,
                $serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let $value = self;
                $write
            }
        }

        $crate::__serde!($name);
    };
}

/// Implements serde's traits by [`Wire`].
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::Wire::read(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::Wire::write(self, serializer)
            }
        }
    };
}
