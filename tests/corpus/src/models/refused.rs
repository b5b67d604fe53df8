//! Schemas that are refused. In `refused/*.yaml`, `#! NC0409` stands at the end of each line that a finding is about.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use nomenclature_codegen::diagnostic::{Code, Diagnostic, Severity};

use crate::target::target;

/// A document whose reply is the schema `SetReply`.
const DOCUMENT: &str = "\
openapi: 3.1.1
info: {title: Shop, version: v1, description: A shop.}
servers: [{url: 'https://shop.test'}]
tags: [{name: goods, description: Goods.}]
paths:
  /goods/set:
    post:
      operationId: goods_set
      tags: [goods]
      summary: Sets goods.
      x-safety: write
      responses:
        '200':
          description: Done.
          content: {application/json: {schema: {$ref: 'schemas.yaml#/SetReply'}}}
";

/// The errors about a file of schemas. Nothing panics.
fn errors(schemas: &str) -> Vec<Diagnostic> {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(root.path().join("shop")).expect("a folder");
    fs::write(root.path().join("shop/openapi.yaml"), DOCUMENT).expect("a file");
    fs::write(root.path().join("shop/schemas.yaml"), schemas).expect("a file");
    let specs = root.path().to_owned();
    let found = catch_unwind(move || nomenclature_codegen::compile(&specs, &target())).expect("the generator panicked");
    let found = found.err().map(|found| found.0).unwrap_or_default();
    found.into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

#[test]
fn each_is_refused_where_it_stands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("refused");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the refused schemas") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a text");
        let marks = text.lines().enumerate().filter_map(|(line, text)| Some((line + 1, text.split_once("#! ")?.1)));
        let expected: Vec<String> =
            marks.flat_map(|(line, codes)| codes.split(' ').map(move |code| format!("{line} {code}"))).collect();
        let found = errors(&text);
        let places: Vec<String> = found
            .iter()
            .map(|finding| {
                let line = finding.span().map(|span| span.to_string()).unwrap_or_default();
                let line = line.split(':').nth(1).unwrap_or_default().to_owned();
                format!("{line} {}", finding.code)
            })
            .collect();
        let said: Vec<String> = found.iter().map(|finding| finding.render(false)).collect();
        assert_eq!(places, expected, "{name}:\n{}", said.join("\n"));
        for finding in &found {
            let says_more =
                finding.help.is_some() || finding.suggestion.is_some() || finding.message.contains("expected");
            assert!(says_more, "nothing to do about: {finding}");
        }
        count += found.len();
    }
    assert!(count > 30, "only {count} findings");
}

/// The place of what no schema says right is told; none of it stops the generator in another way.
#[test]
fn no_keyword_with_a_wrong_value_makes_the_generator_panic() {
    let keywords = [
        "$ref",
        "type",
        "format",
        "properties",
        "required",
        "items",
        "prefixItems",
        "additionalProperties",
        "oneOf",
        "anyOf",
        "allOf",
        "enum",
        "const",
        "discriminator",
        "x-enum",
        "x-rust-name",
        "x-lenient",
        "x-aliases",
        "minItems",
        "title",
        "description",
        "readOnly",
        "default",
        "not",
        "deprecated",
    ];
    let values = [
        "null",
        "true",
        "-1.5",
        "''",
        "[7, x]",
        "{a: 7}",
        "{a: {type: string}}",
        "[{$ref: 'schemas.yaml#/SetReply'}]",
        "'schemas.yaml#/SetReply'",
        "{propertyName: a, mapping: {b: 'schemas.yaml#/SetReply'}}",
        "[string, 'null', 5]",
    ];
    for keyword in keywords {
        for value in values {
            for base in ["    type: object\n", "    properties: {b: {type: string}}\n"] {
                if base.trim_start().starts_with(keyword) {
                    continue;
                }
                let schemas = format!(
                    "SetReply:\n  type: object\n  properties:\n    a: {{$ref: 'schemas.yaml#/A'}}\nA:\n{base}    {keyword}: {value}\n",
                );
                // Whether it is refused does not matter here, but the engine never has the last word.
                let found = errors(&schemas);
                assert!(found.iter().all(|finding| finding.code != Code::Engine), "{schemas}{found:?}");
            }
        }
    }
}
