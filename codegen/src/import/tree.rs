//! The operations of a document as files of our specs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use heck::{ToPascalCase, ToSnakeCase};

use super::made::{nowhere, object, string};
use super::replies::{Shape, alternatives, success};
use super::schemas::{Schemas, short};
use super::{Report, convert, envelope, take_out};
use crate::load::Loader;
use crate::node::{Entry, Node, Value};
use crate::openapi::METHODS;
use crate::openapi::references::{Components, parse};
use crate::pipeline::bundles_of;
use crate::scaffold::{Scaffold, Vendor, insert};
use crate::{editor, yaml_text};

/// How many operations share a reply that is worth a name.
const WORTH: usize = 2;

/// An import into the specs of a vendor.
pub(super) struct Import {
    vendor: String,
    loader: Loader,
    /// What the specs have of the vendor; nothing for a new one.
    known: Option<Vendor>,
    /// The bundled document of the vendor as it is.
    ours: Option<Node>,
    scaffold: Scaffold,
    report: Report,
    /// The paths of a new vendor's document.
    paths: String,
}

/// What is known of the replies of the vendor.
#[derive(Default)]
struct Replies {
    /// The names of the shapes by their skeletons.
    shapes: BTreeMap<String, String>,
    /// What each shape asks of a request: the members that page through it.
    paging: BTreeMap<String, BTreeSet<String>>,
    /// Shapes that the habits do not have yet.
    new: Vec<(String, Node)>,
}

