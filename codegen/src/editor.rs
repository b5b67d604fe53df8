//! JSON Schemas of the files of specs, for editors: from the tables and schemas that the generator itself reads by.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::openapi::extensions::DEFINITIONS;
use crate::openapi::grammar::{Holds, Kind, keywords, name};

/// The folder below the specs that has the schemas. No part of a spec's path is hidden, so they are no specs.
pub const FOLDER: &str = ".schemas";

/// Every sort of object.
const KINDS: [Kind; 18] = [
    Kind::Document,
    Kind::Info,
    Kind::Server,
    Kind::ServerVariable,
    Kind::Tag,
    Kind::PathItem,
    Kind::Operation,
    Kind::Parameter,
    Kind::RequestBody,
    Kind::Response,
    Kind::MediaType,
    Kind::Example,
    Kind::Schema,
    Kind::Discriminator,
    Kind::Components,
    Kind::SecurityScheme,
    Kind::Flows,
    Kind::Flow,
];

/// Keywords that hold a text, and those that hold true or false.
const TEXTS: [&str; 14] = [
    "$ref",
    "contentEncoding",
    "contentMediaType",
    "description",
    "externalValue",
    "format",
    "in",
    "name",
    "operationId",
    "pattern",
    "scheme",
    "summary",
    "title",
    "url",
];
const FLAGS: [&str; 8] =
    ["allowEmptyValue", "allowReserved", "deprecated", "explode", "readOnly", "required", "uniqueItems", "writeOnly"];

/// The schemas by the names of their files: of `openapi.yaml`, of `habits.yaml`, and of the files below `paths`, `schemas`,
/// `parameters` and `responses`.
#[must_use]
pub fn schemas() -> BTreeMap<String, String> {
    let of = |kind: Kind| json!({ "$ref": format!("#/$defs/{}", key(kind)) });
    let named = |kind: Kind| json!({ "type": "object", "additionalProperties": of(kind) });
    let path_item = object(Kind::PathItem, of(Kind::PathItem));
    let mut habits = DEFINITIONS["x-habits"].clone();
    for section in ["verbs", "replies"] {
        habits["properties"][section] = named(Kind::Operation);
    }
    habits["properties"]["every"] = of(Kind::Operation);
    habits["properties"]["path-parameters"] = named(Kind::Parameter);
    habits["properties"]["glossary"] = named(Kind::Schema);
    let roots = [
        ("document.json", of(Kind::Document)),
        ("habits.json", habits),
        ("parameters.json", named(Kind::Parameter)),
        ("paths.json", path_item),
        ("responses.json", named(Kind::Response)),
        ("schemas.json", named(Kind::Schema)),
    ];
    let definitions = definitions();
    let text = |root: Json| {
        let mut root = root;
        root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        root["$defs"] = Json::Object(definitions.clone());
        format!("{}\n", serde_json::to_string(&root).unwrap_or_default())
    };
    roots.into_iter().map(|(name, root)| (name.to_owned(), text(root))).collect()
}

/// The sorts of objects, and the extensions.
fn definitions() -> Map<String, Json> {
    let kinds = KINDS.into_iter().map(|kind| (key(kind), object(kind, Json::Bool(false))));
    let extensions = DEFINITIONS.as_object().into_iter().flatten().map(|(name, schema)| {
        let mut schema = schema.clone();
        // An operation says a part, and its habits the rest.
        let of_operations =
            schema["places"].as_array().is_some_and(|places| places.iter().any(|place| place == "an operation"));
        if let Some(members) = schema.as_object_mut() {
            let left_out = if of_operations { &["places", "required", "allOf"][..] } else { &["places"] };
            left_out.iter().for_each(|key| drop(members.remove(*key)));
        }
        (name.clone(), schema)
    });
    kinds.chain(extensions).collect()
}

fn key(kind: Kind) -> String {
    format!("{kind:?}")
}

/// An object of a sort: its keywords, the extensions that may stand there, and what else there may be.
fn object(kind: Kind, others: Json) -> Json {
    let (parts, words) = keywords(kind);
    let of = |kind: Kind| json!({ "$ref": format!("#/$defs/{}", key(kind)) });
    let mut properties = Map::new();
    for (name, holds) in parts {
        let schema = match holds {
            Holds::One(kind) => of(*kind),
            Holds::List(kind) => json!({ "type": "array", "items": of(*kind) }),
            // Null takes away what a habit has.
            Holds::Map(kind) => {
                json!({ "type": "object", "additionalProperties": { "anyOf": [of(*kind), { "type": "null" }] } })
            }
        };
        properties.insert((*name).to_owned(), schema);
    }
    for word in words {
        let schema = match *word {
            "required" if kind == Kind::Schema => json!({ "type": "array", "items": { "type": "string" } }),
            word if TEXTS.contains(&word) => json!({ "type": "string" }),
            word if FLAGS.contains(&word) => json!({ "type": "boolean" }),
            _ => json!({}),
        };
        properties.insert((*word).to_owned(), schema);
    }
    for (name, extension) in DEFINITIONS.as_object().into_iter().flatten() {
        let places = extension["places"].as_array().into_iter().flatten().filter_map(Json::as_str);
        if places.into_iter().any(|place| is_place(kind, place)) {
            properties.insert(name.clone(), json!({ "$ref": format!("#/$defs/{name}") }));
        }
    }
    let schema = json!({
        "type": "object",
        "title": name(kind),
        "properties": properties,
        "additionalProperties": others,
    });
    match kind {
        Kind::Schema => json!({ "anyOf": [schema, { "type": "boolean" }] }),
        _ => schema,
    }
}

/// Whether a sort of object is what the list of places of an extension calls so.
fn is_place(kind: Kind, place: &str) -> bool {
    match kind {
        Kind::Document => place == "the document",
        Kind::Server => place == "a server",
        Kind::ServerVariable => place == "a server variable",
        Kind::Tag => place == "a tag",
        Kind::Operation => place == "an operation",
        Kind::Parameter => place == "a parameter",
        Kind::SecurityScheme => place == "a security scheme",
        Kind::Schema => {
            ["a property", "a place of a tuple", "an alternative of a union"].contains(&place)
                || place.starts_with("a schema")
        }
        _ => false,
    }
}

/// The first line of a file of specs that tells editors its schema; `depth` is how many folders lie between it and the specs.
pub(crate) fn line(schema: &str, depth: usize) -> String {
    format!("# yaml-language-server: $schema={}{FOLDER}/{schema}\n", "../".repeat(depth))
}
