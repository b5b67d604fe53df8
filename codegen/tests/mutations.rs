//! No document makes the generator panic: nodes of the real specs are removed or replaced, one at a time, and the documents of
//! the corpus are changed at random, several nodes at a time.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use nomenclature_codegen::Target;
use nomenclature_codegen::compile_from;
use nomenclature_codegen::diagnostic::Code;
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::node::{Node, Value};

/// How many mutants of each vendor are tried, spread evenly over its nodes; `CODEGEN_MUTANTS` asks for more.
const MUTANTS: usize = 40;

/// A vendor's spec files by their paths below the specs folder.
fn files(vendor: &str) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs");
    let files = support::files(&root).into_iter();
    files.filter(|(name, _)| name.starts_with(&format!("{vendor}/")) && !name.ends_with(".md")).collect()
}

fn tree(files: &BTreeMap<String, Vec<u8>>, file: &str) -> Node {
    let node = Loader::in_memory(files.clone()).yaml(file, None).expect("a spec of ours");
    (*node).clone()
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
        _ => 0,
    }
}

/// Removes the node `at`, counted from the root, or puts another in its place.
fn mutate(node: &mut Node, at: &mut usize, other: Option<&Value>) -> bool {
    let step = |child: &mut Node, at: &mut usize| {
        *at -= 1;
        if *at == 0 {
            if let Some(other) = other {
                child.value = other.clone();
            }
            return Some(other.is_none());
        }
        mutate(child, at, other).then_some(false)
    };
    match &mut node.value {
        Value::Array(items) => {
            for index in 0..items.len() {
                if let Some(remove) = step(&mut items[index], at) {
                    if remove {
                        items.remove(index);
                    }
                    return true;
                }
            }
        }
        Value::Object(entries) => {
            for index in 0..entries.len() {
                if let Some(remove) = step(&mut entries[index].value, at) {
                    if remove {
                        entries.remove(index);
                    }
                    return true;
                }
            }
        }
        _ => {}
    }
    false
}

/// Other kinds of values, wrong and tempting ones.
fn others() -> Vec<Option<Value>> {
    let text = |text: &str| Some(Value::String(text.into()));
    let number = |text: &str| Some(Value::Number(text.into()));
    vec![
        None,
        Some(Value::Null),
        Some(Value::Bool(true)),
        number("-1"),
        number("99999999999999999999999999999999999999"),
        number("1e999"),
        text(""),
        text("/"),
        text("{"),
        text("\u{421}\u{301}\u{202e}\u{1f600}"),
        text("type"),
        Some(Value::Array(Vec::new())),
        Some(Value::Object(Vec::new())),
    ]
}

/// Runs the whole generator over files in memory, which ends with output or with findings, none of them the engine's; the text of
/// a panic if there is one.
fn run(files: BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let run =
        catch_unwind(AssertUnwindSafe(|| match compile_from(&mut Loader::in_memory(files), &Target::default()) {
            Ok(output) => {
                assert!(!output.warnings.has_errors(), "an error among the warnings");
                assert!(output.files.contains_key("mod.rs"), "neither output nor findings");
            }
            Err(findings) => {
                assert!(findings.has_errors(), "nothing generated without an error");
                assert!(!findings.render(true).is_empty());
                let engine = findings.0.iter().find(|found| found.code == Code::Engine);
                assert!(engine.is_none(), "a finding without a place: {engine:?}");
            }
        }));
    run.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })
}

fn mutants(vendor: &str) {
    let files = files(vendor);
    run(files.clone()).expect("the specs as they are");
    let trees: Vec<(String, Node, usize)> = files
        .keys()
        .filter(|file| file.ends_with(".yaml"))
        .map(|file| {
            let tree = tree(&files, file);
            let nodes = count(&tree);
            (file.clone(), tree, nodes)
        })
        .collect();
    let others = others();
    let total: usize = trees.iter().map(|(_, _, nodes)| (nodes - 1) * others.len()).sum();
    let wanted = std::env::var("CODEGEN_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTANTS);
    let stride = total.div_ceil(wanted).max(1);
    let all = trees.iter().flat_map(|tree| (1..tree.2).map(move |at| (tree, at)));
    let all = all.flat_map(|(tree, at)| others.iter().map(move |other| (tree, at, other)));
    for ((file, tree, _), at, other) in all.step_by(coprime(stride)) {
        let mut mutant = tree.clone();
        assert!(mutate(&mut mutant, &mut at.clone(), other.as_ref()), "{file} has no node {at}");
        let mut files = files.clone();
        files.insert(file.clone(), mutant.to_json().into_bytes());
        if let Err(panic) = run(files) {
            panic!("{file}, node {at} as {other:?}: {panic}\n{}", mutant.to_json());
        }
    }
}

/// At least `stride`, and such that every kind of replacement has its turn.
fn coprime(stride: usize) -> usize {
    if stride.is_multiple_of(others().len()) { stride + 1 } else { stride }
}

#[test]
fn life_pos() {
    mutants("life_pos");
}

#[test]
fn quince() {
    mutants("quince");
}

#[test]
fn regos() {
    mutants("regos");
}

#[test]
fn zegoal() {
    mutants("zegoal");
}

/// The documents of the corpus by name, each with the files beside it; refused schemas stand in a document that refers to them all.
fn corpus() -> Vec<(String, BTreeMap<String, Vec<u8>>, Node)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let mut documents = BTreeMap::new();
    for entry in std::fs::read_dir(&root).expect("the corpus") {
        let path = entry.expect("an entry").path();
        if path.join("specs").is_dir() {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            documents.insert(name, support::files(&path.join("specs")));
        }
    }
    let values = String::from_utf8(documents["values"][DOCUMENT].clone()).expect("a text");
    let (head, _) = values.split_once("paths:").expect("a head");
    for entry in std::fs::read_dir(root.join("refused")).expect("the refused schemas") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let schemas =
            std::fs::read_to_string(&path).expect("a text").replace("schemas.yaml#/", "#/components/schemas/");
        let schemas: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
        let name = format!("refused/{}", path.file_name().expect("a name").to_string_lossy());
        let text = format!("{head}{REFERS}{schemas}");
        documents.insert(name, BTreeMap::from([(DOCUMENT.to_owned(), text.into_bytes())]));
    }
    let document = |(name, files): (String, BTreeMap<_, _>)| {
        let tree = tree(&files, DOCUMENT);
        (name, files, tree)
    };
    documents.into_iter().map(document).collect()
}

