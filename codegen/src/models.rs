//! Rust types for the models: progenitor lowers them, passes over its output make them ours.

mod engine;
mod items;
mod parts;
mod passes;
mod setters;

use proc_macro2::TokenStream;
use std::collections::{BTreeMap, HashMap};

use crate::emit::Schemars;
use crate::ir::Api;

/// A struct in its final form.
#[derive(Debug)]
pub struct Struct {
    /// The item with documentation, derives and attributes.
    pub item: TokenStream,
    /// Constructor and setters.
    pub methods: TokenStream,
    /// Whether the struct has a `Default`.
    pub default: bool,
    /// Whether a field is on its way out.
    pub deprecates: bool,
    /// The type of each field.
    types: HashMap<String, syn::Type>,
}

impl Struct {
    /// The final type of a field.
    pub fn field_type(&self, rust: &str) -> Option<&syn::Type> {
        self.types.get(rust)
    }
}

/// The structs of an API by Rust name.
pub fn structs(api: &Api, schemars: Schemars) -> Result<BTreeMap<String, Struct>, String> {
    let mut lowered = engine::lower(api)?;
    let mut structs = BTreeMap::new();
    for model in api.models.values() {
        let crate::ir::ModelKind::Object { properties } = &model.kind else { continue };
        let item =
            lowered.remove(&model.rust).ok_or_else(|| format!("the engine emitted no struct `{}`", model.rust))?;
        structs.insert(model.rust.clone(), passes::finish(api, model, properties, item, schemars)?);
    }
    match lowered.into_keys().next() {
        Some(name) => Err(format!("the engine emitted a type `{name}` that no component stands for")),
        None => Ok(structs),
    }
}

pub(crate) use engine::message;
pub use parts::{described_type, generic_type, outer};
pub use setters::{Argument, argument, initialiser, required_argument};
