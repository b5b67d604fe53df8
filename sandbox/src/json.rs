//! JSON kept as it was written: number literals and the order of members survive.
//!
//! Prices must not pass through `f64`, and `serde_json::Value` would do that to `23.10` and `5.500000`.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;

/// How deeply arrays and objects may be nested, as in `serde_json`.
const MAX_DEPTH: usize = 127;

/// A JSON value whose numbers are kept as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Json {
    #[default]
    Null,
    Bool(bool),
    /// The literal as it was written.
    Number(Box<str>),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole JSON text.
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        build(serde_json::from_str(text)?, MAX_DEPTH)
    }

    /// An object from its members.
    pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The member `key` of an object; of members with the same key the last one counts.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at a JSON pointer (`""` is the value itself).
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Json> {
        steps(pointer).try_fold(self, |value, step| match value {
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => value.get(&step),
        })
    }

    /// Puts `value` at a JSON pointer. Objects on the way are made, arrays are not grown.
    pub(crate) fn set(&mut self, pointer: &str, value: Json) {
        let mut place = self;
        for step in steps(pointer) {
            place = match place {
                Json::Array(items) => match step.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                    Some(item) => item,
                    None => return,
                },
                other => other.member_mut(&step),
            };
        }
        *place = value;
    }

    fn member_mut(&mut self, key: &str) -> &mut Json {
        if !matches!(self, Json::Object(_)) {
            *self = Json::Object(Vec::new());
        }
        match self {
            Json::Object(members) => {
                let index = members.iter().rposition(|(name, _)| name == key).unwrap_or_else(|| {
                    members.push((key.to_owned(), Json::Null));
                    members.len() - 1
                });
                &mut members[index].1
            }
            other => other,
        }
    }

    /// The members of an object; none for anything else.
    pub(crate) fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; none for anything else.
    pub(crate) fn items(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer that a number or a numeric string stands for, also when written as `5.0` or `1e3`.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self {
            Json::Number(literal) => integer(literal),
            Json::String(text) => integer(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The text of a scalar, as messages show it and as an extension's value is compared with it.
    pub(crate) fn scalar(&self) -> Option<String> {
        match self {
            Json::Bool(value) => Some(value.to_string()),
            Json::Number(literal) => Some(literal.to_string()),
            Json::String(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Json::Number(value.to_string().into())
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Json::String(value.to_owned())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

fn integer(text: &str) -> Option<i64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let decimal = Decimal::from_scientific(text).or_else(|_| Decimal::from_str_exact(text)).ok()?;
    decimal.is_integer().then(|| i64::try_from(decimal.trunc()).ok()).flatten()
}

fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(literal) => raw(literal, serializer),
            Json::String(text) => serializer.serialize_str(text),
            Json::Array(items) => items.serialize(serializer),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

fn raw<S: Serializer>(literal: &str, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(literal.to_owned()).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// A decimal that is written as a bare JSON number with all its digits, trailing zeros included.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct Amount(pub(crate) Decimal);

impl Amount {
    /// `units` of the last of `scale` decimal places: `new(2310, 2)` is 23.10.
    pub(crate) fn new(units: i64, scale: u32) -> Self {
        Self(Decimal::new(units, scale))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        raw(&self.0.to_string(), serializer)
    }
}

fn build(text: &RawValue, depth: usize) -> Result<Json, serde_json::Error> {
    let text = text.get();
    Ok(match text.as_bytes().first() {
        Some(b'{' | b'[') if depth == 0 => return Err(serde::de::Error::custom("nested too deeply")),
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text)?;
            let members = members.into_iter().map(|(key, value)| Ok((key, build(value, depth - 1)?)));
            Json::Object(members.collect::<Result<_, serde_json::Error>>()?)
        }
        Some(b'[') => {
            let Items(items) = serde_json::from_str(text)?;
            Json::Array(items.into_iter().map(|item| build(item, depth - 1)).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Json::String(serde_json::from_str(text)?),
        Some(b't' | b'f') => Json::Bool(serde_json::from_str(text)?),
        Some(b'n') => Json::Null,
        _ => Json::Number(text.into()),
    })
}

struct Members<'a>(Vec<(String, &'a RawValue)>);
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Items<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_literal_and_the_order_of_members() {
        let text = r#"{"b":5.500000,"a":[1E-05,-0,23.10],"c":{"ю":"\u0448\u0442","n":null,"t":true}}"#;
        let json = Json::parse(text).expect("valid JSON");
        let written = serde_json::to_string(&json).expect("serialises");
        assert_eq!(written, r#"{"b":5.500000,"a":[1E-05,-0,23.10],"c":{"ю":"шт","n":null,"t":true}}"#);
    }

    #[test]
    fn pointers_read_and_write() {
        let mut json = Json::parse(r#"{"a":[{"b/c":1}]}"#).expect("valid JSON");
        assert_eq!(json.pointer("/a/0/b~1c").and_then(Json::as_integer), Some(1));
        json.set("/a/0/b~1c", Json::from(2));
        json.set("/x/y", Json::from("new"));
        json.set("/a/7", Json::Null);
        assert_eq!(serde_json::to_string(&json).expect("serialises"), r#"{"a":[{"b/c":2}],"x":{"y":"new"}}"#);
    }

    #[test]
    fn integers_come_from_numbers_and_numeric_strings() {
        let cases = [
            ("110", Some(110)),
            ("\"110\"", Some(110)),
            ("5.0", Some(5)),
            ("1e3", Some(1000)),
            ("5.5", None),
            ("true", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Json::parse(text).expect("valid JSON").as_integer(), expected, "{text}");
        }
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let json = Json::parse(r#"{"a":1,"a":2}"#).expect("valid JSON");
        assert_eq!(json.get("a").and_then(Json::as_integer), Some(2));
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(Json::parse(&deep).is_err());
    }

    #[test]
    fn amounts_are_bare_numbers() {
        assert_eq!(serde_json::to_string(&Amount::new(2310, 2)).expect("serialises"), "23.10");
        assert_eq!(serde_json::to_string(&Amount::new(5_500_000, 6)).expect("serialises"), "5.500000");
        assert_eq!(serde_json::to_string(&Amount::new(-1, 0)).expect("serialises"), "-1");
    }
}
