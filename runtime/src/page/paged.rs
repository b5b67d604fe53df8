//! What generated code implements for a listing, and what it gets for it.

use super::cursor::{Cursor, PageInfo};
use crate::call::operation::Operation;

/// An operation that gives a list in pages.
pub trait Paged: Operation {
    /// One row.
    type Item: Send + 'static;

    /// Where the listing begins.
    fn cursor(&self) -> Cursor;

    /// Makes this the call for another page.
    fn seek(&mut self, cursor: &Cursor);

    /// The page size that is asked for, where that can be chosen.
    fn limit(&self) -> Option<u64>;

    /// What the page says about the next.
    fn info(output: &Self::Output) -> PageInfo;

    /// The rows of a page.
    fn into_items(output: Self::Output) -> Vec<Self::Item>;
}

/// Adds the streams to an operation that pages.
#[doc(hidden)]
#[macro_export]
macro_rules! paged_methods {
    ($operation:ident) => {
        impl $operation {
            /// All pages from here on, in order, fetched ahead.
            #[inline]
            pub fn pages(self) -> $crate::Pages<Self> {
                $crate::Pages::new(self)
            }

            /// All rows from here on, in order, their pages fetched ahead.
            #[inline]
            pub fn items(self) -> $crate::Items<Self> {
                $crate::Items::new(self)
            }
        }

        $crate::when_blocking! {
            impl $operation {
                /// As [`pages`](Self::pages), as an iterator that waits on this thread.
                #[inline]
                pub fn pages_blocking(self) -> $crate::BlockingIter<$crate::Pages<Self>> {
                    $crate::BlockingIter::<$crate::Pages<Self>>::new(self.pages())
                }

                /// As [`items`](Self::items), as an iterator that waits on this thread.
                #[inline]
                pub fn items_blocking(self) -> $crate::BlockingIter<$crate::Items<Self>> {
                    $crate::BlockingIter::<$crate::Items<Self>>::new(self.items())
                }
            }
        }
    };
}
