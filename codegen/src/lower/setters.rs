//! Constructors and chained setters.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::parts::outer;
use crate::ir::{Model, Property, Shape};
use crate::names;
use crate::rustdoc as docs;

/// How a value is taken as an argument.
#[derive(Debug)]
pub struct Argument {
    /// Type of the argument.
    pub ty: TokenStream,
    /// The field's value, made from `value`.
    pub value: TokenStream,
}

/// The most convenient argument for a field of this type; `optional` is what a setter of an `Option` stores.
pub fn argument(ty: &syn::Type, name: &syn::Ident) -> Argument {
    let (outer_name, inner) = outer(ty);
    match (outer_name.as_str(), inner) {
        ("Option", Some(inner)) => {
            let argument = argument(inner, name);
            let value = argument.value;
            Argument { ty: argument.ty, value: quote!(Some(#value)) }
        }
        ("Vec", Some(inner)) => Argument {
            ty: quote!(impl IntoIterator<Item = impl Into<#inner>>),
            value: quote!(#name.into_iter().map(Into::into).collect()),
        },
        ("bool" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64", None) => {
            Argument { ty: quote!(#ty), value: quote!(#name) }
        }
        _ => Argument { ty: quote!(impl Into<#ty>), value: quote!(#name.into()) },
    }
}

/// The argument for a field that has to be given.
pub fn required_argument(ty: &syn::Type, name: &syn::Ident) -> Argument {
    match outer(ty).0.as_str() {
        // Required and nullable: null has to be said.
        "Option" => Argument { ty: quote!(#ty), value: quote!(#name) },
        _ => argument(ty, name),
    }
}

/// `name: value`, or `name` alone where they are the same.
pub fn initialiser(name: &syn::Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// The one value of a member.
fn constant(property: &Property, json: &str) -> Result<TokenStream, String> {
    let literal = || json.parse::<TokenStream>().map_err(|error| format!("`{json}` is not a literal: {error}"));
    let value = match &property.shape {
        _ if json == "null" => return Ok(quote!(None)),
        Shape::Decimal => {
            let (whole, fraction) = json.split_once('.').unwrap_or((json, ""));
            let digits = format!("{whole}{fraction}").parse::<i64>();
            let digits = digits.map_err(|_| format!("the constant {json} of `{}` is too long", property.wire))?;
            let (digits, scale) = (Literal::i64_unsuffixed(digits), Literal::usize_unsuffixed(fraction.len()));
            quote!(rt::Decimal::new(#digits, #scale))
        }
        Shape::String | Shape::Model(_) => {
            let text = literal()?;
            quote!(#text.into())
        }
        Shape::Bool | Shape::I32 | Shape::I64 | Shape::Int(_) => literal()?,
        other => return Err(format!("`{}` of type {other:?} cannot have the constant {json}", property.wire)),
    };
    Ok(if property.nullable { quote!(Some(#value)) } else { value })
}

/// `new` for what must be given, and setters where users build the struct themselves. The types are those of the properties.
pub(super) fn methods(
    model: &Model,
    properties: &[Property],
    types: &[syn::Type],
    default: bool,
) -> Result<TokenStream, String> {
    if default && !model.is_built {
        return Ok(quote!());
    }
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for (property, ty) in properties.iter().zip(types) {
        let name = format_ident!("{}", property.rust);
        if let (true, Some(json)) = (property.required, &property.constant) {
            let value = constant(property, json)?;
            values.push(quote!(#name: #value));
        } else if property.required {
            let Argument { ty: taken, value } = required_argument(ty, &name);
            arguments.push(quote!(#name: #taken));
            values.push(initialiser(&name, &value));
        } else {
            values.push(quote!(#name: Default::default()));
            let doc = docs::attributes(&docs::text(&property.docs));
            let deprecated = docs::deprecated(&property.docs);
            let value_name = format_ident!("value");
            let Argument { ty, value } = argument(ty, &value_name);
            let setter = format_ident!("{}", names::model_setter(&property.rust));
            setters.push(quote! {
                #doc
                #deprecated
                #[must_use]
                pub fn #setter(mut self, value: #ty) -> Self {
                    self.#name = #value;
                    self
                }
            });
        }
    }
    let name = format_ident!("{}", model.rust);
    let made = if default { quote!(Default::default()) } else { quote!(Self { #(#values,)* }) };
    let fixed: Vec<String> =
        properties.iter().filter(|p| p.required && p.constant.is_some()).map(|p| format!("`{}`", p.rust)).collect();
    let doc = match (arguments.is_empty(), fixed.is_empty()) {
        (true, true) => "One with nothing set.".to_owned(),
        (false, true) => "One with what is required and nothing else set.".to_owned(),
        (true, false) => format!("One with {} and nothing else set.", fixed.join(", ")),
        (false, false) => format!("One with what is required, {}, and nothing else set.", fixed.join(", ")),
    };
    let doc = docs::attributes(&doc);
    let setters = if model.is_built { quote!(#(#setters)*) } else { quote!() };
    Ok(quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn new(#(#arguments),*) -> Self { #made }
            #setters
        }
    })
}
