//! What the example of a listing asks for besides, so that a scan of all its pages is in order.

use serde_json::Value;

use crate::emit::scope::Scope;
use crate::ir::{Location, Model, ModelKind, Operation, RequestLocation, Shape};
use crate::names;

/// The setters of `full-scan`, as they stand behind a call.
pub(super) fn setters(scope: &Scope<'_>, operation: &Operation) -> Result<String, String> {
    let mut setters = String::new();
    for (location, value) in &operation.full_scan {
        let (rust, shape) = match location {
            RequestLocation::Body(wire) => {
                let properties = scope.properties(operation.request.as_deref().unwrap_or_default())?;
                let property = properties.iter().find(|property| property.wire == *wire);
                property.map(|property| (property.rust.clone(), property.shape.clone()))
            }
            RequestLocation::Query(wire) => {
                let is_it = |parameter: &&crate::ir::Parameter| {
                    parameter.location == Location::Query && parameter.wire == *wire
                };
                let parameter = operation.parameters.iter().find(is_it);
                parameter.map(|parameter| (parameter.rust.clone(), parameter.shape.clone()))
            }
        }
        .ok_or_else(|| format!("{}: `full-scan` names nothing that can be set", operation.id))?;
        setters.push_str(&format!(".{}({})", names::setter(&rust), expression(scope, &shape, value)?));
    }
    Ok(setters)
}

/// A value as Rust writes it.
fn expression(scope: &Scope<'_>, shape: &Shape, value: &Value) -> Result<String, String> {
    let wrong = || Err(format!("`full-scan` has a value that does not fit: {value}"));
    Ok(match (shape, value) {
        (Shape::Bool | Shape::I32 | Shape::I64, Value::Bool(_) | Value::Number(_)) => value.to_string(),
        (Shape::String, Value::String(text)) => format!("{text:?}"),
        (Shape::Nullable(inner), value) => expression(scope, inner, value)?,
        (Shape::Array(inner), Value::Array(items)) => {
            let items = items.iter().map(|item| expression(scope, inner, item)).collect::<Result<Vec<_>, _>>()?;
            format!("[{}]", items.join(", "))
        }
        (Shape::Model(name), value) => match (scope.api.models.get(name), value) {
            (Some(Model { kind: ModelKind::Enum { values, .. }, rust, .. }), Value::String(text)) => {
                let Some(known) = values.iter().find(|known| known.wire == *text) else { return wrong() };
                format!("types::{rust}::{}", known.rust)
            }
            (Some(Model { kind: ModelKind::Object { properties }, rust, .. }), Value::Object(members)) => {
                let (mut arguments, mut setters) = (Vec::new(), String::new());
                for property in properties {
                    match members.get(&property.wire) {
                        Some(value) if property.is_argument() => {
                            arguments.push(expression(scope, &property.shape, value)?);
                        }
                        Some(value) => {
                            let value = expression(scope, &property.shape, value)?;
                            setters.push_str(&format!(".{}({value})", property.rust));
                        }
                        None if property.is_argument() => return wrong(),
                        None => {}
                    }
                }
                format!("types::{rust}::new({}){setters}", arguments.join(", "))
            }
            _ => return wrong(),
        },
        _ => return wrong(),
    })
}
