//! `mod.rs`: the vendor's description, its client and the client's builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Api, ClientParameter, ClientPlace, Shape};
use crate::lower::RustType;
use crate::names;
use crate::rustdoc::{self as docs, markdown};

pub(super) fn file(api: &Api, runtime: &TokenStream) -> Result<TokenStream, String> {
    let doc = docs::inner_attributes(&format!(
        "{}\n\nVersion of the vendor's API: {}.",
        markdown::safe(&api.description),
        markdown::line(&api.version)
    ));
    let vendor = vendor(api);
    let groups = api.groups.iter().filter(|group| api.operations.iter().any(|operation| operation.group == group.name));
    let methods = groups.map(|group| {
        let method = format_ident!("{}", group.rust);
        let ty = format_ident!("{}Api", names::pascal(&group.rust));
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
    let client_doc = docs::attributes(&format!("Calls {title}. Cheap to clone; clones share connections."));
    let builder_doc = docs::attributes(&format!("Settings of a `Client` of {title}."));
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
