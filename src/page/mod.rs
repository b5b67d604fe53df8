//! Listings that come in pages.

mod cursor;
mod progress;
mod raw;
mod stream;

pub use cursor::{Cursor, PageInfo, PageNumber, TokenSource, count};
pub use raw::{KeepRaw, RawPages, RawReply};
pub use stream::{Items, Pages};
