//! Which operations of a document are refused, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Loader;
use crate::node::{Node, Value};
use crate::openapi::METHODS;
use crate::pipeline::findings_of;

/// An operation that is not generated.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Its method and path.
    pub operation: String,
    /// The finding.
    pub reason: String,
}

/// A part of a document that can be taken out: `paths`, path, method, or `components`, section, name.
type Part = [String; 3];

/// How many operations a document has.
#[must_use]
pub fn count(document: &Node) -> usize {
    parts(document).iter().filter(|(_, part)| part[0] == "paths" && !part[2].is_empty()).count()
}

/// Takes out what is found wrong in a document, and the operations that lead to it, until nothing is.
///
/// # Errors
/// Something is wrong outside of operations and components.
pub fn take_out(mut document: Node) -> Result<(Node, Vec<Refused>), String> {
    let mut refused = Vec::new();
    loop {
        let text = document.to_json();
        let mut loader = Loader::in_memory([("document/openapi.yaml".to_owned(), text.into_bytes())]);
        let found = findings_of(&mut loader);
        let errors: Vec<&Diagnostic> = found.0.iter().filter(|found| found.severity == Severity::Error).collect();
        if errors.is_empty() {
            return Ok((document, refused));
        }
        // The tree as it is written has the lines of the findings.
        let written = loader.yaml("document/openapi.yaml", None).map_err(|found| found.to_string())?;
        let starts: BTreeMap<usize, Part> = parts(&written).into_iter().collect();
        let mut wrong: BTreeMap<Part, String> = BTreeMap::new();
        for error in errors {
            let line = error.span().map_or(0, |span| span.line);
            let part = starts.range(..=line).next_back().map(|(_, part)| part.clone());
            let part = part.filter(|part| !part[1].is_empty() && (part[0] == "paths" || !part[2].is_empty()));
            let Some(part) = part else { return Err(format!("outside of operations and components: {error}")) };
            let reason = format!("[{}] {}", error.code, error.message);
            // What all operations of a path share is theirs.
            let of_path =
                starts.values().filter(|other| part[2].is_empty() && other[..2] == part[..2] && !other[2].is_empty());
            let all: Vec<Part> = if part[2].is_empty() { of_path.cloned().collect() } else { vec![part] };
            for part in all {
                wrong.entry(part).or_insert_with(|| reason.clone());
            }
        }
        let gone = with_users(&document, wrong);
        for (part, reason) in &gone {
            if part[0] == "paths" {
                let operation = format!("{} {}", part[2].to_ascii_uppercase(), part[1]);
                refused.push(Refused { operation, reason: reason.clone() });
            }
        }
        document = without(&document, &gone);
    }
}

/// The parts, and all that refers to them.
fn with_users(document: &Node, wrong: BTreeMap<Part, String>) -> BTreeMap<Part, String> {
    let users = users(document);
    let mut queue: Vec<(Part, String)> = wrong.into_iter().collect();
    let mut gone = BTreeMap::new();
    while let Some((part, reason)) = queue.pop() {
        if gone.contains_key(&part) {
            continue;
        }
        queue.extend(users.get(&part).into_iter().flatten().map(|user| (user.clone(), reason.clone())));
        gone.insert(part, reason);
    }
    gone
}

fn without(document: &Node, gone: &BTreeMap<Part, String>) -> Node {
    document.map(|first, sections| match first {
        "paths" | "components" => {
            let mut sections = sections.map(|second, members| {
                let is_gone = |third: &str| gone.contains_key(&[first.to_owned(), second.to_owned(), third.to_owned()]);
                let kept = members.entries().iter().filter(|entry| !is_gone(&entry.key)).cloned();
                Node::new(&members.span, Value::Object(kept.collect()))
            });
            if let (Value::Object(items), "paths") = (&mut sections.value, first) {
                items.retain(|item| item.value.entries().iter().any(|entry| METHODS.contains(&entry.key.as_str())));
            }
            sections
        }
        _ => sections.clone(),
    })
}

/// The parts of a document by the lines in which they begin; what lies between them has parts without a name.
fn parts(document: &Node) -> Vec<(usize, Part)> {
    let mut found = Vec::new();
    for first in document.entries() {
        found.push((first.key_span.line, [first.key.clone(), String::new(), String::new()]));
        for second in first.value.entries().iter().filter(|_| matches!(&*first.key, "paths" | "components")) {
            found.push((second.key_span.line, [first.key.clone(), second.key.clone(), String::new()]));
            for third in second.value.entries() {
                let is_part = first.key == "components" || METHODS.contains(&third.key.as_str());
                let name = if is_part { third.key.clone() } else { String::new() };
                found.push((third.key_span.line, [first.key.clone(), second.key.clone(), name]));
            }
        }
    }
    found
}

/// The operations and components that refer to each component.
fn users(document: &Node) -> BTreeMap<Part, BTreeSet<Part>> {
    fn visit(node: &Node, user: &Part, users: &mut BTreeMap<Part, BTreeSet<Part>>) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| visit(item, user, users)),
            Value::Object(members) => members.iter().for_each(|member| visit(&member.value, user, users)),
            Value::String(text) => {
                let name = text.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
                if let Some((section, name)) = name {
                    let part = ["components".to_owned(), section.to_owned(), name.replace("~1", "/")];
                    users.entry(part).or_default().insert(user.clone());
                }
            }
            _ => {}
        }
    }
    let mut users = BTreeMap::new();
    for first in ["paths", "components"] {
        for second in document.get(first).map(Node::entries).unwrap_or_default() {
            for third in second.value.entries() {
                visit(&third.value, &[first.to_owned(), second.key.clone(), third.key.clone()], &mut users);
            }
        }
    }
    users
}
