//! The operations of a document as files of our specs.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{alike, component_of, failure_of, inlined, operations, with_flags, without_security};
use super::made::{nowhere, object, string};
use super::own::{Reading, Said, UNSAID};
use super::schemas::{Schemas, short};
use super::shapes::Replies;
use super::state::Import;
use super::{Report, clashes, convert, envelope, take_out};
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::references::Components;
use crate::scaffold::{Scaffold, Vendor, insert};
use crate::{editor, yaml_text};

/// A path with its operations.
struct Item<'a> {
    tag: &'a str,
    path: &'a str,
    methods: Vec<(&'a str, Node)>,
}

impl Import {
    pub(super) fn run(mut self, document: &Node) -> Result<(Scaffold, Report), String> {
        self.report.operations = super::count(document);
        let missing = self.missing(document);
        if super::count(&missing) == 0 {
            return Ok((self.scaffold, self.report));
        }
        let (converted, renamed) = convert::convert(&missing);
        for (from, to) in &renamed {
            self.report.guess("names of schemas", format!("`{from}` is `{to}`"));
        }
        let clashes = self.ours.as_ref().map(|ours| clashes::renamed(&converted, ours)).unwrap_or_default();
        for (from, to) in &clashes {
            self.report.guess("schemas that ours of the name cannot stand for", format!("`{from}` is `{to}`"));
        }
        let converted = convert::with_references(&converted, &clashes);
        let own = self.known.as_ref().map(|known| known.document.clone());
        let envelope = match &own {
            Some(own) => own.get("x-envelope").cloned(),
            None => envelope::detect(&converted),
        };
        let failure = failure_of(&converted);
        let envelope = envelope.map(|said| match (&failure, said.get("failure").and_then(|text| text.str().ok())) {
            // Ours may have another name.
            (Some(theirs), Some(ours)) if theirs != ours && own.is_some() => {
                said.clone().with("failure", string(&said.span, theirs))
            }
            _ => said,
        });
        let converted = match &envelope {
            Some(envelope) => converted.with("x-envelope", envelope.clone()),
            None => converted,
        };
        let flag = envelope.as_ref().and_then(|said| said.get("success")?.str().ok()?.strip_prefix('/'));
        let converted = match flag {
            Some(flag) => with_flags(&converted, flag, failure.as_deref()),
            None => converted,
        };
        let converted = without_security(&inlined(&converted), own.is_some(), &mut self.report);
        let (sound, refused) = take_out(converted)?;
        self.report.refused = refused;
        self.write(&sound, &missing, envelope.as_ref(), failure.as_deref())?;
        Ok((self.scaffold, self.report))
    }

    /// The document without the operations that the specs have.
    fn missing(&mut self, document: &Node) -> Node {
        let siblings = self.known.as_ref().map(|known| known.operations()).unwrap_or_default();
        // The document may have in its paths what our address has.
        let prefix = self.known.as_ref().map(Vendor::prefixes).unwrap_or_default();
        let spelt = |(path, method): (String, String)| {
            let with_prefix = prefix.iter().map(move |prefix| alike(&format!("{prefix}{path}"))).collect::<Vec<_>>();
            with_prefix.into_iter().map(move |path| (path, method.clone()))
        };
        let siblings: BTreeSet<_> = siblings.into_iter().flat_map(spelt).collect();
        let mut there = 0;
        let kept = document.map(|key, value| match (key, &value.value) {
            ("paths", Value::Object(paths)) => {
                let paths = paths.iter().map(|path| {
                    let is_there = |entry: &&Entry| siblings.contains(&(alike(&path.key), entry.key.clone()));
                    there += path.value.entries().iter().filter(is_there).count();
                    let kept = path.value.entries().iter().filter(|entry| !is_there(entry)).cloned().collect();
                    path.holding(Node::new(&path.value.span, Value::Object(kept)))
                });
                let paths: Vec<Entry> = paths.collect();
                let has_one =
                    |path: &Entry| path.value.entries().iter().any(|entry| METHODS.contains(&entry.key.as_str()));
                Node::new(&value.span, Value::Object(paths.into_iter().filter(has_one).collect()))
            }
            _ => value.clone(),
        });
        self.report.there = there;
        kept
    }

