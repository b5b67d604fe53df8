//! A plain operation made of a short one.

use heck::ToPascalCase;

use super::holes::{BUILT_IN, Holes, takes_schema};
use super::known::Identity;
use super::merge::merged;
use super::nouns::Noun;
use super::places::{moved, relative};
use super::{COMPONENT, Habits, naming, unknown_habit};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::resolve_path;
use crate::names;
use crate::node::{Entry, Node, Value};
use crate::openapi::todo;

/// Where an operation stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) path: &'a str,
    /// In lower case.
    pub(crate) method: &'a str,
    /// The file that holds the operation, from the folder of all specs.
    pub(crate) file: &'a str,
    /// Where the method was written.
    pub(crate) span: &'a Span,
    /// The parameters of all operations of the path.
    pub(crate) shared: Option<&'a Node>,
}

/// What an operation does, by its verb and its reply.
struct Reply<'a> {
    habit: Option<&'a Entry>,
    /// The schema that it is of.
    of: Option<Node>,
    /// The name of that schema.
    name: Option<String>,
    /// Whether what is said stands for nothing.
    is_unknown: bool,
}

impl Habits {
    /// The operation as plain OpenAPI says it, as far as the habits are concerned. `schema` finds a schema by its name: its file,
    /// from the folder of all specs.
    pub(crate) fn expanded(
        &mut self,
        operation: &Node,
        place: Place<'_>,
        schema: &mut dyn FnMut(&str, &Span, &mut Diagnostics) -> Option<String>,
        parameter: &mut dyn FnMut(&Node, &str) -> Option<Node>,
        problems: &mut Diagnostics,
    ) -> Node {
        if !matches!(operation.value, Value::Object(_)) || operation.get("$ref").is_some() {
            return operation.clone();
        }
        let text = |node: &Node, key: &str| node.get(key).and_then(|value| value.str().ok()).map(str::to_owned);
        let first_tag = operation.get("tags").and_then(|tags| tags.array().ok()?.first()?.str().ok());
        let own_tag = first_tag.or((!self.is_there).then_some(""));
        let Identity { subject, tag, id, verb } = self.identity(place.path, place.method, own_tag);
        let (id, verb) = (text(operation, "operationId").unwrap_or(id), verb.cloned());
        if let Some(of) = naming::of_path(&self.tags, place.path) {
            self.used.insert(("x-paths", of.start.clone()));
        }
        if let Some(verb) = &verb {
            self.used.insert(("verbs", verb.key.clone()));
        }
        let reply = self.reply(operation, verb.as_ref(), &subject, place, schema, problems);
        let name = reply.name.clone().unwrap_or_else(|| subject.clone());
        let (habit, of, is_unknown) = (reply.habit.cloned(), reply.of, reply.is_unknown);
        let noun = self.noun(&name, problems);
        if self.is_there && first_tag.is_none() {
            let of_tag = self.noun(&subject, problems);
            self.of_paths.entry(tag.clone()).or_insert(of_tag);
        }
        let holes = Holes::of_noun(&noun).and("tag", &tag).and("id", &id).and("Id", &id.to_pascal_case());
        let method = place.path.rsplit('/').next().unwrap_or_default();
        let holes = holes.and("method", method).with_schema(of);
        let saying = [Some(operation), verb.as_ref().map(|verb| &verb.value), habit.as_ref().map(|habit| &habit.value)];
        let holes = with_words(holes, saying, problems);
        let below =
            [verb.as_ref().map(|verb| &verb.value), habit.as_ref().map(|habit| &habit.value), self.every.as_ref()];
        let own = own_body(operation.without(&["x-reply", "x-words"]), problems);
        // From the farthest on, so that what an operation takes away does not come back from another habit.
        let mut whole = None;
        for habit in below.into_iter().flatten().rev() {
            let habit = moved(&habit.without(&["x-reply", "x-words", "operationId"]), &self.file, place.file);
            let habit = holes.fill(&habit, problems);
            whole = Some(whole.map_or_else(|| habit.clone(), |below| merged(&habit, &below)));
        }
        let whole = whole.map_or_else(|| own.clone(), |below| merged(&own, &below));
        let whole = match is_unknown
            && whole.get("responses").is_none_or(|all| !all.entries().iter().any(|one| one.key.starts_with('2')))
        {
            // What it answers is not known, and nothing more is said of it.
            true => whole.with("responses", Node::new(place.span, Value::Invalid)),
            false => whole,
        };
        let listed = operation.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
        let whole = without_repeats(self.placeholders(whole, place), listed, place.file, parameter);
        let whole = match self.is_there {
            true => named(whole, &id, &tag, place.span),
            false => whole,
        };
        let has_body = operation.get("requestBody").is_some();
        let whole = self.with_request(whole, has_body, &id, &noun, problems);
        with_examples(whole, problems)
    }

