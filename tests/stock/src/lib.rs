//! The stock progenitor client of a document: a second opinion on what the requests look like.
//!
//! Takes the bundle, and shares nothing with what the generator makes of it, so that a mistake in either shows as a difference. [`document`] lowers OpenAPI 3.1 to the 3.0 that progenitor accepts, with paths and without the
//! types of our runtime: a decimal is a `number`, an enum is closed, a member that may be null is `nullable`.

mod schema;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator};
use serde_json::{Map, Value, json};

use nomenclature_codegen::node::Node;

/// The extension on a parameter whose list the caller has to join with commas, because progenitor can only repeat keys.
pub const JOINED: &str = "x-joined";

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What progenitor can make a client of.
#[derive(Debug)]
pub struct Stock {
    /// The OpenAPI 3.0 document.
    pub document: Value,
    /// The operations that its client cannot express, by id, and why.
    pub left_out: Vec<(String, String)>,
}

/// Progenitor's client for a document made by [`document`], in its positional style, as the body of a module.
///
/// # Errors
/// Progenitor refuses the document, or panics.
pub fn client(document: &Value) -> Result<TokenStream, String> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())
        .map_err(|error| format!("the lowered document is not OpenAPI 3.0: {error}"))?;
    let run = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&GenerationSettings::new()).generate_tokens(&document).map_err(|error| error.to_string())
    }));
    run.map_err(|panic| format!("progenitor gave up: {}", message(&*panic)))?
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a message".into())
}

/// The OpenAPI 3.0 document of a bundle that progenitor accepts.
///
/// The path of the first server stands before each path, its variables are path parameters. An operation has one success
/// and one error shape, and one content type for its body.
///
/// # Errors
/// The bundle is no OpenAPI document, or two of its schemas would get one name.
pub fn document(bundle: &Node) -> Result<Stock, String> {
    let bundle: Value = serde_json::from_str(&bundle.to_json()).map_err(|error| error.to_string())?;
    let mut lowering = Lowering { bundle: &bundle, schemas: Map::new() };
    let schemas = bundle.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    for (name, schema) in schemas {
        let lowered = lowering.schema(name, schema)?;
        lowering.add(name, lowered)?;
    }
    let (prefix, variables) = server(&bundle)?;
    let mut paths = Map::new();
    let mut left_out = Vec::new();
    for (path, item) in bundle.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let mut lowered = Map::new();
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
                match lowering.operation(id, operation, item.get("parameters"), &variables) {
                    Ok(operation) => _ = lowered.insert(method.clone(), operation),
                    Err(problem) => left_out.push((id.to_owned(), problem)),
                }
            }
        }
        paths.insert(format!("{prefix}{path}"), Value::Object(lowered));
    }
    let version = bundle.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    let document = json!({
        "openapi": "3.0.3",
        // It becomes a header, so every request would panic if it were not ASCII.
        "info": { "title": "stock", "version": if version.is_ascii() { version } else { "1" } },
        "paths": paths,
        "components": { "schemas": lowering.schemas },
    });
    Ok(Stock { document, left_out })
}

