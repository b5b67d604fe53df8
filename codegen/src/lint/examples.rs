//! Every documented example fits the schema that it stands beside.

use std::collections::HashMap;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value as Json, json};

use crate::bundle::published;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::lint::kinds::{self, Kind, Place};
use crate::load;
use crate::node::{Entry, Node, Value};
use crate::refs::Components;

/// Where an example stands and its value.
struct Example<'a> {
    place: &'a Span,
    value: &'a Node,
}

/// Checks the examples of a document whose references are known to be sound.
pub(crate) fn check(document: &Node, problems: &mut Diagnostics) {
    let mut subjects: Vec<(&Node, Vec<Example<'_>>)> = Vec::new();
    kinds::walk(document, &mut |Place { kind, node, .. }| {
        if let (Kind::MediaType | Kind::Parameter, Some(schema)) = (kind, node.get("schema")) {
            let found = examples(node);
            if !found.is_empty() {
                subjects.push((schema, found));
            }
        }
    });
    let mut validators =
        Validators { components: Components::of(document), published: HashMap::new(), made: HashMap::new() };
    for (schema, examples) in &subjects {
        let Some(validator) = validators.of(schema) else { continue };
        for example in examples {
            validate(validator, example, problems);
        }
    }
}

fn examples(node: &Node) -> Vec<Example<'_>> {
    let named = node.get("examples").map(Node::entries).unwrap_or_default().iter();
    let named = named.filter_map(|entry| entry.value.entries().iter().find(|inner| inner.key == "value"));
    let single = node.entries().iter().filter(|entry| entry.key == "example");
    named.chain(single).map(|Entry { key_span, value, .. }| Example { place: key_span, value }).collect()
}

/// The validators of a document; whatever several schemas share is made once.
struct Validators<'a> {
    components: Components<'a>,
    /// The schemas with a name, as others see them.
    published: HashMap<&'a str, Option<Json>>,
    /// The validators, by the JSON text of their schemas.
    made: HashMap<String, Option<Validator>>,
}

impl<'a> Validators<'a> {
    fn of(&mut self, schema: &'a Node) -> Option<&Validator> {
        let text = published(schema).to_json();
        if !self.made.contains_key(&text) {
            let validator = self.make(schema, &text);
            self.made.insert(text.clone(), validator);
        }
        self.made.get(&text)?.as_ref()
    }

    /// The schema with the components that it leads to and no others, so that the work grows with the schema and not with
    /// the document; types that `x-lenient` accepts are types of the schema.
    fn make(&mut self, schema: &'a Node, text: &str) -> Option<Validator> {
        let mut schemas = serde_json::Map::new();
        for (section, name) in self.components.reach(schema).components {
            if section == "schemas" {
                schemas.insert(name.to_owned(), self.component(name)?);
            }
        }
        let schema: Json = serde_json::from_str(text).ok()?;
        let root = json!({ "allOf": [schema], "components": { "schemas": schemas } });
        jsonschema::options().with_draft(Draft::Draft202012).offline().build(&root).ok()
    }

    fn component(&mut self, name: &'a str) -> Option<Json> {
        let node = self.components.get(("schemas", name))?;
        let read = || serde_json::from_str(&published(node).to_json()).ok();
        self.published.entry(name).or_insert_with(read).clone()
    }
}

fn validate(validator: &Validator, example: &Example<'_>, problems: &mut Diagnostics) {
    let Ok(value) = serde_json::from_str::<Json>(&example.value.to_json()) else { return };
    for error in validator.iter_errors(&value) {
        let cause = cause(&error);
        let span = locate(example.value, cause);
        let message = format!("the example does not fit its schema: {cause}");
        let found = Diagnostic::at(Code::InvalidExample, &span, message);
        let found = if span.file == example.place.file { found } else { found.also(example.place, "the example") };
        problems.push(found.help("correct the example, or the schema if the vendor really sends this"));
    }
}

/// What keeps a value from fitting the alternative that it is nearest to.
fn cause<'e>(error: &'e ValidationError<'e>) -> &'e ValidationError<'e> {
    let (ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }) = error.kind() else {
        return error;
    };
    let nearest = context.iter().filter(|branch| !branch.is_empty()).max_by_key(|branch| {
        let shallowest = branch.iter().map(|error| error.instance_path().iter().count()).min().unwrap_or_default();
        (shallowest, std::cmp::Reverse(branch.len()))
    });
    nearest.and_then(|branch| branch.first()).map_or(error, cause)
}

/// The place of the value at fault; the example itself where its file cannot be followed.
fn locate(value: &Node, error: &ValidationError<'_>) -> Span {
    let tree = match &value.value {
        // JSON is YAML in all but rare escapes.
        Value::Json(_) => load::json_tree(&value.span.file),
        _ => Some(value.clone()),
    };
    let Some(mut node) = tree.as_ref() else { return value.span.clone() };
    for segment in error.instance_path().iter() {
        let next = match (&segment, &node.value) {
            (LocationSegment::Property(name), _) => node.get(name),
            (LocationSegment::Index(index), Value::Array(items)) => items.get(*index),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node.span.clone()
}
