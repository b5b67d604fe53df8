//! Components: objects, enums and the shapes of their members.

use std::collections::{HashMap, HashSet};

use super::{enumeration, tuple, union};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Direction, Lenient, Model, ModelKind, Property, Shape};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::read::docs::docs;
use crate::read::extensions::{client_parameter, strings};
use crate::read::shape::{Read, constant, part, shape};

/// A component of the bundle, as far as it can be read: what is wrong goes to `problems`, and a member that is wrong is left
/// out.
pub(super) fn model(component: &str, span: &Span, node: &Node, problems: &mut Diagnostics) -> Option<Model> {
    if let Value::Invalid = node.value {
        problems.push(Diagnostic::reported());
        return None;
    }
    let named = node.get("x-rust-name").and_then(|name| Some((problems.keep(name.str())?, name)));
    let rust = named.map_or(component, |(text, _)| text).to_owned();
    let place = named.map_or(span, |(_, name)| &name.span);
    if !names::is_type_name(&rust) || names::pascal(&rust) != rust {
        let message = format!("expected a PascalCase name in ASCII letters, found `{rust}`");
        let found = Diagnostic::at(Code::ModelName, place, message);
        let like = names::pascal(&names::transliterated(&rust));
        problems.push(match (named, names::is_type_name(&like)) {
            (Some((_, name)), true) => found.help("write another name").suggest(place, name.quoted(&like)),
            (Some(_), false) => found.help("write another name"),
            (None, true) => found.help(format!("rename the schema, or give it an `x-rust-name` such as `{like}`")),
            (None, false) => found.help("rename the schema, or give it an `x-rust-name`"),
        });
    } else if names::is_taken(&rust) {
        let message = format!("a model cannot be called `{rust}`: generated code means something else by it");
        let found = Diagnostic::at(Code::ReservedName, place, message);
        problems.push(found.help("rename the schema, or give it an `x-rust-name`"));
    }
    let nullable = problems.keep(nullable(node)).unwrap_or_default();
    let mut docs = problems.keep(docs(node)).unwrap_or_default();
    let kind = kind(component, node, problems);
    if let Ok(ModelKind::Alias(_)) = kind {
        docs.facts.extend(known_members(node));
    }
    let kind = problems.keep(kind)?;
    Some(Model {
        component: component.into(),
        rust,
        docs: docs.or(format!("The schema `{component}`.")),
        span: node.span.clone(),
        name_span: span.clone(),
        kind,
        nullable,
        direction: Direction::Reply,
        is_sent: false,
        is_built: false,
    })
}

/// Keywords that would change what a component holds in ways that no Rust type follows.
const UNSUPPORTED: [&str; 7] =
    ["allOf", "not", "if", "patternProperties", "dependentSchemas", "propertyNames", "unevaluatedItems"];

fn kind(component: &str, node: &Node, problems: &mut Diagnostics) -> Result<ModelKind, Diagnostics> {
    if let Some((key, value)) = UNSUPPORTED.iter().find_map(|key| Some((key, node.get(key)?))) {
        let found =
            Diagnostic::at(Code::UnsupportedSchema, &value.span, format!("`{key}` is not supported in a model"));
        return Err(found.help("describe the value as one object, list or scalar").into());
    }
    if node.get("enum").is_some() {
        return enumeration::read(node);
    }
    if union::is_union(node) {
        return union::read(component, node);
    }
    if let Some(tag) = node.get("discriminator") {
        let message = "`discriminator` stands beside `oneOf`, which lists the alternatives";
        let found = Diagnostic::at(Code::DiscriminatorValue, &tag.span, message);
        return Err(found
            .note("what refers to this schema would read the members that all alternatives share, and lose the others")
            .help(
                "name the union: `oneOf` with the alternatives and `discriminator`; let them share members by `allOf`",
            )
            .into());
    }
    if node.get("prefixItems").is_some() {
        return tuple::read(node);
    }
    if node.get("properties").is_some() {
        let says_nothing = |extra: &Node| {
            let is_empty = extra.entries().iter().all(|entry| crate::simplify::is_annotation(&entry.key));
            extra.bool().is_ok() || (matches!(extra.value, Value::Object(_)) && is_empty)
        };
        let extra = node.get("additionalProperties").filter(|extra| !says_nothing(extra));
        if let Some(extra) = extra {
            if let Some(map) = map(node, extra)? {
                return Ok(ModelKind::Alias(map));
            }
            let message = "members that are not named are ignored when they come, and cannot be sent";
            let found = Diagnostic::at(Code::NotGenerated, &extra.span, message);
            let found = found.note("an object has named members, or members of any name and one type");
            problems.push(found.help("leave `additionalProperties` out, or describe the members that matter"));
        }
        return Ok(ModelKind::Object { properties: properties(node, problems)? });
    }
    let Read { shape, nullable } = shape(node)?;
    Ok(ModelKind::Alias(shape.or_null(nullable)))
}

