//! The visitor that takes a decimal from the text of a JSON value.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::value::digits::{Problem, float_text, parse};
use crate::value::format::Format;
use crate::value::raw_text::{Key, RAW, bounded};

pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    match Format::of_deserializer(&deserializer) {
        Format::Json | Format::Other => deserializer.deserialize_newtype_struct(RAW, DecimalVisitor),
        Format::Tree | Format::Ron | Format::Toml => deserializer.deserialize_any(DecimalVisitor),
        // A cell that is not asked for as a text would be guessed to be an `f64`.
        Format::Compact | Format::Csv => deserializer.deserialize_str(DecimalVisitor),
    }
}

const EXPECTED: &str = "a decimal number";

struct DecimalVisitor;

fn text_to_decimal<E: de::Error>(text: &str) -> Result<Decimal, E> {
    parse(text.trim()).map_err(|problem| E::custom(message(problem, text)))
}

fn message(problem: Problem, text: &str) -> String {
    match problem {
        Problem::Malformed => format!("expected {EXPECTED}, found {:?}", bounded(text)),
        Problem::Overflow => format!("the number {} is beyond the range of a decimal", bounded(text)),
    }
}

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        match Key::first(&mut map)? {
            // The outcome is unpacked outside the seed, so that an error carries the path of the member.
            Some(Key::Raw | Key::Number) => map.next_value_seed(RawText)?.map_err(de::Error::custom),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        text_to_decimal(text)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Decimal, E> {
        text_to_decimal(&value.to_string())
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Decimal, E> {
        text_to_decimal(&value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
        let text = float_text(value).ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))?;
        text_to_decimal(&text)
    }
}

/// Parses the text of a JSON value where it lies.
struct RawText;

impl<'de> DeserializeSeed<'de> for RawText {
    type Value = Result<Decimal, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RawText {
    type Value = Result<Decimal, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E>(self, json: &str) -> Result<Self::Value, E> {
        // Nearly all are numbers without anything around them.
        Ok(parse(json).or_else(|_| text_of(json)))
    }
}

/// From the text of any JSON value.
#[cold]
fn text_of(json: &str) -> Result<Decimal, String> {
    let json = json.trim();
    match json.as_bytes() {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
            let text = &json[1..json.len() - 1];
            parse(text.trim()).map_err(|problem| message(problem, text))
        }
        [b'"', ..] => match serde_json::from_str::<String>(json) {
            Ok(text) => parse(text.trim()).map_err(|problem| message(problem, &text)),
            Err(error) => Err(error.to_string()),
        },
        [b'-' | b'0'..=b'9', ..] => parse(json).map_err(|problem| message(problem, json)),
        [b'[', ..] => Err(format!("expected {EXPECTED}, found an array")),
        [b'{', ..] => Err(format!("expected {EXPECTED}, found an object")),
        _ => Err(format!("expected {EXPECTED}, found {}", bounded(json))),
    }
}
