//! The sorts of objects in an OpenAPI 3.1 document, and which keywords each of them has.

use crate::node::{Entry, Node, Value};

/// A sort of object in an OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Info,
    Server,
    ServerVariable,
    Tag,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Example,
    Schema,
    Discriminator,
    Components,
    SecurityScheme,
    Flows,
    Flow,
}

/// What a keyword holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// One object.
    One(Kind),
    /// A list of objects.
    List(Kind),
    /// Objects by names that the spec chooses.
    Map(Kind),
}

use Holds::{List, Map, One};

/// The keywords of a sort of object: those that are looked into, and the others.
pub(crate) fn keywords(kind: Kind) -> (&'static [(&'static str, Holds)], &'static [&'static str]) {
    match kind {
        Kind::Document => (
            &[
                ("info", One(Kind::Info)),
                ("servers", List(Kind::Server)),
                ("tags", List(Kind::Tag)),
                ("paths", Map(Kind::PathItem)),
                ("components", One(Kind::Components)),
            ],
            &["openapi", "jsonSchemaDialect", "security", "externalDocs", "webhooks"],
        ),
        Kind::Info => (&[], &["title", "summary", "description", "termsOfService", "contact", "license", "version"]),
        Kind::Server => (&[("variables", Map(Kind::ServerVariable))], &["url", "description"]),
        Kind::ServerVariable => (&[], &["enum", "default", "description"]),
        Kind::Tag => (&[], &["name", "description", "externalDocs"]),
        Kind::PathItem => (
            &[
                ("parameters", List(Kind::Parameter)),
                ("servers", List(Kind::Server)),
                ("get", One(Kind::Operation)),
                ("put", One(Kind::Operation)),
                ("post", One(Kind::Operation)),
                ("delete", One(Kind::Operation)),
                ("options", One(Kind::Operation)),
                ("head", One(Kind::Operation)),
                ("patch", One(Kind::Operation)),
                ("trace", One(Kind::Operation)),
            ],
            &["$ref", "summary", "description"],
        ),
        Kind::Operation => (
            &[
                ("parameters", List(Kind::Parameter)),
                ("requestBody", One(Kind::RequestBody)),
                ("responses", Map(Kind::Response)),
                ("servers", List(Kind::Server)),
            ],
            &["tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security", "callbacks"],
        ),
        Kind::Parameter => (
            &[("schema", One(Kind::Schema)), ("content", Map(Kind::MediaType)), ("examples", Map(Kind::Example))],
            &[
                "$ref",
                "name",
                "in",
                "description",
                "required",
                "deprecated",
                "allowEmptyValue",
                "style",
                "explode",
                "allowReserved",
                "example",
            ],
        ),
        Kind::RequestBody => (&[("content", Map(Kind::MediaType))], &["$ref", "description", "required"]),
        Kind::Response => (
            &[("content", Map(Kind::MediaType)), ("headers", Map(Kind::Parameter))],
            &["$ref", "summary", "description", "links"],
        ),
        Kind::MediaType => {
            (&[("schema", One(Kind::Schema)), ("examples", Map(Kind::Example))], &["example", "encoding"])
        }
        Kind::Example => (&[], &["$ref", "summary", "description", "value", "externalValue"]),
        Kind::Schema => (SCHEMA_PARTS, SCHEMA_KEYWORDS),
        Kind::Discriminator => (&[], &["propertyName", "mapping"]),
        Kind::Components => (
            &[
                ("schemas", Map(Kind::Schema)),
                ("parameters", Map(Kind::Parameter)),
                ("responses", Map(Kind::Response)),
                ("requestBodies", Map(Kind::RequestBody)),
                ("examples", Map(Kind::Example)),
                ("headers", Map(Kind::Parameter)),
                ("securitySchemes", Map(Kind::SecurityScheme)),
                ("pathItems", Map(Kind::PathItem)),
            ],
            &["callbacks", "links"],
        ),
        Kind::SecurityScheme => (
            &[("flows", One(Kind::Flows))],
            &["$ref", "type", "description", "name", "in", "scheme", "bearerFormat", "openIdConnectUrl"],
        ),
        Kind::Flows => (
            &[
                ("implicit", One(Kind::Flow)),
                ("password", One(Kind::Flow)),
                ("clientCredentials", One(Kind::Flow)),
                ("authorizationCode", One(Kind::Flow)),
            ],
            &[],
        ),
        Kind::Flow => (&[], &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"]),
    }
}

/// What a keyword of a sort of object holds, if rules look into it.
pub(crate) fn holds(kind: Kind, key: &str) -> Option<Holds> {
    keywords(kind).0.iter().find(|(name, _)| *name == key).map(|(_, holds)| *holds)
}

/// The keywords of a schema: those that are looked into, and the others.
pub(crate) fn keywords_of_schemas() -> (&'static [(&'static str, Holds)], &'static [&'static str]) {
    (SCHEMA_PARTS, SCHEMA_KEYWORDS)
}

const SCHEMA_PARTS: &[(&str, Holds)] = &[
    ("properties", Map(Kind::Schema)),
    ("patternProperties", Map(Kind::Schema)),
    ("dependentSchemas", Map(Kind::Schema)),
    ("$defs", Map(Kind::Schema)),
    ("items", One(Kind::Schema)),
    ("additionalProperties", One(Kind::Schema)),
    ("propertyNames", One(Kind::Schema)),
    ("contains", One(Kind::Schema)),
    ("not", One(Kind::Schema)),
    ("if", One(Kind::Schema)),
    ("then", One(Kind::Schema)),
    ("else", One(Kind::Schema)),
    ("unevaluatedItems", One(Kind::Schema)),
    ("unevaluatedProperties", One(Kind::Schema)),
    ("oneOf", List(Kind::Schema)),
    ("anyOf", List(Kind::Schema)),
    ("allOf", List(Kind::Schema)),
    ("prefixItems", List(Kind::Schema)),
    ("discriminator", One(Kind::Discriminator)),
];