/// Named members and those of any name as one map, where all of them are of one type.
fn map(node: &Node, extra: &Node) -> Result<Option<Shape>, Diagnostic> {
    let inner = part(extra)?;
    let is_text = |shape: &Shape| matches!(shape, Shape::String | Shape::Uuid | Shape::DateTime | Shape::LocalDateTime);
    for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
        let shape = part(&entry.value)?;
        if shape != inner && !(inner == Shape::String && is_text(&shape)) {
            return Ok(None);
        }
    }
    let nullable = nullable(node)?;
    Ok(Some(Shape::Map(Box::new(inner)).or_null(nullable)))
}

/// The named members of an object that is a map.
fn known_members(node: &Node) -> Option<String> {
    node.get("additionalProperties").filter(|extra| matches!(extra.value, Value::Object(_)))?;
    let names: Vec<String> = node.get("properties")?.entries().iter().map(|entry| format!("`{}`", entry.key)).collect();
    (!names.is_empty()).then(|| format!("Known members: {}.", names.join(", ")))
}

/// Whether a component says that it may be null; another name for a value says it in its type.
fn nullable(node: &Node) -> Result<bool, Diagnostic> {
    let listed = node.get("type").map(|kind| match &kind.value {
        Value::Array(items) => items.iter().any(|item| item.str() == Ok("null")),
        _ => false,
    });
    let in_enum = node.get("enum").map(Node::array).transpose()?.unwrap_or_default();
    let in_union = node.get("oneOf").map(Node::array).transpose()?.unwrap_or_default();
    Ok(listed.unwrap_or_default()
        || in_enum.iter().any(|item| matches!(item.value, Value::Null))
        || in_union.iter().any(crate::simplify::is_null))
}

fn properties(node: &Node, problems: &mut Diagnostics) -> Result<Vec<Property>, Diagnostic> {
    let required = problems.keep(node.get("required").map(strings).transpose()).flatten().unwrap_or_default();
    let mut properties: Vec<Property> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let known = node.require("properties")?.object()?;
    let is_required: HashSet<&str> = required.iter().map(String::as_str).collect();
    for entry in known {
        let property = property(&entry.key, &entry.key_span, &entry.value, is_required.contains(entry.key.as_str()));
        let Some(property) = problems.keep(property) else { continue };
        let setter = names::model_setter(&property.rust);
        if let Some(twin) = seen.insert(setter, properties.len()).and_then(|at| properties.get(at)) {
            let what = if twin.rust == property.rust { "field" } else { "setter" };
            let name =
                if twin.rust == property.rust { property.rust.clone() } else { names::model_setter(&property.rust) };
            let message = format!("`{}` and `{}` both become the {what} `{name}`", property.wire, twin.wire);
            let found = Diagnostic::at(Code::NameCollision, &entry.key_span, message).also(&twin.span, "the other one");
            problems.push(found.help("give one of them an `x-rust-name`"));
        }
        properties.push(property);
    }
    for entry in known {
        aliases(entry, known, problems);
    }
    let names: HashSet<&str> = known.iter().map(|entry| entry.key.as_str()).collect();
    let required = node.get("required").and_then(|list| list.array().ok()).unwrap_or_default();
    let listed: HashSet<&str> = required.iter().filter_map(|item| item.str().ok()).collect();
    for item in required {
        let Ok(name) = item.str() else { continue };
        if names.contains(name) {
            continue;
        }
        if let Some(near) = names::nearest(name, known.iter().map(|entry| entry.key.as_str())) {
            let message = format!("`required` names `{name}`, which is not a property");
            let found = Diagnostic::at(Code::UnknownRequired, &item.span, message);
            let free = known.iter().map(|entry| entry.key.as_str()).filter(|known| !listed.contains(known));
            problems.push(match names::nearest(name, free) {
                Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&item.span, item.quoted(near)),
                None => found.help(format!("remove it, since `{near}` is listed already, or describe the property")),
            });
            continue;
        }
        if properties.iter().any(|property| property.wire == name) {
            continue;
        }
        let message = format!("`required` names `{name}`, which is described nowhere");
        let found = Diagnostic::at(Code::UndescribedMember, &item.span, message);
        problems.push(found.note("it becomes a member of any JSON").help("describe the property, or remove the name"));
        let anything = Node::new(&item.span, Value::Bool(true));
        let property = problems.keep(property(name, &item.span, &anything, true));
        let setter = property.as_ref().map(|property| names::model_setter(&property.rust));
        if setter.is_some_and(|setter| seen.insert(setter, properties.len()).is_none()) {
            properties.extend(property);
        }
    }
    Ok(properties)
}

