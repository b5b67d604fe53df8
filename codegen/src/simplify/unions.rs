//! `oneOf`, `anyOf` and several types: a nullable value, an enum, or a union with two alternatives or more.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::conditions::{FACTS, kinds_of_text, with_facts};
use super::merge::{spread, types};
use super::{Pass, is_annotation, is_null};
use crate::check::examples::BOUNDS;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::names;
use crate::node::{Entry, Node, Value};

/// Several types in one schema, as a union of schemas of one type.
pub(super) fn by_type(node: Cow<'_, Node>) -> Cow<'_, Node> {
    let kinds = node.get("type").and_then(|kinds| types(kinds).ok()).unwrap_or_default();
    let mut kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    if kinds.contains(&"number") {
        kinds.retain(|kind| *kind != "integer");
    }
    let lenient = node.get("x-lenient").is_some();
    if kinds.iter().filter(|kind| **kind != "null").count() < 2 || node.get("enum").is_some() || lenient {
        return node;
    }
    let alternative = |kind: &&str| {
        let entries = node.entries().iter().filter(|entry| belongs(entry, kind)).cloned().collect();
        Node::new(&node.span, Value::Object(entries)).with("type", Node::string(&node.span, *kind))
    };
    let alternatives = kinds.iter().map(alternative).collect();
    let marks = node.entries().iter().filter(|entry| is_annotation(&entry.key)).cloned().collect();
    let union = Node::new(&node.span, Value::Object(marks));
    Cow::Owned(union.with("oneOf", Node::new(&node.span, Value::Array(alternatives))))
}

/// Whether a keyword says something of values of a type.
fn belongs(entry: &Entry, kind: &str) -> bool {
    let format = entry.value.str().unwrap_or_default();
    match entry.key.as_str() {
        "format" => match format {
            "unix-time" => kind == "integer",
            _ if crate::ir::integer_format(format).is_some() => kind == "integer",
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
        let mut extras = node.entries().iter().filter(is_extra).peekable();
        if extras.peek().is_some() {
            if let Some(extra) = extras.find(|extra| ["oneOf", "anyOf"].contains(&extra.key.as_str())) {
                let message = format!("`{}` cannot stand beside `{key}`", extra.key);
                return Err(Diagnostic::at(Code::UnsupportedUnion, &extra.key_span, message)
                    .help("list the alternatives of both in one union"));
            }
            // What stands beside the alternatives is a part of each.
            let rest = node.without(&[key, "discriminator"]);
            let union = Node::new(&node.span, Value::Object(Vec::new())).with(key, list.clone());
            return Ok(self.schema(&spread(&rest, &union, key)?, name));
        }
        // Null may have a name.
        let named = |item: &Node| self.component(item.get("$ref")?).ok().map(|(_, component)| component);
        let null = list.array()?.iter().filter_map(named).find(|component| is_null(component)).cloned();
        let is_null = |item: &&Node| is_null(item) || named(item).is_some_and(is_null);
        let (nulls, others): (Vec<_>, Vec<_>) = list.array()?.iter().partition(is_null);
        let nulls: Vec<&Node> = nulls.into_iter().map(|item| null.as_ref().unwrap_or(item)).collect();
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
            [one] if matches!(one.value, Value::Invalid) => return Err(Diagnostic::reported()),
            [one] if nulls.is_empty() => {
                check_mapping(node, one)?;
                let kept = one.entries().iter().filter(|entry| whole.get(&entry.key).is_none()).cloned();
                let entries = kept.chain(whole.entries().iter().cloned()).collect();
                return Ok(self.schema(&Node::new(&node.span, Value::Object(entries)), name));
            }
            [one] if one.get("$ref").is_none() => {
                let kept = one.entries().iter().filter(|entry| whole.get(&entry.key).is_none()).cloned();
                let entries = kept.chain(whole.entries().iter().cloned()).collect();
                let one = self.schema(&Node::new(&node.span, Value::Object(entries)), name);
                return Ok(or_null(&one));
            }
            [one] => vec![self.value(one, name)],
            many => {
                let grouped = self.grouped(many)?;
                let many: Vec<&Node> = grouped.iter().collect();
                if let [one] = many.as_slice() {
                    let kept = one.entries().iter().filter(|entry| whole.get(&entry.key).is_none()).cloned();
                    let entries = kept.chain(whole.entries().iter().cloned()).collect();
                    let one = Node::new(&node.span, Value::Object(entries));
                    let facts = grouped[0].get(FACTS).map(Node::array).transpose()?.unwrap_or_default();
                    let one = if whole.get(FACTS).is_some() { with_facts(&one, strings(facts)) } else { one };
                    return Ok(if nulls.is_empty() { one } else { or_null(&one) });
                }
                whole = node.get("discriminator").map_or(whole.clone(), |tag| whole.with("discriminator", tag.clone()));
                let named = many.into_iter().enumerate();
                named.map(|(index, item)| self.value(item, &alternative_name(name, index, item))).collect()
            }
        };
        let alternatives = alternatives.into_iter().chain(nulls.into_iter().cloned()).collect();
        Ok(whole.with("oneOf", Node::new(&list.span, Value::Array(alternatives))))
    }

    /// The alternatives with all that are texts as one, and all that are numbers: nothing tells two of them apart, and one type holds
    /// them all.
    fn grouped(&self, many: &[&Node]) -> Result<Vec<Node>, Diagnostic> {
        let mut groups: [Vec<&Node>; 2] = [Vec::new(), Vec::new()];
        let mut sorts = Vec::new();
        for item in many {
            let mut scalars = Vec::new();
            let sort = self.scalars(item, &mut scalars, &mut BTreeSet::new());
            if let Some(sort) = sort {
                groups[sort as usize].extend(scalars);
            }
            sorts.push(sort);
        }
        let mut found: Vec<Node> = Vec::new();
        let mut done = [false; 2];
        for (item, sort) in many.iter().zip(&sorts) {
            let Some(sort) = *sort else {
                found.push((*item).clone());
                continue;
            };
            let is_alone = sorts.iter().filter(|other| **other == Some(sort)).count() < 2;
            if is_alone {
                found.push((*item).clone());
            } else if !done[sort as usize] {
                done[sort as usize] = true;
                let members = &groups[sort as usize];
                let one = match sort {
                    Scalar::Text => one_text(&item.span, members)?,
                    Scalar::Number => one_number(&item.span, members)?,
                };
                found.push(if members.iter().any(|item| may_be_null(item)) { or_null(&one) } else { one });
            }
        }
        Ok(found)
    }

    /// The texts, or the numbers, that an alternative consists of, if it is nothing else.
    fn scalars<'n>(
        &'n self,
        item: &'n Node,
        found: &mut Vec<&'n Node>,
        passed: &mut BTreeSet<&'n str>,
    ) -> Option<Scalar> {
        if let Some(reference) = item.get("$ref") {
            let (name, component) = self.component(reference).ok()?;
            return passed.insert(name).then(|| self.scalars(component, found, passed)).flatten();
        }
        if let Some(list) = ["oneOf", "anyOf"].into_iter().find_map(|key| item.get(key)) {
            let sorts: Vec<_> = list.array().ok()?.iter().map(|item| self.scalars(item, found, passed)).collect();
            return sorts.first().copied().flatten().filter(|first| sorts.iter().all(|sort| *sort == Some(*first)));
        }
        if let Some([one]) = item.get("allOf").and_then(|list| list.array().ok()) {
            return self.scalars(one, found, passed);
        }
        let values = item.get("enum").and_then(|list| list.array().ok()).unwrap_or_default();
        let constants = || values.iter().chain(item.get("const")).filter(|value| !matches!(value.value, Value::Null));
        let is_text = constants().all(|value| matches!(value.value, Value::String(_)));
        let is_number = constants().all(|value| matches!(value.value, Value::Number(_)));
        let kinds = item.get("type").map(types).transpose().ok()?.unwrap_or_default();
        let mut kinds = kinds.iter().map(String::as_str).filter(|kind| *kind != "null");
        let sort = match (kinds.next(), kinds.next()) {
            (_, Some(_)) => return None,
            (kind, None) => kind,
        };
        let sort = match sort {
            Some("string") if is_text => Scalar::Text,
            Some("integer" | "number") if is_number => Scalar::Number,
            None if is_text && constants().next().is_some() => Scalar::Text,
            None if is_number && constants().next().is_some() => Scalar::Number,
            _ => return None,
        };
        let is_lenient = item.get("x-lenient").is_some() || item.get("allOf").is_some();
        (!is_lenient).then(|| found.push(item))?;
        Some(sort)
    }
}

