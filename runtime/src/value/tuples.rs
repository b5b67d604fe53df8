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

/// Adds to a struct how it is read and written as a list, a place a field, and what a reply has behind the last place is ignored. A
/// place may be missing unless it is `required`; `as` names a type that describes the one of the field to schemars.
///
/// ```
/// use nomenclature::runtime as rt;
///
/// /// A weight and its unit.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub struct Weight {
///     /// The weight.
///     pub amount: rt::decimal::Exact,
///     /// The unit; kilograms without it.
///     pub unit: Option<String>,
/// }
///
/// rt::tuple! {
///     Weight {
///         amount: required,
///         unit,
///     }
/// }
///
/// let weight: Weight = serde_json::from_str(r#"[1.50, "t", "new"]"#).unwrap();
/// assert_eq!(serde_json::to_string(&weight).unwrap(), r#"[1.50,"t"]"#);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! tuple {
    ($name:ident { $($field:ident $(: $required:ident)? $(as $described:ty)?),* $(,)? }) => {
        $crate::__wired!($name, Json,
            deserializer => {
                struct __Places;

                #[allow(deprecated)]
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
                        let value = $name { $($field: $crate::__read_place!(list $(, $required)?)),* };
                        list.finish()?;
                        ::core::result::Result::Ok(value)
                    }
                }

                $crate::serde::Deserializer::deserialize_seq(deserializer, __Places)
            },
            value, serializer => {
                #[allow(deprecated)]
                let count = $crate::places(&[$($crate::__is_place!(value.$field $(, $required)?)),*]);
                let mut list = $crate::ElementWriter::new(serializer, count)?;
                $(
                    #[allow(deprecated)]
                    list.place(&value.$field)?;
                )*
                list.end()
            },
        );
        $crate::__described!($name, generator => $crate::schema::places(
            ::std::vec![$($crate::__described_place!(generator, $name, $field $(, $described)?)),*],
            <[&str]>::len(&[$($(stringify!($required),)?)*]),
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read_place {
    ($list:ident) => {
        $list.optional()?
    };
    ($list:ident, required) => {
        $list.required()?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __is_place {
    ($value:expr) => {
        $value.is_some()
    };
    ($value:expr, required) => {
        true
    };
}
