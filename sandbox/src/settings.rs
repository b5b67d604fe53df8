//! How a sandbox is set up.

use std::time::Duration;

/// Choices of a [`Builder`](crate::Builder).
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) rows: usize,
    pub(crate) journal: usize,
    pub(crate) quota: Option<Quota>,
    pub(crate) life_pos_page_size: usize,
    pub(crate) regos_page_cap: usize,
    /// Whether REGOS's totals count the rows that filters leave out too.
    pub(crate) regos_unfiltered_totals: bool,
    /// Whether REGOS's integration needs a token.
    pub(crate) replicable: bool,
    pub(crate) token_lifetime: Duration,
}

/// A token bucket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    /// Requests a second that the bucket gains.
    pub(crate) rate: u32,
    /// Requests that the bucket holds at most.
    pub(crate) burst: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            rows: 250,
            journal: 4096,
            quota: None,
            life_pos_page_size: 20,
            regos_page_cap: 10_000,
            regos_unfiltered_totals: false,
            replicable: false,
            token_lifetime: Duration::from_secs(600),
        }
    }
}
