//! One more operation: its file, what it says itself, and the schema that it is of.

use heck::{ToPascalCase, ToSnakeCase};

use super::conventions::{self, Sibling};
use super::vendor::Vendor;
use super::{Scaffold, Wanted, document, insert, names};
use crate::habits::{Known, singular};
use crate::load::Loader;
use crate::node::Node;
use crate::openapi::METHODS;

/// A member that nobody has described yet.
const MEMBER: &str = "TODO_member: {type: string, description: TODO what it means}";

/// Plans an operation of a path.
pub(super) fn add(
    scaffold: &mut Scaffold,
    vendor: &Vendor,
    loader: &mut Loader,
    wanted: &Wanted,
    path: &str,
) -> Result<(), String> {
    let there: Vec<&Sibling> = vendor.siblings.iter().filter(|sibling| sibling.path == path).collect();
    let document = loader.shown_path(&vendor.file);
    let like = conventions::nearest(&vendor.siblings, path, wanted.method.as_deref());
    let method = match (&wanted.method, there.first(), like) {
        (Some(method), ..) => method.to_ascii_lowercase(),
        (None, Some(there), _) if wanted.family => there.method.clone(),
        (None, Some(there), _) => {
            let has = there.method.to_ascii_uppercase();
            return Err(format!("`{document}` has {has} `{path}` already; --method adds another one"));
        }
        (None, None, Some(like)) => like.method.clone(),
        (None, None, None) => "get".into(),
    };
    let is_there = there.iter().any(|sibling| sibling.method == method);
    if is_there && wanted.family {
        return Ok(());
    }
    if is_there {
        return Err(format!("`{document}` has {} `{path}` already", method.to_ascii_uppercase()));
    }
    let new = New::named(vendor, wanted, path, method, there.first().copied(), like)?;
    new.enter(scaffold, loader, there.first().copied())
}

struct New<'a> {
    vendor: &'a Vendor,
    like: Option<&'a Sibling>,
    path: &'a str,
    method: String,
    /// What the habits say of it, with its tag.
    known: Known,
    tag: String,
    id: String,
    /// Whether the path alone does not say the tag.
    is_tag_said: bool,
    batch: bool,
}

impl<'a> New<'a> {
    fn named(
        vendor: &'a Vendor,
        wanted: &Wanted,
        path: &'a str,
        method: String,
        there: Option<&Sibling>,
        like: Option<&'a Sibling>,
    ) -> Result<Self, String> {
        let habits = &vendor.habits;
        let by_habit = habits.known(path, &method, None);
        let (tag, id) = match (there, like) {
            _ if habits.are_verbs_words() => (by_habit.tag.clone(), by_habit.id.clone()),
            (Some(there), _) => {
                let verb = conventions::verb(&method, path);
                (there.tag.clone(), format!("{}_{verb}", there.tag))
            }
            (None, _) if by_habit.has_tag => {
                let verb = match path.rsplit_once(':') {
                    Some((_, action)) => action.to_snake_case(),
                    None => conventions::verb(&method, path).to_owned(),
                };
                (by_habit.tag.clone(), format!("{}_{verb}", by_habit.tag))
            }
            (None, Some(like)) => conventions::names(&vendor.siblings, like, path, &method),
            (None, None) => conventions::names_alone(path, &method),
        };
        let id = match (&wanted.tag, &wanted.id) {
            (_, Some(id)) => id.clone(),
            (Some(other), None) => format!("{other}{}", id.strip_prefix(&tag).unwrap_or(&id)),
            (None, None) => id,
        };
        let tag = wanted.tag.clone().unwrap_or(tag);
        names::check_names(&tag, &id)?;
        if vendor.siblings.iter().any(|sibling| sibling.id == id) {
            return Err(format!("`{}` has the operation `{id}` already; choose another with --id", vendor.name));
        }
        let is_tag_said = by_habit.tag != tag;
        let known = habits.known(path, &method, Some(&tag));
        Ok(Self { vendor, like, path, method, known, tag, id, is_tag_said, batch: wanted.batch })
    }

