//! What the conventions ask of a spec and a public document does not have: ids, tags, safety, names, formats of numbers. No schema
//! is changed, and nothing is left out but extensions of others and schemes of credentials that need a person at a browser.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Members that hold objects by names that the document chooses.
const NAMED: [&str; 19] = [
    "properties",
    "patternProperties",
    "$defs",
    "dependentSchemas",
    "definitions",
    "schemas",
    "headers",
    "responses",
    "requestBodies",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "variables",
    "encoding",
    "content",
    "paths",
    "webhooks",
    "mapping",
];

/// Members that hold data.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Gives a document what the conventions ask for.
pub(crate) fn convert(document: &mut Value) {
    schemas(document, false);
    let info = &mut document["info"];
    if info["description"].as_str().is_none_or(str::is_empty) {
        info["description"] = info["title"].clone();
    }
    servers(document);
    security(document);
    let mut tags = Tags::default();
    for declared in document["tags"].as_array().into_iter().flatten() {
        tags.add(declared["name"].as_str().unwrap_or_default(), declared["description"].as_str());
    }
    let mut ids = BTreeSet::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                self::operation(path, method, operation, &mut tags, &mut ids);
            }
        }
    }
    document["tags"] = Value::Array(tags.nodes);
    components(document);
}

/// The tags, each with a name in Rust.
#[derive(Default)]
struct Tags {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    nodes: Vec<Value>,
}

impl Tags {
    /// The Rust name of a tag.
    fn add(&mut self, name: &str, description: Option<&str>) -> String {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let rust = unique(&snake(name, "group"), &mut self.taken);
        let description = description.filter(|text| !text.is_empty()).unwrap_or(name);
        self.nodes.push(json!({ "name": name, "description": description, "x-rust-name": rust }));
        self.names.insert(name.to_owned(), rust.clone());
        rust
    }
}

fn operation(path: &str, method: &str, operation: &mut Value, tags: &mut Tags, ids: &mut BTreeSet<String>) {
    let tag = operation["tags"][0].as_str().unwrap_or("operations").to_owned();
    let group = tags.add(&tag, None);
    let said = operation["operationId"].as_str().map_or_else(|| format!("{method} {path}"), str::to_owned);
    let id = unique(&format!("{group}_{}", snake(&said, "call")), ids);
    let safety = match method {
        "get" | "head" | "options" | "trace" => "read",
        "put" | "delete" => "idempotent",
        _ => "write",
    };
    operation["tags"] = json!([tag]);
    operation["operationId"] = json!(id);
    operation["x-safety"] = json!(safety);
    if operation["summary"].as_str().is_none_or(str::is_empty) {
        operation["summary"] = json!(said);
    }
}

/// Addresses by https; where there is none, the caller gives it.
fn servers(document: &mut Value) {
    let Some(Value::Array(servers)) = document.get_mut("servers") else { return };
    servers.retain(|server| server["url"].as_str().is_some_and(|url| url.starts_with("https://")));
    for server in servers.iter_mut() {
        let variables = server.get_mut("variables").and_then(Value::as_object_mut);
        for (name, variable) in variables.into_iter().flatten() {
            variable["x-client-parameter"] = json!({ "name": snake(name, "variable") });
        }
    }
    if servers.is_empty()
        && let Some(document) = document.as_object_mut()
    {
        document.remove("servers");
    }
}

/// Credentials get a setter; a token that a person fetches in a browser is a bearer token to us.
fn security(document: &mut Value) {
    let schemes = document.pointer_mut("/components/securitySchemes").and_then(Value::as_object_mut);
    for (name, scheme) in schemes.into_iter().flatten() {
        if matches!(scheme["type"].as_str(), Some("oauth2" | "openIdConnect")) {
            *scheme = json!({ "type": "http", "scheme": "bearer" });
        }
        scheme["x-client-parameter"] = json!({ "name": snake(name, "credential"), "secret": true });
    }
}

