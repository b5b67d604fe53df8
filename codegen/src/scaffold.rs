//! `new`: the files of one more operation, with the conventions that a vendor's other operations have.

mod bodies;
mod conventions;
mod insert;
mod operation;
mod tree;
mod yaml;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use operation::New;

use crate::load::Loader;
use crate::names;

/// What is known of a new operation.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The vendor's folder.
    pub vendor: String,
    /// Path of the call below the server's address: `/price_type/list`.
    pub path: String,
    /// HTTP method; that of the most similar operation when left out.
    pub method: Option<String>,
    /// Tag; made of the path as the vendor's other tags are when left out.
    pub tag: Option<String>,
    /// Operation id; made of the tag and the path when left out.
    pub id: Option<String>,
}

/// Files that are not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// New files by their paths below the specs folder, and their texts.
    pub files: Vec<(String, String)>,
    /// The vendor's document with the new lines: its path below the specs folder, and its text.
    pub document: (String, String),
}

/// Works out the files of a new operation. Nothing is written.
///
/// # Errors
/// The vendor is not known, the path or the operation exists, a file of the new operation exists, or the vendor's document
/// cannot be read. The message says which, in one line.
pub fn plan(specs: &Path, wanted: &Wanted) -> Result<Scaffold, String> {
    let mut loader = Loader::new(specs);
    let vendors = loader.vendors().map_err(|found| found.to_string())?;
    let vendor = &wanted.vendor;
    if !vendors.contains(vendor) {
        let distance = |name: &&String| strsim::damerau_levenshtein(name, vendor);
        let near = vendors.iter().min_by_key(distance).filter(|name| distance(name) * 3 <= name.chars().count());
        return Err(match near {
            Some(near) => format!("no vendor `{vendor}`; did you mean `{near}`?"),
            None => format!("no vendor `{vendor}`; there are: {}", vendors.join(", ")),
        });
    }
    check_path(&wanted.path)?;
    if let Some(method) = &wanted.method
        && !conventions::METHODS.contains(&method.to_ascii_lowercase().as_str())
    {
        return Err(format!("no method `{method}`; expected one of: {}", conventions::METHODS.join(", ")));
    }
    if wanted.method.as_ref().is_some_and(|method| method.eq_ignore_ascii_case("head")) {
        return Err(
            "the reply to HEAD has no body, so there are no schemas and examples to write; add it by hand".into()
        );
    }
    let file = format!("{vendor}/openapi.yaml");
    let document = loader.yaml(&file, None).map_err(|found| found.to_string())?;
    if document.get("paths").is_some_and(|paths| paths.get(&wanted.path).is_some()) {
        return Err(format!("`{}` has the path `{}` already", loader.shown_path(&file), wanted.path));
    }
    let siblings = conventions::siblings(&mut loader, &document, &file);
    let method = wanted.method.as_deref().map(str::to_ascii_lowercase);
    let like = conventions::nearest(&siblings, &wanted.path, method.as_deref())
        .ok_or_else(|| none_to_follow(&mut loader, &vendors, vendor))?;
    let method = method.as_deref().unwrap_or(&like.method);
    let (tag, id) = conventions::names(&siblings, like, &wanted.path, method);
    let id = match (&wanted.tag, &wanted.id) {
        (_, Some(id)) => id.clone(),
        (Some(other), None) => format!("{other}{}", id.strip_prefix(&tag).unwrap_or(&id)),
        (None, None) => id,
    };
    let tag = wanted.tag.clone().unwrap_or(tag);
    for (what, name) in [("tag", &tag), ("operation id", &id)] {
        if !names::is_field_name(name) {
            let article = if what.starts_with('o') { "an" } else { "a" };
            return Err(format!(
                "expected {article} {what} in snake_case, found `{name}`; choose one with --tag or --id"
            ));
        }
        if names::is_keyword(name) {
            return Err(format!("`{name}` is a word that Rust keeps for itself; choose another {what}"));
        }
    }
    if !id.starts_with(&format!("{tag}_")) {
        return Err(format!("expected an operation id `{tag}_<method>`, found `{id}`; choose --tag and --id together"));
    }
    if siblings.iter().any(|sibling| sibling.id() == id) {
        return Err(format!("`{vendor}` has the operation `{id}` already; choose another with --id"));
    }
    let operation = New { wanted, like, siblings: &siblings, method, tag, id };
    let files = operation.files(&mut loader, &document);
    if let Some((there, _)) = files.iter().find(|(path, _)| specs.join(path).exists()) {
        return Err(format!("`{}` exists already; nothing was written", loader.shown_path(there)));
    }
    let text = loader.text(&file).map_err(|error| format!("`{}`: {error}", loader.shown_path(&file)))?;
    let text = operation
        .entered(&text, &document)
        .ok_or_else(|| format!("`{}` has no block `paths:` that a line could be added to", loader.shown_path(&file)))?;
    Ok(Scaffold { files, document: (file, text) })
}

impl Scaffold {
    /// Writes all files, or none: what exists is never overwritten, and the document is changed last. Returns the paths.
    ///
    /// # Errors
    /// A file exists or cannot be written; what was written before is removed again.
    pub fn write(&self, specs: &Path) -> io::Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        let result = self.write_all(specs, &mut written);
        if result.is_err() {
            written.iter().for_each(|path| drop(fs::remove_file(path)));
        }
        result.map(|()| written)
    }

    fn write_all(&self, specs: &Path, written: &mut Vec<PathBuf>) -> io::Result<()> {
        for (name, text) in &self.files {
            let path = specs.join(name);
            fs::create_dir_all(path.parent().unwrap_or(specs))?;
            let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", path.display()));
            let mut file = fs::File::create_new(&path).map_err(named)?;
            written.push(path.clone());
            file.write_all(text.as_bytes()).map_err(named)?;
        }
        let path = specs.join(&self.document.0);
        crate::write::replace(&path, &self.document.1)?;
        written.push(path);
        Ok(())
    }
}

/// What to do for a vendor whose first operation this would be.
fn none_to_follow(loader: &mut Loader, vendors: &[String], vendor: &str) -> String {
    let all = vendors.iter().filter(|other| *other != vendor).flat_map(|other| loader.paths(other));
    let example = all.into_iter().find(|path| path.split('/').nth(1) == Some("paths"));
    let example = example.map(|path| format!(", such as `{}`", loader.shown_path(&path))).unwrap_or_default();
    format!(
        "`{vendor}` has no operation in `paths/` whose conventions could be taken over; \
         write the first one by hand, after one of another vendor{example}"
    )
}

fn check_path(path: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_-.{}".contains(c);
    let sound = path.starts_with('/') && path.len() > 1 && !path.ends_with('/') && path.chars().all(fits);
    // A segment is a word or a parameter; `.` and `..` would lead elsewhere before the request is sent.
    let is_segment = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => !name.is_empty() && !name.contains(['{', '}']),
        None => !matches!(segment, "" | "." | "..") && !segment.contains(['{', '}']),
    };
    let sound = sound && path.split('/').skip(1).all(is_segment);
    if sound && !conventions::words(path).is_empty() {
        return Ok(());
    }
    Err(format!("expected a path such as `/price_type/list`, found `{path}`"))
}
