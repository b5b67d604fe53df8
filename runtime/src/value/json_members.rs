//! The members of a JSON object as text: to find a discriminator, and to write the right one.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::digits::parse;
use crate::value::raw_text::{Text, is_number, quote};

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    /// Its name.
    pub(crate) name: Cow<'a, str>,
    /// Its value as JSON.
    pub(crate) json: &'a str,
}

/// The members of a JSON object, in their order; none for anything else.
pub(crate) fn members(json: &str) -> Option<Vec<Member<'_>>> {
    serde_json::from_str::<Members<'_>>(json).ok().map(|members| members.0)
}

/// The text of the member `name`, if the JSON is an object where it is a string.
pub(crate) fn find<'a>(json: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let raw = deserializer.deserialize_map(Find { name }).ok()??;
    text(raw.get())
}

/// The JSON of an object with the member `name` first and one of `tags` as its value: the one that it has, or the first one.
pub(crate) fn put(json: &str, name: &str, tags: &[&str]) -> Result<String, String> {
    let members = members(json).ok_or_else(|| format!("expected an object with the member `{name}`"))?;
    let own = members.iter().find(|member| member.name == name).and_then(|member| text(member.json));
    let value = own.as_deref().filter(|own| tags.contains(own)).or(tags.first().copied()).unwrap_or_default();
    let mut out = format!("{{{}:{}", quote(name), quote(value));
    for member in members.iter().filter(|member| member.name != name) {
        _ = write!(out, ",{}:{}", quote(&member.name), member.json);
    }
    out.push('}');
    Ok(out)
}

/// Whether two JSON scalars are the same value, however they are written.
pub(crate) fn same(json: &str, constant: &str) -> bool {
    let (json, constant) = (json.trim(), constant.trim());
    if json == constant {
        return true;
    }
    match (text(json), text(constant)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => {
            let number = |json: &str| parse(json).ok().filter(|_| is_number(json));
            matches!((number(json), number(constant)), (Some(a), Some(b)) if a == b)
        }
        _ => false,
    }
}

/// The text of a JSON string.
fn text(json: &str) -> Option<Cow<'_, str>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    de::DeserializeSeed::deserialize(Text, &mut deserializer).ok()
}

struct Members<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(All)
    }
}

struct All;

impl<'de> Visitor<'de> for All {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(Text)? {
            members.push(Member { name, json: map.next_value::<&RawValue>()?.get() });
        }
        Ok(Members(members))
    }
}

struct Find<'n> {
    name: &'n str,
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key_seed(Text)? {
            if name == self.name {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
