//! Enums of integers that keep values they do not know.

use serde::de::Deserializer;

use crate::value::scalar::Scalar;
use crate::value::wire::Wire;

/// Reads the number of an enum value, from a number without a fraction or a text that holds one.
///
/// # Errors
/// The value is no integer, or beyond 64 bits.
pub fn read<'de, D: Deserializer<'de>>(deserializer: D, name: &'static str) -> Result<i64, D::Error> {
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

/// Declares an enum of integers of a vendor: the known values, and `Unrecognized` for any other, which round-trips.
///
/// ```
/// nomenclature::runtime::open_integer_enum! {
///     /// How much something matters.
///     pub enum Priority {
///         /// Not much.
///         Low = 1,
///         /// Much.
///         High = 2,
///     }
/// }
/// assert_eq!(Priority::from(1), Priority::Low);
/// assert_eq!(serde_json::to_string(&Priority::from(7)).unwrap(), "7");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_integer_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $number:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that this version does not know; make it by `from`, which gives known ones their name.
            Unrecognized(i64),
        }

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

        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_i64(self.number())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::read_integer_enum(deserializer, stringify!($name)).map(Self::from)
            }
        }

        $crate::__json_wire!($name, Plain);
        $crate::__described!($name, _generator => $crate::schema::known_values(
            ::std::vec![$($crate::serde_json::Value::from({ const NUMBER: i64 = $number; NUMBER })),*],
            &["integer"],
        ));
    };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes for public types")]
mod tests {
    open_integer_enum! {
        /// With a negative number.
        pub enum Level {
            /// Below.
            Cellar = -1,
            /// At the door.
            Ground = 0,
        }
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
}
