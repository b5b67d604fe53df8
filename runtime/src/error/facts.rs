//! What a body says at some JSON pointers, read in one pass that keeps nothing of the rest.
//!
//! A key that stands twice with different values says nothing: which of the two counts is another reader's guess.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::value::digits::parse_whole;
use crate::value::json_members::same;
use crate::value::raw_text::{Capture, Text};

/// The most bytes of a text that is read: more than is kept of it, so that no secret that is kept in part is read in part.
const LONGEST: usize = 512 << 10;

/// Whether a key stands twice with different values on the way of one of these pointers.
pub(crate) fn contradicts(json: &str, pointers: &[&str]) -> bool {
    Facts::read(json, pointers.iter().copied())
        .is_ok_and(|facts| facts.is_some_and(|facts| facts.contradiction().is_some()))
}

/// The values at these pointers, as JSON.
pub(crate) struct Facts<'a, 'p> {
    found: Vec<(&'p str, &'a str)>,
    /// The pointers on whose way a key stands twice with different values.
    twice: Vec<&'p str>,
}

impl<'a, 'p> Facts<'a, 'p> {
    /// Reads a body; `None` if it is JSON, but no object.
    ///
    /// # Errors
    /// It is not JSON.
    pub(crate) fn read(
        json: &'a str,
        pointers: impl Iterator<Item = &'p str>,
    ) -> Result<Option<Self>, serde_json::Error> {
        if !json.trim_start().starts_with('{') {
            return serde_json::from_str::<IgnoredAny>(json).map(|_| None);
        }
        let mut facts = Self { found: Vec::new(), twice: Vec::new() };
        let pointers: Vec<_> = pointers.map(|pointer| (pointer, pointer)).collect();
        facts.walk(json, &pointers)?;
        Ok(Some(facts))
    }

    /// Looks for the rest of each of these pointers in a value.
    fn walk(&mut self, json: &'a str, pointers: &[(&'p str, &'p str)]) -> Result<(), serde_json::Error> {
        let mut steps: Vec<Step<'a, 'p>> = Vec::new();
        for (whole, rest) in pointers {
            let Some(path) = rest.strip_prefix('/') else {
                self.found.push((whole, json.trim()));
                continue;
            };
            let (name, rest) = path.find('/').map_or((path, ""), |end| path.split_at(end));
            let name = match name.contains('~') {
                true => Cow::Owned(name.replace("~1", "/").replace("~0", "~")),
                false => Cow::Borrowed(name),
            };
            match steps.iter_mut().find(|step| step.name == name) {
                Some(step) => step.pointers.push((whole, rest)),
                None => {
                    steps.push(Step { name, pointers: vec![(whole, rest)], value: None, twice: false });
                }
            }
        }
        if steps.is_empty() || !json.trim_start().starts_with(['{', '[']) {
            return Ok(());
        }
        let mut deserializer = serde_json::Deserializer::from_str(json);
        deserializer.deserialize_any(Members(&mut steps))?;
        deserializer.end()?;
        for step in steps {
            if step.twice {
                self.twice.extend(step.pointers.iter().map(|(whole, _)| whole));
            }
            if let Some(value) = step.value {
                self.walk(value, &step.pointers)?;
            }
        }
        Ok(())
    }

    /// A pointer to where the body contradicts itself.
    pub(crate) fn contradiction(&self) -> Option<&'p str> {
        self.twice.first().copied()
    }

    /// Whether there is anything at one of these pointers.
    pub(crate) fn has(&self, pointers: &[&str]) -> bool {
        pointers.iter().any(|pointer| self.json(pointer).is_some())
    }

    /// Whether there is anything but null at one of these pointers.
    pub(crate) fn is_filled(&self, pointers: &[&str]) -> bool {
        pointers.iter().any(|pointer| self.json(pointer).is_some_and(|json| json != "null"))
    }

    /// Whether there is a list or an object with something in it at a pointer.
    pub(crate) fn is_substantial(&self, pointer: &str) -> bool {
        let inside = |json: &str| json.get(1..).is_some_and(|rest| !rest.trim_start().starts_with([']', '}']));
        self.json(pointer).is_some_and(|json| json.starts_with(['[', '{']) && inside(json))
    }

    /// Whether there is anything at a pointer that is not empty, zero or false.
    pub(crate) fn is_something(&self, pointer: &str) -> bool {
        let nothing = ["null", "false", "0", "\"\""];
        self.json(pointer).is_some_and(|json| match json.as_bytes().first() {
            Some(b'[' | b'{') => self.is_substantial(pointer),
            _ => !nothing.contains(&json),
        })
    }

    /// The JSON at a pointer.
    fn json(&self, pointer: &str) -> Option<&'a str> {
        self.found.iter().find(|(known, _)| *known == pointer).map(|(_, json)| *json)
    }

    /// The text of a text, number or boolean at a pointer.
    pub(crate) fn scalar(&self, pointer: &str) -> Option<Cow<'a, str>> {
        scalar(self.json(pointer)?)
    }

    /// The first that there is.
    pub(crate) fn first(&self, pointers: &[&str]) -> Option<Cow<'a, str>> {
        pointers.iter().find_map(|pointer| self.scalar(pointer))
    }
}

