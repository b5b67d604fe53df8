//! The replies that the specs document, taken from the bundles.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The text of a documented example of a reply, to the last digit.
pub fn example(bundle: &str, operation: &str, status: u16, name: &str) -> String {
    let paths = members(at(bundle, &["paths"]));
    let own = format!("\"{operation}\"");
    let mut operations = paths.values().flat_map(|item| members(item).into_values());
    let found = operations.find(|it| members(it).get("operationId").is_some_and(|id| *id == own));
    let found = found.unwrap_or_else(|| panic!("no operation {operation}"));
    let mut response = at(found, &["responses", &status.to_string()]);
    if let Some(reference) = members(response).get("$ref") {
        let pointer: String = serde_json::from_str(reference).expect("a reference is a text");
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        response = at(bundle, &steps);
    }
    at(response, &["content", "application/json", "examples", name, "value"]).to_owned()
}

fn members(object: &str) -> BTreeMap<String, &str> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(object).expect("an object");
    members.into_iter().map(|(key, value)| (key, value.get())).collect()
}

fn at<'a>(text: &'a str, steps: &[&str]) -> &'a str {
    steps
        .iter()
        .fold(text, |text, step| members(text).get(*step).copied().unwrap_or_else(|| panic!("no member {step}")))
}
