//! The files of `generated/`: in memory first, then compared or written.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostic::Diagnostics;
use crate::files;

/// Name of the file that is written last.
const FINGERPRINT: &str = "FINGERPRINT";

/// What is generated: every file by its path below the output folder, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The files.
    pub files: BTreeMap<String, String>,
    /// What a maintainer of the specs wants to know; no error is among it.
    pub warnings: Diagnostics,
}

impl Output {
    /// Writes what differs, each file by way of a temporary one, and removes what is no longer generated.
    ///
    /// The fingerprint is made invalid first and valid last, so that an interrupted run shows as stale. Returns the paths
    /// that changed; nothing is touched when nothing did.
    ///
    /// # Errors
    /// A file cannot be read or written, or the folder holds something that is not generated, so that it may be another
    /// folder than was meant.
    pub fn write(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let stale = self.stale(folder)?;
        if stale.is_empty() {
            return Ok(Vec::new());
        }
        fs::create_dir_all(folder)?;
        replace(&folder.join(FINGERPRINT), "an interrupted run\n")?;
        let mut changed = Vec::new();
        for name in stale.iter().filter(|name| *name != FINGERPRINT) {
            let path = folder.join(name);
            match self.files.get(name) {
                Some(text) => replace(&path, text)?,
                None => {
                    // The leftover of a run with the same process id has been put in place by now.
                    fs::remove_file(&path).or_else(|error| match error.kind() {
                        io::ErrorKind::NotFound => Ok(()),
                        _ => Err(error),
                    })?;
                    // Fails where the folder still holds something, which is as well.
                    let _ = path.parent().map(fs::remove_dir);
                }
            }
            changed.push(path);
        }
        if let Some(text) = self.files.get(FINGERPRINT) {
            replace(&folder.join(FINGERPRINT), text)?;
            changed.push(folder.join(FINGERPRINT));
        }
        Ok(changed)
    }

    /// A unified diff from the folder to what it should hold; empty when it is fresh.
    pub fn diff(&self, folder: &Path) -> io::Result<String> {
        let mut out = String::new();
        for name in self.stale(folder)? {
            let path = folder.join(&name);
            let old = if path.is_file() { fs::read_to_string(&path)? } else { String::new() };
            let new = self.files.get(&name).map(String::as_str).unwrap_or_default();
            let before = format!("{name} (as it is)");
            let after = format!("{name} (as the specs want it)");
            let diff = TextDiff::from_lines(&old, new);
            out.push_str(&diff.unified_diff().context_radius(2).header(&before, &after).to_string());
        }
        Ok(out)
    }

    /// Files that are missing, different or too many.
    fn stale(&self, folder: &Path) -> io::Result<Vec<String>> {
        let there = if folder.is_dir() { files::below(folder)? } else { Vec::new() };
        if let Some(foreign) = there.iter().find(|name| !is_ours(name)) {
            let message = format!("`{foreign}` is not generated; choose another folder, or remove it");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let mut stale: Vec<String> = there.into_iter().filter(|name| !self.files.contains_key(name)).collect();
        for (name, text) in &self.files {
            let path = folder.join(name);
            if !path.is_file() || fs::read(&path).map_err(|error| at(&path, &error))? != text.as_bytes() {
                stale.push(name.clone());
            }
        }
        stale.sort();
        Ok(stale)
    }
}

/// Puts a file in another's place in one step, so that nobody ever reads half of it.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = PathBuf::from(name);
    fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path)).map_err(|error| {
        // What could not be put in place is nobody's.
        let _ = fs::remove_file(&temporary);
        at(path, &error)
    })
}

/// An error with the file that it is about.
pub(crate) fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

/// Whether a file has one of the names that this generator gives, or is what an interrupted run left of one.
fn is_ours(path: &str) -> bool {
    const NAMES: [&str; 6] = [FINGERPRINT, "mod.rs", "openapi.json", "operations.md", "operations.rs", "types.rs"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let ours = |name: &str| NAMES.contains(&name) && path.matches('/').count() <= 1;
    ours(name) || (name.ends_with(".tmp") && NAMES.iter().any(|known| name.starts_with(&format!("{known}."))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(files: &[(&str, &str)]) -> Output {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Output { files, ..Output::default() }
    }

    #[test]
    fn only_what_differs_is_written_and_leftovers_go() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let first = output(&[("FINGERPRINT", "1"), ("a/mod.rs", "a\n"), ("b/mod.rs", "b\n")]);
        assert_eq!(first.write(dir.path()).expect("written").len(), 3);
        assert!(first.write(dir.path()).expect("written").is_empty());
        let second = output(&[("FINGERPRINT", "2"), ("a/mod.rs", "a\n")]);
        assert!(second.diff(dir.path()).expect("a diff").contains("-b"));
        let changed = second.write(dir.path()).expect("written");
        assert_eq!(changed, vec![dir.path().join("b/mod.rs"), dir.path().join("FINGERPRINT")]);
        assert!(!dir.path().join("b/mod.rs").exists());
        assert_eq!(second.diff(dir.path()).expect("a diff"), "");
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("notes.txt"), "mine").expect("a file");
        fs::write(dir.path().join("mod.rs"), "mine").expect("a file");
        let output = output(&[("FINGERPRINT", "1"), ("mod.rs", "a\n")]);
        for result in [output.write(dir.path()).map(|_| ()), output.diff(dir.path()).map(|_| ())] {
            assert!(result.expect_err("a foreign file").to_string().contains("`notes.txt` is not generated"));
        }
        assert_eq!(fs::read_to_string(dir.path().join("mod.rs")).expect("a file"), "mine");
    }

    #[test]
    fn an_interrupted_run_shows_as_stale_and_is_mended_by_the_next() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let output = output(&[("FINGERPRINT", "1"), ("a/mod.rs", "a\n")]);
        output.write(dir.path()).expect("written");
        fs::write(dir.path().join("FINGERPRINT"), "an interrupted run\n").expect("a file");
        fs::write(dir.path().join("a/mod.rs.7.tmp"), "half").expect("a file");
        assert!(!output.diff(dir.path()).expect("a diff").is_empty());
        output.write(dir.path()).expect("written");
        assert_eq!(output.diff(dir.path()).expect("a diff"), "");
        assert!(!dir.path().join("a/mod.rs.7.tmp").exists());
    }
}
