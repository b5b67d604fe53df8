//! The sandbox over real HTTP.

mod conformance;
mod life_pos;
mod quince;
mod regos;
mod server;
mod support;
mod zegoal;
