//! Lists with a type a place, read into structs with a field a place.

use serde::de::{Error as _, IgnoredAny, SeqAccess};
use serde::ser::{SerializeSeq, Serializer};

use crate::value::wire::{Read, Wire, Written};

/// The places of a list, one after another.
#[derive(Debug)]
pub struct Elements<A> {
    list: A,
    index: usize,
    name: &'static str,
}

impl<'de, A: SeqAccess<'de>> Elements<A> {
    /// Begins with the first place; `name` is the type, for error messages.
    pub fn new(list: A, name: &'static str) -> Self {
        Self { list, index: 0, name }
    }

    /// The next place.
    ///
    /// # Errors
    /// The list has ended, or the value does not fit.
    pub fn required<T: Wire>(&mut self) -> Result<T, A::Error> {
        let index = self.index;
        self.index += 1;
        self.list.next_element()?.map(|Read(value)| value).ok_or_else(|| {
            A::Error::custom(format!("expected at least {} elements in a {}, found {index}", index + 1, self.name))
        })
    }

    /// The next place, if the list has not ended; `null` reads as not being there.
    ///
    /// # Errors
    /// The value does not fit.
    pub fn optional<T: Wire>(&mut self) -> Result<Option<T>, A::Error> {
        self.index += 1;
        Ok(self.list.next_element::<Read<Option<T>>>()?.and_then(|Read(value)| value))
    }

    /// Skips what the vendor has added behind the last place.
    ///
    /// # Errors
    /// The list does not end as one does.
    pub fn finish(mut self) -> Result<(), A::Error> {
        while self.list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Writes a list whose optional places at the end are left out where they are not there.
#[derive(Debug)]
pub struct ElementWriter<L> {
    list: L,
    /// How many of them are written.
    count: usize,
    index: usize,
}

impl<L: SerializeSeq> ElementWriter<L> {
    /// Begins a list of which the first `count` places are written.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn new<S: Serializer<SerializeSeq = L, Error = L::Error>>(
        serializer: S,
        count: usize,
    ) -> Result<Self, L::Error> {
        Ok(Self { list: serializer.serialize_seq(Some(count))?, count, index: 0 })
    }

    /// The next place; null where it is not there and others are behind it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn place<T: Wire>(&mut self, value: &T) -> Result<(), L::Error> {
        self.index += 1;
        match self.index <= self.count {
            true => self.list.serialize_element(&Written(value)),
            false => Ok(()),
        }
    }

    /// Ends the list.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn end<T>(self) -> Result<T, L::Error>
    where
        L: SerializeSeq<Ok = T>,
    {
        self.list.end()
    }
}

/// Up to which place there is something to write: `present` says it of each place.
pub fn places(present: &[bool]) -> usize {
    present.iter().rposition(|there| *there).map_or(0, |last| last + 1)
}

/// Declares a struct that is a list on the wire, with a field a place. What a reply has behind the last place is ignored.
///
/// ```
/// use nomenclature::runtime as rt;
///
/// rt::tuple! {
///     /// A weight and its unit.
///     pub struct Weight {
///         /// The weight.
///         amount: (rt::decimal::Exact) = required,
///         /// The unit; kilograms without it.
///         unit: (String) = optional,
///     }
/// }
/// let weight: Weight = serde_json::from_str(r#"[1.50, "t", "new"]"#).unwrap();
/// assert_eq!(serde_json::to_string(&weight).unwrap(), r#"[1.50,"t"]"#);
/// assert_eq!(serde_json::to_string(&Weight::new(rt::Decimal::TWO)).unwrap(), "[2]");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! tuple {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[$field_meta:meta])*
                $field:ident: ($type:ty $(; $boxed:ident)?) $(as $described:ty)? = $need:ident
            ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $vis struct $name {
            $($(#[$field_meta])* pub $field: $crate::__tuple_type!($need $crate::__pointed_type!($type $(, $boxed)?)),)*
        }

        $crate::__tuple_new!($name [] [] $([$need $field ($type) $($boxed)?])*);

        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let count = $crate::places(&[$($crate::__is_place!($need, self.$field)),*]);
                let mut list = $crate::ElementWriter::new(serializer, count)?;
                $(list.place(&self.$field)?;)*
                list.end()
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Places;

                impl<'de> $crate::serde::de::Visitor<'de> for __Places {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(concat!("the list of a ", stringify!($name)))
                    }

                    fn visit_seq<__A: $crate::serde::de::SeqAccess<'de>>(
                        self,
                        list: __A,
                    ) -> ::core::result::Result<$name, __A::Error> {
                        let mut list = $crate::Elements::new(list, stringify!($name));
                        let value = $name { $($field: list.$need()?),* };
                        list.finish()?;
                        ::core::result::Result::Ok(value)
                    }
                }

                deserializer.deserialize_seq(__Places)
            }
        }

        $crate::__json_wire!($name);
        $crate::__described!($name, generator => $crate::schema::places(
            ::std::vec![$(generator.subschema_for::<
                $crate::__tuple_type!($need $crate::__described_type!($type $(, $described)?))
            >()),*],
            [$(stringify!($need)),*].iter().filter(|need| **need == "required").count(),
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __is_place {
    (required, $value:expr) => {
        true
    };
    (optional, $value:expr) => {
        $value.is_some()
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tuple_type {
    (required $type:ty) => { $type };
    (optional $type:ty) => { ::core::option::Option<$type> };
}

/// `new` takes the places that are always there.
#[doc(hidden)]
#[macro_export]
macro_rules! __tuple_new {
    ($name:ident [$($argument:ident ($type:ty) $value:expr;)*] [$($missing:ident)*]) => {
        impl $name {
            /// One with what is required and nothing else set.
            #[must_use]
            pub fn new($($argument: impl ::core::convert::Into<$type>),*) -> Self {
                Self { $($argument: $value,)* $($missing: ::core::option::Option::None,)* }
            }
        }
    };
    ($name:ident [$($done:tt)*] [$($missing:ident)*] [required $field:ident ($type:ty)] $($rest:tt)*) => {
        $crate::__tuple_new!($name [$($done)* $field ($type) $field.into();] [$($missing)*] $($rest)*);
    };
    ($name:ident [$($done:tt)*] [$($missing:ident)*] [required $field:ident ($type:ty) boxed] $($rest:tt)*) => {
        $crate::__tuple_new!($name [$($done)* $field ($type) ::std::boxed::Box::new($field.into());] [$($missing)*] $($rest)*);
    };
    ($name:ident [$($done:tt)*] [$($missing:ident)*] [optional $field:ident $($unused:tt)*] $($rest:tt)*) => {
        $crate::__tuple_new!($name [$($done)*] [$($missing)* $field] $($rest)*);
    };
}
