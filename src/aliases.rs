//! Members that are read under several spellings, also when a reply has more than one of them.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use crate::capture::{Text, capture};

/// Other spellings of members: each with the name that it stands for.
pub type Aliases = &'static [(&'static str, &'static str)];

/// Deserializes structs with aliases renamed. Of several spellings of one member the first that is not null counts and the others
/// are skipped, where serde's own `alias` would refuse the reply for a duplicate member.
#[derive(Debug)]
pub struct FirstSpelling<D> {
    inner: D,
    aliases: Aliases,
}

impl<D> FirstSpelling<D> {
    /// Renames the aliases in what `inner` gives.
    pub fn new(inner: D, aliases: Aliases) -> Self {
        Self { inner, aliases }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for FirstSpelling<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_struct(name, fields, Renaming { visitor, aliases: self.aliases })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Renaming<V> {
    visitor: V,
    aliases: Aliases,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Renaming<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Renamed { map, aliases: self.aliases, seen: Vec::new(), value: None })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(seq)
    }
}

struct Renamed<'de, A> {
    map: A,
    aliases: Aliases,
    /// The members with aliases that were there already.
    seen: Vec<&'static str>,
    /// The text of the value that is next, where it had to be looked at.
    value: Option<Cow<'de, str>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Renamed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key_seed(Text)? {
            let Some((_, name)) = self.aliases.iter().find(|(alias, name)| key == *alias || key == *name) else {
                let key: CowStrDeserializer<'_, A::Error> = key.into_deserializer();
                return seed.deserialize(key).map(Some);
            };
            if self.seen.contains(name) {
                self.map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = self.map.next_value_seed(Captured)?;
            // The other spelling may have the value.
            if value != "null" {
                self.seen.push(name);
                self.value = Some(value);
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let failed = |error: serde_json::Error| A::Error::custom(without_place(&error));
        match self.value.take() {
            None => self.map.next_value_seed(seed),
            Some(Cow::Borrowed(text)) => {
                seed.deserialize(&mut serde_json::Deserializer::from_str(text)).map_err(failed)
            }
            // From a reader; a value that is not borrowed cannot lend its text either.
            Some(Cow::Owned(text)) => {
                let value: serde_json::Value = serde_json::from_str(&text).map_err(failed)?;
                seed.deserialize(value).map_err(failed)
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.map.size_hint()
    }
}

/// The value as JSON text.
struct Captured;

impl<'de> DeserializeSeed<'de> for Captured {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        capture(deserializer)
    }
}

/// The message without the line and column, which count from the beginning of the value.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// Implements serde's traits for a struct that derives them with `#[serde(remote = "Self")]`, reading aliases.
#[doc(hidden)]
#[macro_export]
macro_rules! aliased {
    ($type:ident, $($alias:literal => $name:literal),+ $(,)?) => {
        // The type itself may be called `S` or `D`, so no parameter is.
        impl $crate::runtime::serde::Serialize for $type {
            fn serialize<__S: $crate::runtime::serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                $type::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $type {
            fn deserialize<__D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $type::deserialize($crate::runtime::FirstSpelling::new(deserializer, &[$(($alias, $name)),+]))
            }
        }
    };
}
