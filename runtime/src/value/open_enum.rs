//! Enums that keep values they do not know.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use crate::value::format::Format;
use crate::value::json_members::same;
use crate::value::raw_json::RawJson;
use crate::value::raw_text::{capture, is_json, quote};
use crate::value::scalar::Scalar;
use crate::value::wire::Wire;

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

/// The known values of an enum of texts, in the order of its variants.
#[derive(Debug)]
pub struct OpenEnumTable {
    /// The name of the type, for error messages.
    pub name: &'static str,
    /// Whether the case of ASCII letters is ignored when reading.
    pub ignore_case: bool,
    /// The wire name of each variant, and its number where the vendor gives one.
    pub entries: &'static [(&'static str, &'static [i64])],
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
        match self.entries.iter().position(|(_, known)| known.iter().any(|known| i128::from(*known) == number)) {
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
        if self.entries.iter().any(|(_, numbers)| !numbers.is_empty()) {
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

/// Reads the number of an enum of integers, from a number without a fraction or a text that holds one.
///
/// # Errors
/// The value is no integer, or beyond 64 bits.
pub fn read_integer<'de, D: Deserializer<'de>>(deserializer: D, name: &'static str) -> Result<i64, D::Error> {
    if !deserializer.is_human_readable() {
        return i64::read(deserializer);
    }
    Scalar::read_as(deserializer, "the number of an enum value", |scalar| {
        scalar
            .integer()
            .and_then(|number| i64::try_from(number).ok())
            .ok_or_else(|| format!("expected the number of a {name} value, found {}", scalar.unexpected()))
    })
}

/// Reads a value of an enum of scalars: the index of the known one that it is, or the scalar as it came.
///
/// # Errors
/// The value is an object or a list.
pub fn read_scalar<'de, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
    known: &[&str],
) -> Result<Result<usize, RawJson>, D::Error> {
    let json = capture(deserializer)?;
    let json = json.trim();
    if json.starts_with(['{', '[']) || !is_json(json) {
        return Err(D::Error::custom(format!("expected a {name} value, found an object or a list")));
    }
    Ok(find(json, known).ok_or_else(|| RawJson::trusted(json.to_owned())))
}

/// The index of the known value that a scalar is: `1.0` is `1`, but `"1"` is not.
fn find(json: &str, known: &[&str]) -> Option<usize> {
    known.iter().position(|value| same(json, value))
}

/// Adds to an enum of a vendor how its values are read and written. It has a variant a known value, and `Unrecognized` for any other,
/// which round-trips.
///
/// - `text`: `Variant = "name"`, or `Variant` where that is the name, and `| number` where the vendor takes and sends either.
///   `text in any case` reads them so. `Unrecognized` holds an `UnrecognizedValue`.
/// - `integer`: `Variant = number`. `Unrecognized` holds an `i64`.
/// - `scalar`: `Variant = "json"`, for scalars of several types. `Unrecognized` holds a `RawJson`.
///
/// ```
/// use nomenclature::runtime as rt;
///
/// /// Which way to sort.
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// #[non_exhaustive]
/// pub enum Direction {
///     /// Smallest first.
///     Ascending,
///     /// Largest first.
///     Descending,
///     /// Another way.
///     Unrecognized(rt::UnrecognizedValue),
/// }
///
/// rt::open_enum! {
///     Direction: text in any case {
///         Ascending = "ASC" | 1,
///         Descending = "DESC" | 2,
///     }
/// }
///
/// assert_eq!(Direction::from("asc"), Direction::Ascending);
/// assert_eq!(Direction::from("Sideways").as_str(), "Sideways");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident: text { $($table:tt)* }) => {
        $crate::__open_text_enum!($name, false, $($table)*);
    };
    ($name:ident: text in any case { $($table:tt)* }) => {
        $crate::__open_text_enum!($name, true, $($table)*);
    };
    ($name:ident: integer { $($variant:ident = $number:literal),* $(,)? }) => {
        impl $name {
            /// The values that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The number as it is sent.
            #[must_use]
            pub const fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unrecognized(number) => number,
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Unrecognized(other),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.number(), f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::num::ParseIntError> {
                text.parse::<i64>().map(Self::from)
            }
        }

        impl $crate::WireText for $name {
            fn write_text(&self, out: &mut ::std::string::String) {
                $crate::WireText::write_text(&self.number(), out);
            }
        }

        $crate::__wired!($name, Plain,
            deserializer => $crate::read_integer_enum(deserializer, stringify!($name)).map(Self::from),
            value, serializer => $crate::serde::Serializer::serialize_i64(serializer, value.number()),
        );
        $crate::__described!($name, _generator => $crate::schema::known_values(
            ::std::vec![$($crate::serde_json::Value::from({ const NUMBER: i64 = $number; NUMBER })),*],
            &["integer"],
        ));
    };
    ($name:ident: scalar { $($variant:ident = $json:literal),* $(,)? }) => {
        impl $name {
            /// The values that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as JSON.
            #[must_use]
            pub fn json(&self) -> &str {
                match self {
                    $(Self::$variant => $json,)*
                    Self::Unrecognized(json) => json.get(),
                }
            }
        }

        impl $crate::WireText for $name {
            fn write_text(&self, out: &mut ::std::string::String) {
                match $crate::serde_json::from_str::<::std::string::String>(self.json()) {
                    ::core::result::Result::Ok(text) => out.push_str(&text),
                    ::core::result::Result::Err(_) => out.push_str(self.json()),
                }
            }
        }

        $crate::__wired!($name, Json,
            deserializer => {
                let found = $crate::read_scalar_enum(deserializer, stringify!($name), &[$($json),*])?;
                ::core::result::Result::Ok(match found {
                    ::core::result::Result::Ok(index) => Self::KNOWN[index].clone(),
                    ::core::result::Result::Err(other) => Self::Unrecognized(other),
                })
            },
            value, serializer => $crate::write_json(value.json(), serializer),
        );
        $crate::__described!($name, _generator => $crate::schema::known_values(
            ::std::vec![$($crate::serde_json::Value::from($crate::schema::literal($json))),*],
            &[],
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open_text_enum {
    ($name:ident, $any_case:literal, $($variant:ident $(= $text:literal)? $(| $number:literal)?),* $(,)?) => {
        impl $name {
            /// The values that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: &'static $crate::OpenEnumTable = &$crate::OpenEnumTable {
                name: stringify!($name),
                ignore_case: $any_case,
                entries: &[$(($crate::__wire_name!($variant $($text)?), &[$($number)?])),*],
            };

            /// The name as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $crate::__wire_name!($variant $($text)?),)*
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

        $crate::__wired!($name, Plain,
            deserializer => Self::TABLE.read(deserializer).map(Self::__found),
            value, serializer => match value {
                Self::Unrecognized(value) => $crate::OpenEnumTable::write_unrecognized(value, serializer),
                known => $crate::OpenEnumTable::write_name(known.as_str(), serializer),
            },
        );
        $crate::__described!($name, _generator => Self::TABLE.schema());
    };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes for public types")]
mod tests {
    use crate as rt;

    /// With numbers, any case.
    #[derive(Clone, Debug, PartialEq)]
    enum Direction {
        Asc,
        Desc,
        Unrecognized(rt::UnrecognizedValue),
    }

    open_enum! {
        Direction: text in any case {
            Asc = "ASC" | 1,
            Desc = "DESC" | 2,
        }
    }

    /// Without numbers.
    #[derive(Clone, Debug, PartialEq)]
    enum Mode {
        Compact,
        Full,
        Other,
        Unrecognized(rt::UnrecognizedValue),
    }

    open_enum! {
        Mode: text {
            Compact = "compact",
            Full = "full",
            Other,
        }
    }

    /// With a negative number.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        Cellar,
        Ground,
        Unrecognized(i64),
    }

    open_enum! {
        Level: integer {
            Cellar = -1,
            Ground = 0,
        }
    }

    /// Several sorts.
    #[derive(Clone, Debug, PartialEq)]
    enum Rate {
        Auto,
        Value0,
        Value0Point5,
        True,
        Unrecognized(rt::RawJson),
    }

    open_enum! {
        Rate: scalar {
            Auto = "\"auto\"",
            Value0 = "0",
            Value0Point5 = "0.5",
            True = "true",
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
        assert_eq!(("Other".parse(), Mode::Other.as_str()), (Ok(Mode::Other), "Other"));
    }

    #[test]
    fn other_types_are_refused() {
        for json in ["null", "true", "[]", "{}", "1.5"] {
            serde_json::from_str::<Direction>(json).expect_err(json);
        }
        assert_eq!(serde_json::from_str::<Option<Direction>>("null").expect("null"), None);
    }

    #[test]
    fn numbers_round_trip() {
        for (json, expected) in [("-1", Level::Cellar), ("0", Level::Ground), ("7", Level::Unrecognized(7))] {
            let level: Level = serde_json::from_str(json).expect(json);
            assert_eq!(level, expected);
            assert_eq!(serde_json::to_string(&level).expect("writes"), json);
            assert_eq!(json.parse(), Ok(expected));
        }
        assert_eq!(serde_json::from_str::<Level>("0.0").expect("without a fraction"), Level::Ground);
        assert_eq!(serde_json::from_str::<Level>("\"-1\"").expect("a quoted number"), Level::Cellar);
        for json in ["null", "1.5", "true", "[]", "\"x\"", "9223372036854775808"] {
            serde_json::from_str::<Level>(json).expect_err(json);
        }
        assert_eq!(Level::KNOWN.len(), 2);
    }

    #[test]
    fn scalars_round_trip() {
        let known = [("\"auto\"", Rate::Auto), ("0", Rate::Value0), ("0.5", Rate::Value0Point5), ("true", Rate::True)];
        for (json, expected) in known {
            let rate: Rate = serde_json::from_str(json).expect(json);
            assert_eq!(rate, expected);
            assert_eq!(serde_json::to_string(&rate).expect("writes"), json);
        }
        assert_eq!(serde_json::from_str::<Rate>("0.50").expect("the same number"), Rate::Value0Point5);
        assert_eq!(serde_json::from_str::<Rate>(r#""aut\u006f""#).expect("the same text"), Rate::Auto);
        for json in ["\"0\"", "false", "7.10", "null"] {
            let rate: Rate = serde_json::from_str(json).expect(json);
            assert!(matches!(rate, Rate::Unrecognized(_)), "{json}");
            assert_eq!(serde_json::to_string(&rate).expect("writes"), json);
        }
        for json in ["{}", "[0]"] {
            serde_json::from_str::<Rate>(json).expect_err(json);
        }
    }
}
