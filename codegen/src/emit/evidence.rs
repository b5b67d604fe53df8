//! What shows that the body of a reply is a success: the members that a success has and a failure has not.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::scope::Scope;
use crate::ir::{Envelope, Model, ModelKind, Operation, Paging, Property, Shape};

/// Members of a success, as JSON pointers.
#[derive(Default)]
pub(super) struct Evidence {
    /// They show it even where they are null.
    any: Vec<String>,
    /// They show it where they are not.
    filled: Vec<String>,
}

impl Evidence {
    pub(super) fn tokens(&self) -> TokenStream {
        let Self { any, filled } = self;
        match any.is_empty() && filled.is_empty() {
            true => quote!(rt::Evidence::NONE),
            false => quote!(rt::Evidence { any: &[#(#any),*], filled: &[#(#filled),*] }),
        }
    }

    /// The list of `replies_by_status`.
    pub(super) fn list(&self) -> TokenStream {
        let any = &self.any;
        quote!([#(#any),*])
    }
}

impl Scope<'_> {
    /// What shows that a reply is a success, beside its flag.
    pub(super) fn evidence(&self, operation: &Operation) -> Evidence {
        let Some(reply) = &operation.reply else { return Evidence::default() };
        let Some(paging) = &operation.paging else {
            // A flag, and a payload that is missing, speak for themselves.
            return match operation.envelope.success {
                Some(_) => Evidence::default(),
                None => self.evidence_of(operation, reply),
            };
        };
        let rows = self.members(reply).into_iter().filter(|property| format!("/{}", property.wire) == paging.items());
        let any: Vec<_> = rows.flat_map(pointers).collect();
        let mut filled: Vec<String> = match paging {
            Paging::Offset { next_offset, total, .. } => next_offset.iter().chain(total).cloned().collect(),
            Paging::Page { .. } => Vec::new(),
            Paging::Token { next_token, .. } => vec![next_token.clone()],
        };
        if operation.envelope.success.is_none() {
            // The name of a class and the like stands in failures too.
            let texts: Vec<String> = self
                .members(reply)
                .into_iter()
                .filter(|property| property.shape == Shape::String)
                .flat_map(pointers)
                .collect();
            filled
                .extend(self.evidence_of(operation, reply).any.into_iter().filter(|pointer| !texts.contains(pointer)));
        }
        filled.retain(|pointer| !any.contains(pointer));
        Evidence { any, filled }
    }

    /// What shows that an object is the documented one, where no flag does.
    pub(super) fn evidence_of(&self, operation: &Operation, component: &str) -> Evidence {
        let of_failures = self.of_failures(operation);
        let told = told(&operation.envelope);
        let members = self.members(component);
        let only = |others: &BTreeSet<&str>| -> Vec<String> {
            let own = members.iter().filter(|property| !others.contains(property.wire.as_str()));
            own.copied().flat_map(pointers).collect()
        };
        let any = only(&told.union(&of_failures).copied().collect());
        Evidence { any: if any.is_empty() { only(&told) } else { any }, filled: Vec::new() }
    }

    /// Whether an object that could be read is the documented one for certain: it has a member that none but a success has.
    pub(super) fn is_certain(&self, operation: &Operation, component: &str) -> bool {
        let of_failures = self.of_failures(operation);
        let told = told(&operation.envelope);
        let members = self.members(component);
        let is_own = |property: &&Property| {
            let wire = property.wire.as_str();
            property.required && !property.nullable && !told.contains(wire) && !of_failures.contains(wire)
        };
        members.is_empty()
            || members.into_iter().any(|property| is_own(&property) && !matches!(property.shape, Shape::Array(_)))
    }

    /// The members of the documented failures.
    fn of_failures(&self, operation: &Operation) -> BTreeSet<&str> {
        let errors = operation.errors.iter().filter_map(|error| error.shape.direct_model());
        let failures = errors.chain(operation.envelope.failure.as_deref());
        failures.flat_map(|name| self.members(name)).map(|property| property.wire.as_str()).collect()
    }

    fn members(&self, component: &str) -> Vec<&Property> {
        match self.api.models.get(component) {
            Some(Model { kind: ModelKind::Object { properties }, .. }) => properties.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// The members at the top in which an envelope looks for an error.
fn told(envelope: &Envelope) -> BTreeSet<&str> {
    let Envelope { code, message, kind, request_id, .. } = envelope;
    [code, message, kind, request_id].into_iter().flatten().filter_map(|pointer| pointer.split('/').nth(1)).collect()
}

/// A member under each of its names.
fn pointers(property: &Property) -> impl Iterator<Item = String> {
    let names = std::iter::once(&property.wire).chain(&property.aliases);
    let pointers: Vec<_> = names.map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect();
    pointers.into_iter()
}
