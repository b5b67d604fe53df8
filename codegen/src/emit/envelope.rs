//! How replies are read: the envelope, its flag, and the payload.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::output::{self, Output};
use crate::emit::scope::{Scope, is_option, optional, optional_copy};
use crate::ir::{Api, EnumBase, Envelope, ModelKind, Operation, Paging, Shape};
use crate::lower::RustType;

/// The distinct envelopes of an API, in the order of its operations.
pub(super) fn envelopes(api: &Api) -> Vec<&Envelope> {
    let mut found = Vec::new();
    for operation in &api.operations {
        if !found.contains(&&operation.envelope) {
            found.push(&operation.envelope);
        }
    }
    found
}

pub(super) fn envelope_name(index: usize) -> syn::Ident {
    if index == 0 { format_ident!("ENVELOPE") } else { format_ident!("ENVELOPE_{}", index + 1) }
}

pub(super) fn envelope_static(name: &syn::Ident, envelope: &Envelope) -> TokenStream {
    let option = |value: &Option<String>| value.as_ref().map_or_else(|| quote!(None), |text| quote!(Some(#text)));
    let (success, payload) = (option(&envelope.success), option(&envelope.payload));
    let failure_value = option(&envelope.failure_value);
    let value = &envelope.success_value;
    let (code, message, kind, id) = (&envelope.code, &envelope.message, &envelope.kind, &envelope.request_id);
    quote! {
        static #name: rt::EnvelopeSpec = rt::EnvelopeSpec {
            success: #success,
            success_value: #value,
            failure_value: #failure_value,
            payload: #payload,
            code: &[#(#code),*],
            message: &[#(#message),*],
            kind: &[#(#kind),*],
            request_id: &[#(#id),*],
        };
    }
}

impl Scope<'_> {
    pub(super) fn succeeded(&self, operation: &Operation) -> Result<TokenStream, String> {
        let Some(pointer) = &operation.envelope.success else { return self.has_content(operation) };
        // The flag of a union is looked for in the text.
        if operation.reply.is_none() {
            return Ok(quote!(Some(true)));
        }
        let path = self.path(operation, pointer)?;
        let value = &operation.envelope.success_value;
        let flag = optional(&quote!(reply), &path);
        let copied = optional_copy(&quote!(reply), &path);
        let flag = match path.last().map(|property| &property.shape) {
            Some(Shape::Bool) if value == "true" => copied,
            Some(Shape::Bool) => quote!(#copied.map(|flag| !flag)),
            Some(shape) if self.is_text(shape) => quote!(#flag.map(|flag| flag.as_str() == #value)),
            _ => return Err(format!("{}: expected a boolean or a string as the flag `{pointer}`", operation.id)),
        };
        Ok(match &operation.paging {
            Some(paging) => {
                let has_rows = self.has_rows(operation, paging)?;
                quote!(rt::shown(#flag, #has_rows))
            }
            None => flag,
        })
    }

    /// Whether a value has a text: a string, or an enum of strings.
    fn is_text(&self, shape: &Shape) -> bool {
        match shape {
            Shape::String => true,
            Shape::Model(name) => {
                let kind = self.api.models.get(name).map(|model| &model.kind);
                matches!(kind, Some(ModelKind::Enum { base: EnumBase::Text, .. }))
            }
            _ => false,
        }
    }

    /// Without a flag: whether the reply is a success for certain, or its body has to be looked at for an error in its place.
    fn has_content(&self, operation: &Operation) -> Result<TokenStream, String> {
        match (&operation.paging, &operation.reply) {
            (Some(paging), _) => {
                let has_rows = self.has_rows(operation, paging)?;
                Ok(quote!(rt::shown(Some(true), #has_rows)))
            }
            (None, Some(reply)) if !self.is_certain(operation, reply) => Ok(quote!(None)),
            (None, _) => Ok(quote!(Some(true))),
        }
    }

    /// Whether a page has rows.
    fn has_rows(&self, operation: &Operation, paging: &Paging) -> Result<TokenStream, String> {
        let path = self.path(operation, paging.items())?;
        let names = path.iter().map(|property| format_ident!("{}", property.rust));
        Ok(quote!(!reply #(.#names)* .is_empty()))
    }

    /// What a call returns and how it is taken from the reply.
    pub(super) fn output(&self, operation: &Operation) -> Result<Output, String> {
        let Some(component) = &operation.reply else { return output::output(operation) };
        let name = format_ident!("{component}");
        let reply = quote!(types::#name);
        let whole = Output { reply: reply.clone(), output: reply.clone(), payload: None, take: quote!(Some(reply)) };
        let (None, Some(pointer)) = (&operation.paging, &operation.envelope.payload) else { return Ok(whole) };
        let path = self.path(operation, pointer)?;
        let Some((last, way)) = path.split_last() else { return Ok(whole) };
        let mut owner = component.as_str();
        let mut value = quote!(reply);
        for property in way {
            let name = format_ident!("{}", property.rust);
            value = if is_option(property) { quote!(#value.#name?) } else { quote!(#value.#name) };
            owner = property.shape.model().unwrap_or_default();
        }
        let name = format_ident!("{}", last.rust);
        let ty = self.qualified(owner, &last.rust)?;
        if is_option(last) {
            let RustType::Option(inner) = ty else { return Err(format!("{}: unexpected payload type", operation.id)) };
            return Ok(Output { reply, output: quote!(#inner), payload: Some(*inner), take: quote!(#value.#name) });
        }
        Ok(Output { reply, output: quote!(#ty), payload: Some(ty), take: quote!(Some(#value.#name)) })
    }
}
