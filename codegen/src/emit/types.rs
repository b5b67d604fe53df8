//! `types.rs`: the models.

use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

use crate::emit::{docs, enums, markdown, unions, uses};
use crate::ir::{Api, ModelKind};
use crate::models::Struct;

pub(super) fn file(
    api: &Api,
    structs: &BTreeMap<String, Struct>,
    runtime: &TokenStream,
) -> Result<Vec<TokenStream>, String> {
    let doc = docs::inner_attributes(&format!("Models of {}.", markdown::line(&api.title)));
    let items = api.models.values().map(|model| match &model.kind {
        ModelKind::Enum { values, ignore_case, base } => Ok(enums::item(model, values, *ignore_case, *base)),
        ModelKind::Union { tag, alternatives } => unions::union(api, model, tag.as_deref(), alternatives),
        ModelKind::Tuple { elements } => unions::tuple(model, elements),
        ModelKind::Object { .. } | ModelKind::Alias(_) => {
            Ok(structs.get(&model.rust).map_or_else(TokenStream::new, |model| {
                let (item, methods) = (&model.item, &model.methods);
                quote! { #item #methods }
            }))
        }
    });
    let items = items.collect::<Result<Vec<_>, String>>()?;
    let uses::Uses { names: [maps, rt], deprecates } = uses::of(&items, ["BTreeMap", "rt"]);
    let maps = maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let rt = rt.then(|| quote!(use #runtime as rt;));
    let allow = docs::allow_deprecated(deprecates);
    let head = quote! {
        #doc
        #allow
        #maps
        #rt
    };
    Ok([head].into_iter().chain(items).collect())
}
