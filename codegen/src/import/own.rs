//! What an operation says itself, and what is left to the habits.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};

use super::convert;
use super::document::{Operation, component_of};
use super::made::{nowhere, object, string};
use super::paging;
use super::replies::{Shape, is_plain, success};
use super::shapes::{Replies, USUAL, keys};
use super::state::Import;
use crate::habits::Known;
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::media::chosen;
use crate::openapi::references::Components;

/// Something that an operation leads to and does not say.
pub(super) const UNSAID: &str = "(of)";

/// What an operation is read by.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// The document as the vendor has it.
    pub(super) original: &'a Node,
    /// The member of replies that holds what a caller is after.
    pub(super) payload: Option<&'a str>,
    pub(super) replies: &'a Replies,
    pub(super) components: &'a Components<'a>,
}

/// An operation with what it says itself.
pub(super) struct Said<'a> {
    pub(super) operation: &'a Operation<'a>,
    pub(super) own: Vec<(&'static str, Node)>,
    pub(super) tag: String,
}

impl Import {
    /// Tag and id of an operation: those of the vendor's habits, or of the document.
    pub(super) fn names(&mut self, operation: &Operation<'_>, ids: &mut BTreeSet<String>) -> (String, String) {
        let text = |key: &str| operation.node.get(key).and_then(|text| text.str().ok()).unwrap_or_default().to_owned();
        let (tag, id) = match &self.known {
            Some(known) if known.habits.are_there() => {
                let known = known.habits.known(operation.path, operation.method, None);
                (convert::snake(&known.tag, "group"), convert::snake(&known.id, "call"))
            }
            _ => {
                let tag = operation.node.get("tags").and_then(|tags| tags.array().ok()?.first()?.str().ok());
                (tag.unwrap_or("operations").to_owned(), text("operationId"))
            }
        };
        let id = match id.starts_with(&format!("{tag}_")) {
            true => id,
            false => format!("{tag}_{id}"),
        };
        let free = names::free(&id, "_", |id| ids.contains(id));
        ids.insert(free.clone());
        (tag, free)
    }

    /// What an operation says itself.
    pub(super) fn own(
        &mut self,
        operation: &Operation<'_>,
        reading: &Reading<'_>,
        (tag, id): (&str, &str),
    ) -> Vec<(&'static str, Node)> {
        let span = nowhere();
        let (path, method, node) = (operation.path, operation.method, operation.node);
        let known = self.known.as_ref().map(|known| known.habits.known(path, method, None)).unwrap_or_default();
        let there = reading.original.get("paths").and_then(|paths| paths.get(path)?.get(method));
        let text = |key: &str| {
            there.and_then(|there| there.get(key)?.str().ok()).map(str::trim).filter(|text| !text.is_empty())
        };
        let mut own = Vec::new();
        if known.id != id {
            own.push(("operationId", string(&span, id)));
        }
        if known.tag != tag {
            own.push(("tags", Node::new(&span, Value::Array(vec![string(&span, tag)]))));
        }
        match (text("summary"), known.summary) {
            (Some(summary), _) => own.push(("summary", string(&span, summary))),
            (None, true) => {}
            (None, false) => own.push(("summary", string(&span, &summary_of(path)))),
        }
        own.extend(text("description").map(|text| ("description", string(&span, text))));
        own.extend(node.get("deprecated").map(|value| ("deprecated", value.clone())));
        let request = self.request(operation, reading.components);
        let members = request.as_ref().map(member_names).unwrap_or_default();
        let at = own.len();
        let shape = self.reply(operation, reading, &members, &known, &mut own);
        let is_paged = shape.as_ref().is_some_and(|shape| reading.replies.paged.contains(shape));
        if !is_paged {
            own.extend(self.paging(operation, reading).map(|paging| ("x-pagination", paging)));
        }
        let about = self.safety(operation, is_paged, known.safety);
        about.into_iter().rev().for_each(|(key, text)| own.insert(at, (key, string(&span, &text))));
        own.extend(node.get("security").map(|list| ("security", list.clone())));
        own.extend(node.get("parameters").map(|list| ("parameters", list.clone())));
        self.request_said(operation, request, shape.as_deref(), &known, &mut own);
        own
    }

