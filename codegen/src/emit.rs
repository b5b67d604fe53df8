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

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::TokenStream;

use crate::format::{file, render};
use crate::target::Target;

use crate::ir::{Api, Operation};
use crate::lower::Struct;
use crate::rustdoc::markdown;
use crate::{names, threads};

/// The files of a vendor by name.
pub fn vendor(
    api: &Api,
    structs: &BTreeMap<String, Struct>,
    target: &Target,
) -> Result<Vec<(&'static str, String)>, String> {
    // Tokens stay on their thread.
    let runtime = || -> Result<TokenStream, String> {
        target.runtime.parse().map_err(|error| format!("`{}` is not a path: {error}", target.runtime))
    };
    let mut work = vec![Work::Types, Work::Client];
    work.extend(together(api.groups.len()).map(Work::Groups));
    work.extend(together(api.operations.len()).map(Work::Operations));
    let parts = threads::each(&work, |part| match part {
        Work::Types => types::file(api, structs, &runtime()?),
        Work::Client => render([client::file(api, &runtime()?, target)?]),
        Work::Groups(range) => operations::groups(api, structs, target, &api.groups[range.clone()]),
        Work::Operations(range) => operations::part(api, structs, target, &api.operations[range.clone()]),
    });
    let mut parts = parts.into_iter();
    let types = parts.next().ok_or("no types")??;
    let client = parts.next().ok_or("no client")??;
    let operations = operations::file(api, structs, &runtime()?, parts.collect::<Result<_, _>>()?)?;
    let files = [("mod.rs", client), ("operations.rs", operations), ("types.rs", types)];
    Ok(threads::each(&files, |(name, code)| (*name, file(code))))
}

/// A part of the work for a vendor that can be done beside the others.
enum Work {
    Types,
    Client,
    Groups(Range<usize>),
    Operations(Range<usize>),
}

/// The indices of so many things, in pieces that are written together.
fn together(count: usize) -> impl Iterator<Item = Range<usize>> {
    const MOST: usize = 32;
    (0..count).step_by(MOST).map(move |start| start..(start + MOST).min(count))
}

/// The types and the static that an operation becomes.
pub(crate) fn items(operation: &Operation) -> Vec<String> {
    let builder = scope::builder_name(operation).to_string();
    let replies = (operation.replies.len() > 1).then(|| output::reply_name(operation).to_string());
    [builder, names::shouty(&operation.rust)].into_iter().chain(replies).collect()
}

/// The operations of all vendors, for the front page of the documentation.
pub fn contents(apis: &[Api]) -> String {
    let section = |api: &Api| {
        let (title, name) = (markdown::escape(&markdown::line(&api.title)), &api.name);
        format!("### [{title}]({name})\n\n{}", client::contents(api, &format!("{name}::")))
    };
    apis.iter().map(section).collect::<Vec<_>>().join("\n")
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
