//! Reads spec files into trees with spans.

mod json;
mod plain_json;
mod repairs;
mod trouble;
mod unreadable;
mod yaml;

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use crate::node::{Node, Value};
use crate::{files, spec_files, threads};

/// Reads each file of a specs folder at most once.
#[derive(Debug)]
pub struct Loader {
    source: Source,
    shown: String,
    files: HashMap<String, Arc<Node>>,
    ahead: HashMap<String, Ahead>,
    problems: Diagnostics,
}

/// A file that nobody has asked for yet.
#[derive(Debug)]
enum Ahead {
    Yaml(Parsed),
    Json(Result<Node, Diagnostic>),
}

/// What has been read of a YAML file.
#[derive(Debug)]
struct Parsed {
    file: File,
    tree: Result<Node, Diagnostic>,
    /// What is wrong but leaves the rest readable.
    problems: Diagnostics,
}

/// Where the files of a specs folder are.
#[derive(Debug)]
enum Source {
    Folder(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Loader {
    /// A loader for the folder `root`; messages show its files below the folder's own name.
    pub fn new(root: &Path) -> Self {
        let shown = root.file_name().map_or_else(|| "specs".into(), |name| name.to_string_lossy().into_owned());
        Self::of(Source::Folder(root.to_path_buf()), shown)
    }

    /// A loader for files that are in no folder, by their paths as [`yaml`](Self::yaml) takes them.
    pub fn in_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self::of(Source::Memory(files.into_iter().collect()), "specs".into())
    }

    fn of(source: Source, shown: String) -> Self {
        let (files, ahead) = (HashMap::new(), HashMap::new());
        Self { source, shown, files, ahead, problems: Diagnostics::default() }
    }

    /// The folders below the root, sorted by name: each is a vendor.
    pub fn vendors(&self) -> Result<Vec<String>, Diagnostic> {
        let mut vendors = match &self.source {
            Source::Folder(root) => self.folders(root)?,
            Source::Memory(files) => {
                let documents = files.keys().filter_map(|path| path.strip_suffix("/openapi.yaml"));
                documents.filter(|vendor| !vendor.contains('/')).map(str::to_owned).collect()
            }
        };
        vendors.sort();
        Ok(vendors)
    }

    fn folders(&self, root: &Path) -> Result<Vec<String>, Diagnostic> {
        let unreadable = |error: io::Error| {
            let message = format!("cannot read the specs folder `{}`: {error}", root.display());
            Diagnostic::general(Code::UnreadableFile, message)
        };
        let mut vendors = Vec::new();
        for entry in fs::read_dir(root).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // The same folders as everywhere: a hidden one is somebody else's.
            if !name.starts_with('.') && entry.path().is_dir() {
                vendors.push(name);
            }
        }
        if vendors.is_empty() {
            let message = format!("no `<vendor>/openapi.yaml` in `{}`", root.display());
            return Err(Diagnostic::general(Code::MissingDocument, message)
                .help("pass the folder that holds one folder a vendor with --specs"));
        }
        Ok(vendors)
    }

    /// The spec files of a vendor that a reference may lead to, sorted; an editor's backup or a README is none.
    pub(crate) fn paths(&self, vendor: &str) -> Vec<String> {
        self.below(vendor).files
    }

    /// The same, with the folders that cannot be read.
    pub(crate) fn below(&self, vendor: &str) -> spec_files::Below {
        let mut below = match &self.source {
            Source::Folder(root) => spec_files::below(&root.join(vendor)),
            Source::Memory(files) => {
                let inner = files.keys().filter_map(|path| path.strip_prefix(vendor)?.strip_prefix('/'));
                let files = inner.filter(|path| spec_files::is_path(path)).map(str::to_owned).collect();
                spec_files::Below { files, unreadable: Vec::new() }
            }
        };
        below.files.retain(|path| !path.ends_with(".md"));
        let whole = |path: &str| format!("{vendor}/{path}").trim_end_matches('/').to_owned();
        below.files.iter_mut().for_each(|path| *path = whole(path));
        below.unreadable.iter_mut().for_each(|(path, _)| *path = whole(path));
        below
    }

    /// Whether something at a path is a file that can be opened; a pipe or a link that leads nowhere is none.
    pub(crate) fn is_file(&self, path: &str) -> bool {
        match &self.source {
            Source::Folder(root) => root.join(path).is_file(),
            Source::Memory(files) => files.contains_key(path),
        }
    }

    /// Reads the files of a vendor on all processors. What is wrong with one of them is told when it is asked for.
    pub(crate) fn read_ahead(&mut self, vendor: &str) {
        let mut paths = self.paths(vendor);
        paths.retain(|path| !self.files.contains_key(path));
        let read = threads::each(&paths, |path| {
            let text = self.text(path).ok()?;
            Some(match path.ends_with(".json") {
                true => Ahead::Json(self.checked(path, text)),
                false => Ahead::Yaml(self.parsed(path, text)),
            })
        });
        self.ahead = paths.into_iter().zip(read).filter_map(|(path, read)| Some((path, read?))).collect();
    }

