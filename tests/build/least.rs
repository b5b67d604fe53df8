//! Part of the build script: a call of each operation with the least that it takes, and what that is.

use std::error::Error;
use std::fmt::Write as _;

use nomenclature_codegen::ir::{Api, ContentKind, EnumBase, Location, ModelKind, Operation, Property, Shape, Width};
use nomenclature_codegen::node::Node;

use super::{examples, json_type};

/// Writes an `operation!` with what is given to it: place, name, JSON. A list has an element, and a text is that of the documented
/// example, because a vendor may take some words only.
pub(crate) fn call(api: &Api, operation: &Operation, node: &Node, list: &mut String) -> Result<(), Box<dyn Error>> {
    let vendor = &api.name;
    let mut given: Vec<(&str, &str, String)> = Vec::new();
    let mut arguments = Vec::new();
    let mut argument = |place: &'static str, wire: &str, shape: &Shape, nullable: bool, json: &str| {
        let ty = json_type(api, shape)?;
        let ty = if nullable { format!("Option<{ty}>") } else { ty };
        let value = format!("argument::<{ty}>({vendor:?}, {wire:?}, {json:?})");
        // What takes a decimal is not made of what serde reads.
        let is_decimal = matches!(shape, Shape::Decimal) && !nullable && place != "whole";
        arguments.push(if is_decimal { format!("{value}.0") } else { value });
        Ok::<_, Box<dyn Error>>(())
    };
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Form | Location::Part => "form",
        };
        let json = least(api, &parameter.shape)?;
        argument(place, &parameter.wire, &parameter.shape, false, &json)?;
        given.push((place, &parameter.wire, json));
    }
    if let Some(request) = &operation.request {
        let documented = node.get("requestBody").map(examples).unwrap_or_default().into_iter().next();
        let documented = documented.map(|(_, text)| serde_json::from_str::<serde_json::Value>(&text)).transpose()?;
        for property in members(api, request)?.iter().filter(|property| property.required) {
            if property.client_parameter.is_some() {
                given.push(("client", &property.wire, "null".into()));
                continue;
            }
            let example = documented.as_ref().and_then(|body| body.get(&property.wire));
            let json = match example.filter(|_| matches!(property.shape, Shape::String)) {
                Some(text) => text.to_string(),
                None => least(api, &property.shape)?,
            };
            argument("body", &property.wire, &property.shape, property.nullable, &json)?;
            given.push(("body", &property.wire, json));
        }
    } else if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let shape = match &body.content.kind {
            ContentKind::Json(shape) => shape,
            ContentKind::Text => &Shape::String,
            // The members of forms are parameters.
            ContentKind::Binary | ContentKind::Form | ContentKind::Multipart => {
                &Shape::Array(Box::new(Shape::Int(Width::U8)))
            }
        };
        if !matches!(body.content.kind, ContentKind::Form | ContentKind::Multipart) {
            let json = least(api, shape)?;
            argument("whole", "", shape, false, &json)?;
            given.push(("whole", "", json));
        }
    }
    let (group, method) = (&operation.group, &operation.method);
    let constant = operation.rust.to_uppercase();
    let kind = match (operation.paging.is_some(), operation.batch.is_some()) {
        (true, _) => "listing",
        (false, true) => "batch",
        (false, false) => "single",
    };
    let is_object = operation.request.is_some();
    let is_empty = operation.replies.iter().all(|reply| reply.content.is_none());
    writeln!(
        list,
        "operation!({vendor}, {constant}, {kind}, object: {is_object}, empty: {is_empty}, given: &{given:?}, |client| client.{group}().{method}({})),",
        arguments.join(", ")
    )?;
    Ok(())
}

fn members<'a>(api: &'a Api, model: &str) -> Result<&'a [Property], Box<dyn Error>> {
    match api.models.get(model).map(|model| &model.kind) {
        Some(ModelKind::Object { properties }) => Ok(properties),
        _ => Err(format!("{model} is no object").into()),
    }
}

/// As [`sample`], with an element in each list that is required.
fn least(api: &Api, shape: &Shape) -> Result<String, Box<dyn Error>> {
    match shape {
        Shape::Array(inner) => Ok(format!("[{}]", least(api, inner)?)),
        _ => sample(api, shape),
    }
}

/// A JSON text of a shape, with what is required only.
pub(crate) fn sample(api: &Api, shape: &Shape) -> Result<String, Box<dyn Error>> {
    Ok(match shape {
        Shape::Bool => "true".into(),
        Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal => "1".into(),
        Shape::UnixTime => "1700000000".into(),
        Shape::String => "\"example\"".into(),
        Shape::LocalDateTime => "\"2024-01-31 08:30:00\"".into(),
        Shape::DateTime => "\"2024-01-31T08:30:00Z\"".into(),
        Shape::Uuid => "\"16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e\"".into(),
        Shape::Array(_) => "[]".into(),
        Shape::Any | Shape::Map(_) => "{}".into(),
        Shape::Nullable(inner) => sample(api, inner)?,
        Shape::Model(name) => match api.models.get(name).map(|model| &model.kind) {
            Some(ModelKind::Enum { values, base, .. }) => {
                let wire = &values.first().ok_or_else(|| format!("the enum {name} has no value"))?.wire;
                if *base == EnumBase::Text { format!("{wire:?}") } else { wire.clone() }
            }
            Some(ModelKind::Tuple { elements }) => {
                let elements = elements.iter().map(|element| sample(api, &element.shape));
                format!("[{}]", elements.collect::<Result<Vec<_>, _>>()?.join(","))
            }
            Some(ModelKind::Union { tag, alternatives }) => {
                let first = alternatives.first().ok_or_else(|| format!("the union {name} has no alternative"))?;
                let value = sample(api, &first.shape)?;
                match (tag, first.tags.first(), value.strip_prefix('{')) {
                    (Some(tag), Some(said), Some("}")) => format!("{{{tag:?}:{said:?}}}"),
                    (Some(tag), Some(said), Some(rest)) => format!("{{{tag:?}:{said:?},{rest}"),
                    _ => value,
                }
            }
            Some(ModelKind::Object { properties }) => {
                let required = properties.iter().filter(|property| property.required);
                let members = required.map(|member| Ok(format!("{:?}:{}", member.wire, sample(api, &member.shape)?)));
                format!("{{{}}}", members.collect::<Result<Vec<_>, Box<dyn Error>>>()?.join(","))
            }
            Some(ModelKind::Alias(shape)) => sample(api, shape)?,
            None => return Err(format!("no model {name}").into()),
        },
    })
}
