//! Decides after each page whether there is another, and where.

use std::collections::HashSet;

use super::cursor::{Cursor, PageInfo};
use super::page_hash::page_hash;
use crate::descriptors::{PagingSpec, PagingStyle};

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

/// The state of a listing through a listing, page by page in order.
///
/// An offset listing ends on an empty page, or when the next offset is missing, 0, not beyond the current one, or at or past a
/// positive total. A next offset that does not advance ends it even where the total promises more rows: the vendor's own
/// clients do the same, and guessing an offset could skip or repeat rows. A next offset that skips rows, as when the server caps
/// the page below the limit but advances by the limit, is not followed: the next page begins after the rows that came. A page of an offset listing whose rows were there
/// before means that the vendor ignores the offset, unless a total bounds the listing and there are so few rows that they may
/// well be alike. Where no page names the next offset it is the number of rows so far. A numbered listing ends on a page that is not full; a full page that equals an earlier one means that the
/// vendor ignores the number or goes round in a circle. A token listing ends without a token; a token or a page that was there
/// before means a circle, and so does a row of pages without rows.
#[derive(Debug)]
pub(crate) struct EndRules {
    paging: Option<PagingSpec>,
    at: Cursor,
    /// The marks of the pages, and of the tokens of a listing by token, that were there already.
    seen: HashSet<u64>,
    /// The total that the first page of an offset listing named.
    total: Option<Option<i64>>,
    /// How many pages of a listing by token had no rows, one after another.
    empty: usize,
}

/// Pages of fewer rows may be alike by chance: movements have no identifier.
const FEW: usize = 10;

/// So many pages without rows in a row are no filter that finds little: new tokens can be made up without end.
const MOST_EMPTY: usize = 10;

impl EndRules {
    pub(crate) fn new(paging: Option<PagingSpec>, start: Cursor) -> Self {
        let mut seen = HashSet::new();
        if let Some(token) = start.to_token() {
            seen.insert(page_hash(token.as_bytes()));
        }
        Self { paging, at: start, seen, total: None, empty: 0 }
    }

    /// Takes note of a page, whose rows have this hash.
    pub(crate) fn after(&mut self, info: &PageInfo, rows: u64) -> Next {
        let Some(paging) = self.paging else { return Next::End };
        let next = match paging.style {
            PagingStyle::Offset => self.after_offset(info, rows),
            PagingStyle::Rows => {
                let rows_read = i64::try_from(info.rows).unwrap_or(i64::MAX);
                let next = self.at.rows_before().saturating_add(rows_read);
                self.after_offset(&info.clone().next_offset(Some(next)), rows)
            }
            PagingStyle::Page => self.after_number(info, rows, paging.page_size),
            PagingStyle::Token => self.after_token(info, rows),
        };
        if let Next::Page(cursor) = &next {
            self.at = cursor.clone();
        }
        next
    }

    fn after_offset(&mut self, info: &PageInfo, rows: u64) -> Next {
        let current = self.at.rows_before();
        let total = info.total.filter(|total| *total > 0);
        let bounded = total.is_some() && *self.total.get_or_insert(total) == total;
        // Where the vendor would skip rows, its offset counts what was asked for and not what came.
        let reached = self.reached(info);
        match info.next_offset.map(|next| if next > current { next.min(reached) } else { next }) {
            Some(next) if info.rows > 0 && next > current && total.is_none_or(|total| next < total) => {
                let again = !self.seen.insert(rows);
                if again && !(bounded && info.rows < FEW) {
                    return Next::Repeated(format!("the rows from offset {current} were there before"));
                }
                Next::Page(Cursor::offset(Some(next)))
            }
            // To end here is a ruling; to end on an earlier page while rows are missing would hide that they are.
            _ if info.rows >= FEW && self.seen.contains(&rows) && total.is_some_and(|total| reached < total) => {
                Next::Repeated(format!("the rows from offset {current} were there before"))
            }
            _ => Next::End,
        }
    }

    /// The rows up to the end of this page.
    fn reached(&self, info: &PageInfo) -> i64 {
        self.at.rows_before().saturating_add(i64::try_from(info.rows).unwrap_or(i64::MAX))
    }

