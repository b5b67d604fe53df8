//! Integers, exact from their digits: `1.0`, `1e2` and `-0` are integers, `9007199254740993.0` is that very one.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::value::digits::{Whole, parse_whole, whole_float};
use crate::value::format::Format;
use crate::value::haste::{is_hasty, miss};
use crate::value::raw_text::{Key, Text, bounded};

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

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "the macros write for public types")]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate as rt;
    use crate::value::haste::in_haste;
    use crate::value::wire::{Wire, from_json};

    /// An enum of integers.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        One,
        Unrecognized(i64),
    }

    rt::open_enum! {
        Level: integer {
            One = 1,
        }
    }

    /// An enum with numbers.
    #[derive(Clone, Debug, PartialEq)]
    enum Kind {
        One,
        Unrecognized(rt::UnrecognizedValue),
    }

    rt::open_enum! {
        Kind: text {
            One = "one" | 1,
        }
    }

    /// An id or a text.
    #[derive(Clone, Debug, PartialEq)]
    enum Id {
        Number(i64),
        Text(String),
        Unrecognized(rt::RawJson),
    }

    rt::union! {
        Id {
            Number(i64) = Number,
            Text(String) = Text,
        }
    }

    /// A place.
    #[derive(Clone, Debug, PartialEq)]
    struct Place {
        number: i64,
    }

    rt::tuple! {
        Place {
            number: required,
        }
    }

    #[derive(Debug, PartialEq)]
    struct Row {
        plain: i64,
        optional: Option<i64>,
        field: crate::Field<i64>,
        list: Vec<i64>,
        map: BTreeMap<String, i64>,
        lenient: i64,
        quoted: Option<i64>,
        aliased: Option<i64>,
        at: rt::UnixTime,
        level: Level,
        kind: Kind,
        union: Id,
        place: Place,
        other: rt::Lenient<i64>,
    }

    rt::record! {
        Row {
            0 => plain: required,
            1 => optional,
            2 => field,
            3 => list: required,
            4 => map: required,
            5 => lenient: required as rt::lenient::Integer,
            6 => quoted as rt::lenient::Integer,
            7 => aliased = "aliased" | "Aliased",
            8 => at: required,
            9 => level: required,
            10 => kind: required,
            11 => union: required,
            12 => place: required,
            13 => other: required,
        }
    }

    /// A row with the same number everywhere.
    fn row(number: &str) -> String {
        format!(
            r#"{{"plain":{number},"optional":{number},"field":{number},"list":[{number}],"map":{{"a":{number}}},
            "lenient":{number},"quoted":"{number}","Aliased":{number},"at":{number},"level":{number},"kind":{number},
            "union":{number},"place":[{number}],"other":{number}}}"#
        )
    }

    type Reader = fn(&str) -> Result<Row, serde_json::Error>;

    fn readers() -> [Reader; 4] {
        [
            |json| serde_json::from_str(json),
            |json| serde_json::from_slice(json.as_bytes()),
            |json| serde_json::from_reader(json.as_bytes()),
            |json| crate::value::list_capacity::read_reply(json, u64::MAX),
        ]
    }

    #[test]
    fn integers_in_any_form_are_exact_in_every_place() {
        let same = |number: i64| -> Row { serde_json::from_str(&row(&number.to_string())).expect("plain") };
        for (text, number) in [
            ("1.0", 1),
            ("1e2", 100),
            ("1E+2", 100),
            ("-0", 0),
            ("-0.0e5", 0),
            ("100e-2", 1),
            ("0.07e2", 7),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("12345678901234567890e-1", 1_234_567_890_123_456_789),
            ("-9223372036854775808.000", i64::MIN),
            ("9.223372036854775807e18", i64::MAX),
            ("922337203685477580700000000000000000000000e-23", i64::MAX),
        ] {
            for read in readers() {
                let read = read(&row(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert_eq!(read, same(number), "{text}");
                assert_eq!(
                    (read.level, read.kind, read.union, read.place),
                    (Level::from(number), same(number).kind, Id::Number(number), Place { number }),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_integer_or_too_large_is_an_error_with_its_digits() {
        fn fails<T: Wire + fmt::Debug>(text: &str) {
            for error in [
                from_json::<T>(text).expect_err(text),
                in_haste(|| from_json::<T>(text)).expect_err(text),
                from_json::<Vec<T>>(&format!("[{text}]")).expect_err(text),
            ] {
                assert!(error.to_string().contains(text.get(..40).unwrap_or(text)), "{text}: {error}");
            }
        }
        for text in ["1e-2", "1.5", "99999999999999999.99999999999999999", "0.99999999999999999999999999999999999"] {
            fails::<i64>(text);
            fails::<u8>(text);
            fails::<rt::UnixTime>(text);
            fails::<Level>(text);
        }
        for text in [
            "9223372036854775808",
            "9223372036854775808.0",
            "1e19",
            "1e999999999999",
            "340282366920938463463374607431768211456",
        ] {
            fails::<i64>(text);
            fails::<rt::UnixTime>(text);
            fails::<Level>(text);
        }
        fails::<i32>("2147483648");
        fails::<i32>("2147483648.0");
        fails::<u64>("18446744073709551616");
        fails::<u8>("-1");
        for text in ["null", "true", "\"1\"", "[1]", "{}"] {
            from_json::<i64>(text).expect_err(text);
            in_haste(|| from_json::<i64>(text)).expect_err(text);
        }
        // A tree has made a float of it: it might have been another number.
        for (number, read) in [("1.0", Some(1)), ("9007199254740993.0", None), ("1.5", None), ("-7", Some(-7))] {
            let value: serde_json::Value = serde_json::from_str(number).expect("a number");
            assert_eq!(i64::read(value).ok(), read, "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_form_of_any_integer(number: i64, zeros in 0_usize..30, exponent in -30_i64..30) {
            // The digits with zeros behind them, the point moved to and fro.
            let digits = format!("{}{}", number.unsigned_abs(), "0".repeat(zeros));
            let (point, shift) = (digits.len() as i64 + exponent, -(zeros as i64) - exponent);
            let mantissa = match usize::try_from(point) {
                Ok(point) if point > 0 && point < digits.len() => format!("{}.{}", &digits[..point], &digits[point..]),
                Ok(point) if point > 0 => format!("{digits}{}", "0".repeat(point - digits.len())),
                _ => format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
            };
            let text = format!("{}{mantissa}e{shift}", if number < 0 { "-" } else { "" });
            prop_assert_eq!(from_json::<i64>(&text).expect("an integer"), number, "{}", text);
            prop_assert_eq!(in_haste(|| from_json::<i64>(&text)).expect("an integer"), number, "{}", text);
        }
    }
}
