//! Constructors and chained setters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::parts::{field_type, outer};
use crate::emit::docs;
use crate::ir::{Api, Direction, Model, Property};

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
        ("bool" | "i32" | "i64", None) => Argument { ty: quote!(#ty), value: quote!(#name) },
        _ => Argument { ty: quote!(impl Into<#ty>), value: quote!(#name.into()) },
    }
}

/// `name: value`, or `name` alone where they are the same.
pub fn initialiser(name: &syn::Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// `new` for what must be given, and setters where users build the struct themselves.
pub(super) fn methods(
    api: &Api,
    model: &Model,
    properties: &[Property],
    item: &syn::ItemStruct,
    default: bool,
) -> Result<TokenStream, String> {
    let is_body = api.operations.iter().any(|operation| operation.request.as_ref() == Some(&model.rust));
    let is_built = model.direction == Direction::Request && !is_body;
    if default && !is_built {
        return Ok(quote!());
    }
    let field = |property: &Property| {
        field_type(item, &property.rust).ok_or_else(|| format!("`{}` has no field `{}`", model.rust, property.rust))
    };
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for property in properties {
        let name = format_ident!("{}", property.rust);
        let ty = field(property)?;
        if property.required {
            let Argument { ty: mut taken, mut value } = argument(ty, &name);
            if outer(ty).0 == "Option" {
                // Required and nullable: null has to be said.
                (taken, value) = (quote!(#ty), quote!(#name));
            }
            arguments.push(quote!(#name: #taken));
            values.push(initialiser(&name, &value));
        } else {
            values.push(quote!(#name: Default::default()));
            let doc = docs::attributes(&docs::text(&property.docs));
            let value_name = format_ident!("value");
            let Argument { ty, value } = argument(ty, &value_name);
            // `new` is the constructor.
            let setter = if property.rust == "new" { format_ident!("new_") } else { name.clone() };
            setters.push(quote! {
                #doc
                #[must_use]
                pub fn #setter(mut self, value: #ty) -> Self {
                    self.#name = #value;
                    self
                }
            });
        }
    }
    let name = format_ident!("{}", model.rust);
    let made = if default { quote!(Self::default()) } else { quote!(Self { #(#values,)* }) };
    let doc = docs::attributes(if arguments.is_empty() {
        "One with nothing set."
    } else {
        "One with what is required and nothing else set."
    });
    let setters = if is_built { quote!(#(#setters)*) } else { quote!() };
    Ok(quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn new(#(#arguments),*) -> Self { #made }
            #setters
        }
    })
}
