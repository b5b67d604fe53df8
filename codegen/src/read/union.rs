//! Unions: which of several types a value has, told by a discriminator, or by what the value looks like.
//!
//! Without a discriminator the sort of JSON value tells (boolean, number, string, list, object); only objects may be several.
//! Of two objects, either both have a required member with different constants, or one requires a member that the other does not
//! know and is tried before it. What cannot be told apart so is a warning, and stays JSON when it is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Alternative, EnumBase, Model, ModelKind, Property, Shape};
use crate::names;
use crate::node::Node;
use crate::read::docs::docs;
use crate::read::shape::shape;
use crate::simplify::{REF_PREFIX, is_null};

/// Whether a component has two alternatives or more beside null.
pub(super) fn is_union(node: &Node) -> bool {
    let list = node.get("oneOf").and_then(|list| list.array().ok()).unwrap_or_default();
    list.iter().filter(|item| !is_null(item)).count() > 1
}

/// The kind of a component with alternatives. How they are told apart follows when all models are known.
pub(super) fn read(component: &str, node: &Node) -> Result<ModelKind, Diagnostics> {
    let mut problems = Diagnostics::default();
    let discriminator = node.get("discriminator");
    let tag = discriminator.map(|tag| tag.require("propertyName").and_then(Node::str)).transpose()?.map(str::to_owned);
    let mapping = discriminator.and_then(|tag| tag.get("mapping")).map(Node::object).transpose()?.unwrap_or_default();
    let mut alternatives: Vec<Alternative> = Vec::new();
    for item in node.require("oneOf")?.array()?.iter().filter(|item| !is_null(item)) {
        let Some(read) = problems.keep(shape(item)) else { continue };
        let (shape, _) = read.shape.split_null();
        let mut tags = Vec::new();
        if let Some(name) = shape.direct_model() {
            let means = |text: &str| text.strip_prefix(REF_PREFIX).unwrap_or(text) == name;
            for entry in mapping {
                if means(entry.value.str()?) {
                    tags.push(entry.key.clone());
                }
            }
        }
        let rust = item.opt_str("title")?.map(|title| names::pascal(&names::transliterated(title)));
        let rust =
            rust.filter(|rust| names::is_type_name(rust) && !names::is_taken_variant(rust)).unwrap_or_else(|| {
                let name = variant(component, &shape);
                let is_model = matches!(shape, Shape::Model(_)) && name != "Variant";
                let is_taken = |name: &str| alternatives.iter().any(|one: &Alternative| one.rust == name);
                names::free(&name, "", |name| !is_model && is_taken(name))
            });
        let (required, constants) = (Vec::new(), Vec::new());
        let span = item.span.clone();
        alternatives.push(Alternative {
            rust,
            shape,
            tags,
            required,
            constants,
            undecided: None,
            boxed: false,
            docs: docs(item)?,
            span,
        });
    }
    for entry in mapping {
        let name = entry.value.str()?;
        let name = name.strip_prefix(REF_PREFIX).unwrap_or(name);
        if problems.0.is_empty() && !alternatives.iter().any(|one| one.shape.direct_model() == Some(name)) {
            let message = format!("`{name}` is not an alternative of the union");
            let found = Diagnostic::at(Code::DiscriminatorValue, &entry.value.span, message);
            problems.push(found.help("add it to `oneOf`, or leave it out of the mapping"));
        }
    }
    for (index, one) in alternatives.iter().enumerate() {
        let twin = alternatives.iter().take(index).find(|other| other.rust == one.rust);
        if twin.is_some() || one.rust == "Unrecognized" {
            let message = format!("two alternatives would be called `{}`", one.rust);
            let found = Diagnostic::at(Code::NameCollision, &one.span, message);
            problems.push(found.help("give one of them a `title`, or list it once"));
        }
    }
    problems.finish(ModelKind::Union { tag, alternatives })
}

