//! `mod.rs`: the vendor's description, its client and the client's builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::operations::summary;
use crate::ir::{Api, ClientParameter, ClientPlace, Model, ModelKind, Operation, Shape};
use crate::lower::RustType;
use crate::rustdoc::{self as docs, markdown};
use crate::target::Target;

pub(super) fn file(api: &Api, runtime: &TokenStream, target: &Target) -> Result<TokenStream, String> {
    let documented = api.documentation.as_ref().map(|url| format!(" Documented at <{url}>.")).unwrap_or_default();
    let text = format!(
        "{}\n\nVersion of the vendor's API: {}.{documented}",
        markdown::safe(&api.description),
        markdown::line(&api.version),
    );
    let doc = docs::inner_attributes_and(&text, &contents(api, ""));
    let vendor = vendor(api);
    let groups = api.groups.iter().filter(|group| api.operations.iter().any(|operation| operation.group == group.name));
    let methods = groups.map(|group| {
        let method = format_ident!("{}", group.rust);
        let ty = format_ident!("{}", group.type_name());
        let doc = docs::attributes(&markdown::safe(&group.description));
        quote! {
            #doc
            #[must_use]
            pub fn #method(&self) -> operations::#ty {
                operations::#ty { core: self.core.clone() }
            }
        }
    });
    let setters = api.client_parameters.iter().map(setter).collect::<Result<Vec<_>, _>>()?;
    let title = markdown::line(&api.title);
    let example = builder_example(api, target);
    let client_doc =
        docs::attributes(&format!("Calls {title}. Cheap to clone; clones share connections.\n\n{example}"));
    let builder_doc = docs::attributes(&format!("Settings of a `Client` of {title}.\n\n{example}"));
    let openapi_doc = docs::attributes("The OpenAPI 3.1 document that this module was generated from.");
    Ok(quote! {
        #doc
        pub mod operations;
        pub mod types;

        use #runtime as rt;

        #openapi_doc
        pub const OPENAPI: &str = include_str!("openapi.json");

        #vendor

        #client_doc
        #[derive(Clone, Debug)]
        pub struct Client { core: rt::Core }

        impl Client {
            /// Begins a client.
            pub fn builder() -> ClientBuilder {
                ClientBuilder { config: rt::ClientConfig::new(&VENDOR) }
            }

            #(#methods)*
        }

        #builder_doc
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build`"]
        pub struct ClientBuilder { config: rt::ClientConfig }

        impl ClientBuilder { #(#setters)* }

        rt::client_builder_methods!(ClientBuilder, Client);
    })
}

/// The operations, each with a link to where it begins: from the page that `from` is the path of the vendor's module on.
pub(super) fn contents(api: &Api, from: &str) -> String {
    let row = |operation: &Operation| {
        let group = api.groups.iter().find(|group| group.name == operation.group)?;
        let (method, ty) = (&operation.method, group.type_name());
        let summary = markdown::escape(&summary(operation)).replace('|', "\\|");
        Some(format!("| [`{}().{method}()`]({from}operations::{ty}::{method}) | {summary} |\n", group.rust))
    };
    let rows: String = api.operations.iter().filter_map(row).collect();
    format!("| call | what it does |\n| --- | --- |\n{rows}")
}

/// A fenced example that builds a client with what it needs, and with what most give it.
fn builder_example(api: &Api, target: &Target) -> String {
    let vendor = &api.name;
    let variable = |name: &str| format!("std::env::var(\"{}_{}\")?", vendor.to_uppercase(), name.to_uppercase());
    let setter = |parameter: &ClientParameter| {
        let name = &parameter.setter;
        let values = match &parameter.place {
            ClientPlace::Basic => format!("{}, {}", variable("login"), variable("password")),
            ClientPlace::Header { shape: Shape::Array(_), .. } => format!("[{}]", variable(name)),
            ClientPlace::Header { shape: Shape::Model(model), .. } => match api.models.get(model) {
                Some(Model { kind: ModelKind::Enum { values, .. }, rust, .. }) if !values.is_empty() => {
                    format!(
                        "types::{rust}::{}",
                        values.iter().find(|value| value.rust != "Unknown").unwrap_or(&values[0]).rust
                    )
                }
                _ => return None,
            },
            ClientPlace::Header { shape, .. } if *shape != Shape::String => return None,
            _ => variable(name),
        };
        Some(format!("    .{name}({values})\n"))
    };
    let first = api
        .client_parameters
        .iter()
        .position(is_credential)
        .filter(|_| !api.client_parameters.iter().any(|one| one.required && is_credential(one)));
    let given = api.client_parameters.iter().enumerate().filter(|(index, one)| one.required || Some(*index) == first);
    let given: Option<String> = given.map(|(_, parameter)| setter(parameter)).collect();
    let Some(given) = given else { return String::new() };
    let crate_name = &target.crate_name;
    let types =
        if given.contains("types::") { format!("use {crate_name}::{vendor}::types;\n\n") } else { String::new() };
    format!(
        "# Example\n\n```no_run\n{types}# fn example() -> Result<(), Box<dyn std::error::Error>> {{\nlet client = \
         {crate_name}::{vendor}::Client::builder()\n{given}    .build()?;\n# let _ = client;\n# Ok(())\n# }}\n```"
    )
}

