//! Writes the Rust files of a vendor: straight-line code over the runtime.

mod batch;
mod client;
pub(crate) mod docs;
mod enums;
mod evidence;
mod example;
mod full_scan;
pub(crate) mod markdown;
mod operations;
mod paging;
mod parameters;
mod replies;
mod reply;
mod scope;
pub(crate) mod tables;
mod types;
mod unions;
mod uses;

use std::ops::Range;

use proc_macro2::TokenStream;

pub(crate) use uses::code;

use crate::ir::{Api, Operation};
use crate::{models, names, threads};

/// What generated code is compiled with.
#[derive(Clone, Debug)]
pub struct Target {
    /// Path of the runtime: `crate::runtime`, or `::nomenclature::runtime` in another crate.
    pub runtime: String,
    /// Path of the module with the vendors in documentation examples: the name of the crate where it is the root.
    pub crate_name: String,
    /// Whether each vendor's module stands behind a feature of its own name.
    pub features: bool,
    /// Whether models have JSON schemas.
    pub schemars: Schemars,
}

/// When models derive `schemars::JsonSchema`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemars {
    /// With the feature `schemars` of the crate.
    Feature,
    /// Always: the crate depends on `schemars`, and on `nomenclature` with its feature of that name.
    Always,
    /// Never.
    Never,
}

impl Schemars {
    /// An attribute that only counts where there are schemas.
    pub(crate) fn attribute(self, attribute: &TokenStream) -> TokenStream {
        match self {
            Schemars::Feature => quote::quote!(#[cfg_attr(feature = "schemars", #attribute)]),
            Schemars::Always => quote::quote!(#[#attribute]),
            Schemars::Never => TokenStream::new(),
        }
    }
}

impl Default for Target {
    fn default() -> Self {
        Self {
            runtime: "crate::runtime".into(),
            crate_name: "nomenclature".into(),
            features: true,
            schemars: Schemars::Feature,
        }
    }
}

impl Target {
    /// Code for a crate that depends on `nomenclature`, without features and schemas. `module` is the path of the module that includes
    /// it, as `my_crate` or `my_crate::api`; documentation examples name it.
    pub fn dependent(module: &str) -> Self {
        Self {
            runtime: "::nomenclature::runtime".into(),
            crate_name: module.into(),
            features: false,
            schemars: Schemars::Never,
        }
    }

    /// Path of the runtime as documentation examples see it.
    fn runtime_for_docs(&self) -> String {
        self.runtime.replacen("crate", &self.crate_name, 1)
    }
}

/// The files of a vendor by name.
pub fn vendor(api: &Api, target: &Target) -> Result<Vec<(&'static str, String)>, String> {
    let structs = models::structs(api, target.schemars)?;
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
    let replies = (operation.replies.len() > 1).then(|| replies::reply_name(operation).to_string());
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

/// The text of items. They are laid out one after another: what is made for one makes room for the next, where a whole file
/// of thousands would take the time of the allocator.
pub(crate) fn render(items: impl IntoIterator<Item = TokenStream>) -> Result<String, String> {
    let mut code = String::new();
    for item in items {
        let file: syn::File = syn::parse2(item).map_err(|error| format!("generated code does not parse: {error}"))?;
        code.push_str(&prettyplease::unparse(&file));
    }
    Ok(code)
}

/// The text of a file.
fn file(code: &str) -> String {
    format!("// @generated by nomenclature-codegen from specs/. Edit the specs, not this file.\n\n{}", spaced(code))
}

/// prettyplease sets no blank lines between items; a reader wants them. Documentation gets its lines.
fn spaced(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 8);
    let mut previous = "";
    for line in code.lines() {
        if needs_space(previous, line) {
            out.push('\n');
        }
        let depth = line.len() - line.trim_start().len();
        let mark = ["///", "//!"].into_iter().find(|mark| line[depth..].starts_with(mark));
        match mark.map(|mark| line.split_at(depth + mark.len())) {
            Some((begin, text)) => {
                for text in text.split(docs::JOINT) {
                    out.push_str(begin);
                    out.push_str(text);
                    out.push('\n');
                }
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
        previous = line;
    }
    out
}

/// Whether an item begins at `line` after another one has ended.
fn needs_space(previous: &str, line: &str) -> bool {
    const OPENERS: [&str; 8] = ["///", "#[", "pub ", "impl", "fn ", "static ", "use ", "rt::"];
    let text = line.trim_start();
    let depth = line.len() - text.len();
    let same_depth = previous.len() - previous.trim_start().len() == depth;
    if depth > 4 || !same_depth || !OPENERS.iter().any(|opener| text.starts_with(opener)) {
        return false;
    }
    let before = previous.trim_start();
    if before.starts_with("///") {
        return false;
    }
    let runs_on = ["use ", "pub mod "].iter().any(|kind| before.starts_with(kind) && text.starts_with(kind));
    before == "}"
        || before.starts_with("//!")
        || before.starts_with("#![")
        || (before.ends_with(';') && !runs_on && depth < 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_gets_its_lines_and_everything_else_stays() {
        let joint = docs::JOINT;
        let code = format!("    /// a{joint}{joint} \u{441}\n    #[doc =\n    \" \u{421}\u{301}\"]\n\u{441}\n//\n");
        let laid_out = "    /// a\n    ///\n    /// \u{441}\n    #[doc =\n    \" \u{421}\u{301}\"]\n\u{441}\n//\n";
        assert_eq!(spaced(&code), laid_out);
    }
}
