//! Decides after each page whether there is another, and where.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::cursor::{Cursor, PageInfo};
use crate::spec::{PagingSpec, PagingStyle};

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Page(Cursor),
    End,
    /// The page is good, but the vendor sends the listing back to an earlier one.
    Loop(String),
    /// The page is an earlier one once more.
    Repeated(String),
}

/// The state of a sequential walk through a listing.
///
/// An offset listing ends on an empty page, or when the next offset is missing, 0, not beyond the current one, or at or past a
/// positive total. A next offset that does not advance ends it even where the total promises more rows: the vendor's own
/// clients do the same, and guessing an offset could skip or repeat rows. A numbered listing ends on a page that is not full; a
/// full page that equals an earlier one means that the vendor ignores the number or goes round in a circle. A token listing ends without a
/// token; a token that was there before means a circle.
#[derive(Debug)]
pub(crate) struct Progress {
    paging: Option<PagingSpec>,
    at: Cursor,
    /// The full pages of a numbered listing, or the tokens of a listing by token, that were there already.
    seen: HashSet<u64>,
}

impl Progress {
    pub(crate) fn new(paging: Option<PagingSpec>, start: Cursor) -> Self {
        let mut seen = HashSet::new();
        if let Some(token) = start.to_token() {
            seen.insert(fingerprint(token.as_bytes()));
        }
        Self { paging, at: start, seen }
    }

    /// Takes note of a page.
    pub(crate) fn after(&mut self, info: &PageInfo, body: &[u8]) -> Next {
        let Some(paging) = self.paging else { return Next::End };
        let next = match paging.style {
            PagingStyle::Offset => self.after_offset(info),
            PagingStyle::Page => self.after_number(info, body, paging.page_size),
            PagingStyle::Token => self.after_token(info),
        };
        if let Next::Page(cursor) = &next {
            self.at = cursor.clone();
        }
        next
    }

    fn after_offset(&self, info: &PageInfo) -> Next {
        let current = self.at.number().unwrap_or(0).max(0);
        let past_total = |next: i64| info.total.is_some_and(|total| total > 0 && next >= total);
        match info.next_offset {
            Some(next) if info.rows > 0 && next > current && !past_total(next) => {
                Next::Page(Cursor::offset(Some(next)))
            }
            _ => Next::End,
        }
    }

    fn after_number(&mut self, info: &PageInfo, body: &[u8], full: Option<u64>) -> Next {
        let full = full.unwrap_or(1).max(1);
        let number = self.at.number().unwrap_or(1);
        if (info.rows as u64) < full {
            Next::End
        } else if !self.seen.insert(fingerprint(body)) {
            Next::Repeated(format!("page {number} is the same as an earlier one"))
        } else {
            Next::Page(Cursor::page(Some(number.saturating_add(1))))
        }
    }

    fn after_token(&mut self, info: &PageInfo) -> Next {
        match &info.next_token {
            None => Next::End,
            Some(token) if self.seen.insert(fingerprint(token.as_bytes())) => Next::Page(Cursor::token(Some(token))),
            Some(_) => Next::Loop("the token of the next page was there before".to_owned()),
        }
    }
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(style: PagingStyle, page_size: Option<u64>, start: Cursor) -> Progress {
        Progress::new(Some(PagingSpec { style, page_size }), start)
    }

    fn offset(rows: usize, next: Option<i64>, total: Option<i64>, start: Option<i64>) -> Next {
        let info = PageInfo::new(rows).next_offset(next).total(total);
        progress(PagingStyle::Offset, Some(10_000), Cursor::offset(start)).after(&info, b"")
    }

    #[test]
    fn offsets_end_on_every_documented_condition() {
        let page = |next: i64| Next::Page(Cursor::offset(Some(next)));
        assert_eq!(offset(3, Some(3), Some(10), None), page(3));
        assert_eq!(offset(3, Some(9), Some(10), Some(6)), page(9));
        assert_eq!(offset(3, Some(3), None, None), page(3));
        assert_eq!(offset(3, Some(3), Some(0), None), page(3));
        assert_eq!(offset(3, Some(3), Some(10), Some(-5)), page(3));
        for (rows, next, total, start) in [
            (0, Some(3), Some(10), None),
            (3, None, Some(10), None),
            (3, Some(0), Some(10), None),
            (3, Some(6), Some(10), Some(6)),
            (3, Some(5), Some(10), Some(6)),
            (3, Some(-1), Some(10), None),
            (3, Some(10), Some(10), Some(7)),
            (3, Some(11), Some(10), Some(7)),
            (1, Some(1), Some(1), Some(1)),
        ] {
            assert_eq!(offset(rows, next, total, start), Next::End, "{rows} {next:?} {total:?} {start:?}");
        }
    }

    #[test]
    fn numbers_end_on_a_page_that_is_not_full() {
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(100), b"first"), Next::Page(Cursor::page(Some(2))));
        assert_eq!(walk.after(&PageInfo::new(100), b"second"), Next::Page(Cursor::page(Some(3))));
        assert_eq!(walk.after(&PageInfo::new(99), b"third"), Next::End);
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(Some(7)));
        assert_eq!(walk.after(&PageInfo::new(100), b"same"), Next::Page(Cursor::page(Some(8))));
        assert!(matches!(walk.after(&PageInfo::new(100), b"same"), Next::Repeated(_)));
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(100), b"a"), Next::Page(Cursor::page(Some(2))));
        assert_eq!(walk.after(&PageInfo::new(100), b"b"), Next::Page(Cursor::page(Some(3))));
        assert!(matches!(walk.after(&PageInfo::new(100), b"a"), Next::Repeated(_)), "a circle");
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(0), b"none"), Next::End);
    }

    #[test]
    fn tokens_end_without_a_token_or_in_a_circle() {
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(None::<String>));
        let info = |token: Option<&str>| PageInfo::new(1).next_token(token);
        assert_eq!(walk.after(&info(Some("a")), b""), Next::Page(Cursor::token(Some("a"))));
        assert_eq!(walk.after(&info(Some("b")), b""), Next::Page(Cursor::token(Some("b"))));
        assert!(matches!(walk.after(&info(Some("a")), b""), Next::Loop(_)));
        for token in [None, Some("")] {
            let mut walk = progress(PagingStyle::Token, None, Cursor::token(Some("x")));
            assert_eq!(walk.after(&info(token), b""), Next::End);
        }
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(Some("x")));
        assert!(matches!(walk.after(&info(Some("x")), b""), Next::Loop(_)));
    }
}
