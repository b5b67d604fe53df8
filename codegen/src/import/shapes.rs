//! Which replies the habits have a name for, and which are worth one.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::document::{Operation, component_of};
use super::made::{nowhere, object, string};
use super::paging;
use super::replies::{Shape, alternatives, is_plain, success};
use super::schemas::short;
use super::state::Import;
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::references::Components;

/// How many operations share a reply that is worth a name.
const WORTH: usize = 2;

/// What is known of the replies of the vendor.
#[derive(Default)]
pub(super) struct Replies {
    /// The names of the shapes by their skeletons.
    pub(super) shapes: BTreeMap<String, String>,
    /// What each shape asks of a request: the members that page through it.
    pub(super) paging: BTreeMap<String, BTreeSet<String>>,
    /// Shapes that the habits do not have yet.
    /// The names of those that the habits do not have yet, by [`keys`].
    pub(super) exact: BTreeMap<String, String>,
    /// The names of those of them that say how a listing is paged.
    pub(super) paged: BTreeSet<String>,
    /// The failure that replies may be instead.
    pub(super) failure: Option<String>,
    pub(super) new: Vec<(String, Node)>,
}

/// The status of a reply that has a name.
pub(super) const USUAL: &str = "200";

impl Replies {
    /// The success of a reply that may have a name: of the usual status, and beside nothing but the failure.
    pub(super) fn usual<'a>(&self, status: &str, schema: &'a Node) -> Option<&'a Node> {
        let is_usual = match (alternatives(schema), &self.failure) {
            ([_, second], Some(failure)) => is_reference(second, failure),
            ([_], None) => true,
            _ => false,
        };
        alternatives(schema).first().filter(|_| is_usual && status == USUAL)
    }
}

impl Import {
    /// The shapes that the vendor's operations have, by what their replies look like.
    pub(super) fn known_replies(&self, payload: Option<&str>) -> Replies {
        let mut replies = Replies::default();
        let (Some(known), Some(ours)) = (&self.known, &self.ours) else { return replies };
        let components = Components::of(ours);
        for (path, method, shape) in known.shapes() {
            let operation = ours.get("paths").and_then(|paths| paths.get(&path)?.get(&method));
            let Some(operation) = operation else { continue };
            let Some((USUAL, schema)) = success(operation, &components) else { continue };
            let Some(first) = alternatives(schema).first() else { continue };
            let takes = known.habits.is_of_schema(&shape);
            let found = if takes { Shape::of(first, payload, &components) } else { Shape::whole(first, &components) };
            replies.shapes.insert(found.skeleton, shape.clone());
            let paging = operation.get("x-pagination").and_then(|said| said.get("request")).map(Node::entries);
            let members =
                paging.unwrap_or_default().iter().filter_map(|entry| entry.value.str().ok()?.strip_prefix('/'));
            if operation.get("x-pagination").is_some() {
                replies.paged.insert(shape.clone());
            }
            replies.paging.insert(shape, members.map(str::to_owned).collect());
        }
        replies
    }

