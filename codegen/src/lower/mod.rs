//! Rust types for the models: progenitor lowers their members to types, and the structs are written around these.

mod engine;
mod normalise;
mod rust_type;
mod setters;
mod structs;

use std::collections::{BTreeMap, HashMap};

use crate::ir::{Api, Model, ModelKind, Property};
use crate::target::Schemars;
use crate::threads;

/// A struct in its final form. Tokens stay on the thread that makes them, so its code is text.
#[derive(Debug)]
pub struct Struct {
    /// The item with documentation, derives and attributes, and its constructor and setters.
    pub code: String,
    /// Whether the struct has a `Default`.
    pub default: bool,
    /// Whether a field is on its way out.
    pub deprecates: bool,
    /// The type of each field.
    types: HashMap<String, RustType>,
}

impl Struct {
    /// The final type of a field.
    pub fn field_type(&self, rust: &str) -> Option<&RustType> {
        self.types.get(rust)
    }
}

/// The structs of an API by Rust name.
pub fn structs(api: &Api, schemars: Schemars) -> Result<BTreeMap<String, Struct>, String> {
    let lowered = engine::lower(api)?;
    let defaults = structs::defaults(api);
    let objects = api.models.values().filter_map(|model| match &model.kind {
        ModelKind::Object { properties } => Some((model, properties.as_slice())),
        _ => None,
    });
    let finish = |(model, properties): &(&Model, &[Property])| {
        let types = lowered[model.rust.as_str()].clone();
        Ok((model.rust.clone(), structs::finish(model, properties, types, &defaults, schemars)?))
    };
    threads::each(&objects.collect::<Vec<_>>(), finish).into_iter().collect()
}

pub use rust_type::RustType;
pub use setters::{Argument, argument, initialiser, required_argument, setter};
