//! Operations: what a request and a reply may be.

mod addresses;
mod arbitrary;
mod batches;
mod bodies;
mod broken;
mod deprecated;
mod descriptions;
mod failures;
mod forms;
mod names;
mod older;
mod parameters;
mod public;
mod references;
mod refused;
mod replies;
mod reserved;
mod security;
