//! Members that are read under several spellings, also when a reply has more than one of them.

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

use crate::capture::Text;

/// Other spellings of members: each with the name that it stands for.
pub type Aliases = &'static [(&'static str, &'static str)];

/// Deserializes structs with aliases renamed. Of several spellings of one member the first counts and the others are skipped, where
/// serde's own `alias` would refuse the reply for a duplicate member.
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
        self.visitor.visit_map(Renamed { map, aliases: self.aliases, seen: Vec::new() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(seq)
    }
}

struct Renamed<A> {
    map: A,
    aliases: Aliases,
    /// The members with aliases that were there already.
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Renamed<A> {
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
            self.seen.push(name);
            return seed.deserialize(name.into_deserializer()).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.map.size_hint()
    }
}

/// Implements serde's traits for a struct that derives them with `#[serde(remote = "Self")]`, reading aliases.
#[doc(hidden)]
#[macro_export]
macro_rules! aliased {
    ($type:ident, $($alias:literal => $name:literal),+ $(,)?) => {
        impl $crate::runtime::serde::Serialize for $type {
            fn serialize<S: $crate::runtime::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $type::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $type::deserialize($crate::runtime::FirstSpelling::new(deserializer, &[$(($alias, $name)),+]))
            }
        }
    };
}
