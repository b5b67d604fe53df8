//! The pages for those who edit specs tell the truth: what they show is what the commands print and what the lints use.
//!
//! `UPDATE_GUIDE=1 cargo test -p nomenclature-codegen --test guide` rewrites the blocks.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nomenclature_codegen::diagnostic::Code;
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::openapi::extensions::SCHEMA;
use serde_json::{Value, json};
use support::Specs;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// Compares a page with what its fenced blocks should hold: `block` gets what stands after the fence, and the text.
fn check(page: &str, mut block: impl FnMut(&str, &str) -> String) {
    let path = root().join(page);
    let old = fs::read_to_string(&path).expect("a page");
    let mut new = String::new();
    for (index, part) in old.split("```").enumerate() {
        if index > 0 {
            new.push_str("```");
        }
        match (index % 2, part.split_once('\n')) {
            (1, Some((info, text))) => new.push_str(&format!("{info}\n{}", block(info, text))),
            _ => new.push_str(part),
        }
    }
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&path, &new).expect("written");
    }
    let now = fs::read_to_string(&path).expect("a page");
    for (old, new) in now.lines().zip(new.lines()) {
        assert_eq!(old, new, "{page} is stale; run with UPDATE_GUIDE=1");
    }
    assert_eq!(now.lines().count(), new.lines().count(), "{page} is stale; run with UPDATE_GUIDE=1");
}

/// The text of a definition as the schema's file has it, moved to the margin.
fn definition(name: &str) -> String {
    let start = SCHEMA.find(&format!("\n    \"{name}\": ")).unwrap_or_else(|| panic!("no definition {name}")) + 1;
    let mut text = String::new();
    for line in SCHEMA[start..].lines() {
        text.push_str(line.strip_prefix("    ").unwrap_or(line));
        if line.starts_with("    }") || (text.lines().count() == 1 && line.trim_end_matches(',').ends_with('}')) {
            break;
        }
        text.push('\n');
    }
    format!("{}\n", text.trim_end().trim_end_matches(','))
}

fn validates(extension: &str, value: &Value) -> bool {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let root = json!({ "$ref": format!("#/$defs/{extension}"), "$defs": schema["$defs"] });
    jsonschema::validator_for(&root).expect("a schema").is_valid(value)
}

#[test]
fn the_page_of_extensions_shows_the_schema_that_the_lints_use() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let mut shown = BTreeSet::new();
    let mut examples = Vec::new();
    check("docs/spec-extensions.md", |info, text| match info.split_once(' ') {
        Some(("json", name)) => {
            shown.insert(name.to_owned());
            let text = definition(name);
            let value: Value = serde_json::from_str(&format!("{{{text}}}")).expect("JSON");
            assert_eq!(value[name], schema["$defs"][name], "{name}");
            text
        }
        _ => {
            examples.push(text.to_owned());
            text.to_owned()
        }
    });
    let defined: BTreeSet<_> = schema["$defs"].as_object().expect("definitions").keys().cloned().collect();
    assert_eq!(shown, defined);

    let mut exemplified = BTreeSet::new();
    for text in examples {
        let mut loader = Loader::in_memory([("x/x.yaml".to_owned(), text.clone().into_bytes())]);
        let node = loader.yaml("x/x.yaml", None).expect("YAML");
        for entry in node.entries() {
            let value = serde_json::from_str(&entry.value.to_json()).expect("JSON");
            assert!(validates(&entry.key, &value), "{text}");
            exemplified.insert(entry.key.clone());
        }
    }
    assert_eq!(exemplified, defined.into_iter().filter(|name| name.starts_with("x-")).collect());
    let page = fs::read_to_string(root().join("docs/spec-extensions.md")).expect("a page");
    for name in &exemplified {
        let (_, section) = page.split_once(&format!("\n## `{name}`\n")).expect("a section");
        let (_, told) = section.split_once("\nWhere: ").expect("its places");
        let places: Vec<_> =
            schema["$defs"][name]["places"].as_array().expect("places").iter().flat_map(Value::as_str).collect();
        assert!(told.starts_with(&format!("{}.", places.join(", "))), "{name} belongs to: {}", places.join(", "));
    }
    for code in page.split('`').filter(|word| word.len() == 6 && word.starts_with("NC")) {
        assert!(Code::find(code).is_some(), "there is no code {code}");
    }
}

/// Runs `$ cargo run … -- <arguments>` in a folder; what it prints, the middle left out where it is long.
fn run(folder: &Path, arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("the command runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    if lines.len() <= 30 {
        return format!("{}\n", lines.join("\n"));
    }
    let head = lines[..20].iter().rposition(|line| line.is_empty()).unwrap_or(20);
    format!("{}\n\n…\n\n{}\n", lines[..head].join("\n"), lines[lines.len() - 1])
}

/// Puts lines in place of as many lines, from the one that is the same as the first.
fn replace_lines(path: &Path, text: &str) {
    let old = fs::read_to_string(path).expect("a file");
    let first = text.lines().next().expect("a line");
    let at = old.lines().position(|line| line == first).unwrap_or_else(|| panic!("no line `{first}`"));
    let count = text.lines().count();
    let lines: Vec<_> = old.lines().take(at).chain(text.lines()).chain(old.lines().skip(at + count)).collect();
    fs::write(path, format!("{}\n", lines.join("\n"))).expect("written");
}

#[test]
fn the_walk_through_adding_an_endpoint_shows_what_the_commands_print() {
    let specs = Specs::copy(&root().join("specs"));
    let before = nomenclature_codegen::compile(&specs.folder(), &Default::default()).expect("generated");
    before.write(&specs.root().join("generated")).expect("written");
    let mut commands = Vec::new();
    check("docs/guide/endpoints.md", |info, text| match info.split_once(' ') {
        None if info == "console" => {
            let mut out = String::new();
            for line in text.lines().filter(|line| line.starts_with("$ ")) {
                let arguments = line.strip_prefix("$ cargo run -qp nomenclature-codegen -- ").expect("our command");
                commands.push(arguments.split(' ').next().unwrap_or_default().to_owned());
                out.push_str(&format!("{line}\n{}", run(specs.root(), arguments)));
            }
            out
        }
        Some(("yaml" | "json", file)) if file.starts_with("specs/") => {
            let path = specs.root().join(file);
            match file.ends_with("openapi.yaml") {
                true => replace_lines(&path, text),
                false => {
                    assert!(path.is_file(), "`new` has not written {file}");
                    fs::write(path, text).expect("written");
                }
            }
            text.to_owned()
        }
        _ => text.to_owned(),
    });
    assert_eq!(commands, ["new", "lint", "bundle", "lint", "generate", "check"]);
    assert!(specs.findings().0.is_empty());
}
