//! Examples made of schemas, for operations whose vendor documents none.
//!
//! They are valid by construction: a value comes from the schema's own `example`, its enum or its limits. What no value can be made
//! up for, such as a text with a pattern, is left out, and so is the example where that is required.

use super::Habits;
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::media::is_json;
use crate::openapi::references;
use crate::openapi::types::besides_null;

/// How deep objects lie in each other before optional members are left out.
const DEEPEST: usize = 4;

/// How many members an example has before optional ones are left out: a record may refer to a dozen others, each of which does too.
const MOST: usize = 300;

/// Which way a body goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Reply,
}

impl Habits {
    /// The document with an example of each JSON body that has none but those of the habits.
    pub(crate) fn with_derived_examples(&self, document: &Node) -> Node {
        match self.is_there {
            true => derive(document, &|entry| entry.key_span.file.name().ends_with(&format!("/{}", self.file))),
            false => document.clone(),
        }
    }
}

fn derive(document: &Node, is_habit: &dyn Fn(&Entry) -> bool) -> Node {
    let components = references::Components::of(document);
    let of = |operation: &Node| {
        operation.map(|key, value| match key {
            "requestBody" => with_example(value, Side::Request, &components, is_habit),
            "responses" => value.map(|status, response| match status.starts_with('2') {
                true => with_example(response, Side::Reply, &components, is_habit),
                false => response.clone(),
            }),
            _ => value.clone(),
        })
    };
    document.map(|key, value| match key {
        "paths" => value.map(|_, path| {
            path.map(|method, operation| match METHODS.contains(&method) {
                true => of(operation),
                false => operation.clone(),
            })
        }),
        _ => value.clone(),
    })
}

fn with_example(
    body: &Node,
    side: Side,
    components: &references::Components<'_>,
    is_habit: &dyn Fn(&Entry) -> bool,
) -> Node {
    body.map(|key, content| match key {
        "content" => content.map(|kind, media| {
            let named = media.get("examples").map(Node::entries).unwrap_or_default();
            let has_one = media.get("example").is_some() || named.iter().any(|example| !is_habit(example));
            let Some(schema) = media.get("schema").filter(|_| is_json(kind) && !has_one) else { return media.clone() };
            let mut making = Making { components, side, above: Vec::new(), members: 0 };
            let Some(value) = making.value("", schema) else { return media.clone() };
            let span = &schema.span;
            let entry = |key: &str, value: Node| Entry { key: key.into(), key_span: span.clone(), value };
            let summary = Node::string(span, "Derived from the schema");
            let about = Node::string(span, "The vendor documents no example.");
            let example = Node::new(
                span,
                Value::Object(vec![entry("summary", summary), entry("description", about), entry("value", value)]),
            );
            let all = [entry("derived", example)].into_iter().chain(named.iter().cloned()).collect();
            media.clone().with("examples", Node::new(span, Value::Object(all)))
        }),
        _ => content.clone(),
    })
}

struct Making<'a, 'd> {
    components: &'a references::Components<'d>,
    side: Side,
    /// The components that the value lies in.
    above: Vec<String>,
    /// The members that it has so far.
    members: usize,
}

impl Making<'_, '_> {
    fn value(&mut self, name: &str, schema: &Node) -> Option<Node> {
        if let Some(text) = schema.get("$ref").and_then(|text| text.str().ok()) {
            let (section, component) = references::parse(text)?;
            if self.above.iter().any(|above| above == component) || self.above.len() > DEEPEST * 2 {
                return None;
            }
            let target = self.components.get((section, component))?;
            self.above.push(component.to_owned());
            let value = self.value(name, target);
            self.above.pop();
            return value;
        }
        let listed = |key: &str| schema.get(key).and_then(|list| list.array().ok());
        if let Some(said) =
            schema.get("example").or_else(|| listed("examples")?.first()).or_else(|| schema.get("const"))
        {
            return Some(said.clone());
        }
        if let Some(first) = listed("enum").and_then(|values| values.iter().find(|value| !is_null(value))) {
            return Some(first.clone());
        }
        if let Some(alternatives) = listed("oneOf").or_else(|| listed("anyOf")) {
            let is_one = schema.get("oneOf").is_some();
            return alternatives.iter().enumerate().find_map(|(index, alternative)| {
                let value = self.value(name, alternative)?;
                let mut others = alternatives.iter().enumerate().filter(|(other, _)| *other != index);
                (!is_one || others.all(|(_, other)| self.refutes(other, &value, DEEPEST))).then_some(value)
            });
        }
        if let Some(parts) = listed("allOf") {
            return self.parts(name, schema, parts);
        }
        let value = match besides_null(schema)? {
            "boolean" => Value::Bool(true),
            "integer" => Value::Number(integer(schema)?),
            "number" => Value::Number(number(schema)?),
            "string" => Value::String(text(name, schema)?),
            "array" => self.list(name, schema)?,
            "object" => self.object(schema)?,
            _ => Value::Null,
        };
        Some(Node::new(&schema.span, value))
    }

