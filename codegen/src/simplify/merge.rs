//! `allOf`, and what stands beside a `$ref`: one schema that says what all of them say.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Pass, conditions, is_annotation, is_null};
use crate::diagnostic::{Code, Diagnostic};
use crate::node::{Entry, Node, Value};

/// How many schemas are parts of each other, one within the other.
pub(super) const DEEPEST: usize = 64;

impl Pass<'_> {
    /// The schema without `allOf`; `passed` are the components on the way, to find a circle.
    pub(super) fn merged<'n>(&self, node: &'n Node, passed: &mut Vec<String>) -> Result<Cow<'n, Node>, Diagnostic> {
        if node.get("allOf").is_none() && node.get("$ref").is_none() {
            return Ok(Cow::Borrowed(node));
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
                return Ok(Cow::Borrowed(node));
            }
            parts.insert(0, Node::new(&node.span, Value::Object(Vec::new())).with("$ref", reference.clone()));
        }
        if parts.is_empty() {
            return Ok(Cow::Borrowed(node));
        }
        // One part without additions is that part, so that a reference stays one.
        if let ([only], false) = (parts.as_slice(), shapes(&own.without(&["type"]))) {
            let part = self.merged(only, passed)?;
            let bare = part.get("$ref").is_some() || own.get("type").is_none();
            if bare {
                let own = own.without(&["type"]);
                let kept = part.entries().iter().filter(|entry| own.get(&entry.key).is_none()).cloned();
                let entries = kept.chain(own.entries().iter().cloned()).collect();
                return Ok(Cow::Owned(Node::new(&node.span, Value::Object(entries))));
            }
        }
        let mut whole = Node::new(&node.span, Value::Object(Vec::new()));
        let mut unions: Vec<(Node, &str)> = Vec::new();
        for part in &parts {
            let part = self.resolved(part, passed)?;
            match UNIONS.into_iter().find(|key| part.get(key).is_some()) {
                Some(key) => unions.push((part, key)),
                None => whole = both(&whole, &part)?,
            }
        }
        match unions.as_slice() {
            [] => both(&whole, &own).map(Cow::Owned),
            // A union that the parts share something with is a union of what each alternative is with them.
            [(union, key)] => spread(&both(&whole, &own)?, union, key).map(Cow::Owned),
            [_, (second, key), ..] => {
                let place = second.get(key).map_or(&second.span, |list| &list.span);
                let found = Diagnostic::at(Code::UnsupportedUnion, place, "two unions cannot be parts of one `allOf`");
                Err(found.help("list the alternatives of both in one union"))
            }
        }
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
                let alternatives = UNIONS.into_iter().filter_map(|key| component.get(key)?.array().ok()).flatten();
                if alternatives.into_iter().any(|item| self.is_made_of(item, passed)) {
                    // A union of what is made of it; the lint of circles says so.
                    return Err(Diagnostic::reported());
                }
                passed.pop();
                // What describes the other schema does not describe this one.
                let is_shape = |entry: &&Entry| !is_annotation(&entry.key) || entry.key == conditions::FACTS;
                let shape = component.entries().iter().filter(is_shape);
                let part = Node::new(&part.span, Value::Object(shape.cloned().collect())).without(&["discriminator"]);
                self.resolved.borrow_mut().insert(name, part.clone());
                Cow::Owned(part)
            }
        };
        Ok(conditions::documented(part)?.into_owned())
    }

    /// Whether a value of a schema is, by way of parts and alternatives, one of some components.
    fn is_made_of(&self, node: &Node, names: &[String]) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut queue = vec![node];
        while let Some(node) = queue.pop() {
            if let Some((name, component)) = node.get("$ref").and_then(|reference| self.component(reference).ok()) {
                if names.iter().any(|known| known == name) {
                    return true;
                }
                if seen.insert(name) {
                    queue.push(component);
                }
            }
            let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.array().ok());
            queue.extend(lists.flatten());
        }
        false
    }
}

/// Keywords that list alternatives.
pub(super) const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

/// A union whose alternatives are each an `allOf` of `rest` and what they were.
pub(super) fn spread(rest: &Node, union: &Node, key: &str) -> Result<Node, Diagnostic> {
    let (marks, rest): (Vec<Entry>, Vec<Entry>) =
        rest.entries().iter().cloned().partition(|entry| is_annotation(&entry.key));
    let says_nothing = |entry: &Entry| entry.key == "type" && entry.value.str() == Ok("object");
    if rest.iter().all(says_nothing) {
        return Ok(marks.into_iter().fold(union.clone(), |all, mark| all.with(&mark.key, mark.value)));
    }
    let list = union.get(key).unwrap_or(union);
    let rest = Node::new(&union.span, Value::Object(rest));
    let alternative = |item: &Node| {
        let title = item.get("title").cloned().or_else(|| {
            let name = item.get("$ref")?.str().ok()?.rsplit('/').next()?;
            Some(Node::string(&item.span, name))
        });
        let parts = Node::new(&item.span, Value::Array(vec![rest.clone(), item.clone()]));
        let whole = Node::new(&item.span, Value::Object(Vec::new())).with("allOf", parts);
        title.map_or(whole.clone(), |title| whole.with("title", title))
    };
    let items = list.array()?.iter().filter(|item| !is_null(item)).map(alternative).collect();
    let list = Node::new(&list.span, Value::Array(items));
    Ok(Node::new(&union.span, Value::Object(marks)).with(key, list))
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
    let whole = Node::new(&second.span, Value::Object(entries));
    match ["enum", "x-enum"].iter().all(|key| first.get(key).is_some() && second.get(key).is_some()) {
        true => Ok(without_others(&whole)),
        false => Ok(whole),
    }
}

/// An enum of several parts, which says something of the values that are left only.
fn without_others(node: &Node) -> Node {
    let (Some(said), Some(values)) = (node.get("x-enum"), node.get("enum").and_then(|list| list.array().ok())) else {
        return node.clone();
    };
    let Some(Value::Object(entries)) = said.get("values").map(|values| &values.value) else { return node.clone() };
    let is_left = |entry: &&Entry| values.iter().any(|value| value.scalar().is_ok_and(|text| text == entry.key));
    let entries = entries.iter().filter(is_left).cloned().collect();
    node.clone().with("x-enum", said.clone().with("values", Node::new(&said.span, Value::Object(entries))))
}

fn keyword(key: &str, first: &Node, second: &Node) -> Result<Node, Diagnostic> {
    if key == conditions::FACTS {
        let all = first.array()?.iter().chain(second.array()?).cloned().collect();
        return Ok(Node::new(&second.span, Value::Array(all)));
    }
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
        "x-enum" => {
            let values = match (first.get("values"), second.get("values")) {
                (Some(first), Some(second)) => {
                    let all = second.entries().iter();
                    Some(all.fold(first.clone(), |all, entry| all.with(&entry.key, entry.value.clone())))
                }
                (first, second) => first.or(second).cloned(),
            };
            let whole =
                second.entries().iter().fold(first.clone(), |all, entry| all.with(&entry.key, entry.value.clone()));
            Ok(values.map_or(whole.clone(), |values| whole.with("values", values)))
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
