//! Part of the build script: the stock clients of progenitor, and for each operation two functions that make the same call of
//! an input, one with the setters of the SDK, one with the stock client.

use std::error::Error;
use std::fmt::Write as _;

use nomenclature_codegen::ir::{
    Api, Body, ClientPlace, Content, ContentKind, Direction, EnumBase, Location, Model, ModelKind, Operation, Property,
    Shape,
};
use nomenclature_codegen::node::Node;
use nomenclature_stock::Stock;
use quote::ToTokens;
use serde_json::Value;

/// Setters that would be taken for the end of a call.
const RESERVED: [&str; 5] = ["options", "keep_raw", "send", "pages", "items"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The Rust text for `include!`.
pub(crate) fn text(apis: &[Api], documents: &[(String, Node)]) -> Result<String> {
    let mut text = String::new();
    let mut table = String::new();
    let mut missing = String::new();
    for (api, (vendor, bundle)) in apis.iter().zip(documents) {
        let within = |problem: String| format!("the oracle of {vendor}: {problem}");
        let Stock { document: lowered, mut left_out } = nomenclature_stock::document(bundle).map_err(within)?;
        let paths = lowered["paths"].as_object().into_iter().flatten();
        let kept: usize = paths.map(|(_, item)| item.as_object().map_or(0, serde_json::Map::len)).sum();
        let (known, documented) = (api.operations.len(), kept + left_out.len());
        if known != documented {
            return Err(within(format!("{known} of {documented} operations are known")).into());
        }
        // The build goes on without a stock client, and the test says what is missing.
        let stock = nomenclature_stock::client(&lowered).unwrap_or_else(|problem| {
            left_out = api.operations.iter().map(|operation| (operation.id.clone(), problem.clone())).collect();
            "pub mod types {}".parse().unwrap_or_default()
        });
        writeln!(text, "#[allow(clippy::let_and_return, unused_imports)] pub(crate) mod {vendor} {{ use super::*;")?;
        writeln!(text, "use nomenclature::{vendor} as sdk;")?;
        writeln!(text, "#[allow(warnings, clippy::all, clippy::unwrap_used)] pub(crate) mod stock {{ {stock} }}")?;
        writeln!(text, "use stock::types;")?;
        writeln!(text, "pub(crate) const BUNDLE: &str = {:?};", bundle.to_json())?;
        client(api, &mut text)?;
        for model in api.models.values() {
            value(api, model, &mut text)?;
        }
        let file = syn::parse2(stock)?;
        for operation in &api.operations {
            let id = &operation.id;
            if let Some((_, reason)) = left_out.iter().find(|(left_out, _)| left_out == id) {
                writeln!(missing, "({:?}, {reason:?}),", format!("{vendor}/{id}"))?;
                continue;
            }
            writeln!(text, "pub(crate) mod {id} {{ use super::*;")?;
            ours(api, operation, &mut text)?;
            theirs(operation, &lowered, method(&file, id)?, &mut text)?;
            writeln!(text, "}}")?;
            writeln!(
                table,
                "Operation {{ vendor: {vendor:?}, id: {id:?}, bundle: {vendor}::BUNDLE, \
                 ours: {vendor}::{id}::ours, theirs: {vendor}::{id}::theirs }},"
            )?;
        }
        writeln!(text, "}}")?;
    }
    writeln!(text, "pub(crate) static OPERATIONS: &[Operation] = &[\n{table}];")?;
    writeln!(text, "pub(crate) static LEFT_OUT: &[(&str, &str)] = &[\n{missing}];")?;
    Ok(text)
}

/// A function that builds the SDK's client of an input.
fn client(api: &Api, text: &mut String) -> Result<()> {
    let path = api.servers.first().map_or("", |server| server.url.split_once("://").map_or("", |(_, rest)| rest));
    writeln!(text, "fn client(to: &Target, input: &Input) -> std::result::Result<sdk::Client, String> {{ ")?;
    let builder = format!("nomenclature_tests::bare::{}()", api.name);
    writeln!(text, "let builder = {builder}.base_url(to.url()).transport(to.transport());")?;
    writeln!(text, "let builder = builder.retry(nomenclature::RetryPolicy::none()).no_rate_limit();")?;
    for parameter in &api.client_parameters {
        let setter = &parameter.setter;
        let (place, ty, arguments) = match &parameter.place {
            ClientPlace::Variable { name, .. } => {
                // In the host it is replaced by the address of the server.
                if !path.split_once('/').is_some_and(|(_, path)| path.contains(&format!("{{{name}}}"))) {
                    continue;
                }
                (format!("input.parameter(\"path\", {name:?})"), "String".into(), "value")
            }
            ClientPlace::Header { name, shape } => {
                (format!("input.parameter(\"header\", {name:?})"), rust_type(api, shape)?, "value")
            }
            ClientPlace::Member { name } => (format!("input.member(&[{name:?}])"), "String".into(), "value"),
            // What fetches a token sends none of the input's; `oauth` shows its requests.
            ClientPlace::ClientCredentials { .. } => continue,
            ClientPlace::Basic => {
                (format!("input.credential({setter:?})"), "(String, String)".into(), "value.0, value.1")
            }
            ClientPlace::Bearer | ClientPlace::HeaderKey { .. } => {
                (format!("input.credential({setter:?})"), "String".into(), "value")
            }
        };
        set("builder", &place, &ty, &format!("builder.{setter}({arguments})"), text)?;
    }
    writeln!(text, "builder.build().map_err(|error| error.to_string()) }}")?;
    Ok(())
}

/// Calls a setter if the input has a value for it.
fn set(chain: &str, place: &str, ty: &str, call: &str, text: &mut String) -> Result<()> {
    writeln!(
        text,
        "let {chain} = match {place} {{ Some(json) => {{ let value: {ty} = made(json); {call} }} None => {chain} }};"
    )?;
    Ok(())
}

/// How the SDK's model is made of JSON: by its constructor and its setters.
fn value(api: &Api, model: &Model, text: &mut String) -> Result<()> {
    let name = &model.rust;
    let is_body = api.operations.iter().any(|operation| operation.request.as_ref() == Some(name));
    match &model.kind {
        ModelKind::Enum { base: EnumBase::Text, .. } => {
            writeln!(
                text,
                "impl Made for sdk::types::{name} {{ fn made(json: &Json) -> Self {{ made::<String>(json).into() }} }}"
            )?;
        }
        ModelKind::Object { properties } if model.direction == Direction::Request && !is_body => {
            let required = properties.iter().filter(|property| property.required);
            let arguments: Vec<_> = required.map(|property| argument(api, property)).collect::<Result<_>>()?;
            writeln!(text, "impl Made for sdk::types::{name} {{ fn made(json: &Json) -> Self {{")?;
            writeln!(text, "let made_so_far = sdk::types::{name}::new({});", arguments.join(", "))?;
            for property in properties.iter().filter(|property| !property.required) {
                let setter = if property.rust == "new" { "new_" } else { &property.rust };
                let place = format!("json.member(&[{:?}])", property.wire);
                let call = format!("made_so_far.{setter}(value)");
                set("made_so_far", &place, &setter_type(api, property)?, &call, text)?;
            }
            writeln!(text, "made_so_far }} }}")?;
        }
        // They have no setters.
        ModelKind::Enum { .. } | ModelKind::Union { .. } | ModelKind::Tuple { .. }
            if model.direction == Direction::Request =>
        {
            writeln!(
                text,
                "impl Made for sdk::types::{name} {{ fn made(json: &Json) -> Self {{ read(json).expect(\"a value\") }} }}"
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn argument(api: &Api, property: &Property) -> Result<String> {
    let ty = rust_type(api, &property.shape)?;
    let ty = if property.nullable { format!("Option<{ty}>") } else { ty };
    Ok(format!("made::<{ty}>(json.member(&[{:?}]).expect(\"it is required\"))", property.wire))
}

fn setter_type(api: &Api, property: &Property) -> Result<String> {
    let ty = rust_type(api, &property.shape)?;
    Ok(if property.nullable { format!("rt::Field<{ty}>") } else { ty })
}

/// The Rust type of a value that setters and constructors take.
pub(crate) fn rust_type(api: &Api, shape: &Shape) -> Result<String> {
    Ok(match shape {
        Shape::Bool => "bool".into(),
        Shape::I32 => "i32".into(),
        Shape::I64 => "i64".into(),
        Shape::Int(width) => width.rust().into(),
        Shape::String => "String".into(),
        Shape::Decimal => "nomenclature::runtime::Decimal".into(),
        Shape::UnixTime => "nomenclature::runtime::UnixTime".into(),
        Shape::LocalDateTime => "nomenclature::runtime::LocalDateTime".into(),
        Shape::DateTime => "nomenclature::runtime::DateTime".into(),
        Shape::Uuid => "nomenclature::runtime::Uuid".into(),
        Shape::Any => "nomenclature::runtime::RawJson".into(),
        Shape::Array(inner) => format!("Vec<{}>", rust_type(api, inner)?),
        Shape::Map(inner) => format!("std::collections::BTreeMap<String, {}>", rust_type(api, inner)?),
        Shape::Nullable(inner) => format!("Option<{}>", rust_type(api, inner)?),
        Shape::Model(name) => match api.models.get(name).map(|model| &model.kind) {
            Some(ModelKind::Alias(shape)) => rust_type(api, shape)?,
            Some(_) => format!("nomenclature::{}::types::{name}", api.name),
            None => return Err(format!("no model {name}").into()),
        },
    })
}

/// A function that makes the call with the SDK.
fn ours(api: &Api, operation: &Operation, text: &mut String) -> Result<()> {
    let place = |location: Location| match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        // The oracle leaves out operations with forms.
        Location::Form | Location::Part => "form",
    };
    writeln!(text, "pub(crate) fn ours(to: &Target, input: &Input) -> Sending {{ ")?;
    writeln!(text, "let client = match client(to, input) {{ Ok(client) => client,")?;
    writeln!(text, "Err(error) => return Box::pin(async move {{ Err(error) }}) }};")?;
    let mut arguments = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let (place, wire) = (place(parameter.location), &parameter.wire);
        let ty = rust_type(api, &parameter.shape)?;
        arguments.push(format!("made::<{ty}>(input.required({place:?}, {wire:?}))"));
    }
    let properties = match operation.request.as_ref().map(|request| members(api, request)).transpose()? {
        Some(properties) => {
            writeln!(text, "let json = input.body();")?;
            properties
        }
        None => &[],
    };
    let whole = match operation.body.as_ref().filter(|_| operation.request.is_none()) {
        Some(Body { content: Content { kind: ContentKind::Json(shape), .. }, required, .. }) => {
            Some((rust_type(api, shape)?, *required))
        }
        // The stock client cannot express the others.
        _ => None,
    };
    for property in properties.iter().filter(|it| it.required && it.client_parameter.is_none()) {
        arguments.push(argument(api, property)?);
    }
    if let Some((ty, true)) = &whole {
        arguments.push(format!("made::<{ty}>(input.body())"));
    }
    let (group, name) = (&operation.group, &operation.method);
    writeln!(text, "let call = client.{group}().{name}({});", arguments.join(", "))?;
    let setter = |rust: &str| if RESERVED.contains(&rust) { format!("{rust}_") } else { rust.to_owned() };
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
        let from = format!("input.parameter({:?}, {:?})", place(parameter.location), parameter.wire);
        let call = format!("call.{}(value)", setter(&parameter.rust));
        set("call", &from, &rust_type(api, &parameter.shape)?, &call, text)?;
    }
    if let Some((ty, false)) = &whole {
        set("call", "input.any_body()", ty, "call.body(value)", text)?;
    }
    for property in properties.iter().filter(|property| !property.required) {
        let (hoisted, outer) = match (&property.shape, property.hoist) {
            (Shape::Model(inner), true) => (members(api, inner)?, Some(&property.wire)),
            _ => (std::slice::from_ref(property), None),
        };
        for member in hoisted {
            let path: Vec<_> = outer.into_iter().chain([&member.wire]).collect();
            let call = format!("call.{}(value)", setter(&member.rust));
            set("call", &format!("json.member(&{path:?})"), &setter_type(api, member)?, &call, text)?;
        }
    }
    writeln!(text, "Box::pin(async move {{ call.send().await.map(drop).map_err(|error| error.to_string()) }}) }}")?;
    Ok(())
}

fn members<'a>(api: &'a Api, model: &str) -> Result<&'a [Property]> {
    match api.models.get(model).map(|model| &model.kind) {
        Some(ModelKind::Object { properties }) => Ok(properties),
        _ => Err(format!("{model} is no object").into()),
    }
}

