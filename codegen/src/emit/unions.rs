//! Unions and tuples.

use quote::{format_ident, quote};

use crate::emit::enums;
use crate::format::render;
use crate::ir::{Alternative, Api, Element, Model, ModelKind, Shape};
use crate::lower::RustType;
use crate::rustdoc as docs;
use crate::tables::{list, literal, literals, table};

pub(super) fn union(
    api: &Api,
    model: &Model,
    tag: Option<&str>,
    alternatives: &[Alternative],
) -> Result<String, String> {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes(&docs::text(&model.docs));
    let variants = alternatives.iter().map(|one| {
        let variant = format_ident!("{}", one.rust);
        let doc = docs::attributes(&variant_docs(api, one));
        let ty = RustType::of(&one.shape).boxed(one.boxed);
        quote!(#doc #variant(#ty))
    });
    let derives = quote!(Clone, Debug, PartialEq);
    let item = enums::open(&doc, &derives, &name, variants, OTHER, &quote!(rt::RawJson));
    let rows = alternatives.iter().map(|one| {
        let rule = match tag {
            Some(_) => format!("Tagged({})", literals(&one.tags)),
            None => rule(api, one)?,
        };
        // The pointer is not the caller's affair.
        let ty = RustType::of(&one.shape);
        Ok(format!("{}({ty}){} = {rule}", one.rust, described(&ty)))
    });
    let rows = rows.collect::<Result<Vec<_>, String>>()?;
    let head = match tag {
        Some(tag) => format!("{} by {}", model.rust, literal(tag)),
        None => model.rust.clone(),
    };
    Ok(render([item])? + &table("union", &head, rows))
}

const OTHER: &str = "A value that fits no alternative that this version knows; it is written back as it came.";

/// What a value of the alternative looks like: one of the runtime's `Alternative`.
fn rule(api: &Api, one: &Alternative) -> Result<String, String> {
    if one.undecided.is_some() {
        return Ok("Undecided".to_owned());
    }
    let object = |required: &[String], constants: &[(String, String)]| {
        let constants = constants.iter().map(|(name, json)| format!("({}, {})", literal(name), literal(json)));
        format!("Object {{ required: {}, constants: {} }}", literals(required), list(constants))
    };
    Ok(match &one.shape {
        Shape::Bool => "Bool".to_owned(),
        Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal | Shape::UnixTime => "Number".to_owned(),
        Shape::String | Shape::LocalDateTime | Shape::DateTime | Shape::Uuid => "Text".to_owned(),
        Shape::Array(_) => "List".to_owned(),
        Shape::Map(_) => object(&[], &[]),
        Shape::Model(name) => match api.models.get(name).map(|model| &model.kind) {
            Some(ModelKind::Object { .. }) => object(&one.required, &one.constants),
            Some(ModelKind::Tuple { .. }) => "List".to_owned(),
            Some(ModelKind::Enum { base: crate::ir::EnumBase::Integer, .. }) => "Number".to_owned(),
            Some(ModelKind::Enum { base: crate::ir::EnumBase::Scalar, .. }) => "Scalar".to_owned(),
            Some(ModelKind::Enum { .. }) => "Text".to_owned(),
            Some(ModelKind::Union { tag: Some(tag), .. }) => object(std::slice::from_ref(tag), &[]),
            Some(ModelKind::Union { tag: None, alternatives }) => {
                let rules = alternatives.iter().map(|one| rule(api, one)).collect::<Result<Vec<_>, _>>()?;
                format!("AnyOf({})", list(rules))
            }
            _ => return Err(format!("no rule tells the alternative `{}`", one.rust)),
        },
        Shape::Any | Shape::Nullable(_) => return Err(format!("no rule tells the alternative `{}`", one.rust)),
    })
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

pub(super) fn tuple(model: &Model, elements: &[Element]) -> Result<String, String> {
    let name = format_ident!("{}", model.rust);
    let doc = docs::attributes(&docs::text(&model.docs));
    let (mut fields, mut arguments, mut values, mut rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for element in elements {
        let field = format_ident!("{}", element.rust);
        let text = docs::text(&element.docs);
        let doc = docs::attributes(if text.is_empty() { sort(&element.shape) } else { &text });
        let deprecated = docs::deprecated(&element.docs);
        let taken = RustType::of(&element.shape);
        let held = taken.clone().boxed(element.boxed);
        let (ty, need) = match element.required {
            true => (held, ": required"),
            false => (held.optional(), ""),
        };
        rows.push(format!("{}{need}{}", element.rust, described(&ty)));
        fields.push(quote!(#doc #deprecated pub #field: #ty));
        let value = match (element.required, element.boxed) {
            (true, false) => quote!(#field.into()),
            (true, true) => quote!(Box::new(#field.into())),
            (false, _) => quote!(None),
        };
        values.push(quote!(#field: #value));
        arguments.extend(element.required.then(|| quote!(#field: impl Into<#taken>)));
    }
    let default = arguments.is_empty().then(|| quote!(Default,));
    let new = docs::attributes(if arguments.is_empty() {
        "One with nothing set."
    } else {
        "One with what is required and nothing else set."
    });
    let item = quote! {
        #doc
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }

        impl #name {
            #new
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* }
            }
        }
    };
    Ok(render([item])? + &table("tuple", &model.rust, rows))
}

/// ` as Type`, where schemars does not know the type itself.
fn described(ty: &RustType) -> String {
    ty.described().map(|described| format!(" as {described}")).unwrap_or_default()
}
