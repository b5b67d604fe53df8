//! No document, however broken, makes the generator panic or emit code that does not parse: what compiles in the corpus is cut,
//! emptied and mixed up.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::path::Path;

use nomenclature_codegen::compile_from;
use nomenclature_codegen::diagnostic::Code;
use nomenclature_codegen::load::Loader;

use crate::support::files;
use crate::target::target;

const SHAPES: [&str; 3] = ["calls", "document", "names"];

/// One line of so many is changed; all of them take minutes.
const STEP: usize = 5;

fn document(shape: &str) -> String {
    String::from_utf8(folder(shape)["shop/openapi.yaml"].clone()).expect("a text")
}

fn folder(shape: &str) -> BTreeMap<String, Vec<u8>> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(shape).join("specs"))
}

/// The findings tell a place in the document; the engine is never reached with what it cannot take.
#[track_caller]
fn survives(shape: &str, document: &str) {
    let mut files = folder(shape);
    files.insert("shop/openapi.yaml".to_owned(), document.as_bytes().to_vec());
    let outcome = catch_unwind(move || compile_from(&mut Loader::in_memory(files), &target()));
    if let Err(found) = outcome.unwrap_or_else(|_| panic!("the generator panicked over:\n{document}")) {
        let engine = found.0.iter().find(|found| found.code == Code::Engine);
        assert!(engine.is_none(), "{}\nin:\n{document}", found.render(false));
        assert!(!found.0.is_empty());
    }
}

#[test]
fn without_one_line() {
    for shape in SHAPES {
        let document = document(shape);
        let lines: Vec<&str> = document.lines().collect();
        for missing in (0..lines.len()).step_by(STEP) {
            let mut lines = lines.clone();
            lines.remove(missing);
            survives(shape, &lines.join("\n"));
        }
    }
}

#[test]
fn with_one_value_replaced() {
    const VALUES: [&str; 8] = ["", "1", "[]", "{}", "true", "~", "'ключ'", "{$ref: '#/components/schemas/Nowhere'}"];
    for shape in SHAPES {
        let document = document(shape);
        let lines: Vec<&str> = document.lines().collect();
        for (index, line) in lines.iter().enumerate().step_by(STEP) {
            let Some((key, _)) = line.split_once(": ") else { continue };
            let replacement = format!("{key}: {}", VALUES[index % VALUES.len()]);
            let mut lines = lines.clone();
            lines[index] = &replacement;
            survives(shape, &lines.join("\n"));
        }
    }
}

#[test]
fn with_words_exchanged() {
    let words = [
        ("in: query", "in: path"),
        ("in: path", "in: cookie"),
        ("in: header", "in: query"),
        ("type: string", "type: object"),
        ("type: array", "type: string"),
        ("format: int64", "format: binary"),
        ("style: ", "explode: "),
        ("'200'", "default"),
        ("application/json", "multipart/form-data"),
        ("multipart/form-data", "application/json"),
        ("post:", "head:"),
        ("required: true", "required: false"),
        ("schema:", "content:"),
        ("goods_", "Goods"),
        ("items:", "properties:"),
        ("components/schemas", "components/parameters"),
        ("responses:", "requestBody:"),
        ("content:", "headers:"),
    ];
    for shape in SHAPES {
        let document = document(shape);
        for (from, to) in words {
            survives(shape, &document.replace(from, to));
            // Some places of each; all of them take minutes.
            for (at, _) in document.match_indices(from).step_by(16) {
                survives(shape, &format!("{}{to}{}", &document[..at], &document[at + from.len()..]));
            }
        }
    }
}
