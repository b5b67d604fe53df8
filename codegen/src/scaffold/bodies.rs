//! Schemas of a new request and reply, with what every body of the vendor has.

use std::collections::BTreeMap;

use super::conventions::{self, Schema, Sibling};
use super::tree::{object, rename, string, todo};
use crate::load::Loader;
use crate::node::{Entry, Node, Value};

/// What a body becomes: schemas by name, and an example.
pub(super) struct Bodies<'a> {
    pub(super) loader: &'a mut Loader,
    pub(super) siblings: &'a [Sibling],
    pub(super) like: &'a Sibling,
    /// The names of the sibling and their replacements, for members and schemas called after the operation.
    pub(super) renamed: (String, String),
    /// The beginning of the new schemas' names.
    pub(super) base: String,
    pub(super) record: String,
    /// File of the new schemas.
    pub(super) file: String,
    pub(super) schemas: Vec<(String, Node)>,
}

impl Bodies<'_> {
    /// A schema in the new file that a person has to describe; returns the reference to it.
    fn open(&mut self, name: &str, what: &str) -> Node {
        if !self.schemas.iter().any(|(there, _)| there == name) {
            let member = object([("type", string("string")), ("description", todo("what the member means."))]);
            let schema = object([
                ("type", string("object")),
                ("description", todo(what)),
                ("properties", object([("TODO", member)])),
            ]);
            self.schemas.push((name.to_owned(), schema));
        }
        string(&format!("{}#/{name}", self.file))
    }

    /// The request: pages, the list of a batch, what the client sets once, and what siblings spread.
    pub(super) fn request(&mut self, alike: bool) -> Node {
        let like = self.like;
        let reference = Sibling::alternatives(like.request()).into_iter().next();
        let sibling = reference.and_then(|reference| conventions::schema(self.loader, &like.file, &reference));
        let media = like.request();
        let shown = like.examples(self.loader, media).into_iter().next();
        let mut kept = Vec::new();
        let mut example = Vec::new();
        let mut described = false;
        for entry in
            sibling.iter().flat_map(|found| found.node.get("properties").map(Node::entries).unwrap_or_default())
        {
            let pointer = format!("/{}", entry.key);
            let pages = alike && like.node.get("x-pagination").is_some_and(|x| conventions::mentions(x, &pointer));
            let batch = alike && like.node.get("x-batch").is_some_and(|x| conventions::mentions(x, &pointer));
            let spread = entry.value.get("x-hoist").is_some() && self.spread_by_several(&entry.key);
            let (schema, value) = if batch {
                let reference = self.open(&format!("New{}", self.record), "what one record to write is.");
                described = true;
                (items(&entry.value, reference), Some(list(unnamed())))
            } else if alike && spread {
                let name = format!("{}{}", self.base, crate::names::pascal(&entry.key));
                let reference = self.open(&name, "what can be asked for.");
                described = true;
                let schema = object([
                    ("$ref", reference),
                    ("description", todo("what it does, and what leaving it out means.")),
                    ("x-hoist", Node::new(&entry.key_span, Value::Bool(true))),
                ]);
                (schema, Some(unnamed()))
            } else if pages || entry.value.get("x-client-parameter").is_some() {
                (self.described(&entry.value), shown.as_ref().and_then(|shown| shown.get(&entry.key)).cloned())
            } else {
                continue;
            };
            kept.push(entry.holding(schema));
            example.extend(value.map(|value| entry.holding(value)));
        }
        let span = todo("").span;
        if !described {
            let member = object([("type", string("string")), ("description", todo("what the member means."))]);
            kept.insert(0, Entry { key: "TODO".into(), key_span: span.clone(), value: member });
            example.insert(0, Entry { key: "TODO".into(), key_span: span.clone(), value: string("TODO") });
        }
        let required = sibling.as_ref().and_then(|found| required(&found.node, &kept));
        let schema = frame(todo("what to send."), required, kept);
        self.schemas.insert(0, (format!("{}Request", self.base), schema));
        Node::new(&span, Value::Object(example))
    }

    /// The reply, with the frame that the sibling's has; `payload` is where the operation's own part lies.
    pub(super) fn reply(&mut self, payload: Option<&str>) -> Node {
        let like = self.like;
        let name = format!("{}Reply", self.base);
        let media = like.reply();
        let reference = Sibling::alternatives(media).into_iter().next();
        let sibling = reference.and_then(|reference| conventions::schema(self.loader, &like.file, &reference));
        let shown = like.examples(self.loader, media).into_iter().next();
        match (sibling, payload.filter(|payload| !payload.is_empty())) {
            (Some(sibling), Some(payload)) => self.carry(&sibling, &name, payload, "", shown.as_ref(), true),
            _ => {
                self.open(&name, "what the reply is.");
                unnamed()
            }
        }
    }

    /// A failure that is called after the operation.
    pub(super) fn failure(&mut self, sibling: &Schema) -> String {
        let name = sibling.name.replacen(&self.renamed.0, &self.renamed.1, 1);
        self.carry(sibling, &name, "//", "", None, false);
        format!("{}#/{name}", self.file)
    }

    /// Copies a schema of the sibling under another name, except for its payload. Returns an example.
    fn carry(
        &mut self,
        sibling: &Schema,
        name: &str,
        payload: &str,
        at: &str,
        shown: Option<&Node>,
        open: bool,
    ) -> Node {
        let slot = self.schemas.len();
        self.schemas.push((name.to_owned(), string("")));
        let mut kept = Vec::new();
        let mut example = Vec::new();
        for entry in sibling.node.get("properties").map(Node::entries).unwrap_or_default() {
            let pointer = format!("{at}/{}", entry.key);
            let value = shown.and_then(|shown| shown.get(&entry.key));
            let own = entry.value.opt_str("$ref").ok().flatten().and_then(|reference| {
                let found = conventions::schema(self.loader, &sibling.file, reference)?;
                (found.file == sibling.file && found.name.starts_with(&self.renamed.0)).then_some(found)
            });
            let (schema, value) = if pointer == payload {
                let (schema, value) = self.payload(&entry.value, value);
                (schema, Some(value))
            } else if let Some(own) = own {
                let name = own.name.replacen(&self.renamed.0, &self.renamed.1, 1);
                let value = self.carry(&own, &name, payload, &pointer, value, false);
                let reference = string(&format!("{}#/{name}", self.file));
                let mut schema = self.described(&entry.value);
                if let Value::Object(members) = &mut schema.value {
                    members.iter_mut().filter(|member| member.key == "$ref").for_each(|m| m.value = reference.clone());
                }
                (schema, Some(value))
            } else {
                (self.described(&entry.value), value.filter(|_| is_short(value)).cloned())
            };
            let key = if entry.key == self.renamed.0 { self.renamed.1.clone() } else { entry.key.clone() };
            kept.push(Entry { key: key.clone(), value: schema, ..entry.clone() });
            example.extend(value.map(|value| Entry { key, value, ..entry.clone() }));
        }
        let required = required(&sibling.node, &kept);
        let described = self.described(&sibling.node);
        let description = described.get("description").cloned().filter(|_| !open);
        let description = description.unwrap_or_else(|| todo("what the reply is."));
        let schema = rename(&frame(description, required, kept), &self.renamed);
        self.schemas[slot].1 = schema;
        Node::new(&sibling.node.span, Value::Object(example))
    }

    /// The operation's own part of a reply, a list where the sibling's is one.
    fn payload(&mut self, sibling: &Node, shown: Option<&Node>) -> (Node, Node) {
        let Some(rows) = sibling.get("items") else {
            let reference = self.open(&format!("{}Result", self.base), "what comes back.");
            let schema = object([("$ref", reference), ("description", todo("what comes back."))]);
            return (schema, unnamed());
        };
        if let Ok(Some(reference)) = rows.opt_str("$ref")
            && self.replied_by_several(reference)
        {
            let shown = shown.cloned().unwrap_or_else(|| list_of(Vec::new()));
            return (describe(sibling, todo("what comes back.")), shown);
        }
        let reference = self.open(&self.record.clone(), "what one record is.");
        (items(sibling, reference), list(unnamed()))
    }

    /// A part that is taken over. What only the sibling says of it may hold for the sibling only.
    fn described(&mut self, part: &Node) -> Node {
        let said = conventions::text(part, "description").to_owned();
        let mut count = 0;
        for path in self.loader.paths(self.like.file.split('/').next().unwrap_or_default()) {
            let file = if path.ends_with(".yaml") { self.loader.yaml(&path, None).ok() } else { None };
            count += usize::from(file.is_some_and(|file| conventions::mentions(&file, &said)));
        }
        match said.is_empty() || count > 1 {
            true => part.clone(),
            false => describe(part, todo(&format!("check: {said}"))),
        }
    }

    fn spread_by_several(&mut self, member: &str) -> bool {
        let mut count = 0;
        for sibling in self.siblings {
            for reference in Sibling::alternatives(sibling.request()) {
                let found = conventions::schema(self.loader, &sibling.file, &reference);
                let found = found.and_then(|found| found.node.get("properties")?.get(member)?.get("x-hoist").cloned());
                count += usize::from(found.is_some());
            }
        }
        count > 1
    }

    fn replied_by_several(&mut self, row: &str) -> bool {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for sibling in self.siblings {
            let first = Sibling::alternatives(sibling.reply()).into_iter().next();
            let found = first.and_then(|reference| conventions::schema(self.loader, &sibling.file, &reference));
            if found.is_some_and(|found| conventions::mentions(&found.node, row)) {
                *count.entry(row.to_owned()).or_default() += 1;
            }
        }
        count.get(row).is_some_and(|count| *count > 1)
    }
}

