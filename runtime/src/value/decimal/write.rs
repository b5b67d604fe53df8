//! Writes a decimal as a bare JSON number, and as a text in other formats.

use std::fmt::{self, Write};

use rust_decimal::Decimal;
use serde::Serializer;

use crate::value::format::Format;
use crate::value::raw_json::write_token;

/// The digits and the scale of the decimal: in JSON text as a number, elsewhere as a text, since a number would be an `f64`.
pub(crate) fn write<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = Digits { bytes: [0; CAPACITY], length: 0 };
    if write!(text, "{value}").is_err() {
        return Err(serde::ser::Error::custom("a decimal is longer than its longest form"));
    }
    let text = text.as_str();
    match Format::of_serializer(&serializer) {
        Format::Json => write_token(text, serializer),
        _ => serializer.serialize_str(text),
    }
}

/// A sign, a leading zero, a point and 29 digits fit well.
const CAPACITY: usize = 40;

struct Digits {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Digits {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
