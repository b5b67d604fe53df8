//! Every documented example survives its Rust type: read, written again, and equal but for the normalisations listed here.

use std::collections::BTreeSet;

use nomenclature_tests::json::{Difference, Json, differences};
use nomenclature_tests::operations::operation;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A difference that is on purpose.
#[derive(Clone, Copy, Debug)]
enum Normalisation {
    /// `null` in a reply means "not there", and is not written again. In a request it has a meaning and stays.
    NullToAbsent,
    /// An empty list in a reply is the same as none.
    EmptyToAbsent,
    /// A number that was sent as text is written as a number.
    TextToNumber,
    /// A code that comes as number or text is text.
    NumberToText,
}

impl Normalisation {
    /// `is_lenient`: whether the document says that the member takes other types than its own.
    fn explains(self, difference: &Difference, is_lenient: bool) -> bool {
        match (self, &difference.left, &difference.right) {
            (Self::NullToAbsent, Some(Json::Null), None) => true,
            (Self::EmptyToAbsent, Some(Json::Array(items)), None) => items.is_empty(),
            (Self::TextToNumber, Some(Json::String(text)), Some(Json::Number(number))) => is_lenient && text == number,
            (Self::NumberToText, Some(Json::Number(number)), Some(Json::String(text))) => is_lenient && text == number,
            _ => false,
        }
    }
}

use Normalisation::{EmptyToAbsent, NullToAbsent, NumberToText, TextToNumber};

/// Start of the case's name, pointer, and what happens there. `*` stands for one segment, `**` for any number of them. A row holds
/// for all vendors, so that a new operation needs none; what takes other types is told by the document.
const TABLE: &[(&str, &str, Normalisation)] = &[
    ("*/*/200", "/**", NullToAbsent),
    ("*/*/200", "/**", EmptyToAbsent),
    ("*/*/*", "/**", TextToNumber),
    ("*/*/*", "/**", NumberToText),
];

/// The members of each vendor that take other types than their own.
const LENIENT: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/lenient.rs"));

struct Case {
    name: &'static str,
    text: &'static str,
    round_trip: fn(&str) -> Result<String, serde_json::Error>,
    schema: fn() -> schemars::Schema,
}

fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

fn cases() -> Vec<Case> {
    macro_rules! round_trip {
        ($name:literal, $type:ty, $text:literal) => {
            Case { name: $name, text: $text, round_trip: round_trip::<$type>, schema: || schemars::schema_for!($type) }
        };
    }
    include!(concat!(env!("OUT_DIR"), "/cases.rs"))
}

fn matches(pattern: &[&str], pointer: &[&str]) -> bool {
    match (pattern, pointer) {
        ([], []) => true,
        (["**"], _) => true,
        ([want, pattern @ ..], [found, pointer @ ..]) => (*want == "*" || want == found) && matches(pattern, pointer),
        _ => false,
    }
}

#[test]
fn every_example_survives_its_type() {
    let mut problems = Vec::new();
    let mut used = BTreeSet::new();
    for case in cases() {
        let written = match (case.round_trip)(case.text) {
            Ok(written) => written,
            Err(error) => {
                problems.push(format!("{}: {error}", case.name));
                continue;
            }
        };
        let parse = |text: &str| Json::parse(text).expect("JSON");
        for difference in differences(&parse(case.text), &parse(&written)) {
            let pointer: Vec<_> = difference.pointer.split('/').collect();
            let is_lenient = LENIENT
                .iter()
                .any(|(vendor, member)| case.name.split('/').next() == Some(vendor) && pointer.last() == Some(member));
            let row = TABLE.iter().position(|(name, pattern, normalisation)| {
                let [name, pattern] = [name, pattern].map(|path| path.split('/').collect::<Vec<_>>());
                let of: Vec<_> = case.name.split('/').take(name.len()).collect();
                matches(&name, &of) && matches(&pattern, &pointer) && normalisation.explains(&difference, is_lenient)
            });
            match row {
                Some(row) => _ = used.insert(row),
                None => problems.push(format!("{}: {difference:?}: if that is on purpose, add it to TABLE", case.name)),
            }
        }
    }
    for (row, entry) in TABLE.iter().enumerate() {
        if !used.contains(&row) {
            problems.push(format!("no example needs the row {entry:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Vendor, operation, file, and whether it has a request body.
const OPERATIONS: &[(&str, &str, &str, bool)] = include!(concat!(env!("OUT_DIR"), "/operations.rs"));

#[test]
fn every_operation_has_examples_both_ways() {
    let names: Vec<_> = cases().iter().map(|case| case.name).collect();
    let mut problems = Vec::new();
    for (vendor, id, file, has_request) in OPERATIONS {
        let has = |what: &str| names.iter().any(|name| name.starts_with(&format!("{vendor}/{id}/{what}")));
        let mut missing = |what: &str, place: &str, kind: &str| {
            problems.push(format!(
                "{vendor} {id} has no example of its {what}: put the JSON into specs/{vendor}/examples/{id}.{kind}.json, \
                 and add to {file}, under {place}.content.application/json, beside `schema`:\n  \
                 examples:\n    documented:\n      externalValue: ../examples/{id}.{kind}.json"
            ));
        };
        if !has("2") && !operation(id).empty {
            missing("reply", "responses.'200'", "reply");
        }
        if *has_request && !has("request/") {
            missing("request", "requestBody", "request");
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_is_written_fits_the_json_schema_of_its_type() {
    let mut problems = Vec::new();
    for case in cases() {
        let schema = serde_json::to_value((case.schema)()).expect("a schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("a valid schema");
        let written = (case.round_trip)(case.text).expect("the example is read");
        let value: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        problems.extend(validator.iter_errors(&value).map(|error| format!("{}: {error}", case.name)));
        let others = [serde_json::json!([]), serde_json::json!("text")];
        assert!(!others.iter().all(|other| validator.is_valid(other)), "{}: the schema accepts anything", case.name);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
