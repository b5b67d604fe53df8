//! How values look in a path, a query or a header.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::value::decimal::Exact;
use crate::value::time::{DateTime, LocalDateTime, UnixTime, rfc3339};

/// A value with one fixed text form outside JSON: as path segment, query value or header value.
pub trait WireText {
    /// Appends the text.
    fn write_text(&self, out: &mut String);

    /// The text.
    fn to_wire_text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }
}

macro_rules! as_displayed {
    ($($type:ty),* $(,)?) => {
        $(impl WireText for $type {
            fn write_text(&self, out: &mut String) {
                _ = write!(out, "{self}");
            }
        })*
    };
}

as_displayed!(
    bool,
    char,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    str,
    String,
    Box<str>,
    Cow<'_, str>,
    rust_decimal::Decimal,
    Exact,
    UnixTime,
    LocalDateTime,
    chrono::NaiveDate,
);

#[cfg(feature = "uuid")]
as_displayed!(uuid::Uuid);

impl WireText for DateTime {
    fn write_text(&self, out: &mut String) {
        out.push_str(&rfc3339::format(self));
    }
}

impl<T: WireText + ?Sized> WireText for &T {
    fn write_text(&self, out: &mut String) {
        (**self).write_text(out);
    }
}
