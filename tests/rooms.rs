//! The order of the rooms that `.ci/rooms.toml` names: no arrow runs back up, and no files use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use syn::visit::{self, Visit};

#[derive(Deserialize)]
struct Plan {
    #[serde(rename = "crate")]
    crates: Vec<House>,
}

/// One crate.
#[derive(Deserialize)]
struct House {
    source: String,
    rooms: Vec<String>,
}

/// A module, by its names from the root of the crate.
type Module = Vec<String>;

/// The arrows between the files of a crate, each with the path as it is written.
type Arrows = BTreeMap<(Module, Module), String>;

#[test]
fn no_arrow_runs_back_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let plan = fs::read_to_string(root.join(".ci/rooms.toml")).expect("the order of the rooms");
    let plan: Plan = toml::from_str(&plan).expect("TOML");
    let mut faults = Vec::new();
    for House { source, rooms } in &plan.crates {
        let (files, arrows) = arrows(&root.join(source));
        let floor = |module: &Module| rooms.iter().position(|room| Some(room) == module.first());
        let unplaced = files.iter().filter(|file| file.len() == 1 && floor(file).is_none());
        faults.extend(unplaced.map(|file| format!("{source}: `{}` has no place in .ci/rooms.toml", file[0])));
        let missing = rooms.iter().filter(|room| !files.contains(&vec![(*room).clone()]));
        faults.extend(missing.map(|room| format!("{source}: there is no room `{room}`")));
        for ((from, to), written) in &arrows {
            if let (Some(low), Some(high)) = (floor(from), floor(to))
                && low < high
            {
                let (from, to) = (from.join("::"), to.join("::"));
                faults.push(format!("{source}: `{from}` uses `{to}` above it (`{written}`)"));
            }
        }
        for circle in circles(&arrows) {
            faults.push(format!("{source}: a circle: {}", circle.join(" -> ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The files of a crate as modules, and the arrows between them.
fn arrows(source: &Path) -> (BTreeSet<Module>, Arrows) {
    let mut paths = Vec::new();
    collect(source, &mut paths);
    let modules: BTreeMap<Module, PathBuf> =
        paths.into_iter().map(|path| (module(path.strip_prefix(source).expect("a file below")), path)).collect();
    let files: BTreeSet<Module> = modules.keys().cloned().collect();
    let mut arrows = Arrows::new();
    for (module, path) in &modules {
        if module.last().is_some_and(|name| name.ends_with("tests")) {
            continue;
        }
        let text = fs::read_to_string(path).expect("a source file");
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut found = Paths { module: module.clone(), paths: Vec::new() };
        found.visit_file(&file);
        for path in found.paths {
            let target = (0..=path.len()).rev().map(|end| path[..end].to_vec()).find(|start| files.contains(start));
            // The root only hands on what the rooms have.
            if let Some(target) = target.filter(|target| target != module && !target.is_empty() && !module.is_empty()) {
                arrows.entry((module.clone(), target)).or_insert_with(|| path.join("::"));
            }
        }
    }
    (files, arrows)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The module that a file is.
fn module(file: &Path) -> Module {
    let mut names: Module =
        file.with_extension("").iter().map(|name| name.to_str().expect("a name").to_owned()).collect();
    if names.last().is_some_and(|name| ["mod", "lib"].contains(&name.as_str())) {
        names.pop();
    }
    names
}

/// The paths into the crate that a file names outside of its tests.
struct Paths {
    module: Module,
    paths: Vec<Vec<String>>,
}

impl Paths {
    fn note(&mut self, names: &[String]) {
        let from_module = |up: usize, names: &[String]| {
            let kept = self.module.len().checked_sub(up)?;
            Some(self.module[..kept].iter().chain(names).cloned().collect())
        };
        let path = match names.first().map(String::as_str) {
            Some("crate") => Some(names[1..].to_vec()),
            Some("self") => from_module(0, &names[1..]),
            Some("super") => {
                let up = names.iter().take_while(|name| *name == "super").count();
                from_module(up, &names[up..])
            }
            _ => None,
        };
        self.paths.extend(path);
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.note(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.note(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.note(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|flag| flag == "test")
        };
        if module.attrs.iter().any(is_test) {
            return;
        }
        if module.content.is_some() {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&names);
        visit::visit_path(self, path);
    }
}

/// The circles of files; a module and one inside it are of one mind.
fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let mut next: BTreeMap<&Module, Vec<&Module>> = BTreeMap::new();
    for (from, to) in arrows.keys().filter(|(from, to)| !from.starts_with(to) && !to.starts_with(from)) {
        next.entry(from).or_default().push(to);
    }
    let (mut done, mut circles) = (BTreeSet::new(), Vec::new());
    for start in next.keys() {
        follow(start, &next, &mut Vec::new(), &mut done, &mut circles);
    }
    circles
}

fn follow<'a>(
    at: &'a Module,
    next: &BTreeMap<&'a Module, Vec<&'a Module>>,
    way: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
    circles: &mut Vec<Vec<String>>,
) {
    if let Some(begin) = way.iter().position(|module| *module == at) {
        circles.push(way[begin..].iter().chain([&at]).map(|module| module.join("::")).collect());
        return;
    }
    if done.contains(at) {
        return;
    }
    way.push(at);
    next.get(at).into_iter().flatten().for_each(|to| follow(to, next, way, done, circles));
    way.pop();
    done.insert(at);
}
