//! Reading what vendors send instead of what they document.

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::decimal::Exact;
use crate::value::format::Format;
use crate::value::members::ReadAs;
use crate::value::path::forgive;
use crate::value::raw_json::{RawJson, write_raw};
use crate::value::raw_text::{bounded, capture, is_json};
use crate::value::scalar::Scalar;
use crate::value::wire::Wire;

/// A value of the documented type, or whatever came in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lenient<T> {
    /// The documented type.
    Value(T),
    /// Something else, kept as it came.
    Other(RawJson),
}

impl<T> Lenient<T> {
    /// The value, if it has the documented type.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Lenient::Value(value) => Some(value),
            Lenient::Other(_) => None,
        }
    }

    /// The value, if it has the documented type.
    pub fn into_value(self) -> Option<T> {
        match self {
            Lenient::Value(value) => Some(value),
            Lenient::Other(_) => None,
        }
    }

    /// What came instead of the documented type.
    pub const fn other(&self) -> Option<&RawJson> {
        match self {
            Lenient::Value(_) => None,
            Lenient::Other(raw) => Some(raw),
        }
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Lenient::Value(value)
    }
}

impl<T> Lenient<T> {
    pub(crate) fn read_by<'de, D: Deserializer<'de>>(
        deserializer: D,
        read: impl Fn(&str) -> Result<T, serde_json::Error>,
    ) -> Result<Self, D::Error> {
        let json = capture(deserializer)?;
        match read(&json) {
            Ok(value) => Ok(Lenient::Value(value)),
            Err(error) if is_json(&json) => {
                forgive(&error);
                Ok(Lenient::Other(RawJson::trusted(json.into_owned())))
            }
            Err(_) => Err(D::Error::custom("the text of a raw value is not JSON")),
        }
    }
}

/// Writes a value that is read from its JSON text.
pub(crate) fn write_as_json<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    match Format::of_serializer(&serializer) {
        Format::Json => value.serialize(serializer),
        _ => write_raw(&serde_json::to_string(value).map_err(S::Error::custom)?, serializer),
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Lenient::Value(value) => write_as_json(value, serializer),
            Lenient::Other(raw) => raw.serialize(serializer),
        }
    }
}

impl Lenient<Exact> {
    /// The decimal, if it is one.
    pub fn decimal(&self) -> Option<Decimal> {
        self.value().map(|exact| exact.0)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read_by(deserializer, |json| serde_json::from_str(json))
    }
}

/// Reads an integer from a number without a fraction or from a text that holds one. Where it may be missing, `null` and an
/// empty text are `None`.
#[derive(Debug)]
pub enum Integer {}

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl ReadAs<$type> for Integer {
            fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                if !deserializer.is_human_readable() {
                    return $type::read(deserializer);
                }
                Scalar::read_as(deserializer, EXPECTED_INTEGER, |scalar| fit(&scalar))
            }
        }

        impl ReadAs<Option<$type>> for Integer {
            fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$type>, D::Error> {
                if !Format::of_deserializer(&deserializer).has_null_anywhere() {
                    return Option::<$type>::read(deserializer);
                }
                Scalar::read_as(deserializer, EXPECTED_INTEGER, |scalar| match scalar {
                    Scalar::Null => Ok(None),
                    Scalar::Text(text) if text.trim().is_empty() => Ok(None),
                    scalar => fit(&scalar).map(Some),
                })
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

const EXPECTED_INTEGER: &str = "an integer, or a text that holds one";

fn fit<T: TryFrom<i128>>(scalar: &Scalar<'_>) -> Result<T, String> {
    match scalar.integer() {
        Some(value) => T::try_from(value).map_err(|_| format!("the integer {value} is too large for its type")),
        None => Err(format!("expected {EXPECTED_INTEGER}, found {}", scalar.unexpected())),
    }
}

/// Reads a text from a string, or from a number or a boolean as it is spelled in the JSON.
#[derive(Debug)]
pub enum Text {}

impl ReadAs<String> for Text {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        if Format::of_deserializer(&deserializer).holds_texts_only() {
            return String::read(deserializer);
        }
        spelled(deserializer)?.ok_or_else(|| D::Error::custom("expected a text or a number, found null"))
    }
}

impl ReadAs<Option<String>> for Text {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        if Format::of_deserializer(&deserializer).holds_texts_only() {
            return Option::<String>::read(deserializer);
        }
        spelled(deserializer)
    }
}

