//! The output follows from the specs and the generator alone, says which ones, and is never left half written.

#![allow(clippy::expect_used)]

#[path = "../build/generator.rs"]
mod generator;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nomenclature_codegen::Output;
use nomenclature_codegen::Target;
use nomenclature_codegen::{compile, fingerprint};
use support::Specs;

const GOODS: &str = "schemas/goods.yaml";

fn generated(specs: &Specs) -> Output {
    compile(&specs.folder(), &Target::default()).expect("generated")
}

#[test]
fn all_vendors_generated_twice_from_two_folders_are_the_same_bytes() {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs");
    let first = generated(&Specs::copy(&ours));
    let second = generated(&Specs::copy(&ours));
    assert!(first.files.len() > 12);
    assert_eq!(first, second);
}

#[test]
fn the_fingerprint_follows_every_change_of_the_specs() {
    let specs = Specs::shop();
    let mut seen = vec![fingerprint::text(&specs.folder()).expect("a fingerprint")];
    let mut changed = |what: &str| {
        let now = fingerprint::text(&specs.folder()).expect("a fingerprint");
        assert!(!seen.contains(&now), "{what} is not seen");
        let generator = |text: &str| text.lines().nth(1).map(str::to_owned);
        assert_eq!(generator(&now), generator(&seen[0]), "the generator is the same");
        seen.push(now);
    };
    specs.edit(GOODS, "Its name.", "Its name!");
    changed("a description");
    specs.edit("examples/goods_get.reply.json", "23.10", "23.1");
    changed("a digit in an example");
    specs.write("README.md", "A row.\n");
    changed("a new file");
    let file = |name: &str| specs.folder().join("shop").join(name);
    fs::rename(file("README.md"), file("NOTES.md")).expect("renamed");
    changed("another name");
    fs::remove_file(file("examples/failure.json")).expect("removed");
    changed("a file that is gone");
}

#[test]
fn the_fingerprint_follows_every_change_of_the_generator() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    let sources = || generator::sources(folder.path()).expect("a hash");
    write("lib.rs", "mod a;\n");
    write("a/b.rs", "fn b() {}\n");
    let first = sources();
    write("lib.rs", "mod a;\r\n");
    assert_eq!(sources(), first, "line ends do not count");
    write("a/b.rs", "fn c() {}\n");
    let second = sources();
    write("a/b.md", "");
    let third = sources();
    fs::rename(folder.path().join("a/b.md"), folder.path().join("a/c.md")).expect("renamed");
    let all = [first, second, third, sources()];
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{all:?}");

    let manifest = "[dependencies]\nprettyplease = \"=0.3.0\"\nprogenitor-impl = \"=0.15.1\"\ntypify = \"=0.8.0\"\n";
    let engines = generator::engines(manifest);
    assert_eq!(engines, "progenitor-impl-0.15.1 typify-0.8.0 prettyplease-0.3.0");
    assert_ne!(generator::engines(&manifest.replace("0.15.1", "0.15.2")), engines);
    let packaged = "[dependencies.typify]\nversion = \"=0.8.1\"\n";
    assert!(generator::engines(packaged).contains("typify-0.8.1"));
}

#[test]
fn the_fingerprint_names_this_generator() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = generator::sources(&here.join("src")).expect("a hash");
    let engines = generator::engines(&fs::read_to_string(here.join("Cargo.toml")).expect("the manifest"));
    let text = &generated(&Specs::shop()).files["FINGERPRINT"];
    let line = format!("generator {} {sources} {engines}", env!("CARGO_PKG_VERSION"));
    assert_eq!(text.lines().nth(1), Some(line.as_str()));
    assert!(!engines.contains("unpinned"), "{engines}");
}

/// Every file of the output is whole: as it was before the change, or as it is after it.
#[track_caller]
fn is_whole(folder: &Path, before: &Output, after: &Output) {
    let mut there = BTreeMap::new();
    for name in before.files.keys() {
        let path = folder.join(name);
        if path.is_file() {
            there.insert(name, fs::read_to_string(path).expect("a file"));
        }
    }
    assert_eq!(there.len(), before.files.len(), "a file is gone");
    for (name, text) in there {
        let is_marked = name == "FINGERPRINT" && text == "an interrupted run\n";
        let whole = [before, after].map(|output| &output.files[name]);
        assert!(is_marked || whole.contains(&&text), "{name} is half written");
    }
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_one_mends_them() {
    let specs = Specs::shop();
    let out = specs.root().join("generated");
    let plain = generated(&specs);
    specs.edit(GOODS, "Its name.", "Its name as people say it.");
    let other = generated(&specs);
    specs.edit(GOODS, "Its name as people say it.", "Its name.");
    let mut descriptions = [("Its name.", "Its name as people say it.", &plain, &other); 8];
    for turn in descriptions.iter_mut().skip(1).step_by(2) {
        *turn = (turn.1, turn.0, turn.3, turn.2);
    }
    plain.write(&out).expect("written");
    for (kill_at, (from, to, before, after)) in descriptions.into_iter().enumerate() {
        specs.edit(GOODS, from, to);
        let mut run = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
            .arg("generate")
            .current_dir(specs.root())
            .stdout(Stdio::null())
            .spawn()
            .expect("the command runs");
        // Killed as soon as so many files differ, or ended by itself.
        let names: Vec<_> = before.files.iter().filter(|(name, text)| after.files[*name] != **text).collect();
        let differ =
            || names.iter().filter(|(name, text)| fs::read_to_string(out.join(name)).is_ok_and(|now| now != **text));
        while differ().count() <= kill_at % names.len() && run.try_wait().expect("a child").is_none() {
            std::thread::yield_now();
        }
        let _ = run.kill();
        run.wait().expect("a child");
        is_whole(&out, before, after);
        let is_fresh = after.diff(&out).expect("a diff").is_empty();
        let fingerprint = fs::read_to_string(out.join("FINGERPRINT")).expect("a fingerprint");
        assert_eq!(is_fresh, fingerprint == after.files["FINGERPRINT"], "the fingerprint comes last");
        after.write(&out).expect("mended");
        assert_eq!(after.diff(&out).expect("a diff"), "");
    }
}

#[test]
fn a_run_that_fails_on_the_way_leaves_whole_files_and_shows_as_stale() {
    let specs = Specs::shop();
    let out = specs.root().join("generated");
    let before = generated(&specs);
    before.write(&out).expect("written");
    specs.edit(GOODS, "Its name.", "Its name!");
    let after = generated(&specs);
    // A folder where a file should go: the writes before it are done, this one fails.
    let obstacle = out.join("shop/types.rs");
    fs::remove_file(&obstacle).expect("removed");
    fs::create_dir(&obstacle).expect("a folder");
    assert!(after.write(&out).is_err());
    assert_eq!(fs::read_to_string(out.join("FINGERPRINT")).expect("a file"), "an interrupted run\n");
    assert!(!after.diff(&out).expect("a diff").is_empty());
    fs::remove_dir(&obstacle).expect("removed");
    after.write(&out).expect("mended");
    is_whole(&out, &after, &after);
    assert_eq!(after.diff(&out).expect("a diff"), "");
    let left = fs::read_dir(out.join("shop")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().ends_with(".tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}
