//! JSON whose numbers stay as they were written, and the differences between two such values.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde_json::value::RawValue;

/// A JSON value; a number is its literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// The value of a JSON text.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        let text = text.trim();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
                let members = members.into_iter().map(|(key, value)| Ok((key, Self::parse(value.get())?)));
                Json::Object(members.collect::<serde_json::Result<_>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                Json::Array(items.iter().map(|item| Self::parse(item.get())).collect::<serde_json::Result<_>>()?)
            }
            Some(b'"') => Json::String(serde_json::from_str(text)?),
            Some(b't' | b'f') => Json::Bool(serde_json::from_str(text)?),
            Some(b'n') => serde_json::from_str(text).map(|()| Json::Null)?,
            _ => Json::Number(serde_json::from_str::<&RawValue>(text)?.get().to_owned()),
        })
    }

    /// The member of the members of an object.
    pub fn member(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| match value {
            Json::Object(members) => members.get(*name),
            _ => None,
        })
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = if let Json::Object(members) = self { Some(members) } else { None };
        members.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }
}

/// The JSON text.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(literal) => f.write_str(literal),
            Json::String(text) => f.write_str(&quoted(text)),
            Json::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { "," } else { "" })?;
                }
                f.write_char(']')
            }
            Json::Object(members) => {
                f.write_char('{')?;
                for (index, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{}:{value}", if index > 0 { "," } else { "" }, quoted(key))?;
                }
                f.write_char('}')
            }
        }
    }
}

/// A place where two values differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// JSON pointer to the place.
    pub pointer: String,
    /// What stands there on the one side.
    pub left: Option<Json>,
    /// What stands there on the other.
    pub right: Option<Json>,
}

/// Every place where two values differ, the deepest one each.
pub fn differences(left: &Json, right: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(Some(left), Some(right), "", &mut found);
    found
}

fn compare(left: Option<&Json>, right: Option<&Json>, pointer: &str, found: &mut Vec<Difference>) {
    match (left, right) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                compare(a.get(key), b.get(key), &format!("{pointer}/{key}"), found);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) => {
            for index in 0..a.len().max(b.len()) {
                compare(a.get(index), b.get(index), &format!("{pointer}/{index}"), found);
            }
        }
        (left, right) if left == right => {}
        (left, right) => {
            found.push(Difference { pointer: pointer.to_owned(), left: left.cloned(), right: right.cloned() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_their_literals() {
        let parse = |text| Json::parse(text).expect("JSON");
        let left = parse(r#"{"a": 23.10, "b": [1, 2], "c": null, "d": {"e": "x"}}"#);
        let right = parse(r#"{"a": 23.1, "b": [1], "d": {"e": "x"}}"#);
        let pointers: Vec<_> = differences(&left, &right).into_iter().map(|found| found.pointer).collect();
        assert_eq!(pointers, ["/a", "/b/1", "/c"]);
        assert_eq!(differences(&left, &left), []);
        assert_eq!(left.to_string(), r#"{"a":23.10,"b":[1,2],"c":null,"d":{"e":"x"}}"#);
    }
}
