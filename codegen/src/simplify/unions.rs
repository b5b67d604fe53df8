//! `oneOf`, `anyOf` and several types: a nullable value, an enum, or a union with two alternatives or more.

use super::merge::types;
use super::{Pass, is_annotation, is_null};
use crate::diagnostic::{Code, Diagnostic};
use crate::names;
use crate::node::{Entry, Node, Value};

/// Several types in one schema, as a union of schemas of one type.
pub(super) fn by_type(node: &Node) -> Node {
    let kinds = node.get("type").and_then(|kinds| types(kinds).ok()).unwrap_or_default();
    let mut kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    if kinds.contains(&"number") {
        kinds.retain(|kind| *kind != "integer");
    }
    let lenient = node.get("x-lenient").is_some();
    if kinds.iter().filter(|kind| **kind != "null").count() < 2 || node.get("enum").is_some() || lenient {
        return node.clone();
    }
    let alternative = |kind: &&str| {
        let entries = node.entries().iter().filter(|entry| belongs(entry, kind)).cloned().collect();
        Node::new(&node.span, Value::Object(entries)).with("type", Node::string(&node.span, *kind))
    };
    let alternatives = kinds.iter().map(alternative).collect();
    let marks = node.entries().iter().filter(|entry| is_annotation(&entry.key)).cloned().collect();
    Node::new(&node.span, Value::Object(marks)).with("oneOf", Node::new(&node.span, Value::Array(alternatives)))
}

/// Whether a keyword says something of values of a type.
fn belongs(entry: &Entry, kind: &str) -> bool {
    let format = entry.value.str().unwrap_or_default();
    match entry.key.as_str() {
        "format" => match format {
            "int32" | "int64" | "unix-time" => kind == "integer",
            "decimal" => kind == "number",
            _ => kind == "string",
        },
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            matches!(kind, "integer" | "number")
        }
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" => kind == "string",
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" => kind == "array",
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" => kind == "object",
        _ => false,
    }
}

impl Pass<'_> {
    pub(super) fn union(&mut self, node: &Node, key: &str, list: &Node, name: &str) -> Node {
        let simple = self.try_union(node, key, list, name);
        self.problems.keep(simple).unwrap_or_else(|| Node::new(&node.span, Value::Invalid))
    }

    fn try_union(&mut self, node: &Node, key: &str, list: &Node, name: &str) -> Result<Node, Diagnostic> {
        let is_extra = |entry: &&Entry| {
            let known = [key, "type", "discriminator"].contains(&entry.key.as_str());
            !known && !is_annotation(&entry.key)
        };
        if let Some(extra) = node.entries().iter().find(is_extra) {
            let message = format!("`{}` cannot stand beside `{key}`", extra.key);
            return Err(Diagnostic::at(Code::UnsupportedUnion, &extra.key_span, message)
                .help("let each alternative be an `allOf` of what they share and what it adds"));
        }
        let (nulls, others): (Vec<_>, Vec<_>) = list.array()?.iter().partition(|item| is_null(item));
        let marks = node.entries().iter().filter(|entry| is_annotation(&entry.key)).cloned().collect();
        let mut whole = Node::new(&node.span, Value::Object(marks));
        let alternatives = match others.as_slice() {
            [] if nulls.is_empty() => {
                let message = format!("no value fits: the list of alternatives in `{key}` is empty");
                let found = Diagnostic::at(Code::UnsupportedUnion, &list.span, message);
                return Err(found.help("list the schemas that a value may have"));
            }
            [] => {
                let found = Diagnostic::at(Code::UnsupportedUnion, &list.span, "expected a schema beside `null`");
                return Err(found.help("a value that is always null says nothing; leave it out"));
            }
            [one] if nulls.is_empty() => {
                check_mapping(node, one)?;
                let kept = one.entries().iter().filter(|entry| whole.get(&entry.key).is_none()).cloned();
                let entries = kept.chain(whole.entries().iter().cloned()).collect();
                return Ok(self.schema(&Node::new(&node.span, Value::Object(entries)), name));
            }
            [one] => vec![self.value(one, name)],
            many => {
                if let Some(values) = self.named_values(&whole, many, !nulls.is_empty())? {
                    return Ok(values);
                }
                whole = node.get("discriminator").map_or(whole.clone(), |tag| whole.with("discriminator", tag.clone()));
                let named = many.iter().enumerate();
                named.map(|(index, item)| self.value(item, &alternative_name(name, index, item))).collect()
            }
        };
        let alternatives = alternatives.into_iter().chain(nulls.into_iter().cloned()).collect();
        Ok(whole.with("oneOf", Node::new(&list.span, Value::Array(alternatives))))
    }

    /// Alternatives that are all values of one scalar type: an enum, open as every one, so that a free text or number beside
    /// the values adds nothing.
    fn named_values(&self, whole: &Node, many: &[&Node], nullable: bool) -> Result<Option<Node>, Diagnostic> {
        let mut values: Vec<Node> = Vec::new();
        let mut extras: Vec<Entry> = Vec::new();
        let mut kind = None;
        let mut free = 0;
        for item in many {
            let item = match item.get("$ref") {
                Some(reference) => self.component(reference)?.1,
                None => item,
            };
            let listed = item.get("enum").map(Node::array).transpose()?.map(<[Node]>::to_vec);
            let constants = listed.or_else(|| item.get("const").map(|value| vec![value.clone()]));
            let of = item.get("type").and_then(|kind| kind.str().ok()).or(match constants.as_deref() {
                Some([Node { value: Value::String(_), .. }, ..]) => Some("string"),
                Some([Node { value: Value::Number(_), .. }, ..]) => Some("integer"),
                _ => None,
            });
            let bare = ["allOf", "oneOf", "anyOf", "properties", "$ref"].iter().all(|key| item.get(key).is_none());
            if !bare || !matches!(of, Some("string" | "integer")) || kind.is_some_and(|kind| Some(kind) != of) {
                return Ok(None);
            }
            kind = of;
            if constants.is_none() {
                let plain = item.get("format").is_none() || of == Some("integer");
                free += 1;
                if !plain || free > 1 {
                    return Ok(None);
                }
            }
            let single = item.get("const").is_some();
            for value in constants.into_iter().flatten() {
                if single {
                    extras.extend(described(&value, item)?);
                }
                values.push(value);
            }
            let named = item.get("x-enum").and_then(|x| x.get("values")).map(Node::entries).unwrap_or_default();
            extras.extend(named.iter().cloned());
        }
        let (Some(kind), false) = (kind, values.is_empty()) else { return Ok(None) };
        let kind = Node::string(&whole.span, kind);
        let kind = match nullable {
            true => Node::new(&whole.span, Value::Array(vec![kind, Node::string(&whole.span, "null")])),
            false => kind,
        };
        let mut whole = whole.with("type", kind).with("enum", Node::new(&whole.span, Value::Array(values)));
        if !extras.is_empty() {
            let values = Node::new(&whole.span, Value::Object(extras));
            let extension = Node::new(&whole.span, Value::Object(Vec::new())).with("values", values);
            whole = whole.with("x-enum", extension);
        }
        Ok(Some(whole))
    }
}

