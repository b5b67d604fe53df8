//! Writes the Rust files of a vendor: straight-line code over the runtime.

mod batch;
mod client;
pub(crate) mod enums;
mod envelope;
mod evidence;
mod example;
mod full_scan;
mod imports;
pub(crate) mod operations;
mod output;
mod paging;
mod parameters;
mod scope;
mod types;
mod unions;

use std::ops::Range;

use proc_macro2::TokenStream;

pub(crate) use imports::code;

use crate::format::{file, render};
use crate::target::Target;

use crate::ir::{Api, Operation};
use crate::{lower, names, threads};

/// The files of a vendor by name.
pub fn vendor(api: &Api, target: &Target) -> Result<Vec<(&'static str, String)>, String> {
    let structs = lower::structs(api, target.schemars)?;
    // Tokens stay on their thread.
    let runtime = || -> Result<TokenStream, String> {
        target.runtime.parse().map_err(|error| format!("`{}` is not a path: {error}", target.runtime))
    };
    let mut work = vec![Work::Types, Work::Client];
    work.extend(operations::parts(api).map(Work::Operations));
    let parts = threads::each(&work, |part| match part {
        Work::Types => types::file(api, &structs, &runtime()?),
        Work::Client => render([client::file(api, &runtime()?)?]),
        Work::Operations(range) => operations::part(api, &structs, target, range.clone()),
    });
    let mut parts = parts.into_iter();
    let types = parts.next().ok_or("no types")??;
    let client = parts.next().ok_or("no client")??;
    let operations = operations::file(api, &structs, &runtime()?, target, parts.collect::<Result<_, _>>()?)?;
    Ok(vec![("mod.rs", file(&client)), ("operations.rs", file(&operations)), ("types.rs", file(&types))])
}

/// A part of the work for a vendor that can be done beside the others.
enum Work {
    Types,
    Client,
    Operations(Range<usize>),
}

/// The types and the static that an operation becomes.
pub(crate) fn items(operation: &Operation) -> Vec<String> {
    let builder = scope::builder_name(operation).to_string();
    let replies = (operation.replies.len() > 1).then(|| output::reply_name(operation).to_string());
    [builder, names::shouty(&operation.rust)].into_iter().chain(replies).collect()
}

/// The module that lists the vendors.
pub fn index(apis: &[Api], target: &Target) -> Result<String, String> {
    let modules = apis.iter().map(|api| {
        let name = quote::format_ident!("{}", api.name);
        let feature = &api.name;
        let gate = target.features.then(|| quote::quote!(#[cfg(feature = #feature)]));
        quote::quote! { #gate pub mod #name; }
    });
    render(modules).map(|code| file(&code))
}
