//! Two descriptions of one operation: its path, parameters, request body and success reply.

use super::difference::Place;
use super::document::Document;
use super::operations::{Operation, names};
use super::schemas::{Comparison, Way, component, is_deprecated};
use crate::node::{Entry, Node};
use crate::openapi::extensions;
use crate::openapi::media::{chosen, essence, is_json, may_be_json};
use crate::rulings::Kind;

/// Header parameters that OpenAPI ignores.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter with the way to know it again.
#[derive(Debug)]
struct Parameter<'a> {
    /// What stands in the operation: it may be a reference.
    written: &'a Node,
    node: &'a Node,
    place: &'a str,
    name: &'a str,
    /// The name for comparison: that of a path parameter is its number, and a header has no case.
    key: String,
}

impl<'a> Comparison<'a> {
    /// Compares an operation that both have.
    pub(super) fn operations(&mut self, ours: &Operation<'a>, theirs: &Operation<'a>) {
        self.operation = ours.name();
        let place = Place::new(ours.name());
        if ours.path != theirs.path && ours.path.eq_ignore_ascii_case(theirs.path) {
            self.differ(&place, Kind::Path, None, ours.path.to_owned(), theirs.path.to_owned());
        }
        self.deprecated(&place, ours.node, theirs.node);
        if !self.theirs.is_partial {
            self.parameters(&place, ours, theirs);
        }
        self.requests(&place.part("request"), ours, theirs);
        if !self.theirs.is_partial {
            self.replies(&place, ours, theirs);
        }
    }

    fn parameters(&mut self, place: &Place, ours: &Operation<'a>, theirs: &Operation<'a>) {
        let (ours_all, theirs_all) = (parameters(self.ours, ours), parameters(self.theirs, theirs));
        let credentials = credentials(self.ours.root());
        let place_of = |parameter: &Parameter<'a>| match component(parameter.written) {
            Some(name) => Place::new(format!("parameters/{name}")),
            None => place.part(&format!("{} {}", parameter.place, parameter.name)),
        };
        for theirs in &theirs_all {
            let Some(ours) = ours_all.iter().find(|ours| ours.key == theirs.key && ours.place == theirs.place) else {
                if !credentials.contains(&(theirs.place, theirs.name.to_lowercase())) {
                    let place = place.part(&format!("{} {}", theirs.place, theirs.name));
                    let told = if is_required(theirs.node) { "required" } else { "optional" };
                    self.differ(&place, Kind::ParameterAdded, None, String::new(), told.to_owned());
                }
                continue;
            };
            let place = place_of(ours);
            self.required(&place, is_required(ours.node), is_required(theirs.node));
            self.deprecated(&place, ours.node, theirs.node);
            if let (Some(ours), Some(theirs)) = (schema_of(ours.node), schema_of(theirs.node)) {
                self.schemas(&place, ours, theirs, Way::Request);
            }
        }
        for ours in &ours_all {
            let is_there = theirs_all.iter().any(|theirs| ours.key == theirs.key && ours.place == theirs.place);
            if !is_there && !is_deprecated(ours.node, self.ours) {
                let told = if is_required(ours.node) { "required" } else { "optional" };
                self.differ(&place_of(ours), Kind::ParameterGone, None, told.to_owned(), String::new());
            }
        }
    }

    fn requests(&mut self, place: &Place, ours: &Operation<'a>, theirs: &Operation<'a>) {
        let (our_document, their_document) = (self.ours, self.theirs);
        let ours = ours.node.get("requestBody").map(|body| our_document.resolved(body));
        let theirs = theirs.node.get("requestBody").map(|body| their_document.resolved(body));
        // A document that says nothing of it leaves it optional.
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && is_required(theirs)
        {
            self.required(place, is_required(ours), true);
        }
        self.bodies(place, ours, theirs, Way::Request);
    }

    fn replies(&mut self, place: &Place, ours: &Operation<'a>, theirs: &Operation<'a>) {
        let place = place.part("reply");
        let (our_document, their_document) = (self.ours, self.theirs);
        let (Some(mine), Some(other)) = (success(ours.node), success(theirs.node)) else { return };
        let is_number = |entry: &Entry| entry.key.bytes().all(|byte| byte.is_ascii_digit());
        if mine.key != other.key && is_number(mine) && is_number(other) {
            self.differ(&place, Kind::Status, None, mine.key.clone(), other.key.clone());
        }
        self.failure = extensions::failure(our_document.root(), ours.node, ours.path);
        let (mine, other) = (our_document.resolved(&mine.value), their_document.resolved(&other.value));
        self.bodies(&place, Some(mine), Some(other), Way::Reply);
        self.failure = None;
    }

    /// Compares two bodies: by the media type that both have, JSON of any spelling before others.
    fn bodies(&mut self, place: &Place, ours: Option<&'a Node>, theirs: Option<&'a Node>, way: Way) {
        let content = |body: Option<&'a Node>| body.and_then(|body| body.get("content"));
        let (mine, other) = (content(ours), content(theirs));
        let (Some(ours), Some(theirs)) = (mine.and_then(chosen), other.and_then(chosen)) else {
            let told =
                |content: Option<&'a Node>| content.and_then(chosen).map_or("no body", |entry| entry.key.as_str());
            let is_unsaid = self.theirs.is_partial && other.is_none();
            if !is_unsaid && (mine.and_then(chosen).is_some() || other.and_then(chosen).is_some()) {
                self.differ(place, Kind::Body, None, told(mine).to_owned(), told(other).to_owned());
            }
            return;
        };
        let same = |entry: &&Entry| essence(&entry.key) == essence(&ours.key);
        let same = other.and_then(|content| content.entries().iter().find(same));
        let is_both = may_be_json(&ours.key) && may_be_json(&theirs.key);
        let theirs = same.filter(|_| !is_json(&ours.key)).unwrap_or(theirs);
        if !is_both && essence(&ours.key) != essence(&theirs.key) {
            return self.differ(place, Kind::Body, None, ours.key.clone(), theirs.key.clone());
        }
        if let (Some(ours), Some(theirs)) = (ours.value.get("schema"), theirs.value.get("schema")) {
            self.schemas(place, ours, theirs, way);
        }
    }
}

