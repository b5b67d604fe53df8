//! Decides what to ask for ahead, and whether what was asked for was right.

use std::collections::VecDeque;

use super::cursor::{Cursor, PageInfo};
use super::end_rules::{EndRules, Next};
use crate::descriptors::{PagingSpec, PagingStyle};

/// How much of a listing is held or under way at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// In pages, the one that the caller is reading included.
    pub(crate) pages: usize,
    /// In bytes of bodies as they were received.
    pub(crate) bytes: u64,
}

impl Default for Window {
    fn default() -> Self {
        Self { pages: 4, bytes: 64 << 20 }
    }
}

/// What is under way or waits to be given.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Load {
    /// Requests without a reply yet.
    pub(crate) flying: usize,
    /// The bytes of the replies that wait.
    pub(crate) landed: u64,
}

/// How a page turned out that was next in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Good,
    /// Give the page; after it comes an error.
    Last(String),
    /// Do not give the page: it is an error.
    Bad(String),
}

/// What is known about pages that nobody has named yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    /// There was no page yet.
    Unknown,
    /// The first page has so many rows, which is fewer than were asked for: the server's pages are smaller, or there are no more
    /// rows and the total counts some that a filter leaves out. The next page tells.
    Short { rows: i64 },
    /// Every page has so many rows, up to the total.
    Stride { rows: i64, total: i64 },
    /// The next number.
    Number,
    /// One page after another: only what a page names is asked for.
    Nothing,
}

/// Plans the requests of a listing.
///
/// The truth is [`EndRules`], which sees the pages in order and says what comes after each, as it would if they were fetched
/// one after another. The read_ahead only asks earlier for what it expects. A page that was asked for ahead counts if and only if
/// it is the one that comes next in truth; else all that was asked for ahead is thrown away, and from there on the listing is
/// read one page after another. So nothing is lost or given twice that would not be in a prefetch without a window.
///
/// Offsets are guessed once the first page names a positive total and its next offset skips or repeats no rows (the second, if
/// the first has fewer rows than the caller asked for), numbers once
/// the first page is full, tokens never. The page that comes next in truth is fetched while the caller reads the one before.
#[derive(Debug)]
pub(crate) struct ReadAhead {
    rules: EndRules,
    paging: Option<PagingSpec>,
    pub(crate) window: Window,
    /// The pages asked for and not yet given, in order.
    asked: VecDeque<Cursor>,
    /// The page to ask for after these, if it is known or can be guessed.
    upcoming: Option<Cursor>,
    guess: Guess,
    /// The rows of a page that the caller asked for.
    limit: Option<u64>,
    /// The bytes of the page that the caller is reading.
    given: Option<u64>,
    /// The bytes of the largest page so far: what to expect of the next.
    largest: u64,
    /// How many pages have been given.
    pages: usize,
}

/// So many pages are asked for on the word of the first; more of them take more pages to go by.
const TRUSTED: usize = 8;

impl ReadAhead {
    pub(crate) fn new(paging: Option<PagingSpec>, start: Cursor, limit: Option<u64>) -> Self {
        Self {
            rules: EndRules::new(paging, start.clone()),
            paging,
            window: Window::default(),
            asked: VecDeque::new(),
            upcoming: Some(start),
            guess: Guess::Unknown,
            limit,
            given: None,
            largest: 0,
            pages: 0,
        }
    }

    /// The caller has done with the page that was given last.
    pub(crate) fn returned(&mut self) {
        self.given = None;
    }

    /// The next page to ask for, if there is one and room for it.
    pub(crate) fn ask(&mut self, load: Load) -> Option<Cursor> {
        if !self.has_room(load) {
            return None;
        }
        let cursor = self.upcoming.take()?;
        self.upcoming = self.guess_after(&cursor);
        self.asked.push_back(cursor.clone());
        Some(cursor)
    }

