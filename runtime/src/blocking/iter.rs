//! Listings as iterators.

use std::fmt;
use std::iter::FusedIterator;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

use super::drive::WaitingThread;
use super::parker::Parker;
use crate::descriptors::OperationSpec;
use crate::error::Error;
use crate::page::Paged;
use crate::page::{Items, Pages, RawPages};

/// A listing as an iterator: a stream that is waited for on the thread that asks.
///
/// It gives what the stream gives: [`Pages`], [`Items`] or [`RawPages`]. The first error is the last thing that comes. Requests
/// ahead are made, and their replies read, while `next` runs; while the thread does something else, they wait. Dropping the
/// iterator stops them.
///
/// Inside a task of a tokio runtime `next` gives an error instead of a page that it would have to wait for; inside
/// `spawn_blocking` and `block_in_place` it waits. Other executors are not recognised, nor is tokio without the feature
/// `reqwest`.
#[must_use = "iterators do nothing unless asked"]
pub struct BlockingIter<S> {
    /// `None` after the end, and while it is polled: a stream that panicked is not polled again.
    stream: Option<S>,
    spec: &'static OperationSpec,
    parker: Arc<Parker>,
}

impl<S> BlockingIter<S> {
    fn over(stream: S, spec: &'static OperationSpec) -> Self {
        Self { stream: Some(stream), spec, parker: Arc::default() }
    }
}

impl<S, T> Iterator for BlockingIter<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = self.stream.take()?;
        let held = stream.size_hint().0 > 0;
        let place = if held { WaitingThread::enter_again(self.spec) } else { WaitingThread::enter(self.spec) };
        let next = match place {
            Ok(place) => place.wait(&self.parker, |cx| Pin::new(&mut stream).poll_next(cx)),
            Err(error) => Some(Err(error)),
        };
        if let Some(Ok(_)) = next {
            self.stream = Some(stream);
        }
        next
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.as_ref().map_or((0, Some(0)), Stream::size_hint)
    }
}

impl<S, T> FusedIterator for BlockingIter<S> where S: Stream<Item = Result<T, Error>> + Unpin {}

macro_rules! window_methods {
    ($stream:ident) => {
        impl<Op: Paged> BlockingIter<$stream<Op>> {
            /// Waits for a stream.
            pub fn new(stream: $stream<Op>) -> Self {
                Self::over(stream, Op::SPEC)
            }

            /// Sets how many pages are held or under way at most, the one that is being read included; 4 by default.
            ///
            /// With 1 (or 0) one page is fetched after another, each when it is asked for.
            pub fn window(mut self, pages: usize) -> Self {
                self.stream = self.stream.map(|stream| stream.window(pages));
                self
            }

            /// Sets how many bytes of pages, in the size in which they were received, are held or under way at most; 64 MiB by
            /// default. A page under way counts as much as the largest so far. A page that is larger than all of it still comes.
            pub fn window_bytes(mut self, bytes: u64) -> Self {
                self.stream = self.stream.map(|stream| stream.window_bytes(bytes));
                self
            }
        }
    };
}

window_methods!(Pages);
window_methods!(Items);
window_methods!(RawPages);

impl<S> fmt::Debug for BlockingIter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingIter").field("operation", &self.spec.id).finish_non_exhaustive()
    }
}