/// The text of a JSON text, number or boolean. That of a very long text is cut off. An integer has one form, however it is written.
fn scalar(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'"' if json.len() > LONGEST => {
            text(&format!("{}\"", &json[..cut(json)])).map(|text| Cow::Owned(text.into_owned()))
        }
        b'"' => text(json),
        b'{' | b'[' | b'n' => None,
        b't' | b'f' => Some(Cow::Borrowed(json)),
        _ => match parse_whole(json) {
            Ok(value) if json.contains(['.', 'e', 'E']) => Some(Cow::Owned(value.to_string())),
            _ => Some(Cow::Borrowed(json)),
        },
    }
}

/// A text; half a character, as servers leave where they cut a text off by its length, is replaced.
fn text(json: &str) -> Option<Cow<'_, str>> {
    let read = |json| Text.deserialize(&mut serde_json::Deserializer::from_str(json)).ok();
    read(json).or_else(|| Some(Cow::Owned(serde_json::from_str(&whole_characters(json)).ok()?)))
}

/// The JSON of a text with escapes of half a character replaced by that of U+FFFD.
fn whole_characters(json: &str) -> String {
    let unit = |escape: &str| u16::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let mut whole = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            (Some(_), _) => 6,
            // A backslash and what it escapes, which is ASCII.
            (None, _) => escape.len().min(2),
        };
        whole.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    whole + rest
}

/// Where a long JSON text can be cut off: between two characters or escapes.
fn cut(json: &str) -> usize {
    let bytes = json.as_bytes();
    let mut at = 1;
    while at < LONGEST {
        at += match (bytes[at], bytes.get(at + 1)) {
            // A character beyond the basic plane takes two escapes, of which the first begins with d8 to db.
            (b'\\', Some(b'u')) if json[at + 2..].starts_with(['d', 'D']) && !json[at + 3..].starts_with(OTHER) => 12,
            (b'\\', Some(b'u')) => 6,
            (b'\\', _) => 2,
            _ => 1,
        };
    }
    crate::error::redact::floor(json, at)
}

/// The second digit of `\uDXXX` where it is no first half.
const OTHER: [char; 8] = ['0', '1', '2', '3', '4', '5', '6', '7'];

/// A key or index that pointers go on with.
struct Step<'a, 'p> {
    name: Cow<'p, str>,
    pointers: Vec<(&'p str, &'p str)>,
    value: Option<&'a str>,
    twice: bool,
}

impl<'a> Step<'a, '_> {
    fn see(&mut self, json: &'a str) {
        match self.value {
            // Once is enough to know, and values may be long and many.
            Some(known) => self.twice = self.twice || !same(known, json),
            None => self.value = Some(json),
        }
    }
}

/// Takes what the steps lead to from an object or a list.
struct Members<'s, 'a, 'p>(&'s mut [Step<'a, 'p>]);

impl<'a> Visitor<'a> for Members<'_, 'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Text)? {
            match self.0.iter_mut().find(|step| step.name == key) {
                Some(step) => {
                    if let Cow::Borrowed(json) = map.next_value_seed(Capture)? {
                        step.see(json);
                    }
                }
                None => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let wanted = self.0.iter_mut().find(|step| step.name.parse() == Ok(index));
            match wanted {
                Some(step) => match list.next_element_seed(Capture)? {
                    Some(Cow::Borrowed(json)) => step.see(json),
                    Some(Cow::Owned(_)) => {}
                    None => return Ok(()),
                },
                None => {
                    if list.next_element::<IgnoredAny>()?.is_none() {
                        return Ok(());
                    }
                }
            }
            index += 1;
        }
    }
}

/// Whether the JSON is an object that has members, and only such.
pub(crate) fn has_only(json: &str, expected: impl Fn(&str) -> bool) -> bool {
    struct Only<F>(F);

    impl<'de, F: Fn(&str) -> bool> Visitor<'de> for Only<F> {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            let mut any = false;
            while let Some(key) = map.next_key_seed(Text)? {
                if !(self.0)(&key) {
                    return Ok(false);
                }
                any = true;
                map.next_value::<IgnoredAny>()?;
            }
            Ok(any)
        }
    }

    serde_json::Deserializer::from_str(json).deserialize_map(Only(expected)).unwrap_or_default()
}
