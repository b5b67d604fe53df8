//! Build script: derives from the specs what the tests go through, so that nothing can be forgotten or gets stale.
//!
//! Writes lists for `include!`: a `round_trip!` an example (its name, its Rust type, its text), an operation with its file,
//! a `member!` a decimal, an `open_enum!` an enum and the members that take other types than their own. The calls with the least that
//! they take are written by `build/least.rs`, what the oracle needs by `oracle/generate.rs`. The fuzz targets have this script too.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use nomenclature_codegen::ir::{
    Api, ContentKind, Direction, EnumBase, Lenient, Model, ModelKind, Operation, Property, Shape, Status,
};
use nomenclature_codegen::node::{Node, Value};

#[path = "build/guaranteed.rs"]
mod guaranteed;
#[path = "build/least.rs"]
mod least;
#[path = "oracle/generate.rs"]
mod oracle;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=../tests/build.rs");
    println!("cargo::rerun-if-changed=../tests/build/guaranteed.rs");
    println!("cargo::rerun-if-changed=../tests/build/least.rs");
    println!("cargo::rerun-if-changed=../tests/oracle/generate.rs");
    println!("cargo::rerun-if-changed=../specs");
    match write_lists() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn write_lists() -> Result<(), Box<dyn Error>> {
    // Messages name files as seen from the workspace.
    env::set_current_dir("..")?;
    let documents = nomenclature_codegen::bundles(Path::new("specs"))?;
    let apis = nomenclature_codegen::apis(&documents)?;
    let mut cases = String::from("vec![\n");
    let mut operations = String::from("&[\n");
    let mut decimals = String::from("vec![\n");
    let mut enums = String::from("&[\n");
    let mut lenient = String::from("&[\n");
    let mut calls = String::from("&[\n");
    let mut places = guaranteed::Places::default();
    for (api, (_, document)) in apis.iter().zip(&documents) {
        for operation in &api.operations {
            let node = operation_node(document, operation).ok_or("an operation of the document")?;
            request_cases(api, operation, node, &mut cases)?;
            reply_cases(api, operation, document, node, &mut cases)?;
            let (vendor, id, file) = (&api.name, &operation.id, &operation.span.file);
            writeln!(operations, "({vendor:?}, {id:?}, {file:?}, {}),", request_type(api, operation)?.is_some())?;
            least::call(api, operation, node, &mut calls)?;
        }
        places.add(api)?;
        for model in api.models.values() {
            match &model.kind {
                ModelKind::Object { properties } => {
                    decimal_members(api, model, properties, &mut decimals)?;
                    for property in properties.iter().filter(|property| !property.lenient.is_empty()) {
                        writeln!(lenient, "({:?}, {:?}),", api.name, property.wire)?;
                    }
                }
                ModelKind::Enum { base: EnumBase::Text, .. } => {
                    let (vendor, component, rust) = (&api.name, &model.component, &model.rust);
                    writeln!(enums, "open_enum!({vendor:?}, {component:?}, {vendor}, {rust}),")?;
                }
                // The generator's corpus holds enums of numbers, unions and tuples.
                ModelKind::Enum { .. } | ModelKind::Union { .. } | ModelKind::Tuple { .. } | ModelKind::Alias(_) => {}
            }
        }
    }
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    for (name, mut list) in [
        ("cases", cases),
        ("operations", operations),
        ("decimals", decimals),
        ("enums", enums),
        ("lenient", lenient),
        ("calls", calls),
        ("guaranteed", format!("&[\n{}", places.guaranteed)),
        ("maps", format!("&[\n{}", places.maps)),
    ] {
        list.push_str("]\n");
        fs::write(folder.join(name).with_extension("rs"), list)?;
    }
    fs::write(folder.join("oracle.rs"), oracle::text(&apis, &documents)?)?;
    Ok(())
}

/// The decimals of an object, alone and in lists and maps, each with a text of the members that have to stand beside it.
fn decimal_members(api: &Api, model: &Model, properties: &[Property], list: &mut String) -> Result<(), Box<dyn Error>> {
    for property in properties.iter().filter(|property| property.client_parameter.is_none()) {
        let Some((open, close)) = around_decimal(&property.shape) else { continue };
        let mut others = String::new();
        for other in properties.iter().filter(|other| other.required && other.wire != property.wire) {
            write!(others, "{:?}:{},", other.wire, least::sample(api, &other.shape)?)?;
        }
        let (vendor, rust, wire) = (&api.name, &model.rust, &property.wire);
        // Of an optional member only a request tells null from absent.
        let required = property.required;
        let nullable = property.nullable && (required || model.direction == Direction::Request);
        let lenient = model.direction == Direction::Reply && property.lenient.contains(&Lenient::Any);
        writeln!(
            list,
            "member!({vendor}, {rust}, {wire:?}, required: {required}, nullable: {nullable}, lenient: {lenient}, \
             others: {others:?}, open: {open:?}, close: {close:?}),"
        )?;
    }
    Ok(())
}

