//! What a call gives where its reply is no JSON object, or one of several.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::scope::{Scope, builder_name};
use crate::ir::{Content, ContentKind, Operation, Reply, Shape, Status};
use crate::lower::RustType;
use crate::rustdoc::{self as docs, markdown};

/// The types of a reply, and how the one becomes the other.
pub(super) struct Output {
    /// What is read.
    pub(super) reply: TokenStream,
    /// What the call gives.
    pub(super) output: TokenStream,
    /// The same, where it is no whole model and no enum.
    pub(super) payload: Option<RustType>,
    /// The expression that makes it of `reply`.
    pub(super) take: TokenStream,
}

/// The one reply that is no JSON object, or the enum of several.
pub(super) fn output(operation: &Operation) -> Result<Output, String> {
    let made = |reply: TokenStream, output: RustType| {
        let payload = Some(output.clone());
        Output { reply, output: quote!(#output), payload, take: quote!(Some(reply.0)) }
    };
    Ok(match operation.replies.as_slice() {
        [Reply { content: None, .. }] => {
            Output { reply: quote!(rt::EmptyReply), output: quote!(()), payload: None, take: quote!(Some(())) }
        }
        [Reply { content: Some(content), .. }] => match &content.kind {
            ContentKind::Json(shape) => {
                let ty = RustType::of(shape).elsewhere();
                made(quote!(rt::JsonReply<#ty>), ty)
            }
            ContentKind::Text => made(quote!(rt::TextReply), RustType::String),
            _ => made(quote!(rt::BinaryReply), RustType::Runtime("Bytes")),
        },
        _ => {
            let name = reply_name(operation);
            Output { reply: quote!(#name), output: quote!(#name), payload: None, take: quote!(Some(reply)) }
        }
    })
}

pub(super) fn reply_name(operation: &Operation) -> syn::Ident {
    format_ident!("{}Reply", builder_name(operation))
}

/// The media types that a call accepts, where it is not JSON alone.
pub(super) fn accept(operation: &Operation) -> Option<TokenStream> {
    let mut media: Vec<&str> = Vec::new();
    for content in operation.replies.iter().filter_map(|reply| reply.content.as_ref()) {
        if !media.contains(&content.media.as_str()) {
            media.push(&content.media);
        }
    }
    let text = media.join(", ");
    (!media.is_empty() && text != "application/json").then(|| quote!(const ACCEPT: &'static str = #text;))
}

impl Scope<'_> {
    /// The enum of a call with several replies.
    pub(super) fn replies(&self, operation: &Operation) -> Result<TokenStream, String> {
        if operation.replies.len() < 2 {
            return Ok(quote!());
        }
        let name = reply_name(operation);
        let doc = docs::attributes(&format!("What `{}` gives, by the HTTP status of the reply.", operation.id));
        let (mut variants, mut arms) = (Vec::new(), Vec::new());
        for reply in &operation.replies {
            let variant = variant(reply.status);
            let status = match reply.status {
                Status::Code(code) => format!("Status {code}"),
                Status::Class(class) => format!("Any other status {class}xx"),
                Status::Default => "Any other status of success".to_owned(),
            };
            let text = if reply.description.is_empty() {
                format!("{status}.")
            } else {
                markdown::after(&format!("{status}: "), &reply.description)
            };
            let doc = docs::attributes(&text);
            let (from, to) = match reply.status {
                Status::Code(code) => (code, code),
                Status::Class(_) | Status::Default => (200, 299),
            };
            let (from, to) = (proc_macro2::Literal::u16_unsuffixed(from), proc_macro2::Literal::u16_unsuffixed(to));
            let (ty, kind) = match &reply.content {
                None => (quote!(), quote!(nothing)),
                Some(Content { kind: ContentKind::Text, media }) => (quote!((String)), quote!(text #media)),
                Some(Content { kind: ContentKind::Json(Shape::Model(model)), .. })
                    if self.structs.contains_key(model) =>
                {
                    let ty = format_ident!("{model}");
                    let kind = match self.is_certain(operation, model) {
                        true => quote!(json),
                        false => {
                            let members = self.evidence_of(operation, model).list();
                            quote!(members #members)
                        }
                    };
                    (quote!((types::#ty)), kind)
                }
                Some(Content { kind: ContentKind::Json(shape), .. }) => {
                    let ty = RustType::of(shape).elsewhere();
                    (quote!((#ty)), quote!(value))
                }
                Some(Content { media, .. }) => (quote!((rt::Bytes)), quote!(bytes #media)),
            };
            variants.push(quote! { #doc #variant #ty });
            arms.push(quote! { #from..=#to => #variant #kind; });
        }
        Ok(quote! {
            #doc
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#variants),* }

            rt::replies_by_status!(#name { #(#arms)* });
        })
    }
}

/// The variant of a status: its reason phrase.
fn variant(status: Status) -> syn::Ident {
    let name = match status {
        Status::Code(200) => "Ok",
        Status::Code(201) => "Created",
        Status::Code(202) => "Accepted",
        Status::Code(203) => "NonAuthoritative",
        Status::Code(204) => "NoContent",
        Status::Code(205) => "ResetContent",
        Status::Code(206) => "PartialContent",
        Status::Code(207) => "MultiStatus",
        Status::Code(code) => return format_ident!("Status{code}"),
        Status::Class(_) => "Success",
        Status::Default => "Other",
    };
    format_ident!("{name}")
}

/// What the documentation of a method says about the bodies of failures.
pub(super) fn error_docs(operation: &Operation) -> Option<String> {
    let mut lines = Vec::new();
    for error in &operation.errors {
        let ty = match &error.shape {
            Shape::Any => continue,
            shape => RustType::of(shape).elsewhere(),
        };
        let meaning = markdown::brief(&error.description);
        let separator = if meaning.is_empty() { "" } else { ": " };
        let status = if error.status == "default" { "any other status" } else { &error.status };
        lines.push(format!("* {status}{separator}{meaning} Its body is a `{ty}`."));
    }
    (!lines.is_empty()).then(|| {
        let how =
            "The body of an error can be read as its type by `details().decode()` of the error's `vendor_error()`:";
        format!("# Errors\n\n{how}\n\n{}", lines.join("\n"))
    })
}
