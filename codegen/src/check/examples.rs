//! Every documented example fits the schema that it stands beside.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value as Json, json};

use crate::bundle::readable_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::load;
use crate::node::{Entry, Node, Value};
use crate::openapi::grammar::{self, Holds, Kind, Place};
use crate::openapi::references::{Components, Position};

/// Where an example stands and its value.
struct Example<'a> {
    place: &'a Span,
    value: &'a Node,
    /// Whether it only illustrates a schema: nothing is generated from it.
    is_own: bool,
}

/// The most components that a schema may lead to for an example of its own to be checked: many of those would take the square of the
/// time.
const REACH: usize = 32;

/// A schema with all that has to fit it.
struct Subject<'a> {
    schema: &'a Node,
    /// The schema as others see it.
    text: String,
    examples: Vec<Example<'a>>,
    defaults: Vec<&'a Entry>,
}

/// Checks the examples of a document whose references are known to be sound. What has a finding already is left out of the
/// schemas: it is not the fault of the examples.
pub(crate) fn check(document: &Node, problems: &mut Diagnostics) {
    let faults = faults(problems);
    // Only where something is wrong is there anything to leave out.
    let document = if problems.has_errors() { Cow::Owned(without(document, &faults)) } else { Cow::Borrowed(document) };
    let document = &*document;
    let mut schemas = Schemas { components: Components::of(document), published: HashMap::new() };
    for subject in subjects(document, &Components::of(document)) {
        // One validator at a time: those of a large document would fill the memory.
        let Some(validator) = schemas.validator(&subject, problems) else { continue };
        for example in &subject.examples {
            validate(&validator, example, faults.is_empty(), problems);
        }
        for default in &subject.defaults {
            validate_default(&validator, &default.value, problems);
        }
    }
}

/// The schemas of a document that have examples or a default, each once.
fn subjects<'a>(document: &'a Node, components: &Components<'a>) -> Vec<Subject<'a>> {
    let (mut subjects, mut known) = (Vec::new(), HashMap::new());
    grammar::walk(document, &mut |Place { kind, node, .. }| {
        let (schema, examples, default) = match (kind, node.get("schema")) {
            (Kind::MediaType | Kind::Parameter, Some(schema)) => (schema, examples(node, components), None),
            (Kind::Schema, _) => {
                (node, own(node, components), node.entries().iter().find(|entry| entry.key == "default"))
            }
            _ => return,
        };
        if examples.is_empty() && default.is_none() {
            return;
        }
        let text = readable_schema(schema).to_json();
        let index = *known.entry(text.clone()).or_insert(subjects.len());
        if index == subjects.len() {
            subjects.push(Subject { schema, text, examples: Vec::new(), defaults: Vec::new() });
        }
        subjects[index].examples.extend(examples);
        subjects[index].defaults.extend(default);
    });
    subjects
}

fn validate_default(validator: &Validator, default: &Node, problems: &mut Diagnostics) {
    let Ok(value) = serde_json::from_str::<Json>(&default.to_json()) else { return };
    if let (Some(error), false) = (validator.iter_errors(&value).next(), matches!(default.value, Value::Invalid)) {
        let message = format!("the default does not fit its schema: {error}");
        let found = Diagnostic::at(Code::WrongDefault, &default.span, message);
        problems.push(found.note("it is documented as what the vendor takes where nothing is sent"));
    }
}

/// The places of keywords that findings are about and without which a schema can be used.
fn faults(problems: &Diagnostics) -> BTreeSet<Span> {
    use Code::{EnumType, KeywordValue, UnexpectedValue, UnknownRequired, UnsupportedSchema, UnsupportedUnion};
    let faults = [EnumType, KeywordValue, UnexpectedValue, UnknownRequired, UnsupportedSchema, UnsupportedUnion];
    let is_fault = |found: &&Diagnostic| faults.contains(&found.code);
    // Of two limits that exclude each other, either may be the wrong one.
    let places = |found: &'_ Diagnostic| match found.code {
        // And of a value and its type.
        KeywordValue | EnumType => found.labels.len(),
        _ => 1,
    };
    let found = problems.0.iter().filter(is_fault);
    found.flat_map(|found| found.labels.iter().take(places(found)).map(|label| label.span.clone())).collect()
}