/// The sorts of values of which one type holds all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scalar {
    Text,
    Number,
}

/// A text that is one of several: an enum where values are named, open as every one, so that a free text beside them adds nothing.
fn one_text(span: &Span, items: &[&Node]) -> Result<Node, Diagnostic> {
    let whole = Node::new(span, Value::Object(Vec::new())).with("type", Node::string(span, "string"));
    if let Some(values) = named_values(&whole, items)? {
        return Ok(values);
    }
    let formats: BTreeSet<&str> =
        items.iter().map(|item| item.opt_str("format").map(Option::unwrap_or_default)).collect::<Result<_, _>>()?;
    let whole = match (formats.len(), formats.first()) {
        (1, Some(format)) if !format.is_empty() => whole.with("format", Node::string(span, *format)),
        _ => whole,
    };
    Ok(with_facts(&whole, kinds_of_text(items).into_iter().collect()))
}

/// A number that is one of several.
fn one_number(span: &Span, items: &[&Node]) -> Result<Node, Diagnostic> {
    let is_whole = |item: &&Node| match item.get("type").and_then(|kind| types(kind).ok()) {
        Some(kinds) => kinds.iter().all(|kind| kind == "integer" || kind == "null"),
        None => item.get("const").into_iter().all(|value| value.integer().is_ok()),
    };
    let format = if items.iter().all(is_whole) { holds_all(items) } else { None };
    let (kind, format) = format.map_or(("number", "decimal"), |format| ("integer", format));
    let whole = Node::new(span, Value::Object(Vec::new())).with("type", Node::string(span, kind));
    if let ("integer", Some(values)) = (kind, named_values(&whole, items)?) {
        return Ok(values);
    }
    Ok(whole.with("format", Node::string(span, format)))
}

