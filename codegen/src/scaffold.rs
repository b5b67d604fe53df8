//! `new`: what one more operation needs, in the short form. What the vendor's habits say is left to them.

mod conventions;
mod document;
pub(crate) mod insert;
mod names;
mod operation;
mod vendor;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::load::Loader;
use crate::{editor, write};

pub(crate) use vendor::{Vendor, check as check_vendor, readme};

/// What is known of a new operation.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The vendor's folder.
    pub vendor: String,
    /// Path of the call below the server's address: `/price_type/list`. Of a family, what its paths begin with: `/PriceType`.
    pub path: String,
    /// HTTP method; that of the vendor's habits, or of the most similar operation, when left out.
    pub method: Option<String>,
    /// Tag; made of the path when left out.
    pub tag: Option<String>,
    /// Operation id; made of the tag and the path when left out.
    pub id: Option<String>,
    /// Every operation of the vendor's family (`x-habits.family`) below the path.
    pub family: bool,
    /// The body is a list of records.
    pub batch: bool,
    /// The vendor has no document yet: write one.
    pub first: bool,
}

/// What is not written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// New files by their paths below the specs folder, and their texts.
    pub files: BTreeMap<String, String>,
    /// Files with new lines, in the same way.
    pub changed: BTreeMap<String, String>,
}

/// Works out what a new operation, or a family of them, needs. Nothing is written.
///
/// # Errors
/// The vendor is not known, the path or the operation exists, a file of the new operation exists, or the vendor's document
/// cannot be read. The message says which, in one line.
pub fn plan(specs: &Path, wanted: &Wanted) -> Result<Scaffold, String> {
    names::check_path(&wanted.path)?;
    names::check_method(wanted.method.as_deref())?;
    let mut loader = Loader::new(specs);
    let vendors = match wanted.first {
        // There may be no specs at all.
        true => loader.vendors().unwrap_or_default(),
        false => loader.vendors().map_err(|found| found.to_string())?,
    };
    let mut scaffold = Scaffold::default();
    let file = format!("{}/openapi.yaml", wanted.vendor);
    match (vendors.contains(&wanted.vendor), wanted.first) {
        (true, false) => {}
        (true, true) => return Err(format!("`{}` exists already; leave --first out", loader.shown_path(&file))),
        (false, true) => vendor::begin(&mut scaffold, wanted, &mut loader)?,
        (false, false) => return Err(vendor::unknown(&wanted.vendor, &vendors)),
    }
    let vendor = vendor::Vendor::read(&mut loader, &wanted.vendor)?;
    for path in vendor.paths(wanted)? {
        operation::add(&mut scaffold, &vendor, &mut loader, wanted, &path)?;
    }
    if let Some(there) = scaffold.files.keys().find(|path| specs.join(path).exists()) {
        return Err(format!("`{}` exists already; nothing was written", loader.shown_path(there)));
    }
    Ok(scaffold.with_editor_schemas(specs))
}

impl Scaffold {
    /// The text of a file as it will be: planned already, or as it stands.
    pub(crate) fn text(&self, path: &str, loader: &Loader) -> Option<String> {
        let planned = self.changed.get(path).or_else(|| self.files.get(path)).cloned();
        planned.or_else(|| loader.text(path).ok())
    }

    /// Plans further lines of a file of `paths` or `schemas`; a new one begins with the line by which editors find its schema.
    pub(crate) fn append(&mut self, path: &str, lines: &str, loader: &Loader) {
        let folder = path.split('/').nth(1).unwrap_or_default();
        let before = self.text(path, loader).unwrap_or_else(|| editor::line(&format!("{folder}.json"), 2));
        let gap = if before.ends_with('\n') { "" } else { "\n" };
        self.put(path, format!("{before}{gap}{lines}"), loader);
    }

    /// The schemas of the files, for editors; those that are there already stay as they are.
    pub(crate) fn with_editor_schemas(mut self, specs: &Path) -> Self {
        if self.files.is_empty() && self.changed.is_empty() {
            return self;
        }
        for (name, text) in editor::schemas() {
            let path = format!("{}/{name}", editor::FOLDER);
            if !specs.join(&path).exists() {
                self.files.insert(path, text);
            }
        }
        self
    }

    /// Plans a text for a file, be it there or not.
    pub(crate) fn put(&mut self, path: &str, text: String, loader: &Loader) {
        let is_new = self.files.contains_key(path) || loader.text(path).is_err();
        let files = if is_new { &mut self.files } else { &mut self.changed };
        files.insert(path.to_owned(), text);
    }

    /// Writes all files, or none: what exists is never overwritten, and documents are changed last. Returns the paths.
    ///
    /// # Errors
    /// A file exists or cannot be written; what was written before is taken back.
    pub fn write(&self, specs: &Path) -> io::Result<Vec<PathBuf>> {
        let (mut written, mut before) = (Vec::new(), Vec::new());
        let result = self.write_all(specs, &mut written, &mut before);
        if result.is_err() {
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            before.iter().for_each(|(path, text): &(PathBuf, Vec<u8>)| drop(fs::write(path, text)));
            return result.map(|()| Vec::new());
        }
        written.extend(before.into_iter().map(|(path, _)| path));
        Ok(written)
    }

    fn write_all(
        &self,
        specs: &Path,
        written: &mut Vec<PathBuf>,
        before: &mut Vec<(PathBuf, Vec<u8>)>,
    ) -> io::Result<()> {
        for (name, text) in &self.files {
            let path = specs.join(name);
            fs::create_dir_all(path.parent().unwrap_or(specs))?;
            let mut file = fs::File::create_new(&path).map_err(|error| write::at(&path, &error))?;
            written.push(path.clone());
            file.write_all(text.as_bytes()).map_err(|error| write::at(&path, &error))?;
        }
        for (name, text) in &self.changed {
            let path = specs.join(name);
            let old = fs::read(&path).map_err(|error| write::at(&path, &error))?;
            write::replace(&path, text)?;
            before.push((path, old));
        }
        Ok(())
    }
}