    /// The shape of the reply, and the schema that it is of.
    fn reply(
        &mut self,
        operation: &Node,
        verb: Option<&Entry>,
        subject: &str,
        place: Place<'_>,
        schema: &mut dyn FnMut(&str, &Span, &mut Diagnostics) -> Option<String>,
        problems: &mut Diagnostics,
    ) -> Reply<'_> {
        let nothing = |is_unknown| Reply { habit: None, of: None, name: None, is_unknown };
        let own = operation.get("x-reply");
        let Some(said) = own.or_else(|| verb?.value.get("x-reply")) else { return nothing(false) };
        // Null takes away what the verb says.
        if matches!(said.value, Value::Null) {
            return nothing(false);
        }
        let (shape, of) = match (&said.value, said.entries()) {
            (Value::String(shape), _) => (shape.clone(), None),
            (_, [only]) => (only.key.clone(), Some(only.value.clone())),
            _ => {
                let found = said.expected(Code::UnexpectedValue, "the name of a reply");
                problems.push(found.help("write `x-reply: page`, or `x-reply: {page: PriceType}`"));
                return nothing(true);
            }
        };
        let span = said.entries().first().map_or(&said.span, |entry| &entry.key_span);
        let Some(index) = self.replies.iter().position(|entry| entry.key == shape) else {
            problems.push(match todo::first(&shape) {
                Some(_) => todo::found(span, "the value"),
                None => unknown_habit("reply", &shape, span, &self.replies),
            });
            return nothing(true);
        };
        self.used.insert(("replies", shape.clone()));
        let habit = &self.replies[index];
        let takes_schema = takes_schema(&habit.value) || verb.is_some_and(|verb| takes_schema(&verb.value));
        // The names of the verb stand in the file of the habits.
        let from = if own.is_some() { place.file } else { &self.file };
        let (of, name) = match of {
            Some(node) if !matches!(node.value, Value::String(_) | Value::Object(_)) => {
                let found = node.expected(Code::UnexpectedValue, "a schema, or the name of one");
                problems.push(found.help("write `x-reply: {page: PriceType}`"));
                return nothing(true);
            }
            Some(node) if !matches!(node.value, Value::String(_)) => {
                let name = node.get("$ref").and_then(|text| text.str().ok()?.rsplit('/').next().map(str::to_owned));
                (Some(moved(&node, from, place.file)), name)
            }
            named if named.is_some() || takes_schema => {
                let (name, span) = match &named {
                    Some(Node { value: Value::String(name), span }) => (name.clone(), span),
                    _ => (subject.to_owned(), if own.is_some() { span } else { place.span }),
                };
                let file = schema(&name, span, problems);
                let reference = file.map(|file| format!("{}#/{name}", relative(place.file, &file)));
                let value = reference.map_or(Value::Invalid, |reference| {
                    let entry =
                        Entry { key: "$ref".into(), key_span: span.clone(), value: Node::string(span, reference) };
                    Value::Object(vec![entry])
                });
                (Some(Node::new(span, value)), Some(name))
            }
            _ => (None, None),
        };
        if of.is_some() && !takes_schema {
            let message = format!("the reply `{shape}` is of no schema");
            problems.push(Diagnostic::at(Code::UnknownHabit, span, message).help(format!("write `x-reply: {shape}`")));
        }
        Reply { habit: Some(habit), of, name, is_unknown: false }
    }

    /// The parameters of the path that neither the operation nor the path declares.
    fn placeholders(&mut self, operation: Node, place: Place<'_>) -> Node {
        let mut added = Vec::new();
        for entry in &self.path_parameters {
            if !place.path.contains(&format!("{{{}}}", entry.key)) {
                continue;
            }
            let target = |node: &Node, file: &str| {
                let (path, pointer) =
                    node.get("$ref")?.str().ok()?.split_once('#').map(|(a, b)| (a.to_owned(), b.to_owned()))?;
                Some((if path.is_empty() { file.to_owned() } else { resolve_path(file, &path)? }, pointer))
            };
            let of_habit = target(&entry.value, &self.file);
            let is_same = |node: &Node| {
                let is_named = node.get("name").and_then(|name| name.str().ok()) == Some(entry.key.as_str());
                is_named || (of_habit.is_some() && target(node, place.file) == of_habit)
            };
            let lists = [operation.get("parameters"), place.shared].into_iter().flatten();
            let is_declared = lists.filter_map(|list| list.array().ok()).flatten().any(is_same);
            self.used.insert(("path-parameters", entry.key.clone()));
            if !is_declared {
                added.push((
                    place.path.find(&format!("{{{}}}", entry.key)),
                    moved(&entry.value, &self.file, place.file),
                ));
            }
        }
        if added.is_empty() {
            return operation;
        }
        added.sort_by_key(|(at, _)| *at);
        let span = operation.get("parameters").map_or(place.span, |list| &list.span).clone();
        let own = operation.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default().to_vec();
        let all = added.into_iter().map(|(_, node)| node).chain(own).collect();
        operation.with("parameters", Node::new(&span, Value::Array(all)))
    }

    /// `x-request` as a request body with a schema of its own.
    fn with_request(
        &mut self,
        operation: Node,
        has_body: bool,
        id: &str,
        noun: &Noun,
        problems: &mut Diagnostics,
    ) -> Node {
        // Where there is nothing to take away, null says no more than nothing.
        let request = operation.get("x-request").filter(|request| !matches!(request.value, Value::Null)).cloned();
        let operation = operation.without(&["x-request"]);
        let Some(request) = request else {
            // What the habits say of bodies is nothing to an operation without one.
            let is_bare = |body: &Node| body.get("content").is_none() && body.get("$ref").is_none();
            return match operation.get("requestBody") {
                Some(body) if !has_body && is_bare(body) => operation.without(&["requestBody"]),
                _ => operation,
            };
        };
        if let Err(found) = request.object() {
            problems.push(found.help("write a schema, such as `{properties: {id: {type: integer}}}`"));
            return operation.with("requestBody", Node::new(&request.span, Value::Invalid));
        }
        let says = |keys: &[&str]| keys.iter().any(|key| request.get(key).is_some());
        let schema = match () {
            () if says(&["$ref", COMPONENT]) => request,
            // A list has no name; what it is of may have.
            () if request.get("type").is_some_and(|kind| kind.str().is_ok_and(|kind| kind == "array")) => {
                self.elements(request, format!("{}Item", id.to_pascal_case()), noun)
            }
            () => self.component(&request, format!("{}Request", id.to_pascal_case()), noun),
        };
        with_body(operation, schema)
    }

    /// A list whose elements, where they are described in place, are a schema of their own.
    fn elements(&mut self, list: Node, name: String, noun: &Noun) -> Node {
        let Some(items) = list.get("items").filter(|items| items.get("properties").is_some()) else { return list };
        if items.get(COMPONENT).is_some() {
            return list;
        }
        let items = self.component(items, name, noun);
        list.with("items", items)
    }

    /// The schema as a component of its own; that of an object, where it names no type.
    fn component(&mut self, schema: &Node, name: String, noun: &Noun) -> Node {
        self.called.insert(name.clone(), noun.clone());
        let typed = match ["type", "oneOf", "anyOf", "allOf"].iter().any(|key| schema.get(key).is_some()) {
            true => schema.clone(),
            false => first(schema, "type", "object"),
        };
        typed.with(COMPONENT, Node::string(&schema.span, name))
    }
}

