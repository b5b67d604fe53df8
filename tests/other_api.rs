//! The generator works for a project that is not this one: `examples/other-api` stands outside the workspace, with specs, a build
//! script and a server of its own.

use std::fs;
use std::path::{Path, PathBuf};

use nomenclature_tests::checkout::{self, copy, edit, workspace};

const SAID: &str = "\
978-1 Tea at 2.50
978-2 Salt at 1.10
978-3 Rice at 0.00
loan 17 until 2030-01-22 00:00:00 UTC
lent already: Vendor, status Some(200), code lent-already
returned
no such book: Status, status Some(404), code none
";

/// The example in a folder of the target folder, where its specs may be changed.
fn project(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).expect("removed");
    }
    copy(&workspace().join("examples/other-api"), &root);
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("a manifest");
    let paths =
        [("\"../../runtime\"", workspace().join("runtime")), ("\"../../codegen\"", workspace().join("codegen"))];
    let manifest = paths.iter().fold(manifest, |text, (from, to)| {
        assert!(text.contains(from), "no path {from}");
        text.replace(from, &format!("{:?}", to.display().to_string()))
    });
    fs::write(root.join("Cargo.toml"), manifest).expect("written");
    // The versions that the workspace has tried, which are also there already.
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
    root
}

/// As the workspace has its profiles, so that the dependencies are built already.
fn cargo(root: &Path, command: &str) -> (bool, String, String) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let profiles = ["--config", "profile.dev.debug=1", "--config", "profile.dev.package.'*'.debug=0"];
    checkout::cargo(root, target, &[&[command, "--offline"][..], &profiles].concat())
}

#[test]
fn another_project_generates_its_client() {
    let root = project("other_api");
    let (worked, said, noise) = cargo(&root, "run");
    assert!(worked, "{noise}");
    assert_eq!(said, SAID);
    assert!(!noise.contains("warning"), "the generated code is not free of warnings:\n{noise}");

    let (_, _, noise) = cargo(&root, "build");
    assert!(!noise.contains("Compiling"), "the second build was not fresh:\n{noise}");

    // The spec is the only thing that changes: the program no longer fits it.
    let spec = root.join("specs/library/schemas/book.yaml");
    edit(&spec, "title: {type: string, description: Its title.}", "title: {type: string}");
    edit(&spec, "[isbn, title, deposit]", "[isbn, deposit]");
    let (worked, _, noise) = cargo(&root, "build");
    assert!(!worked, "the client was not generated again");
    assert!(noise.contains("error[E0277]") && noise.contains("book.title"), "{noise}");
    let warning = "warning: other-api@0.0.0: specs/library/schemas/book.yaml:11:5: warning[NC0901]";
    assert!(noise.contains(warning), "no warning in:\n{noise}");

    edit(&spec, "title: {type: string}", "title: {typ: string}");
    let (worked, _, noise) = cargo(&root, "build");
    assert!(!worked, "a broken spec was built");
    let error = "error: other-api@0.0.0: specs/library/schemas/book.yaml:11:13: error[NC0";
    assert!(noise.contains(error), "no error in:\n{noise}");
    assert!(noise.contains("title: {typ: string}\n"), "no drawing in:\n{noise}");
}

/// The lines that Cargo shows of the build script's warnings.
fn warnings(noise: &str) -> Vec<&str> {
    noise.lines().filter(|line| line.starts_with("warning: many-warnings@")).collect()
}

#[test]
fn many_warnings_are_counted_and_not_repeated_for_the_same_specs() {
    let root = project("many_warnings");
    // Packages of one name share a folder for what their build scripts write.
    edit(&root.join("Cargo.toml"), "name = \"other-api\"", "name = \"many-warnings\"");
    edit(&root.join("Cargo.toml"), "[dependencies]", "[lib]\nname = \"other_api\"\n\n[dependencies]");
    let (spec, script) = (root.join("specs/library/schemas/book.yaml"), root.join("build.rs"));
    let members: String = (0..40).map(|index| format!("    extra{index}: {{type: string}}\n")).collect();
    edit(&spec, "  properties:\n", &format!("  properties:\n{members}"));
    let (worked, _, noise) = cargo(&root, "check");
    assert!(worked, "{noise}");
    let shown = warnings(&noise);
    assert_eq!(shown.len(), 4, "{noise}");
    assert!(shown[0].contains("warning[NC0901]: the member `extra0` has no description"), "{noise}");
    assert!(shown[3].contains("37 more of NC0901") && shown[3].contains("lint"), "{noise}");

    // Another run that finds the same.
    let text = fs::read_to_string(&spec).expect("a spec");
    fs::write(&spec, format!("{text}# A comment.\n")).expect("written");
    let (_, _, noise) = cargo(&root, "check");
    assert_eq!(warnings(&noise), [""; 0], "{noise}");
    let (_, _, noise) = cargo(&root, "check");
    assert_eq!(warnings(&noise), [""; 0], "{noise}");

    let script_with = |from: &str, to: &str| edit(&script, from, to);
    script_with(
        "build_script::run(\"specs\", &Target::dependent(\"other_api\"))",
        "build_script::run_with(\"specs\", &Target::dependent(\"other_api\"), build_script::Warnings::All)",
    );
    let (_, _, noise) = cargo(&root, "check");
    assert_eq!(warnings(&noise).len(), 40, "{noise}");
    script_with("Warnings::All", "Warnings::None");
    edit(&spec, "    extra39: {type: string}\n", "");
    let (worked, _, noise) = cargo(&root, "check");
    assert!(worked, "{noise}");
    assert_eq!(warnings(&noise), [""; 0], "{noise}");
}
