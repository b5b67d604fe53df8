//! The members of examples are those that their schemas know, letter by letter.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::lint::kinds::{self, Kind, Place};
use crate::lint::names::lookalike;
use crate::lint::pointer;
use crate::load;
use crate::names;
use crate::node::{Node, Value};
use crate::refs::Components;

/// Looks for unknown members only where the names of the schemas are `sound`.
pub(super) fn check(document: &Node, components: &Components<'_>, sound: bool, problems: &mut Diagnostics) {
    kinds::walk(document, &mut |place| match place.kind {
        Kind::Example => visit(&place, "value", &mut |node| letters(node, problems)),
        Kind::Operation if sound => {
            // A reply may have more members than its schema; those of a request are sent.
            let body = place.node.get("requestBody").map(|body| components.resolve(body));
            let content = body.and_then(|body| body.get("content")).map(Node::entries).unwrap_or_default();
            for media in content {
                let Some(schema) = media.value.get("schema") else { continue };
                let schemas = pointer::schemas(components, schema, "");
                for example in media.value.get("examples").map(Node::entries).unwrap_or_default() {
                    let place =
                        Place { kind: Kind::Example, under: "", entry: None, node: components.resolve(&example.value) };
                    visit(&place, "value", &mut |node| unknown(components, node, &schemas, problems));
                }
                let place = Place { kind: Kind::MediaType, under: "", entry: None, node: &media.value };
                visit(&place, "example", &mut |node| unknown(components, node, &schemas, problems));
            }
        }
        _ => {}
    });
}

/// An example as a tree.
fn visit(place: &Place<'_>, key: &str, each: &mut impl FnMut(&Node)) {
    let Some(value) = place.node.get(key) else { return };
    match &value.value {
        Value::Json(_) => load::json_tree(&value.span.file).iter().for_each(each),
        _ => each(value),
    }
}

/// Names with letters that only look Latin; a name in which others are meant as well is a text.
fn letters(node: &Node, problems: &mut Diagnostics) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| letters(item, problems)),
        Value::Object(entries) => {
            for entry in entries {
                let mut found = Diagnostics::default();
                lookalike(&entry.key, &entry.key_span, &mut found);
                found.0.retain(|found| found.suggestion.is_some());
                problems.extend(found);
                letters(&entry.value, problems);
            }
        }
        _ => {}
    }
}

fn unknown<'a>(components: &Components<'a>, node: &Node, schemas: &[&'a Node], problems: &mut Diagnostics) {
    let below = |inner: Vec<&'a Node>| -> Vec<&'a Node> {
        inner.into_iter().flat_map(|schema| pointer::schemas(components, schema, "")).collect()
    };
    match &node.value {
        Value::Array(items) => {
            let inner = below(schemas.iter().filter_map(|schema| schema.get("items")).collect());
            items.iter().for_each(|item| unknown(components, item, &inner, problems));
        }
        Value::Object(entries) => {
            let named = schemas.iter().filter_map(|schema| schema.get("properties")).flat_map(Node::entries);
            let known: Vec<&str> = named.map(|entry| entry.key.as_str()).collect();
            let is_open = schemas.iter().any(|schema| {
                let extra = schema.get("additionalProperties").is_some_and(|extra| extra.bool() != Ok(false));
                extra || schema.get("patternProperties").is_some()
            });
            for entry in entries {
                let inner = schemas.iter().filter_map(|schema| schema.get("properties")?.get(&entry.key));
                let inner = below(inner.collect());
                if inner.is_empty() && !known.is_empty() && !is_open {
                    problems.push(told(&entry.key, &entry.key_span, &known));
                }
                unknown(components, &entry.value, &inner, problems);
            }
        }
        _ => {}
    }
}

fn told(name: &str, span: &Span, known: &[&str]) -> Diagnostic {
    let message = format!("the example has a member `{name}`, which its schema does not know");
    let found = Diagnostic::at(Code::UnknownExampleMember, span, message)
        .note("the example shows how to call the operation, and no caller could send this member");
    match names::nearest(name, known.iter().copied()) {
        Some(near) => {
            let quote = if span.text().starts_with('"') { "\"" } else { "" };
            found.help(format!("did you mean `{near}`?")).suggest(span, format!("{quote}{near}{quote}"))
        }
        None => found.help("describe it as a property, or remove it from the example"),
    }
}
