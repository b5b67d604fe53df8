//! Enums whose values are scalars of several types, and that keep values they do not know.

use serde::de::{Deserializer, Error as _};

use crate::value::json_members::same;
use crate::value::raw_json::RawJson;
use crate::value::raw_text::{capture, is_json};

/// Reads a scalar: the index of the known value that it is, or the scalar as it came.
///
/// # Errors
/// The value is an object or a list.
pub fn read<'de, D: Deserializer<'de>>(
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

/// Declares an enum of scalars of a vendor: the known values as JSON, and `Unrecognized` for any other, which round-trips.
///
/// ```
/// nomenclature::runtime::open_scalar_enum! {
///     /// How many to show.
///     pub enum Count {
///         /// As many as there are.
///         All = "\"all\"",
///         /// Ten.
///         Value10 = "10",
///     }
/// }
/// assert_eq!(serde_json::from_str::<Count>("10").unwrap(), Count::Value10);
/// assert_eq!(serde_json::to_string(&Count::All).unwrap(), "\"all\"");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_scalar_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $json:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A scalar that this version does not know; it is written back as it came.
            Unrecognized($crate::RawJson),
        }

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

        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::write_json(self.json(), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                ::core::result::Result::Ok(
                    match $crate::read_scalar_enum(deserializer, stringify!($name), &[$($json),*])? {
                        ::core::result::Result::Ok(index) => Self::KNOWN[index].clone(),
                        ::core::result::Result::Err(other) => Self::Unrecognized(other),
                    },
                )
            }
        }

        $crate::__json_wire!($name);
        $crate::__described!($name, _generator => $crate::schema::known_values(
            ::std::vec![$($crate::serde_json::Value::from($crate::schema::literal($json))),*],
            &[],
        ));
    };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes for public types")]
mod tests {
    open_scalar_enum! {
        /// Several sorts.
        pub enum Rate {
            /// By itself.
            Auto = "\"auto\"",
            /// None.
            Value0 = "0",
            /// A half.
            Value0Point5 = "0.5",
            /// On.
            True = "true",
        }
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
