//! The keywords of OpenAPI, and which of them a misspelt one is meant to be.

use super::METHODS;
use super::extensions;
use super::grammar::{self, Kind};
use super::letters::meant;
use crate::diagnostic::{Code, Diagnostic};
use crate::names;
use crate::node::{Entry, Node, Value};

/// The keyword that a member is, or that it is probably meant to be.
pub(crate) fn meant_keyword(entry: &Entry, kind: Kind) -> &str {
    match known(kind).any(|name| name == entry.key) {
        true => &entry.key,
        false if elsewhere(entry, kind).is_some() => &entry.key,
        false => nearest(entry, kind).unwrap_or(&entry.key),
    }
}

/// Whether something is a path, or one with a misspelt method, and not a document or a file of schemas.
pub(crate) fn may_be_path(node: &Node) -> bool {
    let (parts, others) = grammar::keywords(Kind::PathItem);
    // A document has servers too.
    let names = || parts.iter().map(|(name, _)| *name).chain(others.iter().copied()).filter(|name| *name != "servers");
    let fits = |entry: &Entry| {
        names().any(|name| name.eq_ignore_ascii_case(&entry.key)) || names::nearest(&entry.key, names()).is_some()
    };
    let entries = node.entries();
    entries.is_empty() || entries.iter().any(fits)
}

/// Whether a member of a file is an operation: a method with what only an operation has.
pub(crate) fn is_operation(entry: &Entry) -> bool {
    let is_method = METHODS.contains(&entry.key.to_ascii_lowercase().as_str());
    is_method
        && ["operationId", "responses", "requestBody", "x-reply", "x-request"]
            .iter()
            .any(|key| entry.value.get(key).is_some())
}

pub(crate) fn known(kind: Kind) -> impl Iterator<Item = &'static str> {
    let (parts, others) = grammar::keywords(kind);
    parts.iter().map(|(name, _)| *name).chain(others.iter().copied()).chain(extensions::names())
}

/// The keyword that a member is meant to be: in other letters, in another case, or misspelt in up to a third of it.
pub(crate) fn nearest(entry: &Entry, kind: Kind) -> Option<&'static str> {
    let other = match (kind, entry.key.as_str()) {
        (Kind::Schema, "property" | "props" | "fields" | "members") => Some("properties"),
        (Kind::Info, "name") => Some("title"),
        (_, "desc" | "descr") => Some("description"),
        _ => None,
    };
    if let Some(other) = other.filter(|other| known(kind).any(|name| name == *other)) {
        return Some(other);
    }
    let meant = meant(&entry.key);
    let key = meant.as_deref().unwrap_or(&entry.key);
    let alike = known(kind).find(|name| name.eq_ignore_ascii_case(key));
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let spelt = || known(kind).find(|name| plain(name) == plain(key));
    let limit = (key.chars().count() / 3).clamp(1, 3);
    let near = || known(kind).map(|name| (strsim::damerau_levenshtein(name, key), name)).min();
    alike.or_else(spelt).or_else(|| near().filter(|(distance, _)| *distance <= limit).map(|(_, name)| name))
}

/// A media type without the `content` that it belongs into.
pub(crate) fn is_bare_content(entry: &Entry, kind: Kind) -> bool {
    let has_content = matches!(kind, Kind::Response | Kind::RequestBody);
    has_content && entry.key.contains('/') && matches!(entry.value.value, Value::Object(_))
}

/// What a keyword is called that other descriptions of APIs have, or that stands one level too high or too low.
pub(crate) fn elsewhere(entry: &Entry, kind: Kind) -> Option<&'static str> {
    let is_schema = |key: &str| known(Kind::Schema).any(|name| name == key);
    match (kind, entry.key.as_str()) {
        (Kind::Schema, "nullable") => {
            Some("OpenAPI 3.1 says `type: [<type>, 'null']`, or `oneOf: [<reference>, {type: 'null'}]`")
        }
        (Kind::Parameter | Kind::MediaType, key) if is_schema(key) => Some("it belongs into `schema`"),
        (Kind::Parameter, "collectionFormat") => Some("OpenAPI 3.1 says `style` and `explode`"),
        (Kind::Operation, "consumes") => Some("OpenAPI 3.1 says it by the keys of `requestBody.content`"),
        (Kind::Operation, "produces") => Some("OpenAPI 3.1 says it by the keys of each response's `content`"),
        (Kind::Response | Kind::RequestBody, "schema") => {
            Some("it belongs into a media type: `content: {application/json: {schema: ...}}`")
        }
        (Kind::Schema, "$schema") => {
            Some("remove it: schemas of OpenAPI 3.1 are JSON Schema 2020-12 without saying so")
        }
        (Kind::Schema, "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef") => {
            Some("it is not supported: refer to a schema by its file and name")
        }
        (Kind::Schema, "optional") => {
            Some("a member is optional unless the `required` of its object names it: `required: [<name>]`")
        }
        (Kind::Operation, "content") => {
            Some("it belongs into `requestBody` or a response: indent it as the lines there")
        }
        (Kind::Operation, "schema") => {
            Some("it belongs into a parameter, or into a media type: `content: {application/json: {schema: ...}}`")
        }
        (Kind::Document, "definitions") => Some("OpenAPI 3.1 says `components/schemas`"),
        _ => None,
    }
}

/// The finding about a member that is no keyword.
pub(crate) fn unknown(entry: &Entry, kind: Kind) -> Diagnostic {
    let (code, what) = match entry.key.starts_with("x-") {
        true => (Code::UnknownExtension, "extension"),
        false => (Code::UnknownKeyword, "keyword"),
    };
    let message = match entry.key.starts_with('$') {
        true => format!("the keyword `{}` is not read in {}", entry.key, grammar::name(kind)),
        false => format!("there is no {what} `{}` in {}", entry.key, grammar::name(kind)),
    };
    let found = Diagnostic::at(code, &entry.key_span, message);
    if is_bare_content(entry, kind) {
        return found.help(format!("put it below `content`: `content: {{{}: ...}}`", entry.key));
    }
    if let Some(help) = elsewhere(entry, kind) {
        return found.help(help);
    }
    if entry.key.contains(' ') && matches!(entry.value.value, Value::Null) {
        return found.help("a text with a comma between braces needs quotes: put all of it into quotes");
    }
    match nearest(entry, kind) {
        Some(name) => found.help(format!("did you mean `{name}`?")).suggest(&entry.key_span, name),
        None => found.help("remove it, or see which keywords OpenAPI 3.1 and the project's extensions know"),
    }
}

/// Whether a member of what stands under the key `under` holds data, which may look like a part of the document. Where the spec
/// chooses the names, such as those of properties, none of them means that.
pub(crate) fn is_data(under: &str, entry: &Entry) -> bool {
    const NAMED: [&str; 16] = [
        "$defs",
        "components",
        "content",
        "dependentSchemas",
        "examples",
        "glossary",
        "headers",
        "parameters",
        "path-parameters",
        "patternProperties",
        "properties",
        "replies",
        "responses",
        "schemas",
        "variables",
        "verbs",
    ];
    !NAMED.contains(&under) && matches!(&*entry.key, "value" | "example" | "default" | "const" | "enum" | "pattern")
}

/// Keywords that describe or mark a member and leave its type alone; of the extensions, only `x-enum` shapes a type.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "$comment",
];

/// Whether a keyword of a schema says nothing of the values.
pub(crate) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || (key.starts_with("x-") && key != "x-enum")
}