/// A model's own name without the union's in front, or the sort of value.
pub(super) fn variant(union: &str, shape: &Shape) -> String {
    match shape {
        Shape::Model(name) => {
            let whole = match names::is_type_name(name) {
                true => name.clone(),
                false => names::pascal(&names::transliterated(name)),
            };
            let short = whole.strip_prefix(union).filter(|short| names::is_type_name(short)).map(str::to_owned);
            let whole = short.unwrap_or(whole);
            if names::is_type_name(&whole) && !names::is_taken_variant(&whole) { whole } else { "Variant".into() }
        }
        Shape::Bool => "Bool".into(),
        Shape::I32 | Shape::I64 | Shape::Int(_) => "Integer".into(),
        Shape::Decimal => "Number".into(),
        Shape::UnixTime => "UnixTime".into(),
        Shape::String => "Text".into(),
        Shape::LocalDateTime => "LocalDateTime".into(),
        Shape::DateTime => "DateTime".into(),
        Shape::Uuid => "Uuid".into(),
        Shape::Any => "Any".into(),
        Shape::Array(_) => "List".into(),
        Shape::Map(_) => "Map".into(),
        Shape::Nullable(inner) => variant(union, inner),
    }
}

/// Decides how the alternatives of every union are told apart.
pub(super) fn resolve(models: &mut BTreeMap<String, Model>, problems: &mut Diagnostics) {
    let all = models.clone();
    let mut constants: Vec<(String, String, Option<String>)> = Vec::new();
    for model in models.values_mut() {
        let ModelKind::Union { tag, alternatives } = &mut model.kind else { continue };
        // What could not be read is another finding.
        let known = |one: &Alternative| one.shape.direct_model().is_none_or(|name| all.contains_key(name));
        if !alternatives.iter().all(known) {
            continue;
        }
        match tag {
            Some(tag) => _ = problems.keep(tagged(&all, tag, alternatives, &mut constants)),
            None => untagged(&all, alternatives, problems),
        }
    }
    // What a discriminator says of a model need not be given; where two unions differ, neither decides.
    for (name, member, value) in &constants {
        let contradicted = constants.iter().any(|(other, key, text)| (other, key) == (name, member) && text != value);
        let Some(Model { kind: ModelKind::Object { properties }, .. }) = models.get_mut(name) else { continue };
        if let (false, Some(property)) = (contradicted, properties.iter_mut().find(|property| property.wire == *member))
        {
            property.constant = property.constant.take().or_else(|| value.clone());
        }
    }
}

fn tagged(
    models: &BTreeMap<String, Model>,
    tag: &str,
    alternatives: &mut [Alternative],
    constants: &mut Vec<(String, String, Option<String>)>,
) -> Result<(), Diagnostic> {
    let mut seen: Vec<String> = Vec::new();
    for one in alternatives {
        let model = one.shape.direct_model().and_then(|name| models.get(name));
        let Some(Model { kind: ModelKind::Object { properties }, component, .. }) = model else {
            let message = "expected an object: a discriminator is a member of each alternative";
            return Err(Diagnostic::at(Code::DiscriminatorValue, &one.span, message)
                .help("leave `discriminator` out; what is no object is told by its JSON type"));
        };
        let member = properties.iter().find(|property| property.wire == tag);
        if let Some(member) = member {
            let is_text = match &member.shape {
                Shape::String => true,
                Shape::Model(name) => {
                    let kind = models.get(name).map(|model| &model.kind);
                    matches!(kind, Some(ModelKind::Enum { base: EnumBase::Text, .. }) | None)
                }
                _ => false,
            };
            if !is_text {
                let message = format!("expected the discriminator `{tag}` to be a string");
                return Err(Diagnostic::at(Code::DiscriminatorValue, &member.span, message)
                    .help("leave `discriminator` out, and give each alternative a `const` in this member"));
            }
        }
        let own = member.and_then(|member| constant_of(models, member));
        let own: Option<String> = own.and_then(|json| serde_json::from_str(&json).ok());
        match own {
            Some(own) if one.tags.is_empty() => one.tags.push(own),
            Some(own) if !one.tags.contains(&own) => {
                let message = format!("the mapping says `{}`, and the schema says `{own}`", one.tags.join("`, `"));
                let span = member.map_or(&one.span, |member| &member.span);
                return Err(Diagnostic::at(Code::DiscriminatorValue, span, message).help("let both say the same"));
            }
            Some(_) => {}
            // Without a mapping the name of the schema is the value.
            None if one.tags.is_empty() => one.tags.push(component.clone()),
            None => {}
        }
        if let Some(twice) = one.tags.iter().find(|tag| seen.contains(tag)) {
            let message = format!("two alternatives have the value `{twice}` of the discriminator `{tag}`");
            return Err(Diagnostic::at(Code::DiscriminatorValue, &one.span, message)
                .help("give one of them another one under `discriminator.mapping`, or as the `const` of the member"));
        }
        seen.extend(one.tags.iter().cloned());
        let value = match one.tags.as_slice() {
            [one] => Some(serde_json::Value::from(one.as_str()).to_string()),
            _ => None,
        };
        constants.push((component.clone(), tag.to_owned(), value));
    }
    Ok(())
}