/// A body that the operation describes itself displaces that of its habits, as one without a body does.
fn own_body(operation: Node, problems: &mut Diagnostics) -> Node {
    let has_schema = |media: &Entry| media.value.get("schema").is_some();
    let has_schemas = |content: &Node| content.entries().iter().any(has_schema);
    let is_described = |body: &&Node| body.get("$ref").is_some() || body.get("content").is_some_and(has_schemas);
    let Some(body) = operation.get("requestBody").filter(is_described) else { return operation };
    match operation.get("x-request") {
        Some(request) if !matches!(request.value, Value::Null) => {
            let found = Diagnostic::at(Code::UnknownHabit, &request.span, "the body of the request is described twice");
            problems.push(found.also(&body.span, "the other one").help("remove one of them"));
            operation.without(&["x-request"])
        }
        Some(_) => operation,
        None => {
            let span = body.span.clone();
            operation.with("x-request", Node::new(&span, Value::Null))
        }
    }
}

/// The operation without the parameters of habits that it has itself, by name and place.
fn without_repeats(
    operation: Node,
    own: &[Node],
    file: &str,
    find: &mut dyn FnMut(&Node, &str) -> Option<Node>,
) -> Node {
    let Some(list) = operation.get("parameters") else { return operation };
    let Value::Array(items) = &list.value else { return operation };
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    for item in items {
        let whole = if item.get("$ref").is_some() { find(item, file) } else { Some(item.clone()) };
        let text = |key: &str| whole.as_ref().and_then(|whole| whole.get(key)?.str().ok().map(str::to_owned));
        let named = text("name").zip(text("in"));
        // What the operation itself says twice is told.
        let is_habit = !own.iter().any(|own| own.span == item.span);
        if is_habit && named.as_ref().is_some_and(|named| seen.contains(named)) {
            continue;
        }
        seen.extend(named);
        kept.push(item.clone());
    }
    let span = list.span.clone();
    operation.with("parameters", Node::new(&span, Value::Array(kept)))
}

