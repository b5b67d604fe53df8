//! What happened to the requests of each operation, in numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Numbers of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Requests whose head arrived, those included that a fault ended before their body was read.
    pub received: u64,
    /// Requests that were done: the vendor's behaviour computed a successful answer and, for a write, kept the change.
    /// The answer may have been spoilt afterwards. Refused requests are not in it.
    pub processed: u64,
    /// Requests that met a [`Fault`](crate::Fault) or a [`ScriptedReply`](crate::ScriptedReply). A request can be both
    /// processed and faulted.
    pub faulted: u64,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.received += other.received;
        self.processed += other.processed;
        self.faulted += other.faulted;
    }
}

/// The counters of a [`Sandbox`](crate::Sandbox) at one moment, by operation.
///
/// Operations go by the `operationId` of their vendor's specification, such as `services_add`; no two vendors share one.
/// Requests for access tokens are `oauth_token`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    operations: BTreeMap<String, Count>,
    elsewhere: Count,
}

impl Counters {
    /// The numbers of one operation; zeros if it was never called.
    pub fn of(&self, operation_id: &str) -> Count {
        self.operations.get(operation_id).copied().unwrap_or_default()
    }

    /// The operations that were called, in the order of their ids.
    pub fn operations(&self) -> impl Iterator<Item = (&str, Count)> {
        self.operations.iter().map(|(id, count)| (id.as_str(), *count))
    }

    /// Requests that belong to no operation.
    pub fn elsewhere(&self) -> Count {
        self.elsewhere
    }

    /// The sums over everything, requests that belong to no operation included.
    pub fn total(&self) -> Count {
        let mut total = self.elsewhere;
        self.operations.values().for_each(|count| total.add(*count));
        total
    }
}

/// The counters as they run.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counters>);

impl Tally {
    pub(crate) fn received(&self, operation_id: Option<&str>) {
        self.add(operation_id, Count { received: 1, ..Count::default() });
    }

    pub(crate) fn processed(&self, operation_id: Option<&str>) {
        self.add(operation_id, Count { processed: 1, ..Count::default() });
    }

    pub(crate) fn faulted(&self, operation_id: Option<&str>) {
        self.add(operation_id, Count { faulted: 1, ..Count::default() });
    }

    pub(crate) fn snapshot(&self) -> Counters {
        self.lock().clone()
    }

    pub(crate) fn reset(&self) {
        *self.lock() = Counters::default();
    }

    fn add(&self, operation_id: Option<&str>, count: Count) {
        let mut counters = self.lock();
        match operation_id {
            None => counters.elsewhere.add(count),
            Some(id) => match counters.operations.get_mut(id) {
                Some(present) => present.add(count),
                None => {
                    counters.operations.insert(id.to_owned(), count);
                }
            },
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use super::*;
    use crate::settings::Settings;
    use crate::tokens::Tokens;
    use crate::vendors;

    #[test]
    fn no_two_vendors_share_an_operation_id() {
        let settings = Settings::default();
        let tokens = Arc::new(Tokens::new(settings.token_lifetime));
        let vendors = vendors::all(&settings, &tokens).expect("usable bundles");
        let mut seen = HashSet::new();
        for id in vendors.iter().flat_map(|vendor| vendor.contract().operation_ids()) {
            assert!(seen.insert(id), "{id} is there twice");
        }
        assert!(seen.contains("services_add"));
    }

    #[test]
    fn the_total_adds_everything_up() {
        let tally = Tally::default();
        tally.received(None);
        tally.received(Some("one"));
        tally.processed(Some("one"));
        tally.faulted(Some("other"));
        let counters = tally.snapshot();
        assert_eq!(counters.total(), Count { received: 2, processed: 1, faulted: 1 });
        assert_eq!(counters.elsewhere(), Count { received: 1, ..Count::default() });
        assert_eq!(counters.operations().map(|(id, _)| id).collect::<Vec<_>>(), ["one", "other"]);
        tally.reset();
        assert_eq!(tally.snapshot(), Counters::default());
    }
}
