//! The documents that are compared: ours, which is one tree, and the vendor's, whose references may lead into other files.
//!
//! The vendor's is not linted, and it is not upgraded: 3.0 becoming 3.1 gives numbers and integers a width that the vendor does not
//! state, and a width that nobody stated is no difference. `nullable` is read beside the types instead ([`super::shape`]).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, absolute};
use std::sync::Arc;

use crate::bundle::{self, Version};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::files;
use crate::load::{Loader, resolve_path};
use crate::node::{Node, Value};
use crate::openapi::references::{parse, tokens};

/// A document with the files that it refers to.
#[derive(Debug)]
pub(super) struct Document {
    /// The first file's name, as it is shown.
    name: String,
    /// The trees by the names of their files, as these are shown.
    files: BTreeMap<String, Arc<Node>>,
    /// Whether every reference stays in the first tree, as in a bundle, whose parts keep the places where they were written.
    is_bundle: bool,
    /// Whether what stands beside a reference counts.
    pub(super) has_siblings: bool,
    /// Whether it only lists facts of requests, so that what it does not say means nothing.
    pub(super) is_partial: bool,
    /// References that lead nowhere, each once.
    lost: RefCell<Diagnostics>,
}

impl Document {
    /// A bundle, or what is made like one.
    pub(super) fn bundle(name: &str, root: Node, is_partial: bool) -> Self {
        Self {
            name: name.to_owned(),
            files: BTreeMap::from([(name.to_owned(), Arc::new(root))]),
            is_bundle: true,
            has_siblings: true,
            is_partial,
            lost: RefCell::default(),
        }
    }

    /// A vendor's document, with every file that it refers to.
    pub(super) fn of(read: Read) -> Result<Self, Diagnostics> {
        let Read { name, root, mut loader } = read;
        let mut problems = Diagnostics::default();
        let version = problems.keep(bundle::version_of(&root));
        problems.keep(root.require("paths").and_then(Node::object));
        let folder = name.split_once('/').map_or("", |(folder, _)| folder).to_owned();
        let mut files = BTreeMap::new();
        let mut queue = vec![(name.clone(), root)];
        while let Some((file, tree)) = queue.pop() {
            if files.contains_key(&file) {
                continue;
            }
            let mut named = Vec::new();
            references(&tree, &mut named);
            for other in named.iter().filter_map(|reference| resolve_path(&file, reference)) {
                let inside = other.strip_prefix(&folder).and_then(|inside| inside.strip_prefix('/'));
                // What is not there is told where the comparison comes by.
                let tree = inside.filter(|_| !files.contains_key(&other)).and_then(|inside| loader.peek(inside));
                queue.extend(tree.map(|tree| (other, tree)));
            }
            files.insert(file, tree.clone());
        }
        problems.extend(errors(loader.take_problems()));
        let is_bundle = false;
        let has_siblings = version != Some(Version::V3_0);
        problems.finish(Self { name, files, is_bundle, has_siblings, is_partial: false, lost: RefCell::default() })
    }

    /// The tree of the first file.
    pub(super) fn root(&self) -> &Node {
        &self.files[&self.name]
    }

    /// The name of the first file, as it is shown and without its folder.
    pub(super) fn file(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// What a reference leads to, with the last name of the way there; nothing for a node that is none.
    pub(super) fn target<'a>(&'a self, node: &'a Node) -> Option<(&'a Node, &'a str)> {
        let reference = node.get("$ref")?;
        let text = reference.str().ok()?;
        let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
        let from = if self.is_bundle { &self.name } else { reference.span.file.name() };
        let file = if path.is_empty() { Some(from.to_owned()) } else { resolve_path(from, path) };
        let root = file.and_then(|file| self.files.get(&file));
        let name = || text.rsplit('/').next().unwrap_or(text);
        let found = root.and_then(|root| {
            // A bundle has the name as it is, and a name may have signs that a pointer reads otherwise.
            let plain = parse(text).and_then(|(section, name)| root.get("components")?.get(section)?.get(name));
            plain.or_else(|| tokens(pointer).iter().try_fold(root.as_ref(), |node, token| step(node, token)))
        });
        match found {
            Some(found) => Some((found, name())),
            None => {
                let message = format!("the reference leads nowhere, or to another place: `{text}`");
                let mut found = Diagnostic::at(Code::UnresolvedReference, &reference.span, message);
                found.severity = Severity::Warning;
                let found =
                    found.note("what stands behind it is not compared").help("put the file beside the document");
                let mut lost = self.lost.borrow_mut();
                if !lost.0.contains(&found) {
                    lost.push(found);
                }
                None
            }
        }
    }

    /// A node, or what it refers to in the end.
    pub(super) fn resolved<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut now = node;
        // Longer chains of references are circles.
        for _ in 0..32 {
            match self.target(now) {
                Some((next, _)) => now = next,
                None => break,
            }
        }
        now
    }

    /// The references that led nowhere.
    pub(super) fn into_lost(self) -> Diagnostics {
        self.lost.into_inner()
    }
}

fn step<'a>(node: &'a Node, token: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => node.get(token),
    }
}

/// The files that references name.
fn references<'a>(node: &'a Node, named: &mut Vec<&'a str>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| references(item, named)),
        Value::Object(entries) => entries.iter().for_each(|entry| match &entry.value.value {
            Value::String(text) if entry.key == "$ref" => {
                let path = text.split('#').next().unwrap_or_default();
                named.extend((!path.is_empty() && !path.contains("://")).then_some(path));
            }
            _ => references(&entry.value, named),
        }),
        _ => {}
    }
}

/// A file of the vendor that has been read, whatever its form.
#[derive(Debug)]
pub(super) struct Read {
    /// Its name, as it is shown.
    pub(super) name: String,
    /// Its tree.
    pub(super) root: Arc<Node>,
    /// What reads the files beside it.
    loader: Loader,
}

impl Read {
    /// Reads a file, YAML or JSON.
    pub(super) fn file(path: &Path) -> Result<Self, Diagnostics> {
        let unreadable = |error: std::io::Error| {
            let message = format!("cannot read `{}`: {error}", path.display());
            Diagnostic::general(Code::UnreadableFile, message).help("name a file with the vendor's document")
        };
        files::read(path).map_err(unreadable)?;
        let whole = absolute(path).map_err(unreadable)?;
        let folder = whole.parent().unwrap_or(&whole);
        let file = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut loader = Loader::new(folder);
        let root = loader.yaml(&file, None);
        let mut problems = errors(loader.take_problems());
        match problems.keep(root) {
            Some(root) => problems.finish(Self { name: loader.shown_path(&file), root, loader }),
            None => Err(problems),
        }
    }
}

/// What makes a document unreadable; the style of a vendor's document is the vendor's.
fn errors(mut found: Diagnostics) -> Diagnostics {
    found.0.retain(|found| found.severity == Severity::Error);
    found
}
