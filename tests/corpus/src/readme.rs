//! `README.md` names a case for each shape and for each row about the engine: they exist, and they are compiled or refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All YAML of a file or folder.
fn documents(path: &Path) -> String {
    if path.is_file() {
        return text(path);
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| documents(path)).collect()
}

/// Whether a name stands in a text, and is no part of a longer one.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.match_indices(name)
        .any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next()))
}

/// What is between backticks and begins with the name of a shape or with `refused/`.
fn cases(line: &str, shapes: &BTreeSet<String>) -> Vec<String> {
    let quoted = line.split('`').skip(1).step_by(2);
    let is_case = |text: &&str| {
        let shape = text.split('#').next().unwrap_or_default();
        shapes.contains(shape) || shape.starts_with("refused/")
    };
    quoted.filter(is_case).map(str::to_owned).collect()
}

#[test]
fn every_case_of_the_table_exists() {
    let entries = fs::read_dir(corpus()).expect("the corpus").map(|entry| entry.expect("an entry").path());
    let shapes: BTreeSet<String> = entries
        .filter(|path| path.join("specs").is_dir())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    let readme = text(&corpus().join("README.md"));
    let mut found = BTreeSet::new();
    for line in readme.lines() {
        let is_row = line.starts_with("| ") && !line.starts_with("| ---") && !line.ends_with("| case |");
        let last = line.trim_end_matches('|').rsplit(" | ").next().unwrap_or_default();
        if is_row {
            let named = last.split('`').skip(1).step_by(2).count();
            assert!(named > 0 && cases(last, &shapes).len() == named, "a row without a case: {line}");
        }
        // Prose between the tables names cases in parentheses.
        found.extend(cases(if is_row { last } else { line }, &shapes));
    }
    for case in &found {
        let (path, name) = case.split_once('#').map_or((case.as_str(), None), |(path, name)| (path, Some(name)));
        let is_refused = path.starts_with("refused/");
        let at = corpus().join(path);
        let document = documents(&if is_refused { at } else { at.join("specs") });
        assert!(!is_refused || document.contains("#! NC"), "{case} has no mark");
        assert!(name.is_none_or(|name| names(&document, name)), "{case} does not stand there");
    }
    let first = |case: &String| case.split('#').next().unwrap_or_default().to_owned();
    let told: BTreeSet<String> = found.iter().map(first).collect();
    assert_eq!(
        shapes.difference(&told).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "shapes that the README does not name"
    );
    for entry in fs::read_dir(corpus().join("refused/documents")).expect("the refused documents") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(told.contains(&format!("refused/documents/{name}")), "the README does not name {name}");
    }
    assert!(readme.lines().filter(|line| line.starts_with("| ")).count() > 80);
}
