//! Every value of an extension fits the extension's JSON Schema, the one that `docs/spec-extensions.md` prints.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::kinds::Place;
use crate::node::{Entry, Node, Value};

/// The schema of every extension, under `$defs`.
pub const SCHEMA: &str = include_str!("extensions.schema.json");

static DEFINITIONS: LazyLock<Json> = LazyLock::new(|| {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap_or_default();
    schema.get("$defs").cloned().unwrap_or_default()
});

static VALIDATORS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let names = DEFINITIONS.as_object().into_iter().flat_map(|all| all.keys()).filter(|name| name.starts_with("x-"));
    let validator = |name: &String| {
        let root = json!({ "$ref": format!("#/$defs/{name}"), "$defs": *DEFINITIONS });
        let built = jsonschema::options().with_draft(Draft::Draft202012).offline().build(&root).ok()?;
        Some((name.clone(), built))
    };
    names.filter_map(validator).collect()
});

/// The names of all extensions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    VALIDATORS.keys().map(String::as_str)
}

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    for entry in place.node.entries() {
        let Some(validator) = VALIDATORS.get(&entry.key) else { continue };
        if is_broken(&entry.value) {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Json>(&entry.value.to_json()) else { continue };
        for error in validator.iter_errors(&value) {
            report(entry, &error, problems);
        }
    }
}

/// Whether something in it could not be read, which is told already.
fn is_broken(node: &Node) -> bool {
    match &node.value {
        Value::Invalid => true,
        Value::Array(items) => items.iter().any(is_broken),
        Value::Object(entries) => entries.iter().any(|entry| is_broken(&entry.value)),
        _ => false,
    }
}

fn report(entry: &Entry, error: &ValidationError<'_>, problems: &mut Diagnostics) {
    let extension = entry.key.as_str();
    let (node, path) = locate(&entry.value, error);
    let within = format!("{extension}{}", path.replace('/', "."));
    let see = "docs/spec-extensions.md says what it takes";
    let found = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for member in node.entries().iter().filter(|member| unexpected.contains(&member.key)) {
                let message = format!("`{within}` has no member `{}`", member.key);
                problems.push(Diagnostic::at(Code::UnknownExtensionMember, &member.key_span, message).help(see));
            }
            return;
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            // The cap of a batch has a rule of its own, which says more.
            if (extension, name) == ("x-batch", "max-items") {
                return;
            }
            Diagnostic::at(Code::MissingMember, &node.span, format!("expected a member `{name}`, found none"))
        }
        ValidationErrorKind::Type { .. } => {
            let message = format!("`{within}` has a value of the wrong type: {error}");
            Diagnostic::at(Code::UnexpectedValue, &node.span, message)
        }
        _ if extension == "x-batch" && path == "/max-items" => return,
        ValidationErrorKind::Pattern { .. } if extension == "x-client-parameter" => return,
        _ => Diagnostic::at(
            Code::ExtensionValue,
            &node.span,
            format!("`{within}` has a value that it does not know: {error}"),
        ),
    };
    problems.push(found.help(see));
}

/// The value at fault, and the way to it.
fn locate<'a>(value: &'a Node, error: &ValidationError<'_>) -> (&'a Node, String) {
    let (mut node, mut path) = (value, String::new());
    for segment in error.instance_path().iter() {
        let (next, name) = match (&segment, &node.value) {
            (LocationSegment::Property(name), _) => (node.get(name), name.to_string()),
            (LocationSegment::Index(index), Value::Array(items)) => (items.get(*index), index.to_string()),
            _ => break,
        };
        let Some(next) = next else { break };
        node = next;
        path = format!("{path}/{name}");
    }
    (node, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_has_a_schema_that_can_be_used() {
        let all = DEFINITIONS.as_object().expect("definitions");
        let named: Vec<_> = all.keys().filter(|name| name.starts_with("x-")).collect();
        assert_eq!(VALIDATORS.keys().collect::<Vec<_>>(), named);
        assert_eq!(named.len(), 13);
    }
}
