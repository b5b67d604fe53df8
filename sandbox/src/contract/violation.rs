//! What is wrong with a request, in a form that each vendor can word in its own way.

use std::fmt;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::Value;

/// The part of a request that a [`Violation`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestPart {
    Header,
    ContentType,
    Path,
    Query,
    Body,
}

/// One thing wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) place: RequestPart,
    /// Names from the outside in; for a parameter, its name; empty for the body as a whole.
    pub(crate) path: Vec<String>,
    pub(crate) problem: Problem,
}

/// How it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Missing,
    /// JSON type names; `expected` may list several, joined with "or".
    Type {
        actual: &'static str,
        expected: String,
    },
    /// Any other rule: the JSON Schema keyword and a sentence.
    Rule {
        keyword: String,
        text: String,
    },
}

impl Violation {
    /// A rule broken outside the schemas.
    pub(crate) fn rule(place: RequestPart, path: &str, keyword: &str, text: impl Into<String>) -> Self {
        let path = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
        Self { place, path, problem: Problem::Rule { keyword: keyword.to_owned(), text: text.into() } }
    }

    /// The path joined with dots: `default_parameters.price`, `array.3.Name`.
    pub(crate) fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// Whether the violated keyword only bounds a number from above or below.
    pub(super) fn is_bound(&self) -> bool {
        matches!(&self.problem, Problem::Rule { keyword, .. }
            if matches!(keyword.as_str(), "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"))
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.place, self.path.is_empty()) {
            (RequestPart::ContentType, _) => formatter.write_str("the header Content-Type")?,
            (RequestPart::Body, true) => formatter.write_str("the body")?,
            (RequestPart::Header, _) => write!(formatter, "the header {}", self.dotted())?,
            _ => formatter.write_str(&self.dotted())?,
        }
        match &self.problem {
            Problem::Missing => formatter.write_str(" is missing"),
            Problem::Type { actual, expected } => {
                write!(formatter, " is of type {actual} where {expected} is expected")
            }
            Problem::Rule { text, .. } => write!(formatter, ": {text}"),
        }
    }
}

/// Longest sentence taken over from the validator, in characters: it may quote a whole value.
const MAX_TEXT: usize = 200;

/// Reads one error of the validator; `base` is where the checked value stands.
pub(super) fn violation(place: RequestPart, base: &[String], error: &ValidationError<'_>) -> Violation {
    let at = |extra: Option<&str>| {
        let inner = error.instance_path().segments().map(|segment| match segment {
            LocationSegment::Property(name) => name.into_owned(),
            LocationSegment::Index(index) => index.to_string(),
        });
        base.iter().cloned().chain(inner).chain(extra.map(str::to_owned)).collect()
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            Violation { place, path: at(property.as_str()), problem: Problem::Missing }
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => {
                    several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
                }
            };
            let actual = type_name(error.instance());
            Violation { place, path: at(None), problem: Problem::Type { actual, expected } }
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let branches = context.iter().filter_map(|branch| branch.first());
            let branches: Vec<Violation> = branches.map(|error| violation(place, base, error)).collect();
            closest(branches).unwrap_or_else(|| rule(place, at(None), error))
        }
        _ => rule(place, at(None), error),
    }
}

fn rule(place: RequestPart, path: Vec<String>, error: &ValidationError<'_>) -> Violation {
    let mut text = error.to_string();
    if let Some((cut, _)) = text.char_indices().nth(MAX_TEXT) {
        text.truncate(cut);
        text.push('…');
    }
    Violation { place, path, problem: Problem::Rule { keyword: error.kind().keyword().to_owned(), text } }
}

/// Of the alternatives that a value fits none of, the one it comes closest to: the one that fails deepest inside;
/// else one of the right type; else all their types together.
fn closest(branches: Vec<Violation>) -> Option<Violation> {
    let depth = branches.iter().map(|branch| branch.path.len()).max()?;
    let mut deepest: Vec<Violation> = branches.into_iter().filter(|branch| branch.path.len() == depth).collect();
    let fits = |branch: &Violation| match &branch.problem {
        Problem::Missing => true,
        Problem::Type { .. } => false,
        Problem::Rule { keyword, .. } => keyword != "pattern",
    };
    if let Some(index) = deepest.iter().position(fits) {
        return Some(deepest.swap_remove(index));
    }
    let types: Vec<&str> = deepest
        .iter()
        .filter_map(|branch| match &branch.problem {
            Problem::Type { expected, .. } => Some(expected.as_str()),
            _ => None,
        })
        .collect();
    let joined = types.join(" or ");
    let mut first = deepest.into_iter().next()?;
    if let Problem::Type { expected, .. } = &mut first.problem {
        *expected = joined;
    }
    Some(first)
}

/// The JSON name of a value's type.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
