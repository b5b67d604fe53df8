//! Which components of a bundle a part of it refers to.

use std::collections::{BTreeSet, HashMap};

use super::grammar::{Holds, Kind, holds};
use crate::node::{Node, Value};

/// What a part of a bundle leads to.
#[derive(Debug, Default)]
pub(crate) struct Reach<'a> {
    /// Components, by section and name: `("schemas", "Item")`.
    pub(crate) components: BTreeSet<(&'a str, &'a str)>,
    /// Whether something that could not be read is among it.
    pub(crate) invalid: bool,
}

/// The components of a bundle, by section and name.
#[derive(Debug)]
pub(crate) struct Components<'a>(HashMap<(&'a str, &'a str), &'a Node>);

impl<'a> Components<'a> {
    pub(crate) fn of(document: &'a Node) -> Self {
        let mut components = HashMap::new();
        for section in document.get("components").map(Node::entries).unwrap_or_default() {
            for entry in section.value.entries() {
                components.entry((section.key.as_str(), entry.key.as_str())).or_insert(&entry.value);
            }
        }
        Self(components)
    }

    /// The component that a reference names.
    pub(crate) fn get(&self, reference: (&str, &str)) -> Option<&'a Node> {
        self.0.get(&reference).copied()
    }

    /// The component that a node refers to, or the node itself.
    pub(crate) fn resolve(&self, node: &'a Node) -> &'a Node {
        let name = node.get("$ref").and_then(|reference| parse(reference.str().ok()?));
        name.and_then(|name| self.get(name)).unwrap_or(node)
    }

    /// What `start` refers to, directly or by way of other components.
    pub(crate) fn reach(&self, position: Position, start: &'a Node) -> Reach<'a> {
        let mut reach = Reach::default();
        let mut queue = vec![(position, start)];
        while let Some((position, node)) = queue.pop() {
            reach.invalid |= matches!(node.value, Value::Invalid);
            if let Some(reference) = direct(position, node, &mut queue)
                && reach.components.insert(reference)
            {
                let position = Position::below(Kind::Components, reference.0).map_or(Position::OTHER, Position::inner);
                queue.extend(self.get(reference).map(|node| (position, node)));
            }
        }
        reach
    }
}

/// What a node is. The key of a mapping is a keyword or a name that the spec chooses, and a name may be spelt as a keyword is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    /// How many mappings stand around the object, whose keys are names.
    names: u8,
    /// The sort of the object; nothing where no rule knows it.
    kind: Option<Kind>,
}

impl Position {
    /// The paths of a document, and its webhooks.
    pub(crate) const PATHS: Self = Self { names: 1, kind: Some(Kind::PathItem) };
    /// The responses of an operation.
    pub(crate) const RESPONSES: Self = Self { names: 1, kind: Some(Kind::Response) };
    /// A schema.
    pub(crate) const SCHEMA: Self = Self { names: 0, kind: Some(Kind::Schema) };
    const OTHER: Self = Self { names: 0, kind: None };

    /// What stands below a keyword; nothing where that is data.
    fn below(kind: Kind, key: &str) -> Option<Self> {
        const DATA: [&str; 6] = ["example", "examples", "value", "default", "const", "enum"];
        match (holds(kind, key), kind, key) {
            (Some(Holds::One(Kind::Example) | Holds::List(Kind::Example) | Holds::Map(Kind::Example)), ..) => None,
            (Some(Holds::One(kind) | Holds::List(kind)), ..) => Some(Self { names: 0, kind: Some(kind) }),
            (Some(Holds::Map(kind)), ..) => Some(Self { names: 1, kind: Some(kind) }),
            (None, Kind::Operation | Kind::Components, "callbacks") => {
                Some(Self { names: 2, kind: Some(Kind::PathItem) })
            }
            (None, Kind::MediaType, "encoding") => Some(Self { names: 1, kind: None }),
            (None, ..) => (!DATA.contains(&key)).then_some(Self::OTHER),
        }
    }

    /// What stands below a name.
    fn inner(self) -> Self {
        Self { names: self.names.saturating_sub(1), ..self }
    }
}

/// `#/components/schemas/Item` as section and name.
pub(crate) fn parse(reference: &str) -> Option<(&str, &str)> {
    reference.strip_prefix("#/components/")?.split_once('/')
}

/// The members that a pointer passes. It is a part of a URI, so that `%20` stands for a space.
pub(crate) fn tokens(pointer: &str) -> Vec<String> {
    let unescape = |token: &str| decoded(token).replace("~1", "/").replace("~0", "~");
    pointer.split('/').filter(|token| !token.is_empty()).map(unescape).collect()
}

/// A text with the characters that its percent signs stand for; as it is where they stand for none.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let digits = behind.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A reference as a URI writes it, from one with the plain name of a component.
pub(crate) fn escaped(reference: &str) -> Option<String> {
    let (section, name) = parse(reference)?;
    let mut out = format!("#/components/{section}/");
    for byte in name.bytes() {
        match byte {
            b'~' => out.push_str("~0"),
            b'/' => out.push_str("~1"),
            b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(out)
}

/// The reference that stands in a node; what is below it is put into the queue, except for data.
fn direct<'a>(position: Position, node: &'a Node, queue: &mut Vec<(Position, &'a Node)>) -> Option<(&'a str, &'a str)> {
    match &node.value {
        Value::Array(items) => queue.extend(items.iter().map(|item| (position, item))),
        Value::Object(entries) => queue.extend(entries.iter().filter_map(|entry| {
            let below = match position {
                Position { names: 0, kind: Some(kind) } => Position::below(kind, &entry.key),
                // The headers of a part of a form.
                Position { names: 0, kind: None } if entry.key == "headers" => {
                    Position::below(Kind::Components, &entry.key)
                }
                _ => Some(position.inner()),
            };
            below.map(|below| (below, &entry.value))
        })),
        _ => {}
    }
    if position.names > 0 {
        return None;
    }
    parse(node.get("$ref")?.str().ok()?)
}
