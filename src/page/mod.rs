//! Listings that come in pages.

mod cursor;
mod flights;
mod mark;
mod planner;
mod progress;
mod raw;
mod stream;
mod walk;

pub use cursor::{Cursor, PageInfo, PageNumber, TokenSource, count};
pub use raw::{KeepRaw, RawPages, RawReply};
pub use stream::{Items, Pages};
