//! The files of a new operation, made after another one.

use super::bodies::Bodies;
use super::conventions::{self, Sibling, mentions};
use super::tree::{self, list, object, string, todo};
use super::{Wanted, insert, yaml};
use crate::load::Loader;
use crate::names;
use crate::node::{Entry, Node, Value};

/// A new operation and the one that it is made after.
pub(super) struct New<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) like: &'a Sibling,
    pub(super) siblings: &'a [Sibling],
    pub(super) method: &'a str,
    pub(super) tag: String,
    pub(super) id: String,
}

impl New<'_> {
    /// Whether it does the same with other records.
    fn alike(&self) -> bool {
        self.method == self.like.method && conventions::last(&self.wanted.path) == conventions::last(&self.like.path)
    }

    /// Whether it gives pages as the other does: it does the same, or both read a collection whose page the query asks for.
    fn pages(&self) -> bool {
        let is_collection = |path: &str| !path.ends_with('}');
        let asked = self.like.node.get("x-pagination").and_then(|paging| paging.get("request")).map(Node::entries);
        let by_query = asked.is_some_and(|asked| {
            asked.iter().all(|entry| entry.value.str().is_ok_and(|place| place.starts_with("query:")))
        });
        let both_read = self.method == "get" && self.like.method == "get";
        let both_list = is_collection(&self.wanted.path) && is_collection(&self.like.path);
        self.alike() || (by_query && both_read && both_list)
    }

    pub(super) fn files(&self, loader: &mut Loader, document: &Node) -> Vec<(String, String)> {
        let (vendor, id) = (&self.wanted.vendor, &self.id);
        let envelope = Envelope::read(document, self.like);
        // HTTP gives a body no meaning in the other methods.
        let has_body = matches!(self.method, "post" | "put" | "patch")
            || (self.method == "delete" && self.like.method == "delete" && self.like.request().is_some());
        let base = if envelope.by_operation { conventions::last(&self.wanted.path) } else { id };
        let old = if envelope.by_operation { conventions::last(&self.like.path) } else { self.like.id() };
        // The underscore is the escape of a keyword, which the longer names of the schemas need none of.
        let base = names::pascal(base).trim_end_matches('_').to_owned();
        let mut bodies = Bodies {
            record: self.record(loader, &base),
            loader,
            siblings: self.siblings,
            like: self.like,
            renamed: (names::pascal(old), base.clone()),
            base: base.clone(),
            file: format!("{id}.yaml"),
            schemas: Vec::new(),
        };
        let payload = match self.pages() || envelope.payload.is_some() {
            true => envelope.payload.clone().or(paging_items(&self.like.node)),
            false => None,
        };
        let reply = bodies.reply(payload.as_deref());
        let request = has_body.then(|| bodies.request(self.alike()));
        let failures = self.failures(&mut bodies, &envelope);
        let schemas = bodies.schemas.clone();
        let mut files = vec![(format!("{vendor}/paths/{id}.yaml"), String::new())];
        let texts: String =
            schemas.iter().map(|(name, schema)| yaml::text(&object([(name.as_str(), schema.clone())]))).collect();
        files.push((format!("{vendor}/schemas/{id}.yaml"), texts));
        files.extend(request.as_ref().map(|body| (format!("{vendor}/examples/{id}.request.json"), body.to_json())));
        files.push((format!("{vendor}/examples/{id}.reply.json"), reply.to_json()));
        let failed = self.failed(bodies.loader, &envelope, &base);
        files.extend(failed.as_ref().map(|text| (format!("{vendor}/examples/{id}.failure.json"), text.clone())));
        let operation = self.operation(bodies.loader, &base, has_body, &failures, failed.is_some());
        files[0].1 = yaml::text(&object([(self.method, operation)]));
        files
    }

    /// The name of a record: the tag in the singular, unless the vendor has such a schema.
    fn record(&self, loader: &mut Loader, base: &str) -> String {
        let name = names::pascal(self.tag.strip_suffix('s').unwrap_or(&self.tag));
        let mut taken = names::is_taken(&name) || !names::is_type_name(&name);
        for path in loader.paths(&self.wanted.vendor) {
            if path.ends_with(".yaml")
                && let Ok(file) = loader.yaml(&path, None)
            {
                taken |= file.get(&name).is_some() || file.get(&format!("New{name}")).is_some();
            }
        }
        if taken { format!("{base}Record") } else { name }
    }

    /// References to the alternatives of the reply that are failures.
    fn failures(&self, bodies: &mut Bodies<'_>, envelope: &Envelope) -> Vec<String> {
        let mut failures = Vec::new();
        for reference in Sibling::alternatives(self.like.reply()).into_iter().skip(1) {
            let found = conventions::schema(bodies.loader, &self.like.file, &reference);
            failures.push(
                match found.filter(|found| envelope.by_operation && found.name.starts_with(&bodies.renamed.0)) {
                    Some(found) => format!("../schemas/{}", bodies.failure(&found)),
                    None => reference,
                },
            );
        }
        failures
    }

    /// The text of the sibling's first example of a failure, its names replaced.
    fn failed(&self, loader: &mut Loader, envelope: &Envelope, base: &str) -> Option<String> {
        let success = envelope.success.as_ref()?;
        let shown = self.like.examples(loader, self.like.reply());
        let is_failure = |node: &&Node| {
            let flag = success.split('/').skip(1).try_fold(*node, |node, key| node.get(key));
            flag.and_then(|flag| flag.scalar().ok()).is_none_or(|flag| flag != envelope.success_value)
        };
        let failure = shown.iter().find(is_failure)?;
        let names = (conventions::last(&self.like.path).to_owned(), base.to_owned());
        Some(tree::rename(failure, &names).to_json())
    }

    fn operation(&self, loader: &mut Loader, base: &str, has_body: bool, failures: &[String], failed: bool) -> Node {
        let (like, id) = (&self.like.node, &self.id);
        let alike = self.alike();
        let safety = match (like.get("x-safety").filter(|_| alike), self.method) {
            (Some(safety), _) => safety.clone(),
            (None, "get" | "head") => string("read"),
            (None, _) => todo("read, idempotent or write"),
        };
        let mut members = vec![
            ("operationId", string(id)),
            ("tags", list([string(&self.tag)])),
            ("summary", todo("what it does, in a few words")),
            ("description", todo("what it does, what a repeated call does, and what the vendor leaves open.")),
            ("x-safety", safety),
        ];
        let carried =
            ["x-envelope", "x-pagination", "x-batch", "x-rate-limit", "x-retryable", "x-unprocessed", "security"];
        for key in carried {
            let fits = match key {
                "x-pagination" => self.pages(),
                // They are about the records of a request.
                "x-batch" | "x-unprocessed" => alike,
                _ => true,
            };
            members.extend(like.get(key).filter(|_| fits).map(|value| (key, carried_over(value))));
        }
        let parameters = self.parameters(loader);
        if !parameters.is_empty() {
            members.push(("parameters", list(parameters)));
        }
        if has_body {
            let schema = object([("$ref", string(&format!("../schemas/{id}.yaml#/{base}Request")))]);
            let body = object([
                ("description", todo("what to send.")),
                ("required", Node::new(&like.span, Value::Bool(true))),
                ("content", content(schema, &[("documented", &format!("{id}.request.json"))])),
            ]);
            members.push(("requestBody", body));
        }
        members.push(("responses", self.responses(base, failures, failed)));
        object(members)
    }

    fn responses(&self, base: &str, failures: &[String], failed: bool) -> Node {
        let id = &self.id;
        let reply = object([("$ref", string(&format!("../schemas/{id}.yaml#/{base}Reply")))]);
        let schema = match failures {
            [] => reply,
            _ => {
                let others = failures.iter().map(|reference| object([("$ref", string(reference))]));
                object([("oneOf", list([reply].into_iter().chain(others)))])
            }
        };
        let (shown, failure) = (format!("{id}.reply.json"), format!("{id}.failure.json"));
        let mut examples = vec![("documented", shown.as_str())];
        if failed {
            examples.push(("failure", failure.as_str()));
        }
        let theirs = self.like.node.get("responses").map(Node::entries).unwrap_or_default();
        let status = theirs.iter().map(|entry| entry.key.as_str()).find(|key| key.starts_with('2')).unwrap_or("200");
        let success = object([("description", todo("what comes back.")), ("content", content(schema, &examples))]);
        let others = theirs.iter().filter(|entry| !entry.key.starts_with('2') && entry.value.get("$ref").is_some());
        object([(status, success)].into_iter().chain(others.map(|entry| (entry.key.as_str(), entry.value.clone()))))
    }

    /// The sibling's headers, the parameter that asks for a page, and the path's own.
    fn parameters(&self, loader: &mut Loader) -> Vec<Node> {
        let path = self.wanted.path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
        let mut missing: Vec<&str> = path.collect();
        let mut kept = Vec::new();
        for parameter in self.like.node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default() {
            let reference = parameter.opt_str("$ref").ok().flatten();
            let declared = reference.and_then(|path| conventions::schema(loader, &self.like.file, path));
            let declared = declared.map_or_else(|| parameter.clone(), |declared| declared.node);
            let (name, place) = (conventions::text(&declared, "name"), conventions::text(&declared, "in"));
            let pages = self.like.node.get("x-pagination").filter(|_| self.pages());
            let keep = match place {
                "path" => missing.contains(&name),
                "query" => pages.is_some_and(|paging| mentions(paging, &format!("query:{name}"))),
                _ => true,
            };
            if keep {
                missing.retain(|wanted| *wanted != name);
                kept.push(parameter.clone());
            }
        }
        for name in missing.into_iter().rev() {
            let parameter = object([
                ("name", string(name)),
                ("in", string("path")),
                ("required", Node::new(&self.like.node.span, Value::Bool(true))),
                ("description", todo("what it names.")),
                ("schema", object([("type", string("string"))])),
            ]);
            kept.insert(0, parameter);
        }
        kept
    }

    /// The document's text with the path, and the tag where it is new.
    pub(super) fn entered(&self, text: &str, document: &Node) -> Option<String> {
        let line = format!("  {}:\n    $ref: paths/{}.yaml\n", self.wanted.path, self.id);
        let text = insert::at_end(text, "paths", &line)?;
        let tags = document.get("tags").and_then(|tags| tags.array().ok()).unwrap_or_default();
        if tags.iter().any(|tag| conventions::text(tag, "name") == self.tag) {
            return Some(text);
        }
        let tag = format!("  - name: {}\n    description: {}\n", self.tag, "TODO what its operations are about.");
        insert::at_end(&text, "tags", &tag).or_else(|| insert::before(&text, "paths", &format!("tags:\n{tag}")))
    }
}

