//! Enums that keep values they do not know.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserializer, Serializer};

use crate::value::format::Format;
use crate::value::raw_text::quote;
use crate::value::scalar::Scalar;

/// A value of an enum that this version of the SDK does not know, kept as it came.
///
/// It cannot be made for a known value: reading and converting always give the known variant.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnrecognizedValue {
    text: Box<str>,
    /// Whether the text is the digits of an integer of at most 128 bits.
    is_number: bool,
}

impl UnrecognizedValue {
    /// The name, or the digits of a number.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for UnrecognizedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_number { fmt::Display::fmt(&self.text, f) } else { fmt::Debug::fmt(&self.text, f) }
    }
}

/// The known values of an enum, in the order of its variants.
#[derive(Debug)]
pub struct OpenEnumTable {
    /// The name of the type, for error messages.
    pub name: &'static str,
    /// Whether the case of ASCII letters is ignored when reading.
    pub ignore_case: bool,
    /// The wire name of each variant, and its number where the vendor gives one.
    pub entries: &'static [(&'static str, Option<i64>)],
}

/// Where a value stands in an [`OpenEnumTable`].
#[derive(Debug)]
pub enum OpenEnumFound {
    /// The index of a known value.
    Known(usize),
    /// Any other value.
    Unrecognized(UnrecognizedValue),
}

impl OpenEnumTable {
    /// Looks a name up.
    pub fn find(&self, text: &str) -> OpenEnumFound {
        let exact = self.entries.iter().position(|(name, _)| *name == text);
        let found = match exact {
            None if self.ignore_case => self.entries.iter().position(|(name, _)| name.eq_ignore_ascii_case(text)),
            exact => exact,
        };
        match found {
            Some(index) => OpenEnumFound::Known(index),
            None => OpenEnumFound::Unrecognized(UnrecognizedValue { text: text.into(), is_number: false }),
        }
    }

    fn find_number(&self, number: i128) -> OpenEnumFound {
        match self.entries.iter().position(|(_, known)| known.is_some_and(|known| i128::from(known) == number)) {
            Some(index) => OpenEnumFound::Known(index),
            None => OpenEnumFound::Unrecognized(UnrecognizedValue { text: number.to_string().into(), is_number: true }),
        }
    }

    /// Reads a name or an integer.
    ///
    /// # Errors
    /// The value is neither.
    pub fn read<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<OpenEnumFound, D::Error> {
        // Such a text has to say whether it is a number or a name.
        let texts_only = matches!(Format::of_deserializer(&deserializer), Format::Compact | Format::Csv);
        Scalar::read_as(deserializer, "the name of an enum value", |scalar| match scalar {
            Scalar::Text(text) if texts_only => Ok(match plain(&text) {
                Plain::Name(name) => self.find(&name),
                Plain::Number(number) => self.find_number(number),
            }),
            Scalar::Text(text) => Ok(self.find(&text)),
            scalar => match scalar.integer() {
                Some(number) => Ok(self.find_number(number)),
                None => Err(format!("expected the name of a {} value, found {}", self.name, scalar.unexpected())),
            },
        })
    }

    /// Writes a name.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write_name<S: Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
        let texts_only = matches!(Format::of_serializer(&serializer), Format::Compact | Format::Csv);
        if texts_only && (name.is_empty() || !matches!(plain(name), Plain::Name(Cow::Borrowed(_)))) {
            return serializer.serialize_str(&quote(name));
        }
        serializer.serialize_str(name)
    }

    /// Writes an unknown value as it came.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write_unrecognized<S: Serializer>(value: &UnrecognizedValue, serializer: S) -> Result<S::Ok, S::Error> {
        if value.is_number && matches!(Format::of_serializer(&serializer), Format::Compact | Format::Csv) {
            return serializer.serialize_str(&value.text);
        }
        match value.text.parse::<i128>().ok().filter(|_| value.is_number) {
            Some(number) => match i64::try_from(number) {
                Ok(number) => serializer.serialize_i64(number),
                Err(_) => serializer.serialize_i128(number),
            },
            None => Self::write_name(&value.text, serializer),
        }
    }

    /// The JSON schema: the known names, or any other.
    #[cfg(feature = "schemars")]
    pub fn schema(&self) -> schemars::Schema {
        let names: Vec<&str> = self.entries.iter().map(|(name, _)| *name).collect();
        if self.entries.iter().any(|(_, number)| number.is_some()) {
            schemars::json_schema!({ "anyOf": [{ "enum": names }, { "type": ["string", "integer"] }] })
        } else {
            schemars::json_schema!({ "anyOf": [{ "enum": names }, { "type": "string" }] })
        }
    }
}

/// What a text means in a format that holds texts alone.
enum Plain<'a> {
    Name(Cow<'a, str>),
    Number(i128),
}