/// The document without the keywords at these places.
fn without(node: &Node, faults: &BTreeSet<Span>) -> Node {
    const KEYWORDS: [&str; 22] = [
        "const",
        "enum",
        "allOf",
        "anyOf",
        "oneOf",
        "required",
        "pattern",
        "type",
        "uniqueItems",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ];
    let is_fault = |value: &Node| faults.contains(&value.span) || matches!(value.value, Value::Invalid);
    let value = match &node.value {
        Value::Array(items) => Value::Array(items.iter().map(|item| without(item, faults)).collect()),
        Value::Object(entries) => {
            let kept =
                entries.iter().filter(|entry| !(KEYWORDS.contains(&entry.key.as_str()) && is_fault(&entry.value)));
            let is_odd =
                |entry: &Entry| matches!(&entry.value.value, Value::Array(items) if items.iter().any(is_fault));
            let kept = kept.filter(|entry| entry.key != "enum" || !is_odd(entry));
            let kept = kept.map(|entry| match (entry.key.as_str(), &entry.value.value) {
                ("required", Value::Array(names)) => {
                    let names = names.iter().filter(|name| !faults.contains(&name.span)).cloned().collect();
                    Entry { value: Node::new(&entry.value.span, Value::Array(names)), ..entry.clone() }
                }
                _ => Entry { value: without(&entry.value, faults), ..entry.clone() },
            });
            Value::Object(kept.collect())
        }
        other => other.clone(),
    };
    Node::new(&node.span, value)
}

fn examples<'a>(node: &'a Node, components: &Components<'a>) -> Vec<Example<'a>> {
    let named = node.get("examples").map(Node::entries).unwrap_or_default().iter();
    let named = named.map(|entry| components.resolve(&entry.value));
    let named = named.filter_map(|example| example.entries().iter().find(|inner| inner.key == "value"));
    let single = node.entries().iter().filter(|entry| entry.key == "example");
    named.chain(single).map(|Entry { key_span, value, .. }| Example { place: key_span, value, is_own: false }).collect()
}

/// The examples that a schema has of itself.
fn own<'a>(node: &'a Node, components: &Components<'a>) -> Vec<Example<'a>> {
    let of = |key: &str| node.entries().iter().find(|entry| entry.key == key);
    let listed = of("examples").and_then(|entry| entry.value.array().ok()).unwrap_or_default().iter();
    let listed = listed.map(|value| Example { place: &value.span, value, is_own: true });
    let single = of("example").map(|entry| Example { place: &entry.key_span, value: &entry.value, is_own: true });
    let all: Vec<_> = listed.chain(single).collect();
    if all.is_empty() || components.reach(Position::SCHEMA, node).components.len() > REACH { Vec::new() } else { all }
}

/// The schemas of a document; whatever several of them share is published once.
struct Schemas<'a> {
    components: Components<'a>,
    /// The schemas with a name, as others see them and with the bounds of their formats.
    published: HashMap<&'a str, Option<Json>>,
}

impl<'a> Schemas<'a> {
    fn validator(&mut self, subject: &Subject<'a>, problems: &mut Diagnostics) -> Option<Validator> {
        // Whatever else is wrong may be the cause.
        let is_known = problems.has_errors();
        let made = self.make(subject).map_err(|found| if is_known { Diagnostic::reported() } else { found });
        problems.keep(made)
    }

    /// The schema with the components that it leads to and no others, so that the work grows with the schema and not with
    /// the document; types that `x-lenient` accepts are types of the schema.
    fn make(&mut self, Subject { schema, text, .. }: &Subject<'a>) -> Result<Validator, Diagnostic> {
        let mut schemas = serde_json::Map::new();
        let reach = self.components.reach(Position::SCHEMA, schema);
        if reach.invalid {
            return Err(Diagnostic::reported());
        }
        for (section, name) in reach.components {
            if section == "schemas" {
                schemas.insert(name.to_owned(), self.component(name).ok_or_else(Diagnostic::reported)?);
            }
        }
        let whole: Json = serde_json::from_str(text).map_err(|_| Diagnostic::reported())?;
        let mut root = json!({ "allOf": [whole], "components": { "schemas": schemas } });
        bounded(&mut root);
        let options = jsonschema::options().with_draft(Draft::Draft202012).offline().should_validate_formats(true);
        options.with_format("local-date-time", is_local_date_time).build(&root).map_err(|error| {
            let message = format!("the examples cannot be checked: {error}");
            Diagnostic::at(Code::KeywordValue, &schema.span, message)
        })
    }

    fn component(&mut self, name: &'a str) -> Option<Json> {
        let node = self.components.get(("schemas", name))?;
        let read = || {
            let mut schema = serde_json::from_str(&readable_schema(node).to_json()).ok()?;
            bounded(&mut schema);
            Some(schema)
        };
        self.published.entry(name).or_insert_with(read).clone()
    }
}

