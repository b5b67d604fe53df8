//! Every keyword of a spec is one that OpenAPI 3.1 or an extension knows: a misspelt one would change the models in silence.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::{Entry, Node, Value};

/// Every extension that a spec may use.
const EXTENSIONS: [&str; 13] = [
    "x-aliases",
    "x-batch",
    "x-client-parameter",
    "x-enum",
    "x-envelope",
    "x-hoist",
    "x-lenient",
    "x-pagination",
    "x-rate-limit",
    "x-retryable",
    "x-rust-name",
    "x-safety",
    "x-unverified",
];

/// A sort of object in an OpenAPI document.
#[derive(Clone, Copy, Debug)]
enum Kind {
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
    Components,
    SecurityScheme,
    Flows,
    Flow,
}

/// What a keyword holds.
#[derive(Clone, Copy, Debug)]
enum Holds {
    /// Something that is not looked into.
    Value,
    /// One object.
    One(Kind),
    /// A list of objects.
    List(Kind),
    /// Objects by names that the spec chooses.
    Map(Kind),
}

use Holds::{List, Map, One};

/// The keywords of a sort of object: those that are looked into, and the others.
fn keywords(kind: Kind) -> (&'static [(&'static str, Holds)], &'static [&'static str]) {
    match kind {
        Kind::Document => (
            &[
                ("info", One(Kind::Info)),
                ("servers", List(Kind::Server)),
                ("tags", List(Kind::Tag)),
                ("paths", Map(Kind::PathItem)),
                ("components", One(Kind::Components)),
            ],
            &["openapi", "jsonSchemaDialect", "security", "externalDocs"],
        ),
        Kind::Info => (&[], &["title", "summary", "description", "termsOfService", "contact", "license", "version"]),
        Kind::Server => (&[("variables", Map(Kind::ServerVariable))], &["url", "description"]),
        Kind::ServerVariable => (&[], &["enum", "default", "description"]),
        Kind::Tag => (&[], &["name", "description", "externalDocs"]),
        Kind::PathItem => (
            &[
                ("parameters", List(Kind::Parameter)),
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
            ],
            &["tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security"],
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
            &["$ref", "summary", "description"],
        ),
        Kind::MediaType => {
            (&[("schema", One(Kind::Schema)), ("examples", Map(Kind::Example))], &["example", "encoding"])
        }
        Kind::Example => (&[], &["$ref", "summary", "description", "value", "externalValue"]),
        Kind::Schema => (SCHEMA_PARTS, SCHEMA_KEYWORDS),
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
            &[],
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
    "discriminator",
    "externalDocs",
    "xml",
];

/// Checks the keywords of a bundle.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) {
    object(document, Kind::Document, problems);
}

fn object(node: &Node, kind: Kind, problems: &mut Diagnostics) {
    let (parts, others) = keywords(kind);
    for entry in node.entries() {
        let holds = parts.iter().find(|(name, _)| *name == entry.key).map(|(_, holds)| *holds);
        let plain = others.contains(&entry.key.as_str()) || EXTENSIONS.contains(&entry.key.as_str());
        match holds.or(plain.then_some(Holds::Value)) {
            Some(Holds::Value) => {}
            Some(One(kind)) => object(&entry.value, kind, problems),
            Some(List(kind)) => {
                if let Value::Array(items) = &entry.value.value {
                    items.iter().for_each(|item| object(item, kind, problems));
                }
            }
            Some(Map(kind)) => entry.value.entries().iter().for_each(|inner| object(&inner.value, kind, problems)),
            None => {
                let known = parts.iter().map(|(name, _)| *name).chain(others.iter().copied()).chain(EXTENSIONS);
                problems.push(unknown(entry, kind, known));
            }
        }
    }
}

fn unknown<'k>(entry: &Entry, kind: Kind, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let (code, what) = match entry.key.starts_with("x-") {
        true => (Code::UnknownExtension, "extension"),
        false => (Code::UnknownKeyword, "keyword"),
    };
    let found = Diagnostic::at(code, &entry.key_span, format!("there is no {what} `{}` in {}", entry.key, name(kind)));
    if entry.key == "nullable" {
        return found.help("OpenAPI 3.1 says `type: [<type>, 'null']`, or `oneOf: [<reference>, {type: 'null'}]`");
    }
    let near = known.map(|name| (strsim::damerau_levenshtein(name, &entry.key), name)).min();
    match near {
        Some((distance, name)) if distance <= 3 => {
            found.help(format!("did you mean `{name}`?")).suggest(&entry.key_span, name)
        }
        _ => found.help("remove it, or see which keywords OpenAPI 3.1 and the project's extensions know"),
    }
}

fn name(kind: Kind) -> &'static str {
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
        Kind::Components => "the document's components",
        Kind::SecurityScheme => "a security scheme",
        Kind::Flows | Kind::Flow => "the security scheme's flows",
    }
}
