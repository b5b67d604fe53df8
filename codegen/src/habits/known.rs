//! What the habits say of an operation that nobody has written yet.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::holes::takes_schema;
use super::nouns::Noun;
use super::{Habits, naming};
use crate::node::{Entry, Node};
use crate::openapi::METHODS;

/// What an operation need not say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// What its path is about, in PascalCase.
    pub(crate) subject: String,
    pub(crate) tag: String,
    pub(crate) id: String,
    pub(crate) summary: bool,
    pub(crate) safety: bool,
    pub(crate) request: bool,
    /// The shape of the reply.
    pub(crate) reply: Option<String>,
    /// Whether the document has a tag for paths that begin so.
    pub(crate) has_tag: bool,
    /// What may be repeated, where the habits say it.
    pub(crate) is_read: bool,
    /// Whether the request itself is of the schema.
    pub(crate) request_takes_schema: bool,
    /// Whether that, or the request, is of a schema.
    pub(crate) takes_schema: bool,
}

/// What an operation is called, and the verb that it has.
pub(super) struct Identity<'a> {
    /// What its path is about, in PascalCase.
    pub(super) subject: String,
    pub(super) tag: String,
    pub(super) id: String,
    pub(super) verb: Option<&'a Entry>,
}

/// The shape that `x-reply` names.
pub(crate) fn shape(reply: &Node) -> Option<&str> {
    reply.str().ok().or_else(|| Some(reply.entries().first()?.key.as_str()))
}

impl Habits {
    /// What an operation is called, with its own tag where it has one; an empty tag is none.
    pub(super) fn identity(&self, path: &str, method: &str, own_tag: Option<&str>) -> Identity<'_> {
        let subject = naming::subject(&self.verbs, path, method);
        let tag = own_tag.map(str::to_owned).unwrap_or_else(|| self.tag_of(path, &subject));
        let verb = naming::verb(&self.verbs, path, method);
        let id = match verb.and_then(|verb| verb.value.get("operationId")?.str().ok()) {
            Some(text) => text.replace("{tag}", &tag),
            None if tag.is_empty() => naming::action(path),
            None => format!("{tag}_{}", naming::action(path)),
        };
        Identity { subject, tag, id, verb }
    }

    /// What is known of an operation, with its own tag where it has one.
    pub(crate) fn known(&self, path: &str, method: &str, own_tag: Option<&str>) -> Known {
        let Identity { subject, tag, id, verb } = self.identity(path, method, own_tag);
        let shape = verb.and_then(|verb| shape(verb.value.get("x-reply")?));
        let reply = shape.and_then(|shape| self.replies.iter().find(|entry| entry.key == shape));
        let below: Vec<&Node> = verb.into_iter().chain(reply).map(|entry| &entry.value).chain(&self.every).collect();
        let says = |key: &str| below.iter().any(|node| node.get(key).is_some());
        let request = |node: &&Node| node.get("x-request").is_some_and(takes_schema);
        let safety = below.iter().find_map(|node| node.get("x-safety")?.str().ok());
        Known {
            has_tag: naming::of_path(&self.tags, path).is_some(),
            is_read: safety == Some("read"),
            request_takes_schema: below.iter().any(request),
            subject,
            tag,
            id,
            summary: says("summary"),
            safety: says("x-safety"),
            request: says("x-request"),
            takes_schema: below.iter().any(|node| takes_schema(node)),
            reply: reply.map(|entry| entry.key.clone()),
        }
    }

    /// The members that the habits have of a request: those of its verb, of the reply, and of every operation.
    pub(crate) fn members_of_request(&self, path: &str, method: &str, shape: Option<&str>) -> BTreeMap<&str, &Node> {
        let verb = naming::verb(&self.verbs, path, method);
        let reply = self.replies.iter().find(|entry| Some(entry.key.as_str()) == shape);
        let below = verb.into_iter().chain(reply).map(|entry| &entry.value).chain(&self.every);
        let members = below.filter_map(|node| node.get("x-request")?.get("properties")).flat_map(Node::entries);
        members.map(|entry| (entry.key.as_str(), &entry.value)).collect()
    }

    /// What the glossary says of a property.
    pub(crate) fn word(&self, name: &str) -> Option<&Node> {
        self.words.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
    }

    /// The tag of a path.
    pub(super) fn tag_of(&self, path: &str, subject: &str) -> String {
        let said = naming::of_path(&self.tags, path).map(|of| of.tag.clone());
        said.unwrap_or_else(|| match self.are_tags_plural {
            true => Noun::of_name(subject).many.to_snake_case(),
            false => subject.to_snake_case(),
        })
    }

    /// The verbs that most kinds of records have.
    pub(crate) fn family(&self) -> &[String] {
        &self.family
    }

    /// The names of the shapes of replies.
    pub(crate) fn shapes(&self) -> Vec<&str> {
        self.replies.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// Whether the vendor's verbs are the last words of its paths.
    pub(crate) fn are_verbs_words(&self) -> bool {
        self.verbs.iter().any(|entry| !is_method(entry))
    }

    /// Whether the last word of a path says what is done: by the verbs, or because there are none but every reply has a shape.
    pub(crate) fn are_paths_calls(&self) -> bool {
        self.are_verbs_words() || (self.verbs.is_empty() && !self.replies.is_empty())
    }

    /// Whether the methods of HTTP are the vendor's verbs.
    pub(crate) fn are_verbs_methods(&self) -> bool {
        self.verbs.iter().any(is_method)
    }

    /// Whether a shape has a hole for a schema.
    pub(crate) fn is_of_schema(&self, shape: &str) -> bool {
        self.replies.iter().any(|entry| entry.key == shape && takes_schema(&entry.value))
    }

    /// Whether the habits have a parameter of the path.
    pub(crate) fn has_path_parameter(&self, name: &str) -> bool {
        self.path_parameters.iter().any(|entry| entry.key == name)
    }
}

fn is_method(verb: &Entry) -> bool {
    METHODS.contains(&verb.key.split(' ').next().unwrap_or_default())
}
