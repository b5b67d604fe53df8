//! What can be measured.

mod build;
mod decode;
mod drain;
mod generate;
mod overhead;

use clap::ValueEnum;

use crate::Result;
use crate::plan::Plan;
use crate::row::Row;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Family {
    /// Cold builds of a crate that depends on us.
    Build,
    /// Reading replies.
    Decode,
    /// One call above a bare reqwest call.
    Overhead,
    /// Listings of many pages, with latency and under a quota.
    Drain,
    /// The generator.
    Generate,
}

impl Family {
    pub(crate) fn measure(self, plan: &Plan) -> Result<Vec<Row>> {
        match self {
            Family::Build => build::measure(plan),
            Family::Decode => decode::measure(plan),
            Family::Overhead => overhead::measure(plan),
            Family::Drain => drain::measure(plan),
            Family::Generate => generate::measure(plan),
        }
    }
}