    fn write(
        &mut self,
        document: &Node,
        original: &Node,
        envelope: Option<&Node>,
        failure: Option<&str>,
    ) -> Result<(), String> {
        let components = Components::of(document);
        let payload = envelope.and_then(|said| said.get("payload")?.str().ok()?.strip_prefix('/'));
        let payload = payload.filter(|name| !name.contains('/')).map(str::to_owned);
        let mut replies = self.known_replies(payload.as_deref());
        replies.failure = failure.map(str::to_owned);
        let mut schemas = Schemas::there(self.schemas());
        let mut names = BTreeMap::new();
        let ours = self.ours.as_ref().and_then(|ours| ours.get("x-envelope")?.get("failure")?.str().ok());
        if let (Some(theirs), Some(ours)) = (failure, ours) {
            schemas.rename(theirs, ours);
            names.insert(theirs.to_owned(), ours.to_owned());
        }
        let operations = operations(document);
        self.name_replies(&operations, payload.as_deref(), failure, &components, &mut replies);
        // What each operation says itself, with references into the document.
        let mut said: Vec<Said<'_>> = Vec::new();
        let reading = Reading { original, payload: payload.as_deref(), replies: &replies, components: &components };
        let mut ids: BTreeSet<String> = self.known.as_ref().map(Vendor::ids).unwrap_or_default();
        for operation in &operations {
            let (tag, id) = self.names(operation, &mut ids);
            let own = self.own(operation, &reading, (&tag, &id));
            said.push(Said { operation, own, tag });
        }
        let whole = |key: &str, node: &Node| object(&nowhere(), [(key, node.clone())]);
        let of = said.iter().flat_map(|said| said.own.iter().map(|(key, node)| (said.tag.clone(), whole(key, node))));
        let mut parts: Vec<(String, Node)> = of.collect();
        for (_, shape) in &replies.new {
            parts.push(("common".to_owned(), shape.clone()));
        }
        // What only ours lead to in the document is not needed.
        let further = document.map(|key, value| match key {
            "components" => value.map(|section, all| match section {
                "schemas" => all.without(&schemas.names()),
                _ => all.clone(),
            }),
            _ => value.clone(),
        });
        let new = schemas.place(&parts, &Components::of(&further));
        self.write_schemas(&new, &schemas, &names, &components);
        self.write_operations(&said, &schemas, &names)?;
        self.write_document(document, &said, &replies, &schemas, &names)?;
        self.report.written = said.len();
        self.report.schemas = new.len();
        Ok(())
    }

    /// The schemas that the specs have, with their files below the vendor's folder.
    fn schemas(&mut self) -> BTreeMap<String, String> {
        let start = format!("{}/", self.vendor);
        let mut found = BTreeMap::new();
        if self.known.is_none() {
            return found;
        }
        for file in self.loader.paths(&self.vendor) {
            let Some(below) = file.strip_prefix(&start).filter(|below| below.starts_with("schemas/")) else { continue };
            let Ok(tree) = self.loader.yaml(&file, None) else { continue };
            found.extend(tree.entries().iter().map(|entry| (entry.key.clone(), below.to_owned())));
        }
        found
    }

    fn write_schemas(
        &mut self,
        new: &BTreeSet<String>,
        schemas: &Schemas,
        names: &BTreeMap<String, String>,
        components: &Components<'_>,
    ) {
        for name in new {
            let (Some(file), Some(schema)) = (schemas.file(name), components.get(("schemas", name))) else { continue };
            let schema = match &self.known {
                Some(known) => short(schema, &known.habits),
                None => short(schema, &crate::habits::Habits::default()),
            };
            let text =
                yaml_text::text(&object(&nowhere(), [(name.as_str(), schemas.located("", &schema, "schemas", names))]));
            self.scaffold.append(&format!("{}/{file}", self.vendor), &text, &self.loader);
        }
    }