/// The one value of a member, by its own schema or by that of an enum.
fn constant_of(models: &BTreeMap<String, Model>, property: &Property) -> Option<String> {
    let of_enum = || match &models.get(property.shape.direct_model()?)?.kind {
        ModelKind::Enum { values, base, .. } => match (values.as_slice(), base) {
            ([one], EnumBase::Text) => Some(serde_json::Value::from(one.wire.as_str()).to_string()),
            ([one], _) => Some(one.wire.clone()),
            _ => None,
        },
        _ => None,
    };
    property.constant.clone().or_else(of_enum)
}

/// The sort of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Bool,
    Number,
    Text,
    List,
    Object,
}

/// The sorts of values that a shape has; nothing where it has all of them.
fn sorts(models: &BTreeMap<String, Model>, shape: &Shape, passed: &mut BTreeSet<String>) -> Option<Vec<Sort>> {
    let one = match shape {
        Shape::Bool => Sort::Bool,
        Shape::I32 | Shape::I64 | Shape::Int(_) | Shape::Decimal | Shape::UnixTime => Sort::Number,
        Shape::String | Shape::LocalDateTime | Shape::DateTime | Shape::Uuid => Sort::Text,
        Shape::Array(_) => Sort::List,
        Shape::Map(_) => Sort::Object,
        Shape::Any => return None,
        Shape::Nullable(inner) => return sorts(models, inner, passed),
        Shape::Model(name) => match models.get(name).map(|model| &model.kind)? {
            ModelKind::Object { .. } => Sort::Object,
            ModelKind::Tuple { .. } => Sort::List,
            ModelKind::Enum { base: EnumBase::Text, .. } => Sort::Text,
            ModelKind::Enum { base: EnumBase::Integer, .. } => Sort::Number,
            ModelKind::Enum { base: EnumBase::Scalar, values, .. } => {
                return Some(values.iter().map(|value| sort_of(&value.wire)).collect());
            }
            ModelKind::Union { tag: Some(_), .. } => Sort::Object,
            ModelKind::Union { alternatives, .. } => {
                if !passed.insert(name.clone()) {
                    return None;
                }
                let all: Option<Vec<_>> = alternatives.iter().map(|one| sorts(models, &one.shape, passed)).collect();
                passed.remove(name);
                return all.map(|all| all.concat());
            }
            ModelKind::Alias(_) => return None,
        },
    };
    Some(vec![one])
}

/// The sort of a scalar in JSON.
fn sort_of(json: &str) -> Sort {
    match json.as_bytes().first() {
        Some(b'"') => Sort::Text,
        Some(b't' | b'f') => Sort::Bool,
        _ => Sort::Number,
    }
}

