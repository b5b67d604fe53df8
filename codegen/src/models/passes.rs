//! Passes over the engine's structs: order, names, documentation, derives, the table of members, short paths.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};

use super::parts::{described_type, outer};
use super::{Struct, setters};
use crate::emit::{Schemars, docs};
use crate::ir::{Api, Direction, Lenient, Model, ModelKind, Property, Shape};
use crate::normalise::RUNTIME_CRATE;

/// The final form of a struct.
pub(super) fn finish(
    api: &Api,
    model: &Model,
    properties: &[Property],
    item: syn::ItemStruct,
    schemars: Schemars,
) -> Result<Struct, String> {
    let (mut fields, mut members, mut types) = (Vec::new(), Vec::new(), Vec::new());
    let lowered = by_wire_name(&item);
    for property in properties {
        let ty = lowered.get(property.wire.as_str()).copied().cloned();
        let mut ty =
            ty.ok_or_else(|| format!("the engine emitted no field `{}` in `{}`", property.wire, item.ident))?;
        ShortPaths.visit_type_mut(&mut ty);
        if property.recurs {
            point_in_wrapper(&mut ty);
        }
        refuse_floats(model, property, &ty)?;
        let name = format_ident!("{}", property.rust);
        let doc = docs::attributes(&docs::text(&property.docs));
        let deprecated = docs::deprecated(&property.docs);
        let schema = schemars_attribute(property, &ty, schemars);
        fields.push(quote! { #doc #deprecated #schema pub #name: #ty });
        let place = Literal::usize_unsuffixed(members.len());
        let (wire, aliases) = (&property.wire, &property.aliases);
        let need = need(model.direction, property, &ty);
        let way = way(model.direction, property, &ty)?;
        members.push(quote! { #place #name #wire #(| #aliases)* #need #way });
        types.push(ty);
    }
    let default = has_default(api, model);
    let default_derive = default.then(|| quote!(Default,));
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes(&docs::text(&model.docs));
    let schema = schemars.attribute(&quote!(derive(schemars::JsonSchema)));
    let item = quote! {
        #doc
        #[derive(Clone, Debug, #default_derive PartialEq)]
        #schema
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    };
    let methods = setters::methods(model, properties, &types, default)?;
    let methods = quote!(#methods rt::record!(#name { #(#members),* }););
    let deprecates = properties.iter().any(|property| property.docs.deprecated);
    let types = properties.iter().map(|property| property.rust.clone()).zip(types).collect();
    Ok(Struct { item, methods, default, deprecates, types })
}

/// The engine's type for each member, by its wire name.
fn by_wire_name(item: &syn::ItemStruct) -> HashMap<String, &syn::Type> {
    let wire_name = |field: &syn::Field| {
        let renamed = field.attrs.iter().find_map(|attribute| {
            let mut name = None;
            if attribute.path().is_ident("serde") {
                // Other serde arguments carry values or none; only the name matters here.
                let _ = attribute.parse_nested_meta(|meta| {
                    if meta.path.is_ident("rename") {
                        name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                    } else if meta.input.peek(syn::Token![=]) {
                        meta.value()?.parse::<syn::Expr>()?;
                    }
                    Ok(())
                });
            }
            name
        });
        renamed.or_else(|| field.ident.as_ref().map(ToString::to_string))
    };
    item.fields.iter().filter_map(|field| Some((wire_name(field)?, &field.ty))).collect()
}

/// `::std::option::Option` is `Option`, the runtime's types are `rt::...`.
struct ShortPaths;

impl VisitMut for ShortPaths {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let first = path.segments.first().map(|segment| segment.ident.to_string());
        match first.as_deref() {
            Some("std") => {
                let last = path.segments.last().map(|segment| segment.ident.to_string());
                if matches!(last.as_deref(), Some("String" | "Option" | "Vec" | "BTreeMap" | "Box")) {
                    let last = path.segments.pop();
                    path.leading_colon = None;
                    path.segments = last.into_iter().collect();
                }
            }
            Some(name) if name == RUNTIME_CRATE => {
                path.leading_colon = None;
                if let Some(segment) = path.segments.first_mut() {
                    segment.ident = format_ident!("rt");
                }
            }
            _ => {}
        }
    }
}

/// The engine does not look into a wrapper of the runtime for what needs a pointer.
fn point_in_wrapper(ty: &mut syn::Type) {
    let (name, inner) = outer(ty);
    if let ("Field", Some(inner)) = (name.as_str(), inner) {
        *ty = syn::parse_quote!(rt::Field<Box<#inner>>);
    }
}

fn refuse_floats(model: &Model, property: &Property, ty: &syn::Type) -> Result<(), String> {
    let text = quote!(#ty).to_string();
    let bad = ["f64", "f32", "serde_json", "num"].into_iter().find(|bad| text.split(' ').any(|word| word == *bad));
    match bad {
        Some(bad) => {
            Err(format!("the engine lowered `{}.{}` to a type with `{bad}`: {text}", model.rust, property.wire))
        }
        None => Ok(()),
    }
}

/// Whether a member is always there, is always written though it may be missing where it is read, or may be missing.
fn need(direction: Direction, property: &Property, ty: &syn::Type) -> TokenStream {
    match outer(ty).0.as_str() {
        "Field" => quote!(optional),
        _ if !property.required => quote!(optional),
        "Option" => quote!(kept),
        "Vec" if direction == Direction::Reply => quote!(kept),
        _ => quote!(required),
    }
}

/// How a member is read where that is not the way of its type.
fn way(direction: Direction, property: &Property, ty: &syn::Type) -> Result<Option<TokenStream>, String> {
    if !property.lenient.iter().any(|lenient| matches!(lenient, Lenient::String | Lenient::Integer)) {
        return Ok(None);
    }
    let (name, inner) = outer(ty);
    let value = if name == "Option" { inner.map(outer).unwrap_or_default().0 } else { name };
    match value.as_str() {
        "i32" | "i64" => Ok(Some(quote!(as rt::lenient::Integer))),
        "String" => Ok(Some(quote!(as rt::lenient::Text))),
        // What is sent has the type of the schema.
        _ if direction == Direction::Reply => {
            Err(format!("`x-lenient` on `{}` needs an integer or a string", property.wire))
        }
        _ => Ok(None),
    }
}

/// What schemars cannot see in the field: its name on the wire, that it may be missing, and a type that it does not know.
fn schemars_attribute(property: &Property, ty: &syn::Type, schemars: Schemars) -> TokenStream {
    let mut parts = Vec::new();
    let wire = &property.wire;
    if *wire != property.rust {
        parts.push(quote!(rename = #wire));
    }
    if matches!(outer(ty).0.as_str(), "Field" | "Vec") {
        let may_be_missing = !property.required || outer(ty).0 == "Field";
        parts.extend(may_be_missing.then(|| quote!(default)));
    }
    if let Some(described) = described_type(ty) {
        // Types in attributes are text, spelled as people do.
        let marker = quote!(#described).to_string().replace(' ', "").replace(",>", ">").replace(',', ", ");
        parts.push(quote!(with = #marker));
    }
    if parts.is_empty() {
        return quote!();
    }
    schemars.attribute(&quote!(schemars(#(#parts),*)))
}

/// Whether a struct can be made without arguments.
fn has_default(api: &Api, model: &Model) -> bool {
    fn visit(api: &Api, model: &Model, seen: &mut BTreeSet<String>) -> bool {
        let ModelKind::Object { properties } = &model.kind else { return false };
        if !seen.insert(model.rust.clone()) {
            return true;
        }
        properties.iter().all(|property| {
            if !property.required || (property.nullable && !model.is_sent) {
                return true;
            }
            // The default of its type is not its one value.
            if property.constant.is_some() {
                return false;
            }
            match &property.shape {
                // What a request requires has to be given.
                _ if model.is_sent => false,
                _ if property.lenient.contains(&Lenient::Any) => false,
                Shape::LocalDateTime => false,
                Shape::Model(name) => api.models.get(name).is_some_and(|model| visit(api, model, seen)),
                _ => true,
            }
        })
    }
    visit(api, model, &mut BTreeSet::new())
}