/// Whether a value tells the vendor who calls.
fn is_credential(parameter: &ClientParameter) -> bool {
    parameter.secret || matches!(parameter.place, ClientPlace::Basic)
}

fn vendor(api: &Api) -> TokenStream {
    let (name, title) = (&api.name, &api.title);
    let servers = api.servers.iter().map(|server| {
        let (url, description) = (&server.url, &server.description);
        quote! { rt::ServerSpec { url: #url, description: #description } }
    });
    let mut variables = Vec::new();
    let mut headers = Vec::new();
    let mut members = Vec::new();
    let mut security = Vec::new();
    for parameter in &api.client_parameters {
        let ClientParameter { setter, secret, required, place, .. } = parameter;
        let scheme = |kind: TokenStream| {
            quote! { rt::SecuritySpec { kind: rt::SecurityKind::#kind, setter: #setter, required: #required } }
        };
        match place {
            ClientPlace::Variable { name, default } => {
                let default = default.as_ref().map_or_else(|| quote!(None), |value| quote!(Some(#value)));
                variables.push(
                    quote! { rt::ServerVariable { name: #name, setter: #setter, default: #default, secret: #secret } },
                );
            }
            ClientPlace::Header { name, .. } => {
                headers.push(
                    quote! { rt::ClientHeader { name: #name, setter: #setter, required: #required, secret: #secret } },
                );
            }
            ClientPlace::Member { name } => {
                members.push(quote! { rt::ClientMember { name: #name, setter: #setter, required: #required } });
            }
            ClientPlace::Bearer => security.push(scheme(quote!(Bearer))),
            ClientPlace::Basic => security.push(scheme(quote!(Basic))),
            ClientPlace::HeaderKey { name } => security.push(scheme(quote!(Header(#name)))),
            ClientPlace::ClientCredentials { token_url } => {
                security.push(scheme(quote!(ClientCredentials { token_url: #token_url })));
            }
        }
    }
    quote! {
        /// What the runtime knows of the vendor.
        pub static VENDOR: rt::VendorSpec = rt::VendorSpec {
            name: #name,
            title: #title,
            servers: &[#(#servers),*],
            variables: &[#(#variables),*],
            headers: &[#(#headers),*],
            members: &[#(#members),*],
            security: &[#(#security),*],
        };
    }
}

fn setter(parameter: &ClientParameter) -> Result<TokenStream, String> {
    let method = format_ident!("{}", parameter.setter);
    let mut text = docs::text(&parameter.docs);
    if parameter.secret {
        text.push_str(
            "\n\nNever shown, not even where the server repeats it, unless it has fewer than 4 bytes: so short a text stands in \
             every other.",
        );
    }
    if parameter.required {
        text.push_str("\n\nRequired.");
    }
    let doc = docs::attributes(&text);
    let one = |ty: TokenStream, call: TokenStream| {
        quote! { #doc pub fn #method(mut self, value: #ty) -> Self { #call; self } }
    };
    let text_value = quote!(impl Into<String>);
    let secret_value = quote!(impl Into<rt::SecretString>);
    Ok(match &parameter.place {
        ClientPlace::Variable { name, .. } if parameter.secret => {
            one(secret_value, quote!(self.config.secret_variable(#name, value.into())))
        }
        ClientPlace::Variable { name, .. } => one(text_value, quote!(self.config.variable(#name, value.into()))),
        ClientPlace::Member { name } => one(text_value, quote!(self.config.member(#name, value.into()))),
        ClientPlace::Bearer => one(secret_value, quote!(self.config.bearer(value.into()))),
        ClientPlace::HeaderKey { name } => one(secret_value, quote!(self.config.header_key(#name, value.into()))),
        ClientPlace::Basic => quote! {
            #doc
            pub fn #method(mut self, login: impl Into<String>, password: impl Into<rt::SecretString>) -> Self {
                self.config.basic(login.into(), password.into());
                self
            }
        },
        ClientPlace::ClientCredentials { token_url } => {
            let other = format_ident!("{}", parameter.token_url_setter());
            let other_doc = docs::attributes(&format!(
                "Replaces the address that `{method}` fetches tokens from, `{token_url}`, as for a sandbox; where \
                 `base_url` is set, this must be too. `https` unless it is on this machine or `allow_plain_http` is set."
            ));
            quote! {
                #doc
                pub fn #method(mut self, client_id: impl Into<String>, client_secret: impl Into<rt::SecretString>) -> Self {
                    self.config.client_credentials(#token_url, client_id.into(), client_secret.into());
                    self
                }

                #other_doc
                pub fn #other(mut self, url: impl Into<String>) -> Self {
                    self.config.token_url(url.into());
                    self
                }
            }
        }
        ClientPlace::Header { name, shape } => match shape {
            Shape::Array(inner) => {
                let inner = RustType::scalar(inner)?.elsewhere();
                quote! {
                    #doc
                    pub fn #method(mut self, values: impl IntoIterator<Item = impl Into<#inner>>) -> Self {
                        self.config.client_header_list(#name, values.into_iter().map(|value| { let value: #inner = value.into(); value.to_string() }));
                        self
                    }
                }
            }
            other => {
                let ty = RustType::scalar(other)?.elsewhere();
                one(
                    quote!(impl Into<#ty>),
                    quote!(let value: #ty = value.into(); self.config.client_header(#name, &value)),
                )
            }
        },
    })
}