fn content(schema: Node, examples: &[(&str, &str)]) -> Node {
    let example = |(name, file): &(&str, &str)| Entry {
        key: (*name).to_owned(),
        key_span: schema.span.clone(),
        value: object([
            ("summary", todo("what it shows, and where it is from")),
            ("externalValue", string(&format!("../examples/{file}"))),
        ]),
    };
    let examples = Node::new(&schema.span, Value::Object(examples.iter().map(example).collect()));
    object([("application/json", object([("schema", schema), ("examples", examples)]))])
}

/// An extension as another operation takes it over: without the values for members that it may not have.
fn carried_over(extension: &Node) -> Node {
    let mut extension = extension.clone();
    if let Value::Object(entries) = &mut extension.value {
        entries.retain(|entry| entry.key != "full-scan");
    }
    extension
}

/// Where the items of a listing lie.
fn paging_items(operation: &Node) -> Option<String> {
    let items = operation.get("x-pagination")?.get("response")?.get("items")?;
    items.str().ok().map(str::to_owned)
}

/// What decides between success and failure.
#[derive(Default)]
struct Envelope {
    success: Option<String>,
    success_value: String,
    payload: Option<String>,
    /// Whether members or schemas are called after the operation.
    by_operation: bool,
}

impl Envelope {
    /// As it is for an operation, `{operation}` replaced.
    fn read(document: &Node, like: &Sibling) -> Self {
        let mut envelope = Self { success_value: "true".into(), ..Self::default() };
        let name = conventions::last(&like.path);
        for node in [document.get("x-envelope"), like.node.get("x-envelope")].into_iter().flatten() {
            for entry in node.entries() {
                let text = entry.value.scalar().unwrap_or_default();
                envelope.by_operation |= text.contains("{operation}");
                let text = text.replace("{operation}", name);
                match entry.key.as_str() {
                    "success" => envelope.success = Some(text),
                    "success-value" => envelope.success_value = text,
                    "payload" => envelope.payload = Some(text),
                    _ => {}
                }
            }
        }
        envelope
    }
}
