//! A local time whose zone may not be said.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::DateTime;
use crate::value::raw_text::{Text, bounded};
use serde::de::DeserializeSeed;

/// The nanoseconds of a leap second begin here.
const LEAP: u32 = 1_000_000_000;

/// A date and time such as `2020-07-03 08:59:02`, or with its offset, `2020-07-03 08:59:02 +02:00`.
///
/// Without an offset the zone is known only to the vendor, so there is no way to an instant but [`at`](Self::at).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalDateTime {
    local: NaiveDateTime,
    offset: Option<FixedOffset>,
}

impl LocalDateTime {
    /// A time without an offset. Fractions of a second are cut off: the form has no place for them.
    pub fn new(local: NaiveDateTime) -> Self {
        Self::with(local, None)
    }

    /// A time with its offset from UTC; seconds of the offset and fractions of a second are cut off.
    pub fn with_offset(local: NaiveDateTime, offset: FixedOffset) -> Self {
        let minutes = offset.local_minus_utc() / 60 * 60;
        Self::with(local, FixedOffset::east_opt(minutes))
    }

    fn with(local: NaiveDateTime, offset: Option<FixedOffset>) -> Self {
        // Chrono has a leap second as the one before it with a second of nanoseconds more.
        let whole = local.nanosecond() / LEAP * LEAP;
        Self { local: local.with_nanosecond(whole).unwrap_or(local), offset }
    }

    /// The date and time as the clock showed it.
    pub const fn local(&self) -> NaiveDateTime {
        self.local
    }

    /// The offset from UTC, if it was said.
    pub const fn offset(&self) -> Option<FixedOffset> {
        self.offset
    }

    /// The instant, if the offset was said.
    pub fn to_datetime(&self) -> Option<DateTime> {
        self.offset.and_then(|offset| self.at(offset))
    }

    /// The instant, if the clock had this offset; `None` beyond the years that `chrono` covers.
    pub fn at(&self, offset: FixedOffset) -> Option<DateTime> {
        let time = self.local.checked_sub_offset(offset)?;
        Some(time.and_local_timezone(Utc).single()?.to_utc())
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local.format("%Y-%m-%d %H:%M:%S"))?;
        match self.offset {
            Some(offset) => write!(f, " {offset}"),
            None => Ok(()),
        }
    }
}

/// A text is not of the form `2020-07-03 08:59:02`, with or without ` +02:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLocalDateTimeError(String);

impl fmt::Display for ParseLocalDateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a time like \"2020-07-03 08:59:02\" or \"2020-07-03 08:59:02 +02:00\", found {:?}", self.0)
    }
}

impl std::error::Error for ParseLocalDateTimeError {}

impl FromStr for LocalDateTime {
    type Err = ParseLocalDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseLocalDateTimeError(bounded(text)))
    }
}

fn parse(text: &str) -> Option<LocalDateTime> {
    let mut parts = text.split(' ');
    let (date, time, offset) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let (second, nanosecond) = if second == 60 { (59, LEAP) } else { (second, 0) };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let local = date.and_hms_nano_opt(hour, minute, second, nanosecond)?;
    let offset = match offset {
        None => None,
        Some(text) => {
            let sign = match text.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let [hours, minutes] = numbers(&text[1..], ':', [2, 2])?;
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| minutes < 60)?;
            Some(FixedOffset::east_opt(sign * seconds)?)
        }
    };
    Some(LocalDateTime { local, offset })
}

/// Numbers of fixed widths between separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next().filter(|part| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

impl Serialize for LocalDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !(0..=9999).contains(&self.local.year()) {
            return Err(S::Error::custom(format_args!(
                "the time {self} is beyond the years that its form has, 0000 to 9999"
            )));
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text.deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_round_trip() {
        for text in [
            "2020-07-03 08:59:02",
            "2020-07-03 08:59:02 +02:00",
            "2050-01-01 00:00:00 -05:30",
            "0001-01-01 00:00:00 +00:00",
            "2016-12-31 23:59:60",
            "2016-12-31 15:59:60 -08:00",
            "9999-12-31 23:59:59 -14:00",
            "0000-01-01 00:00:00 +14:00",
        ] {
            let time: LocalDateTime = text.parse().expect(text);
            assert_eq!(time.to_string(), text);
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::from_str::<LocalDateTime>(&json).expect("reads"), time);
            assert_eq!(serde_json::to_string(&time).expect("writes"), json);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2020-07-03",
            "2020-07-03T08:59:02",
            "2020-7-3 08:59:02",
            "2020-02-30 00:00:00",
            "2020-07-03 24:00:00",
            "2020-07-03 23:59:61",
            "2020-07-03 23:60:60",
            "2020-07-03 08:59:02 02:00",
            "2020-07-03 08:59:02 +0200",
            "2020-07-03 08:59:02 +02:60",
            "2020-07-03 08:59:02 +99:00",
            "2020-07-03 08:59:02 +02:00 x",
            "2020-07-03  08:59:02",
            "2020-07-03 08:59:02 é2:00",
            "+020-07-03 08:59:02",
        ] {
            text.parse::<LocalDateTime>().expect_err(text);
        }
    }

    #[test]
    fn the_offset_leads_to_the_instant() {
        let time: LocalDateTime = "2020-07-03 08:59:02 +02:00".parse().expect("a time");
        assert_eq!(time.to_datetime().expect("an instant").to_string(), "2020-07-03 06:59:02 UTC");
        let zoneless: LocalDateTime = "2020-07-03 08:59:02".parse().expect("a time");
        assert_eq!(zoneless.to_datetime(), None);
        assert_eq!(zoneless.at(time.offset().expect("an offset")), time.to_datetime());
        assert_ne!(time, zoneless);
        let leap: LocalDateTime = "2016-12-31 23:59:60".parse().expect("a leap second");
        assert_eq!(LocalDateTime::new(leap.local()), leap);
        let late = NaiveDate::from_ymd_opt(10_000, 1, 1).and_then(|date| date.and_hms_opt(0, 0, 0)).expect("a time");
        serde_json::to_string(&LocalDateTime::new(late)).expect_err("a year that the form does not have");
        let built = LocalDateTime::with_offset(zoneless.local(), FixedOffset::east_opt(7_201).expect("an offset"));
        assert_eq!(built, time);
    }
}
