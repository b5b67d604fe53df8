//! Rust types for the models: progenitor lowers them, passes over its output make them ours.

mod engine;
mod items;
pub mod normalise;
mod parts;
mod passes;
mod setters;

use std::collections::{BTreeMap, HashMap};

use crate::ir::{Api, Model, ModelKind, Property};
use crate::target::Schemars;
use crate::threads;

/// A struct in its final form. Tokens stay on the thread that makes them, so it is text.
#[derive(Debug)]
pub struct Struct {
    /// The item with documentation, derives and attributes, and its constructor and setters.
    pub code: String,
    /// Whether the struct has a `Default`.
    pub default: bool,
    /// Whether a field is on its way out.
    pub deprecates: bool,
    /// The type of each field.
    types: HashMap<String, String>,
}

impl Struct {
    /// The final type of a field.
    pub fn field_type(&self, rust: &str) -> Option<Result<syn::Type, String>> {
        self.types.get(rust).map(|ty| syn::parse_str(ty).map_err(|error| error.to_string()))
    }
}

/// The structs of an API by Rust name.
pub fn structs(api: &Api, schemars: Schemars) -> Result<BTreeMap<String, Struct>, String> {
    let mut lowered = engine::lower(api)?;
    let defaults = passes::defaults(api);
    let mut work = Vec::new();
    for model in api.models.values() {
        let ModelKind::Object { properties } = &model.kind else { continue };
        let item =
            lowered.remove(&model.rust).ok_or_else(|| format!("the engine emitted no struct `{}`", model.rust))?;
        work.push((model, properties.as_slice(), item));
    }
    if let Some(name) = lowered.into_keys().next() {
        return Err(format!("the engine emitted a type `{name}` that no component stands for"));
    }
    let finish = |(model, properties, item): &(&Model, &[Property], String)| {
        Ok((model.rust.clone(), passes::finish(model, properties, item, &defaults, schemars)?))
    };
    threads::each(&work, finish).into_iter().collect()
}

pub use parts::{described_type, generic_type, outer};
pub use setters::{Argument, argument, initialiser, required_argument};
