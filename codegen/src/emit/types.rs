//! `types.rs`: the models.

use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

use crate::emit::{docs, enums};
use crate::ir::{Api, ModelKind};
use crate::models::Struct;

pub(super) fn file(api: &Api, structs: &BTreeMap<String, Struct>, runtime: &TokenStream) -> TokenStream {
    let doc = docs::inner_attributes(&format!("Models of {}.", api.title));
    let items = api.models.values().map(|model| match &model.kind {
        ModelKind::Enum { values, ignore_case } => enums::item(model, values, *ignore_case),
        _ => structs.get(&model.rust).map_or_else(TokenStream::new, |model| {
            let (item, methods) = (&model.item, &model.methods);
            quote! { #item #methods }
        }),
    });
    let items: Vec<_> = items.collect();
    let maps = items.iter().any(|item| item.to_string().contains("BTreeMap")).then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    quote! {
        #doc
        #maps
        use serde::{Deserialize, Serialize};
        use #runtime as rt;
        #(#items)*
    }
}
