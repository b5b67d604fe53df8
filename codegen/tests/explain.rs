//! Each code's long text: its wrong example breaks the rule, its right one breaks none, and the command prints it.

#![allow(clippy::expect_used)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use nomenclature_codegen::diagnostic::{Code, Diagnostics};
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::node::{Entry, Node, Value};
use support::Specs;
use support::newer::against;

/// A fenced block: what it changes, and the text.
#[derive(Debug)]
struct Block<'a> {
    file: &'a str,
    without: Option<&'a str>,
    text: &'a str,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for fenced in text.split("```").skip(1).step_by(2) {
        let (head, text) = fenced.split_once('\n').expect("a block");
        let (_, head) = head.split_once(' ').expect("a file beside the language");
        let (file, without) = head.split_once(" without ").map_or((head, None), |(file, path)| (file, Some(path)));
        blocks.push(Block { file, without, text });
    }
    blocks
}

fn tree(text: &str) -> Option<Node> {
    let mut loader = Loader::in_memory([("x/x.yaml".to_owned(), text.as_bytes().to_vec())]);
    let node = loader.yaml("x/x.yaml", None).ok()?;
    loader.take_problems().0.is_empty().then(|| (*node).clone())
}

/// Members of `change` replace those of `node`, deep down.
fn merge(node: &mut Node, change: &Node) {
    match (&mut node.value, &change.value) {
        (Value::Object(entries), Value::Object(changes)) => {
            for change in changes {
                match entries.iter_mut().find(|entry| entry.key == change.key) {
                    Some(entry) => merge(&mut entry.value, &change.value),
                    None => entries.push(Entry { ..change.clone() }),
                }
            }
        }
        (value, change) => *value = change.clone(),
    }
}

fn remove(node: &mut Node, path: &[&str]) {
    let (Value::Object(entries), [first, rest @ ..]) = (&mut node.value, path) else { panic!("no {path:?}") };
    let at = entries.iter().position(|entry| entry.key == *first);
    let at = at.unwrap_or_else(|| panic!("no member {first}"));
    match rest {
        [] => drop(entries.remove(at)),
        rest => remove(&mut entries[at].value, rest),
    }
}

/// The block that is no file of the specs, but the vendor's newer document.
const NEWER: &str = "newer.yaml";

/// The shop with the blocks written over its files; what is no YAML by itself replaces the file. A newer document is compared with it.
fn findings(blocks: &[Block<'_>]) -> Diagnostics {
    let specs = Specs::shop();
    for block in blocks.iter().filter(|block| block.file != NEWER) {
        let is_json = std::path::Path::new(block.file).extension().is_some_and(|kind| kind == "json");
        let there = specs.folder().join("shop").join(block.file).is_file();
        let text = match tree(block.text).filter(|_| !is_json && there) {
            Some(change) => {
                let mut node = tree(&specs.read(block.file)).expect("a file of the shop");
                if let Some(path) = block.without {
                    remove(&mut node, &path.split('.').collect::<Vec<_>>());
                }
                merge(&mut node, &change);
                node.to_json()
            }
            None => block.text.to_owned(),
        };
        specs.write(block.file, &text);
    }
    let mut findings = specs.findings();
    if let Err(more) = nomenclature_codegen::compile(&specs.folder(), &nomenclature_codegen::Target::default()) {
        findings.extend(more);
        findings.sort();
    }
    if let Some(newer) = blocks.iter().find(|block| block.file == NEWER) {
        findings.extend(against(&specs, NEWER, newer.text).expect("a document that can be read").findings);
    }
    findings
}

#[test]
fn the_wrong_example_breaks_the_rule_and_the_right_one_none() {
    let mut problems = Vec::new();
    for code in Code::ALL {
        let text = code.explanation();
        if matches!(code, Code::Engine | Code::Lost) {
            assert!(blocks(&text).is_empty(), "what breaks {code} deserves a rule of its own");
            continue;
        }
        let (before, right) = text.split_once("\nRight:\n").expect("a right example");
        let (meaning, wrong) = before.split_once("\nWrong:\n").expect("a wrong example");
        assert!(meaning.len() > 80, "{code} is not explained");
        let found = findings(&blocks(wrong));
        if !found.0.iter().any(|found| found.code == *code) {
            problems.push(format!("{code}: the wrong example does not break it:\n{found}"));
        }
        let found = findings(&blocks(right));
        if found.has_errors() || found.0.iter().any(|found| found.code == *code) {
            problems.push(format!("{code}: the right example is wrong:\n{found}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn codes_are_unique_and_in_order() {
    let ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
    assert!(ids.is_sorted() && ids.iter().all(|id| id.len() == 6 && id.starts_with("NC")), "{ids:?}");
    let unique = |all: Vec<&str>| all.iter().collect::<BTreeSet<_>>().len() == all.len();
    assert!(unique(ids));
    assert!(unique(Code::ALL.iter().map(|code| code.name()).collect()));
    assert!(unique(Code::ALL.iter().map(|code| code.summary()).collect()));
}

fn command(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen")).args(arguments).output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_explains_a_code_by_number_or_name() {
    let by = ["NC0401", "nc0401", "401", "number-without-decimal"].map(|name| command(&["explain", name]));
    assert_eq!(by[0].0, Some(0));
    assert!(
        by[0].1.starts_with("NC0401 number-without-decimal (error): a number without `format: decimal`\n"),
        "{}",
        by[0].1
    );
    assert!(by.iter().all(|said| *said == by[0]));

    let (code, stdout, _) = command(&["explain"]);
    let lines: BTreeMap<_, _> = stdout.lines().filter_map(|line| line.split_once(' ')).collect();
    assert_eq!((code, lines.len()), (Some(0), Code::ALL.len()));
}

#[test]
fn an_unknown_code_is_told_with_the_nearest_one() {
    for (asked, near) in [("NC10001", "NC1001"), ("unknown-extensoin", "unknown-extension")] {
        let (code, stdout, stderr) = command(&["explain", asked]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""));
        assert_eq!(stderr, format!("error: there is no code `{asked}`; did you mean `{near}`?\n"));
    }
}
