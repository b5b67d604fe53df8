//! What helps while specs are edited: JSON Schemas of their files, and `lint --watch`.

#![allow(clippy::expect_used)]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use nomenclature_codegen::editor::{FOLDER, schemas};
use nomenclature_codegen::load::Loader;
use serde_json::Value;
use support::{Specs, files};

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs")
}

/// The schema of a file of a vendor, as its first line names it.
fn schema_of(name: &str) -> Option<&'static str> {
    match name.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["openapi.yaml"] => Some("document.json"),
        ["habits.yaml"] => Some("habits.json"),
        ["paths", _] => Some("paths.json"),
        ["schemas", _] => Some("schemas.json"),
        ["parameters", _] => Some("parameters.json"),
        ["responses", _] => Some("responses.json"),
        _ => None,
    }
}

fn errors(schema: &str, text: &str) -> Vec<String> {
    let mut loader = Loader::in_memory([("x.yaml".to_owned(), text.as_bytes().to_vec())]);
    let value: Value = serde_json::from_str(&loader.yaml("x.yaml", None).expect("YAML").to_json()).expect("JSON");
    let schema: Value = serde_json::from_str(&schemas()[schema]).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schemas_beside_the_specs_are_those_of_the_generator() {
    let folder = specs().join(FOLDER);
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::create_dir_all(&folder).expect("a folder");
        schemas().iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("written"));
    }
    let there = files(&folder).into_iter().map(|(name, text)| (name, String::from_utf8(text).expect("UTF-8")));
    assert!(there.eq(schemas()), "`{FOLDER}` is stale; run with UPDATE_GUIDE=1, or the command `schemas`");
}

#[test]
fn every_spec_fits_the_schema_that_its_first_line_names() {
    let mut count = 0;
    for (name, text) in
        files(&specs()).into_iter().filter(|(name, _)| name.ends_with(".yaml") && !name.ends_with("rulings.yaml"))
    {
        let schema = schema_of(&name).unwrap_or_else(|| panic!("{name} has no schema"));
        let text = String::from_utf8(text).expect("UTF-8");
        let line =
            format!("# yaml-language-server: $schema={}{FOLDER}/{schema}\n", "../".repeat(name.matches('/').count()));
        assert!(text.starts_with(&line), "{name} does not begin with\n{line}");
        assert_eq!(errors(schema, &text), [""; 0], "{name}");
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[test]
fn an_editor_tells_what_the_lints_would() {
    for (schema, text) in [
        ("paths.json", "Get: {post: {sumary: Lists.}}"),
        ("paths.json", "Get: {post: {x-safety: maybe}}"),
        ("paths.json", "Get: {post: {x-request: [a]}}"),
        ("paths.json", "post: {x-aliases: [a]}"),
        ("schemas.json", "A: {properties: {b: {typ: string}}}"),
        ("schemas.json", "A: {x-pagination: {}}"),
        ("habits.json", "verb: {}"),
        ("habits.json", "verbs: {Get: {x-safety: 1}}"),
        ("document.json", "openapi: 3.1.1\nx-rate-limit: {burst: a}"),
        ("parameters.json", "A: {name: 1}"),
    ] {
        assert!(!errors(schema, text).is_empty(), "{schema} takes {text}");
    }
    for (schema, text) in [
        ("paths.json", "Get: {post: {x-request: null, responses: {'401': null}}}"),
        ("schemas.json", "A: {properties: {b: true, c: {type: [string, 'null'], x-aliases: [d]}}}"),
        ("habits.json", "verbs: {Get: {x-reply: page}}\nglossary: {id: {type: integer}}"),
    ] {
        assert_eq!(errors(schema, text), [""; 0], "{text}");
    }
}

/// The lines of a stream, as they come.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

#[test]
fn watching_lints_again_after_each_change() {
    let specs = Specs::shop();
    let mut child = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(["lint", "--watch"])
        .current_dir(specs.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let (said, found) = (lines(child.stdout.take().expect("a pipe")), lines(child.stderr.take().expect("a pipe")));
    let wait = |lines: &Receiver<String>, part: &str| {
        while !lines.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("no `{part}`")).contains(part) {}
    };
    wait(&said, "no findings");
    wait(&said, "linted in");
    specs.edit("paths/goods_get.yaml", "x-safety: read", "x-safety: reed");
    wait(&found, "did you mean `read`?");
    wait(&said, "linted in");
    specs.edit("paths/goods_get.yaml", "x-safety: reed", "x-safety: read");
    wait(&said, "no findings");
    child.kill().expect("it runs");
    child.wait().expect("it ended");
}
