//! Types of members.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};

use crate::ir::Shape;

/// The types of the standard library that models hold.
const STANDARD: [&str; 14] =
    ["BTreeMap", "Box", "Option", "String", "Vec", "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// `Vec<T>` is ("Vec", T), and `rt::Decimal` is ("Decimal", none). A model is nothing, whatever it is called.
pub fn outer(ty: &syn::Type) -> (String, Option<&syn::Type>) {
    let syn::Type::Path(path) = ty else { return (String::new(), None) };
    let Some((first, last)) = path.path.segments.first().zip(path.path.segments.last()) else {
        return (String::new(), None);
    };
    let is_plain = path.path.segments.len() == 1 && STANDARD.iter().any(|name| first.ident == *name);
    if !is_plain && first.ident != "rt" {
        return (String::new(), None);
    }
    let inner = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.last() {
            Some(syn::GenericArgument::Type(ty)) => Some(ty),
            _ => None,
        },
        _ => None,
    };
    (last.ident.to_string(), inner)
}

/// The type of a value in a union or tuple, where it reads and writes itself.
pub fn generic_type(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Bool => quote!(bool),
        Shape::I32 => quote!(i32),
        Shape::I64 => quote!(i64),
        Shape::Int(width) => {
            let name = quote::format_ident!("{}", width.rust());
            quote!(#name)
        }
        Shape::Decimal => quote!(rt::decimal::Exact),
        Shape::UnixTime => quote!(rt::UnixTime),
        Shape::String => quote!(String),
        Shape::LocalDateTime => quote!(rt::LocalDateTime),
        Shape::DateTime => quote!(rt::DateTime),
        Shape::Uuid => quote!(rt::Uuid),
        Shape::Any => quote!(rt::RawJson),
        Shape::Array(inner) => {
            let inner = generic_type(inner);
            quote!(Vec<#inner>)
        }
        Shape::Map(inner) => {
            let inner = generic_type(inner);
            quote!(BTreeMap<String, #inner>)
        }
        Shape::Model(name) => {
            let name = format_ident!("{name}");
            quote!(#name)
        }
        Shape::Nullable(inner) => {
            let inner = generic_type(inner);
            quote!(Option<#inner>)
        }
    }
}

/// The type that describes another one to schemars, where a type of another crate is in it, which schemars does not know.
pub fn described_type(ty: &syn::Type) -> Option<syn::Type> {
    struct Markers(bool);

    impl VisitMut for Markers {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            visit_mut::visit_path_mut(self, path);
            let names: Vec<&syn::Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
            if let [rt, name] = names[..]
                && rt == "rt"
                && ["Decimal", "DateTime", "Uuid"].iter().any(|known| name == known)
            {
                *path = syn::parse_quote!(rt::schema::#name);
                self.0 = true;
            }
        }
    }

    let mut described = ty.clone();
    let mut markers = Markers(false);
    markers.visit_type_mut(&mut described);
    markers.0.then_some(described)
}
