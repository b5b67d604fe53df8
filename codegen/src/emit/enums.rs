//! Open enums, through the runtime's macro.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{EnumBase, EnumValue, Model};
use crate::rustdoc::{self as docs, markdown};

pub(super) fn item(model: &Model, values: &[EnumValue], ignore_case: bool, base: EnumBase) -> TokenStream {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes_apart(&docs::text(&model.docs));
    let case = ignore_case.then(|| quote!((ignore_case)));
    let variants = values.iter().map(|value| {
        let variant = format_ident!("{}", value.rust);
        let wire = &value.wire;
        let text = if value.docs.is_empty() { format!("`{wire}`.") } else { markdown::safe(&value.docs) };
        let wire = match base {
            EnumBase::Integer => wire.parse().unwrap_or_else(|_| quote!(#wire)),
            EnumBase::Text | EnumBase::Scalar => quote!(#wire),
        };
        let doc = docs::attributes_apart(&text);
        let number = value.number.map(|number| {
            let number = proc_macro2::Literal::i64_unsuffixed(number);
            quote!(| #number)
        });
        quote! { #doc #variant = #wire #number, }
    });
    let declare = match base {
        EnumBase::Text => format_ident!("open_enum"),
        EnumBase::Integer => format_ident!("open_integer_enum"),
        EnumBase::Scalar => format_ident!("open_scalar_enum"),
    };
    quote! {
        rt::#declare! {
            #doc
            pub enum #name #case { #(#variants)* }
        }
    }
}
