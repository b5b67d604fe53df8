//! Takes JSON values from a deserializer as text, without a detour through `f64` or a tree.
//!
//! `serde_json` hands out the unparsed text of a value when it is asked for a newtype of a certain name. Other
//! deserializers (serde's buffers behind `flatten` and `untagged`, YAML and so on) do not know that name; for them the text
//! is composed from whatever they report, so a number has then already been through their own number type. Formats that hold
//! texts and numbers but not every JSON value have the JSON as a text.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::value::digits::float_text;
use crate::value::format::Format;

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

/// The text, cut to a length that fits an error message.
pub(crate) fn bounded(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