/// Digits are a number; a name that looks like one, or like what stands here for it, is written as JSON.
fn plain(text: &str) -> Plain<'_> {
    if let Ok(number) = text.parse() {
        return Plain::Number(number);
    }
    match text.starts_with('"').then(|| serde_json::from_str(text)) {
        Some(Ok(name)) => Plain::Name(Cow::Owned(name)),
        _ => Plain::Name(Cow::Borrowed(text)),
    }
}

/// Declares an enum of a vendor: the known values, and `Unrecognized` for any other, which round-trips.
///
/// ```
/// nomenclature::runtime::open_enum! {
///     /// Which way to sort.
///     pub enum Direction (ignore_case) {
///         /// Smallest first.
///         Ascending = "ASC" | 1,
///         /// Largest first.
///         Descending = "DESC" | 2,
///     }
/// }
/// assert_eq!(Direction::from("asc"), Direction::Ascending);
/// assert_eq!(Direction::from("Sideways").as_str(), "Sideways");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident $(($mode:ident))? {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal $(| $number:literal)?),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that this version does not know; it is written back as it came.
            Unrecognized($crate::UnrecognizedValue),
        }

        impl $name {
            /// The values that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: &'static $crate::OpenEnumTable = &$crate::OpenEnumTable {
                name: stringify!($name),
                ignore_case: $crate::__open_enum_mode!($($mode)?),
                entries: &[$(($text, $crate::__open_enum_number!($($number)?))),*],
            };

            /// The name as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unrecognized(value) => value.as_str(),
                }
            }

            fn __found(found: $crate::OpenEnumFound) -> Self {
                match found {
                    $crate::OpenEnumFound::Known(index) => Self::KNOWN[index].clone(),
                    $crate::OpenEnumFound::Unrecognized(value) => Self::Unrecognized(value),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::WireText for $name {
            fn write_text(&self, out: &mut ::std::string::String) {
                out.push_str(self.as_str());
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::__found(Self::TABLE.find(text))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                match self {
                    Self::Unrecognized(value) => $crate::OpenEnumTable::write_unrecognized(value, serializer),
                    known => $crate::OpenEnumTable::write_name(known.as_str(), serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                Self::TABLE.read(deserializer).map(Self::__found)
            }
        }

        $crate::__json_wire!($name, Plain);
        $crate::__described!($name, _generator => Self::TABLE.schema());
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_mode {
    () => {
        false
    };
    (ignore_case) => {
        true
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_number {
    () => {
        ::core::option::Option::None
    };
    ($number:literal) => {
        ::core::option::Option::Some($number)
    };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes for public types")]
mod tests {
    open_enum! {
        /// With numbers, any case.
        pub enum Direction (ignore_case) {
            /// Up.
            Asc = "ASC" | 1,
            /// Down.
            Desc = "DESC" | 2,
        }
    }

    open_enum! {
        /// Without numbers.
        pub enum Mode {
            /// Short.
            Compact = "compact",
            /// Long.
            Full = "full"
        }
    }

    #[test]
    fn names_and_numbers_in_any_case() {
        for json in [r#""ASC""#, r#""asc""#, r#""Asc""#, "1", "1.0"] {
            assert_eq!(serde_json::from_str::<Direction>(json).expect(json), Direction::Asc, "{json}");
            let value: serde_json::Value = serde_json::from_str(json).expect("a value");
            assert_eq!(serde_json::from_value::<Direction>(value).expect(json), Direction::Asc, "{json}");
        }
        assert_eq!(serde_json::to_string(&Direction::Desc).expect("writes"), r#""DESC""#);
        assert_eq!(Direction::KNOWN, [Direction::Asc, Direction::Desc]);
    }

    #[test]
    fn unknown_values_round_trip() {
        for json in [r#""Default""#, "-1", "7", "18446744073709551615"] {
            let value: Direction = serde_json::from_str(json).expect(json);
            assert!(matches!(value, Direction::Unrecognized(_)), "{json}");
            assert_eq!(serde_json::to_string(&value).expect("writes"), json);
        }
        let mode: Mode = serde_json::from_str(r#""Full""#).expect("a mode");
        assert_eq!(mode, Mode::from("Full"));
        assert_ne!(mode, Mode::Full);
        assert_eq!(format!("{mode:?} {mode}"), "Unrecognized(\"Full\") Full");
        assert_eq!("compact".parse(), Ok(Mode::Compact));
    }

    #[test]
    fn other_types_are_refused() {
        for json in ["null", "true", "[]", "{}", "1.5"] {
            serde_json::from_str::<Direction>(json).expect_err(json);
        }
        assert_eq!(serde_json::from_str::<Option<Direction>>("null").expect("null"), None);
    }
}