impl Import {
    pub(super) fn begin(specs: &Path, vendor: &str) -> Result<Self, String> {
        crate::scaffold::check_vendor(vendor)?;
        let mut loader = Loader::new(specs);
        let is_there = loader.vendors().unwrap_or_default().iter().any(|name| name == vendor);
        let (known, ours) = match is_there {
            true => {
                let documents = bundles_of(&mut loader).map_err(|found| {
                    format!("the specs have to be sound before something is added to them:\n{}", found.render(false))
                })?;
                let ours = documents.into_iter().find(|(name, _)| name == vendor).map(|(_, document)| document);
                (Some(Vendor::read(&mut loader, vendor)?), ours)
            }
            false => (None, None),
        };
        let (scaffold, report) = (Scaffold::default(), Report::default());
        Ok(Self { vendor: vendor.to_owned(), loader, known, ours, scaffold, report, paths: String::new() })
    }

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
            Some(flag) => with_flags(&converted, flag),
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
        let siblings: BTreeSet<_> = siblings.into_iter().map(|(path, method)| (alike(&path), method)).collect();
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
        let mut said: Vec<(&Operation<'_>, Vec<(&str, Node)>, String, String)> = Vec::new();
        let mut ids: BTreeSet<String> = self.known.as_ref().map(Vendor::ids).unwrap_or_default();
        for operation in &operations {
            let (tag, id) = self.names(operation, &mut ids);
            let own = self.own(operation, original, payload.as_deref(), &replies, &components, (&tag, &id));
            said.push((operation, own, tag, id));
        }
        let whole = |key: &str, node: &Node| object(&nowhere(), [(key, node.clone())]);
        let of = said.iter().flat_map(|(_, own, tag, _)| own.iter().map(|(key, node)| (tag.clone(), whole(key, node))));
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

    /// The shapes that the vendor's operations have, by what their replies look like.
    fn known_replies(&self, payload: Option<&str>) -> Replies {
        let mut replies = Replies::default();
        let (Some(known), Some(ours)) = (&self.known, &self.ours) else { return replies };
        let components = Components::of(ours);
        for (path, method, shape) in known.shapes() {
            let operation = ours.get("paths").and_then(|paths| paths.get(&path)?.get(&method));
            let Some(operation) = operation else { continue };
            let Some((_, schema)) = success(operation, &components) else { continue };
            let Some(first) = alternatives(schema).first() else { continue };
            let takes = known.habits.is_of_schema(&shape);
            let found = if takes { Shape::of(first, payload, &components) } else { Shape::whole(first, &components) };
            replies.shapes.insert(found.skeleton, shape.clone());
            let paging = operation.get("x-pagination").and_then(|said| said.get("request")).map(Node::entries);
            let members =
                paging.unwrap_or_default().iter().filter_map(|entry| entry.value.str().ok()?.strip_prefix('/'));
            replies.paging.insert(shape, members.map(str::to_owned).collect());
        }
        replies
    }

    /// Names for the replies that several operations have and no habit knows.
    fn name_replies(
        &mut self,
        operations: &[Operation<'_>],
        payload: Option<&str>,
        failure: Option<&str>,
        components: &Components<'_>,
        replies: &mut Replies,
    ) {
        let mut seen: BTreeMap<String, Vec<(&Operation<'_>, &Node, Shape)>> = BTreeMap::new();
        for operation in operations {
            let Some((_, schema)) = success(operation.node, components) else { continue };
            let Some(first) = alternatives(schema).first() else { continue };
            let is_usual = match (alternatives(schema), failure) {
                ([_, second], Some(failure)) => is_reference(second, failure),
                ([_], None) => true,
                _ => false,
            };
            if is_usual {
                let shape = Shape::of(first, payload, components);
                seen.entry(shape.skeleton.clone()).or_default().push((operation, first, shape));
            }
        }
        let mut taken: BTreeSet<String> = replies.shapes.values().cloned().collect();
        for (skeleton, users) in seen {
            let whole = users.first().map(|(_, first, _)| Shape::whole(first, components).skeleton).unwrap_or_default();
            let known = replies.shapes.contains_key(&skeleton) || replies.shapes.contains_key(&whole);
            let records: BTreeSet<Option<&String>> = users.iter().map(|(.., shape)| shape.of.as_ref()).collect();
            if known || users.len() < WORTH {
                continue;
            }
            let (_, first, shape) = &users[0];
            // A record that all of them have is no hole.
            let has_hole = shape.payload.is_some() && records.len() > 1;
            let base = match (has_hole, shape.is_list) {
                (true, true) => "list".to_owned(),
                (true, false) => "one".to_owned(),
                (false, _) => component_of(first).map(|name| name.to_snake_case()).unwrap_or_else(|| "reply".into()),
            };
            let base = base.trim_end_matches("_result").trim_end_matches("_response").to_owned();
            let numbered = (2..).map(|number| format!("{base}_{number}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(base);
            taken.insert(name.clone());
            let node = shape_node(first, shape, has_hole, failure, components);
            let key = if has_hole { skeleton } else { whole };
            replies.shapes.insert(key, name.clone());
            replies.paging.insert(name.clone(), BTreeSet::new());
            self.report.guess("replies of several operations", format!("`{name}` of {}", users.len()));
            replies.new.push((name, node));
        }
    }

    /// Tag and id of an operation: those of the vendor's habits, or of the document.
    fn names(&mut self, operation: &Operation<'_>, ids: &mut BTreeSet<String>) -> (String, String) {
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
        let numbered = (2..).map(|number| format!("{id}_{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| !ids.contains(id)).unwrap_or(id);
        ids.insert(free.clone());
        (tag, free)
    }

    /// What an operation says itself.
    fn own<'a>(
        &mut self,
        operation: &Operation<'a>,
        original: &Node,
        payload: Option<&str>,
        replies: &Replies,
        components: &Components<'_>,
        (tag, id): (&str, &str),
    ) -> Vec<(&'static str, Node)> {
        let span = nowhere();
        let (path, method, node) = (operation.path, operation.method, operation.node);
        let known = self.known.as_ref().map(|known| known.habits.known(path, method, None)).unwrap_or_default();
        let there = original.get("paths").and_then(|paths| paths.get(path)?.get(method));
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
        let request = self.request(operation, components);
        let members = request.as_ref().map(member_names).unwrap_or_default();
        let at = own.len();
        let shape = self.reply(operation, payload, replies, &members, components, &known, &mut own);
        let is_paged =
            shape.as_ref().is_some_and(|shape| replies.paging.get(shape).is_some_and(|asked| !asked.is_empty()));
        let about = self.safety(operation, is_paged, known.safety);
        about.into_iter().rev().for_each(|(key, text)| own.insert(at, (key, string(&span, &text))));
        own.extend(node.get("parameters").map(|list| ("parameters", list.clone())));
        self.request_said(operation, request, shape.as_deref(), &known, &mut own);
        own
    }

    /// What is said of an operation's safety, and where it is known from.
    fn safety(&mut self, operation: &Operation<'_>, is_paged: bool, is_known: bool) -> Vec<(&'static str, String)> {
        let about = "Known from the vendor's OpenAPI file alone".to_owned();
        if is_known {
            return vec![("x-unverified", format!("{about}."))];
        }
        let safety = if is_paged { "read" } else { convert::safety(operation.method, operation.path) };
        let is_guess = operation.method == "post" || operation.method == "patch";
        if is_guess {
            self.report.guess(format!("operations that are `{safety}`"), format!("`{}`", word(operation.path)));
        }
        let how = if is_guess { format!(", from which its safety is guessed: `{safety}`") } else { String::new() };
        vec![("x-safety", safety.to_owned()), ("x-unverified", format!("{about}{how}."))]
    }

    /// The schema of the JSON body of a request.
    fn request(&self, operation: &Operation<'_>, components: &Components<'_>) -> Option<Node> {
        let body = components.resolve(operation.node.get("requestBody")?);
        let media = crate::openapi::media::chosen(body.get("content")?)?;
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
        payload: Option<&str>,
        replies: &Replies,
        members: &BTreeSet<String>,
        components: &Components<'_>,
        known: &crate::habits::Known,
        own: &mut Vec<(&'static str, Node)>,
    ) -> Option<String> {
        let span = nowhere();
        let responses = operation.node.get("responses")?;
        let named = success(operation.node, components).and_then(|(_, schema)| {
            let first = alternatives(schema).first()?;
            let (shape, whole) = (Shape::of(first, payload, components), Shape::whole(first, components));
            let with_hole = replies.shapes.get(&shape.skeleton).filter(|_| shape.of.is_some());
            let fits = |name: &&String| replies.paging.get(*name).is_none_or(|asked| asked.is_subset(members));
            match with_hole.filter(fits) {
                Some(name) => Some((name.clone(), shape.of)),
                None => Some((replies.shapes.get(&whole.skeleton).filter(fits)?.clone(), None)),
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
        Some(name)
    }

    /// The request, without the members that the habits have.
    fn request_said(
        &mut self,
        operation: &Operation<'_>,
        request: Option<Node>,
        shape: Option<&str>,
        known: &crate::habits::Known,
        own: &mut Vec<(&'static str, Node)>,
    ) {
        let span = nowhere();
        let habits = self.known.as_ref().map(|known| &known.habits);
        let members =
            habits.map(|habits| habits.members_of_request(operation.path, operation.method, shape)).unwrap_or_default();
        let body = operation.node.get("requestBody");
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
            Some(schema) if schema.get("$ref").is_none() && schema.get("properties").is_some() => {
                let properties = schema.get("properties").map(Node::entries).unwrap_or_default();
                let kept = properties
                    .iter()
                    .filter(|entry| !members.contains(entry.key.as_str()))
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
        said: &[(&Operation<'_>, Vec<(&str, Node)>, String, String)],
        schemas: &Schemas,
        names: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let mut items: Vec<(String, String, Vec<(&str, Node)>)> = Vec::new();
        for (operation, own, tag, _) in said {
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
            match items.last_mut().filter(|(_, path, _)| path == operation.path) {
                Some((.., methods)) => methods.push((operation.method, node)),
                None => items.push((tag.clone(), operation.path.to_owned(), vec![(operation.method, node)])),
            }
        }
        let mut lines = String::new();
        for (tag, path, methods) in &items {
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
            let numbered = (2..).map(|number| format!("{base}{number}"));
            let key =
                std::iter::once(base.clone()).chain(numbered).find(|key| !taken.contains(key.as_str())).unwrap_or(base);
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
        said: &[(&Operation<'_>, Vec<(&str, Node)>, String, String)],
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
        let used: BTreeSet<&str> = said.iter().map(|(_, _, tag, _)| tag.as_str()).collect();
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

/// Something that an operation leads to and does not say.
const UNSAID: &str = "(of)";

/// An operation of the document.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    node: &'a Node,
    /// How often each schema is referred to.
    uses: std::rc::Rc<BTreeMap<String, usize>>,
}

fn operations(document: &Node) -> Vec<Operation<'_>> {
    fn visit(node: &Node, uses: &mut BTreeMap<String, usize>) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| visit(item, uses)),
            Value::Object(entries) => entries.iter().for_each(|entry| visit(&entry.value, uses)),
            Value::String(text) => {
                if let Some(name) = text.strip_prefix("#/components/schemas/") {
                    *uses.entry(name.to_owned()).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let mut uses = BTreeMap::new();
    visit(document, &mut uses);
    let uses = std::rc::Rc::new(uses);
    let mut found = Vec::new();
    for path in document.get("paths").map(Node::entries).unwrap_or_default() {
        for operation in path.value.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            let (path, method, node) = (path.key.as_str(), operation.key.as_str(), &operation.value);
            found.push(Operation { path, method, node, uses: uses.clone() });
        }
    }
    found
}

/// The failure that nearly all replies of the document may be.
fn failure_of(document: &Node) -> Option<String> {
    let envelope = envelope::detect(document)?;
    Some(envelope.get("failure")?.str().ok()?.to_owned())
}

/// The document with its shared parameters, responses, bodies and headers where they are used.
fn inlined(document: &Node) -> Node {
    fn visit(node: &Node, components: &Components<'_>) -> Node {
        match &node.value {
            Value::Array(_) => node.map_items(|_, item| visit(item, components)),
            Value::Object(_) => {
                let reference = node.get("$ref").and_then(|text| parse(text.str().ok()?));
                match reference.filter(|(section, _)| *section != "schemas").and_then(|name| components.get(name)) {
                    Some(there) => visit(there, components),
                    None => node.map(|key, value| match key {
                        "content" => visit(&one_media_type(value), components),
                        _ => visit(value, components),
                    }),
                }
            }
            _ => node.clone(),
        }
    }
    let components = Components::of(document);
    document.map(|key, value| match key {
        "paths" => value.map(|_, item| {
            // What all methods of a path share belongs to each.
            let item = visit(item, &components);
            let Some(shared) = item.get("parameters").and_then(|list| list.array().ok()).map(<[Node]>::to_vec) else {
                return item;
            };
            item.without(&["parameters"]).map(|method, operation| match METHODS.contains(&method) {
                true => {
                    let own = operation.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
                    let is_same = |a: &Node, b: &Node| {
                        ["name", "in"]
                            .iter()
                            .all(|key| matches!((a.get(key), b.get(key)), (Some(a), Some(b)) if a.same(b)))
                    };
                    let rest = own.iter().filter(|one| !shared.iter().any(|other| is_same(one, other)));
                    let shared = shared.iter().map(|one| own.iter().find(|other| is_same(one, other)).unwrap_or(one));
                    let all = shared.chain(rest).cloned().collect();
                    operation.clone().with("parameters", Node::new(&operation.span, Value::Array(all)))
                }
                false => operation.clone(),
            })
        }),
        "components" => {
            let kept = value.entries().iter().filter(|entry| matches!(&*entry.key, "schemas" | "securitySchemes"));
            Node::new(&value.span, Value::Object(kept.cloned().collect()))
        }
        _ => value.clone(),
    })
}

/// The media type of a body that is used, where the others have the same schema.
fn one_media_type(content: &Node) -> Node {
    let Some(chosen) = crate::openapi::media::chosen(content) else { return content.clone() };
    let schema = |entry: &Entry| entry.value.get("schema").cloned();
    let is_same = |entry: &Entry| match (schema(entry), schema(chosen)) {
        (Some(a), Some(b)) => a.same(&b),
        _ => false,
    };
    match content.entries().iter().all(is_same) {
        true => Node::new(&content.span, Value::Object(vec![chosen.clone()])),
        false => content.clone(),
    }
}

/// The document whose successes say that they are ones: by that they are told from the failure.
fn with_flags(document: &Node, flag: &str) -> Node {
    let components = Components::of(document);
    let mut successes = BTreeSet::new();
    for operation in operations(document) {
        let Some((_, schema)) = success(operation.node, &components) else { continue };
        successes.extend(alternatives(schema).first().and_then(component_of).map(str::to_owned));
    }
    let is_boolean =
        |member: &Node| member.get("type").is_some_and(|kind| kind.str().is_ok_and(|kind| kind == "boolean"));
    let marked = |schema: &Node| {
        let Some(member) = schema.get("properties").and_then(|members| members.get(flag)).filter(|one| is_boolean(one))
        else {
            return schema.clone();
        };
        let span = &member.span;
        let member = member.without(&["readOnly"]).with("const", Node::new(span, Value::Bool(true)));
        let members = schema.get("properties").cloned().map(|members| members.with(flag, member));
        let required = Node::new(span, Value::Array(vec![string(span, flag)]));
        let schema =
            if schema.get("required").is_some() { schema.clone() } else { schema.clone().with("required", required) };
        match members {
            Some(members) => schema.with("properties", members),
            None => schema,
        }
    };
    document.map(|key, value| match key {
        "components" => value.map(|section, all| match section {
            "schemas" => all.map(|name, schema| if successes.contains(name) { marked(schema) } else { schema.clone() }),
            _ => all.clone(),
        }),
        _ => value.clone(),
    })
}

/// What the vendor's document says of credentials stays, and so do the specs' servers.
fn without_security(document: &Node, is_known: bool, report: &mut Report) -> Node {
    if !is_known {
        return document.clone();
    }
    let document = document.map(|key, value| match key {
        "paths" => value.map(|path, item| {
            item.map(|_, operation| {
                if operation.get("security").is_some() {
                    report.leave_out("`security` of an operation, since that of the specs counts", format!("`{path}`"));
                }
                operation.without(&["security"])
            })
        }),
        "components" => value.without(&["securitySchemes"]),
        _ => value.clone(),
    });
    document.without(&["security"])
}

fn is_reference(node: &Node, name: &str) -> bool {
    component_of(node) == Some(name)
}

fn component_of(node: &Node) -> Option<&str> {
    parse(node.get("$ref")?.str().ok()?).filter(|(section, _)| *section == "schemas").map(|(_, name)| name)
}

/// A reply as the habits say it: the success with a hole for its record, beside the failure.
fn shape_node(first: &Node, shape: &Shape, has_hole: bool, failure: Option<&str>, components: &Components<'_>) -> Node {
    let span = nowhere();
    let success = match (has_hole, &shape.payload) {
        (true, Some(payload)) => {
            let hole = object(&span, [("$ref", string(&span, "{of}"))]);
            let whole = components.resolve(first).map(|key, value| match key {
                "properties" => value.map(|name, member| match (name == payload, shape.is_list) {
                    (true, true) => member.clone().with("items", hole.clone()),
                    (true, false) => hole.clone(),
                    _ => member.clone(),
                }),
                _ => value.clone(),
            });
            let whole = short(&whole, &crate::habits::Habits::default());
            let name = Entry { key: "x-component".into(), key_span: span.clone(), value: string(&span, "{Id}Reply") };
            let entries = [name].into_iter().chain(whole.entries().iter().cloned()).collect();
            Node::new(&span, Value::Object(entries))
        }
        _ => first.clone(),
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

/// The names of the members of a request.
fn member_names(schema: &Node) -> BTreeSet<String> {
    schema.get("properties").map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.clone()).collect()
}

/// `{page: {$ref: ...}}` by the name of the schema alone.
fn by_name(reply: &Node) -> Node {
    reply.map(|_, of| match component_of(of) {
        Some(name) => Node::string(&of.span, name),
        None => of.clone(),
    })
}

/// A path as it is compared: a vendor may spell it in several ways, and call its parameters anything.
fn alike(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.split_once('{') {
        Some((before, rest)) => format!("{before}{{}}{}", rest.split_once('}').map_or("", |(_, after)| after)),
        None => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/").to_ascii_lowercase()
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
            let action = said(action);
            let mut letters = action.chars();
            let action: String =
                letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
            format!("{action}: {thing}.")
        }
        _ => format!("{}.", words.first().map(|word| word.to_pascal_case()).unwrap_or_default()),
    }
}