/// The reply that says that it worked: the least status of success, or what stands for all.
fn success(operation: &Node) -> Option<&Entry> {
    let replies = operation.get("responses")?.entries();
    let is_success = |entry: &&Entry| entry.key.starts_with('2');
    let least = replies.iter().filter(is_success).min_by_key(|entry| &entry.key);
    least.or_else(|| replies.iter().find(|entry| entry.key == "default"))
}

fn is_required(node: &Node) -> bool {
    node.get("required").is_some_and(|value| value.bool() == Ok(true))
}

/// The schema of a parameter, which may be that of a media type.
fn schema_of(parameter: &Node) -> Option<&Node> {
    parameter.get("schema").or_else(|| chosen(parameter.get("content")?)?.value.get("schema"))
}

/// The parameters of an operation; its own stand for those of the path that have the same name.
fn parameters<'a>(document: &'a Document, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let own = operation.node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
    let in_path = names(operation.path);
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for written in own.iter().chain(operation.shared) {
        let node = document.resolved(written);
        let text = |key: &str| node.get(key).and_then(|value| value.str().ok());
        let (Some(place), Some(name)) = (text("in"), text("name")) else { continue };
        let key = match place {
            "path" => in_path.iter().position(|other| *other == name).map_or(name.to_owned(), |at| at.to_string()),
            "header" => name.to_lowercase(),
            _ => name.to_owned(),
        };
        let is_ignored = place == "header" && IGNORED.contains(&key.as_str());
        if !is_ignored && !found.iter().any(|other| other.key == key && other.place == place) {
            found.push(Parameter { written, node, place, name, key });
        }
    }
    found
}

/// Parameters that carry a credential, by place and name in small letters: they are no parameters in our documents.
fn credentials(document: &Node) -> Vec<(&str, String)> {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let schemes = schemes.map(Node::entries).unwrap_or_default().iter();
    let named = schemes.filter_map(|scheme| {
        let (place, name) = (scheme.value.get("in")?.str().ok()?, scheme.value.get("name")?.str().ok()?);
        Some((place, name.to_lowercase()))
    });
    named.collect()
}
