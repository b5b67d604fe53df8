//! The golden files of the corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_codegen::{Schemars, Target};

use crate::support::files;

#[test]
fn generated_code_is_the_golden_one() {
    let corpus = folder("");
    let mut shapes: Vec<_> =
        fs::read_dir(corpus).expect("the corpus").map(|entry| entry.expect("an entry").path()).collect();
    shapes.retain(|path| path.join("specs").is_dir());
    shapes.sort();
    assert!(!shapes.is_empty());
    for shape in shapes {
        compare(&shape.file_name().expect("a name").to_string_lossy());
    }
}

fn folder(shape: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(shape)
}

pub(crate) fn target() -> Target {
    Target {
        runtime: "::nomenclature_runtime".into(),
        crate_name: "corpus".into(),
        features: false,
        schemars: Schemars::Always,
    }
}

/// The documents whose bundle is a golden file too: one of several files, and one of whatever a document may hold. The others would
/// say again what stands in `specs/`.
const BUNDLES: [&str; 2] = ["document", "public"];

/// Where no bundle is kept, the document stands in its place.
fn without_bundle(shape: &str, text: String) -> String {
    if BUNDLES.contains(&shape) {
        return text;
    }
    text.replace("include_str!(\"openapi.json\")", "include_str!(\"../../specs/shop/openapi.yaml\")")
}

/// Generates from `<shape>/specs` and compares with `<shape>/golden`, byte for byte.
fn compare(shape: &str) {
    let root = folder(shape);
    let output = nomenclature_codegen::compile(&root.join("specs"), &target());
    let output = output.unwrap_or_else(|found| panic!("{shape} is refused:\n{}", found.render(false)));
    let mut expected = BTreeMap::new();
    for (name, text) in output.files {
        if name == "shop/openapi.json" && !BUNDLES.contains(&shape) {
            continue;
        }
        // It changes with the generator.
        if name != "FINGERPRINT" {
            expected.insert(name, without_bundle(shape, text));
        }
    }
    let golden = root.join("golden");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        if golden.exists() {
            fs::remove_dir_all(&golden).expect("an empty place");
        }
        for (name, text) in &expected {
            let path = golden.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }
    let found = files(&golden);
    assert_eq!(
        expected.keys().collect::<Vec<_>>(),
        found.keys().collect::<Vec<_>>(),
        "{shape}: other files; UPDATE_GOLDEN=1 writes them"
    );
    for (name, text) in &expected {
        assert!(
            found[name] == text.as_bytes(),
            "{shape}/golden/{name} is not what is generated; UPDATE_GOLDEN=1 shows it in git diff"
        );
    }
}
