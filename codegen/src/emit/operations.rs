//! `operations.rs`: groups, a builder an operation, and what the runtime has to know of each.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::envelope::{envelope_name, envelope_static, envelopes};
use crate::emit::output::Output;
use crate::emit::parameters::{parameter_type, whole_body};
use crate::emit::scope::{Scope, builder_name};
use crate::emit::{batch, example, imports, output, paging};
use crate::format::{INDENT, function, render, settled, structure};
use crate::ir::{Api, Docs, Group, Operation, Safety, Shape};
use crate::lower::{Argument, RustType, Struct, argument, initialiser, required_argument, setter};
use crate::rustdoc::{self as docs, markdown};
use crate::tables::literal;
use crate::target::Target;
use crate::{names, threads};

/// The code of some groups.
pub(super) fn groups(
    api: &Api,
    structs: &BTreeMap<String, Struct>,
    target: &Target,
    groups: &[Group],
) -> Result<String, String> {
    let scope = Scope { api, structs, target, envelopes: Vec::new() };
    groups.iter().map(|group| settled(scope.group(group)?)).collect()
}

/// The code of some operations.
pub(super) fn part(
    api: &Api,
    structs: &BTreeMap<String, Struct>,
    target: &Target,
    operations: &[Operation],
) -> Result<String, String> {
    let scope = Scope { api, structs, target, envelopes: envelopes(api) };
    operations.iter().map(|operation| scope.operation(operation)).collect()
}