/// Another wire name of a member is no other member's, by name or by alias.
fn aliases(entry: &Entry, known: &[Entry], problems: &mut Diagnostics) {
    let list = |entry: &Entry| entry.value.get("x-aliases").and_then(|list| Some(list.array().ok()?.to_vec()));
    let own = list(entry).unwrap_or_default();
    for (index, alias) in own.iter().enumerate() {
        let Ok(name) = alias.str() else { continue };
        let before = known.iter().take_while(|other| other.key != entry.key).filter_map(list).flatten();
        let twin = before.chain(own[..index].iter().cloned()).find(|other| other.str() == Ok(name));
        let member = known.iter().find(|other| other.key == name).map(|other| &other.key_span);
        if let Some(twin) = member.or(twin.as_ref().map(|twin| &twin.span)) {
            let message = format!("the alias `{name}` of `{}` is the name of something else in the object", entry.key);
            let found = Diagnostic::at(Code::NameCollision, &alias.span, message).also(twin, "the other one");
            problems.push(
                found
                    .note("one of them would be read into the other's place")
                    .help("remove the alias: it is another name of the same member on the wire"),
            );
        }
    }
}

fn property(wire: &str, span: &Span, node: &Node, required: bool) -> Result<Property, Diagnostic> {
    let rust = match node.get("x-rust-name") {
        Some(name) => name.str()?.to_owned(),
        None => names::field(wire),
    };
    if names::is_keyword(&rust) {
        return Err(Diagnostic::reported());
    }
    let named = node.get("x-rust-name");
    if let (Some(name), false) = (named, names::is_field_name(&rust)) {
        return Err(chosen(name, &rust));
    }
    if (named.is_none() && !wire.is_ascii()) || !names::is_field_name(&rust) {
        let message = format!("the name `{wire}` gives no usable field name in ASCII (`{rust}`)");
        let like = names::field(&names::transliterated(wire));
        let help = match names::is_field_name(&like) {
            true => format!("check for letters that only look Latin, or give it an `x-rust-name` such as `{like}`"),
            false => "check for letters that only look Latin, or give it an `x-rust-name`".to_owned(),
        };
        return Err(Diagnostic::at(Code::FieldName, span, message).help(help));
    }
    let read = shape(node)?;
    let lenient = match node.get("x-lenient") {
        Some(list) => list.array()?.iter().map(lenient).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Property {
        wire: wire.into(),
        rust,
        shape: read.shape,
        required,
        nullable: read.nullable,
        docs: docs(node)?.or(format!("The member `{wire}`.")),
        aliases: node.get("x-aliases").map(strings).transpose()?.unwrap_or_default(),
        lenient,
        hoist: node.get("x-hoist").map(Node::bool).transpose()?.unwrap_or(false),
        client_parameter: client_parameter(node)?.map(|(setter, _)| setter),
        is_payload: false,
        recurs: false,
        constant: constant(node),
        constant_span: node.get("const").map(|value| value.span.clone()),
        read_only: node.get("readOnly").map(Node::bool).transpose()?.unwrap_or(false),
        write_only: node.get("writeOnly").map(Node::bool).transpose()?.unwrap_or(false),
        span: span.clone(),
    })
}

/// The finding about a chosen name that is none of a field.
pub(super) fn chosen(name: &Node, text: &str) -> Diagnostic {
    let message = format!("expected a snake_case name in ASCII, found `{text}`");
    let found = Diagnostic::at(Code::FieldName, &name.span, message);
    let like = names::field(&names::transliterated(text));
    match names::is_field_name(&like) {
        true => found.help("write another name").suggest(&name.span, name.quoted(&like)),
        false => found.help("write another name"),
    }
}

fn lenient(node: &Node) -> Result<Lenient, Diagnostic> {
    match node.str()? {
        "string" => Ok(Lenient::String),
        "integer" => Ok(Lenient::Integer),
        "any" => Ok(Lenient::Any),
        other => Err(Diagnostic::at(
            Code::ExtensionValue,
            &node.span,
            format!("expected string, integer or any, found `{other}`"),
        )),
    }
}