    /// The operation in its file, its path and tag in the document, and its schema where there is none.
    fn enter(&self, scaffold: &mut Scaffold, loader: &mut Loader, there: Option<&Sibling>) -> Result<(), String> {
        let vendor = self.vendor;
        match there {
            Some(there) => self.beside(scaffold, loader, there)?,
            None => {
                let (file, pointer) = self.file(scaffold, loader);
                let reference = file.strip_prefix(&format!("{}/", vendor.name)).unwrap_or(&file);
                document::enter_path(scaffold, loader, &vendor.file, self.path, &format!("{reference}#/{pointer}"))?;
                let block = format!("{pointer}:\n{}", indented(&self.text(scaffold, loader), 2));
                scaffold.append(&file, &block, loader);
            }
        }
        self.enter_tag(scaffold, loader)
    }

    /// The tag, where the path does not say it and the document does not have it.
    fn enter_tag(&self, scaffold: &mut Scaffold, loader: &Loader) -> Result<(), String> {
        let vendor = self.vendor;
        let text = scaffold.text(&vendor.file, loader).unwrap_or_default();
        let is_entered = text.contains(&format!("- name: {}\n", self.tag));
        if is_entered || (!self.is_tag_said && vendor.habits.are_there()) {
            return Ok(());
        }
        // What belongs to a record belongs to the records.
        let path = self.path.split(':').next().unwrap_or_default();
        let collection = path.rsplit_once("/{").filter(|_| path.ends_with('}')).map_or(path, |(before, _)| before);
        let path = vendor.habits.are_there().then_some(collection);
        document::enter_tag(scaffold, loader, &vendor.file, &self.tag, path)
    }

    /// Another method in the file of its path.
    fn beside(&self, scaffold: &mut Scaffold, loader: &mut Loader, there: &Sibling) -> Result<(), String> {
        let shown = loader.shown_path(&there.file);
        let by_hand = || format!("the path stands in `{shown}` itself; add the method there by hand");
        if there.file == self.vendor.file {
            return Err(by_hand());
        }
        let paths = self.vendor.document.get("paths").and_then(|paths| paths.get(self.path));
        let reference = paths.and_then(|path| path.get("$ref")?.str().ok()).unwrap_or_default();
        let text = scaffold.text(&there.file, loader).ok_or_else(by_hand)?;
        let lines = self.text(scaffold, loader);
        let text = match reference.split_once("#/") {
            None => format!("{}\n{lines}", text.trim_end()),
            Some((_, key)) => insert::at_end(&text, key, &indented(&lines, 2)).ok_or_else(by_hand)?,
        };
        scaffold.put(&there.file, text, loader);
        Ok(())
    }

    /// The file of the operation, which others of its tag may share, and the key in it.
    fn file(&self, scaffold: &Scaffold, loader: &mut Loader) -> (String, String) {
        let last = self.path.rsplit(['/', ':']).next().unwrap_or_default();
        let suffix = self.id.strip_prefix(&format!("{}_", self.tag)).unwrap_or(&self.id);
        let key = match suffix == conventions::verb(&self.method, self.path) {
            _ if self.vendor.habits.are_paths_calls() && !last.starts_with('{') => last,
            false => suffix,
            true if last.starts_with('{') => "record",
            true => "collection",
        };
        let key = key.to_owned();
        let shared = format!("{}/paths/{}.yaml", self.vendor.name, self.tag);
        let keys: Vec<String> = match scaffold.text(&shared, loader) {
            Some(text) => {
                let keys = text.lines().filter(|line| !line.starts_with([' ', '#', '-']));
                keys.filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect()
            }
            None => Vec::new(),
        };
        let is_taken = keys.contains(&key) || keys.iter().any(|key| METHODS.contains(&key.as_str()));
        match is_taken {
            true => (format!("{}/paths/{}.yaml", self.vendor.name, self.id), key),
            false => (shared, key),
        }
    }

