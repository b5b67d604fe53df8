//! The documents as the generator sees them: operations and models, with every name decided and every location resolved.

mod alias;
mod api;
mod body;
mod boxes;
mod docs;
mod enumeration;
mod extensions;
mod names;
mod operation;
mod parameter;
mod request_reply;
mod schema;
mod security;
mod servers;
mod shape;
mod tuple;
mod union;

pub use api::read;