/// Further words for the holes of texts (`x-words`), those of the first before those of the others.
fn with_words<'a>(
    mut holes: Holes,
    saying: impl IntoIterator<Item = Option<&'a Node>>,
    problems: &mut Diagnostics,
) -> Holes {
    for words in saying.into_iter().flatten().filter_map(|node| node.get("x-words")) {
        for word in problems.keep(words.object()).unwrap_or_default() {
            if BUILT_IN.contains(&word.key.as_str()) {
                let message = format!("`{{{}}}` is a hole of its own", word.key);
                problems.push(Diagnostic::at(Code::UnknownHole, &word.key_span, message).help("choose another name"));
            } else if let Some(text) = problems.keep(word.value.str()) {
                holes = holes.and(&word.key, text);
            }
        }
    }
    holes
}

/// The mapping with a text as its first member.
fn first(node: &Node, key: &str, text: &str) -> Node {
    let entry = Entry { key: key.into(), key_span: node.span.clone(), value: Node::string(&node.span, text) };
    Node::new(&node.span, Value::Object([entry].into_iter().chain(node.entries().iter().cloned()).collect()))
}

/// The operation with its tag and id.
fn named(operation: Node, id: &str, tag: &str, span: &Span) -> Node {
    let span = match operation.get("operationId") {
        Some(own) => own.span.clone(),
        None => span.clone(),
    };
    let operation = match operation.get("tags").is_some() || tag.is_empty() {
        true => operation,
        false => operation.with("tags", Node::new(&span, Value::Array(vec![Node::string(&span, tag)]))),
    };
    match operation.get("operationId") {
        Some(_) => operation,
        None => operation.with("operationId", Node::string(&span, id)),
    }
}

