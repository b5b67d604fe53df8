//! What operations and groups are called, and that no two things have one name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Api, Location, Model, ModelKind, Operation, Shape};
use crate::names;
use crate::node::Node;

/// The group of the operations without a tag.
pub(super) const UNTAGGED: &str = "operations";

/// What an operation is called.
pub(super) struct Identity {
    pub(super) id: String,
    pub(super) rust: String,
    pub(super) group: String,
    pub(super) method: String,
    pub(super) span: Span,
}

/// What stands for the name of an operation that has none; the finding exists already.
pub(super) fn unnamed(span: &Span) -> Identity {
    let none = String::new;
    Identity { id: none(), rust: none(), group: none(), method: none(), span: span.clone() }
}

/// The first tag is the group, and the id is `<tag>_<method>`; without a tag, the id is the method.
pub(super) fn identity(document: &Node, node: &Node) -> Result<Identity, Diagnostic> {
    let id = node.require("operationId")?;
    let (text, place) = match node.get("x-rust-name") {
        Some(name) => (name.str()?, name),
        None => (id.str()?, id),
    };
    let id_text = id.str()?.to_owned();
    let made = |group: &str, method: &str| Identity {
        id: id_text,
        rust: text.to_owned(),
        group: group.to_owned(),
        method: names::method(&names::field(method)),
        span: id.span.clone(),
    };
    let tag = match node.get("tags").map(Node::array).transpose()? {
        Some([first, ..]) => first,
        _ if names::is_field_name(text) => return Ok(made(UNTAGGED, text)),
        _ => {
            let message = format!("expected an id in snake_case, found `{text}`");
            return Err(Diagnostic::at(Code::OperationId, &place.span, message).help("or give it an `x-rust-name`"));
        }
    };
    let group = group(document, tag)?;
    let tag = tag.str()?;
    let method = text.strip_prefix(group).and_then(|rest| rest.strip_prefix('_'));
    match method {
        Some(method) if names::is_field_name(method) => Ok(made(tag, method)),
        _ => {
            let message = format!("expected the id `{group}_<method>` in snake_case, found `{text}`");
            Err(Diagnostic::at(Code::OperationId, &place.span, message)
                .help(format!("or another tag than `{tag}`, or an `x-rust-name`")))
        }
    }
}

/// The Rust name of a tag.
fn group<'a>(document: &'a Node, tag: &'a Node) -> Result<&'a str, Diagnostic> {
    let text = tag.str()?;
    let declared = document.get("tags").map(Node::array).transpose()?.unwrap_or_default();
    let named = |node: &'a Node| node.get("name").and_then(|name| name.str().ok());
    let Some(node) = declared.iter().find(|node| named(node) == Some(text)) else {
        let found = Diagnostic::at(Code::OperationTag, &tag.span, format!("the document has no tag `{text}`"));
        return Err(match names::nearest(text, declared.iter().filter_map(named)) {
            Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&tag.span, tag.quoted(near)),
            None if declared.is_empty() => {
                let cause = format!("tags {}", document.span.file.name());
                found.help("describe the tags under `tags` in openapi.yaml").cause(cause)
            }
            None => found.help("describe the tag under `tags` in openapi.yaml"),
        });
    };
    match node.get("x-rust-name") {
        Some(name) => name.str(),
        None => Ok(text),
    }
}

/// The Rust name of a declared tag, checked.
pub(super) fn group_name(node: &Node) -> Result<String, Diagnostic> {
    let place = match node.get("x-rust-name") {
        Some(name) => name,
        None => node.require("name")?,
    };
    let name = place.str()?;
    match names::is_field_name(name) {
        true => Ok(names::method(name)),
        false => {
            let message = format!("expected a tag in snake_case, found `{name}`");
            Err(Diagnostic::at(Code::OperationTag, &place.span, message).help("or give it an `x-rust-name`"))
        }
    }
}

/// Two inputs of one operation never become one argument or setter.
pub(super) fn check_inputs(models: &BTreeMap<String, Model>, operation: &Operation) -> Result<(), Diagnostics> {
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

/// The setters and arguments that the members of a body become.
pub(super) fn body_names<'m>(models: &'m BTreeMap<String, Model>, request: Option<&str>) -> BTreeSet<&'m str> {
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

/// The types and constants of `operations.rs` have names of their own.
pub(super) fn check_items(api: &Api) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for group in &api.groups {
        let item = format!("{}Api", names::pascal(&group.rust));
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
