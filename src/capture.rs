//! Takes JSON values from a deserializer as text, without a detour through `f64` or a tree.
//!
//! `serde_json` hands out the unparsed text of a value when it is asked for a newtype of a certain name. Other
//! deserializers (serde's buffers behind `flatten` and `untagged`, YAML and so on) do not know that name; for them the text
//! is composed from whatever they report, so a number has then already been through their own number type. Formats that hold
//! texts and numbers but not every JSON value have the JSON as a text.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::decimal::parse_whole;
use crate::format::Format;
use crate::integer::{is_hasty, miss, whole_float};

/// The newtype name by which `serde_json` gives the text of a value.
pub(crate) const RAW: &str = "$serde_json::private::RawValue";
/// The key under which `serde_json/arbitrary_precision` passes a number as text.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

/// The JSON text of the next value.
///
/// The text is only as valid as the deserializer is honest: a map with the key [`RAW`] can be forged, a text can be anything.
pub(crate) fn capture<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    match Format::of_deserializer(&deserializer) {
        Format::Json | Format::Other => deserializer.deserialize_newtype_struct(RAW, Capture),
        Format::Tree | Format::Ron => deserializer.deserialize_any(Capture),
        Format::Compact | Format::Csv => deserializer.deserialize_str(Text),
        Format::Toml => {
            let json = deserializer.deserialize_any(Capture)?;
            Ok(serde_json::from_str::<String>(&json).ok().filter(|text| is_json(text)).map_or(json, Cow::Owned))
        }
    }
}

/// The first key of a map, told apart without allocating when it is one of the two markers.
pub(crate) enum Key<'de> {
    Raw,
    Number,
    Other(Cow<'de, str>),
}

impl<'de> Key<'de> {
    pub(crate) fn first<A: MapAccess<'de>>(map: &mut A) -> Result<Option<Self>, A::Error> {
        Ok(map.next_key_seed(Text)?.map(|key| match &*key {
            RAW => Key::Raw,
            NUMBER => Key::Number,
            _ => Key::Other(key),
        }))
    }
}

/// Reads a string, borrowed where the input allows it.
pub(crate) struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

/// Whether the text is a number by JSON's grammar.
pub(crate) fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && is_json(text)
}

/// Whether the text is one JSON value.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<de::IgnoredAny>(text).is_ok()
}

/// The JSON string literal of a text.
pub(crate) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The shortest text that reads back as the same `f64`, if it is a number at all.
pub(crate) fn float_text(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("{value:?}"))
}

/// Takes the text of an element.
pub(crate) struct Capture;

impl<'de> DeserializeSeed<'de> for Capture {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        capture(deserializer)
    }
}

impl<'de> Visitor<'de> for Capture {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(if value { "true" } else { "false" }))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        let text = float_text(value).ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))?;
        Ok(Cow::Owned(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(quote(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut json = String::from("[");
        while let Some(element) = seq.next_element_seed(Capture)? {
            if json.len() > 1 {
                json.push(',');
            }
            json.push_str(&element);
        }
        json.push(']');
        Ok(Cow::Owned(json))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut json = String::from("{");
        let mut key = match Key::first(&mut map)? {
            Some(Key::Raw) => return map.next_value_seed(Text),
            Some(Key::Number) => {
                let value = map.next_value_seed(Capture)?;
                if let Some(number) = serde_json::from_str::<String>(&value).ok().filter(|text| is_number(text)) {
                    return Ok(Cow::Owned(number));
                }
                _ = write!(json, "{}:{value}", quote(NUMBER));
                map.next_key_seed(Text)?
            }
            Some(Key::Other(key)) => Some(key),
            None => None,
        };
        while let Some(name) = key {
            let value = map.next_value_seed(Capture)?;
            if json.len() > 1 {
                json.push(',');
            }
            _ = write!(json, "{}:{value}", quote(&name));
            key = map.next_key_seed(Text)?;
        }
        json.push('}');
        Ok(Cow::Owned(json))
    }
}

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

/// The text, cut to a length that fits an error message.
pub(crate) fn bounded(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
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