const SCHEMA_KEYWORDS: &[&str] = &[
    "$ref",
    "$comment",
    "type",
    "format",
    "title",
    "description",
    "required",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "externalDocs",
    "xml",
];

/// An object of a document, the keyword that it stands under (`properties`), and the member that holds it; a list's elements
/// have none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) kind: Kind,
    pub(crate) under: &'a str,
    pub(crate) entry: Option<&'a Entry>,
    pub(crate) node: &'a Node,
}

/// Visits every object of a document, a parent before its parts.
pub(crate) fn walk<'a>(document: &'a Node, visit: &mut impl FnMut(Place<'a>)) {
    step(Place { kind: Kind::Document, under: "", entry: None, node: document }, visit);
}

fn step<'a>(place: Place<'a>, visit: &mut impl FnMut(Place<'a>)) {
    visit(place);
    let (parts, _) = keywords(place.kind);
    for entry in place.node.entries() {
        let under = entry.key.as_str();
        match parts.iter().find(|(name, _)| *name == under).map(|(_, holds)| *holds) {
            Some(One(kind)) => step(Place { kind, under, entry: Some(entry), node: &entry.value }, visit),
            Some(List(kind)) => {
                if let Value::Array(items) = &entry.value.value {
                    items.iter().for_each(|node| step(Place { kind, under, entry: None, node }, visit));
                }
            }
            Some(Map(kind)) => entry.value.entries().iter().for_each(|entry| {
                step(Place { kind, under, entry: Some(entry), node: &entry.value }, visit);
            }),
            None => {}
        }
    }
}

/// The same document with every object's members replaced by what `change` makes of them.
pub(crate) fn rewrite(node: &Node, kind: Kind, change: &impl Fn(Kind, &Entry) -> Option<Entry>) -> Node {
    let Value::Object(entries) = &node.value else { return node.clone() };
    let (parts, _) = keywords(kind);
    let entries = entries.iter().filter_map(|entry| change(kind, entry)).map(|mut entry| {
        match (parts.iter().find(|(name, _)| *name == entry.key).map(|(_, holds)| *holds), &mut entry.value.value) {
            (Some(One(kind)), _) => entry.value = rewrite(&entry.value, kind, change),
            (Some(List(kind)), Value::Array(items)) => {
                items.iter_mut().for_each(|item| *item = rewrite(item, kind, change));
            }
            (Some(Map(kind)), Value::Object(inner)) => {
                inner.iter_mut().for_each(|entry| entry.value = rewrite(&entry.value, kind, change));
            }
            _ => {}
        }
        entry
    });
    Node::new(&node.span, Value::Object(entries.collect()))
}

/// A part of a document in which `change` replaced every object; the parts of an object before the object.
pub(crate) fn rebuild(node: &Node, kind: Kind, change: &impl Fn(Place<'_>, Node) -> Node) -> Node {
    rebuild_at(Place { kind, under: "", entry: None, node }, change)
}

fn rebuild_at(place: Place<'_>, change: &impl Fn(Place<'_>, Node) -> Node) -> Node {
    let Value::Object(entries) = &place.node.value else { return place.node.clone() };
    let (parts, _) = keywords(place.kind);
    let part = |entry: &Entry| {
        let under = entry.key.as_str();
        let item = |kind, node: &Node| rebuild_at(Place { kind, under, entry: None, node }, change);
        let member =
            |kind, entry: &Entry| rebuild_at(Place { kind, under, entry: Some(entry), node: &entry.value }, change);
        let path = |node: &Node| node.map(|_, node| item(Kind::PathItem, node));
        let holds = parts.iter().find(|(name, _)| *name == under).map(|(_, holds)| *holds);
        match (holds, &entry.value.value) {
            (Some(One(kind)), _) => member(kind, entry),
            (Some(List(kind)), _) => entry.value.map_items(|_, node| item(kind, node)),
            (Some(Map(kind)), Value::Object(inner)) => {
                let inner = inner.iter().map(|entry| entry.holding(member(kind, entry)));
                Node::new(&entry.value.span, Value::Object(inner.collect()))
            }
            // Nothing is generated for these, so no rule looks into them.
            (None, _) if under == "webhooks" && place.kind == Kind::Document => path(&entry.value),
            (None, _) if under == "callbacks" && matches!(place.kind, Kind::Operation | Kind::Components) => {
                entry.value.map(|_, callback| path(callback))
            }
            _ => entry.value.clone(),
        }
    };
    let entries = entries.iter().map(|entry| entry.holding(part(entry))).collect();
    change(place, Node::new(&place.node.span, Value::Object(entries)))
}

/// What a sort of object is called in a message.
pub(crate) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "a document",
        Kind::Info => "the document's info",
        Kind::Server => "a server",
        Kind::ServerVariable => "a server variable",
        Kind::Tag => "a tag",
        Kind::PathItem => "a path",
        Kind::Operation => "an operation",
        Kind::Parameter => "a parameter",
        Kind::RequestBody => "a request body",
        Kind::Response => "a response",
        Kind::MediaType => "a media type",
        Kind::Example => "a named example",
        Kind::Schema => "a schema",
        Kind::Discriminator => "a discriminator",
        Kind::Components => "the document's components",
        Kind::SecurityScheme => "a security scheme",
        Kind::Flows | Kind::Flow => "the security scheme's flows",
    }
}
