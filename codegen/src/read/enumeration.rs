//! Enums: of strings, of integers, or of scalars of several types.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{EnumBase, EnumValue, ModelKind, Shape};
use crate::names;
use crate::node::{Node, Value};

/// The kind of a component with `enum`.
pub(super) fn read(node: &Node) -> Result<ModelKind, Diagnostics> {
    let list = node.require("enum")?;
    let items: Vec<&Node> = list.array()?.iter().filter(|item| !matches!(item.value, Value::Null)).collect();
    let base = match base(&items)? {
        Some(base) => base,
        // Of two booleans no enum can be more than what a boolean is.
        None => return Ok(ModelKind::Alias(Shape::Bool)),
    };
    if items.is_empty() {
        let found = Diagnostic::at(Code::EnumType, &list.span, "expected at least one value");
        return match list.array()? {
            [] => Err(found.help("list the values, or leave `enum` out").into()),
            // As `type: 'null'` is.
            _ => Ok(ModelKind::Alias(Shape::Any.or_null(true))),
        };
    }
    fits(node, base, list)?;
    let extension = node.get("x-enum");
    let ignore_case = extension.and_then(|x| x.get("ignore-case")).map(Node::bool).transpose()?.unwrap_or(false);
    let mut problems = Diagnostics::default();
    let mut values: Vec<EnumValue> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for item in items {
        let key = item.scalar()?;
        let wire = match (base, &item.value) {
            (EnumBase::Scalar, Value::String(text)) => serde_json::Value::from(text.as_str()).to_string(),
            _ => key.clone(),
        };
        if values.iter().any(|known| known.wire == wire) {
            let message = format!("the value `{key}` stands twice");
            problems.push(Diagnostic::at(Code::EnumValue, &item.span, message).help("leave one of them out"));
            continue;
        }
        let extra = extension.and_then(|x| x.get("values")).and_then(|values| values.get(&key));
        let rust = match extra.and_then(|extra| extra.get("rust-name")) {
            Some(name) => name.str()?.to_owned(),
            None => variant(item, &key),
        };
        if !names::is_type_name(&rust) || names::is_taken_variant(&rust) {
            let message = format!("the value `{key}` gives no usable variant name (`{rust}`)");
            let found = Diagnostic::at(Code::VariantName, &item.span, message);
            let like = names::pascal(&names::transliterated(&key));
            problems.push(found.help(match names::is_type_name(&like) && !names::is_taken_variant(&like) {
                true => format!("give it a `rust-name` under x-enum.values, such as `{like}`"),
                false => "give it a `rust-name` under x-enum.values".to_owned(),
            }));
        } else if let Some(first) = seen.insert(rust.clone(), key.clone()) {
            let message = format!("`{key}` and `{first}` both become the variant `{rust}`");
            let found = Diagnostic::at(Code::NameCollision, &item.span, message);
            problems.push(found.help("give one of them a `rust-name` under x-enum.values"));
        }
        let number = extra.and_then(|extra| extra.get("number")).map(Node::integer).transpose()?;
        if let (Some(_), true) = (number, base != EnumBase::Text) {
            let message = "only a string has a number beside it";
            let found = Diagnostic::at(Code::EnumValue, &item.span, message);
            problems.push(found.help("leave `number` out: the value is what is sent"));
        }
        if let Some(twin) = number.and_then(|number| values.iter().find(|other| other.number == Some(number))) {
            let message = format!("`{}` and `{wire}` have one number", twin.wire);
            let place = extra.and_then(|extra| extra.get("number")).map_or(&item.span, |number| &number.span);
            problems.push(
                Diagnostic::at(Code::EnumValue, place, message).help("a number is read as one of them: correct it"),
            );
        }
        let docs = extra.map(|extra| extra.opt_str("description")).transpose()?.flatten().unwrap_or_default();
        values.push(EnumValue { wire, rust, number, docs: docs.trim().to_owned() });
    }
    let listed: Vec<String> = list.array()?.iter().filter_map(|item| item.scalar().ok()).collect();
    for entry in extension.and_then(|x| x.get("values")).map(Node::entries).unwrap_or_default() {
        if !listed.contains(&entry.key) {
            let message = format!("`{}` is not a value of the enum", entry.key);
            let found = Diagnostic::at(Code::EnumValue, &entry.key_span, message);
            problems.push(found.help("write it as it stands under `enum`"));
        }
    }
    if ignore_case && base != EnumBase::Text {
        let message = "`ignore-case` is for enums of strings";
        problems.push(Diagnostic::at(Code::EnumValue, &node.span, message));
    }
    problems.finish(ModelKind::Enum { values, ignore_case, base })
}

/// What all values are; `None` for booleans.
fn base(items: &[&Node]) -> Result<Option<EnumBase>, Diagnostic> {
    let all = |is: fn(&Node) -> bool| !items.is_empty() && items.iter().all(|item| is(item));
    let structured = items.iter().find(|item| !is_text(item) && !is_bool(item) && !is_number(item));
    if let Some(item) = structured {
        return Err(item.expected(Code::EnumType, "a string, a number or a boolean"));
    }
    Ok(match () {
        () if all(is_bool) => None,
        () if all(is_text) || items.is_empty() => Some(EnumBase::Text),
        () if all(|item| item.integer().is_ok()) => Some(EnumBase::Integer),
        () => Some(EnumBase::Scalar),
    })
}

fn is_text(node: &Node) -> bool {
    matches!(node.value, Value::String(_))
}

fn is_bool(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
}

fn is_number(node: &Node) -> bool {
    matches!(node.value, Value::Number(_))
}

/// The values are of the types that `type` allows, if it says any.
fn fits(node: &Node, base: EnumBase, list: &Node) -> Result<(), Diagnostic> {
    let Some(kind) = node.get("type") else { return Ok(()) };
    let kinds: Vec<&str> = match &kind.value {
        Value::Array(items) => items.iter().map(Node::str).collect::<Result<_, _>>()?,
        _ => vec![kind.str()?],
    };
    let wrong = list.array()?.iter().find(|item| match &item.value {
        Value::String(_) => !kinds.contains(&"string"),
        Value::Bool(_) => !kinds.contains(&"boolean"),
        Value::Number(_) if item.is_whole() => !kinds.contains(&"integer") && !kinds.contains(&"number"),
        Value::Number(_) => !kinds.contains(&"number"),
        _ => false,
    });
    match wrong {
        None => Ok(()),
        Some(item) => {
            let found = Diagnostic::at(Code::EnumType, &item.span, "the value is not of the type that `type` says");
            let found = found.also(&kind.span, "the type");
            let whole = match &item.value {
                Value::Number(text) => text.parse::<f64>().ok().filter(|number| number.fract() == 0.0),
                _ => None,
            };
            if let Some(whole) = whole.filter(|whole| whole.abs() < 1e15 && kinds.contains(&"integer")) {
                return Err(found
                    .help("an integer is written without a point or an exponent")
                    .suggest(&item.span, whole.to_string()));
            }
            Err(match base {
                EnumBase::Text => found.help("a value without quotes may be a number or a boolean to YAML"),
                _ => found.help("write the type of the values, or several: `type: [string, integer]`"),
            })
        }
    }
}

/// `In Progress` is `InProgress`, 1 is `Value1`, -1 is `ValueMinus1`, `true` is `True`.
fn variant(item: &Node, key: &str) -> String {
    match item.value {
        Value::String(_) if key.is_empty() => "Empty".to_owned(),
        Value::Number(_) => format!("Value{}", key.replace('-', "Minus").replace('+', "").replace('.', "Point")),
        _ => names::pascal(key),
    }
}
