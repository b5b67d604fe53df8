//! Numbers, texts, `true`, `false` and `null`, without a detour through `f64` or a tree.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::value::digits::{float_text, parse_whole, whole_float};
use crate::value::format::Format;
use crate::value::haste::{is_hasty, miss};
use crate::value::raw_text::{Key, RAW, Text, bounded, is_number};

/// A JSON value that is no array and no object.
#[derive(Debug, PartialEq)]
pub(crate) enum Scalar<'de> {
    Null,
    Bool(bool),
    Integer(i128),
    /// A number that is not a plain integer of at most 128 bits, as text.
    Number(Cow<'de, str>),
    /// A number that has lost digits on the way.
    Rounded(String),
    Text(Cow<'de, str>),
}

impl<'de> Scalar<'de> {
    /// Reads a scalar, and makes something of it at once, which spares the way through the largest of the variants; arrays and
    /// objects are errors that mention `expected`.
    pub(crate) fn read_as<T, D: Deserializer<'de>>(
        deserializer: D,
        expected: &'static str,
        take: impl FnOnce(Self) -> Result<T, String>,
    ) -> Result<T, D::Error> {
        Self::read_small(deserializer, expected, |_| None, take)
    }

    /// As [`read_as`](Self::read_as), where nearly all values are integers of 64 bits, which need no more than a wrapping.
    pub(crate) fn read_small<T, D: Deserializer<'de>>(
        deserializer: D,
        expected: &'static str,
        small: impl FnOnce(i64) -> Option<T>,
        take: impl FnOnce(Self) -> Result<T, String>,
    ) -> Result<T, D::Error> {
        let visitor = ScalarVisitor { expected, small, take };
        match Format::of_deserializer(&deserializer) {
            Format::Json if is_hasty() => deserializer.deserialize_any(visitor),
            Format::Json | Format::Other => deserializer.deserialize_newtype_struct(RAW, visitor),
            Format::Tree | Format::Ron | Format::Toml => deserializer.deserialize_any(visitor),
            Format::Compact | Format::Csv => deserializer.deserialize_str(visitor),
        }
    }

    /// The scalar that is written as a JSON text; `None` for arrays and objects.
    fn of_json(json: Cow<'de, str>) -> Option<Self> {
        match json.as_bytes().first()? {
            b'[' | b'{' => None,
            b'"' => match json {
                Cow::Borrowed(json) if !json.contains('\\') => {
                    Some(Scalar::Text(Cow::Borrowed(json.get(1..json.len() - 1)?)))
                }
                json => serde_json::from_str(&json).ok().map(|text| Scalar::Text(Cow::Owned(text))),
            },
            b'n' => Some(Scalar::Null),
            b't' | b'f' => Some(Scalar::Bool(json.starts_with('t'))),
            _ => Some(json.parse().map_or(Scalar::Number(json), Scalar::Integer)),
        }
    }

    /// The value as an integer, if it is a number without a fraction or the text of one.
    #[inline]
    pub(crate) fn integer(&self) -> Option<i128> {
        match self {
            Scalar::Integer(value) => Some(*value),
            Scalar::Number(text) | Scalar::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| parse_whole(text).ok())
            }
            Scalar::Null | Scalar::Bool(_) | Scalar::Rounded(_) => None,
        }
    }

    /// What the value is, for error messages; bounded in length.
    pub(crate) fn unexpected(&self) -> String {
        match self {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Integer(value) => value.to_string(),
            Scalar::Number(text) => bounded(text),
            Scalar::Rounded(text) => bounded(text),
            Scalar::Text(text) => format!("{:?}", bounded(text)),
        }
    }
}

struct ScalarVisitor<S, F> {
    expected: &'static str,
    /// What an integer becomes, if it is quickly said.
    small: S,
    take: F,
}

impl<S, F> ScalarVisitor<S, F> {
    /// Inlined, the variant that is made here and matched in the closure is never built.
    #[inline(always)]
    fn take<'de, T, E: de::Error>(self, scalar: Scalar<'de>) -> Result<T, E>
    where
        F: FnOnce(Scalar<'de>) -> Result<T, String>,
    {
        (self.take)(scalar).map_err(E::custom)
    }
}

impl<'de, T, S, F> Visitor<'de> for ScalarVisitor<S, F>
where
    S: FnOnce(i64) -> Option<T>,
    F: FnOnce(Scalar<'de>) -> Result<T, String>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        self.take(Scalar::Null)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        self.take(Scalar::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.take(Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        let Self { small, take, .. } = self;
        match small(value) {
            Some(made) => Ok(made),
            None => take(Scalar::Integer(value.into())).map_err(E::custom),
        }
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Self::Value, E> {
        self.take(Scalar::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.take(Scalar::Integer(value.into())),
        }
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Self::Value, E> {
        self.take(i128::try_from(value).map_or_else(|_| Scalar::Number(Cow::Owned(value.to_string())), Scalar::Integer))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        miss();
        if let Some(value) = whole_float(value) {
            return self.take(Scalar::Integer(value.into()));
        }
        let text = float_text(value).ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))?;
        // What it was before it was an `f64`, nobody knows.
        self.take(if value.fract() == 0.0 { Scalar::Rounded(text) } else { Scalar::Number(Cow::Owned(text)) })
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        self.take(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.take(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        self.take(Scalar::Text(Cow::Owned(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match Key::first(&mut map)? {
            Some(Key::Raw) => {
                if let Some(scalar) = Scalar::of_json(map.next_value_seed(Text)?) {
                    return self.take(scalar);
                }
            }
            Some(Key::Number) => {
                let text = map.next_value_seed(Text)?;
                if is_number(&text) {
                    let scalar = text.parse().map_or(Scalar::Number(text), Scalar::Integer);
                    return self.take(scalar);
                }
            }
            _ => {}
        }
        Err(de::Error::invalid_type(de::Unexpected::Map, &self))
    }
}
