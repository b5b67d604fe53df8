//! One bundled OpenAPI document: looking things up in it and compiling its schemas.

use std::fmt;
use std::io;

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::adapt;
use crate::json::Json;

/// What a URI fragment may hold unescaped, as far as JSON pointers need it.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'_').remove(b'.');

const URI: &str = "urn:nomenclature-sandbox:bundle";

/// How long a chain of references may be.
const MAX_HOPS: usize = 32;

/// A bundle that the sandbox cannot work from.
#[derive(Clone, Debug)]
pub(crate) struct LoadError(String);

/// A parsed bundle.
pub(super) struct Document {
    name: String,
    json: Json,
    registry: Registry<'static>,
}

impl LoadError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

impl From<LoadError> for io::Error {
    fn from(error: LoadError) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}

impl Document {
    /// Parses a bundle; `name` is for messages.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, LoadError> {
        let wrong = |error: &dyn fmt::Display| LoadError::new(format!("bundle {name}: {error}"));
        let json = Json::parse(text).map_err(|error| wrong(&error))?;
        let mut schemas: Value = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        adapt::adapt(&mut schemas);
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(URI, schemas)
            .and_then(|builder| builder.prepare())
            .map_err(|error| wrong(&error))?;
        Ok(Self { name: name.to_owned(), json, registry })
    }

    pub(super) fn error(&self, pointer: &str, text: &str) -> LoadError {
        LoadError::new(format!("bundle {}: {pointer}: {text}", self.name))
    }

    /// The value at a pointer, references not followed.
    pub(super) fn find(&self, pointer: &str) -> Option<&Json> {
        self.json.pointer(pointer)
    }

    /// Like [`find`](Self::find), for what has to be there.
    pub(super) fn at(&self, pointer: &str) -> Result<&Json, LoadError> {
        self.find(pointer).ok_or_else(|| self.error(pointer, "nothing there"))
    }

    /// The value at a pointer and its place, after following references.
    pub(super) fn follow(&self, pointer: &str) -> Result<(String, &Json), LoadError> {
        let mut place = pointer.to_owned();
        for _ in 0..MAX_HOPS {
            let value = self.at(&place)?;
            match value.get("$ref").and_then(Json::as_str) {
                None => return Ok((place, value)),
                Some(reference) => {
                    let target = reference.strip_prefix('#');
                    place = target.ok_or_else(|| self.error(&place, "a reference leaves the bundle"))?.to_owned();
                }
            }
        }
        Err(self.error(pointer, "references run in a circle"))
    }

    /// Compiles the schema at a pointer.
    pub(super) fn validator(&self, pointer: &str) -> Result<Validator, LoadError> {
        let fragment = utf8_percent_encode(pointer, FRAGMENT);
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .with_keyword(adapt::NAMES, |_, value, _| adapt::names(value))
            .offline()
            .build(&json!({ "$ref": format!("{URI}#{fragment}") }))
            .map_err(|error| self.error(pointer, &error.to_string()))
    }
}
