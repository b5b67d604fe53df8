//! Any JSON value, kept as the text in which it came.

mod tree;

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tree::Tree;

use crate::value::format::Format;
use crate::value::raw_text::{RAW, capture, is_json, quote};

/// Any JSON value as text: what the vendor sent, byte for byte, or what is to be sent to it.
///
/// Two values are equal when their texts are, apart from white space between tokens; `1.0` and `1.00` differ.
#[derive(Clone)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Takes a text that must be one JSON value.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn parse(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        let text = text.into();
        serde_json::from_str::<serde::de::IgnoredAny>(&text)?;
        Ok(Self(text.trim().into()))
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    /// The value has no JSON form, such as a map whose keys are not texts.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    /// The JSON text.
    pub fn get(&self) -> &str {
        &self.0
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        &*self.0 == "null"
    }

    /// Reads the value as a type.
    ///
    /// # Errors
    /// The value does not fit the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// Text that is known to be JSON.
    pub(crate) fn trusted(text: String) -> Self {
        Self(text.into())
    }

    /// A text of any kind, as a JSON string.
    pub(crate) fn string(text: &str) -> Self {
        Self(quote(text).into())
    }
}

impl Default for RawJson {
    /// `null`.
    fn default() -> Self {
        Self("null".into())
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({})", self.0)
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        same_tokens(&self.0, &other.0)
    }
}

impl Eq for RawJson {}

impl From<serde_json::Value> for RawJson {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_raw(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = capture(deserializer)?;
        if is_json(&text) {
            Ok(Self(text.trim().into()))
        } else {
            Err(D::Error::custom("the text of a raw value is not JSON"))
        }
    }
}

/// Writes a JSON text as it is, and in other formats so that it is read back as it is.
///
/// # Errors
/// Those of the serializer.
pub fn write_raw<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match Format::of_serializer(&serializer) {
        Format::Json => write_token(json, serializer),
        format if format.holds_json_as_text() => serializer.serialize_str(json),
        _ => Tree(json).serialize(serializer),
    }
}

/// Writes a JSON text to `serde_json`'s text.
pub(crate) fn write_token<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut raw = serializer.serialize_struct(RAW, 1)?;
    raw.serialize_field(RAW, json)?;
    raw.end()
}

/// Whether two JSON texts are the same, apart from white space between tokens.
fn same_tokens(a: &str, b: &str) -> bool {
    a == b || Tokens::of(a).eq(Tokens::of(b))
}

/// The bytes of a JSON text without white space outside strings.
struct Tokens<'a> {
    bytes: std::slice::Iter<'a, u8>,
    in_string: bool,
    escaped: bool,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes().iter(), in_string: false, escaped: false }
    }
}

impl Iterator for Tokens<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.next()?;
            if self.in_string {
                self.in_string = self.escaped || byte != b'"';
                self.escaped = byte == b'\\' && !self.escaped;
            } else if byte.is_ascii_whitespace() {
                continue;
            } else {
                self.in_string = byte == b'"';
            }
            return Some(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        raw: RawJson,
    }

    const JSON: &str = r#"{"raw":{"b":[1.10,-0,1E-05,"\u0438 \"x\""],"a":null,"n":123456789012345678901234567890}}"#;

    #[test]
    fn keeps_the_text_from_every_reader() {
        let from_str: Holder = serde_json::from_str(JSON).expect("str");
        let from_slice: Holder = serde_json::from_slice(JSON.as_bytes()).expect("slice");
        let from_reader: Holder = serde_json::from_reader(JSON.as_bytes()).expect("reader");
        assert_eq!(from_str, from_slice);
        assert_eq!(from_str, from_reader);
        assert_eq!(serde_json::to_string(&from_str).expect("writes"), JSON);
    }

    #[test]
    fn reads_from_a_value_and_from_buffers() {
        #[derive(Debug, Deserialize)]
        struct Flat {
            #[serde(flatten)]
            inner: Holder,
        }
        let value: serde_json::Value =
            serde_json::from_str(r#"{"raw":{"a":[1,-2,2.5,true,null,"t"]}}"#).expect("a value");
        let holder: Holder = serde_json::from_value(value.clone()).expect("from_value");
        assert_eq!(holder.raw.get(), r#"{"a":[1,-2,2.5,true,null,"t"]}"#);
        let flat: Flat = serde_json::from_value(value).expect("flatten");
        assert_eq!(flat.inner.raw, holder.raw);
        let flat: Flat = serde_json::from_str(r#"{"raw":{"a":[1,-2,2.5,true,null,"t"]}}"#).expect("flatten");
        assert_eq!(flat.inner.raw, holder.raw);
    }

    #[test]
    fn a_forged_marker_is_not_trusted() {
        let value = serde_json::json!({ RAW: "not json" });
        let map: Vec<(String, String)> = value
            .as_object()
            .expect("an object")
            .iter()
            .map(|(k, v)| (k.clone(), v.as_str().unwrap_or("").into()))
            .collect();
        let deserializer = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(map.into_iter());
        RawJson::deserialize(deserializer).expect_err("not JSON");
    }

    #[test]
    fn equality_ignores_white_space_between_tokens_only() {
        let parse = |text: &str| RawJson::parse(text).expect("JSON");
        assert_eq!(parse("{ \"a\" : [1, 2] }\n"), parse(r#"{"a":[1,2]}"#));
        assert_ne!(parse(r#""a b""#), parse(r#""ab""#));
        assert_ne!(parse(r#""\" a""#), parse(r#""\"a""#));
        assert_ne!(parse("1.0"), parse("1.00"));
        assert!(RawJson::parse("{").is_err());
        assert!(RawJson::default().is_null());
    }
}