fn frame(description: Node, required: Option<Node>, members: Vec<Entry>) -> Node {
    let mut schema = vec![("type", string("object")), ("description", description)];
    schema.extend(required.map(|required| ("required", required)));
    schema.push(("properties", Node::new(&todo("").span, Value::Object(members))));
    object(schema)
}

/// Of the required members, those that are there.
fn required(sibling: &Node, kept: &[Entry]) -> Option<Node> {
    let all = sibling.get("required")?.array().ok()?;
    let there = |name: &&Node| name.str().is_ok_and(|name| kept.iter().any(|entry| entry.key == name));
    let names: Vec<_> = all.iter().filter(there).cloned().collect();
    (!names.is_empty()).then(|| list_of(names))
}

/// The sibling's list with other elements.
fn items(sibling: &Node, reference: Node) -> Node {
    let mut schema = describe(sibling, todo("what the records are."));
    if let Value::Object(members) = &mut schema.value {
        for member in members.iter_mut().filter(|member| member.key == "items") {
            member.value = object([("$ref", reference.clone())]);
        }
        members.retain(|member| member.key != "x-rust-name");
    }
    schema
}

fn describe(sibling: &Node, description: Node) -> Node {
    let mut schema = sibling.clone();
    if let Value::Object(members) = &mut schema.value {
        members.iter_mut().filter(|member| member.key == "description").for_each(|m| m.value = description.clone());
    }
    schema
}

fn is_short(value: Option<&Node>) -> bool {
    value.is_some_and(|value| value.entries().len() < 8)
}

fn unnamed() -> Node {
    object([("TODO", string("TODO"))])
}

fn list(item: Node) -> Node {
    list_of(vec![item])
}

fn list_of(items: Vec<Node>) -> Node {
    Node::new(&todo("").span, Value::Array(items))
}
