//! `allOf`, and what stands beside a `$ref`: one schema that says what all of them say.

use super::{Pass, is_annotation};
use crate::diagnostic::{Code, Diagnostic};
use crate::node::{Entry, Node, Value};

/// How many schemas are parts of each other, one within the other.
const DEEPEST: usize = 64;

impl Pass<'_> {
    /// The schema without `allOf`; `passed` are the components on the way, to find a circle.
    pub(super) fn merged(&self, node: &Node, passed: &mut Vec<String>) -> Result<Node, Diagnostic> {
        if node.get("allOf").is_none() && node.get("$ref").is_none() {
            return Ok(node.clone());
        }
        let mut parts: Vec<Node> = Vec::new();
        if let Some(list) = node.get("allOf") {
            parts.extend(list.array()?.iter().cloned());
            if parts.is_empty() {
                let found =
                    Diagnostic::at(Code::UnsupportedSchema, &list.span, "the list of parts in `allOf` is empty");
                return Err(found.help("list the schemas that a value fits, or leave `allOf` out"));
            }
        }
        let own = node.without(&["allOf", "$ref"]);
        if let Some(reference) = node.get("$ref") {
            if parts.is_empty() && !shapes(&own) {
                return Ok(node.clone());
            }
            parts.insert(0, Node::new(&node.span, Value::Object(Vec::new())).with("$ref", reference.clone()));
        }
        if parts.is_empty() {
            return Ok(node.clone());
        }
        // One part without additions is that part, so that a reference stays one.
        if let ([only], false) = (parts.as_slice(), shapes(&own.without(&["type"]))) {
            let part = self.merged(only, passed)?;
            let bare = part.get("$ref").is_some() || own.get("type").is_none();
            if bare {
                let own = own.without(&["type"]);
                let kept = part.entries().iter().filter(|entry| own.get(&entry.key).is_none()).cloned();
                let entries = kept.chain(own.entries().iter().cloned()).collect();
                return Ok(Node::new(&node.span, Value::Object(entries)));
            }
        }
        let mut whole = Node::new(&node.span, Value::Object(Vec::new()));
        for part in &parts {
            let part = self.resolved(part, passed)?;
            whole = both(&whole, &part)?;
        }
        both(&whole, &own)
    }

    /// What a part of `allOf` says, with references followed.
    fn resolved(&self, part: &Node, passed: &mut Vec<String>) -> Result<Node, Diagnostic> {
        let part = match part.value {
            Value::Object(_) => self.merged(part, passed)?,
            Value::Invalid => return Err(Diagnostic::reported()),
            _ => return Err(part.expected(Code::UnexpectedValue, "a schema")),
        };
        let part = match part.get("$ref") {
            None => part,
            Some(reference) => {
                let (name, component) = self.component(reference)?;
                if let Some(known) = self.resolved.borrow().get(name) {
                    return Ok(Node { span: part.span.clone(), ..known.clone() });
                }
                if passed.iter().any(|other| other == name) {
                    // The lint of circles says so.
                    return Err(Diagnostic::reported());
                }
                if passed.len() > DEEPEST {
                    let message = format!("`{name}` is a part of a part, and so on, more than {DEEPEST} times");
                    return Err(self.growth(&part.span, &message));
                }
                let name = name.to_owned();
                passed.push(name.clone());
                let component = self.resolved(component, passed)?;
                passed.pop();
                // What describes the other schema does not describe this one.
                let shape = component.entries().iter().filter(|entry| !is_annotation(&entry.key));
                let part = Node::new(&part.span, Value::Object(shape.cloned().collect())).without(&["discriminator"]);
                self.resolved.borrow_mut().insert(name, part.clone());
                part
            }
        };
        match ["oneOf", "anyOf"].iter().find_map(|key| part.get(key)) {
            None => Ok(part),
            Some(list) => {
                Err(Diagnostic::at(Code::UnsupportedUnion, &list.span, "a union cannot be a part of `allOf`")
                    .help("let each alternative of the union be an `allOf` of its own"))
            }
        }
    }
}