    /// Names for the replies that several operations have and no habit knows.
    pub(super) fn name_replies(
        &mut self,
        operations: &[Operation<'_>],
        payload: Option<&str>,
        failure: Option<&str>,
        components: &Components<'_>,
        replies: &mut Replies,
    ) {
        let mut seen: BTreeMap<String, Vec<(&Operation<'_>, &Node, Shape)>> = BTreeMap::new();
        for operation in operations {
            let Some((status, schema)) = success(operation.node, components) else { continue };
            let Some(first) = replies.usual(status, schema).filter(|_| is_plain(operation.node, components)) else {
                continue;
            };
            let shape = Shape::of(first, payload, components);
            let whole = Shape::whole(first, components);
            if !replies.shapes.contains_key(&shape.skeleton) && !replies.shapes.contains_key(&whole.skeleton) {
                for key in keys(first, &shape, components) {
                    seen.entry(key).or_default().push((operation, first, shape.clone()));
                }
            }
        }
        let mut taken: BTreeSet<String> = replies.shapes.values().cloned().collect();
        // Those with a hole first: what they are for needs no other name.
        let mut seen: Vec<_> = seen.into_iter().collect();
        seen.sort_by_key(|(key, _)| !key.starts_with('{'));
        for (key, mut users) in seen {
            let is_named = |(_, first, shape): &(&Operation<'_>, &Node, Shape)| {
                shape.exact(first, components).is_some_and(|exact| replies.exact.contains_key(&exact.to_json()))
            };
            users.retain(|user| key.starts_with('{') || !is_named(user));
            if users.is_empty() {
                continue;
            }
            let (_, first, shape) = &users[0];
            let has_hole = key.starts_with('{');
            let records: BTreeSet<Option<&String>> = users.iter().map(|(.., shape)| shape.of.as_ref()).collect();
            // A record that all of them have is no hole.
            if users.len() < WORTH || (has_hole && records.len() < WORTH) {
                continue;
            }
            let base = match (has_hole, shape.is_list) {
                (true, true) => "list".to_owned(),
                (true, false) => "one".to_owned(),
                (false, _) => component_of(first).map(|name| name.to_snake_case()).unwrap_or_else(|| "reply".into()),
            };
            let base = base.trim_end_matches("_result").trim_end_matches("_response").to_owned();
            let name = names::free(&base, "_", |name| taken.contains(name));
            taken.insert(name.clone());
            let node = shape_node(first, shape, has_hole, failure, components);
            // What all of them ask for in one way is a part of the habit.
            let mut paging = users.iter().map(|(operation, _, shape)| paging::detect(operation, shape, components));
            let first_paging = paging.next().flatten().filter(|_| has_hole);
            let is_shared = |other: Option<Node>| matches!((&first_paging, &other), (Some(a), Some(b)) if a.same(b));
            let shared = first_paging.clone().filter(|_| paging.all(is_shared));
            let asked = shared.as_ref().and_then(|paging| paging.get("request")).map(Node::entries).unwrap_or_default();
            let asked = asked.iter().filter_map(|entry| entry.value.str().ok()?.strip_prefix('/'));
            replies.exact.insert(key, name.clone());
            replies.paging.insert(name.clone(), asked.map(str::to_owned).collect());
            let node = match &shared {
                Some(paging) => node.with("x-pagination", paging.clone()),
                None => node,
            };
            replies.paged.extend(shared.map(|_| name.clone()));
            self.report.guess("replies of several operations", format!("`{name}` of {}", users.len()));
            replies.new.push((name, node));
        }
    }
}

/// By what replies are one habit: the success with a hole for its record, and its component.
pub(super) fn keys(first: &Node, shape: &Shape, components: &Components<'_>) -> Vec<String> {
    let exact = shape.exact(first, components).map(|exact| exact.to_json());
    exact.into_iter().chain(component_of(first).map(str::to_owned)).collect()
}

fn is_reference(node: &Node, name: &str) -> bool {
    component_of(node) == Some(name)
}

/// A reply as the habits say it: the success with a hole for its record, beside the failure.
fn shape_node(first: &Node, shape: &Shape, has_hole: bool, failure: Option<&str>, components: &Components<'_>) -> Node {
    let span = nowhere();
    let success = match shape.exact(first, components).filter(|_| has_hole) {
        Some(whole) => {
            let whole = short(&whole, &crate::habits::Habits::default());
            let name = Entry { key: "x-component".into(), key_span: span.clone(), value: string(&span, "{Id}Reply") };
            let entries = [name].into_iter().chain(whole.entries().iter().cloned()).collect();
            Node::new(&span, Value::Object(entries))
        }
        None => first.clone(),
    };
    let schema = match failure {
        Some(failure) => {
            let failure = object(&span, [("$ref", string(&span, &format!("#/components/schemas/{failure}")))]);
            object(&span, [("oneOf", Node::new(&span, Value::Array(vec![success, failure])))])
        }
        None => success,
    };
    let media = object(&span, [("application/json", object(&span, [("schema", schema)]))]);
    let about = if failure.is_some() { "The outcome, or the failure." } else { "The outcome." };
    let response = object(&span, [("description", string(&span, about)), ("content", media)]);
    object(&span, [("responses", object(&span, [("200", response)]))])
}