    fn has_room(&self, load: Load) -> bool {
        let pages = self.asked.len() + usize::from(self.given.is_some());
        let expected = self.largest.saturating_mul(load.flying as u64 + 1);
        let bytes = expected.saturating_add(load.landed).saturating_add(self.given.unwrap_or(0));
        // The first page may be small and those after it large, so what nobody has seen yet grows with what was seen.
        let most = self.window.pages.min(TRUSTED.max(self.pages.saturating_mul(2)));
        pages == 0 || (pages < most && bytes <= self.window.bytes)
    }

    fn guess_after(&self, cursor: &Cursor) -> Option<Cursor> {
        match self.guess {
            Guess::Stride { rows, total } => {
                let next = cursor.rows_before().checked_add(rows).filter(|next| *next < total)?;
                Some(Cursor::offset(Some(next)))
            }
            Guess::Number => cursor.number().unwrap_or(1).checked_add(1).map(|number| Cursor::page(Some(number))),
            Guess::Unknown | Guess::Short { .. } | Guess::Nothing => None,
        }
    }

    /// Takes note of the first of the pages asked for, which has come. Afterwards [`kept`](Self::kept) says how many of those
    /// asked for after it still count.
    pub(crate) fn landed(&mut self, info: &PageInfo, rows: u64, bytes: u64) -> Outcome {
        let at = self.asked.pop_front().unwrap_or_else(|| Cursor::offset(None::<i64>));
        self.given = Some(bytes);
        self.largest = self.largest.max(bytes);
        self.pages = self.pages.saturating_add(1);
        let outcome = match self.rules.after(info, rows) {
            Next::Page(next) => {
                self.go_on(&at, next, info);
                return Outcome::Good;
            }
            Next::End => Outcome::Good,
            Next::Loop(problem) => Outcome::Last(problem),
            Next::Repeated(problem) => Outcome::Bad(problem),
        };
        self.stop();
        outcome
    }

    /// How many of the pages asked for still count.
    pub(crate) fn kept(&self) -> usize {
        self.asked.len()
    }

    /// Asks for nothing any more.
    pub(crate) fn stop(&mut self) {
        self.asked.clear();
        self.upcoming = None;
    }

    fn go_on(&mut self, at: &Cursor, next: Cursor, info: &PageInfo) {
        let expected = self.asked.front().or(self.upcoming.as_ref());
        let as_expected = expected.is_none_or(|expected| *expected == next);
        self.guess = if as_expected { self.learn(at, &next, info) } else { Guess::Nothing };
        if self.guess == Guess::Nothing {
            self.stop();
        }
        if self.asked.is_empty() {
            self.upcoming = Some(next);
        }
    }

    /// What to expect after a page that is followed by another.
    fn learn(&self, at: &Cursor, next: &Cursor, info: &PageInfo) -> Guess {
        let style = self.paging.map(|paging| paging.style);
        match (style, self.guess) {
            (Some(PagingStyle::Page), Guess::Unknown | Guess::Number) => Guess::Number,
            (
                Some(PagingStyle::Offset | PagingStyle::Rows),
                Guess::Unknown | Guess::Short { .. } | Guess::Stride { .. },
            ) => {
                let rows = i64::try_from(info.rows).unwrap_or(i64::MAX);
                let reached = at.rows_before().checked_add(rows);
                let steady = match self.guess {
                    Guess::Stride { rows: stride, .. } | Guess::Short { rows: stride } => stride == rows,
                    _ => true,
                };
                let short = self.limit.is_some_and(|limit| (info.rows as u64) < limit);
                match info.total {
                    Some(total) if total > 0 && short && self.guess == Guess::Unknown => Guess::Short { rows },
                    Some(total) if total > 0 && steady && reached == next.number() => Guess::Stride { rows, total },
                    _ => Guess::Nothing,
                }
            }
            _ => Guess::Nothing,
        }
    }
}

#[cfg(test)]
mod tests;
