//! Faults waiting for their requests.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::random::RandomPlan;
use super::{Fault, Kind};
use crate::contract::Operation;

/// The faults in the order in which they were asked for, and the random plan behind them.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<Fault>,
    random: Option<RandomPlan>,
}

impl Faults {
    pub(crate) fn push(&self, fault: Fault) {
        if fault.left != Some(0) {
            self.lock().waiting.push_back(fault.fresh());
        }
    }

    pub(crate) fn randomly(&self, seed: u64, probability: f64, kinds: impl IntoIterator<Item = Fault>) {
        let plan = RandomPlan::new(seed, probability, kinds.into_iter().map(Fault::fresh).collect());
        self.lock().random = Some(plan);
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.lock() = Inner::default();
    }

    /// Forgets the answers made up by hand.
    pub(crate) fn clear_replies(&self) {
        self.lock().waiting.retain(|fault| !matches!(fault.kind, Kind::Reply(_)));
    }

    /// Takes the first fault meant for this request, else what chance says.
    pub(crate) fn take(&self, path: &str, operation: Option<&Operation>) -> Option<Fault> {
        let mut inner = self.lock();
        if inner.waiting.is_empty() && inner.random.is_none() {
            return None;
        }
        let path = path.to_ascii_lowercase();
        let Some(index) = inner.waiting.iter().position(|fault| fault.strikes(&path, operation)) else {
            return inner.random.as_mut()?.draw(&path, operation);
        };
        let fault = inner.waiting.get_mut(index)?;
        if let Some(left) = &mut fault.left {
            *left = left.saturating_sub(1);
        }
        let taken = fault.clone();
        if taken.left == Some(0) {
            inner.waiting.remove(index);
        }
        Some(taken)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(faults: &Faults, paths: &[&str]) -> Vec<Option<u16>> {
        let status = |fault: Fault| match fault.kind {
            Kind::Reply(reply) => Some(reply.status),
            _ => None,
        };
        paths.iter().map(|path| faults.take(path, None).and_then(status)).collect()
    }

    #[test]
    fn each_waits_for_its_own_requests_in_order() {
        let faults = Faults::default();
        faults.push(Fault::status(503).on("/B").times(2));
        faults.push(Fault::status(404).times(0));
        faults.push(Fault::status(500));
        let found = statuses(&faults, &["/a", "/b", "/a", "/b", "/b"]);
        assert_eq!(found, [Some(500), Some(503), None, Some(503), None]);
    }

    #[test]
    fn always_lasts_until_it_is_cleared() {
        let faults = Faults::default();
        faults.push(Fault::status(502).always());
        assert_eq!(statuses(&faults, &["/"; 3]), [Some(502); 3]);
        faults.clear();
        assert_eq!(statuses(&faults, &["/"]), [None]);
    }

    #[test]
    fn page_loops_leave_alone_what_has_no_pages() {
        let faults = Faults::default();
        faults.push(Fault::same_page());
        assert!(faults.take("/", None).is_none());
    }
}
