//! JSON as a value of another format that describes itself.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

use super::same_tokens;
use crate::value::digits::float_text;
use crate::value::json_members::{Member, members};
use crate::value::raw_text::{NUMBER, RAW, quote};

/// Written as what it is where that reads back as the same text, else as a map that holds the text under a reserved name: a
/// number like `1.10`, a text with escapes of its own, an object whose members are in no order that every map keeps.
pub(super) struct Tree<'a>(pub(super) &'a str);

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.0.trim();
        match json.as_bytes().first() {
            Some(b'n') => serializer.serialize_unit(),
            Some(b't' | b'f') => serializer.serialize_bool(json == "true"),
            Some(b'"') => match serde_json::from_str::<String>(json) {
                Ok(text) if quote(&text) == json => serializer.serialize_str(&text),
                _ => as_text(json, serializer),
            },
            Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(json) {
                Ok(elements) => {
                    let mut list = serializer.serialize_seq(Some(elements.len()))?;
                    for element in elements {
                        list.serialize_element(&Tree(element.get()))?;
                    }
                    list.end()
                }
                Err(_) => as_text(json, serializer),
            },
            Some(b'{') => match members(json).filter(|members| is_kept(json, members)) {
                Some(members) => {
                    let mut map = serializer.serialize_map(Some(members.len()))?;
                    for member in members {
                        map.serialize_entry(&*member.name, &Tree(member.json))?;
                    }
                    map.end()
                }
                None => as_text(json, serializer),
            },
            _ => number(json, serializer),
        }
    }
}

fn number<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(number) = json.parse::<i64>().ok().filter(|number| number.to_string() == json) {
        return serializer.serialize_i64(number);
    }
    match json.parse().ok().filter(|number| float_text(*number).as_deref() == Some(json)) {
        Some(number) => serializer.serialize_f64(number),
        None => as_text(json, serializer),
    }
}

fn as_text<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(RAW, json)?;
    map.end()
}

/// Whether every map keeps these members as they are.
fn is_kept(json: &str, members: &[Member<'_>]) -> bool {
    let ordered = members.windows(2).all(|pair| pair[0].name < pair[1].name);
    let plain = members.iter().all(|member| member.name != RAW && member.name != NUMBER);
    let text: Vec<String> = members.iter().map(|member| format!("{}:{}", quote(&member.name), member.json)).collect();
    ordered && plain && same_tokens(json, &format!("{{{}}}", text.join(",")))
}
