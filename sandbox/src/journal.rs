//! The record of received requests.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::ReceivedRequest;

/// The latest requests that a [`Sandbox`](crate::Sandbox) received, in the order of their arrival, refused and
/// unknown ones included.
///
/// It holds a bounded number of them (see [`Builder::journal`](crate::Builder::journal)); older ones are forgotten.
#[derive(Debug)]
pub struct Journal {
    capacity: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    requests: VecDeque<ReceivedRequest>,
    total: u64,
}

impl Journal {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, inner: Mutex::default() }
    }

    pub(crate) fn record(&self, request: ReceivedRequest) {
        let mut inner = self.lock();
        inner.total += 1;
        while inner.requests.len() >= self.capacity.max(1) {
            inner.requests.pop_front();
        }
        if self.capacity > 0 {
            inner.requests.push_back(request);
        }
    }

    /// The requests still held.
    pub fn all(&self) -> Vec<ReceivedRequest> {
        self.lock().requests.iter().cloned().collect()
    }

    /// The latest request.
    pub fn last(&self) -> Option<ReceivedRequest> {
        self.lock().requests.back().cloned()
    }

    /// How many requests arrived since the start or the last [`clear`](Self::clear), forgotten ones included.
    pub fn total(&self) -> u64 {
        self.lock().total
    }

    /// Forgets every request and counts from zero again.
    pub fn clear(&self) {
        *self.lock() = Inner::default();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
