//! What the Markdown pages name is there: links, paths, commands, features. The first program of the README compiles as it is printed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_tests::checkout::{cargo, workspace};

/// Every page of the project that a person wrote, by its path below the workspace.
fn pages() -> Vec<(String, String)> {
    const OTHERS: [&str; 6] = ["target", "generated", "node_modules", "corpus", "artifacts", "stock"];
    let mut pages = Vec::new();
    let mut queue = vec![workspace().to_owned()];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            let hidden = name.starts_with('.') && name != ".github";
            if path.is_dir() && !hidden && (!OTHERS.contains(&name.as_str()) || path.ends_with("tests/corpus")) {
                queue.push(path);
            } else if name.ends_with(".md") {
                let shown = path.strip_prefix(workspace()).expect("below").to_string_lossy().into_owned();
                pages.push((shown, fs::read_to_string(&path).expect("a page")));
            }
        }
    }
    pages.sort();
    assert!(pages.len() > 20, "{} pages", pages.len());
    pages
}

/// A page's text without its fenced blocks, and the blocks with what stands behind their fences.
fn parts(text: &str) -> (String, Vec<(String, String)>) {
    let (mut prose, mut blocks) = (String::new(), Vec::new());
    for (index, part) in text.split("```").enumerate() {
        match part.split_once('\n') {
            Some((info, block)) if index % 2 == 1 => blocks.push((info.trim().to_owned(), block.to_owned())),
            _ => prose.push_str(part),
        }
    }
    (prose, blocks)
}

