//! Reading what vendors send instead of what they document.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::marker::PhantomData;

use crate::capture::{Scalar, bounded, capture, is_json};
use crate::decimal::Exact;
use crate::raw_json::RawJson;
use crate::rows::Rows;
use rust_decimal::Decimal;

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

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Lenient::Value(value) => value.serialize(serializer),
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
        let json = capture(deserializer)?;
        match serde_json::from_str(&json) {
            Ok(value) => Ok(Lenient::Value(value)),
            Err(_) if is_json(&json) => Ok(Lenient::Other(RawJson::trusted(json.into_owned()))),
            Err(_) => Err(D::Error::custom("the text of a raw value is not JSON")),
        }
    }
}

/// A list; `null` reads as empty. Add `#[serde(default)]` for members that may be missing.
///
/// # Errors
/// An element does not fit its type.
pub fn vec<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_option(Rows(PhantomData))
}

/// A map whose members may be `null`, which reads as not being there; a `null` map is `None`.
///
/// # Errors
/// A value does not fit its type.
pub fn option_map<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, T>>, D::Error> {
    let members = Option::<BTreeMap<String, Option<T>>>::deserialize(deserializer)?;
    Ok(members.map(|members| members.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()))
}

/// An integer, from a number without a fraction or from a text that holds one.
///
/// # Errors
/// The value is no integer, or too large for the type.
pub fn integer<'de, D: Deserializer<'de>, T: TryFrom<i128>>(deserializer: D) -> Result<T, D::Error> {
    fit(&Scalar::read(deserializer, EXPECTED_INTEGER)?)
}

/// As [`integer`]; `null` and an empty text are `None`.
///
/// # Errors
/// The value is no integer, or too large for the type.
pub fn option_integer<'de, D: Deserializer<'de>, T: TryFrom<i128>>(deserializer: D) -> Result<Option<T>, D::Error> {
    match Scalar::read(deserializer, EXPECTED_INTEGER)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        scalar => fit(&scalar).map(Some),
    }
}

const EXPECTED_INTEGER: &str = "an integer, or a text that holds one";

fn fit<T: TryFrom<i128>, E: serde::de::Error>(scalar: &Scalar<'_>) -> Result<T, E> {
    match scalar.integer() {
        Some(value) => {
            T::try_from(value).map_err(|_| E::custom(format!("the integer {value} is too large for its type")))
        }
        None => Err(E::custom(format!("expected {EXPECTED_INTEGER}, found {}", scalar.unexpected()))),
    }
}

/// A text, from a string, or from a number or a boolean as it is spelled in the JSON.
///
/// # Errors
/// The value is `null`, an array or an object.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    option_text(deserializer)?.ok_or_else(|| D::Error::custom("expected a text or a number, found null"))
}

/// As [`text`]; `null` is `None`.
///
/// # Errors
/// The value is an array or an object.
pub fn option_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
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
    use crate::decimal::Exact;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "vec")]
        list: Vec<i64>,
        #[serde(default, deserialize_with = "option_integer")]
        folder: Option<i64>,
        #[serde(default, deserialize_with = "option_text")]
        code: Option<String>,
        price: Option<Lenient<Exact>>,
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
        let plain: i32 = integer(&mut serde_json::Deserializer::from_str("\"7\"")).expect("an integer");
        assert_eq!(plain, 7);
        integer::<_, i32>(&mut serde_json::Deserializer::from_str("null")).expect_err("null");
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
        text(&mut serde_json::Deserializer::from_str("null")).expect_err("null");
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
