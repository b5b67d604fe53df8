//! An endpoint is added in YAML alone: no line of Rust is written, neither in the SDK nor in the sandbox, and yet it can be
//! called, is paged, and is checked.
//!
//! Works on a copy of the workspace in a folder of the target folder, which the next run updates and builds on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_tests::checkout::{cargo, workspace};

/// Folders and files of the workspace that the copy has.
const COPIED: [&str; 14] = [
    "src",
    "codegen/build",
    "codegen/src",
    "generated",
    "runtime/src",
    "specs",
    "sandbox/src",
    "build.rs",
    "README.md",
    "codegen/Cargo.toml",
    "codegen/build.rs",
    "runtime/Cargo.toml",
    "runtime/README.md",
    "sandbox/Cargo.toml",
];
/// What stands before the places of `openapi.yaml` where the addition goes, and the addition.
const PATH: [&str; 2] = ["paths:\n", "  /price_type/list:\n    $ref: paths/price_types_list.yaml\n"];
const TAG: [&str; 2] = ["tags:\n", "  - name: price_types\n    description: Kinds of price.\n"];
/// The same dependencies as this package has, so that they are built already.
const CALLER: &str = "\
[package]
name = \"caller\"
version = \"0.1.0\"
edition = \"2024\"
publish = false

[[bin]]
name = \"caller\"
path = \"main.rs\"
";

/// Every file of a file or folder of the workspace or of its copy, by path below the root.
fn files(root: &Path, below: &str) -> BTreeMap<String, Vec<u8>> {
    let path = root.join(below);
    if path.is_file() {
        return BTreeMap::from([(below.to_owned(), fs::read(&path).expect("a file"))]);
    }
    let entries = fs::read_dir(&path).into_iter().flatten().map(|entry| entry.expect("an entry").file_name());
    entries.flat_map(|name| files(root, &format!("{below}/{}", name.to_string_lossy()))).collect()
}

/// Writes what differs only, so that what did not change is not built again.
fn put(path: &Path, text: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// A copy of the workspace, with a program that calls what is about to be added.
fn copy() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec_only");
    for part in COPIED {
        let wanted = files(workspace(), part);
        for gone in files(&root, part).keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(root.join(gone)).expect("removed");
        }
        wanted.iter().for_each(|(name, text)| put(&root.join(name), text));
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the manifest");
    let lines = manifest.lines().map(|line| match line.split_once(" = [") {
        Some(("members", _)) => "members = [\".\", \"codegen\", \"runtime\", \"sandbox\", \"caller\"]",
        Some(("default-members" | "exclude", _)) => "",
        _ => line,
    });
    put(&root.join("Cargo.toml"), lines.collect::<Vec<_>>().join("\n").as_bytes());
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
    let own = fs::read_to_string(workspace().join("tests/Cargo.toml")).expect("the manifest");
    let dependencies = own.split_once("\n[dependencies]\n").expect("dependencies").1;
    let dependencies = dependencies.split_once("\n[dev-dependencies]\n").expect("further dependencies").0;
    put(&root.join("caller/Cargo.toml"), format!("{CALLER}\n[dependencies]\n{dependencies}").as_bytes());
    put(&root.join("caller/main.rs"), include_bytes!("spec_only/caller.rs"));
    root
}

/// Adds the endpoint; nothing but files below `specs/` is touched.
fn add_endpoint(root: &Path) {
    let added = files(&workspace().join("tests/spec_only"), "quince");
    assert!(added.keys().all(|name| name.ends_with(".yaml") || name.ends_with(".json")), "{:?}", added.keys());
    for (name, text) in added {
        put(&root.join("specs").join(name), &text);
    }
    let index = root.join("specs/quince/openapi.yaml");
    let text = [PATH, TAG].iter().fold(fs::read_to_string(&index).expect("a spec"), |text, [place, addition]| {
        assert_eq!(text.matches(&format!("\n{place}")).count(), 1, "`{place}` is not the place it was");
        text.replacen(&format!("\n{place}"), &format!("\n{place}{addition}"), 1)
    });
    fs::write(index, text).expect("written");
}

fn rust(root: &Path, part: &str) -> BTreeMap<String, Vec<u8>> {
    files(root, part).into_iter().filter(|(name, _)| name.ends_with(".rs")).collect()
}

#[test]
fn an_endpoint_that_no_code_knows_is_called() {
    for part in COPIED {
        for (name, text) in files(workspace(), part) {
            let known = String::from_utf8_lossy(&text).contains("price_types_list");
            assert!(!known, "{name} knows the endpoint already: this test has to add another one");
        }
    }
    let root = copy();
    add_endpoint(&root);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let (worked, said, noise) = cargo(&root, target, &["run", "--offline", "--quiet", "-p", "caller"]);
    assert!(worked, "{noise}\n{said}");
    assert!(!noise.contains("warning"), "the addition is not free of warnings:\n{noise}");

    let mut expected: Vec<String> = [100, 100, 50].map(|rows| format!("page of {rows}")).into();
    let guide = fs::read_to_string(workspace().join("docs/guide/endpoints.md")).expect("the chapter");
    let called =
        guide.split_once("With 250 rows\n\n```text\n").and_then(|(_, rest)| rest.split_once("```")).expect("a call").0;
    assert!(include_str!("spec_only/caller.rs").contains(called), "the chapter shows another call:\n{called}");
    assert!(guide.contains(&format!("```text\n{}\n```\n", expected.join("\n"))), "the chapter shows another output");
    expected.push("pages: Count { received: 3, processed: 3, faulted: 0 }".into());
    for id in 1..=250 {
        let (name, memo) = if id % 2 == 1 { ("Retail", "with tax") } else { ("Wholesale", "") };
        expected.push(format!("row Some({id}) Some({name:?}) Some({memo:?})"));
    }
    expected.push("rows: Count { received: 3, processed: 3, faulted: 0 }".into());
    expected.push(r#"POST /api/v2/price_type/list {"filter":{"Archive":true},"page":3}"#.into());
    expected.push("refused: Err(Vendor)".into());
    expected.push("wrong page: Count { received: 1, processed: 0, faulted: 0 }".into());
    for (line, expected) in said.lines().zip(&expected) {
        assert_eq!(line, expected);
    }
    assert_eq!(said.lines().count(), expected.len());

    // All that is new in Rust was generated.
    for part in COPIED.into_iter().filter(|part| *part != "generated") {
        assert!(rust(workspace(), part) == rust(&root, part), "code below `{part}` was changed");
    }
    let generated = rust(&root, "generated");
    assert_ne!(rust(workspace(), "generated"), generated);
    let operations = String::from_utf8_lossy(&generated["generated/quince/operations.rs"]);
    assert!(operations.contains("pub struct PriceTypesList"), "nothing was generated");
}