/// The format of integers that holds the values of all items, if there is one; a decimal holds them otherwise.
fn holds_all(items: &[&Node]) -> Option<&'static str> {
    let bounds = |item: &&Node| match (item.get("format").and_then(|format| format.str().ok()), item.get("const")) {
        (Some(format), _) => BOUNDS.iter().find(|(name, ..)| *name == format).map(|(_, least, most)| (*least, *most)),
        (None, Some(fixed)) => fixed.scalar().ok()?.parse().ok().map(|value: i128| (value, value)),
        (None, None) => Some((i64::MIN.into(), i64::MAX.into())),
    };
    let all: Vec<(i128, i128)> = items.iter().filter_map(bounds).collect();
    let least = all.iter().map(|(least, _)| *least).min().unwrap_or_default();
    let most = all.iter().map(|(_, most)| *most).max().unwrap_or_default();
    let formats = ["int64", "uint64"].into_iter();
    formats
        .filter_map(|name| BOUNDS.iter().find(|(known, ..)| *known == name))
        .find_map(|(name, from, to)| (*from <= least && most <= *to).then_some(*name))
}

/// The enum of all values that are named, with what is said of those that stand alone.
fn named_values(whole: &Node, items: &[&Node]) -> Result<Option<Node>, Diagnostic> {
    let mut values: Vec<Node> = Vec::new();
    let mut extras: Vec<Entry> = Vec::new();
    for item in items {
        let listed = item.get("enum").map(Node::array).transpose()?.map(<[Node]>::to_vec);
        let constants = listed.or_else(|| item.get("const").map(|value| vec![value.clone()])).unwrap_or_default();
        let is_single = constants.len() == 1;
        for value in constants {
            if values.iter().any(|known| known.same(&value)) {
                continue;
            }
            if is_single {
                extras.extend(described(&value, item)?);
            }
            values.push(value);
        }
        let named = item.get("x-enum").and_then(|x| x.get("values")).map(Node::entries).unwrap_or_default();
        for entry in named {
            match extras.iter_mut().find(|known| known.key == entry.key) {
                // What is said by hand counts, and what it does not say is taken from beside the value.
                Some(known) => {
                    let own = entry.value.entries().iter();
                    known.value = own.fold(known.value.clone(), |all, entry| all.with(&entry.key, entry.value.clone()));
                }
                None => extras.push(entry.clone()),
            }
        }
    }
    if values.is_empty() {
        return Ok(None);
    }
    let mut whole = whole.clone().with("enum", Node::new(&whole.span, Value::Array(values)));
    if !extras.is_empty() {
        let values = Node::new(&whole.span, Value::Object(extras));
        let extension = Node::new(&whole.span, Value::Object(Vec::new())).with("values", values);
        whole = whole.with("x-enum", extension);
    }
    Ok(Some(whole))
}