/// What a document of the corpus is called.
const DOCUMENT: &str = "shop/openapi.yaml";

/// An operation that takes and gives `SetReply`, before the schemas.
const REFERS: &str = "\
paths:
  /goods/set:
    post:
      operationId: goods_set
      tags: [goods]
      summary: Sets goods.
      x-safety: write
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/SetReply'}}}}
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/SetReply'}}}}}
components:
  schemas:
";

/// The nodes below a node, in the order in which [`mutate`] counts them.
fn nodes<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    out.push(node);
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| nodes(item, out)),
        Value::Object(entries) => entries.iter().for_each(|entry| nodes(&entry.value, out)),
        _ => {}
    }
}

/// The `at`-th member of all objects below a node gets another name.
fn rename(node: &mut Node, at: &mut usize, name: &str) -> bool {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().any(|item| rename(item, at, name)),
        Value::Object(entries) => entries.iter_mut().any(|entry| {
            if *at == 0 {
                entry.key = name.to_owned();
                return true;
            }
            *at -= 1;
            rename(&mut entry.value, at, name)
        }),
        _ => false,
    }
}

/// How many random changes of each document of the corpus are tried; `CODEGEN_MUTANTS` asks for more.
const RANDOM_MUTANTS: usize = 100;

/// One to four nodes of a document are removed, replaced by a strange value or by a node of any document, or renamed.
#[test]
fn the_corpus_at_random() {
    let documents = corpus();
    assert!(documents.len() > 10);
    let mut parts = Vec::new();
    documents.iter().for_each(|(_, _, document)| nodes(document, &mut parts));
    let others = others();
    let keys: Vec<&str> = parts.iter().flat_map(|node| node.entries()).map(|entry| entry.key.as_str()).collect();
    let wanted = std::env::var("CODEGEN_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(RANDOM_MUTANTS);
    let seed = std::env::var("CODEGEN_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0x005e_ed04_u64);
    println!("CODEGEN_SEED={seed}");
    let mut state = seed;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    for (name, files, document) in &documents {
        run(files.clone()).expect("no panic as it is");
        for _ in 0..wanted {
            let mut mutant = document.clone();
            for _ in 0..=below(4) {
                let size = count(&mutant);
                let mut at = 1 + below(size.saturating_sub(1));
                match below(4) {
                    0 => rename(&mut mutant, &mut below(size / 2), keys[below(keys.len())]),
                    1 => mutate(&mut mutant, &mut at, others[below(others.len())].as_ref()),
                    _ => mutate(&mut mutant, &mut at, Some(&parts[below(parts.len())].value)),
                };
            }
            let text = mutant.to_json();
            let mut files = files.clone();
            files.insert(DOCUMENT.to_owned(), text.clone().into_bytes());
            if let Err(panic) = run(files) {
                panic!("{name}: {panic}\n{text}");
            }
        }
    }
}

#[test]
fn files_that_are_no_specs_at_all() {
    let shop = "openapi: 3.1.1\npaths: {}\n";
    let deep = |open: &str, close: &str| format!("a: {}{}", open.repeat(3000), close.repeat(3000));
    let nested = (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>();
    for text in [
        "",
        "\n",
        "\u{feff}",
        "null",
        "[]",
        "- - - -",
        "a",
        "{",
        "\"",
        "a: &a {b: *a}",
        "? {a: b}\n: c",
        "--- a\n--- b\n",
        "%YAML 9.9\n---\na: b",
        "openapi: 3.1.1",
        "a: |\n\u{0}",
        shop,
        &deep("[", "]"),
        &deep("{a: ", "}"),
        &nested,
        "openapi: 3.1.1\ninfo: {title: x}\nservers: []\ntags: []\npaths: {/: {$ref: 'openapi.yaml#/paths/~1'}}\n",
        "openapi: 3.1.1\ncomponents: {schemas: {A: {$ref: '#/components/schemas/A'}}}\n",
        "openapi: 3.1.1\ncomponents: {parameters: {A: {$ref: '#/components/parameters/A'}}}\n",
        "openapi: 3.1.1\ncomponents: {responses: {A: {$ref: '#/components/responses/A'}}}\n",
        "openapi: 3.1.1\ncomponents: {schemas: {A: {$ref: '#/components/schemas/A'}}}\npaths: {/: {get: {requestBody: {content: \
         {multipart/form-data: {schema: {$ref: '#/components/schemas/A'}}}}}}}\n",
        "openapi: 3.1.1\ncomponents: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}]}}}\n",
    ] {
        for file in ["x/openapi.yaml", "x/other.yaml"] {
            let mut files = BTreeMap::from([("x/openapi.yaml".to_owned(), b"$ref: other.yaml".to_vec())]);
            files.insert(file.to_owned(), text.as_bytes().to_vec());
            if let Err(panic) = run(files) {
                panic!("{text:?} as {file}: {panic}");
            }
        }
    }
    run(BTreeMap::from([("x/openapi.yaml".to_owned(), vec![0xff, 0xfe, 0x00])])).expect("no panic");
}
