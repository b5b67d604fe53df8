//! The schemas of parameters, requests and replies: what needs a type of its own is a component, called after the operation.

use super::{Pass, REF_PREFIX, is_null, member_name};
use crate::names;
use crate::node::{Node, Value};

impl Pass<'_> {
    /// An operation whose own schemas are called `<Operation><Parameter>`, `<Operation>Body` and `<Operation>Response`; a reply of
    /// another status than 200 has it behind its name.
    pub(super) fn operation(&mut self, node: &Node, name: &str, failure: Option<&str>) -> Node {
        let node = self.parameters(node, name);
        node.map(|key, value| match key {
            "requestBody" => self.content(value, &format!("{name}Body"), None),
            "responses" => value.map(|status, reply| {
                let is_failure = !status.starts_with('2') && status != "default";
                let chosen = reply.get("content").and_then(crate::openapi::media::chosen);
                if is_failure && chosen.is_some_and(|entry| !crate::openapi::media::may_be_json(&entry.key)) {
                    return reply.clone();
                }
                let status =
                    if status == "200" { String::new() } else { names::pascal(&format!("a{status}")).split_off(1) };
                self.content(reply, &format!("{name}Response{}", names::capital(&status)), failure)
            }),
            _ => value.clone(),
        })
    }

    pub(super) fn parameters(&mut self, node: &Node, owner: &str) -> Node {
        node.map(|key, value| match key {
            "parameters" => value.map_items(|_, parameter| self.parameter(parameter, owner)),
            _ => value.clone(),
        })
    }

    pub(super) fn parameter(&mut self, node: &Node, owner: &str) -> Node {
        let Some(Ok(name)) = node.get("name").map(Node::str) else { return node.clone() };
        let name = member_name(owner, name, node);
        node.map(|key, value| match key {
            "schema" => self.value(value, &name),
            "content" => self.media(value, &name, None),
            _ => value.clone(),
        })
    }

    /// A request or reply.
    pub(super) fn content(&mut self, node: &Node, name: &str, failure: Option<&str>) -> Node {
        node.map(|key, value| match key {
            "content" => self.media(value, name, failure),
            _ => value.clone(),
        })
    }

    /// Of several media types only one is used, so that all of them may call their schemas alike where these are the same.
    fn media(&mut self, content: &Node, name: &str, failure: Option<&str>) -> Node {
        let chosen = crate::openapi::media::chosen(content).map(|entry| entry.key.clone());
        content.map(|media, value| match chosen.as_deref() == Some(media) {
            true => value.map(|key, schema| match key {
                // The members of a form are parameters.
                "schema" if crate::openapi::media::is_form(media) => self.schema(schema, name),
                "schema" => self.reply(schema, name, failure),
                _ => schema.clone(),
            }),
            false => value.clone(),
        })
    }

    /// A schema whose failure stands beside what a success may be.
    fn reply(&mut self, schema: &Node, name: &str, failure: Option<&str>) -> Node {
        let union = ["oneOf", "anyOf"].into_iter().find_map(|key| Some((key, schema.get(key)?)));
        let (Some((key, Node { value: Value::Array(items), span })), Some(failure)) = (union, failure) else {
            return self.value(schema, name);
        };
        let is_failure = |item: &&Node| {
            let reference = item.get("$ref").and_then(|reference| reference.str().ok());
            reference.and_then(|reference| reference.strip_prefix(REF_PREFIX)) == Some(failure)
        };
        let (failures, others): (Vec<&Node>, Vec<&Node>) = items.iter().partition(is_failure);
        // The lint of envelopes tells a failure that is no schema.
        if failures.is_empty() && !self.schemas.contains_key(failure) {
            return schema.clone();
        }
        if failures.is_empty() || others.iter().filter(|item| !is_null(item)).count() == 0 {
            return self.value(schema, name);
        }
        let list = |items: Vec<Node>| Node::new(span, Value::Array(items));
        let success = match others.as_slice() {
            [one] => self.value(one, name),
            many => {
                let union = schema.without(&["discriminator"]).with(key, list(many.iter().copied().cloned().collect()));
                self.value(&union, name)
            }
        };
        let all = [success].into_iter().chain(failures.into_iter().cloned()).collect();
        schema.without(&["oneOf", "anyOf", "discriminator"]).with("oneOf", list(all))
    }
}

/// What the schema of a shared request or reply is called.
pub(super) fn name(component: &str, what: &str) -> String {
    let name = names::pascal(&names::transliterated(component));
    if name.ends_with(what) { name } else { format!("{name}{what}") }
}
