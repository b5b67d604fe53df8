//! Passes over the engine's structs: order, names, documentation, derives, the table of members, short paths.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};

use super::parts::{described_type, outer};
use super::{Struct, setters};
use crate::format::render;
use crate::graph::leading_to;
use crate::ir::{Api, Direction, Lenient, Model, ModelKind, Property, Shape};
use crate::lower::normalise::RUNTIME_CRATE;
use crate::rustdoc as docs;
use crate::tables;
use crate::target::Schemars;

/// The final form of a struct.
pub(super) fn finish(
    model: &Model,
    properties: &[Property],
    item: &str,
    defaults: &HashSet<&str>,
    schemars: Schemars,
) -> Result<Struct, String> {
    let item = syn::parse_str(item).map_err(|error| format!("the engine's output does not parse: {error}"))?;
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
        refuse_floats(model, property, &mut ty)?;
        let name = format_ident!("{}", property.rust);
        let doc = docs::attributes(&docs::text(&property.docs));
        let deprecated = docs::deprecated(&property.docs);
        let schema = schemars_attribute(property, &ty, schemars);
        fields.push(quote! { #doc #deprecated #schema pub #name: #ty });
        members.push(format!("{} => {}", members.len(), row(model.direction, property, &ty)?));
        types.push(ty);
    }
    let default = defaults.contains(model.rust.as_str());
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
    let code = render([quote!(#item #methods)])? + &tables::table("record", &model.rust, members);
    let deprecates = properties.iter().any(|property| property.docs.deprecated);
    let types = types.iter().map(|ty| quote!(#ty).to_string());
    let types = properties.iter().map(|property| property.rust.clone()).zip(types).collect();
    Ok(Struct { code, default, deprecates, types })
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

fn refuse_floats(model: &Model, property: &Property, ty: &mut syn::Type) -> Result<(), String> {
    struct Floats(Option<String>);

    impl VisitMut for Floats {
        fn visit_ident_mut(&mut self, ident: &mut syn::Ident) {
            if ["f64", "f32", "serde_json", "num"].iter().any(|bad| ident == bad) {
                self.0 = Some(ident.to_string());
            }
        }
    }

    let mut floats = Floats(None);
    floats.visit_type_mut(ty);
    match floats.0 {
        Some(bad) => Err(format!(
            "the engine lowered `{}.{}` to a type with `{bad}`: {}",
            model.rust,
            property.wire,
            quote!(#ty)
        )),
        None => Ok(()),
    }
}

/// A member in the table: what is not said has the name of its field, may be missing, and is read the way of its type.
fn row(direction: Direction, property: &Property, ty: &syn::Type) -> Result<String, String> {
    let mut row = property.rust.clone();
    row.push_str(need(direction, property, ty));
    if property.wire != property.rust || !property.aliases.is_empty() {
        let names = [&property.wire].into_iter().chain(&property.aliases).map(|name| tables::literal(name));
        row.push_str(" = ");
        row.push_str(&names.collect::<Vec<_>>().join(" | "));
    }
    row.push_str(way(direction, property, ty)?);
    Ok(row)
}

/// Whether a member is always there, or is always written though it may be missing where it is read.
fn need(direction: Direction, property: &Property, ty: &syn::Type) -> &'static str {
    match outer(ty).0.as_str() {
        "Field" => "",
        _ if !property.required => "",
        "Option" => ": kept",
        "Vec" if direction == Direction::Reply => ": kept",
        _ => ": required",
    }
}

/// How a member is read where that is not the way of its type.
fn way(direction: Direction, property: &Property, ty: &syn::Type) -> Result<&'static str, String> {
    if !property.lenient.iter().any(|lenient| matches!(lenient, Lenient::String | Lenient::Integer)) {
        return Ok("");
    }
    let (name, inner) = outer(ty);
    let value = if name == "Option" { inner.map(outer).unwrap_or_default().0 } else { name };
    match value.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => Ok(" as rt::lenient::Integer"),
        "String" => Ok(" as rt::lenient::Text"),
        // What is sent has the type of the schema.
        _ if direction == Direction::Reply => {
            Err(format!("`x-lenient` on `{}` needs an integer or a string", property.wire))
        }
        _ => Ok(""),
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
        let marker = tables::spelled(&quote!(#described));
        parts.push(quote!(with = #marker));
    }
    if parts.is_empty() {
        return quote!();
    }
    schemars.attribute(&quote!(schemars(#(#parts),*)))
}

/// The structs that can be made without arguments.
pub(super) fn defaults(api: &Api) -> HashSet<&str> {
    let steps: Vec<(&str, Vec<&str>)> = api.models.values().map(|model| (model.rust.as_str(), given(model))).collect();
    let without = api.models.values().filter(|model| needs_arguments(model)).map(|model| model.rust.as_str());
    let without = leading_to(&steps, without);
    let all = api.models.values().map(|model| model.rust.as_str());
    all.filter(|name| !without.contains(name)).collect()
}

/// The members that a value of the struct always has, and that have to have a default.
fn always(model: &Model) -> impl Iterator<Item = &Property> {
    let properties = match &model.kind {
        ModelKind::Object { properties } => properties.as_slice(),
        _ => &[],
    };
    properties.iter().filter(|property| property.required && (!property.nullable || model.is_sent))
}

/// The structs that stand in a struct.
fn given(model: &Model) -> Vec<&str> {
    let models = always(model).map(|property| match &property.shape {
        Shape::Model(name) => Some(name.as_str()),
        _ => None,
    });
    models.flatten().collect()
}

/// Whether something of the model has no default, apart from the structs in it.
fn needs_arguments(model: &Model) -> bool {
    let is_struct = matches!(model.kind, ModelKind::Object { .. });
    // What a request requires has to be given, and the default of a type is not its one value.
    let mut always = always(model);
    let needs = always.any(|property| {
        model.is_sent
            || property.constant.is_some()
            || property.lenient.contains(&Lenient::Any)
            || property.shape == Shape::LocalDateTime
    });
    !is_struct || needs
}
