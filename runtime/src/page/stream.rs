//! The streams of pages and rows.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::prefetch::Prefetch;
use crate::error::Error;
use crate::net::clock::{Ahead, next};
use crate::page::Paged;

/// How far a stream reads ahead.
macro_rules! window_methods {
    ($stream:ident) => {
        impl<Op: Paged> $stream<Op> {
            /// Sets how many pages are held or under way at most, the one that is being read included; 4 by default.
            ///
            /// With 1 (or 0) one page is fetched after another, each when it is asked for. Beyond 8, no more than twice the pages
            /// that were given so far.
            #[must_use = "streams do nothing unless polled"]
            pub fn window(mut self, pages: usize) -> Self {
                self.prefetch.window().pages = pages.max(1);
                self
            }

            /// Sets how many bytes of pages, in the size in which they were received, are held or under way at most; 64 MiB by
            /// default. A page under way counts as much as the largest given so far, because nobody knows its size: where pages grow,
            /// those that were already asked for come all the same, and more is held until they are given. A page that is larger
            /// than all of it still comes.
            #[must_use = "streams do nothing unless polled"]
            pub fn window_bytes(mut self, bytes: u64) -> Self {
                self.prefetch.window().bytes = bytes;
                self
            }
        }

        impl<Op: Paged> Ahead for $stream<Op> {
            fn leave_alone(&mut self) {
                self.prefetch.leave_alone();
            }
        }
    };
}
pub(super) use window_methods;

window_methods!(Pages);
window_methods!(Items);

/// A listing as a stream of pages.
///
/// Pages come in order, and are the same whatever the [`window`](Self::window). They are fetched ahead: the next page while one
/// is being read, and several at once where the vendor tells how many rows there are or numbers its pages. The first error is
/// the last thing that the stream gives. Requests go on only while the stream is polled, and dropping it stops them. Each page
/// is a call of its own with a deadline of its own, in which the time between a page and the next poll does not count.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<Op: Paged> {
    prefetch: Prefetch<Op>,
}

impl<Op: Paged> Pages<Op> {
    /// The pages from where the operation begins.
    pub fn new(operation: Op) -> Self {
        Self { prefetch: Prefetch::new(operation, false) }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// The page cannot be had; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<Op::Output>, Error> {
        next(self).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Op::Output, Error>>> {
        self.prefetch.poll_next(cx).map(|page| page.map(|page| page.map(|page| page.output)))
    }
}

/// A listing as a stream of rows.
///
/// Rows come in order, and are the same whatever the [`window`](Self::window). They are fetched ahead: the next page while one
/// is being read, and several at once where the vendor tells how many rows there are or numbers its pages. The first error is
/// the last thing that the stream gives. Requests go on only while the stream is polled, and dropping it stops them. Each page
/// is a call of its own with a deadline of its own, in which the time between a page and the next poll does not count.
///
/// # Example
///
/// ```no_run
/// # async fn example(client: nomenclature::quince::Client) -> Result<(), nomenclature::Error> {
/// let mut services = client.services().list().items().window(8);
/// while let Some(service) = services.try_next().await? {
///     println!("{:?}", service.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Items<Op: Paged> {
    prefetch: Prefetch<Op>,
    rows: VecDeque<Op::Item>,
}

impl<Op: Paged> Items<Op> {
    /// The rows from where the operation begins.
    pub fn new(operation: Op) -> Self {
        Self { prefetch: Prefetch::new(operation, false), rows: VecDeque::new() }
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// The next page cannot be had; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<Op::Item>, Error> {
        next(self).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Op::Item, Error>>> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                self.prefetch.poll_ahead();
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(self.prefetch.poll_next(cx)) {
                Some(Ok(page)) => self.rows = Op::into_items(page.output).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing is pinned but the boxed futures.
impl<Op: Paged> Unpin for Pages<Op> {}
impl<Op: Paged> Unpin for Items<Op> {}

impl<Op: Paged> Stream for Pages<Op> {
    type Item = Result<Op::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<Op: Paged> Stream for Items<Op> {
    type Item = Result<Op::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }

    /// The rows that are left of the page that is being read.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rows.len(), None)
    }
}

impl<Op: Paged> fmt::Debug for Pages<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &Op::SPEC.id).finish_non_exhaustive()
    }
}

impl<Op: Paged> fmt::Debug for Items<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &Op::SPEC.id).finish_non_exhaustive()
    }
}
