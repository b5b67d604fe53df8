//! Builders that were told nothing yet, in a process that is watched for credentials.

use nomenclature::{life_pos, quince, regos, zegoal};

use crate::scan;

/// A builder of LIFE POS.
pub fn life_pos() -> life_pos::ClientBuilder {
    scan::shown(life_pos::Client::builder())
}

/// A builder of QUINCE.
pub fn quince() -> quince::ClientBuilder {
    scan::shown(quince::Client::builder())
}

/// A builder of ZeGoal.
pub fn zegoal() -> zegoal::ClientBuilder {
    scan::shown(zegoal::Client::builder())
}

/// A builder of REGOS.
pub fn regos() -> regos::ClientBuilder {
    scan::shown(regos::Client::builder())
}
