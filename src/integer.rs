//! Integers, exact from their digits: `1.0`, `1e2` and `-0` are integers, `9007199254740993.0` is that very one.
//!
//! `serde_json` reads a number with a point or an exponent as an `f64`, which is another number where it has many digits. The
//! text of each integer could be asked for, but that takes longer. So replies are read in haste first: plain integers are taken
//! as they come, and where anything else is found for one of them, the reply is read once more by its digits.

use std::any::type_name;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::capture::{Key, Text, bounded};
use crate::decimal::{Whole, parse_whole};
use crate::format::Format;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Numbers are read from their digits.
    Exact,
    /// Plain integers are taken as they come.
    Hasty,
    /// There was a number that is not plain.
    Missed,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Exact) };
}

/// Sets the mode of this thread, and on its end what it was before.
struct Set(Mode);

impl Set {
    fn to(mode: Mode) -> Self {
        Self(MODE.replace(mode))
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        MODE.set(self.0);
    }
}

/// Reads in haste, and once more if that has missed a number.
pub(crate) fn in_haste<T, E>(read: impl Fn() -> Result<T, E>) -> Result<T, E> {
    let _before = Set::to(Mode::Hasty);
    let read_once = read();
    if MODE.get() == Mode::Hasty {
        return read_once;
    }
    drop(read_once);
    MODE.set(Mode::Exact);
    read()
}

/// Whether numbers may be taken as they come.
#[inline]
pub(crate) fn is_hasty() -> bool {
    MODE.get() != Mode::Exact
}

/// A number came that is not plain.
#[cold]
pub(crate) fn miss() {
    if is_hasty() {
        MODE.set(Mode::Missed);
    }
}

/// An `f64` that is surely an integer: with more digits it might have been another one.
pub(crate) fn whole_float(value: f64) -> Option<i64> {
    const SURE: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() < SURE).then_some(value as i64)
}

/// How an integer is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// By its type.
    Typed,
    /// As raw JSON.
    Raw,
    /// As whatever there is.
    Any,
    /// As a text.
    Text,
}

impl Way {
    #[inline]
    pub(crate) fn of<'de, D: Deserializer<'de>>(deserializer: &D) -> Self {
        match Format::of_deserializer(deserializer) {
            Format::Json if is_hasty() => Way::Typed,
            Format::Json | Format::Other => Way::Raw,
            Format::Tree | Format::Ron | Format::Toml => Way::Any,
            Format::Compact => Way::Typed,
            Format::Csv => Way::Text,
        }
    }
}

/// Reads an integer from its digits, or from what a format that has integers says.
pub(crate) struct IntegerVisitor<T> {
    /// Whether a text may hold it.
    texts: bool,
    integer: PhantomData<T>,
}

impl<T> IntegerVisitor<T> {
    pub(crate) fn new(way: Way) -> Self {
        Self { texts: matches!(way, Way::Text), integer: PhantomData }
    }
}

/// The integers of Rust.
pub(crate) trait Integer: TryFrom<i64> + TryFrom<u64> + TryFrom<i128> {}

impl<T: TryFrom<i64> + TryFrom<u64> + TryFrom<i128>> Integer for T {}

/// The integer that a text is.
pub(crate) fn parse<T: Integer>(text: &str) -> Result<T, String> {
    let too_large = || format!("the integer {} is beyond the range of {}", bounded(text), type_name::<T>());
    match parse_whole(text) {
        Ok(value) => T::try_from(value).map_err(|_| too_large()),
        Err(Whole::Overflow) => Err(too_large()),
        Err(_) => Err(format!("expected an integer, found {}", bounded(text))),
    }
}

impl<'de, T: Integer> Visitor<'de> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).or_else(|_| parse(&value.to_string()).map_err(E::custom))
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        T::try_from(value).or_else(|_| parse(&value.to_string()).map_err(E::custom))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<T, E> {
        parse(&value.to_string()).map_err(E::custom)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<T, E> {
        parse(&value.to_string()).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        miss();
        match whole_float(value).and_then(|value| T::try_from(value).ok()) {
            Some(value) => Ok(value),
            None => Err(E::invalid_value(de::Unexpected::Float(value), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        if self.texts {
            return parse(text.trim()).map_err(E::custom);
        }
        Err(E::invalid_type(de::Unexpected::Str(text), &self))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match Key::first(&mut map)? {
            Some(Key::Raw | Key::Number) => parse_json(&map.next_value_seed(Text)?).map_err(de::Error::custom),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }
}

/// The integer that a JSON value is.
fn parse_json<T: Integer>(json: &str) -> Result<T, String> {
    match json.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => parse(json),
        Some(b'[') => Err("invalid type: sequence, expected an integer".to_owned()),
        Some(b'{') => Err("invalid type: map, expected an integer".to_owned()),
        Some(b'"') => Err(format!("invalid type: string {}, expected an integer", bounded(json))),
        _ => Err(format!("expected an integer, found {}", bounded(json.trim()))),
    }
}
