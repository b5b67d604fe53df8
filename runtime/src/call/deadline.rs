//! What ends a call: its own deadline, or that of many calls together.

use std::time::{Duration, Instant};

use super::Call;
use crate::client::core::Core;

/// Whose deadline ends a call.
#[derive(Clone, Copy)]
pub(crate) enum Ends {
    Own,
    /// That of all calls together.
    Whole(Duration),
    /// A point in time, before which so much was left.
    Until(Duration),
}

impl Call {
    /// Gives the call no more time than this, if it has more.
    pub(super) fn end_within(&mut self, time: Duration, ends: Ends) {
        if time < self.retry.total() {
            self.retry = self.retry.deadline(time);
            self.ends = ends;
        }
    }
}

/// The deadline of many calls together, of which the time counts in which somebody waits for them.
#[derive(Debug)]
pub(crate) struct WholeDeadline {
    most: Option<Duration>,
    /// The time that was waited before `since`.
    waited: Duration,
    since: Option<Instant>,
}

impl WholeDeadline {
    pub(crate) fn new(most: Option<Duration>) -> Self {
        Self { most, waited: Duration::ZERO, since: None }
    }

    /// Somebody waits for the calls.
    pub(crate) fn resume(&mut self, core: &Core) {
        if self.most.is_some() && self.since.is_none() {
            self.since = Some(core.transport().now());
        }
    }

    /// Nobody waits for them any more.
    pub(crate) fn pause(&mut self, core: &Core) {
        if let Some(since) = self.since.take() {
            self.waited += core.transport().now().saturating_duration_since(since);
        }
    }

    /// Gives a call that begins now no more time than is left.
    pub(crate) fn bound(&self, call: &mut Call) {
        let Some(most) = self.most else { return };
        let now = call.core.transport().now();
        let waiting = self.since.map(|since| now.saturating_duration_since(since)).unwrap_or_default();
        call.end_within(most.saturating_sub(self.waited + waiting), Ends::Whole(most));
    }
}
