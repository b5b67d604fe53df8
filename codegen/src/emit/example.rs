//! The compiled example in the documentation of each operation.

use crate::emit::parameters::whole_body;
use crate::emit::scope::Scope;
use crate::ir::{ContentKind, Model, ModelKind, Operation, Shape, Style};

/// A fenced example that sends the operation with everything it requires.
pub(super) fn code(scope: &Scope<'_>, operation: &Operation) -> Result<String, String> {
    let mut arguments = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        arguments.push(match (&parameter.shape, parameter.style) {
            (Shape::Array(_), Style::File) => format!("[{BYTES}]"),
            (_, Style::File) => BYTES.into(),
            (shape, Style::Json) => exact(scope, shape)?,
            (shape, _) => value(scope, shape)?,
        });
    }
    for property in
        operation.request.iter().map(|request| scope.properties(request)).collect::<Result<Vec<_>, _>>()?.concat()
    {
        if property.is_argument() && property.client_parameter.is_none() {
            arguments.push(value(scope, &property.shape)?);
        }
    }
    if let Some((body, _)) = whole_body(operation)?.filter(|(body, _)| body.required) {
        arguments.push(match &body.content.kind {
            ContentKind::Json(shape) => exact(scope, shape)?,
            ContentKind::Binary => BYTES.into(),
            _ => "\"example\"".into(),
        });
    }
    let (crate_name, vendor) = (&scope.target.crate_name, &scope.api.name);
    let group = scope.api.groups.iter().find(|group| group.name == operation.group);
    let group = group.map_or(&operation.group, |group| &group.rust);
    let call = format!("client.{}().{}({})", group, operation.method, arguments.join(", "));
    let types = format!("{crate_name}::{vendor}::types");
    let mut lines = vec!["```no_run".to_owned()];
    if operation.docs.deprecated {
        lines.push("# #![allow(deprecated)]".into());
    }
    if call.contains("types::") {
        lines.push(format!("use {types};"));
    }
    lines.push(format!(
        "# async fn example(client: {crate_name}::{vendor}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
    ));
    if operation.paging.is_some() {
        lines.push(format!("let mut rows = {call}.items();"));
        lines.push("while let Some(row) = rows.try_next().await? {".into());
        lines.push("    println!(\"{row:?}\");".into());
        lines.push("}".into());
    } else {
        lines.push(format!("let done = {call}.send().await?;"));
        lines.push("println!(\"{done:?}\");".into());
    }
    lines.push("# Ok(())".into());
    lines.push("# }".into());
    lines.push("```".into());
    Ok(lines.join("\n"))
}

/// Some bytes.
const BYTES: &str = "b\"example\".to_vec()";

/// A JSON value that is no member of a model.
fn exact(scope: &Scope<'_>, shape: &Shape) -> Result<String, String> {
    match shape {
        Shape::Decimal => Ok(format!("{}::Decimal::ONE", scope.target.runtime_for_docs())),
        Shape::Array(inner) => Ok(format!("[{}]", exact(scope, inner)?)),
        other => value(scope, other),
    }
}

fn value(scope: &Scope<'_>, shape: &Shape) -> Result<String, String> {
    Ok(match shape {
        Shape::Bool => "true".into(),
        Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal => "1".into(),
        Shape::UnixTime => "1_700_000_000".into(),
        Shape::String => "\"example\"".into(),
        Shape::LocalDateTime => {
            format!("\"2024-01-31 08:30:00\".parse::<{}::LocalDateTime>()?", scope.target.runtime_for_docs())
        }
        Shape::DateTime => {
            format!("\"2024-01-31T08:30:00Z\".parse::<{}::DateTime>()?", scope.target.runtime_for_docs())
        }
        Shape::Uuid => {
            format!("\"16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e\".parse::<{}::Uuid>()?", scope.target.runtime_for_docs())
        }
        Shape::Any => format!("{}::RawJson::default()", scope.target.runtime_for_docs()),
        Shape::Array(inner) => format!("[{}]", value(scope, inner)?),
        Shape::Map(_) => "Default::default()".into(),
        Shape::Model(name) => match scope.api.models.get(name) {
            Some(Model { kind: ModelKind::Enum { values, .. }, rust, .. }) => {
                let first = values.first().ok_or_else(|| format!("the enum `{rust}` has no value"))?;
                format!("types::{rust}::{}", first.rust)
            }
            Some(Model { kind: ModelKind::Object { properties }, rust, .. }) => {
                let required = properties.iter().filter(|property| property.is_argument());
                let arguments =
                    required.map(|property| value(scope, &property.shape)).collect::<Result<Vec<_>, _>>()?;
                format!("types::{rust}::new({})", arguments.join(", "))
            }
            Some(Model { kind: ModelKind::Union { alternatives, .. }, rust, .. }) => {
                // One that does not lead back to the union.
                let one = alternatives.iter().find(|one| !one.boxed).or(alternatives.first());
                let one = one.ok_or_else(|| format!("the union `{rust}` has no alternative"))?;
                let inner = value(scope, &one.shape)?;
                let inner = if matches!(one.shape, Shape::Model(_)) { inner } else { format!("({inner}).into()") };
                format!("types::{rust}::{}({inner})", one.rust)
            }
            Some(Model { kind: ModelKind::Tuple { elements }, rust, .. }) => {
                let required = elements.iter().filter(|element| element.required);
                let arguments = required.map(|element| value(scope, &element.shape)).collect::<Result<Vec<_>, _>>()?;
                format!("types::{rust}::new({})", arguments.join(", "))
            }
            _ => return Err(format!("no model `{name}`")),
        },
        Shape::Nullable(_) => "None".into(),
    })
}
