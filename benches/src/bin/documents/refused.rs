//! Which operations of a document are refused, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nomenclature_codegen::diagnostic::{Diagnostic, Severity};
use serde_json::Value;

use crate::Result;

/// An operation that is not generated.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Its method and path.
    pub(crate) operation: String,
    /// The finding.
    pub(crate) reason: String,
}

/// A part of a document that can be taken out: `paths`, path, method, or `components`, section, name.
type Part = (String, String, String);

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations of a document.
pub(crate) fn operations(document: &Value) -> Vec<Part> {
    let items = document["paths"].as_object().into_iter().flatten();
    let parts = items.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten().map(|(method, _)| method.clone());
        let methods = methods.filter(|method| METHODS.contains(&method.as_str()));
        methods.map(|method| ("paths".to_owned(), path.clone(), method))
    });
    parts.collect()
}

/// Writes the document to `folder` and takes out what is found wrong, until nothing is.
pub(crate) fn take_out(document: &mut Value, folder: &Path) -> Result<Vec<Refused>> {
    fs::create_dir_all(folder)?;
    let specs = folder.parent().unwrap_or(folder);
    let mut refused = Vec::new();
    loop {
        let text = serde_json::to_string_pretty(document)?;
        fs::write(folder.join("openapi.yaml"), &text)?;
        let lines = lines(&text);
        let found = nomenclature_codegen::findings(specs);
        let errors: Vec<&Diagnostic> = found.0.iter().filter(|found| found.severity == Severity::Error).collect();
        if errors.is_empty() {
            return Ok(refused);
        }
        let mut wrong: BTreeMap<Part, String> = BTreeMap::new();
        for error in errors {
            let line = error.span().map_or(0, |span| span.line);
            let part = lines.range(..=line).next_back().and_then(|(_, part)| part.clone());
            let Some(part) = part else { return Err(format!("outside of operations and components: {error}").into()) };
            wrong.entry(part).or_insert_with(|| format!("[{}] {}", error.code, error.message));
        }
        let before = operations(document);
        let mut queue: Vec<(Part, String)> = wrong.into_iter().collect();
        let users = users(document);
        let mut gone = BTreeSet::new();
        while let Some((part, reason)) = queue.pop() {
            if !gone.insert(part.clone()) {
                continue;
            }
            let (first, second, third) = &part;
            let whole = third.is_empty();
            if before.contains(&part) {
                let operation = format!("{} {second}", third.to_uppercase());
                refused.push(Refused { operation, reason: reason.clone() });
            } else if first == "paths" && whole {
                queue.extend(before.iter().filter(|one| one.1 == *second).map(|one| (one.clone(), reason.clone())));
            }
            queue.extend(users.get(&part).into_iter().flatten().map(|user| (user.clone(), reason.clone())));
            if let (false, Some(members)) =
                (whole, document.get_mut(first).and_then(|part| part.get_mut(second)).and_then(Value::as_object_mut))
            {
                members.remove(third);
            }
        }
        if operations(document).len() == before.len() && gone.iter().all(|part| part.0 == "paths") {
            return Err("nothing could be taken out".into());
        }
        if let Some(Value::Object(paths)) = document.get_mut("paths") {
            paths.retain(|_, item| METHODS.iter().any(|method| item.get(*method).is_some()));
        }
    }
}

/// The part that each line of the document, as it is written, belongs to; the first line of each is told.
fn lines(text: &str) -> BTreeMap<usize, Option<Part>> {
    let mut found = BTreeMap::from([(0, None)]);
    let mut way = [String::new(), String::new()];
    for (index, line) in text.lines().enumerate() {
        let depth = line.len() - line.trim_start().len();
        let key = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": "));
        let key = key.and_then(|(key, _)| serde_json::from_str(&format!("\"{key}\"")).ok());
        let Some(key): Option<String> = key else { continue };
        let is_in = way[0] == "paths" || way[0] == "components";
        match depth {
            2 => {
                found.insert(index + 1, None);
                way = [key, String::new()];
            }
            4 if is_in => {
                let part = (way[0].clone(), key.clone(), String::new());
                found.insert(index + 1, Some(part).filter(|part| part.0 == "paths"));
                way[1] = key;
            }
            6 if is_in => {
                let is_part = way[0] == "components" || METHODS.contains(&key.as_str());
                let key = if is_part { key } else { String::new() };
                found.insert(index + 1, Some((way[0].clone(), way[1].clone(), key)));
            }
            _ => {}
        }
    }
    found
}

/// The operations and components that refer to each component.
fn users(document: &Value) -> BTreeMap<Part, BTreeSet<Part>> {
    fn visit(node: &Value, user: &Part, users: &mut BTreeMap<Part, BTreeSet<Part>>) {
        match node {
            Value::Array(items) => items.iter().for_each(|item| visit(item, user, users)),
            Value::Object(members) => members.values().for_each(|member| visit(member, user, users)),
            Value::String(text) => {
                let name = text.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
                if let Some((section, name)) = name {
                    let part = ("components".to_owned(), section.to_owned(), name.replace("~1", "/"));
                    users.entry(part).or_default().insert(user.clone());
                }
            }
            _ => {}
        }
    }
    let mut users = BTreeMap::new();
    for first in ["paths", "components"] {
        for (second, items) in document[first].as_object().into_iter().flatten() {
            for (third, node) in items.as_object().into_iter().flatten() {
                visit(node, &(first.to_owned(), second.clone(), third.clone()), &mut users);
            }
        }
    }
    users
}