/// What stands before and after the decimal that a shape holds.
fn around_decimal(shape: &Shape) -> Option<(String, String)> {
    match shape {
        Shape::Decimal => Some((String::new(), String::new())),
        Shape::Array(inner) => around_decimal(inner).map(|(open, close)| (format!("[{open}"), format!("{close}]"))),
        Shape::Map(inner) => {
            around_decimal(inner).map(|(open, close)| (format!("{{\"key\":{open}"), format!("{close}}}")))
        }
        _ => None,
    }
}

fn operation_node<'a>(document: &'a Node, operation: &Operation) -> Option<&'a Node> {
    document.get("paths")?.get(&operation.path)?.get(&operation.http_method.to_lowercase())
}

fn request_cases(api: &Api, operation: &Operation, node: &Node, cases: &mut String) -> Result<(), Box<dyn Error>> {
    let (Some(body), Some(request)) = (node.get("requestBody"), request_type(api, operation)?) else { return Ok(()) };
    for (name, text) in examples(body) {
        write_case(cases, api, operation, &format!("request/{name}"), &request, &text)?;
    }
    Ok(())
}

/// The Rust type of a JSON body, if there is one.
fn request_type(api: &Api, operation: &Operation) -> Result<Option<String>, Box<dyn Error>> {
    if let Some(request) = &operation.request {
        return Ok(Some(model_type(api, request)));
    }
    match operation.body.as_ref().map(|body| &body.content.kind) {
        Some(ContentKind::Json(shape)) => json_type(api, shape).map(Some),
        _ => Ok(None),
    }
}

fn model_type(api: &Api, model: &str) -> String {
    format!("nomenclature::{}::types::{model}", api.name)
}

/// The type by which serde reads JSON of a shape.
fn json_type(api: &Api, shape: &Shape) -> Result<String, Box<dyn Error>> {
    Ok(oracle::rust_type(api, shape)?.replace("runtime::Decimal", "runtime::decimal::Exact"))
}

fn reply_cases(
    api: &Api,
    operation: &Operation,
    document: &Node,
    node: &Node,
    cases: &mut String,
) -> Result<(), Box<dyn Error>> {
    for entry in node.get("responses").map(Node::entries).unwrap_or_default() {
        let response = dereference(document, &entry.value).ok_or("a response of the document")?;
        for (name, text) in examples(response) {
            let ty = match entry.key.starts_with('2') {
                true => success_or_failure(api, operation, &entry.key, &text)?,
                false => model_type(api, &error_schema(response).ok_or("an error response with a schema")?),
            };
            write_case(cases, api, operation, &format!("{}/{name}", entry.key), &ty, &text)?;
        }
    }
    Ok(())
}

/// Which of the two an example of the success response is: its flag tells.
fn success_or_failure(api: &Api, operation: &Operation, status: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let Some(reply) = &operation.reply else {
        let is_it = |of: &Status| matches!(of, Status::Code(code) if status == code.to_string());
        let reply =
            operation.replies.iter().find(|reply| is_it(&reply.status)).and_then(|reply| reply.content.as_ref());
        return match reply.map(|content| &content.kind) {
            Some(ContentKind::Json(shape)) => json_type(api, shape),
            _ => Err(format!("the reply {status} of {} is no JSON", operation.id).into()),
        };
    };
    let (Some(pointer), Some(failure)) = (&operation.envelope.success, &operation.envelope.failure) else {
        return Ok(model_type(api, reply));
    };
    let value: serde_json::Value = serde_json::from_str(text)?;
    let flag = match value.pointer(pointer) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => return Err(format!("an example of {} has no flag at {pointer}", operation.id).into()),
    };
    Ok(model_type(api, if flag == operation.envelope.success_value { reply } else { failure }))
}

fn error_schema(response: &Node) -> Option<String> {
    let schema = response.get("content")?.get("application/json")?.get("schema")?;
    Some(schema.get("$ref")?.str().ok()?.rsplit('/').next()?.to_owned())
}

fn dereference<'a>(document: &'a Node, node: &'a Node) -> Option<&'a Node> {
    let Some(reference) = node.get("$ref") else { return Some(node) };
    let name = reference.str().ok()?.rsplit('/').next()?;
    document.get("components")?.get("responses")?.get(name)
}

/// Names and texts of the examples below a body.
fn examples(body: &Node) -> Vec<(String, String)> {
    let examples =
        body.get("content").and_then(|content| content.get("application/json")).and_then(|json| json.get("examples"));
    let entries = examples.map(Node::entries).unwrap_or_default().iter();
    let text = |node: &Node| match &node.value {
        Value::Json(text) => text.clone(),
        _ => node.to_json(),
    };
    entries.filter_map(|entry| Some((entry.key.clone(), text(entry.value.get("value")?)))).collect()
}

fn write_case(
    cases: &mut String,
    api: &Api,
    operation: &Operation,
    name: &str,
    ty: &str,
    text: &str,
) -> Result<(), std::fmt::Error> {
    let (vendor, id) = (&api.name, &operation.id);
    writeln!(cases, "round_trip!({:?}, {ty}, {text:?}),", format!("{vendor}/{id}/{name}"))
}
