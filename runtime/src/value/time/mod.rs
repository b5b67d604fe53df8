//! Instants and vendor times.
//!
//! `chrono` is the date-time library of the SDK. Three forms occur on the wire: RFC 3339 ([`DateTime`]), seconds since 1970
//! ([`UnixTime`]), and a local time that may lack its zone ([`LocalDateTime`]).

mod local;
pub mod rfc3339;
mod unix;

pub use local::{LocalDateTime, ParseLocalDateTimeError};
pub use unix::UnixTime;

/// An instant in UTC.
pub type DateTime = chrono::DateTime<chrono::Utc>;
