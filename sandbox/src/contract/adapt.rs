//! Turns the bundle's extensions into plain JSON Schema, so that the validator accepts what the vendor accepts.

use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

/// The keyword that stands in for an enum whose letter case is ignored or whose values have numbers.
pub(super) const NAMES: &str = "x-sandbox-names";

/// Keywords whose values are data and not schemas.
const DATA: [&str; 6] = ["example", "examples", "default", "const", "enum", "x-enum"];

/// Keywords that hold schemas, or what has some, by names; a name may be spelt as a keyword is.
const NAMED: [&str; 13] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "paths",
    "responses",
    "content",
    "headers",
    "encoding",
    "schemas",
    "parameters",
    "requestBodies",
    "pathItems",
];

/// Rewrites every schema of a document in place.
pub(super) fn adapt(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(adapt),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match member {
                    Value::Object(named) if NAMED.contains(&key.as_str()) => named.values_mut().for_each(adapt),
                    _ if DATA.contains(&key.as_str()) => {}
                    _ => adapt(member),
                }
            }
            close(members);
            open_enum(members);
            bound(members);
            spell(members);
            if let Some(widened) = widen(members) {
                *value = widened;
            }
        }
        _ => {}
    }
}

/// An enum with `x-enum` that takes further values in the bundle, for readers of replies. In a request such a value is a mistake.
fn close(schema: &mut Map<String, Value>) {
    let is_enum = schema.contains_key("x-enum") && schema.get("anyOf").is_some_and(|any| any[0].get("enum").is_some());
    if let Some(Value::Array(alternatives)) = is_enum.then(|| schema.remove("anyOf")).flatten()
        && let Some(Value::Object(known)) = alternatives.into_iter().next()
    {
        schema.extend(known);
    }
}

/// `x-enum` with `ignore-case` or numbers: names in any letter case, and the numbers.
fn open_enum(schema: &mut Map<String, Value>) {
    let Some(extension) = schema.get("x-enum").and_then(Value::as_object) else { return };
    let ignore_case = extension.get("ignore-case") == Some(&Value::Bool(true));
    let values = extension.get("values").and_then(Value::as_object);
    let numbers: Vec<Value> =
        values.into_iter().flat_map(Map::values).filter_map(|value| value.get("number").cloned()).collect();
    if !ignore_case && numbers.is_empty() {
        return;
    }
    let Some(names) = schema.remove("enum") else { return };
    schema.remove("type");
    schema.insert(NAMES.to_owned(), json!({"names": names, "numbers": numbers, "ignore-case": ignore_case}));
}

/// `format` on integers: the range of the type, which JSON Schema itself does not check.
fn bound(schema: &mut Map<String, Value>) {
    let is_integer = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(|name| name == "integer"),
        name => name.is_some_and(|name| name == "integer"),
    };
    let range = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64" | "unix-time") => (i64::MIN, i64::MAX),
        _ => return,
    };
    if is_integer {
        schema.entry("minimum").or_insert_with(|| range.0.into());
        schema.entry("maximum").or_insert_with(|| range.1.into());
    }
}

/// `x-aliases` on properties: another spelling counts as the property.
fn spell(schema: &mut Map<String, Value>) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let mut spellings = Vec::new();
    for (name, property) in properties.iter() {
        for alias in property.get("x-aliases").and_then(Value::as_array).into_iter().flatten() {
            if let Some(alias) = alias.as_str() {
                spellings.push((name.clone(), alias.to_owned(), property.clone()));
            }
        }
    }
    for (_, alias, property) in &spellings {
        properties.entry(alias).or_insert_with(|| property.clone());
    }
    let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else { return };
    let mut either: Vec<Value> = Vec::new();
    required.retain(|name| {
        let aliases: Vec<_> = spellings.iter().filter(|(own, ..)| name == own).map(|(_, alias, _)| alias).collect();
        if aliases.is_empty() {
            return true;
        }
        let others = aliases.into_iter().map(|alias| json!({"required": [alias]}));
        either.push(json!({"anyOf": std::iter::once(json!({"required": [name]})).chain(others).collect::<Vec<_>>()}));
        false
    });
    if !either.is_empty() {
        let all = schema.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(all) = all {
            all.extend(either);
        }
    }
}

/// `x-lenient`: other JSON types besides the declared one. A string has to be a number where one is declared.
fn widen(schema: &mut Map<String, Value>) -> Option<Value> {
    let others: Vec<String> = match schema.remove("x-lenient")? {
        Value::String(other) => vec![other],
        Value::Array(others) => others.iter().filter_map(|other| Some(other.as_str()?.to_owned())).collect(),
        _ => return None,
    };
    let numeric = match schema.get("type") {
        Some(Value::String(name)) => is_numeric(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_numeric),
        _ => false,
    };
    let mut any_of = vec![Value::Object(std::mem::take(schema))];
    for other in others {
        any_of.push(match other.as_str() {
            "any" => return Some(Value::Bool(true)),
            "string" if numeric => json!({"type": "string", "pattern": r"^\s*-?\d+(\.\d+)?\s*$"}),
            other => json!({"type": other}),
        });
    }
    Some(json!({"anyOf": any_of}))
}

fn is_numeric(name: &str) -> bool {
    matches!(name, "integer" | "number")
}

/// Checks [`NAMES`].
struct Names {
    names: Vec<String>,
    numbers: Vec<i64>,
    ignore_case: bool,
}

/// Makes the check for one schema; `value` is what [`open_enum`] wrote.
pub(super) fn names<'a>(value: &'a Value) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let list = |key: &str| value.get(key).and_then(Value::as_array).into_iter().flatten();
    Ok(Box::new(Names {
        names: list("names").filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        numbers: list("numbers").filter_map(Value::as_i64).collect(),
        ignore_case: value.get("ignore-case") == Some(&Value::Bool(true)),
    }))
}

impl<'i> Keyword<'i> for Names {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            return Ok(());
        }
        Err(ValidationError::custom(format!("{instance} is none of {}", self.names.join(", "))))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        match instance {
            Value::String(text) => self
                .names
                .iter()
                .any(|name| if self.ignore_case { name.eq_ignore_ascii_case(text) } else { name == text }),
            Value::Number(number) => number.as_i64().is_some_and(|number| self.numbers.contains(&number)),
            _ => false,
        }
    }
}