/// Names of components that are none in Rust.
fn components(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (name, schema) in schemas.iter_mut() {
        let rust = unique(&pascal(name, "Model"), &mut taken);
        if rust != *name && schema.is_object() {
            schema["x-rust-name"] = json!(rust);
        }
    }
}

/// Visits every object that is no data; `named` is one whose members the document names.
fn schemas(node: &mut Value, named: bool) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| schemas(item, false)),
        Value::Object(members) => {
            if !named {
                members.retain(|name, _| !name.starts_with("x-"));
            }
            for (name, value) in members.iter_mut() {
                if named || !DATA.contains(&name.as_str()) {
                    schemas(value, !named && NAMED.contains(&name.as_str()));
                }
            }
            if !named {
                schema(members);
            }
        }
        _ => {}
    }
}

/// Formats of numbers, names of members and of values.
fn schema(members: &mut Map<String, Value>) {
    let is = |kind: &str| match members.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(all)) => all.iter().any(|one| one == kind),
        _ => false,
    };
    let fixed = members.contains_key("enum") || members.contains_key("const");
    let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
    let whole = ["int32", "int64", "unix-time", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "uint"];
    let right = match () {
        () if is("string") || fixed => None,
        () if is("number") => Some("decimal"),
        () if is("integer") && !whole.contains(&format) => Some("int64"),
        () => None,
    };
    if let Some(right) = right {
        members.insert("format".to_owned(), json!(right));
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        let mut taken = BTreeSet::new();
        for (name, property) in properties.iter_mut() {
            let rust = snake(name, "member");
            let free = unique(&rust, &mut taken);
            let odd = !name.is_ascii() || free != rust || name.starts_with(|c: char| !c.is_ascii_alphabetic());
            if odd && let Value::Object(property) = property {
                property.insert("x-rust-name".to_owned(), json!(free));
            }
        }
    }
    if let Some(Value::Array(values)) = members.get("enum") {
        let mut taken = BTreeSet::new();
        let mut names = Map::new();
        for value in values.iter().filter(|value| !value.is_null() && !value.is_boolean()) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let rust = unique(&pascal(&text, "Value"), &mut taken);
            names.insert(text, json!({ "rust-name": rust }));
        }
        if !names.is_empty() {
            members.insert("x-enum".to_owned(), json!({ "values": names }));
        }
    }
}

/// The same, or with a number behind it.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// The words of a name: letters and digits in ASCII, divided where a capital begins.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let chars: Vec<char> = name.chars().collect();
    for (index, c) in chars.iter().copied().enumerate() {
        let next = chars.get(index + 1).copied().unwrap_or(' ');
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && next.is_ascii_lowercase()));
        if begins || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn snake(name: &str, other: &str) -> String {
    let text = words(name).join("_");
    match text.starts_with(|c: char| c.is_ascii_lowercase()) {
        true if KEYWORDS.contains(&text.as_str()) => format!("{text}_"),
        true => text,
        false => format!("{other}_{text}").trim_end_matches('_').to_owned(),
    }
}

fn pascal(name: &str, other: &str) -> String {
    let capital = |word: String| word[..1].to_uppercase() + &word[1..];
    let text: String = words(name).into_iter().map(capital).collect();
    let clear = if text.starts_with(|c: char| c.is_ascii_uppercase()) { text } else { format!("{other}{text}") };
    match TAKEN.contains(&clear.as_str()) {
        true => format!("{clear}{other}"),
        false => clear,
    }
}

/// Names that cannot be methods, or that a client has already.
const KEYWORDS: [&str; 26] = [
    "as", "async", "await", "box", "break", "builder", "clone", "const", "do", "dyn", "else", "enum", "for", "gen",
    "if", "in", "loop", "match", "move", "mod", "ref", "return", "self", "type", "use", "where",
];

/// Names of types that generated code means something else by.
const TAKEN: [&str; 16] = [
    "BTreeMap",
    "Box",
    "Default",
    "Deserialize",
    "Err",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Unrecognized",
    "Vec",
];
