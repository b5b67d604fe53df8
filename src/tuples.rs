//! Lists with a type a place, read into structs with a field a place.

use serde::Serialize;
use serde::de::{Deserialize, Error as _, IgnoredAny, SeqAccess};
use serde::ser::{SerializeSeq, Serializer};

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
    pub fn required<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let index = self.index;
        self.index += 1;
        self.list.next_element()?.ok_or_else(|| {
            A::Error::custom(format!("expected at least {} elements in a {}, found {index}", index + 1, self.name))
        })
    }

    /// The next place, if the list has not ended; `null` reads as not being there.
    ///
    /// # Errors
    /// The value does not fit.
    pub fn optional<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, A::Error> {
        self.index += 1;
        Ok(self.list.next_element::<Option<T>>()?.flatten())
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
    missing: usize,
}

impl<L: SerializeSeq> ElementWriter<L> {
    /// Begins the list.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn new<S: Serializer<SerializeSeq = L, Error = L::Error>>(serializer: S) -> Result<Self, L::Error> {
        Ok(Self { list: serializer.serialize_seq(None)?, missing: 0 })
    }

    /// The next place.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn required<T: Serialize>(&mut self, value: &T) -> Result<(), L::Error> {
        self.list.serialize_element(value)
    }

    /// The next place, which may not be there.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn optional<T: Serialize>(&mut self, value: &Option<T>) -> Result<(), L::Error> {
        match value {
            None => self.missing += 1,
            Some(value) => {
                for _ in 0..std::mem::take(&mut self.missing) {
                    self.list.serialize_element(&())?;
                }
                self.list.serialize_element(value)?;
            }
        }
        Ok(())
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
        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<__S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut list = $crate::runtime::ElementWriter::new(serializer)?;
                $(list.$need(&self.$field)?;)*
                list.end()
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Places;

                impl<'de> $crate::runtime::serde::de::Visitor<'de> for __Places {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(concat!("the list of a ", stringify!($name)))
                    }

                    fn visit_seq<__A: $crate::runtime::serde::de::SeqAccess<'de>>(
                        self,
                        list: __A,
                    ) -> ::core::result::Result<$name, __A::Error> {
                        let mut list = $crate::runtime::Elements::new(list, stringify!($name));
                        let value = $name { $($field: list.$need()?),* };
                        list.finish()?;
                        ::core::result::Result::Ok(value)
                    }
                }

                deserializer.deserialize_seq(__Places)
            }
        }

        $crate::__described!($name, generator => $crate::runtime::schema::places(
            ::std::vec![$(generator.subschema_for::<
                $crate::__tuple_type!($need $crate::__described_type!($type $(, $described)?))
            >()),*],
            [$(stringify!($need)),*].iter().filter(|need| **need == "required").count(),
        ));
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
