//! `types.rs`: the models.

use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

use crate::emit::{enums, imports, unions};
use crate::format::render;
use crate::ir::{Api, ModelKind};
use crate::lower::Struct;
use crate::rustdoc::{self as docs, markdown};

pub(super) fn file(api: &Api, structs: &BTreeMap<String, Struct>, runtime: &TokenStream) -> Result<String, String> {
    let doc = docs::inner_attributes(&format!("Models of {}.", markdown::line(&api.title)));
    let items = api.models.values().map(|model| match &model.kind {
        ModelKind::Enum { values, ignore_case, base } => enums::item(model, values, *ignore_case, *base),
        ModelKind::Union { tag, alternatives } => unions::union(api, model, tag.as_deref(), alternatives),
        ModelKind::Tuple { elements } => unions::tuple(model, elements),
        ModelKind::Object { .. } | ModelKind::Alias(_) => {
            let made = structs.get(&model.rust).ok_or_else(|| format!("no struct `{}`", model.rust))?;
            Ok(made.code.clone())
        }
    });
    let mut code = String::new();
    for item in items {
        code.push_str(&item?);
    }
    let imports::Uses { names: [maps, rt], deprecates } = imports::of(&code, ["BTreeMap", "rt"]);
    let maps = maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let rt = rt.then(|| quote!(use #runtime as rt;));
    let allow = docs::allow_deprecated(deprecates);
    // How large an alternative is was the vendor's choice.
    let has_unions = api.models.values().any(|model| matches!(model.kind, ModelKind::Union { .. }));
    let allow_sizes = has_unions.then(|| quote!(#![allow(clippy::large_enum_variant)]));
    let head = quote! {
        #doc
        #allow
        #allow_sizes
        #maps
        #rt
    };
    Ok(render([head])? + &code)
}