/// The bounds of integers, by format: JSON Schema itself knows them by `minimum` and `maximum` only.
pub(crate) const BOUNDS: [(&str, i128, i128); 10] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("unix-time", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
    ("uint", 0, u64::MAX as i128),
];

/// Adds the bounds of its format to a schema of integers, and to those in it; values are no schemas.
fn bounded(schema: &mut Json) {
    match schema {
        // Several of the same position.
        Json::Array(items) => items.iter_mut().for_each(bounded),
        Json::Object(members) => {
            for (key, value) in members.iter_mut() {
                match (grammar::holds(Kind::Schema, key), value) {
                    (Some(Holds::Map(_)), Json::Object(named)) => named.values_mut().for_each(bounded),
                    (Some(Holds::One(_) | Holds::List(_)), value) => bounded(value),
                    _ => {}
                }
            }
            let format = members.get("format").and_then(Json::as_str);
            let bounds = BOUNDS.iter().find(|(name, ..)| Some(*name) == format);
            if let (Some((_, least, most)), true) = (bounds, members.contains_key("type")) {
                let number = |value: i128| serde_json::from_str::<Json>(&value.to_string()).unwrap_or_default();
                let bounds = json!({ "minimum": number(*least), "maximum": number(*most) });
                match members.get_mut("allOf") {
                    Some(Json::Array(all)) => all.push(bounds),
                    _ => drop(members.insert("allOf".to_owned(), Json::Array(vec![bounds]))),
                }
            }
        }
        _ => {}
    }
}

/// `2024-01-31 09:30:00`, with a `T` or an offset or without, as the SDK reads it.
fn is_local_date_time(text: &str) -> bool {
    let (Some(date), Some(rest)) = (text.get(..10), text.get(10..)) else { return false };
    let digits = |text: &str, places: &[usize]| {
        text.char_indices().all(|(at, c)| if places.contains(&at) { !c.is_ascii_digit() } else { c.is_ascii_digit() })
    };
    let time = rest.strip_prefix([' ', 'T', 't']).unwrap_or_default();
    let number =
        |from: usize, to: usize, of: &str| of.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(99);
    digits(date, &[4, 7])
        && (1..=12).contains(&number(5, 7, date))
        && (1..=31).contains(&number(8, 10, date))
        && time.get(..8).is_some_and(|time| digits(time, &[2, 5]))
        && number(0, 2, time) < 24
        && number(3, 5, time) < 60
        && number(6, 8, time) <= 60
}

/// A schema that is not `whole`, because a keyword is left out, may fit where it should not.
fn validate(validator: &Validator, example: &Example<'_>, whole: bool, problems: &mut Diagnostics) {
    if let Value::Invalid = example.value.value {
        return;
    }
    let Ok(value) = serde_json::from_str::<Json>(&example.value.to_json()) else { return };
    let errors: Vec<_> = validator.iter_errors(&value).collect();
    let is_ambiguous = |error: &ValidationError<'_>| {
        matches!(error.kind(), ValidationErrorKind::OneOfMultipleValid { .. } | ValidationErrorKind::Not { .. })
    };
    for cause in errors.iter().flat_map(causes).filter(|cause| whole || !is_ambiguous(cause)) {
        let span = locate(example.value, cause);
        let message = format!("the example does not fit its schema: {cause}");
        let found = Diagnostic::at(Code::InvalidExample, &span, message);
        let found = if span.file == example.place.file { found } else { found.also(example.place, "the example") };
        if example.is_own {
            let mut found = found.help("correct the example, or the schema if the vendor really means this");
            found.severity = Severity::Warning;
            problems.push(found);
            continue;
        }
        problems.push(found.help("correct the example, or the schema if the vendor really sends this"));
    }
}

/// What keeps a value from fitting the alternative that it is nearest to: one with the constants that the value has, and of
/// those the one whose faults lie deepest.
fn causes<'e>(error: &'e ValidationError<'e>) -> Vec<&'e ValidationError<'e>> {
    let (ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }) = error.kind() else {
        return vec![error];
    };
    let is_constant = |error: &ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::Constant { .. });
    let nearest = context.iter().filter(|branch| !branch.is_empty()).max_by_key(|branch| {
        let shallowest = branch.iter().map(|error| error.instance_path().iter().count()).min().unwrap_or_default();
        (!branch.iter().any(is_constant), shallowest, std::cmp::Reverse(branch.len()))
    });
    nearest.map_or_else(|| vec![error], |branch| branch.iter().flat_map(causes).collect())
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
