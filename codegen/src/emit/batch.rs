//! `Batched`: where the records of a write stand, and what is replied for them.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::output::Output;
use crate::emit::parameters::whole_body;
use crate::emit::scope::{Scope, builder_name};
use crate::ir::{Batch, BatchReply, Operation, resolve_pointer};
use crate::lower::RustType;

/// The constant that tells how many records a request takes.
pub(super) fn spec(operation: &Operation) -> TokenStream {
    let Some(batch) = &operation.batch else { return quote!(None) };
    let items = &batch.items;
    let max = batch.max_items.map(Literal::i64_unsuffixed);
    let max = max.map_or_else(|| quote!(None), |max| quote!(Some(#max)));
    quote!(Some(rt::BatchSpec { items: #items, max_items: #max }))
}

/// What the documentation of a method says about many records.
pub(super) fn docs(operation: &Operation, output: &Output) -> Option<String> {
    let batch = operation.batch.as_ref()?;
    let gives = match (row(batch, output), batch.max_items) {
        (Some(_), _) => "",
        (None, Some(_)) => " What the vendor replies is given for each request, with the numbers of its records.",
        (None, None) => " What the vendor replies is given as the one element of a list.",
    };
    Some(match batch.max_items {
        Some(max) => format!(
            "Takes any number of records: at most {max} go into one request, and more take several, one after another. What is \
             said here of a request holds for each of them alone.{gives} If one fails, the error tells which records are done, \
             which failed and which were never sent; `progress()` tells of each request when it is sent and when it is done."
        ),
        None => format!(
            "Takes any number of records, which go into one request; without records nothing is sent.{gives} If it fails, the \
             error has the records, and tells whether they may be done."
        ),
    })
}

/// What stands for a record in a reply, if each has a row of its own.
fn row<'o>(batch: &Batch, output: &'o Output) -> Option<&'o RustType> {
    let row = output.payload.as_ref().and_then(RustType::element);
    row.filter(|_| batch.reply != Some(BatchReply::EachRequest))
}

/// The implementation of `Batched`, for an operation that takes many records.
pub(super) fn implementation(scope: &Scope<'_>, operation: &Operation, output: &Output) -> Result<TokenStream, String> {
    let Some(batch) = &operation.batch else { return Ok(quote!()) };
    let builder = builder_name(operation);
    let (list, field) = records(scope, operation, batch)?;
    let record = list.element().ok_or_else(|| format!("{}: expected a list at `{}`", operation.id, batch.items))?;
    let (row, replies) = match row(batch, output) {
        Some(row) => (quote!(#row), quote!(rt::EachRecord)),
        None => {
            let whole = &output.output;
            (quote!(rt::BatchReply<#whole>), quote!(rt::EachRequest))
        }
    };
    Ok(quote! {
        impl rt::Batched for #builder {
            type Record = #record;
            type Row = #row;
            type Replies = #replies;

            fn take_records(&mut self) -> Vec<Self::Record> { std::mem::take(&mut #field) }
            fn set_records(&mut self, records: Vec<Self::Record>) { #field = records; }
        }
    })
}

/// The list of the records, and where it stands: the whole body, or a member at its top.
fn records(scope: &Scope<'_>, operation: &Operation, batch: &Batch) -> Result<(RustType, TokenStream), String> {
    let request = operation.request.as_deref().unwrap_or_default();
    if let (true, Some((_, list))) = (batch.items.is_empty(), whole_body(operation).filter(|(body, _)| body.required)) {
        return Ok((list, quote!(self.body)));
    }
    let path = resolve_pointer(&scope.api.models, request, &batch.items)
        .map_err(|message| format!("{}: {message}", operation.id))?;
    match path.as_slice() {
        [records] if records.required && !records.nullable => {
            let field = format_ident!("{}", records.rust);
            Ok((scope.qualified(request, &records.rust)?, quote!(self.body.#field)))
        }
        _ => Err(format!(
            "{}: expected `{}` of `x-batch` to be a required list, the body itself or a member at its top",
            operation.id, batch.items
        )),
    }
}
