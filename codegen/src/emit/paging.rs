//! `Paged`: where a listing stands and how it goes on.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::scope::{Scope, builder_name, is_option, optional, optional_copy};
use crate::ir::{Location, Operation, Paging, Property, RequestLocation};

/// The constant that describes the style.
pub(super) fn spec(operation: &Operation) -> TokenStream {
    let (style, size) = match &operation.paging {
        None => return quote!(None),
        Some(Paging::Offset { next_offset: None, max_page_size, .. }) => (quote!(Rows), *max_page_size),
        Some(Paging::Offset { max_page_size, .. }) => (quote!(Offset), *max_page_size),
        Some(Paging::Page { page_size, .. }) => (quote!(Page), Some(*page_size)),
        Some(Paging::Token { .. }) => (quote!(Token), None),
    };
    let size = size.map(Literal::i64_unsuffixed).map_or_else(|| quote!(None), |size| quote!(Some(#size)));
    quote!(Some(rt::PagingSpec { style: rt::PagingStyle::#style, page_size: #size }))
}

/// The implementation of `Paged`, for an operation that has pages.
pub(super) fn implementation(scope: &Scope<'_>, operation: &Operation) -> Result<TokenStream, String> {
    let Some(paging) = &operation.paging else { return Ok(quote!()) };
    let builder = builder_name(operation);
    let rows = scope.path(operation, paging.items())?;
    let [row] = rows.as_slice() else {
        return Err(format!("{}: expected the rows of a listing to be a top-level member", operation.id));
    };
    let rows = scope.qualified(operation.reply.as_deref().unwrap_or_default(), &row.rust)?;
    let item = rows.element().ok_or_else(|| format!("{}: expected a list of rows", operation.id))?;
    let items = format_ident!("{}", row.rust);
    let place = |location: &RequestLocation| place(scope, operation, location);
    let (cursor, seek, limit, info) = match paging {
        Paging::Offset { offset, limit, next_offset, total, .. } => {
            let at = place(offset)?;
            let limit = limit.as_ref().map(place).transpose()?;
            let limit = limit.map_or_else(|| quote!(None), |limit| quote!(rt::count(#limit)));
            let mut info = quote!();
            for (pointer, method) in [(next_offset, "next_offset"), (total, "total")] {
                let Some(pointer) = pointer else { continue };
                let value = optional_copy(&quote!(output), &scope.path(operation, pointer)?);
                let method = format_ident!("{method}");
                info = quote!(#info.#method(#value));
            }
            (quote!(rt::Cursor::offset(#at)), quote!(#at = cursor.to_offset();), limit, info)
        }
        Paging::Page { page, .. } => {
            let at = place(page)?;
            (quote!(rt::Cursor::page(#at)), quote!(#at = cursor.to_page();), quote!(None), quote!())
        }
        Paging::Token { token, next_token, .. } => {
            let at = place(token)?;
            let info = text(&scope.path(operation, next_token)?);
            (quote!(rt::Cursor::token(#at.as_deref())), quote!(#at = cursor.to_token();), quote!(None), info)
        }
    };
    Ok(quote! {
        impl rt::Paged for #builder {
            type Item = #item;

            fn cursor(&self) -> rt::Cursor { #cursor }
            fn seek(&mut self, cursor: &rt::Cursor) { #seek }
            fn limit(&self) -> Option<u64> { #limit }
            fn info(output: &Self::Output) -> rt::PageInfo { rt::PageInfo::new(output.#items.len()) #info }
            fn into_items(output: Self::Output) -> Vec<Self::Item> { output.#items }
        }
    })
}

/// The call that hands the next token over.
fn text(path: &[&Property]) -> TokenStream {
    match path {
        [property] if is_option(property) => {
            let name = format_ident!("{}", property.rust);
            quote!(.next_token(output.#name.as_deref()))
        }
        _ => {
            let value = optional(&quote!(output), path);
            quote!(.next_token(#value.map(String::as_str)))
        }
    }
}

/// The field of the builder that a request location names.
fn place(scope: &Scope<'_>, operation: &Operation, location: &RequestLocation) -> Result<TokenStream, String> {
    match location {
        RequestLocation::Body(wire) => {
            let request = operation.request.as_deref().unwrap_or_default();
            let properties = scope.properties(request)?;
            let property = properties.iter().find(|property| property.wire == *wire);
            let property = property.ok_or_else(|| format!("{}: the request has no member `{wire}`", operation.id))?;
            if property.required || property.nullable {
                return Err(format!(
                    "{}: expected the paging member `{wire}` to be optional and not nullable",
                    operation.id
                ));
            }
            let name = format_ident!("{}", property.rust);
            Ok(quote!(self.body.#name))
        }
        RequestLocation::Query(wire) => {
            let parameter = operation
                .parameters
                .iter()
                .find(|parameter| parameter.location == Location::Query && parameter.wire == *wire);
            let parameter = parameter.ok_or_else(|| format!("{}: no query parameter `{wire}`", operation.id))?;
            if parameter.required {
                return Err(format!("{}: expected the paging parameter `{wire}` to be optional", operation.id));
            }
            let name = format_ident!("{}", parameter.rust);
            Ok(quote!(self.#name))
        }
    }
}
