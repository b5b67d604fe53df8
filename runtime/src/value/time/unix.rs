//! Seconds since 1970.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::DateTime;
use crate::value::scalar::Scalar;

/// An instant as whole seconds since 1970-01-01T00:00:00Z, written as a bare integer.
///
/// Reads an integer, or a text that holds one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// The instant this many seconds after 1970 began.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970 began.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The instant as a date and time; `None` beyond the years that `chrono` covers (about ±262 000).
    pub fn to_datetime(self) -> Option<DateTime> {
        DateTime::from_timestamp(self.0, 0)
    }
}

impl From<i64> for UnixTime {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl From<UnixTime> for i64 {
    fn from(time: UnixTime) -> Self {
        time.0
    }
}

/// Cuts fractions of a second off, towards the past.
impl<Tz: chrono::TimeZone> From<chrono::DateTime<Tz>> for UnixTime {
    fn from(time: chrono::DateTime<Tz>) -> Self {
        Self(time.timestamp())
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for UnixTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self);
        }
        let small = |seconds| Some(Self(seconds));
        Scalar::read_small(deserializer, "seconds since 1970", small, |scalar| from_scalar(&scalar))
    }
}

#[cold]
fn from_scalar(scalar: &Scalar<'_>) -> Result<UnixTime, String> {
    let seconds = scalar.integer().and_then(|seconds| i64::try_from(seconds).ok());
    seconds.map(UnixTime).ok_or_else(|| format!("expected seconds since 1970, found {}", scalar.unexpected()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_integers_and_texts() {
        for json in ["1534151629", r#""1534151629""#, "1534151629.0"] {
            let time: UnixTime = serde_json::from_str(json).expect(json);
            assert_eq!(time.seconds(), 1_534_151_629);
            assert_eq!(serde_json::to_string(&time).expect("writes"), "1534151629");
        }
        let time = UnixTime::from_seconds(1_534_151_629).to_datetime().expect("in range");
        assert_eq!(time.to_string(), "2018-08-13 09:13:49 UTC");
        assert_eq!(UnixTime::from(time), UnixTime::from_seconds(1_534_151_629));
        assert_eq!(UnixTime::from_seconds(i64::MAX).to_datetime(), None);
        for json in ["1.5", "null", r#""soon""#, "9223372036854775808", "[]"] {
            serde_json::from_str::<UnixTime>(json).expect_err(json);
        }
    }
}