    /// A value of all parts, and of what stands beside them. A part that says something of members that it does not name speaks of
    /// those of the other parts too.
    fn parts(&mut self, name: &str, schema: &Node, parts: &[Node]) -> Option<Node> {
        let beside = schema.without(&["allOf", "description"]);
        let own = (!beside.entries().is_empty()).then_some(beside);
        let mut entries: Vec<Entry> = Vec::new();
        for part in parts.iter().chain(&own) {
            let resolved = self.components.resolve(part);
            // Nor can it be told here that just one alternative of a union takes the whole.
            const OF_OTHERS: [&str; 5] =
                ["additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties", "oneOf"];
            if OF_OTHERS.iter().any(|key| resolved.get(key).is_some()) {
                return None;
            }
            if resolved.get("type").is_none() && resolved.get("properties").is_none() && resolved.get("allOf").is_none()
            {
                continue;
            }
            match self.value(name, part)?.value {
                Value::Object(more) => {
                    let is_new = |entry: &Entry| !entries.iter().any(|known| known.key == entry.key);
                    let more: Vec<Entry> = more.into_iter().filter(is_new).collect();
                    entries.extend(more);
                }
                only => return (parts.len() == 1 && own.is_none()).then(|| Node::new(&schema.span, only)),
            }
        }
        let whole = Node::new(&schema.span, Value::Object(entries));
        let fits = !parts.iter().any(|part| self.refutes(part, &whole, DEEPEST));
        fits.then_some(whole)
    }

    /// Whether a value surely does not fit a schema.
    fn refutes(&self, schema: &Node, value: &Node, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let schema = self.components.resolve(schema);
        let list = |key: &str| schema.get(key).and_then(|list| list.array().ok());
        let is_of = |kind: &Node| match kind.str() {
            Ok("null") => is_null(value),
            Ok("boolean") => matches!(value.value, Value::Bool(_)),
            Ok("integer" | "number") => matches!(value.value, Value::Number(_)),
            Ok("string") => matches!(value.value, Value::String(_)),
            Ok("array") => matches!(value.value, Value::Array(_)),
            Ok("object") => matches!(value.value, Value::Object(_)),
            _ => true,
        };
        let is_other_type = schema.get("type").is_some_and(|kind| match &kind.value {
            Value::Array(kinds) => !kinds.iter().any(is_of),
            _ => !is_of(kind),
        });
        let is_other_value = schema.get("const").is_some_and(|constant| !constant.same(value))
            || list("enum").is_some_and(|values| !values.iter().any(|known| known.same(value)));
        let is_object = matches!(value.value, Value::Object(_));
        let lacks = list("required").into_iter().flatten().filter_map(|name| name.str().ok());
        let lacks = is_object && lacks.into_iter().any(|name| value.get(name).is_none());
        let mut members = schema.get("properties").map(Node::entries).unwrap_or_default().iter();
        let named = schema.get("properties");
        let is_further = |entry: &&Entry| named.is_none_or(|named| named.get(&entry.key).is_none());
        let has_further = schema.get("additionalProperties").is_some_and(|others| {
            value.entries().iter().filter(is_further).any(|entry| match others.value {
                Value::Bool(may) => !may,
                _ => self.refutes(others, &entry.value, depth),
            })
        });
        is_other_type
            || is_other_value
            || lacks
            || has_further
            || members.any(|entry| value.get(&entry.key).is_some_and(|value| self.refutes(&entry.value, value, depth)))
            || list("allOf").is_some_and(|parts| parts.iter().any(|part| self.refutes(part, value, depth)))
            || ["oneOf", "anyOf"].iter().any(|key| {
                list(key).is_some_and(|alternatives| alternatives.iter().all(|one| self.refutes(one, value, depth)))
            })
    }