    /// The operation as it stands below its path.
    fn text(&self, scaffold: &mut Scaffold, loader: &mut Loader) -> String {
        let mut lines = Lines::default();
        let habits = &self.vendor.habits;
        if self.known.id != self.id || !habits.are_there() {
            lines.add(2, &format!("operationId: {}", self.id));
        }
        let is_described = self.vendor.has_tag(&self.tag);
        if !habits.are_there() || (self.is_tag_said && is_described) {
            lines.add(2, &format!("tags: [{}]", self.tag));
        }
        if !self.known.summary {
            lines.add(2, "summary: TODO what it does, in a line");
        }
        if !self.known.safety {
            let safety = match self.method.as_str() {
                "get" | "options" | "trace" => "read",
                "put" | "delete" => "idempotent",
                _ => "TODO read, idempotent or write",
            };
            lines.add(2, &format!("x-safety: {safety}"));
        }
        self.parameters(&mut lines, loader);
        let model = self.reply(&mut lines);
        self.request(&mut lines);
        if let Some(model) = model {
            self.model(scaffold, loader, &model);
        }
        match lines.0.is_empty() {
            true => format!("{}: {{}}\n", self.method),
            false => format!("{}:\n{}", self.method, lines.0),
        }
    }

    /// The parameters of the path that no habit has, in their order there.
    fn parameters(&self, lines: &mut Lines, loader: &mut Loader) {
        let names = self.path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        let own: Vec<&str> = names.filter(|name| !self.vendor.habits.has_path_parameter(name)).collect();
        if own.is_empty() {
            return;
        }
        lines.add(2, "parameters:");
        for name in own {
            if let Some(reference) = self.shared_parameter(loader, name) {
                lines.add(4, &format!("- $ref: {reference}"));
                continue;
            }
            let is_uuid = ["guid", "uuid"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
            let schema = if is_uuid { "{type: string, format: uuid}" } else { "{type: string}" };
            lines.add(4, &format!("- name: {name}"));
            for line in ["in: path", "required: true", "description: TODO what it identifies"] {
                lines.add(6, line);
            }
            lines.add(6, &format!("schema: {schema}"));
        }
    }

    /// A parameter of this name that another operation refers to.
    fn shared_parameter(&self, loader: &mut Loader, name: &str) -> Option<String> {
        for sibling in &self.vendor.siblings {
            for node in sibling.node.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default() {
                let Some((_, parameter)) =
                    node.get("$ref").and_then(|_| conventions::item(loader, node, &sibling.file))
                else {
                    continue;
                };
                if parameter.get("name").and_then(|text| text.str().ok()) == Some(name) {
                    return node.get("$ref").and_then(|text| text.str().ok()).map(str::to_owned);
                }
            }
        }
        None
    }

    /// The reply, and the schema that it is of.
    fn reply(&self, lines: &mut Lines) -> Option<String> {
        let habits = &self.vendor.habits;
        let shapes = habits.shapes();
        match &self.known.reply {
            Some(_) if !self.known.takes_schema => return None,
            // What the path is about names the schema by itself.
            Some(_) if habits.are_verbs_words() => return Some(self.known.subject.clone()),
            Some(shape) => {
                let model = singular(&self.tag).to_pascal_case();
                lines.add(2, &format!("x-reply: {{{shape}: {model}}}"));
                return Some(model);
            }
            None if habits.are_verbs_methods() || shapes.is_empty() => {}
            None => {
                let [only] = shapes.as_slice() else {
                    lines.add(2, &format!("x-reply: TODO one of {}", shapes.join(", ")));
                    return None;
                };
                let model = format!("{}Result", self.known.subject);
                let is_of_schema = habits.is_of_schema(only);
                lines.add(
                    2,
                    &if is_of_schema { format!("x-reply: {{{only}: {model}}}") } else { format!("x-reply: {only}") },
                );
                return is_of_schema.then_some(model);
            }
        }
        let errors = self.like.map(|like| references_of_errors(&like.node)).unwrap_or_default();
        let name = format!("{}Reply", self.id.to_pascal_case());
        lines.add(2, "responses:");
        lines.add(4, "'200':");
        lines.add(6, "description: TODO what the reply holds");
        lines.add(6, "content:");
        lines.add(8, "application/json:");
        lines.add(10, "schema:");
        for line in [&format!("x-component: {name}"), "type: object", "description: TODO what it is", "properties:"] {
            lines.add(12, line);
        }
        lines.add(14, MEMBER);
        for (status, reference) in errors.into_iter().filter(|_| !habits.are_there()) {
            lines.add(4, &format!("'{status}':"));
            lines.add(6, &format!("$ref: {reference}"));
        }
        None
    }

    fn request(&self, lines: &mut Lines) {
        // HTTP gives a body no meaning in the other methods.
        if !matches!(self.method.as_str(), "post" | "put" | "patch") {
            return;
        }
        if self.batch {
            lines.add(2, "x-batch: {items: '', max-items: TODO the greatest number of records in a request}");
            lines.add(2, "x-request:");
            lines.add(4, "type: array");
            lines.add(4, "items:");
            lines.add(6, "description: TODO what a record is");
            lines.add(6, "properties:");
            lines.add(8, MEMBER);
        } else if self.known.request {
            lines.add(2, "x-request:");
            // What is read, deleted or held by the schema needs no more than the habits say; a change does.
            let word = self.path.rsplit(['/', ':']).next().unwrap_or_default().to_ascii_lowercase();
            let is_whole =
                self.known.is_read || self.known.request_takes_schema || ["delete", "remove"].contains(&&*word);
            match is_whole {
                true => lines.add(4, "properties: {}"),
                false => {
                    lines.add(4, "properties:");
                    lines.add(6, MEMBER);
                }
            }
        } else {
            lines.add(2, "x-request:");
            lines.add(4, "description: TODO what is asked for");
            lines.add(4, "properties:");
            lines.add(6, MEMBER);
        }
    }

    /// The schema, unless a file has it.
    fn model(&self, scaffold: &mut Scaffold, loader: &mut Loader, name: &str) {
        let folder = format!("{}/schemas/", self.vendor.name);
        let files = loader.paths(&self.vendor.name).into_iter().filter(|file| file.starts_with(&folder));
        let is_there = |file: String| loader.yaml(&file, None).is_ok_and(|tree| tree.get(name).is_some());
        let mut is_there = is_there;
        if files.into_iter().any(&mut is_there) {
            return;
        }
        let file = format!("{folder}{}.yaml", name.to_snake_case());
        let known =
            ["id", "Id", "guid", "name", "Name"].into_iter().filter(|word| self.vendor.habits.word(word).is_some());
        let known: String = known.map(|word| format!("    {word}: {{}}\n")).collect();
        let text = format!(
            "{name}:\n  type: object\n  description: TODO what it is\n  properties:\n{known}    \
             {MEMBER}\n"
        );
        if scaffold.text(&file, loader).is_none() {
            scaffold.append(&file, &text, loader);
        }
    }
}

/// Lines of YAML.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, indent: usize, line: &str) {
        self.0.push_str(&format!("{}{line}\n", " ".repeat(indent)));
    }
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect()
}

/// The statuses of an operation that say what went wrong, by reference.
fn references_of_errors(operation: &Node) -> Vec<(String, String)> {
    let responses = operation.get("responses").map(Node::entries).unwrap_or_default().iter();
    let errors = responses.filter(|entry| !entry.key.starts_with('2'));
    errors.filter_map(|entry| Some((entry.key.clone(), entry.value.get("$ref")?.str().ok()?.to_owned()))).collect()
}
