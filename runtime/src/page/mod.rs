//! Listings that come in pages.
//!
//! [`end_rules`] sees the pages in order and says what follows each; [`read_ahead`] guesses further pages within the window,
//! and a guess counts only if it is what the rules say next. [`in_flight`] polls the requests, [`prefetch`] is the one generic
//! part, and [`stream`] and [`raw`] are what callers hold.

mod cursor;
mod end_rules;
mod in_flight;
mod page_hash;
mod paged;
mod prefetch;
mod raw;
mod read_ahead;
mod stream;

pub use cursor::{Cursor, PageInfo, PageNumber, TokenSource, count};
pub use paged::Paged;
pub use raw::{KeepRaw, RawPages, RawReply};
pub use stream::{Items, Pages};