/// Whether null is among the types of a scalar.
fn may_be_null(item: &Node) -> bool {
    item.get("type").and_then(|kind| types(kind).ok()).is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"))
}

/// The schema with null as one of its values.
fn or_null(node: &Node) -> Node {
    let span = &node.span;
    let null = || Node::string(span, "null");
    if let Some(Value::Array(items)) = node.get("oneOf").map(|list| &list.value) {
        if items.iter().any(is_null) {
            return node.clone();
        }
        let kind = Node::new(span, Value::Object(Vec::new())).with("type", null());
        let items = items.iter().cloned().chain([kind]).collect();
        return node.clone().with("oneOf", Node::new(span, Value::Array(items)));
    }
    if node.get("$ref").is_some() {
        let (marks, reference) = node.entries().iter().cloned().partition(|entry| is_annotation(&entry.key));
        let kind = Node::new(span, Value::Object(Vec::new())).with("type", null());
        let list = Value::Array(vec![Node::new(span, Value::Object(reference)), kind]);
        return Node::new(span, Value::Object(marks)).with("oneOf", Node::new(span, list));
    }
    let inferred = |key: &str, kind: &str| node.get(key).map(|_| Node::string(span, kind));
    let kind = node.get("type").cloned();
    let kind = kind.or_else(|| inferred("properties", "object")).or_else(|| inferred("items", "array"));
    let types = match kind {
        Some(Node { value: Value::Array(mut items), .. }) => {
            if !items.iter().any(|item| item.str() == Ok("null")) {
                items.push(null());
            }
            items
        }
        Some(kind) => vec![kind, null()],
        // Anything may be null already; values without a type say it themselves.
        None => match node.get("enum").map(|list| &list.value) {
            Some(Value::Array(items)) => {
                let items = items.iter().cloned().chain([Node::new(span, Value::Null)]).collect();
                return node.clone().with("enum", Node::new(span, Value::Array(items)));
            }
            _ => return node.clone(),
        },
    };
    node.clone().with("type", Node::new(span, Value::Array(types)))
}

fn strings(nodes: &[Node]) -> Vec<String> {
    nodes.iter().filter_map(|node| node.str().ok().map(str::to_owned)).collect()
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
