//! The members of examples are those that their schemas know, letter by letter.

use crate::check::names::lookalike;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load;
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Kind, Place};
use crate::openapi::pointer;
use crate::openapi::references::Components;
use crate::openapi::todo;

/// How many digits a decimal of the SDK holds at least.
const DIGITS: usize = 28;

/// Looks for unknown members only where the names of the schemas are `sound`.
pub(super) fn check(document: &Node, components: &Components<'_>, sound: bool, problems: &mut Diagnostics) {
    grammar::walk(document, &mut |place| match place.kind {
        Kind::Example => visit(&place, "value", &mut |node| {
            letters(node, problems);
            digits(node, problems);
        }),
        Kind::Operation if sound => {
            let body = place.node.get("requestBody").into_iter().map(|body| (body, true));
            let replies = place.node.get("responses").map(Node::entries).unwrap_or_default();
            let replies = replies.iter().map(|entry| (&entry.value, false));
            for (body, is_sent) in body.chain(replies) {
                let content = components.resolve(body).get("content").map(Node::entries).unwrap_or_default();
                content.iter().for_each(|media| examples(components, &media.value, is_sent, problems));
            }
        }
        _ => {}
    });
}

/// The examples of one media type.
fn examples<'a>(components: &Components<'a>, media: &'a Node, is_sent: bool, problems: &mut Diagnostics) {
    let Some(schema) = media.get("schema") else { return };
    let schemas = pointer::schemas(components, schema, "");
    for example in media.get("examples").map(Node::entries).unwrap_or_default() {
        let example = components.resolve(&example.value);
        let place = Place { kind: Kind::Example, under: "", entry: None, node: example };
        visit(&place, "value", &mut |node| unknown(components, node, &schemas, is_sent, problems));
    }
    let place = Place { kind: Kind::MediaType, under: "", entry: None, node: media };
    visit(&place, "example", &mut |node| unknown(components, node, &schemas, is_sent, problems));
}

/// Numbers that no decimal holds.
fn digits(node: &Node, problems: &mut Diagnostics) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| digits(item, problems)),
        Value::Object(entries) => entries.iter().for_each(|entry| digits(&entry.value, problems)),
        Value::Number(text) => {
            let plain = text.split(['e', 'E']).next().unwrap_or_default().replace(['-', '.'], "");
            let count = plain.trim_start_matches('0').trim_end_matches('0').len();
            if count > DIGITS {
                let message = format!("a number with {count} digits; a decimal holds {DIGITS}");
                let found = Diagnostic::at(Code::InvalidExample, &node.span, message);
                problems.push(found.help("shorten it, or describe the value as text"));
            }
        }
        _ => {}
    }
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

fn unknown<'a>(
    components: &Components<'a>,
    node: &Node,
    schemas: &[&'a Node],
    is_sent: bool,
    problems: &mut Diagnostics,
) {
    // A part that could not be read may know the member.
    if schemas.iter().any(|schema| matches!(schema.value, Value::Invalid)) {
        return;
    }
    let below = |inner: Vec<&'a Node>| -> Vec<&'a Node> {
        inner.into_iter().flat_map(|schema| pointer::schemas(components, schema, "")).collect()
    };
    match &node.value {
        Value::Array(items) => {
            let inner = below(schemas.iter().filter_map(|schema| schema.get("items")).collect());
            items.iter().for_each(|item| unknown(components, item, &inner, is_sent, problems));
        }
        Value::Object(entries) => {
            let named = schemas.iter().filter_map(|schema| schema.get("properties")).flat_map(Node::entries);
            let known: Vec<&Entry> = named.collect();
            let is_open = schemas.iter().any(|schema| {
                let extra = schema.get("additionalProperties").is_some_and(|extra| extra.bool() != Ok(false));
                extra || schema.get("patternProperties").is_some()
            });
            for entry in entries {
                let inner = schemas.iter().filter_map(|schema| schema.get("properties")?.get(&entry.key));
                let inner = below(inner.collect());
                // A name that is yet to be written may be any.
                let is_known = known.iter().any(|entry| entry.key.contains(todo::MARK));
                if inner.is_empty() && !known.is_empty() && !is_open && !is_known {
                    problems.push(told(&entry.key, &entry.key_span, &known, is_sent));
                }
                unknown(components, &entry.value, &inner, is_sent, problems);
            }
        }
        _ => {}
    }
}

/// Of one member and one schema, one finding is shown, however many examples and rows have it.
fn told(name: &str, span: &Span, known: &[&Entry], is_sent: bool) -> Diagnostic {
    let message = format!("the example has a member `{name}`, which its schema does not know");
    let found = Diagnostic::at(Code::UnknownExampleMember, span, message).note(match is_sent {
        true => "the example shows how to call the operation, and no caller could send this member",
        false => "the vendor sends it, and no caller could read it: the schema lacks it, or spells it in another way",
    });
    let found = known.first().map_or(found.clone(), |first| found.cause(format!("`{name}` beside {}", first.key_span)));
    let near = names::nearest(name, known.iter().map(|entry| entry.key.as_str()));
    match known.iter().find(|entry| Some(entry.key.as_str()) == near) {
        Some(entry) => {
            let (near, quote) = (&entry.key, if span.text().starts_with('"') { "\"" } else { "" });
            let found = found.also(&entry.key_span, "the schema has this");
            let help = format!("did you mean `{near}`? correct the one that the vendor does not send");
            found
                .help(if is_sent { format!("did you mean `{near}`?") } else { help })
                .suggest(span, format!("{quote}{near}{quote}"))
        }
        None => found.help("describe it as a property, or remove it from the example"),
    }
}