/// The path of the first server, and the variables in it as parameters.
fn server(bundle: &Value) -> Result<(String, Vec<Value>), String> {
    let url = bundle.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("", |start| &after_scheme[start..]).trim_end_matches('/');
    let mut variables = Vec::new();
    for piece in path.split('{').skip(1) {
        let (name, _) = piece.split_once('}').ok_or_else(|| format!("the server {url} has an open brace"))?;
        variables.push(json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    Ok((path.to_owned(), variables))
}

struct Lowering<'a> {
    bundle: &'a Value,
    /// The components so far, those of inline schemas included.
    schemas: Map<String, Value>,
}

impl<'a> Lowering<'a> {
    fn add(&mut self, name: &str, schema: Value) -> Result<(), String> {
        match self.schemas.insert(name.to_owned(), schema) {
            None => Ok(()),
            Some(_) => Err(format!("two schemas become the component {name}")),
        }
    }

    fn operation(
        &mut self,
        id: &str,
        operation: &'a Value,
        shared: Option<&'a Value>,
        variables: &[Value],
    ) -> Result<Value, String> {
        let mut parameters = variables.to_vec();
        let own = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        for parameter in own.chain(shared.and_then(Value::as_array).into_iter().flatten()) {
            let parameter = self.target(parameter)?;
            let lowered = self.parameter(id, parameter)?;
            let key = |parameter: &Value| (parameter.get("in").cloned(), parameter.get("name").cloned());
            if !parameters.iter().any(|known| key(known) == key(&lowered)) {
                parameters.push(lowered);
            }
        }
        let mut lowered =
            json!({ "operationId": id, "parameters": parameters, "responses": self.responses(id, operation)? });
        if let Some(body) = operation.get("requestBody") {
            let body = self.target(body)?;
            let contents = body.get("content").and_then(Value::as_object).ok_or("the body has no content")?;
            let content = contents.get_key_value("application/json").or_else(|| contents.iter().next());
            let (media, content) = content.ok_or("the body has no content")?;
            if media != "application/json" {
                return Err(format!("the body is {media}"));
            }
            let schema = self.schema(&format!("{id}_body"), content.get("schema").unwrap_or(&Value::Null))?;
            lowered["requestBody"] = json!({ "required": true, "content": { media: { "schema": schema } } });
        }
        Ok(lowered)
    }

    fn parameter(&mut self, operation: &str, parameter: &Value) -> Result<Value, String> {
        let text = |key| parameter.get(key).and_then(Value::as_str);
        let (name, place) = text("name").zip(text("in")).ok_or("a parameter has no name or place")?;
        let style = text("style").unwrap_or(if place == "query" { "form" } else { "simple" });
        let plain = if place == "query" { "form" } else { "simple" };
        if place == "cookie" || style != plain {
            return Err(format!("the parameter {name} is a {place} of the style {style}"));
        }
        let schema = parameter.get("schema").ok_or_else(|| format!("the parameter {name} has no schema"))?;
        let mut schema = self.schema(&format!("{operation}_{name}"), schema)?;
        let required = parameter.get("required").cloned().unwrap_or(Value::Bool(false));
        let repeats = place == "query" && parameter.get("explode") != Some(&Value::Bool(false));
        let joined = !repeats && schema.get("type").is_some_and(|ty| ty == "array");
        if joined {
            schema = json!({ "type": "string" });
        }
        let mut lowered = json!({ "name": name, "in": place, "required": required, "schema": schema });
        if joined {
            lowered[JOINED] = Value::Bool(true);
        }
        Ok(lowered)
    }

    /// One success shape and one error shape; of several, the first.
    fn responses(&mut self, id: &str, operation: &'a Value) -> Result<Value, String> {
        let mut lowered = Map::new();
        for (status, response) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
            let keys: &[&str] = if status.starts_with('2') { &["2XX"] } else { &["4XX", "5XX"] };
            let schema = self.target(response)?.pointer("/content/application~1json/schema");
            let Some(schema) = schema.filter(|_| !lowered.contains_key(keys[0])) else { continue };
            let variant = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(|variants| variants.get(0));
            let schema = self.schema(&format!("{id}_{}", keys[0]), variant.unwrap_or(schema))?;
            for key in keys {
                let content = json!({ "application/json": { "schema": schema } });
                lowered.insert((*key).to_owned(), json!({ "description": "", "content": content }));
            }
        }
        if !lowered.contains_key("2XX") {
            lowered.insert("2XX".into(), json!({ "description": "" }));
        }
        Ok(Value::Object(lowered))
    }

    /// The node, or what it refers to.
    fn target(&self, node: &'a Value) -> Result<&'a Value, String> {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return Ok(node) };
        let found = reference.strip_prefix('#').and_then(|pointer| self.bundle.pointer(pointer));
        found.ok_or_else(|| format!("{reference} leads nowhere"))
    }
}