/// The anchor of a heading, as forges make it.
fn anchor(heading: &str) -> String {
    let letters = heading.trim().to_lowercase();
    let kept = letters.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    let (prose, _) = parts(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        let (prose, _) = parts(&text);
        let folder = workspace().join(&page).parent().expect("a folder").to_owned();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") || link.contains(' ') {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { workspace().join(&page) } else { folder.join(path) };
            let is_there = match fs::read_to_string(&target) {
                Ok(text) => place.is_empty() || anchors(&text).contains(place),
                Err(_) => target.is_dir() && place.is_empty(),
            };
            if !is_there {
                wrong.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_are_there() {
    const ROOTS: [&str; 12] = [
        "specs",
        "codegen",
        "generated",
        "src",
        "runtime",
        "sandbox",
        "tests",
        "examples",
        "fuzz",
        "benches",
        "docs",
        ".ci",
    ];
    /// What is made by a run, or stands for any.
    const MADE: [&str; 3] = ["fuzz/corpus", "fuzz/artifacts", "target"];
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        // The chapter adds an endpoint that is not there.
        if page == "docs/guide/endpoints.md" || page.starts_with("specs/") {
            continue;
        }
        let (prose, _) = parts(&text);
        for word in prose.split('`').skip(1).step_by(2) {
            let is_path = word.split_once('/').is_some_and(|(first, _)| ROOTS.contains(&first));
            let is_any = word.contains(['<', '*', '{', '$', '…', ' ', '#', '(']);
            if !is_path || is_any || MADE.iter().any(|made| word.starts_with(made)) {
                continue;
            }
            let path = word.trim_end_matches('/');
            // Rows of the benches speak of their own folder.
            let own = workspace().join(&page).parent().expect("a folder").join(path);
            if !workspace().join(path).exists() && !own.exists() {
                wrong.push(format!("{page}: `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names of targets and packages that the workspace's manifests declare.
fn declared(key: &str) -> BTreeSet<String> {
    let manifests = ["", "benches", "codegen", "runtime", "sandbox", "tests", "tests/corpus", "tests/stock", "fuzz"];
    let mut names = BTreeSet::new();
    for folder in manifests {
        let text = fs::read_to_string(workspace().join(folder).join("Cargo.toml")).expect("a manifest");
        let manifest: toml::Table = text.parse().expect("TOML");
        let entries = match &manifest[key] {
            toml::Value::Array(entries) => entries.clone(),
            entry => vec![entry.clone()],
        };
        names.extend(entries.iter().filter_map(|entry| Some(entry.get("name")?.as_str()?.to_owned())));
    }
    names
}

#[test]
fn commands_name_what_is_there() {
    let packages = declared("package");
    let of_tests: toml::Table =
        fs::read_to_string(workspace().join("tests/Cargo.toml")).expect("a manifest").parse().expect("TOML");
    let named = |key: &str| -> BTreeSet<String> {
        let entries = of_tests[key].as_array().expect("targets");
        entries.iter().filter_map(|entry| Some(entry["name"].as_str()?.to_owned())).collect()
    };
    let (examples, tests) = (named("example"), named("test"));
    let codegen_tests = fs::read_dir(workspace().join("codegen/tests")).expect("tests");
    let codegen_tests: BTreeSet<String> =
        codegen_tests.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned())).collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (page, text) in pages() {
        for line in text.lines().filter(|line| line.contains("cargo ")) {
            let words: Vec<&str> = line.split([' ', '`']).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let name = pair[1].trim_matches(['.', ',', ';', ')', ':']);
                let known = match pair[0] {
                    "-p" | "-qp" | "--package" => packages.contains(name),
                    "--example" => examples.contains(name),
                    "--test" => tests.contains(name) || codegen_tests.contains(name),
                    _ => continue,
                };
                seen += 1;
                if !known && !name.starts_with('<') {
                    wrong.push(format!("{page}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 15, "{seen} names");
}

#[test]
fn the_chapter_of_features_has_each_of_them() {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let features = manifest["features"].as_table().expect("features");
    let defaults: BTreeSet<&str> =
        features["default"].as_array().expect("a list").iter().flat_map(|it| it.as_str()).collect();
    let chapter = fs::read_to_string(workspace().join("docs/guide/features.md")).expect("the chapter");
    let (_, table) = chapter.split_once("| feature |").expect("the table");
    let mut told = BTreeSet::new();
    for row in table.split("\n\n").next().expect("rows").lines().skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        for name in cells[0].split('`').skip(1).step_by(2) {
            assert_eq!(cells[1].trim() == "yes", defaults.contains(name), "{name}");
            told.insert(name.to_owned());
        }
    }
    let known: BTreeSet<String> =
        features.keys().filter(|name| *name != "default" && !name.starts_with('_')).cloned().collect();
    assert_eq!(told, known);
}

#[test]
fn every_chapter_of_the_guide_is_in_the_documentation_and_in_the_contents() {
    let guide = workspace().join("docs/guide");
    let shown = fs::read_to_string(workspace().join("src/guide.rs")).expect("the module");
    let contents = fs::read_to_string(guide.join("README.md")).expect("the contents");
    for entry in fs::read_dir(&guide).expect("chapters") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        if name != "README.md" {
            assert!(shown.contains(&format!("\"{name}\"")), "src/guide.rs lacks {name}");
            assert!(contents.contains(&format!("({name})")), "docs/guide/README.md lacks {name}");
        }
    }
}

#[test]
fn every_program_is_in_the_readme() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("the README");
    assert!(readme.lines().count() <= 150, "the README has {} lines", readme.lines().count());
    for entry in fs::read_dir(workspace().join("examples")).expect("programs") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let is_program = path.extension().is_some_and(|extension| extension == "rs") && name != "soak";
        assert!(!is_program || readme.contains(name), "the README does not name `{name}`");
    }
}

/// The lines and the program that the README prints, in an empty crate beside the checkout.
#[test]
fn the_first_program_compiles_as_it_is_printed() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("the README");
    let (_, blocks) = parts(&readme);
    let block = |info: &str| -> String {
        let found = blocks.iter().find(|(known, _)| known == info);
        found.unwrap_or_else(|| panic!("no block {info}")).1.clone()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let checkout = folder.path().join("nomenclature");
    #[cfg(unix)]
    std::os::unix::fs::symlink(workspace(), &checkout).expect("a link to the checkout");
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(workspace(), &checkout).expect("a link to the checkout");
    let program: PathBuf = folder.path().join("first");
    fs::create_dir_all(program.join("src")).expect("a folder");
    let package = "[package]\nname = \"first\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
    fs::write(program.join("Cargo.toml"), format!("{package}{}\n[workspace]\n", block("toml"))).expect("written");
    fs::write(program.join("src/main.rs"), block("rust,no_run")).expect("written");
    fs::copy(workspace().join("Cargo.lock"), program.join("Cargo.lock")).expect("the lock file");
    let target: &Path = &workspace().join("target/first-program");
    let (works, _, said) = cargo(&program, target, &["build", "--offline"]);
    assert!(works, "{said}");
}
