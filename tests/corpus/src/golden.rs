//! The text of what is generated: of all of `document`, where each part of a file occurs, and of the bundle of `public`, which is what
//! the generator leaves alone. `UPDATE_GOLDEN=1 cargo test -p nomenclature-corpus golden` writes what is generated now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::files;

#[test]
fn generated_code_is_the_golden_one() {
    compare("document", |_| true);
    compare("public", |name| name == "shop/openapi.json");
}

/// Compares what is generated with `<shape>/golden`, byte for byte.
fn compare(shape: &str, is_kept: fn(&str) -> bool) {
    let mut expected: BTreeMap<String, Vec<u8>> = files(&Path::new(env!("OUT_DIR")).join(shape));
    // The fingerprint changes with the generator.
    expected.retain(|name, _| name != "FINGERPRINT" && is_kept(name));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(shape).join("golden");
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
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&expected), names(&found), "{shape}: other files; UPDATE_GOLDEN=1 writes them");
    for (name, text) in &expected {
        let is_same = found[name] == *text;
        assert!(is_same, "{shape}/golden/{name} is not what is generated; UPDATE_GOLDEN=1 shows it in git diff");
    }
}