    /// What is said of an operation's safety, and where it is known from.
    fn safety(&mut self, operation: &Operation<'_>, is_paged: bool, is_known: bool) -> Vec<(&'static str, String)> {
        let about = "Known from the vendor's OpenAPI file".to_owned();
        if is_known {
            return vec![("x-unverified", format!("{about} and the habits of its other operations alone."))];
        }
        let safety = if is_paged { "read" } else { convert::safety(operation.method, operation.path) };
        let is_guess = operation.method == "post" || operation.method == "patch";
        if is_guess {
            self.report.guess(format!("operations that are `{safety}`"), format!("`{}`", word(operation.path)));
        }
        let how = if is_guess { format!(", from which its safety is guessed: `{safety}`") } else { String::new() };
        vec![("x-safety", safety.to_owned()), ("x-unverified", format!("{about} alone{how}."))]
    }

    /// How a listing is paged whose reply does not say it.
    fn paging(&mut self, operation: &Operation<'_>, reading: &Reading<'_>) -> Option<Node> {
        let (status, schema) = success(operation.node, reading.components)?;
        let first = reading.replies.usual(status, schema)?;
        let shape = Shape::of(first, reading.payload, reading.components);
        let paging = paging::detect(operation, &shape, reading.components)?;
        self.report.guess("listings that are paged", format!("`{}`", operation.path));
        Some(paging)
    }

    /// The schema of the JSON body of a request.
    fn request(&self, operation: &Operation<'_>, components: &Components<'_>) -> Option<Node> {
        let body = components.resolve(operation.node.get("requestBody")?);
        let media = chosen(body.get("content")?)?;
        if !crate::openapi::media::is_json(&media.key) {
            return None;
        }
        let schema = media.value.get("schema")?;
        let is_alone = component_of(schema).is_some_and(|name| operation.uses.get(name) == Some(&1));
        Some(if is_alone { components.resolve(schema).clone() } else { schema.clone() })
    }

