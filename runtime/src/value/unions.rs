//! Enums whose variants are other types: one of several that a vendor documents for a value.
//!
//! A value is captured as JSON text once. With a discriminator its member is read from the text and tells the type; without,
//! the sort of JSON value tells, and of objects their required members and constants. The text is then read as that type, so
//! that decimals stay exact. What no alternative fits is kept as it came.

use std::cell::Cell;

use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use crate::value::json_members::{self, Member};
use crate::value::lenient::write_as_json;
use crate::value::path::forgive;
use crate::value::raw_json::{RawJson, write_raw};
use crate::value::raw_text::{capture, is_json};
use crate::value::wire::{Wire, Written, to_json};

/// What tells an alternative of a union.
#[derive(Debug)]
pub enum Alternative {
    /// Values of the discriminator; the first one is written.
    Tagged(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// A scalar of any sort.
    Scalar,
    /// What one of these looks like: a union in a union.
    AnyOf(&'static [Alternative]),
    /// What cannot be told from another alternative: it is written, and never read.
    Undecided,
    /// An object.
    Object {
        /// Members that it has.
        required: &'static [&'static str],
        /// Members that have one value, as JSON.
        constants: &'static [(&'static str, &'static str)],
    },
}

/// The alternatives of a union.
#[derive(Debug)]
pub struct UnionTable {
    /// The name of the type, for error messages.
    pub name: &'static str,
    /// The discriminator, if there is one.
    pub tag: Option<&'static str>,
    /// The alternatives, in the order of the variants, which is the order in which they are tried.
    pub alternatives: &'static [Alternative],
}

/// Reads one alternative from JSON text.
pub type UnionReader<U> = fn(&str) -> Result<U, serde_json::Error>;

/// How deep unions may lie in each other; serde_json counts anew in each.
const DEEPEST: u32 = 64;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Counts how deep unions lie in each other, also when reading ends early.
struct Level;

impl Level {
    fn enter() -> Option<Self> {
        DEPTH.with(|depth| {
            let now = depth.get();
            (now < DEEPEST).then(|| {
                depth.set(now + 1);
                Level
            })
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

impl UnionTable {
    /// Reads a value: `readers` in the order of the alternatives, `other` for what fits none of them.
    ///
    /// # Errors
    /// The discriminator names an alternative that the value does not fit, or unions lie too deep in each other.
    pub fn read<'de, D: Deserializer<'de>, U>(
        &self,
        deserializer: D,
        readers: &[UnionReader<U>],
        other: fn(RawJson) -> U,
    ) -> Result<U, D::Error> {
        let json = capture(deserializer)?;
        let Some(_level) = Level::enter() else {
            return Err(D::Error::custom(format!("the {} is nested too deeply", self.name)));
        };
        let found = match self.tag {
            Some(tag) => {
                let value = json_members::find(&json, tag);
                self.position(|alternative| matches!(alternative, Alternative::Tagged(tags) if value.as_deref().is_some_and(|value| tags.contains(&value))))
            }
            None => {
                let members = json_members::members(&json);
                self.position(|alternative| alternative.looks_like(&json, members.as_deref()))
            }
        };
        if let Some(reader) = found.and_then(|index| readers.get(index)) {
            match reader(&json) {
                Ok(value) => return Ok(value),
                // The vendor says which type it is, and breaks its own documentation.
                Err(error) if self.tag.is_some() => return Err(D::Error::custom(without_place(&error))),
                Err(error) => forgive(&error),
            }
        }
        match is_json(&json) {
            true => Ok(other(RawJson::trusted(json.trim().to_owned()))),
            false => Err(D::Error::custom("the text of a raw value is not JSON")),
        }
    }

    fn position(&self, fits: impl Fn(&Alternative) -> bool) -> Option<usize> {
        self.alternatives.iter().position(fits)
    }

    /// Writes a value as an alternative: its discriminator is one that means the alternative, whatever the value holds.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write<T: Wire, S: Serializer>(
        &self,
        alternative: &Alternative,
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        use serde::ser::Error as _;
        match (self.tag, alternative) {
            (Some(name), Alternative::Tagged(tags)) => {
                let json = to_json(value).map_err(S::Error::custom)?;
                let json = json_members::put(&json, name, tags).map_err(S::Error::custom)?;
                write_raw(&json, serializer)
            }
            _ => write_as_json(&Written(value), serializer),
        }
    }
}

impl Alternative {
    fn looks_like(&self, json: &str, members: Option<&[Member<'_>]>) -> bool {
        match (self, json.trim_start().as_bytes().first()) {
            (Alternative::Bool, Some(b't' | b'f')) => true,
            (Alternative::Number, Some(b'-' | b'0'..=b'9')) => true,
            (Alternative::Text, Some(b'"')) | (Alternative::List, Some(b'[')) => true,
            (Alternative::Scalar, Some(first)) => !b"[{n".contains(first),
            (Alternative::AnyOf(all), _) => all.iter().any(|one| one.looks_like(json, members)),
            (Alternative::Object { required, constants }, Some(b'{')) => {
                let members = members.unwrap_or_default();
                let value = |name: &str| members.iter().find(|member| member.name == name).map(|member| member.json);
                required.iter().all(|name| value(name).is_some())
                    && constants
                        .iter()
                        .all(|(name, constant)| value(name).is_some_and(|json| json_members::same(json, constant)))
            }
            _ => false,
        }
    }
}

/// The message without the line and column, which count from the beginning of the value.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// Adds to a union of a vendor how its values are read and written. It has a variant an alternative, and `Unrecognized` for what fits
/// none, which round-trips. The table says what each alternative holds and what tells it, an [`Alternative`]; `by` names the
/// discriminator, and `as` a type that describes another one to schemars.
///
/// ```
/// use nomenclature::runtime as rt;
///
/// /// A price, or why there is none.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Price {
///     /// The price.
///     Number(rt::decimal::Exact),
///     /// The reason.
///     Text(String),
///     /// Anything else.
///     Unrecognized(rt::RawJson),
/// }
///
/// rt::union! {
///     Price {
///         Number(rt::decimal::Exact) = Number,
///         Text(String) = Text,
///     }
/// }
///
/// let price: Price = serde_json::from_str("23.10").unwrap();
/// assert_eq!(serde_json::to_string(&price).unwrap(), "23.10");
/// assert!(matches!(serde_json::from_str("[]").unwrap(), Price::Unrecognized(_)));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($name:ident $(by $tag:literal)? {
        $($variant:ident($payload:ty) $(as $described:ty)? = $rule:expr),* $(,)?
    }) => {
        impl $name {
            const TABLE: &'static $crate::UnionTable = {
                use $crate::Alternative::*;
                &$crate::UnionTable {
                    name: stringify!($name),
                    tag: $crate::__union_tag!($($tag)?),
                    alternatives: &[$($rule),*],
                }
            };
        }

        $(
            // What stands behind a pointer is taken without it.
            impl ::core::convert::From<$payload> for $name {
                fn from(value: $payload) -> Self {
                    Self::$variant(value.into())
                }
            }
        )*

        $crate::__wired!($name, Json,
            deserializer => {
                let readers: &[$crate::UnionReader<Self>] =
                    &[$(|json| $crate::from_json::<$payload>(json).map(Self::from)),*];
                Self::TABLE.read(deserializer, readers, Self::Unrecognized)
            },
            value, serializer => {
                use $crate::Alternative::*;
                match value {
                    $(Self::$variant(value) => Self::TABLE.write(&$rule, value, serializer),)*
                    Self::Unrecognized(value) => $crate::Wire::write(value, serializer),
                }
            },
        );
        $crate::__described!($name, generator => $crate::schema::any_of(
            ::std::vec![$(generator.subschema_for::<$crate::__described_type!($payload $(, $described)?)>()),*],
        ));
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_tag {
    () => {
        ::core::option::Option::None
    };
    ($tag:literal) => {
        ::core::option::Option::Some($tag)
    };
}

#[cfg(all(test, feature = "uuid"))]
mod tests;
