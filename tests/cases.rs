//! Build script: derives the list of documented examples from the specs, so that none can be forgotten.
//!
//! Writes a list with a `round_trip!` an example: its name, its Rust type and its text.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use nomenclature_codegen::ir::{Api, Operation};
use nomenclature_codegen::node::{Node, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=cases.rs");
    println!("cargo::rerun-if-changed=../specs");
    let documents = nomenclature_codegen::bundles(Path::new("../specs"))?;
    let apis = nomenclature_codegen::apis(&documents)?;
    let mut cases = String::from("vec![\n");
    for (api, (_, document)) in apis.iter().zip(&documents) {
        for operation in &api.operations {
            let node = operation_node(document, operation).ok_or("an operation of the document")?;
            request_cases(api, operation, node, &mut cases)?;
            reply_cases(api, operation, document, node, &mut cases)?;
        }
    }
    cases.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("cases.rs"), cases)?;
    Ok(())
}

fn operation_node<'a>(document: &'a Node, operation: &Operation) -> Option<&'a Node> {
    document.get("paths")?.get(&operation.path)?.get(&operation.http_method.to_lowercase())
}

fn request_cases(api: &Api, operation: &Operation, node: &Node, cases: &mut String) -> Result<(), Box<dyn Error>> {
    let (Some(body), Some(request)) = (node.get("requestBody"), &operation.request) else { return Ok(()) };
    for (name, text) in examples(body) {
        write_case(cases, api, operation, &format!("request/{name}"), request, &text)?;
    }
    Ok(())
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
                true => success_or_failure(operation, &text)?,
                false => error_schema(response).ok_or("an error response with a schema")?,
            };
            write_case(cases, api, operation, &format!("{}/{name}", entry.key), &ty, &text)?;
        }
    }
    Ok(())
}

/// Which of the two an example of the success response is: its flag tells.
fn success_or_failure(operation: &Operation, text: &str) -> Result<String, Box<dyn Error>> {
    let (Some(pointer), Some(failure)) = (&operation.envelope.success, &operation.envelope.failure) else {
        return Ok(operation.reply.clone());
    };
    let value: serde_json::Value = serde_json::from_str(text)?;
    let flag = match value.pointer(pointer) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => return Err(format!("an example of {} has no flag at {pointer}", operation.id).into()),
    };
    Ok(if flag == operation.envelope.success_value { operation.reply.clone() } else { failure.clone() })
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
    writeln!(
        cases,
        "round_trip!({:?}, nomenclature::{vendor}::types::{ty}, {text:?}),",
        format!("{vendor}/{id}/{name}")
    )
}
