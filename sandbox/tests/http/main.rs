//! The sandbox over real HTTP.

mod broken_connections;
mod conformance;
mod counters;
mod faults;
mod life_pos;
mod page_loops;
mod quince;
mod raw;
mod regos;
mod server;
mod stopping;
mod support;
mod tokens;
mod zegoal;
