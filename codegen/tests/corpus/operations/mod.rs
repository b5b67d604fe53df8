//! Operations: what a request and a reply may be.

mod bodies;
mod broken;
mod failures;
mod forms;
mod names;
mod parameters;
mod refused;
mod replies;
mod security;
mod shapes;