/// The operation with a schema in the only media type of its body, which is JSON where none is said.
fn with_body(operation: Node, schema: Node) -> Node {
    let span = schema.span.clone();
    let empty = || Node::new(&span, Value::Object(Vec::new()));
    let holder = operation.get("requestBody").cloned().unwrap_or_else(empty);
    let content = holder.get("content").cloned().unwrap_or_else(empty);
    let kind = content.entries().first().map_or("application/json", |entry| &entry.key).to_owned();
    let media = content.get(&kind).cloned().unwrap_or_else(empty);
    // The schema comes first, as a person writes it.
    let rest = media.entries().iter().filter(|entry| entry.key != "schema").cloned();
    let entry = Entry { key: "schema".into(), key_span: span.clone(), value: schema };
    let media = Node::new(&span, Value::Object([entry].into_iter().chain(rest).collect()));
    let holder = holder.with("content", content.with(&kind, media));
    // A body that is described is sent, unless it is said that it need not be.
    let holder = match holder.get("required") {
        Some(_) => holder,
        None => holder.with("required", Node::new(&span, Value::Bool(true))),
    };
    operation.with("requestBody", holder)
}

/// `x-examples` as examples of the request and of the success.
fn with_examples(operation: Node, problems: &mut Diagnostics) -> Node {
    let Some(examples) = operation.get("x-examples").cloned() else { return operation };
    let mut operation = operation.without(&["x-examples"]);
    if let Err(found) = examples.object() {
        problems.push(found.help("write `{request: {...}, reply: {...}}`, each with examples by name"));
        return operation;
    }
    for side in examples.entries() {
        let Some(named) = problems.keep(side.value.object()) else { continue };
        let named = Node::new(&side.value.span, Value::Object(named.iter().map(written_out).collect()));
        let body = match &*side.key {
            "request" => operation.get("requestBody").cloned(),
            "reply" => success(&operation).map(|entry| entry.value.clone()),
            other => {
                let message = format!("`x-examples` has no member `{other}`");
                let found = Diagnostic::at(Code::UnknownExtensionMember, &side.key_span, message);
                problems.push(match names::nearest(other, ["request", "reply"]) {
                    Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&side.key_span, near),
                    None => found.help("it has: request, reply"),
                });
                continue;
            }
        };
        let changed = body.and_then(|body| with_media_examples(&body, &named));
        let Some(changed) = changed else {
            let message = format!("the operation has no {} that could have an example", side.key);
            problems.push(Diagnostic::at(Code::UnknownHabit, &side.key_span, message).help("remove it"));
            continue;
        };
        operation = match &*side.key {
            "request" => operation.with("requestBody", changed),
            _ => {
                let status = success(&operation).map(|entry| entry.key.clone()).unwrap_or_default();
                let responses = operation.get("responses").cloned().map(|all| all.with(&status, changed));
                match responses {
                    Some(responses) => operation.with("responses", responses),
                    None => operation,
                }
            }
        };
    }
    operation
}

fn success(operation: &Node) -> Option<&Entry> {
    operation.get("responses")?.entries().iter().find(|entry| entry.key.starts_with('2'))
}

/// A body with examples in its first media type, before those that are there.
fn with_media_examples(body: &Node, examples: &Node) -> Option<Node> {
    let content = body.get("content")?;
    let kind = content.entries().first()?;
    let all = match kind.value.get("examples") {
        Some(there) => merged(examples, there),
        None => examples.clone(),
    };
    let media = kind.value.clone().with("examples", all);
    Some(body.clone().with("content", content.clone().with(&kind.key, media)))
}

/// An example of which only the file is said.
fn written_out(entry: &Entry) -> Entry {
    let Value::String(file) = &entry.value.value else { return entry.clone() };
    let span = &entry.value.span;
    let member = |key: &str, text: &str| Entry {
        key: key.to_owned(),
        key_span: entry.key_span.clone(),
        value: Node::string(span, text),
    };
    let summary = names::capital(&entry.key.replace('_', " "));
    entry.holding(Node::new(span, Value::Object(vec![member("summary", &summary), member("externalValue", file)])))
}