    fn after_number(&mut self, info: &PageInfo, rows: u64, full: Option<u64>) -> Next {
        let full = full.unwrap_or(1).max(1);
        let number = self.at.number().unwrap_or(1);
        if (info.rows as u64) < full {
            Next::End
        } else if !self.seen.insert(rows) {
            Next::Repeated(format!("page {number} is the same as an earlier one"))
        } else {
            Next::Page(Cursor::page(Some(number.saturating_add(1))))
        }
    }

    fn after_token(&mut self, info: &PageInfo, rows: u64) -> Next {
        let again = info.rows > 0 && !self.seen.insert(rows);
        self.empty = if info.rows == 0 { self.empty + 1 } else { 0 };
        match &info.next_token {
            None => Next::End,
            Some(_) if again => Next::Repeated("the rows of the page were there before".to_owned()),
            Some(_) if self.empty >= MOST_EMPTY => {
                Next::Loop(format!("{MOST_EMPTY} pages without rows came one after another"))
            }
            Some(token) if self.seen.insert(page_hash(token.as_bytes())) => Next::Page(Cursor::token(Some(token))),
            Some(_) => Next::Loop("the token of the next page was there before".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(style: PagingStyle, page_size: Option<u64>, start: Cursor) -> EndRules {
        EndRules::new(Some(PagingSpec { style, page_size }), start)
    }

    fn offset(rows: usize, next: Option<i64>, total: Option<i64>, start: Option<i64>) -> Next {
        let info = PageInfo::new(rows).next_offset(next).total(total);
        progress(PagingStyle::Offset, Some(10_000), Cursor::offset(start)).after(&info, 0)
    }

    #[test]
    fn offsets_that_no_page_names_are_counted() {
        let page = |next: i64| Next::Page(Cursor::offset(Some(next)));
        let walk = |totals: Option<i64>, pages: &[usize]| -> Vec<Next> {
            let mut walk = progress(PagingStyle::Rows, None, Cursor::offset(Some(5)));
            let info = |rows: &usize| PageInfo::new(*rows).total(totals);
            pages.iter().zip(0..).map(|(rows, mark)| walk.after(&info(rows), mark)).collect()
        };
        assert_eq!(walk(Some(12), &[3, 2, 2]), [page(8), page(10), Next::End]);
        assert_eq!(walk(None, &[3, 2, 0]), [page(8), page(10), Next::End]);
        assert_eq!(walk(Some(100), &[3, 0]), [page(8), Next::End]);
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
    fn an_offset_that_would_skip_rows_is_not_followed() {
        let page = |next: i64| Next::Page(Cursor::offset(Some(next)));
        assert_eq!(offset(30, Some(100), Some(300), None), page(30));
        assert_eq!(offset(30, Some(130), Some(300), Some(30)), page(60));
        assert_eq!(offset(30, Some(310), Some(300), Some(210)), page(240), "past the total, but the rows are not");
        assert_eq!(offset(30, Some(370), Some(300), Some(270)), Next::End);
        assert_eq!(offset(30, Some(100), None, None), page(30));
        assert_eq!(offset(0, Some(100), Some(300), None), Next::End);
        assert_eq!(offset(30, Some(20), Some(300), None), page(20), "it may go on earlier");
    }

    #[test]
    fn numbers_end_on_a_page_that_is_not_full() {
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(100), 1), Next::Page(Cursor::page(Some(2))));
        assert_eq!(walk.after(&PageInfo::new(100), 2), Next::Page(Cursor::page(Some(3))));
        assert_eq!(walk.after(&PageInfo::new(99), 3), Next::End);
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(Some(7)));
        assert_eq!(walk.after(&PageInfo::new(100), 4), Next::Page(Cursor::page(Some(8))));
        assert!(matches!(walk.after(&PageInfo::new(100), 4), Next::Repeated(_)));
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(100), 6), Next::Page(Cursor::page(Some(2))));
        assert_eq!(walk.after(&PageInfo::new(100), 7), Next::Page(Cursor::page(Some(3))));
        assert!(matches!(walk.after(&PageInfo::new(100), 6), Next::Repeated(_)), "a circle");
        let mut walk = progress(PagingStyle::Page, Some(100), Cursor::page(None::<i32>));
        assert_eq!(walk.after(&PageInfo::new(0), 5), Next::End);
    }

    #[test]
    fn tokens_end_without_a_token_or_in_a_circle() {
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(None::<String>));
        let info = |token: Option<&str>| PageInfo::new(1).next_token(token);
        assert_eq!(walk.after(&info(Some("a")), 1), Next::Page(Cursor::token(Some("a"))));
        assert_eq!(walk.after(&info(Some("b")), 2), Next::Page(Cursor::token(Some("b"))));
        assert!(matches!(walk.after(&info(Some("a")), 3), Next::Loop(_)));
        assert!(matches!(walk.after(&info(Some("new")), 1), Next::Repeated(_)), "new tokens for the same page");
        assert_eq!(walk.after(&PageInfo::new(0).next_token(Some("c")), 4), Next::Page(Cursor::token(Some("c"))));
        assert_eq!(walk.after(&PageInfo::new(0).next_token(Some("d")), 4), Next::Page(Cursor::token(Some("d"))));
        assert_eq!(walk.after(&info(None), 1), Next::End);
        for token in [None, Some("")] {
            let mut walk = progress(PagingStyle::Token, None, Cursor::token(Some("x")));
            assert_eq!(walk.after(&info(token), 0), Next::End);
        }
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(Some("x")));
        assert!(matches!(walk.after(&info(Some("x")), 0), Next::Loop(_)));
    }

    #[test]
    fn new_tokens_for_pages_without_rows_end_in_an_error() {
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(None::<String>));
        let mut after = |rows: usize, number: usize| {
            walk.after(&PageInfo::new(rows).next_token(Some(&format!("t{number}"))), number as u64)
        };
        for number in 1..MOST_EMPTY {
            assert!(matches!(after(0, number), Next::Page(_)), "{number}");
        }
        assert!(matches!(after(1, 100), Next::Page(_)), "rows after all");
        for number in 201..200 + MOST_EMPTY {
            assert!(matches!(after(0, number), Next::Page(_)), "{number}");
        }
        assert!(matches!(after(0, 300), Next::Loop(_)));
        let mut walk = progress(PagingStyle::Token, None, Cursor::token(None::<String>));
        for number in 1..MOST_EMPTY {
            walk.after(&PageInfo::new(0).next_token(Some(&number.to_string())), 0);
        }
        assert_eq!(walk.after(&PageInfo::new(0), 0), Next::End, "the last may be empty too");
    }

    #[test]
    fn offsets_that_always_advance_over_the_same_rows_are_a_circle() {
        let page =
            |rows: usize, next: i64, total: Option<i64>| PageInfo::new(rows).next_offset(Some(next)).total(total);
        let walk = || progress(PagingStyle::Offset, None, Cursor::offset(None::<i64>));
        for (rows, totals, circle) in [
            (1, [None, None], true),
            (1, [Some(0), Some(-1)], true),
            (1, [Some(50), Some(51)], true),
            (1, [Some(50), Some(50)], false),
            (FEW, [Some(50), Some(50)], true),
        ] {
            let mut walk = walk();
            let first = walk.after(&page(rows, 20, totals[0]), 7);
            assert_eq!(first, Next::Page(Cursor::offset(Some(rows as i64))));
            let second = walk.after(&page(rows, 40, totals[1]), 7);
            assert_eq!(matches!(second, Next::Repeated(_)), circle, "{rows} {totals:?}");
        }
        let mut walk = walk();
        assert_eq!(walk.after(&page(3, 3, None), 7), Next::Page(Cursor::offset(Some(3))));
        assert_eq!(walk.after(&page(3, 0, None), 7), Next::End, "the last page is no circle");
        let mut walk = progress(PagingStyle::Offset, None, Cursor::offset(None::<i64>));
        assert_eq!(walk.after(&page(FEW, 10, Some(50)), 7), Next::Page(Cursor::offset(Some(10))));
        assert!(matches!(walk.after(&page(FEW, 10, Some(50)), 7), Next::Repeated(_)), "rows are missing");
    }
}
