//! Unions and tuples, through the runtime's macros.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Alternative, Api, Element, Model, ModelKind, Shape};
use crate::lower::{described_type, generic_type};
use crate::rustdoc as docs;

pub(super) fn union(
    api: &Api,
    model: &Model,
    tag: Option<&str>,
    alternatives: &[Alternative],
) -> Result<TokenStream, String> {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes_apart(&docs::text(&model.docs));
    let tag_name = tag.map(|tag| quote!((#tag)));
    let variants = alternatives.iter().map(|one| {
        let variant = format_ident!("{}", one.rust);
        let doc = docs::attributes_apart(&variant_docs(api, one));
        let ty = generic_type(&one.shape);
        let boxed = one.boxed.then(|| quote!(; boxed));
        let described = described(&ty)?;
        let rule = match tag {
            Some(_) => {
                let tags = &one.tags;
                quote!(rt::Alternative::Tagged(&[#(#tags),*]))
            }
            None => rule(api, one)?,
        };
        Ok(quote! { #doc #variant(#ty #boxed) #described = #rule, })
    });
    let variants = variants.collect::<Result<Vec<_>, String>>()?;
    Ok(quote! {
        rt::union! {
            #doc
            pub enum #name #tag_name { #(#variants)* }
        }
    })
}

/// What a value of the alternative looks like.
fn rule(api: &Api, one: &Alternative) -> Result<TokenStream, String> {
    if one.undecided.is_some() {
        return Ok(quote!(rt::Alternative::Undecided));
    }
    let rule = match &one.shape {
        Shape::Bool => quote!(Bool),
        Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal | Shape::UnixTime => quote!(Number),
        Shape::String | Shape::LocalDateTime | Shape::DateTime | Shape::Uuid => quote!(Text),
        Shape::Array(_) => quote!(List),
        Shape::Map(_) => quote!(Object { required: &[], constants: &[] }),
        Shape::Model(name) => match api.models.get(name).map(|model| &model.kind) {
            Some(ModelKind::Object { .. }) => {
                let (required, constants) =
                    (&one.required, one.constants.iter().map(|(name, json)| quote!((#name, #json))));
                quote!(Object { required: &[#(#required),*], constants: &[#(#constants),*] })
            }
            Some(ModelKind::Tuple { .. }) => quote!(List),
            Some(ModelKind::Enum { base: crate::ir::EnumBase::Integer, .. }) => quote!(Number),
            Some(ModelKind::Enum { base: crate::ir::EnumBase::Scalar, .. }) => quote!(Scalar),
            Some(ModelKind::Enum { .. }) => quote!(Text),
            Some(ModelKind::Union { tag: Some(tag), .. }) => quote!(Object { required: &[#tag], constants: &[] }),
            Some(ModelKind::Union { tag: None, alternatives }) => {
                let rules = alternatives.iter().map(|one| rule(api, one)).collect::<Result<Vec<_>, _>>()?;
                quote!(AnyOf(&[#(#rules),*]))
            }
            _ => return Err(format!("no rule tells the alternative `{}`", one.rust)),
        },
        Shape::Any | Shape::Nullable(_) => return Err(format!("no rule tells the alternative `{}`", one.rust)),
    };
    Ok(quote!(rt::Alternative::#rule))
}

fn variant_docs(api: &Api, one: &Alternative) -> String {
    let own = docs::text(&one.docs);
    let of_model =
        || one.shape.direct_model().and_then(|name| api.models.get(name)).map(|model| docs::text(&model.docs));
    let text = if own.is_empty() { of_model().unwrap_or_default() } else { own };
    let text = if text.is_empty() { sort(&one.shape).to_owned() } else { text };
    match &one.undecided {
        Some(other) if !other.is_empty() => format!(
            "{text}\n\nNothing tells it from `{other}` when it is read, so what comes is `Unrecognized`, and `decode` reads it."
        ),
        Some(_) => format!("{text}\n\nWhat comes and is nothing else is `Unrecognized`."),
        None => text,
    }
}

fn sort(shape: &Shape) -> &'static str {
    match shape {
        Shape::Bool => "True or false.",
        Shape::I32 | Shape::I64 | Shape::Int(_) => "A whole number.",
        Shape::Decimal => "A number.",
        Shape::UnixTime | Shape::DateTime | Shape::LocalDateTime => "A point in time.",
        Shape::String => "A text.",
        Shape::Uuid => "An id.",
        Shape::Array(_) => "A list.",
        Shape::Map(_) => "Members of any name.",
        Shape::Any | Shape::Model(_) | Shape::Nullable(_) => "A value of this type.",
    }
}

pub(super) fn tuple(model: &Model, elements: &[Element]) -> Result<TokenStream, String> {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes_apart(&docs::text(&model.docs));
    let fields = elements.iter().map(|element| {
        let field = format_ident!("{}", element.rust);
        let text = docs::text(&element.docs);
        let doc = docs::attributes_apart(if text.is_empty() { sort(&element.shape) } else { &text });
        let deprecated = docs::deprecated(&element.docs);
        let ty = generic_type(&element.shape);
        let boxed = element.boxed.then(|| quote!(; boxed));
        let described = described(&ty)?;
        let need = if element.required { quote!(required) } else { quote!(optional) };
        Ok(quote! { #doc #deprecated #field: (#ty #boxed) #described = #need, })
    });
    let fields = fields.collect::<Result<Vec<_>, String>>()?;
    Ok(quote! {
        rt::tuple! {
            #doc
            pub struct #name { #(#fields)* }
        }
    })
}

/// `as Type`, where schemars does not know the type itself.
fn described(ty: &TokenStream) -> Result<Option<TokenStream>, String> {
    let ty: syn::Type = syn::parse2(ty.clone()).map_err(|error| error.to_string())?;
    Ok(described_type(&ty).map(|described| quote!(as #described)))
}
