//! Every extension stands where it means something, and its value fits its JSON Schema, the one that `docs/spec-extensions.md`
//! prints. The schema lists the places too.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::extensions::{self, DEFINITIONS};
use crate::openapi::grammar::{self, Kind, Place};

static VALIDATORS: LazyLock<BTreeMap<&str, Validator>> = LazyLock::new(|| {
    let validator = |name: &'static str| {
        let root = json!({ "$ref": format!("#/$defs/{name}"), "$defs": *DEFINITIONS });
        let built = jsonschema::options().with_draft(Draft::Draft202012).offline().build(&root).ok()?;
        Some((name, built))
    };
    extensions::names().filter_map(validator).collect()
});

pub(super) fn check(place: Place<'_>, problems: &mut Diagnostics) {
    for entry in place.node.entries() {
        let Some(validator) = VALIDATORS.get(entry.key.as_str()) else { continue };
        if is_broken(&entry.value) || !is_at_home(place, entry, problems) {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Json>(&entry.value.to_json()) else { continue };
        let errors: Vec<_> = validator.iter_errors(&value).collect();
        for error in errors.iter().filter(|error| !is_explained(error, &errors)) {
            report(entry, error, problems);
        }
    }
}

/// Whether another error is the cause: a value of the wrong type, or a misspelt member where one is missing.
fn is_explained(error: &ValidationError<'_>, all: &[ValidationError<'_>]) -> bool {
    let mut here = all.iter().filter(|other| other.instance_path() == error.instance_path());
    match error.kind() {
        ValidationErrorKind::Type { .. } => false,
        ValidationErrorKind::Required { property } => here.any(|other| match other.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let meant = |name: &String| names::nearest(name, property.as_str()).is_some();
                unexpected.iter().any(meant)
            }
            _ => false,
        }),
        _ => here.any(|other| matches!(other.kind(), ValidationErrorKind::Type { .. })),
    }
}

