//! References: what each names, where that stands, and what is said of one that leads nowhere.

use crate::bundle::{Bundler, Kind, Target};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::load::resolve_path;
use crate::names;
use crate::node::{Node, Value};
use crate::openapi::references::tokens;
use crate::spec_files;

impl Bundler<'_> {
    /// What stands at a place, and where its key does.
    pub(super) fn target(&mut self, target: &Target, from: &Span) -> Option<(Span, Node)> {
        if let Some(node) = self.made.get(&target.pointer) {
            return Some((node.span.clone(), node.clone()));
        }
        self.used.insert((target.file.clone(), target.pointer.first().cloned().unwrap_or_default()));
        let loaded = self.loader.yaml(&target.file, Some(from));
        let root = self.problems.keep(loaded)?;
        let (mut key_span, mut node) = (&root.span, root.as_ref());
        if let (Err(found), false) = (node.object(), target.pointer.is_empty()) {
            // The file is what is wrong, whoever refers to it.
            self.problems.push(found);
            return None;
        }
        for token in &target.pointer {
            let Some(next) = self.members.get(node, token) else {
                let message = format!("`{}` has no member `{token}`", node.span.file);
                let names: Vec<_> = node.entries().iter().map(|entry| entry.key.as_str()).collect();
                let found = Diagnostic::at(Code::UnresolvedReference, from, message);
                self.problems.push(match names.is_empty() {
                    true => found.also(&node.span, format!("{} has no members", node.kind())),
                    false => found.help(format!("it has: {}", names.join(", "))),
                });
                return None;
            };
            (key_span, node) = (&next.key_span, &next.value);
        }
        Some((key_span.clone(), node.clone()))
    }

    /// The place that a misspelt reference means, so that what is wrong behind it shows in the same run.
    pub(super) fn meant(&mut self, target: Target, from: &Span) -> Target {
        let Some(root) = self.loader.peek(&target.file) else { return target };
        let mut pointer = target.pointer.clone();
        let mut node = root.as_ref();
        for token in &mut pointer {
            if self.members.get(node, token).is_none() {
                let names = node.entries().iter().map(|entry| entry.key.as_str());
                let Some(near) = names::nearest(token, names) else { return target };
                let message = format!("`{}` has no member `{token}`", node.span.file);
                let text = from.text().replacen(&format!("/{token}"), &format!("/{near}"), 1);
                let found = Diagnostic::at(Code::UnresolvedReference, from, message);
                self.problems.push(found.help(format!("did you mean `{near}`?")).suggest(from, text));
                near.clone_into(token);
            }
            match self.members.get(node, token) {
                Some(next) => node = &next.value,
                None => return target,
            }
        }
        Target { pointer, ..target }
    }

    /// The component that a `$ref` names; registers it.
    pub(super) fn reference(&mut self, kind: Kind, reference: &Node, file: &str) -> Option<String> {
        if !matches!(reference.value, Value::String(_) | Value::Null | Value::Invalid) {
            // Quotes alone would make it a reference that leads nowhere.
            let message = format!("expected a reference, found {}", reference.kind());
            let found = Diagnostic::at(Code::UnexpectedValue, &reference.span, message);
            self.problems.push(found.help("write `<file>.yaml#/<Name>`"));
            return None;
        }
        let text = self.problems.keep(reference.str())?.to_owned();
        let target = self.locate(&text, reference, file)?;
        if let Some(found) = self.misled(kind, &target, reference) {
            self.problems.push(found);
            return None;
        }
        let (target, from) = self.canonical(kind, target, &reference.span)?;
        let Some(name) = target.pointer.last().cloned() else {
            self.problems.push(
                Diagnostic::at(
                    Code::UnnamedReference,
                    &reference.span,
                    format!("expected a reference to a named schema, found `{text}`"),
                )
                .help("write `file.yaml#/Name`"),
            );
            return None;
        };
        let is_there = self.register(kind, &name, target, &from);
        is_there.then(|| format!("#/components/{}/{name}", kind.key()))
    }

    /// What is wrong with a reference to something that is no component of its kind: told where the reference is, not at what it leads
    /// to, in which nothing is wrong.
    fn misled(&mut self, kind: Kind, target: &Target, reference: &Node) -> Option<Diagnostic> {
        let found = |message: String| Diagnostic::at(Code::UnnamedReference, &reference.span, message);
        if let [first, section, name] = target.pointer.as_slice()
            && first == "components"
            && let Some(other) = Kind::ALL.iter().find(|other| other.key() == section && **other != kind)
        {
            let root = self.loader.peek(&target.file)?;
            let here = root.get(first)?;
            here.get(section)?.get(name)?;
            let message = format!("expected a reference to one of the `{}`, found one of the `{section}`", kind.key());
            let found = found(message);
            return Some(match here.get(kind.key()).and_then(|components| components.get(name)) {
                Some(_) => {
                    let right = reference.span.text().replacen(other.key(), kind.key(), 1);
                    found.help("there is one of that name").suggest(&reference.span, right)
                }
                None => found.help(format!("refer to a component below `components/{}`", kind.key())),
            });
        }
        if let ([before @ .., owner, last], Kind::Schemas) = (target.pointer.as_slice(), kind)
            && last == "properties"
            && owner != "properties"
        {
            let root = self.loader.peek(&target.file)?;
            let node = before.iter().chain([owner]).try_fold(root.as_ref(), |node, token| node.get(token))?;
            node.get(last)?.object().ok()?;
            let right = reference.span.text().replacen("/properties", "", 1);
            let message = format!("the `properties` of `{owner}` are a list of schemas, and no schema");
            let help = "refer to the object, or to one of its properties by its name";
            return Some(found(message).help(help).suggest(&reference.span, right));
        }
        self.unnamed(kind, target).map(|(message, help)| found(message).help(help))
    }

    /// What is said of a reference that stops before the name of a component, or leads to a part of a schema that has no name.
    fn unnamed(&mut self, kind: Kind, target: &Target) -> Option<(String, String)> {
        let root = self.loader.peek(&target.file)?;
        let node = || target.pointer.iter().try_fold(root.as_ref(), |node, token| node.get(token));
        let is_section = |name: &String| Kind::ALL.iter().any(|kind| kind.key() == name);
        match target.pointer.as_slice() {
            [first, rest @ ..]
                if first == "components"
                    && rest.len() < 2
                    && rest.iter().all(is_section)
                    && root.get("openapi").is_some() =>
            {
                let message = format!("the reference leads to `{}`, and to none of them", target.pointer.join("/"));
                Some((message, format!("add the name: `#/components/{}/<Name>`", kind.key())))
            }
            [.., owner, place, part]
                if kind == Kind::Schemas
                    && place == "properties"
                    && !names::is_type_name(part)
                    && node()?.get("x-rust-name").is_none() =>
            {
                let message = format!("`{part}` is a property of `{owner}`, and no schema with a name of its own");
                let help = "only named schemas can be referred to: move what describes the property to one, and refer to that in both places";
                Some((message, help.to_owned()))
            }
            _ => None,
        }
    }

    /// Where a component really stands, when a place only refers to it: a schema of the same name, or anything that is no
    /// schema. With it comes the reference that names it there; nothing is said yet of what cannot be found.
    pub(super) fn canonical(&mut self, kind: Kind, target: Target, from: &Span) -> Option<(Target, Span)> {
        let (mut target, mut from) = (self.meant(target, from), from.clone());
        let mut passed: Vec<(Target, Span)> = Vec::new();
        while let Some((next, reference)) = self.forwarded(kind, &target) {
            self.used.insert((target.file.clone(), target.pointer.first().cloned().unwrap_or_default()));
            passed.push((target, reference.clone()));
            (target, from) = (self.meant(next, &reference), reference);
            if let Some(first) = passed.iter().position(|(known, _)| *known == target) {
                // Whichever place the circle is entered at, it is one.
                let place = passed[first..].iter().map(|(_, span)| span).min()?;
                self.problems.push(
                    Diagnostic::at(Code::CyclicReference, place, "the reference leads back to itself")
                        .help("describe the thing itself in one of the places"),
                );
                return None;
            }
        }
        Some((target, from))
    }

    /// What a place refers to that holds nothing but a reference, and the place of that reference.
    fn forwarded(&mut self, kind: Kind, target: &Target) -> Option<(Target, Span)> {
        let root = self.loader.peek(&target.file)?;
        let inner = |node, token: &String| self.members.get(node, token).map(|entry| &entry.value);
        let node = target.pointer.iter().try_fold(root.as_ref(), inner)?;
        let reference = node.get("$ref")?;
        let (path, pointer) = reference.str().ok()?.split_once('#')?;
        let file = if path.is_empty() { target.file.clone() } else { resolve_path(&target.file, path)? };
        let next = Target { file, pointer: tokens(pointer) };
        let is_alone =
            node.entries().iter().all(|entry| ["$ref", "summary", "description"].contains(&entry.key.as_str()));
        let is_renamed = next.pointer.last() != target.pointer.last();
        let is_schema = kind == Kind::Schemas;
        // A schema by another name is a type by another name, and one that refers to itself is told with its name.
        let stays = path.contains("://") || (is_schema && (!is_alone || is_renamed || next == *target));
        (!stays).then(|| (next, reference.span.clone()))
    }

    pub(super) fn locate(&mut self, text: &str, reference: &Node, file: &str) -> Option<Target> {
        let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
        if path.contains("://") {
            let message = format!("references to other places are not supported: `{text}`");
            self.problems.push(
                Diagnostic::at(Code::ForeignReference, &reference.span, message)
                    .help("copy what is needed into the specs"),
            );
            return None;
        }
        let inside = if path.is_empty() { Some(file.to_owned()) } else { resolve_path(file, path) };
        let Some(file) = inside else {
            let message = format!("expected a reference to a file of the specs folder, found `{text}`");
            let found = Diagnostic::at(Code::ForeignReference, &reference.span, message);
            self.problems.push(match text.starts_with("/components/") {
                true => {
                    let document = match file.split_once('/') {
                        Some((_, "openapi.yaml")) | None => String::new(),
                        Some((_, inside)) => format!("{}openapi.yaml", "../".repeat(inside.matches('/').count())),
                    };
                    let right = match reference.quoted(&format!("{document}#{text}")) {
                        right if right.starts_with('#') => format!("'{right}'"),
                        right => right,
                    };
                    found.help("a `#` stands before the way inside of a file").suggest(&reference.span, right)
                }
                false => found.help("move the file below the specs folder, and write the way to it from this file"),
            });
            return None;
        };
        if !spec_files::is_path(&file) && self.loader.is_file(&file) {
            let message = format!("`{}` is no spec file by its name", self.loader.shown_path(&file));
            let found = Diagnostic::at(Code::SpecFile, &reference.span, message)
                .note("a change of it would not be noticed: only specs are watched and count in the fingerprint");
            self.problems.push(found.help(
                "rename it: a spec ends with `.yaml`, `.yml` or `.json`, and nothing on the way to it begins with a dot",
            ));
            return None;
        }
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let message = format!("expected a pointer such as `#/{pointer}`, found `#{pointer}`");
            let found = Diagnostic::at(Code::UnnamedReference, &reference.span, message)
                .note("without the slash it is an anchor, which other tools look for and do not find");
            let right = reference.span.text().replacen('#', "#/", 1);
            self.problems.push(found.help("write the slash").suggest(&reference.span, right));
        }
        Some(Target { file, pointer: tokens(pointer) })
    }

    /// Whether the component is there, as far as that is known.
    pub(super) fn register(&mut self, kind: Kind, name: &str, target: Target, from: &Span) -> bool {
        match self.found.get_mut(&(kind, name.to_owned())) {
            None => {
                self.found.insert((kind, name.to_owned()), (target, vec![from.clone()]));
                self.queue.push((kind, name.to_owned()));
            }
            Some((first, spans)) if *first == target => spans.push(from.clone()),
            Some((first, spans)) => {
                let (first, other) = (first.clone(), spans[0].clone());
                // What is not there is told as such.
                if self.target(&first, &other).is_none() || self.target(&target, from).is_none() {
                    return false;
                }
                let message = format!("two components are called `{name}`: here `{}`", target.file);
                let place = format!("the other one is in `{}`", first.file);
                let found = Diagnostic::at(Code::AmbiguousComponent, from, message).also(&other, place);
                self.problems.push(found.help("rename one of them"));
            }
        }
        true
    }
}