    fn write_operations(
        &mut self,
        said: &[Said<'_>],
        schemas: &Schemas,
        names: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let mut items: Vec<Item<'_>> = Vec::new();
        for Said { operation, own, tag } in said {
            let own = own.iter().filter(|(key, _)| *key != UNSAID).map(|(key, node)| {
                let node = match (*key, self.known.as_ref()) {
                    ("x-request", Some(known)) => short(node, &known.habits),
                    ("x-request", None) => short(node, &crate::habits::Habits::default()),
                    ("x-reply", _) => by_name(node),
                    _ => node.clone(),
                };
                (*key, schemas.located(key, &node, "paths", names))
            });
            let node = object(&nowhere(), own);
            match items.last_mut().filter(|item| item.path == operation.path) {
                Some(item) => item.methods.push((operation.method, node)),
                None => items.push(Item { tag, path: operation.path, methods: vec![(operation.method, node)] }),
            }
        }
        let mut lines = String::new();
        for Item { tag, path, methods } in &items {
            let file = format!("{}/paths/{tag}.yaml", self.vendor);
            let there = self.scaffold.text(&file, &self.loader).unwrap_or_default();
            let taken: BTreeSet<&str> =
                there.lines().filter_map(|line| line.split_once(':').map(|(key, _)| key)).collect();
            let base = match path.rsplit(['/', ':']).next() {
                Some(word)
                    if !word.starts_with('{')
                        && !METHODS.contains(&word)
                        && word.chars().all(|c| c.is_ascii_alphanumeric()) =>
                {
                    word.to_owned()
                }
                _ => convert::snake(path, "path"),
            };
            let key = names::free(&base, "", |key| taken.contains(key));
            let item = object(&nowhere(), methods.iter().map(|(method, node)| (*method, node.clone())));
            let text = yaml_text::text(&object(&nowhere(), [(key.as_str(), item)]));
            self.scaffold.append(&file, &text, &self.loader);
            lines.push_str(&yaml_text::member(1, path, &format!("paths/{tag}.yaml#/{key}")));
        }
        if self.known.is_some() {
            let file = format!("{}/openapi.yaml", self.vendor);
            self.insert(&file, "paths", &lines)?;
        } else {
            self.paths = lines;
        }
        Ok(())
    }

    fn insert(&mut self, file: &str, key: &str, lines: &str) -> Result<(), String> {
        let text = self.scaffold.text(file, &self.loader).unwrap_or_default();
        let text = insert::at_end(&text, key, lines).ok_or_else(|| {
            format!("`{}` has no block `{key}:` that lines could be added to", self.loader.shown_path(file))
        })?;
        self.scaffold.put(file, text, &self.loader);
        Ok(())
    }

    /// The document of a new vendor, and new replies among the habits.
    fn write_document(
        &mut self,
        document: &Node,
        said: &[Said<'_>],
        replies: &Replies,
        schemas: &Schemas,
        names: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let shapes: Vec<(&str, Node)> =
            replies.new.iter().map(|(name, node)| (name.as_str(), schemas.located("", node, "", names))).collect();
        let vendor = self.vendor.clone();
        let span = nowhere();
        if self.known.is_some() {
            let file = format!("{vendor}/habits.yaml");
            for (name, node) in shapes {
                let text = yaml_text::text(&object(&span, [(name, node)]));
                let lines: String = text.lines().map(|line| format!("  {line}\n")).collect();
                self.insert(&file, "replies", &lines)?;
            }
            return Ok(());
        }
        let habits = match shapes.is_empty() {
            true => object(&span, [("every", object(&span, Vec::new()))]),
            false => object(&span, [("replies", object(&span, shapes))]),
        };
        let about = "# What the operations have in common. docs/spec-extensions.md says what each part stands for.\n";
        self.scaffold.files.insert(
            format!("{vendor}/habits.yaml"),
            format!("{}{about}{}", editor::line("habits.json", 1), yaml_text::text(&habits)),
        );
        let used: BTreeSet<&str> = said.iter().map(|said| said.tag.as_str()).collect();
        let is_used =
            |tag: &&Node| tag.get("name").and_then(|name| name.str().ok()).is_some_and(|name| used.contains(name));
        let tags = document.get("tags").and_then(|tags| tags.array().ok()).unwrap_or_default();
        let tags = Node::new(&span, Value::Array(tags.iter().filter(is_used).cloned().collect()));
        let mut entries = vec![("openapi", string(&span, "3.1.1"))];
        for key in ["info", "servers", "security"] {
            entries.extend(document.get(key).map(|node| (key, node.clone())));
        }
        entries.push(("tags", tags));
        entries.extend(document.get("x-envelope").map(|said| ("x-envelope", said.clone())));
        entries.push(("x-habits", object(&span, [("$ref", string(&span, "habits.yaml"))])));
        let mut text = format!("{}paths:\n{}", yaml_text::text(&object(&span, entries)), self.paths);
        if let Some(schemes) = document.get("components").and_then(|all| all.get("securitySchemes")) {
            let components = object(&span, [("securitySchemes", schemes.clone())]);
            text.push_str(&yaml_text::text(&object(&span, [("components", components)])));
        }
        self.scaffold
            .files
            .insert(format!("{vendor}/openapi.yaml"), format!("{}{text}", editor::line("document.json", 1)));
        let readme = crate::scaffold::readme(&vendor);
        self.scaffold.files.insert(format!("{vendor}/README.md"), readme);
        Ok(())
    }
}

/// `{page: {$ref: ...}}` by the name of the schema alone.
fn by_name(reply: &Node) -> Node {
    reply.map(|_, of| match component_of(of) {
        Some(name) => Node::string(&of.span, name),
        None => of.clone(),
    })
}
