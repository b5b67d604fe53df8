//! Endpoints are added in YAML alone, and one is deleted: no line of Rust is written, neither in the SDK nor in the sandbox, and yet
//! they can be called, are paged, and are checked.
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
/// The paths that are added, a form each: a listing in pages, a file, a family, a list as the body, no body, parameters in the path,
/// and a call of each vendor. Each with its file and its key there.
const ADDED: [(&str, &str, &str); 10] = [
    ("quince", "/cabinet/list", "cabinets.yaml#/list"),
    ("quince", "/cabinet/picture", "cabinets.yaml#/picture"),
    ("regos", "/Cabinet/Get", "cabinet.yaml#/Get"),
    ("regos", "/Cabinet/Add", "cabinet.yaml#/Add"),
    ("regos", "/Cabinet/Edit", "cabinet.yaml#/Edit"),
    ("regos", "/Cabinet/Delete", "cabinet.yaml#/Delete"),
    ("regos", "/Cabinet/Arrange", "cabinet.yaml#/Arrange"),
    ("regos", "/Cabinet/Count", "cabinet.yaml#/Count"),
    ("life_pos", "/v5/orgs/{org_guid}/cabinets/{cabinet_guid}", "cabinets.yaml#/record"),
    ("zegoal", "/MoveCabinet", "cabinets.yaml#/MoveCabinet"),
];
/// What goes with the paths of LIFE POS: the methods are its verbs, so that the path names no tag.
const TAG: &str = "  - name: cabinets\n    description: Cabinets.\n    x-paths: ['/v5/orgs/{org_guid}/cabinets']\n";
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

/// Adds the endpoints; nothing but files below `specs/` is touched.
fn add_endpoints(root: &Path) {
    let added = files(&workspace().join("tests/spec_only"), "specs");
    assert!(added.keys().all(|name| name.ends_with(".yaml")), "{:?}", added.keys());
    for (name, text) in added {
        put(&root.join(name), &text);
    }
    for (vendor, path, reference) in ADDED {
        change(root, vendor, "\npaths:\n", &format!("\npaths:\n  {path}:\n    $ref: paths/{reference}\n"));
    }
    change(root, "life_pos", "\ntags:\n", &format!("\ntags:\n{TAG}"));
}

/// Replaces a piece of a vendor's document that stands there once.
fn change(root: &Path, vendor: &str, from: &str, to: &str) {
    let index = root.join("specs").join(vendor).join("openapi.yaml");
    let text = fs::read_to_string(&index).expect("a spec");
    assert_eq!(text.matches(from).count(), 1, "`{from}` is not the place it was");
    fs::write(index, text.replacen(from, to, 1)).expect("written");
}

fn rust(root: &Path, part: &str) -> BTreeMap<String, Vec<u8>> {
    files(root, part).into_iter().filter(|(name, _)| name.ends_with(".rs")).collect()
}

fn call(root: &Path) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let (worked, said, noise) = cargo(root, target, &["run", "--offline", "--quiet", "-p", "caller"]);
    assert!(worked, "{noise}\n{said}");
    assert!(!noise.contains("warning"), "the change is not free of warnings:\n{noise}");
    said
}

#[test]
fn endpoints_that_no_code_knows_are_called_and_one_is_deleted() {
    for part in COPIED {
        for (name, text) in files(workspace(), part) {
            let known = String::from_utf8_lossy(&text).to_lowercase().contains("cabinet");
            assert!(!known, "{name} knows cabinets already: this test has to add other endpoints");
        }
    }
    let root = copy();
    add_endpoints(&root);
    let said = call(&root);
    let guide = fs::read_to_string(workspace().join("docs/guide/endpoints.md")).expect("the chapter");
    let called =
        guide.split_once("With 250 rows\n\n```text\n").and_then(|(_, rest)| rest.split_once("```")).expect("a call").0;
    let caller = include_str!("spec_only/caller.rs").replace("cabinets()", "price_types()");
    assert!(caller.contains(called), "the chapter shows another call:\n{called}");
    let pages = ["page of 100", "page of 100", "page of 50"];
    assert!(guide.contains(&format!("```text\n{}\n```\n", pages.join("\n"))), "the chapter shows another output");
    let others = [
        "whole rows: 250",
        r#"POST /api/v2/cabinet/list {"filter":{"Archive":true},"page":3}"#,
        "refused: Err(Vendor)",
        "picture: 1",
        "cabinets: 7",
        "added: true",
        "edited: true",
        "counted: true",
        "arranged: [0..100, 100..200, 200..250]",
        "one: Some(\"Tea\")",
        "moved: true",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), pages.into_iter().chain(others).collect::<Vec<_>>());

    // All that is new in Rust was generated.
    for part in COPIED.into_iter().filter(|part| *part != "generated") {
        assert!(rust(workspace(), part) == rust(&root, part), "code below `{part}` was changed");
    }
    let generated = rust(&root, "generated");
    let operations = |generated: &BTreeMap<String, Vec<u8>>| {
        String::from_utf8_lossy(&generated["generated/regos/operations.rs"]).contains("pub struct CabinetDelete")
    };
    assert!(operations(&generated), "nothing was generated");

    // What is gone from the specs is gone from the crate, and all else works as before.
    change(&root, "regos", "  /Cabinet/Delete:\n    $ref: paths/cabinet.yaml#/Delete\n", "");
    let paths = root.join("specs/regos/paths/cabinet.yaml");
    let text = fs::read_to_string(&paths).expect("a spec");
    fs::write(&paths, text.replace("Delete:\n  post: {}\n", "")).expect("written");
    assert_eq!(call(&root), said);
    assert!(!operations(&rust(&root, "generated")), "the operation is still there");
}
