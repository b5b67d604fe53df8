//! What the emitters of operations share: the API, its structs, and how a member is reached.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Api, Envelope, ModelKind, Operation, Property, Shape, resolve_pointer};
use crate::lower::{RustType, Struct};
use crate::names;
use crate::target::Target;

/// The API that is written out.
pub(super) struct Scope<'a> {
    pub(super) api: &'a Api,
    pub(super) structs: &'a BTreeMap<String, Struct>,
    pub(super) target: &'a Target,
    /// Each one that an operation has, once.
    pub(super) envelopes: Vec<&'a Envelope>,
}

impl Scope<'_> {
    /// The members that a pointer into the reply passes.
    pub(super) fn path(&self, operation: &Operation, pointer: &str) -> Result<Vec<&Property>, String> {
        resolve_pointer(&self.api.models, operation.reply.as_deref().unwrap_or_default(), pointer)
            .map_err(|message| format!("{}: {message}", operation.id))
    }

    pub(super) fn properties(&self, model: &str) -> Result<&[Property], String> {
        match self.api.models.get(model).map(|model| &model.kind) {
            Some(ModelKind::Object { properties }) => Ok(properties),
            _ => Err(format!("`{model}` is not an object")),
        }
    }

    /// The type of a field as seen from `operations.rs`.
    pub(super) fn qualified(&self, model: &str, field: &str) -> Result<RustType, String> {
        let item = self.structs.get(model).ok_or_else(|| format!("no struct `{model}`"))?;
        let ty = item.field_type(field).ok_or_else(|| format!("`{model}` has no field `{field}`"))?;
        Ok(ty.elsewhere())
    }
}

/// The struct that builds a call.
pub(super) fn builder_name(operation: &Operation) -> syn::Ident {
    format_ident!("{}", names::pascal(&operation.rust))
}

/// Whether a member of a reply is an `Option`.
pub(super) fn is_option(property: &Property) -> bool {
    match property.shape {
        Shape::Array(_) => property.is_payload,
        _ => !property.required || property.nullable,
    }
}

/// A reference to the value at the end of a way, as an `Option`.
pub(super) fn optional(base: &TokenStream, path: &[&Property]) -> TokenStream {
    let mut value = quote!();
    for (index, property) in path.iter().enumerate() {
        let name = format_ident!("{}", property.rust);
        value = match (index, is_option(property)) {
            (0, true) => quote!(#base.#name.as_ref()),
            (0, false) => quote!(Some(&#base.#name)),
            (_, true) => quote!(#value.and_then(|value| value.#name.as_ref())),
            (_, false) => quote!(#value.map(|value| &value.#name)),
        };
    }
    value
}

/// The same for a value that is copied.
pub(super) fn optional_copy(base: &TokenStream, path: &[&Property]) -> TokenStream {
    match path {
        [property] if is_option(property) => {
            let name = format_ident!("{}", property.rust);
            quote!(#base.#name)
        }
        _ => {
            let reference = optional(base, path);
            quote!(#reference.copied())
        }
    }
}
