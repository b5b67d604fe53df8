//! No document, however broken, makes the generator panic or emit code that does not parse: what compiles in the corpus is cut,
//! emptied and mixed up.

use std::fs;
use std::path::Path;

use nomenclature_codegen::diagnostic::Code;

use crate::harness::compile;

const SHAPES: [&str; 7] = ["bodies", "failures", "forms", "names", "parameters", "replies", "security"];

fn document(shape: &str) -> String {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    fs::read_to_string(corpus.join(shape).join("specs/shop/openapi.yaml")).expect("a document")
}

/// The findings tell a place in the document; the engine is never reached with what it cannot take.
#[track_caller]
fn survives(document: &str) {
    if let Err(found) = compile(document) {
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
        for missing in (0..lines.len()).step_by(3) {
            let mut lines = lines.clone();
            lines.remove(missing);
            survives(&lines.join("\n"));
        }
    }
}

#[test]
fn with_one_value_replaced() {
    const VALUES: [&str; 8] = ["", "1", "[]", "{}", "true", "~", "'ключ'", "{$ref: '#/components/schemas/Nowhere'}"];
    for shape in SHAPES {
        let document = document(shape);
        let lines: Vec<&str> = document.lines().collect();
        for (index, line) in lines.iter().enumerate().step_by(3) {
            let Some((key, _)) = line.split_once(": ") else { continue };
            let replacement = format!("{key}: {}", VALUES[index % VALUES.len()]);
            let mut lines = lines.clone();
            lines[index] = &replacement;
            survives(&lines.join("\n"));
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
            survives(&document.replace(from, to));
            // Some places of each; all of them take minutes.
            for (at, _) in document.match_indices(from).step_by(16) {
                survives(&format!("{}{to}{}", &document[..at], &document[at + from.len()..]));
            }
        }
    }
}
