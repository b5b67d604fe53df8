//! Open enums.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::format::render;
use crate::ir::{EnumBase, EnumValue, Model};
use crate::rustdoc::{self as docs, markdown};
use crate::tables;

pub(super) fn item(model: &Model, values: &[EnumValue], ignore_case: bool, base: EnumBase) -> Result<String, String> {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes(&docs::text(&model.docs));
    let variants = values.iter().map(|value| {
        let variant = format_ident!("{}", value.rust);
        let text = match value.docs.is_empty() {
            true => format!("{}.", markdown::value(&value.wire)),
            false => markdown::safe(&value.docs),
        };
        let doc = docs::attributes(&text);
        quote!(#doc #variant)
    });
    let (derives, other, note) = match base {
        EnumBase::Text => (quote!(Clone, Debug, PartialEq, Eq, Hash), quote!(rt::UnrecognizedValue), KEPT),
        EnumBase::Integer => (quote!(Clone, Copy, Debug, PartialEq, Eq, Hash), quote!(i64), MADE),
        EnumBase::Scalar => (quote!(Clone, Debug, PartialEq, Eq), quote!(rt::RawJson), SCALAR),
    };
    let item = open(&doc, &derives, &name, variants, note, &other);
    let rows = values.iter().map(|value| {
        let wire = match base {
            EnumBase::Integer => format!(" = {}", value.wire),
            EnumBase::Text if value.wire == value.rust => String::new(),
            EnumBase::Text | EnumBase::Scalar => format!(" = {}", tables::literal(&value.wire)),
        };
        let number = value.number.map(|number| format!(" | {number}")).unwrap_or_default();
        format!("{}{wire}{number}", value.rust)
    });
    let sort = match base {
        EnumBase::Text if ignore_case => "text in any case",
        EnumBase::Text => "text",
        EnumBase::Integer => "integer",
        EnumBase::Scalar => "scalar",
    };
    Ok(render([item])? + &tables::table("open_enum", &format!("{}: {sort}", model.rust), rows))
}

const KEPT: &str = "A value that this version does not know; it is written back as it came.";
const MADE: &str = "A value that this version does not know; make it by `from`, which gives known ones their name.";
const SCALAR: &str = "A scalar that this version does not know; it is written back as it came.";

/// An enum with a variant for what is not documented.
pub(super) fn open(
    doc: &TokenStream,
    derives: &TokenStream,
    name: &syn::Ident,
    variants: impl Iterator<Item = TokenStream>,
    note: &str,
    other: &TokenStream,
) -> TokenStream {
    let note = docs::attributes(note);
    quote! {
        #doc
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #note Unrecognized(#other) }
    }
}