    /// The reply: by the name of its shape, or written out.
    fn reply(
        &mut self,
        operation: &Operation<'_>,
        reading: &Reading<'_>,
        members: &BTreeSet<String>,
        known: &Known,
        own: &mut Vec<(&'static str, Node)>,
    ) -> Option<String> {
        let span = nowhere();
        let responses = operation.node.get("responses")?;
        let Reading { payload, replies, components, .. } = *reading;
        let named = success(operation.node, components).and_then(|(status, schema)| {
            let first = replies.usual(status, schema).filter(|_| is_plain(operation.node, components))?;
            let (shape, whole) = (Shape::of(first, payload, components), Shape::whole(first, components));
            let with_hole = replies.shapes.get(&shape.skeleton).filter(|_| shape.of.is_some());
            let fits = |name: &&String| replies.paging.get(*name).is_none_or(|asked| asked.is_subset(members));
            match with_hole.filter(fits) {
                Some(name) => Some((name.clone(), shape.of)),
                None => match replies.shapes.get(&whole.skeleton).filter(fits) {
                    Some(name) => Some((name.clone(), None)),
                    None => keys(first, &shape, components).iter().find_map(|key| {
                        let name = replies.exact.get(key)?.clone();
                        Some((name, if key.starts_with('{') { shape.of.clone() } else { None }))
                    }),
                },
            }
        });
        let Some((name, of)) = named else {
            if known.reply.is_some() {
                own.push(("x-reply", Node::new(&span, Value::Null)));
            }
            own.push(("responses", responses.clone()));
            return None;
        };
        let is_default = known.reply.as_deref() == Some(&name) && of.as_ref().is_none_or(|of| *of == known.subject);
        if !is_default {
            own.push((
                "x-reply",
                match of {
                    // By its reference, so that it counts as used; the name alone is written.
                    Some(of) => {
                        let reference = object(&span, [("$ref", string(&span, &format!("#/components/schemas/{of}")))]);
                        object(&span, [(name.as_str(), reference)])
                    }
                    None => string(&span, &name),
                },
            ));
        } else if let Some(of) = of {
            let reference = object(&span, [("$ref", string(&span, &format!("#/components/schemas/{of}")))]);
            own.push((UNSAID, reference));
        }
        // What else may come is the operation's own.
        let others = responses.without(&[USUAL]);
        if !others.entries().is_empty() {
            own.push(("responses", others));
        }
        Some(name)
    }

    /// The request, without the members that the habits have.
    fn request_said(
        &mut self,
        operation: &Operation<'_>,
        request: Option<Node>,
        shape: Option<&str>,
        known: &Known,
        own: &mut Vec<(&'static str, Node)>,
    ) {
        let span = nowhere();
        let habits = self.known.as_ref().map(|known| &known.habits);
        let members =
            habits.map(|habits| habits.members_of_request(operation.path, operation.method, shape)).unwrap_or_default();
        let body = operation.node.get("requestBody");
        let is_optional =
            body.is_some_and(|body| body.get("required").is_some_and(|said| said.bool().is_ok_and(|said| !said)));
        let is_written =
            matches!(&request, Some(schema) if schema.get("$ref").is_some() || self.fits(schema, &members));
        if is_optional && is_written {
            own.push(("requestBody", object(&span, [("required", Node::new(&span, Value::Bool(false)))])));
        }
        let whole = body.and_then(|body| Some(chosen(body.get("content")?)?.value.get("schema")?.clone()));
        let whole = whole.unwrap_or_else(|| Node::new(&span, Value::Null));
        match request {
            Some(schema) if schema.get("type").is_some_and(|kind| kind.str().is_ok_and(|kind| kind == "array")) => {
                // Whether each record gets a row, no document says.
                let cap = schema.get("maxItems").cloned().unwrap_or_else(|| string(&span, "none"));
                let reply = string(&span, "each-request");
                let batch = [("items", string(&span, "")), ("max-items", cap), ("reply", reply)];
                own.push(("x-batch", object(&span, batch)));
                self.report.guess("bodies that are batches", format!("`{}`", operation.path));
                own.push(("x-request", schema));
            }
            // Where a habit's member is another one there, the habit does not hold.
            Some(schema) if schema.get("$ref").is_none() && !self.fits(&schema, &members) => {
                match (whole.get("$ref"), body) {
                    (None, Some(body)) => own.push(("requestBody", body.clone())),
                    _ => own.push(("x-request", whole)),
                }
            }
            Some(schema) if schema.get("$ref").is_none() && schema.get("properties").is_some() => {
                let properties = schema.get("properties").map(Node::entries).unwrap_or_default();
                let kept = properties
                    .iter()
                    .filter(|entry| !members.contains_key(entry.key.as_str()))
                    .cloned()
                    .collect::<Vec<_>>();
                if kept.is_empty() && known.request {
                    return;
                }
                let schema = schema
                    .without(&["type", "additionalProperties"])
                    .with("properties", Node::new(&span, Value::Object(kept)));
                own.push(("x-request", schema));
            }
            Some(schema) => own.push(("x-request", schema)),
            // Another kind of body is written out; none takes away that of the habits.
            None => match body {
                Some(body) => own.push(("requestBody", body.clone())),
                None if known.request || !members.is_empty() => own.push(("x-request", Node::new(&span, Value::Null))),
                None => {}
            },
        }
    }
}

impl Import {
    /// Whether the members that the habits have of a request are there, of the same type.
    fn fits(&self, schema: &Node, members: &BTreeMap<&str, &Node>) -> bool {
        let word = |name: &str| self.known.as_ref().and_then(|known| known.habits.word(name));
        members.iter().all(|(name, habit)| {
            let theirs = schema.get("properties").and_then(|all| all.get(name));
            let kind = habit.get("type").or_else(|| word(name)?.get("type"));
            theirs.is_some_and(|theirs| match (theirs.get("type"), kind) {
                (Some(theirs), Some(habit)) => theirs.same(habit),
                (None, None) => true,
                _ => false,
            })
        })
    }
}

/// The names of the members of a request.
fn member_names(schema: &Node) -> BTreeSet<String> {
    schema.get("properties").map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.clone()).collect()
}

fn word(path: &str) -> &str {
    path.rsplit(['/', ':']).next().unwrap_or_default()
}

/// A summary of what its path says.
fn summary_of(path: &str) -> String {
    let words: Vec<&str> = path.split(['/', ':']).filter(|word| !word.is_empty() && !word.starts_with('{')).collect();
    let said = |word: &str| word.to_snake_case().replace('_', " ");
    match words.split_last() {
        Some((action, thing)) if !thing.is_empty() => {
            let thing = thing.iter().map(|word| said(word)).collect::<Vec<_>>().join(" ");
            format!("{}: {thing}.", names::capital(&said(action)))
        }
        _ => format!("{}.", words.first().map(|word| word.to_pascal_case()).unwrap_or_default()),
    }
}