fn spelled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let json = capture(deserializer)?;
    match json.trim().as_bytes() {
        b"null" => Ok(None),
        [b'"', ..] => serde_json::from_str(&json).map(Some).map_err(D::Error::custom),
        [b'[' | b'{', ..] => Err(D::Error::custom(format!("expected a text or a number, found {}", bounded(&json)))),
        _ => Ok(Some(json.trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate as rt;

    #[derive(Debug)]
    struct Row {
        list: Vec<i64>,
        folder: Option<i64>,
        code: Option<String>,
        price: Option<Lenient<Exact>>,
    }

    rt::record! {
        Row {
            0 => list,
            1 => folder as rt::lenient::Integer,
            2 => code as rt::lenient::Text,
            3 => price,
        }
    }

    fn read(json: &str) -> Row {
        let from_str: Row = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
        let value: serde_json::Value = serde_json::from_str(json).expect("a value");
        let from_value: Row = serde_json::from_value(value).expect("from_value");
        assert_eq!((&from_str.list, from_str.folder), (&from_value.list, from_value.folder));
        from_str
    }

    #[test]
    fn null_and_missing_lists_are_empty() {
        for json in ["{}", r#"{"list":null}"#, r#"{"list":[]}"#] {
            assert!(read(json).list.is_empty());
        }
        assert_eq!(read(r#"{"list":[1]}"#).list, [1]);
    }

    #[test]
    fn integers_from_numbers_and_texts() {
        for (json, expected) in [
            ("110", Some(110)),
            (r#""110""#, Some(110)),
            ("110.0", Some(110)),
            (r#"" 110""#, Some(110)),
            ("1.1e2", Some(110)),
            ("-5", Some(-5)),
            ("null", None),
            (r#""""#, None),
        ] {
            assert_eq!(read(&format!(r#"{{"folder":{json}}}"#)).folder, expected, "{json}");
        }
        for json in ["1.5", r#""x""#, "true", "[1]", "{}", "9223372036854775808"] {
            serde_json::from_str::<Row>(&format!(r#"{{"folder":{json}}}"#)).expect_err(json);
        }
        let read = |json| -> Result<i32, _> { Integer::read_as(&mut serde_json::Deserializer::from_str(json)) };
        assert_eq!(read("\"7\"").expect("an integer"), 7);
        read("null").expect_err("null");
    }

    #[test]
    fn texts_from_scalars_keep_the_spelling() {
        for (json, expected) in
            [("0", "0"), ("1.10", "1.10"), (r#""VAL-006""#, "VAL-006"), ("true", "true"), (r#""\u0041\n""#, "A\n")]
        {
            assert_eq!(read(&format!(r#"{{"code":{json}}}"#)).code.as_deref(), Some(expected));
        }
        assert_eq!(read(r#"{"code":null}"#).code, None);
        serde_json::from_str::<Row>(r#"{"code":[1]}"#).expect_err("an array");
        let read = |json| -> Result<String, _> { Text::read_as(&mut serde_json::Deserializer::from_str(json)) };
        read("null").expect_err("null");
    }

    #[test]
    fn other_types_are_kept_as_they_came() {
        let price = |json: &str| read(&format!(r#"{{"price":{json}}}"#)).price.expect("a price");
        assert_eq!(price("23.10").value().map(ToString::to_string).as_deref(), Some("23.10"));
        let collection = price(r#"[{"price_id":1, "value":23.10}]"#);
        assert_eq!(collection.other().map(RawJson::get), Some(r#"[{"price_id":1, "value":23.10}]"#));
        assert_eq!(serde_json::to_string(&collection).expect("writes"), r#"[{"price_id":1, "value":23.10}]"#);
        assert!(price("false").value().is_none());
        assert!(read(r#"{"price":null}"#).price.is_none());
    }
}