/// The whole file, of the groups and operations in their order.
pub(super) fn file(
    api: &Api,
    structs: &BTreeMap<String, Struct>,
    runtime: &TokenStream,
    parts: Vec<String>,
) -> Result<String, String> {
    let doc = docs::inner_attributes(&format!("Operations of {}.", markdown::line(&api.title)));
    let envelopes = envelopes(api);
    let envelopes =
        envelopes.iter().enumerate().map(|(index, envelope)| envelope_static(&envelope_name(index), envelope));
    let mut names = [false; 3];
    for found in threads::each(&parts, |part| imports::of(part, ["BTreeMap", "rt", "types"]).names) {
        names = std::array::from_fn(|index| names[index] || found[index]);
    }
    let [maps, rt, types] = names;
    let maps = maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    // Members of the types count too: setters, payloads and pages stand in them.
    let allow = docs::allow_deprecated(structs.values().any(|model| model.deprecates));
    let rt = rt.then(|| quote!(use #runtime as rt;));
    let types = types.then(|| {
        quote!(
            use super::types;
        )
    });
    let head = quote! {
        #doc
        #allow
        #maps
        #rt
        #types
    };
    Ok(render([head])? + &parts.concat() + &render(envelopes)?)
}

impl Scope<'_> {
    fn group(&self, group: &Group) -> Result<String, String> {
        let operations: Vec<_> = self.api.operations.iter().filter(|operation| operation.group == group.name).collect();
        if operations.is_empty() {
            return Ok(String::new());
        }
        let name = group.type_name();
        let doc = docs::comments(&markdown::safe(&group.description), "");
        let methods = operations.iter().map(|operation| self.method(operation)).collect::<Result<String, _>>()?;
        Ok(format!(
            "{doc}#[derive(Clone, Debug)]\npub struct {name} {{\n{INDENT}pub(super) core: rt::Core,\n}}\nimpl {name} {{\n{methods}}}\n"
        ))
    }

    /// The method of the group that begins a call: what is required are its arguments.
    fn method(&self, operation: &Operation) -> Result<String, String> {
        let builder = builder_name(operation);
        let mut arguments = vec!["&self".to_owned()];
        let mut fields = vec!["context: rt::Context::new(self.core.clone())".to_owned()];
        let mut take = |name: &str, ty: Option<RustType>| match ty.map(|ty| argument(&ty, name)) {
            Some(Argument { ty, value }) => {
                arguments.push(format!("{name}: {ty}"));
                fields.push(initialiser(name, &value));
            }
            None => fields.push(format!("{name}: None")),
        };
        for parameter in &operation.parameters {
            take(&parameter.rust, parameter.required.then(|| parameter_type(parameter)).transpose()?);
        }
        if let Some((body, ty)) = whole_body(operation) {
            take("body", body.required.then_some(ty));
        }
        if let Some(request) = &operation.request {
            let (taken, body) = self.body(operation, request)?;
            arguments.extend(taken);
            fields.push(format!("body: {body}"));
        }
        let doc = docs::comments(&self.method_docs(operation)?, INDENT);
        let deprecated = docs::deprecated_line(&operation.docs, INDENT);
        let head = format!("pub fn {}(", operation.method);
        let head = function(&head, &arguments, &format!(") -> {builder} {{"));
        let made = structure(&builder.to_string(), &fields);
        Ok(format!("{doc}{deprecated}{head}{made}{INDENT}}}\n"))
    }

    fn body(&self, operation: &Operation, request: &str) -> Result<(Vec<String>, String), String> {
        let item = &self.structs[request];
        if item.default {
            return Ok((Vec::new(), "Default::default()".to_owned()));
        }
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for property in self.properties(request)? {
            if !property.required {
                if property.client_parameter.is_some() {
                    return Err(format!(
                        "{}: expected the client-wide member `{}` to be required",
                        operation.id, property.wire
                    ));
                }
                continue;
            }
            if !property.is_argument() {
                continue;
            }
            if let Some(setter) = &property.client_parameter {
                values.push(format!("self.core.member({})", literal(setter)));
                continue;
            }
            let name = &property.rust;
            if operation.parameters.iter().any(|parameter| parameter.rust == property.rust) {
                return Err(format!(
                    "{}: a parameter and a body member are both called `{}`",
                    operation.id, property.rust
                ));
            }
            let Argument { ty, .. } = required_argument(&self.qualified(request, name)?, name);
            arguments.push(format!("{name}: {ty}"));
            values.push(name.clone());
        }
        Ok((arguments, format!("types::{request}::new({})", values.join(", "))))
    }

    fn method_docs(&self, operation: &Operation) -> Result<String, String> {
        let mut text = format!("{}.\n\n{}", summary(operation), docs::text(&operation.docs));
        if let Some(many) = batch::docs(operation, &self.output(operation)?) {
            text.push_str(&format!("\n\n{many}"));
        }
        let mut arguments: Vec<_> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required)
            .map(|parameter| format!("* `{}`: {}", parameter.rust, docs::brief(&parameter.docs)))
            .collect();
        if let Some(request) = &operation.request {
            let properties = self.properties(request)?;
            let taken = properties.iter().filter(|p| p.is_argument() && p.client_parameter.is_none());
            arguments.extend(taken.map(|p| format!("* `{}`: {}", p.rust, docs::brief(&p.docs))));
        }
        if let Some((body, _)) = whole_body(operation).filter(|(body, _)| body.required) {
            arguments.push(format!("* `body`: {}", docs::brief(&body.docs)));
        }
        if !arguments.is_empty() {
            text.push_str(&format!("\n\n# Arguments\n\n{}", arguments.join("\n")));
        }
        if let Some(errors) = output::error_docs(operation) {
            text.push_str(&format!("\n\n{errors}"));
        }
        text.push_str(&format!("\n\n# Example\n\n{}", example::code(self, operation)?));
        Ok(text)
    }

    fn operation(&self, operation: &Operation) -> Result<String, String> {
        let builder = builder_name(operation);
        let mut fields = vec!["context: rt::Context".to_owned()];
        let mut field = |name: &str, ty: RustType, required| {
            fields.push(format!("{name}: {}", if required { ty } else { ty.optional() }));
        };
        for parameter in &operation.parameters {
            field(&parameter.rust, parameter_type(parameter)?, parameter.required);
        }
        if let Some((body, ty)) = whole_body(operation) {
            field("body", ty, body.required);
        }
        if let Some(request) = &operation.request {
            field("body", RustType::ModelElsewhere(request.clone()), true);
        }
        let fields: String = fields.into_iter().map(|field| format!("{INDENT}{field},\n")).collect();
        let setters = self.setters(operation)?;
        let setters = if setters.is_empty() { setters } else { format!("impl {builder} {{\n{setters}}}\n") };
        let doc = docs::comments(
            &format!(
                "A call of `{} {}`: {}.\n\n{}\n\n# Example\n\n{}",
                operation.http_method,
                operation.path,
                names::lower_first(&summary(operation)),
                docs::text(&operation.docs),
                example::code(self, operation)?
            ),
            "",
        );
        let taken = settled(format!(
            "{doc}#[derive(Clone, Debug)]\n#[must_use = \"a call does nothing until it is sent\"]\npub struct {builder} {{\n{fields}}}\n{setters}"
        ))?;
        let (spec_name, spec) = self.spec(operation);
        let replies = self.replies(operation)?;
        let output = self.output(operation)?;
        let batched = batch::implementation(self, operation, &output)?;
        let implementation = self.implementation(operation, &spec_name, &output)?;
        let paged = paging::implementation(self, operation)?;
        let methods = match &operation.batch {
            Some(_) => quote!(rt::batch_methods!(#builder);),
            None => quote!(rt::operation_methods!(#builder);),
        };
        let paged_methods = operation.paging.as_ref().map(|_| quote!(rt::paged_methods!(#builder);));
        Ok(taken
            + &render([quote! {
                #methods
                #paged_methods
                #replies
                #spec
                #implementation
                #paged
                #batched
            }])?)
    }

    fn setters(&self, operation: &Operation) -> Result<String, String> {
        let mut setters = String::new();
        let mut seen = BTreeSet::new();
        let mut add = |wire: &str, rust: &str, about: &Docs, ty: &RustType, field: &str| {
            let rust = names::setter(rust);
            if !seen.insert(rust.clone()) {
                return Err(format!(
                    "{}: two inputs become the setter `{rust}` (one of them is `{wire}`)",
                    operation.id
                ));
            }
            setters.push_str(&setter(about, "", &rust, ty, field));
            Ok(())
        };
        for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
            let ty = parameter_type(parameter)?.optional();
            add(&parameter.wire, &parameter.rust, &parameter.docs, &ty, &parameter.rust)?;
        }
        if let Some((body, ty)) = whole_body(operation).filter(|(body, _)| !body.required) {
            add("body", "body", &body.docs, &ty.optional(), "body")?;
        }
        let request = operation.request.as_deref().unwrap_or_default();
        let properties = if request.is_empty() { &[] } else { self.properties(request)? };
        for property in properties.iter().filter(|property| !property.required) {
            let name = &property.rust;
            let (true, Shape::Model(inner)) = (property.hoist, &property.shape) else {
                add(&property.wire, name, &property.docs, &self.qualified(request, name)?, &format!("body.{name}"))?;
                continue;
            };
            for member in self.properties(inner)? {
                let field = format!("body.{name}.get_or_insert_default().{}", member.rust);
                add(&member.wire, &member.rust, &member.docs, &self.qualified(inner, &member.rust)?, &field)?;
            }
        }
        Ok(setters)
    }

    fn spec(&self, operation: &Operation) -> (syn::Ident, TokenStream) {
        let name = format_ident!("{}", names::shouty(&operation.rust));
        let (id, path) = (&operation.id, encoded(&operation.path));
        let http_method = format_ident!("{}", operation.http_method);
        let safety = match operation.safety {
            Safety::Read => quote!(Read),
            Safety::Idempotent => quote!(Idempotent),
            Safety::Write => quote!(Write),
        };
        let envelope = self.envelopes.iter().position(|envelope| **envelope == operation.envelope);
        let envelope = envelope_name(envelope.unwrap_or_default());
        let paging = paging::spec(operation);
        let batch = batch::spec(operation);
        let rate_limit = operation.rate_limit.as_ref().map_or_else(|| quote!(None), |limit| {
            let rate = proc_macro2::Literal::i64_unsuffixed(limit.requests_per_second);
            let burst = proc_macro2::Literal::i64_unsuffixed(limit.burst);
            let exceeded = &limit.exceeded;
            quote!(Some(rt::RateLimitSpec { requests_per_second: #rate, burst: #burst, exceeded: &[#(#exceeded),*] }))
        });
        let (codes, never) = (&operation.retryable.codes, &operation.retryable.never);
        let unprocessed = &operation.unprocessed;
        let any = unprocessed.any.unwrap_or(operation.batch.is_none());
        let (unchanged, listed) = (&unprocessed.codes, &unprocessed.listed);
        let listed_tokens = listed.as_ref().map_or_else(|| quote!(None), |pointer| quote!(Some(#pointer)));
        let unprocessed = match any && unchanged.is_empty() && listed.is_none() {
            true => quote!(rt::UnprocessedSpec::ANY),
            false => quote!(rt::UnprocessedSpec { any: #any, codes: &[#(#unchanged),*], listed: #listed_tokens }),
        };
        let evidence = self.evidence(operation).tokens();
        let headers = &operation.client_headers;
        let doc = docs::attributes(&format!("What the runtime knows of `{id}`."));
        let spec = quote! {
            #doc
            pub static #name: rt::OperationSpec = rt::OperationSpec {
                id: #id,
                vendor: &super::VENDOR,
                method: rt::Method::#http_method,
                path: #path,
                safety: rt::Safety::#safety,
                envelope: &#envelope,
                paging: #paging,
                batch: #batch,
                rate_limit: #rate_limit,
                retryable: rt::RetrySpec { codes: &[#(#codes),*], never: &[#(#never),*] },
                unprocessed: #unprocessed,
                evidence: #evidence,
                client_headers: &[#(#headers),*],
            };
        };
        (name, spec)
    }

    fn implementation(&self, operation: &Operation, spec: &syn::Ident, output: &Output) -> Result<TokenStream, String> {
        let builder = builder_name(operation);
        let Output { reply, output, take, .. } = output;
        let writes = self.writes(operation)?;
        let request_argument = if writes.is_empty() { quote!(_) } else { quote!(request) };
        let accept = output::accept(operation);
        let security = operation
            .security
            .as_ref()
            .map(|setters| quote!(const SECURITY: Option<&'static [&'static str]> = Some(&[#(#setters),*]);));
        let output_argument = if take.to_string().contains("reply") { quote!(reply) } else { quote!(_) };
        let succeeded = self.succeeded(operation)?;
        let ignores_reply = !succeeded.to_string().contains("reply");
        let flag_argument = if ignores_reply { quote!(_) } else { quote!(reply) };
        Ok(quote! {
            impl rt::Operation for #builder {
                type Reply = #reply;
                type Output = #output;
                const SPEC: &'static rt::OperationSpec = &#spec;
                #accept
                #security

                fn context(&self) -> &rt::Context { &self.context }
                fn context_mut(&mut self) -> &mut rt::Context { &mut self.context }
                #[inline]
                fn write(&self, #request_argument: &mut rt::RequestWriter) { #writes }
                fn succeeded(#flag_argument: &Self::Reply) -> Option<bool> { #succeeded }
                fn output(#output_argument: Self::Reply) -> Option<Self::Output> { #take }
            }
        })
    }
}

/// A path template as it is sent: what a URL cannot hold is percent-encoded, the names in braces are left alone.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    let mut in_braces = false;
    for c in path.chars() {
        in_braces = (in_braces || c == '{') && c != '}';
        if in_braces || c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@%{}".contains(c) {
            out.push(c);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
    }
    out
}

/// The summary on one line, without the full stop.
pub(super) fn summary(operation: &Operation) -> String {
    markdown::line(operation.summary.trim_end_matches('.'))
}
