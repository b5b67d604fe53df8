//! Generates typed Rust clients and models from hand-written OpenAPI documents.
//!
//! [`compile`] is the way of the data: load, bundle, check, simplify, read, lower, emit, format, write, a module a step.

pub mod build_script;
pub mod bundle;
pub mod check;
mod coverage;
pub mod diagnostic;
pub mod drift;
pub mod editor;
pub mod emit;
mod files;
pub mod fingerprint;
mod format;
mod graph;
mod habits;
pub mod import;
pub mod ir;
pub mod load;
pub mod lower;
mod names;
pub mod node;
pub mod openapi;
pub mod origins;
mod pipeline;
pub mod read;
mod rulings;
mod rustdoc;
pub mod scaffold;
pub mod simplify;
mod spec_files;
mod tables;
mod target;
mod threads;
pub mod watch;
pub mod write;
mod yaml_text;

pub use pipeline::{apis, bundles, bundles_of, compile, compile_from, findings, findings_of};
pub use target::{Schemars, Target};
pub use write::Output;