/// The members that an extension's schema knows anywhere in it.
fn members(extension: &str) -> Vec<&'static str> {
    fn visit<'a>(node: &'a Json, found: &mut Vec<&'a str>) {
        match node {
            Json::Array(items) => items.iter().for_each(|item| visit(item, found)),
            Json::Object(entries) => {
                for (key, value) in entries {
                    if let ("properties", Json::Object(named)) = (key.as_str(), value) {
                        found.extend(named.keys().map(String::as_str));
                    }
                    visit(value, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    visit(&DEFINITIONS[extension], &mut found);
    found
}

/// Whether an extension is looked at in its place; if not, that is a finding.
fn is_at_home(place: Place<'_>, entry: &Entry, problems: &mut Diagnostics) -> bool {
    let here = called(place);
    let places = DEFINITIONS[&entry.key]["places"].as_array().map(Vec::as_slice).unwrap_or_default();
    let places: Vec<&str> = places.iter().filter_map(Json::as_str).collect();
    if here.iter().any(|here| places.contains(here)) {
        return true;
    }
    let here = here.first().copied().unwrap_or_else(|| grammar::name(place.kind));
    let message = format!("`{}` means nothing on {here}", entry.key);
    let found = Diagnostic::at(Code::ExtensionPlace, &entry.key_span, message)
        .note("an extension that nobody reads looks as if it had an effect");
    problems.push(found.help(format!("it belongs to: {}", places.join(", "))));
    false
}

/// What a place is called in the list of places of an extension; some have two names.
fn called(place: Place<'_>) -> Vec<&'static str> {
    let has = |key: &str| place.node.get(key).is_some();
    match (place.kind, place.under) {
        (Kind::Document, _) => vec!["the document"],
        (Kind::Server, _) => vec!["a server"],
        (Kind::ServerVariable, _) => vec!["a server variable"],
        (Kind::Tag, _) => vec!["a tag"],
        (Kind::Operation, _) => vec!["an operation"],
        (Kind::Parameter, "parameters") => vec!["a parameter"],
        (Kind::Parameter, _) => vec!["a header of a response"],
        (Kind::SecurityScheme, _) => vec!["a security scheme"],
        (Kind::Schema, under) => {
            let by_place = match under {
                "schemas" => "a schema of its own",
                "properties" => "a property",
                "prefixItems" => "a place of a tuple",
                "oneOf" | "anyOf" => "an alternative of a union",
                _ => "a schema inside another one",
            };
            // What stands beside a reference is merged with what it refers to.
            let is_enum = has("enum") || has("$ref") || has("allOf");
            [by_place].into_iter().chain(is_enum.then_some("a schema with `enum`")).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether something in it could not be read, which is told already.
pub(super) fn is_broken(node: &Node) -> bool {
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
                let found = Diagnostic::at(Code::UnknownExtensionMember, &member.key_span, message);
                problems.push(match names::nearest(&member.key, members(extension)) {
                    Some(near) => found.help(format!("did you mean `{near}`? {see}")).suggest(&member.key_span, near),
                    None => found.help(see),
                });
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
        ValidationErrorKind::Type { kind } => {
            let kind = format!("{kind:?}");
            let what = ["integer", "number", "boolean", "array", "object", "string"]
                .into_iter()
                .find(|name| kind.to_lowercase().contains(name));
            let what = match what {
                Some("integer") => "an integer",
                Some("number") => "a number",
                Some("boolean") => "true or false",
                Some("array") => "a list",
                Some("object") => "a mapping",
                _ => "a string",
            };
            let mut found = node.expected(Code::UnexpectedValue, what);
            found.message = format!("`{within}` has a value of the wrong type: {}", found.message);
            if let Some(help) = found.help.take().filter(|_| found.suggestion.is_some()) {
                problems.push(found.help(help));
                return;
            }
            found
        }
        ValidationErrorKind::Enum { options } => {
            let known: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            let said = node.str().unwrap_or_default();
            let message = format!("expected {} as `{within}`, found `{}`", known.join(", "), node.span.text());
            let found = Diagnostic::at(Code::ExtensionValue, &node.span, message);
            let alike = known.iter().copied().find(|name| name.eq_ignore_ascii_case(said));
            let begins = || known.iter().copied().find(|name| said.starts_with(name));
            match alike.or_else(|| names::nearest(said, known.iter().copied())).or_else(begins) {
                Some(near) => {
                    problems.push(found.help(format!("did you mean `{near}`?")).suggest(&node.span, node.quoted(near)));
                    return;
                }
                None => found,
            }
        }
        ValidationErrorKind::Pattern { pattern } if pattern.contains("/") && node.str().is_ok() => {
            problems.push(pointer(&within, node, pattern.contains("query")));
            return;
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

/// A pointer that is written in another way.
fn pointer(within: &str, node: &Node, may_be_query: bool) -> Diagnostic {
    let said = node.str().unwrap_or_default();
    let query = ["query/", "query.", "query ", "?"].into_iter().find_map(|start| said.strip_prefix(start));
    let right = match query.filter(|_| may_be_query) {
        Some(name) => format!("query:{name}"),
        None => {
            let path = said.trim_start_matches(['#', '$']).trim_matches(['/', '.']);
            format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
        }
    };
    let other = if may_be_query { ", or `query:<name>` for a parameter in the query" } else { "" };
    let message = format!("`{within}` is a JSON pointer such as `{right}`{other}; found `{said}`");
    let found = Diagnostic::at(Code::ExtensionValue, &node.span, message);
    found.help("a pointer begins with a slash, and has one before each member").suggest(&node.span, node.quoted(&right))
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
        assert_eq!(named.len(), 21);
        for name in named {
            let places = all[name]["places"].as_array().expect("places");
            assert!(!places.is_empty() && places.iter().all(Json::is_string), "{name}");
        }
    }
}