/// Whether a schema says more than what describes a value.
fn shapes(node: &Node) -> bool {
    node.entries().iter().any(|entry| !is_annotation(&entry.key))
}

/// What both schemas say of a value. What only describes it is taken from the second, where both do.
fn both(first: &Node, second: &Node) -> Result<Node, Diagnostic> {
    let mut entries: Vec<Entry> = first.entries().to_vec();
    for entry in second.entries() {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            None => entries.push(entry.clone()),
            Some(known) => known.value = keyword(&entry.key, &known.value, &entry.value)?,
        }
    }
    // `false` closes an object to what another part adds; objects are never closed here.
    let closed = |entry: &Entry| entry.key == "additionalProperties" && matches!(entry.value.value, Value::Bool(_));
    entries.retain(|entry| !closed(entry));
    Ok(Node::new(&second.span, Value::Object(entries)))
}

fn keyword(key: &str, first: &Node, second: &Node) -> Result<Node, Diagnostic> {
    if first.same(second) || is_annotation(key) {
        return Ok(second.clone());
    }
    let conflict = || {
        let message = format!("the parts of `allOf` say different things with `{key}`");
        Diagnostic::at(Code::AllOfConflict, &second.span, message)
            .also(&first.span, "the other one")
            .note("a value must fit all parts at once, so there is no value that does")
            .help("let one of the parts say it")
    };
    match key {
        "properties" => {
            let mut entries: Vec<Entry> = first.entries().to_vec();
            for entry in second.entries() {
                match entries.iter_mut().find(|known| known.key == entry.key) {
                    None => entries.push(entry.clone()),
                    Some(known) => known.value = both(&known.value, &entry.value)?,
                }
            }
            Ok(Node::new(&second.span, Value::Object(entries)))
        }
        "required" => {
            let mut items = first.array()?.to_vec();
            for item in second.array()? {
                if !items.iter().any(|known| known.same(item)) {
                    items.push(item.clone());
                }
            }
            Ok(Node::new(&second.span, Value::Array(items)))
        }
        "type" => {
            let (a, b) = (types(first)?, types(second)?);
            let narrower =
                |name: &str| name == "integer" && [&a, &b].iter().any(|list| list.contains(&"number".into()));
            let all = a.iter().chain(&b);
            let mut shared: Vec<&String> =
                all.filter(|name| (a.contains(name) && b.contains(name)) || narrower(name)).collect();
            shared.sort();
            shared.dedup();
            match shared.as_slice() {
                [] => Err(conflict()),
                [one] => Ok(Node::string(&second.span, (*one).clone())),
                many => {
                    let items = many.iter().map(|name| Node::string(&second.span, (*name).clone())).collect();
                    Ok(Node::new(&second.span, Value::Array(items)))
                }
            }
        }
        "enum" => {
            let known = second.array()?;
            let shared: Vec<Node> =
                first.array()?.iter().filter(|a| known.iter().any(|b| a.same(b))).cloned().collect();
            if shared.is_empty() { Err(conflict()) } else { Ok(Node::new(&second.span, Value::Array(shared))) }
        }
        "items" | "additionalProperties" if !is_bool(first) && !is_bool(second) => both(first, second),
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            Ok(if number(first)? > number(second)? { first } else { second }.clone())
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            Ok(if number(first)? < number(second)? { first } else { second }.clone())
        }
        // Patterns are documentation; a value must fit both.
        "pattern" | "multipleOf" | "uniqueItems" => Ok(second.clone()),
        _ => Err(conflict()),
    }
}

fn is_bool(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
}

fn number(node: &Node) -> Result<f64, Diagnostic> {
    node.scalar()?.parse().map_err(|_| node.expected(Code::UnexpectedValue, "a number"))
}

/// `type` as a list.
pub(super) fn types(node: &Node) -> Result<Vec<String>, Diagnostic> {
    match &node.value {
        Value::Array(items) => items.iter().map(|item| item.str().map(str::to_owned)).collect(),
        _ => Ok(vec![node.str()?.to_owned()]),
    }
}