    /// The tree of a YAML file; `path` is relative to the root, `/`-separated. `from` is the reference that asked for it.
    pub fn yaml(&mut self, path: &str, from: Option<&Span>) -> Result<Arc<Node>, Diagnostic> {
        if let Some(node) = self.files.get(path) {
            return match node.value {
                Value::Invalid => Err(Diagnostic::reported()),
                _ => Ok(node.clone()),
            };
        }
        let Parsed { file, tree, problems } = match self.ahead.remove(path) {
            Some(Ahead::Yaml(parsed)) => parsed,
            _ => {
                let text = self.read(path, from).inspect_err(|found| {
                    // What is wrong with the file itself is told once, and not at each reference.
                    if let Some(span) = found.span().filter(|span| span.file.name() == self.shown_path(path)) {
                        self.files.insert(path.to_owned(), Arc::new(Node::new(span, Value::Invalid)));
                    }
                })?;
                self.parsed(path, text)
            }
        };
        self.problems.extend(problems);
        let node = Arc::new(tree.inspect_err(|_| {
            self.files.insert(path.to_owned(), Arc::new(Node::new(&Span::at(&file, 1, 1), Value::Invalid)));
        })?);
        self.files.insert(path.to_owned(), node.clone());
        Ok(node)
    }

    fn parsed(&self, path: &str, text: String) -> Parsed {
        let (file, mut problems) = (File::new(self.shown_path(path), text), Diagnostics::default());
        let tree = plain_json::parse(&file).map_or_else(|| yaml::parse(&file, &mut problems), Ok);
        Parsed { file, tree, problems }
    }

    /// The tree of a file, if it can be read; what is not there is told by who needs it.
    pub(crate) fn peek(&mut self, path: &str) -> Option<Arc<Node>> {
        let is_read = self.files.contains_key(path) || self.ahead.contains_key(path);
        if !is_read && self.text(path).is_err() {
            return None;
        }
        let tree = self.yaml(path, None);
        tree.map_err(|found| self.problems.push(found)).ok()
    }

    /// What is wrong with the files read so far, although they could be read.
    pub fn take_problems(&mut self) -> Diagnostics {
        std::mem::take(&mut self.problems)
    }

    /// The text of a JSON file, checked to be one JSON value.
    pub fn json(&mut self, path: &str, from: &Span) -> Result<Node, Diagnostic> {
        match self.ahead.remove(path) {
            Some(Ahead::Json(json)) => json,
            _ => self.checked(path, self.read(path, Some(from))?),
        }
    }

    fn checked(&self, path: &str, mut text: String) -> Result<Node, Diagnostic> {
        // Editors of Windows write a byte order mark, which is no part of the text.
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let file = File::new(self.shown_path(path), text.as_str());
        json::check(&file)?;
        Ok(Node { span: Span::at(&file, 1, 1), value: Value::Json(text) })
    }

    fn read(&self, path: &str, from: Option<&Span>) -> Result<String, Diagnostic> {
        if let Some((folder, why)) = self.broken_folder(path) {
            return Err(self.lost(&folder, &why, path, from));
        }
        let bytes = self.bytes(path);
        if let Ok(bytes) = &bytes
            && let Err(error) = std::str::from_utf8(bytes)
        {
            return Err(self.not_utf8(path, bytes, error.valid_up_to()));
        }
        bytes.and_then(utf8).map_err(|error| self.unreadable(path, from, &error))
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> io::Result<String> {
        self.bytes(path).and_then(utf8)
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        match &self.source {
            Source::Folder(root) => files::read(&root.join(path)),
            Source::Memory(files) => files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }

    pub(crate) fn shown_path(&self, path: &str) -> String {
        format!("{}/{path}", self.shown)
    }
}

fn utf8(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// The tree of a JSON file, so that places in it can be shown; `None` for one that is no YAML, as with some escapes.
pub(crate) fn json_tree(file: &File) -> Option<Node> {
    yaml::parse(file, &mut Diagnostics::default()).ok()
}

/// `reference` as seen from the file `from`, relative to the specs root; `None` if it leaves the root.
pub fn resolve_path(from: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for component in Path::new(reference).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_from_the_file_that_holds_them() {
        assert_eq!(resolve_path("a/paths/x.yaml", "../schemas/y.yaml").as_deref(), Some("a/schemas/y.yaml"));
        assert_eq!(resolve_path("a/openapi.yaml", "./paths/x.yaml").as_deref(), Some("a/paths/x.yaml"));
        assert_eq!(resolve_path("a/openapi.yaml", "../../../x.yaml"), None);
    }

    #[test]
    fn a_broken_json_file_is_reported_with_its_place() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("x.json"), "{\n  \"a\": 1,\n  ...\n}").expect("a file");
        let from = Span::at(&File::new("paths/x.yaml", ""), 3, 5);
        let error = Loader::new(dir.path()).json("x.json", &from).expect_err("it is not JSON");
        let span = error.span().expect("a place");
        assert_eq!((span.line, span.column), (3, 3));
        assert!(error.message.contains("strict JSON"), "{}", error.message);
    }

    #[test]
    fn a_key_that_stands_twice_in_json_is_refused() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("x.json"), "{\"a\": 1, \"a\": 2}").expect("a file");
        let from = Span::at(&File::new("paths/x.yaml", ""), 3, 5);
        let error = Loader::new(dir.path()).json("x.json", &from).expect_err("a key stands twice");
        assert!(error.message.contains("`a` stands twice"), "{}", error.message);
    }
}
