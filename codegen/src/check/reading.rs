//! What is known of a document while it is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Content, ContentKind, Model, ModelKind, Reply, Shape};
use crate::node::Node;
use crate::openapi::references::Components;

/// What operations need to know of their document.
pub(crate) struct Document<'a> {
    pub(crate) root: &'a Node,
    pub(crate) components: Components<'a>,
    pub(crate) defaults: Defaults<'a>,
    pub(crate) models: &'a BTreeMap<String, Model>,
    /// The same with what can be read of the broken ones, for pointers to follow.
    pub(crate) followed: &'a BTreeMap<String, Model>,
    /// Schemas that give no model; the findings about them exist already.
    pub(crate) broken: &'a BTreeSet<String>,
}

impl<'a> Document<'a> {
    pub(crate) fn is_object(&self, name: &str) -> bool {
        matches!(self.followed.get(name), Some(Model { kind: ModelKind::Object { .. }, .. }))
    }

    /// Whether the one reply that means success is one of several types.
    pub(crate) fn is_union(&self, replies: &[Reply]) -> bool {
        let model = only_model(replies).and_then(|name| self.models.get(name));
        matches!(model, Some(Model { kind: ModelKind::Union { .. }, .. }))
    }

    /// The component of the one reply that means success, if it is an object.
    pub(crate) fn reply(&self, replies: &[Reply]) -> Option<String> {
        only_model(replies).filter(|name| self.is_object(name)).map(str::to_owned)
    }
}

/// The component of the one reply that means success.
pub(crate) fn only_model(replies: &[Reply]) -> Option<&str> {
    match replies {
        [Reply { content: Some(Content { kind: ContentKind::Json(Shape::Model(name)), .. }), .. }] => Some(name),
        _ => None,
    }
}

/// The parts of an operation that could not be read, and about which nothing more is said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unread {
    pub(crate) parameters: bool,
    pub(crate) request: bool,
    pub(crate) reply: bool,
}

/// Extensions of a document that its operations may override.
pub(crate) struct Defaults<'a> {
    pub(crate) envelope: Option<&'a Node>,
    pub(crate) rate_limit: Option<&'a Node>,
    pub(crate) retryable: Option<&'a Node>,
    pub(crate) unprocessed: Option<&'a Node>,
}

impl<'a> Defaults<'a> {
    pub(crate) fn read(document: &'a Node) -> Self {
        Self {
            envelope: document.get("x-envelope"),
            rate_limit: document.get("x-rate-limit"),
            retryable: document.get("x-retryable"),
            unprocessed: document.get("x-unprocessed"),
        }
    }
}

/// What a reference of the bundle names.
pub(crate) fn dereference<'a>(root: &'a Node, node: &'a Node, kind: &str) -> Result<&'a Node, Diagnostic> {
    let Some(reference) = node.get("$ref") else { return Ok(node) };
    let name = reference.str()?.rsplit('/').next().unwrap_or_default();
    let section = root.get("components").and_then(|components| components.get(kind));
    section.and_then(|section| section.get(name)).ok_or_else(|| {
        let message = format!("expected one of the {kind}, found `{name}`");
        Diagnostic::at(Code::UnresolvedReference, &reference.span, message)
    })
}
