//! No two things have one name.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Api, Location, Model, ModelKind, Operation, Shape};
use crate::names;
use crate::node::{Node, Value};

/// Two inputs of one operation never become one argument or setter.
pub(crate) fn check_inputs(models: &BTreeMap<String, Model>, operation: &Operation) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut seen: BTreeMap<String, (&str, &str, &Span)> = BTreeMap::new();
    let mut add = |rust: &str, wire, what, span| {
        let rust = names::setter(rust);
        if let Some((twin, other, place)) = seen.get(&rust) {
            let message = format!("the {what} `{wire}` and the {other} `{twin}` both become the setter `{rust}`");
            let both = what == "parameter" && *other == what;
            let code = if both { Code::ParameterTwice } else { Code::NameCollision };
            let found = Diagnostic::at(code, span, message).also(place, "the other one");
            problems.push(found.help("give one of them an `x-rust-name`"));
        }
        seen.entry(rust).or_insert((wire, what, span));
    };
    for parameter in &operation.parameters {
        let is_member = matches!(parameter.location, Location::Form | Location::Part);
        let what = if is_member { "body member" } else { "parameter" };
        add(parameter.rust.as_str(), parameter.wire.as_str(), what, &parameter.span);
    }
    for property in members(models, operation.request.as_deref()) {
        match &property.shape {
            Shape::Model(inner) if property.hoist => {
                for member in members(models, Some(inner)) {
                    add(member.rust.as_str(), member.wire.as_str(), "body member", &member.span);
                }
            }
            _ => add(property.rust.as_str(), property.wire.as_str(), "body member", &property.span),
        }
    }
    problems.finish(())
}

/// The types and constants of `operations.rs` have names of their own.
pub(crate) fn check_items(api: &Api) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for group in &api.groups {
        let item = group.type_name();
        if let Some(other) = seen.insert(item.clone(), &group.name).filter(|other| *other != group.name) {
            let message = format!("the tags `{}` and `{other}` both become the type `{item}`", group.name);
            let found = Diagnostic::at(Code::NameCollision, &group.span, message);
            problems.push(found.help("give one of them another `x-rust-name`"));
        }
    }
    for operation in &api.operations {
        let builder = names::pascal(&operation.rust);
        let constant = names::shouty(&operation.rust);
        let digits = constant.strip_prefix("ENVELOPE").map(|rest| rest.strip_prefix('_').unwrap_or(rest));
        let is_envelope = digits.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
        for taken in
            [names::is_taken(&builder).then_some(&builder), is_envelope.then_some(&constant)].into_iter().flatten()
        {
            let message =
                format!("`{}` becomes `{taken}`, and generated code means something else by it", operation.id);
            let found = Diagnostic::at(Code::ReservedName, &operation.span, message);
            problems.push(found.help("give the operation an `x-rust-name`"));
        }
        let mut items = vec![builder];
        if operation.replies.len() > 1 {
            items.push(format!("{}Reply", names::pascal(&operation.rust)));
        }
        for item in items {
            let message = match seen.insert(item.clone(), &operation.id) {
                Some(other) if other != operation.id => {
                    format!("`{}` and `{other}` both become the type `{item}`", operation.id)
                }
                _ => continue,
            };
            let found = Diagnostic::at(Code::NameCollision, &operation.span, message);
            problems.push(found.help("give one of them an `x-rust-name`"));
        }
    }
    problems.finish(())
}

/// The setters and arguments that the members of a body become.
pub(crate) fn body_names<'m>(models: &'m BTreeMap<String, Model>, request: Option<&str>) -> BTreeSet<&'m str> {
    let mut found = BTreeSet::new();
    for property in members(models, request) {
        match &property.shape {
            Shape::Model(inner) if property.hoist => {
                found.extend(members(models, Some(inner)).iter().map(|member| member.rust.as_str()));
            }
            _ => _ = found.insert(property.rust.as_str()),
        }
    }
    found
}

fn members<'m>(models: &'m BTreeMap<String, Model>, name: Option<&str>) -> &'m [crate::ir::Property] {
    match name.and_then(|name| models.get(name)).map(|model| &model.kind) {
        Some(ModelKind::Object { properties }) => properties,
        _ => &[],
    }
}

/// The first operation has the id.
pub(crate) fn check_operation(ids: &mut HashMap<String, Span>, operation: &Operation) -> Result<(), Diagnostic> {
    match ids.entry(operation.id.clone()) {
        Entry::Vacant(free) => {
            free.insert(operation.span.clone());
            Ok(())
        }
        Entry::Occupied(twin) => {
            let message = format!("two operations are called `{}`", operation.id);
            let found = Diagnostic::at(Code::DuplicateOperation, &operation.span, message);
            Err(found.also(twin.get(), "the other one").help("give one of them another `operationId`"))
        }
    }
}

/// A builder has one method a name.
pub(crate) fn check_setters(document: &Node, api: &Api) -> Result<(), Diagnostic> {
    let mut seen = BTreeSet::new();
    for parameter in &api.client_parameters {
        for setter in parameter.setters() {
            if !seen.insert(setter) {
                let message =
                    format!("the client-wide value `{}` has the name of another builder method", parameter.setter);
                let place = place_of_client_parameter(document, &parameter.setter);
                return Err(Diagnostic::at(Code::ClientParameter, place.unwrap_or(&document.span), message)
                    .help("give it another `x-client-parameter.name`"));
            }
        }
    }
    Ok(())
}

/// Where a client-wide value gets its name.
fn place_of_client_parameter<'a>(document: &'a Node, setter: &str) -> Option<&'a Span> {
    let own = document.get("x-client-parameter").and_then(|said| said.get("name"));
    if let Some(name) = own.filter(|name| name.str() == Ok(setter)) {
        return Some(&name.span);
    }
    match &document.value {
        Value::Array(items) => items.iter().find_map(|item| place_of_client_parameter(item, setter)),
        Value::Object(entries) => entries.iter().find_map(|entry| place_of_client_parameter(&entry.value, setter)),
        _ => None,
    }
}
