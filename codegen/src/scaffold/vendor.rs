//! The vendor that gets an operation: its document, its habits, and what it has already.

use std::collections::BTreeSet;

use super::conventions::{self, Sibling};
use super::{Scaffold, Wanted};
use crate::diagnostic::Diagnostics;
use crate::editor;
use crate::habits::{self, Habits};
use crate::load::Loader;
use crate::names;
use crate::node::Node;

#[derive(Debug)]
pub(crate) struct Vendor {
    pub(super) name: String,
    /// The file of the document, from the folder of all specs.
    pub(super) file: String,
    pub(crate) document: Node,
    pub(crate) habits: Habits,
    pub(super) siblings: Vec<Sibling>,
}

impl Vendor {
    pub(crate) fn read(loader: &mut Loader, name: &str) -> Result<Self, String> {
        let file = format!("{name}/openapi.yaml");
        let document = loader.yaml(&file, None).map_err(|found| found.to_string())?.as_ref().clone();
        let mut problems = Diagnostics::default();
        let habits = habits(loader, &document, &file, &mut problems);
        if let Some(found) = problems.0.first() {
            return Err(format!("{found}; `lint` shows it"));
        }
        let siblings = conventions::siblings(loader, &document, &file, &habits);
        Ok(Self { name: name.to_owned(), file, document, habits, siblings })
    }

    /// The paths and methods that it has.
    pub(crate) fn operations(&self) -> BTreeSet<(String, String)> {
        self.siblings.iter().map(|sibling| (sibling.path.clone(), sibling.method.clone())).collect()
    }

    /// What stands before a path in an address, from nothing to all of the path of a server.
    pub(crate) fn prefixes(&self) -> Vec<String> {
        let mut prefixes = vec![String::new()];
        for server in self.document.get("servers").and_then(|list| list.array().ok()).unwrap_or_default() {
            let url = server.get("url").and_then(|url| url.str().ok()).unwrap_or_default();
            let path = url.split("://").nth(1).unwrap_or(url).trim_end_matches('/');
            let starts = path.match_indices('/').map(|(at, _)| path[at..].to_owned());
            prefixes.extend(starts);
        }
        prefixes
    }

    /// The ids that it has.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.siblings.iter().map(|sibling| sibling.id.clone()).collect()
    }

    /// The paths and methods of operations that have a reply by its name.
    pub(crate) fn shapes(&self) -> Vec<(String, String, String)> {
        let shape = |sibling: &Sibling| match sibling.node.get("x-reply") {
            Some(said) => habits::shape(said).map(str::to_owned),
            None => self.habits.known(&sibling.path, &sibling.method, None).reply,
        };
        let of = |sibling: &Sibling| Some((sibling.path.clone(), sibling.method.clone(), shape(sibling)?));
        self.siblings.iter().filter_map(of).collect()
    }

    /// Whether the document describes a tag.
    pub(super) fn has_tag(&self, name: &str) -> bool {
        let tags = self.document.get("tags").and_then(|tags| tags.array().ok()).unwrap_or_default();
        tags.iter().any(|tag| tag.get("name").and_then(|name| name.str().ok()) == Some(name))
    }

    /// The paths of the operations that are wanted.
    pub(super) fn paths(&self, wanted: &Wanted) -> Result<Vec<String>, String> {
        if !wanted.family {
            return Ok(vec![wanted.path.clone()]);
        }
        if wanted.tag.is_some() || wanted.id.is_some() {
            return Err("a family has the tag and the ids of its paths; leave --tag and --id out".into());
        }
        let verbs = self.habits.family();
        match verbs.is_empty() {
            true => Err(format!(
                "`{}` has no family of operations; name it in `x-habits`: `family: [Get, Add, Edit, Delete]`",
                self.name
            )),
            false => Ok(verbs.iter().map(|verb| format!("{}/{verb}", wanted.path)).collect()),
        }
    }
}

/// The habits that a document has or refers to. What is wrong with the reference is for `lint` to say.
fn habits(loader: &mut Loader, document: &Node, file: &str, problems: &mut Diagnostics) -> Habits {
    let Some(said) = document.get("x-habits") else { return Habits::default() };
    match conventions::item(loader, said, file) {
        Some((file, habits)) => Habits::read(&habits, &file, document, problems),
        None => Habits::default(),
    }
}

/// A vendor that has no specs.
pub(super) fn unknown(vendor: &str, vendors: &[String]) -> String {
    match names::nearest(vendor, vendors.iter().map(String::as_str)) {
        Some(near) => format!("no vendor `{vendor}`; did you mean `{near}`?"),
        None => format!("no vendor `{vendor}`; there are: {}; --first begins another one", vendors.join(", ")),
    }
}

/// The document of a vendor that has none.
pub(super) fn begin(scaffold: &mut Scaffold, wanted: &Wanted, loader: &mut Loader) -> Result<(), String> {
    let vendor = &wanted.vendor;
    check(vendor)?;
    let text = "\
openapi: 3.1.1
info:
  title: TODO name of the API
  version: TODO version of the API
  description: TODO what the API is for, how a call is made, how a failure is told
servers:
  - url: https://TODO
    description: TODO which server it is
tags: []
x-habits:
  every: {}
paths: {}
";
    scaffold.files.insert(format!("{vendor}/openapi.yaml"), format!("{}{text}", editor::line("document.json", 1)));
    scaffold.files.insert(format!("{vendor}/README.md"), readme(vendor));
    // What is read next is what will be there.
    let files = scaffold.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
    *loader = Loader::in_memory(files);
    Ok(())
}

/// What is wrong with the name of a vendor, in a line.
pub(crate) fn check(vendor: &str) -> Result<(), String> {
    match names::is_field_name(vendor) && !names::is_keyword(vendor) {
        true => Ok(()),
        false => Err(format!("expected a vendor in snake_case, found `{vendor}`")),
    }
}

/// The page of a vendor's rulings, as long as there are none.
pub(crate) fn readme(vendor: &str) -> String {
    format!(
        "# {vendor}\n\nWhere the vendor's pages contradict each other or leave something open.\n\n\
         | point | what each place says | ruling |\n| --- | --- | --- |\n"
    )
}
