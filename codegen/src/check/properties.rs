//! What the members of objects say of themselves fits their types and their places.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Direction, Lenient, Model, ModelKind, Operation, Property, Shape};

/// Checks `const` and `x-lenient` of every member.
pub(crate) fn check(models: &BTreeMap<String, Model>, problems: &mut Diagnostics) {
    for property in models.values().flat_map(properties) {
        if let (true, Some(json)) = (property.required, &property.constant) {
            problems.keep(constant(property, json));
        }
        let reads_scalars = property.lenient.iter().any(|lenient| *lenient != Lenient::Any);
        if reads_scalars && !matches!(property.shape, Shape::I32 | Shape::I64 | Shape::String) {
            let message = format!("expected an integer or a string beside the `x-lenient` of `{}`", property.wire);
            let found = Diagnostic::at(Code::ExtensionValue, &property.span, message);
            problems.push(found.help("`x-lenient: [any]` reads whatever comes and keeps what does not fit"));
        }
        let own = match property.shape {
            Shape::I32 | Shape::I64 => Lenient::Integer,
            _ => Lenient::String,
        };
        if reads_scalars && property.lenient.contains(&own) {
            let message = format!("the `x-lenient` of `{}` names the type that it has anyhow", property.wire);
            let found = Diagnostic::at(Code::ExtensionValue, &property.span, message);
            problems.push(found.help("name the other types that the vendor sends, or remove it"));
        }
    }
}

fn properties(model: &Model) -> &[Property] {
    match &model.kind {
        ModelKind::Object { properties } => properties,
        _ => &[],
    }
}

/// The one value of a member is of its type, and can be written down in Rust.
fn constant(property: &Property, json: &str) -> Result<(), Diagnostic> {
    let fits = match &property.shape {
        _ if json == "null" => property.nullable,
        Shape::Bool => matches!(json, "true" | "false"),
        Shape::I32 => json.parse::<i32>().is_ok(),
        Shape::I64 => json.parse::<i64>().is_ok(),
        Shape::Int(width) => width.holds(json),
        Shape::Decimal if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            if json.replacen('.', "", 1).parse::<i64>().is_err() {
                let message = format!("the constant {json} of `{}` is no decimal of at most 18 digits", property.wire);
                return Err(Diagnostic::at(Code::UnsupportedSchema, &property.span, message)
                    .help("leave `const` out, and tell the value in the description"));
            }
            true
        }
        Shape::String | Shape::Model(_) => json.starts_with('"'),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let message = format!("the constant {json} of `{}` is not of the type that its schema says", property.wire);
    let place = property.constant_span.as_ref().unwrap_or(&property.span);
    Err(Diagnostic::at(Code::EnumType, place, message).help("correct `const` or `type`"))
}

/// `x-hoist` and `x-client-parameter` count at the top of a request body only, and not for every member there. All operations
/// are known.
pub(crate) fn check_requests(models: &BTreeMap<String, Model>, operations: &[Operation], problems: &mut Diagnostics) {
    let requests: HashSet<&String> = operations.iter().filter_map(|operation| operation.request.as_ref()).collect();
    for model in models.values() {
        let is_request = requests.contains(&model.component);
        for property in properties(model) {
            let wire = &property.wire;
            let used = [("x-hoist", property.hoist), ("x-client-parameter", property.client_parameter.is_some())];
            if let (false, Some((extension, _))) = (is_request, used.iter().find(|(_, used)| *used)) {
                let message = format!("`{extension}` means nothing on `{wire}`, which is no member of a request body");
                let found = Diagnostic::at(Code::ExtensionPlace, &property.span, message);
                problems.push(found.help("remove it: it counts on the top-level members of a JSON request only"));
                continue;
            }
            if property.hoist && !can_be_hoisted(models, property) {
                let message =
                    format!("`x-hoist` needs an object that need not be there, and `{wire}` is another member");
                let found = Diagnostic::at(Code::ExtensionPlace, &property.span, message);
                problems.push(found.note("the first of its members that is set makes the object").help(
                    "remove it, or let the member be an object that is neither required nor null and requires nothing itself",
                ));
            }
            let is_text = property.required && !property.nullable && property.shape == Shape::String;
            if property.client_parameter.is_some() && !is_text {
                let message = format!("a client-wide member is a required string, and `{wire}` is another member");
                let found = Diagnostic::at(Code::ClientParameter, &property.span, message);
                problems.push(found.help("require it, or let it be a setter of each call"));
            }
        }
    }
}

fn can_be_hoisted(models: &BTreeMap<String, Model>, property: &Property) -> bool {
    let Shape::Model(inner) = &property.shape else { return false };
    let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get(inner) else { return false };
    let sent = properties.iter().filter(|member| member.travels(Direction::Request));
    !property.required && !property.nullable && sent.clone().all(|member| !member.required)
}
