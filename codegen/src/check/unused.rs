//! What stands in the specs and is never used is forgotten, or the reference to it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::Used;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use crate::load::Loader;
use crate::node::{Entry, Node};
use crate::openapi::references::{self, Position};
use crate::rulings;

/// What a document that could be read whole leaves over.
pub(crate) fn check(loader: &mut Loader, vendor: &str, used: &Used, document: &Node, problems: &mut Diagnostics) {
    files(loader, vendor, &used.0, problems);
    components(document, problems);
}

/// Files of a vendor, and members of its files of components, that the bundle does not hold. `used` has each file with the
/// member that a reference names, or with nothing where all of it is used.
fn files(loader: &mut Loader, vendor: &str, used: &BTreeSet<(String, String)>, problems: &mut Diagnostics) {
    let mut below = loader.below(vendor);
    // No reference leads to the rulings: they are about the vendor's document.
    below.files.retain(|path| *path != format!("{vendor}/{}", rulings::FILE));
    for (folder, error) in below.unreadable {
        let message = format!("cannot read the folder `{}`: {error}", loader.shown_path(&folder));
        problems.push(Diagnostic::general(Code::UnreadableFile, message).help("let it be read, or remove it"));
    }
    for path in below.files {
        let members = used.range((path.clone(), String::new())..).take_while(|(file, _)| *file == path);
        let members: BTreeSet<&str> = members.map(|(_, member)| member.as_str()).collect();
        if members.is_empty() {
            let place = |text: String| Span::at(&File::new(loader.shown_path(&path), text), 1, 1);
            problems.push(match loader.text(&path) {
                Ok(text) => Diagnostic::at(Code::UnusedFile, &place(text), "nothing refers to this file")
                    .help("refer to it, or remove it"),
                // What counts in the fingerprint has to be read.
                Err(error) if loader.is_file(&path) && error.kind() != std::io::ErrorKind::InvalidData => {
                    let message = format!("cannot read this file: {error}");
                    Diagnostic::at(Code::UnreadableFile, &place(String::new()), message)
                        .help("let it be read, or remove it")
                }
                Err(_) => Diagnostic::at(
                    Code::UnusedFile,
                    &place(String::new()),
                    "nothing refers to this, which is no text file",
                )
                .help("remove it"),
            });
            continue;
        }
        let tree = if members.contains("") { None } else { loader.yaml(&path, None).ok() };
        let mut above: Option<&Entry> = None;
        for entry in tree.iter().flat_map(|tree| tree.entries()) {
            let is_used = members.contains(entry.key.as_str());
            match above.filter(|_| !is_used && is_keyword(&entry.key)) {
                Some(schema) => problems.push(outdented(entry, schema)),
                None if !is_used => problems.push(unused(&entry.key, &entry.key_span)),
                None => {}
            }
            if is_used || !is_keyword(&entry.key) {
                above = Some(entry);
            }
        }
    }
}

/// Components that `openapi.yaml` itself declares and that no operation leads to.
fn components(document: &Node, problems: &mut Diagnostics) {
    let (Some(components), Some(paths)) = (document.get("components"), document.get("paths")) else { return };
    let all = references::Components::of(document);
    let mut used = all.reach(Position::PATHS, paths).components;
    // What the vendor calls is described too.
    // A shared path that nothing refers to is told itself, and not what it uses.
    for part in [document.get("webhooks"), components.get("pathItems")].into_iter().flatten() {
        used.extend(all.reach(Position::PATHS, part).components);
    }
    // The envelope names the failure without a reference.
    let operations = paths.entries().iter().flat_map(|path| path.value.entries());
    let envelopes =
        operations.filter_map(|operation| operation.value.get("x-envelope")).chain(document.get("x-envelope"));
    for name in envelopes.filter_map(|envelope| envelope.get("failure")?.str().ok()) {
        if let (true, Some(schema)) = (used.insert(("schemas", name)), all.get(("schemas", name))) {
            used.extend(all.reach(Position::SCHEMA, schema).components);
        }
    }
    extending(components, &all, &mut used);
    for section in ["schemas", "parameters", "responses", "requestBodies"] {
        for entry in components.get(section).map(Node::entries).unwrap_or_default() {
            if !used.contains(&(section, entry.key.as_str())) {
                problems.push(unused(&entry.key, &entry.key_span));
            }
        }
    }
}

/// What extends a used schema with a discriminator, by `allOf` or as a value of it, may come in its place.
fn extending<'a>(components: &'a Node, all: &references::Components<'a>, used: &mut BTreeSet<(&'a str, &'a str)>) {
    let schemas = components.get("schemas").map(Node::entries).unwrap_or_default();
    let is_base = |name: &str| all.get(("schemas", name)).is_some_and(|node| node.get("discriminator").is_some());
    if !schemas.iter().any(|entry| is_base(&entry.key)) {
        return;
    }
    let mut extended: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for entry in schemas {
        for part in entry.value.get("allOf").and_then(|list| list.array().ok()).unwrap_or_default() {
            let name = part.get("$ref").and_then(|reference| references::parse(reference.str().ok()?));
            extended.entry(name.map_or("", |(_, name)| name)).or_default().push(&entry.key);
        }
        let mapping = entry.value.get("discriminator").and_then(|tag| tag.get("mapping"));
        for value in mapping.map(Node::entries).unwrap_or_default() {
            let text = value.value.str().unwrap_or_default();
            extended.entry(&entry.key).or_default().push(references::parse(text).map_or(text, |(_, name)| name));
        }
    }
    let mut queue: Vec<&str> =
        used.iter().filter(|(section, _)| *section == "schemas").map(|(_, name)| *name).collect();
    let mut bases: BTreeSet<&str> = queue.iter().copied().filter(|name| is_base(name)).collect();
    queue.retain(|name| bases.contains(name));
    while let Some(name) = queue.pop() {
        for other in extended.get(name).into_iter().flatten() {
            if let (true, Some(schema)) = (used.insert(("schemas", other)), all.get(("schemas", other))) {
                used.extend(all.reach(Position::SCHEMA, schema).components);
            }
            // What extends it in turn extends the base too.
            if bases.insert(other) {
                queue.push(other);
            }
        }
    }
}

fn is_keyword(key: &str) -> bool {
    let (parts, others) = crate::openapi::grammar::keywords_of_schemas();
    parts.iter().any(|(name, _)| *name == key) || others.contains(&key)
}

/// A keyword of a schema that stands beside the schemas of its file.
fn outdented(entry: &Entry, schema: &Entry) -> Diagnostic {
    let message = format!("`{}` stands beside the schemas of the file, so it would be one of them", entry.key);
    let found = Diagnostic::at(Code::UnexpectedValue, &entry.key_span, message);
    found
        .also(&schema.key_span, "the schema above")
        .help(format!("indent it, with all that is below it, into `{}`", schema.key))
}

fn unused(name: &str, span: &Span) -> Diagnostic {
    let found = Diagnostic::at(Code::UnusedSchema, span, format!("nothing refers to `{name}`"));
    found.help("refer to it, or remove it")
}