/// The stock client's method for an operation.
fn method<'a>(file: &'a syn::File, id: &str) -> Result<&'a syn::Signature> {
    let implementations = file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(item) => Some(&item.items),
        _ => None,
    });
    let methods = implementations.flatten().filter_map(|item| match item {
        syn::ImplItem::Fn(method) => Some(&method.sig),
        _ => None,
    });
    let mut found = methods.filter(|method| method.ident == id);
    found.next().ok_or_else(|| format!("the stock client has no method {id}").into())
}

/// A function that makes the call with the stock client. Its arguments are known by its signature only.
fn theirs(operation: &Operation, lowered: &Value, method: &syn::Signature, text: &mut String) -> Result<()> {
    let paths = lowered["paths"].as_object().into_iter().flatten();
    let mut operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let found = operations.find(|(_, found)| found["operationId"] == operation.id.as_str());
    let parameters =
        found.and_then(|(_, found)| found["parameters"].as_array()).ok_or("an operation of the document")?;
    let mut left: Vec<_> = parameters.iter().collect();
    writeln!(text, "pub(crate) fn theirs(to: &Target, input: &Input) -> Sending {{")?;
    writeln!(text, "let client = stock::Client::new_with_client(to.url(), to.plain_client());")?;
    let mut arguments = Vec::new();
    for input in &method.inputs {
        let syn::FnArg::Typed(input) = input else { continue };
        let name = input.pat.to_token_stream().to_string();
        let optional = generic("Option", &input.ty);
        let (ty, borrowed) = match optional.unwrap_or(&input.ty) {
            syn::Type::Reference(reference) => (&*reference.elem, true),
            owned => (owned, false),
        };
        let ty = ty.to_token_stream().to_string();
        let is_text = ty == "str";
        let ty = if is_text { "String".to_owned() } else { ty };
        let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let index = left.iter().position(|parameter| plain(parameter["name"].as_str().unwrap_or("")) == plain(&name));
        let value = match index.map(|index| left.remove(index)) {
            Some(parameter) => {
                let read = if parameter.get(nomenclature_stock::JOINED).is_some() { "joined" } else { "read" };
                format!("input.parameter({}, {}).and_then({read}::<{ty}>)", parameter["in"], parameter["name"])
            }
            None if name == "body" => format!("read::<{ty}>(input.body())"),
            None => return Err(format!("{}: nothing is called {name}", operation.id).into()),
        };
        let expected = if optional.is_some() { "" } else { ".expect(\"it is required\")" };
        writeln!(text, "let {name} = {value}{expected};")?;
        arguments.push(match (optional.is_some(), borrowed, is_text) {
            (true, true, true) => format!("{name}.as_deref()"),
            (true, true, false) => format!("{name}.as_ref()"),
            (false, true, _) => format!("&{name}"),
            (_, false, _) => name,
        });
    }
    if let Some(parameter) = left.first() {
        return Err(format!("{}: the stock client does not take {}", operation.id, parameter["name"]).into());
    }
    let (name, arguments) = (&operation.id, arguments.join(", "));
    writeln!(text, "Box::pin(async move {{")?;
    writeln!(text, "client.{name}({arguments}).await.map(drop).map_err(|error| error.to_string()) }}) }}")?;
    Ok(())
}

/// `T` of `Outer<T>`.
fn generic<'a>(outer: &str, ty: &'a syn::Type) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == outer)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
