//! Types of requests that are renamed because replies return them too: callers write their names.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Direction, Model, ModelKind, Property, Shape};

pub(crate) fn check(api: &Api, problems: &mut Diagnostics) {
    let replies = api.models.values().filter(|model| model.direction == Direction::Reply);
    let replies: HashMap<&str, &Model> = replies.map(|model| (model.component.as_str(), model)).collect();
    for input in api.models.values().filter(|model| model.direction == Direction::Request && model.is_built) {
        let twin = replies.get(input.component.as_str());
        let Some(reply) = twin.filter(|reply| reply.rust != input.rust) else { continue };
        let (name, rust) = (&reply.rust, &input.rust);
        let message = format!("`{name}` is called `{rust}` in requests, because replies return it too");
        let mut found = Diagnostic::at(Code::RenamedInput, &input.name_span, message);
        // The members that differ make it so, here or further inside.
        if let Some(property) = properties(input).iter().chain(properties(reply)).find(|property| differs(property)) {
            found = found.also(&property.span, format!("requests and replies differ in it: {}", why(property)));
        }
        problems.push(
            found
                .note("callers write that name: for them it changes with the first reply that returns the schema")
                .help("give the reply a schema of its own, or remove what differs"),
        );
    }
}

fn properties(model: &Model) -> &[Property] {
    match &model.kind {
        ModelKind::Object { properties } => properties,
        _ => &[],
    }
}

fn differs(property: &Property) -> bool {
    !why(property).is_empty()
}

fn why(property: &Property) -> &'static str {
    match property {
        Property { read_only: true, .. } => "`readOnly`",
        Property { write_only: true, .. } => "`writeOnly`",
        Property { lenient, .. } if !lenient.is_empty() => "`x-lenient`",
        Property { required: false, nullable: true, .. } => "it may be missing or null",
        Property { required: false, shape: Shape::Array(_), .. } => "a list that may be missing",
        _ => "",
    }
}
