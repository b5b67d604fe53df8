//! A shop that breaks no rule, in a folder of its own, so that a test can break one.

#![allow(dead_code)] // Each test uses a part of it.

pub(crate) mod newer;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_codegen::diagnostic::{Diagnostic, Diagnostics};

/// The files below a folder, by their paths from there.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut queue = vec![root.to_owned()];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                queue.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// Specs in a temporary folder.
pub(crate) struct Specs {
    root: tempfile::TempDir,
}

impl Specs {
    /// The shop.
    pub(crate) fn shop() -> Self {
        Self::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shop_specs"))
    }

    /// No specs yet.
    pub(crate) fn empty() -> Self {
        Self { root: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A copy of a specs folder.
    pub(crate) fn copy(from: &Path) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        copy(from, &root.path().join("specs"));
        Self { root }
    }

    /// The specs folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("specs")
    }

    /// The folder that holds it.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Text of a file below `specs/shop`.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder().join("shop").join(file)).expect("a file")
    }

    /// Writes a file below `specs/shop`.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder().join("shop").join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// Replaces the first `from` in a file below `specs/shop`.
    #[track_caller]
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) -> &Self {
        let text = self.read(file);
        assert!(text.contains(from), "`{from}` does not stand in {file}");
        self.write(file, &text.replacen(from, to, 1));
        self
    }

    /// Everything that is found out about them.
    pub(crate) fn findings(&self) -> Diagnostics {
        nomenclature_codegen::findings(&self.folder())
    }
}

/// Breaks a file of the shop and compares all findings with `expected`: `CODE file:line:column underlined`.
#[track_caller]
pub(crate) fn found(file: &str, from: &str, to: &str, expected: &[&str]) -> Vec<Diagnostic> {
    let specs = Specs::shop();
    specs.edit(file, from, to);
    let findings = specs.findings();
    assert_eq!(lines(&findings), expected, "\n{}", findings.render(false));
    findings.0
}

/// What a finding suggests to write.
#[track_caller]
pub(crate) fn suggestion(findings: &[Diagnostic]) -> &str {
    &findings[0].suggestion.as_ref().expect("a suggestion").text
}

/// A line a finding: code, place and the underlined text.
pub(crate) fn lines(findings: &Diagnostics) -> Vec<String> {
    let line = |found: &Diagnostic| match found.span() {
        Some(span) => {
            let file = span.file.name().trim_start_matches("specs/shop/");
            format!("{} {file}:{}:{} {}", found.code, span.line, span.column, span.text())
        }
        None => found.code.to_string(),
    };
    findings.0.iter().map(line).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file");
        }
    }
}