/// Decides what tells the alternatives apart. Those that nothing tells apart are a warning: no value is read as one of them.
fn untagged(models: &BTreeMap<String, Model>, alternatives: &mut Vec<Alternative>, problems: &mut Diagnostics) {
    // One type is one alternative, however often it is listed.
    let mut shapes: Vec<Shape> = Vec::new();
    alternatives.retain(|one| {
        let is_new = !shapes.contains(&one.shape);
        shapes.push(one.shape.clone());
        is_new
    });
    let sorts: Vec<_> = alternatives.iter().map(|one| sorts(models, &one.shape, &mut BTreeSet::new())).collect();
    let members = |one: &Alternative| match one.shape.direct_model().and_then(|name| models.get(name)) {
        Some(Model { kind: ModelKind::Object { properties }, .. }) => properties.clone(),
        _ => Vec::new(),
    };
    let mut told = false;
    let mut ambiguous = |alternatives: &mut [Alternative], a: usize, b: usize| {
        for (one, other) in [(a, b), (b, a)] {
            let other = alternatives[other].rust.clone();
            alternatives[one].undecided.get_or_insert(other);
        }
        if !std::mem::replace(&mut told, true) {
            let message = "these two alternatives cannot be told apart when they are read";
            let found = Diagnostic::at(Code::AmbiguousUnion, &alternatives[b].span, message);
            problems.push(
                found
                    .also(&alternatives[a].span, "the other one")
                    .note(
                        "either can be sent; what comes and may be either is kept as JSON, for the caller to decode; what tells \
                         alternatives apart is the sort of JSON value, and of objects a required member with a constant or one that \
                         the other does not have",
                    )
                    .help("add a `discriminator`, or `const` to a required member of both; or make one schema of them"),
            );
        }
    };
    for one in alternatives.iter_mut() {
        for member in members(one).iter().filter(|member| member.required) {
            one.required.push(member.wire.clone());
            one.constants.extend(constant_of(models, member).map(|json| (member.wire.clone(), json)));
        }
    }
    // Which alternatives have to be tried before which.
    let mut before: Vec<(usize, usize)> = Vec::new();
    for b in 0..alternatives.len() {
        for a in 0..b {
            let (first, second) = (&alternatives[a], &alternatives[b]);
            let (Some(left), Some(right)) = (&sorts[a], &sorts[b]) else {
                // What may be anything is read where nothing else fits, and kept as it came.
                continue;
            };
            if !left.iter().any(|sort| right.contains(sort)) {
                continue;
            }
            let differs = first
                .constants
                .iter()
                .any(|(name, value)| second.constants.iter().any(|(other, text)| name == other && value != text));
            let is_object = |sorts: &Vec<Sort>, one: &Alternative| {
                sorts[..] == [Sort::Object] && !is_union_model(models, &one.shape)
            };
            let objects = is_object(left, first) && is_object(right, second);
            let needs = |one: &Alternative, other: &Alternative| {
                let known = members(other);
                // A map knows every name.
                let is_map = !matches!(other.shape, Shape::Model(_));
                !is_map && one.required.iter().any(|name| !known.iter().any(|property| property.wire == *name))
            };
            match (objects && differs, objects && needs(first, second), objects && needs(second, first)) {
                (true, ..) | (_, true, true) => {}
                (_, true, false) => before.push((a, b)),
                (_, false, true) => before.push((b, a)),
                _ => ambiguous(alternatives, a, b),
            }
        }
    }
    let mut left: Vec<usize> = (0..alternatives.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let free = |index: &&usize| !before.iter().any(|(first, second)| second == *index && left.contains(first));
        let next = left.iter().find(free).copied().unwrap_or_else(|| {
            // There is no order in which these could be tried.
            let (first, second) =
                before.iter().find(|(a, b)| left.contains(a) && left.contains(b)).copied().unwrap_or_default();
            ambiguous(alternatives, first.min(second), first.max(second));
            before.retain(|pair| *pair != (first, second));
            first
        });
        left.retain(|index| *index != next);
        order.push(alternatives[next].clone());
    }
    *alternatives = order;
    for one in alternatives.iter_mut().filter(|one| self::sorts(models, &one.shape, &mut BTreeSet::new()).is_none()) {
        one.undecided.get_or_insert_with(String::new);
    }
}

/// Whether a shape is a union itself, which has no members of its own.
fn is_union_model(models: &BTreeMap<String, Model>, shape: &Shape) -> bool {
    let kind = shape.direct_model().and_then(|name| models.get(name)).map(|model| &model.kind);
    matches!(kind, Some(ModelKind::Union { .. }))
}