    fn list(&mut self, name: &str, schema: &Node) -> Option<Value> {
        let least = limit(schema, "minItems").unwrap_or(0.0);
        let element = schema.get("items").and_then(|items| self.value(name, items));
        match element {
            Some(element) if least <= 1.0 => Some(Value::Array(vec![element])),
            None if least == 0.0 => Some(Value::Array(Vec::new())),
            _ => None,
        }
    }

    fn object(&mut self, schema: &Node) -> Option<Value> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(|list| list.array().ok())
            .into_iter()
            .flatten()
            .filter_map(|n| n.str().ok())
            .collect();
        let mut entries = Vec::new();
        for property in schema.get("properties").map(Node::entries).unwrap_or_default() {
            let is_required = required.contains(&property.key.as_str());
            let says = |key: &str| property.value.get(key).is_some_and(|value| value.bool().is_ok_and(|value| value));
            let is_other_side = match self.side {
                Side::Request => says("readOnly"),
                Side::Reply => says("writeOnly"),
            };
            // A request with everything would be none that anybody sends.
            let is_wanted = match self.side {
                Side::Request => property.value.get("example").is_some(),
                Side::Reply => self.above.len() <= DEEPEST && self.members < MOST,
            };
            if is_other_side || !(is_required || is_wanted) {
                continue;
            }
            self.members += 1;
            match self.value(&property.key, &property.value) {
                Some(value) => entries.push(property.holding(value)),
                None if is_required => return None,
                None => {}
            }
        }
        Some(Value::Object(entries))
    }
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}

fn limit(schema: &Node, key: &str) -> Option<f64> {
    match &schema.get(key)?.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

fn integer(schema: &Node) -> Option<String> {
    let format = schema.get("format").and_then(|format| format.str().ok());
    let usual: i64 = if format == Some("unix-time") { 1_767_225_600 } else { 1 };
    let above = limit(schema, "exclusiveMinimum").map(|limit| limit + 1.0);
    let below = limit(schema, "exclusiveMaximum").map(|limit| limit - 1.0);
    let least = limit(schema, "minimum").into_iter().chain(above).fold(f64::MIN, f64::max);
    let most = limit(schema, "maximum").into_iter().chain(below).fold(f64::MAX, f64::min);
    let step = limit(schema, "multipleOf").unwrap_or(1.0);
    let value = (usual as f64).max(least.ceil()).min(most.floor());
    let value = if step == 1.0 { value } else { (value / step).ceil() * step };
    (value >= least && value <= most && value.fract() == 0.0 && value.abs() < 9e15).then(|| format!("{value:.0}"))
}

fn number(schema: &Node) -> Option<String> {
    let says = |key: &str| limit(schema, key);
    match says("minimum")
        .or_else(|| says("exclusiveMinimum"))
        .or_else(|| says("maximum"))
        .or_else(|| says("multipleOf"))
    {
        None => Some("12.5".into()),
        Some(_) => integer(schema),
    }
}

fn text(name: &str, schema: &Node) -> Option<String> {
    if schema.get("pattern").is_some() {
        return None;
    }
    let of_format = match schema.get("format").and_then(|format| format.str().ok()) {
        Some("date-time") => Some("2026-01-01T00:00:00Z"),
        Some("date") => Some("2026-01-01"),
        Some("local-date-time") => Some("2026-01-01 00:00:00"),
        Some("uuid") => Some("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        Some("uri") => Some("https://shop.test/"),
        Some("email") => Some("shop@shop.test"),
        Some("decimal") => Some("12.5"),
        Some(_) => return None,
        None => None,
    };
    let least = limit(schema, "minLength").unwrap_or(0.0);
    let most = limit(schema, "maxLength").unwrap_or(f64::MAX);
    let fits = |text: &str| (text.len() as f64) >= least && (text.len() as f64) <= most;
    if let Some(text) = of_format {
        return fits(text).then(|| text.to_owned());
    }
    let plain = name.is_ascii().then_some(name).filter(|name| !name.is_empty()).unwrap_or("text");
    let mut made: String = plain.chars().cycle().take(plain.len().max(least.min(1e6) as usize)).collect();
    made.truncate(most.min(1e6) as usize);
    fits(&made).then_some(made)
}
