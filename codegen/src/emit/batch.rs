//! `Batched`: where the records of a write stand.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::scope::{Scope, builder_name};
use crate::ir::{Operation, resolve_pointer};
use crate::lower::RustType;

/// The constant that tells how many records a request takes.
pub(super) fn spec(operation: &Operation) -> TokenStream {
    let Some(batch) = &operation.batch else { return quote!(None) };
    let items = &batch.items;
    let max = Literal::i64_unsuffixed(batch.max_items);
    quote!(Some(rt::BatchSpec { items: #items, max_items: #max }))
}

/// What the documentation of a method says about many records.
pub(super) fn docs(operation: &Operation) -> Option<String> {
    let max = operation.batch.as_ref()?.max_items;
    Some(format!(
        "Takes any number of records: at most {max} go into one request, and more take several, one after another. What is \
         said here of a request holds for each of them alone. If one fails, the error tells which records are done, which \
         failed and which were never sent; `progress()` tells of each request when it is sent and when it is done."
    ))
}

/// The implementation of `Batched`, for an operation that takes many records.
pub(super) fn implementation(
    scope: &Scope<'_>,
    operation: &Operation,
    output: Option<&RustType>,
) -> Result<TokenStream, String> {
    let Some(batch) = &operation.batch else { return Ok(quote!()) };
    let builder = builder_name(operation);
    let request = operation.request.as_deref().unwrap_or_default();
    let path = resolve_pointer(&scope.api.models, request, &batch.items)
        .map_err(|message| format!("{}: {message}", operation.id))?;
    let records = match path.as_slice() {
        [records] if records.required && !records.nullable => *records,
        _ => {
            return Err(format!(
                "{}: expected `{}` of `x-batch` to be a required top-level member of the request",
                operation.id, batch.items
            ));
        }
    };
    let list = scope.qualified(request, &records.rust)?;
    let record = list.element().ok_or_else(|| format!("{}: expected a list at `{}`", operation.id, batch.items))?;
    let row = output.and_then(RustType::element).ok_or_else(|| {
        format!("{}: expected a list as the payload of the reply, for `x-batch`: each request adds to it", operation.id)
    })?;
    let field = format_ident!("{}", records.rust);
    Ok(quote! {
        impl rt::Batched for #builder {
            type Record = #record;
            type Row = #row;

            fn take_records(&mut self) -> Vec<Self::Record> { std::mem::take(&mut self.body.#field) }
            fn set_records(&mut self, records: Vec<Self::Record>) { self.body.#field = records; }
        }
    })
}