/// A mapping beside one alternative leads to that one.
fn check_mapping(node: &Node, one: &Node) -> Result<(), Diagnostic> {
    let mapping = node.get("discriminator").and_then(|tag| tag.get("mapping")).map(Node::entries).unwrap_or_default();
    let bare = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let known = one.get("$ref").and_then(|reference| reference.str().ok()).map(bare);
    let mut others = mapping.iter().filter_map(|entry| Some((entry, entry.value.str().ok().map(bare)?)));
    match others.find(|(_, name)| Some(name) != known.as_ref()) {
        Some((entry, name)) => {
            let message = format!("`{name}` is not an alternative of the union");
            Err(Diagnostic::at(Code::DiscriminatorValue, &entry.value.span, message)
                .help("add it to `oneOf`, or leave it out of the mapping"))
        }
        None => Ok(()),
    }
}

/// What `title` and `description` say of a constant, as `x-enum` says it.
fn described(value: &Node, item: &Node) -> Result<Option<Entry>, Diagnostic> {
    let mut said = Node::new(&item.span, Value::Object(Vec::new()));
    if let Some(text) = item.opt_str("description")? {
        said = said.with("description", Node::string(&item.span, text));
    }
    if let Some(title) = item.opt_str("title")? {
        said = said.with("rust-name", Node::string(&item.span, names::pascal(&names::transliterated(title))));
    }
    let key = value.scalar()?;
    Ok((!said.entries().is_empty()).then(|| Entry { key, key_span: item.span.clone(), value: said }))
}

/// The component that an alternative without a name becomes: after its title, a constant in it, or its place.
fn alternative_name(union: &str, index: usize, node: &Node) -> String {
    let title = node.get("title").and_then(|title| title.str().ok());
    let constant = || {
        let members = node.get("properties").map(Node::entries).unwrap_or_default();
        members.iter().find_map(|entry| constant_text(&entry.value))
    };
    let name = title.map(str::to_owned).or_else(constant).map(|text| names::pascal(&names::transliterated(&text)));
    match name.filter(|name| names::is_type_name(name)) {
        Some(name) => format!("{union}{name}"),
        None => format!("{union}Variant{}", index + 1),
    }
}

fn constant_text(node: &Node) -> Option<String> {
    let one = node.get("enum").and_then(|list| list.array().ok()).and_then(|list| <&[Node; 1]>::try_from(list).ok());
    let value = node.get("const").or(one.map(|[one]| one))?;
    match &value.value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
