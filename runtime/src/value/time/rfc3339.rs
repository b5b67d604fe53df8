//! RFC 3339 as serde modules, for `#[serde(with = "nomenclature::runtime::time::rfc3339")]`.
//!
//! Reads any offset and any fraction, leap seconds (`23:59:60`), and years from 0000 on (vendors use `0001-01-01T00:00:00Z` for
//! "not set"); digits behind the nanoseconds are cut off. Writes UTC with `Z` and only as many digits of the fraction as are
//! needed. Where that is not in the years 0000 to 9999, which are all that RFC 3339 has, it writes another offset.

use chrono::{Datelike, FixedOffset, SecondsFormat, Timelike};
use serde::de::DeserializeSeed;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::DateTime;
use crate::value::raw_text::{Text, bounded};

/// The RFC 3339 text. Beyond the years that RFC 3339 can say in any offset, which nothing is read as, it is that of ISO 8601.
pub fn format(time: &DateTime) -> String {
    // What was read in another offset can be a few hours beyond the years in UTC.
    let hours = match time.year() {
        0..=9999 => return time.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        10_000 => -1 - time.hour() as i32,
        _ => 24 - time.hour() as i32,
    };
    let minutes = (hours * 60).clamp(-DAY_END, DAY_END);
    match FixedOffset::east_opt(minutes * 60) {
        Some(offset) => time.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, true),
        None => time.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

/// The minutes of the largest offset.
const DAY_END: i32 = 23 * 60 + 59;

/// Writes an instant.
///
/// # Errors
/// Those of the serializer, or the instant is beyond the years 0000 to 9999 in every offset.
pub fn serialize<S: Serializer>(time: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
    let text = format(time);
    match text.as_bytes().first() {
        Some(b'0'..=b'9') => serializer.serialize_str(&text),
        _ => Err(S::Error::custom(format_args!("the time {text} is beyond the years of RFC 3339, 0000 to 9999"))),
    }
}

/// Reads an instant.
///
/// # Errors
/// The value is not an RFC 3339 text.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
    parse(&Text.deserialize(deserializer)?)
}

fn parse<E: serde::de::Error>(text: &str) -> Result<DateTime, E> {
    match chrono::DateTime::parse_from_rfc3339(text.trim()) {
        Ok(time) => Ok(time.to_utc()),
        Err(_) => Err(E::custom(format!("expected a time like \"2024-01-31T08:59:02Z\", found {:?}", bounded(text)))),
    }
}

struct Instant(DateTime);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Instant)
    }
}

/// `Option<DateTime>`; `null` is `None`. Add `#[serde(default)]` for members that may be missing.
pub mod option {
    use super::{DateTime, Deserialize, Deserializer, Instant, Serialize, Serializer};

    /// Writes an instant or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &Option<DateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(Instant).serialize(serializer)
    }

    /// Reads an instant or `null`.
    ///
    /// # Errors
    /// The value is neither `null` nor an RFC 3339 text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
        Ok(Option::<Instant>::deserialize(deserializer)?.map(|instant| instant.0))
    }
}

/// `Field<DateTime>`, with `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
pub mod field {
    use super::{DateTime, Deserialize, Deserializer, Instant, Serialize, Serializer};
    use crate::value::field::Field;

    /// Writes an instant or `null`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &Field<DateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(Instant).serialize(serializer)
    }

    /// Reads an instant or `null`.
    ///
    /// # Errors
    /// The value is neither `null` nor an RFC 3339 text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field<DateTime>, D::Error> {
        Ok(Field::<Instant>::deserialize(deserializer)?.map(|instant| instant.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Field;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "super")]
        at: DateTime,
        #[serde(default, with = "super::option", skip_serializing_if = "Option::is_none")]
        then: Option<DateTime>,
        #[serde(default, with = "super::field", skip_serializing_if = "Field::is_absent")]
        until: Field<DateTime>,
    }

    #[test]
    fn any_offset_and_fraction() {
        for (text, expected) in [
            ("2022-10-26T00:00:00Z", "2022-10-26T00:00:00Z"),
            ("2022-10-26T03:00:00+03:00", "2022-10-26T00:00:00Z"),
            ("2022-10-26T00:00:00.120Z", "2022-10-26T00:00:00.120Z"),
            ("2022-10-26T00:00:00.1234567Z", "2022-10-26T00:00:00.123456700Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00"),
            ("9999-12-31T23:59:59-23:30", "9999-12-31T23:30:59-23:59"),
            ("0000-01-01T00:00:00+01:30", "0000-01-01T00:30:00+02:00"),
            ("0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00+23:59"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
            ("2016-12-31t15:59:60.5-08:00", "2016-12-31T23:59:60.500Z"),
            ("2022-10-26T00:00:00.1234567890123-00:00", "2022-10-26T00:00:00.123456789Z"),
        ] {
            let row: Row = serde_json::from_str(&format!(r#"{{"at":"{text}"}}"#)).expect(text);
            assert_eq!(serde_json::to_string(&row).expect("writes"), format!(r#"{{"at":"{expected}"}}"#));
        }
        let json = r#"{"at":"2022-10-26T00:00:00Z","then":"2022-10-26T00:00:01Z","until":null}"#;
        let row: Row = serde_json::from_str(json).expect("a row");
        assert_eq!(row.until, Field::Null);
        assert_eq!(serde_json::to_string(&row).expect("writes"), json);
        for text in ["2022-10-26", "2022-10-26T00:00:00", "", "yesterday"] {
            serde_json::from_str::<Row>(&format!(r#"{{"at":"{text}"}}"#)).expect_err(text);
        }
    }

    /// Any text of RFC 3339: each number within its bounds, leap seconds where they may be.
    fn valid() -> impl Strategy<Value = String> {
        let date = (prop_oneof![0..10_000, Just(0), Just(9999)], 1..13_u32, 1..32_u32);
        let time = (0..24, 0..60, prop_oneof![0..60, Just(60)], "(\\.[0-9]{1,12})?");
        let offset = prop_oneof![
            "[Zz]",
            (prop_oneof![Just('+'), Just('-')], 0..24, 0..60)
                .prop_map(|(sign, hours, minutes)| { format!("{sign}{hours:02}:{minutes:02}") })
        ];
        (date, time, offset).prop_filter_map("a day that the month has", |((year, month, day), time, offset)| {
            let (hour, minute, second, fraction) = time;
            chrono::NaiveDate::from_ymd_opt(year, month, day)?;
            Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}"))
        })
    }

    proptest! {
        #[test]
        fn what_is_valid_is_read_and_what_is_read_is_written_so_that_it_reads_back(text in valid()) {
            let read = |text: &str| serde_json::from_str::<Row>(&format!(r#"{{"at":"{text}"}}"#));
            let row = read(&text).expect("valid");
            let json = serde_json::to_string(&row).expect("writes");
            prop_assert_eq!(&serde_json::from_str::<Row>(&json).expect("what was written"), &row);
            prop_assert_eq!(&read(&format(&row.at)).expect("a parameter"), &row);
        }
    }

    #[test]
    fn years_that_no_offset_can_say_are_errors() {
        for seconds in [253_402_300_800 + 86_400, -62_167_219_200 - 86_400] {
            let at = DateTime::from_timestamp(seconds, 0).expect("a time");
            let error = serde_json::to_string(&Row { at, then: None, until: Field::Absent }).expect_err("no such year");
            assert!(error.to_string().contains("RFC 3339"), "{error}");
        }
    }
}
