//! What is not supported is refused with a code at its place; nothing panics, and nothing is silently wrong.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use nomenclature_codegen::diagnostic::{Code, Severity};

use crate::harness::{compiles, findings};
use crate::target::target;

/// A document that compiles; each case puts something at the mark of a place.
const SHOP: &str = "\
openapi: 3.1.1
info: {title: Shop, version: v1, description: A shop.}
servers: [{url: 'https://shop.test'}]
tags: [{name: goods, description: Goods.}]
paths:
  /goods/{id}:
    post:
      operationId: goods_get
      tags: [goods]
      summary: Gets goods.
      x-safety: read
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        #parameters
      #body
      responses:
        '204': {description: Fine.}
        #responses
  #paths
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string}
        tags: {type: array, items: {type: string}}
    Form:
      type: object
      properties:
        text: {type: string}
";

/// Puts `text` at a mark, and checks the code and the line of the one finding, where `^` stands before what it is about.
#[track_caller]
fn refused(mark: &str, text: &str, code: Code) {
    let document = SHOP.replacen(&format!("#{mark}"), text, 1);
    assert_ne!(document, SHOP, "no mark {mark}");
    check(&document, code);
}

/// As [`refused`], with a piece of the document replaced.
#[track_caller]
fn replaced(from: &str, to: &str, code: Code) {
    assert!(SHOP.contains(from), "{from}");
    check(&SHOP.replacen(from, to, 1), code);
}

#[track_caller]
fn check(marked: &str, code: Code) {
    let at = marked.find('^').expect("a mark `^` before the place");
    let document = marked.replacen('^', "", 1);
    let line = marked[..at].matches('\n').count() + 1;
    let column = marked[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
    let found = findings(&document);
    let text = found.render(false);
    let place = format!("/shop/openapi.yaml:{line}:{column}\n");
    let mine = found.0.iter().find(|found| found.code == code && found.render(false).contains(&place));
    assert!(mine.is_some(), "expected {code} at {place}found:\n{text}\nin:\n{document}");
    assert!(!found.0.iter().any(|found| found.code == Code::Engine), "{text}");
}

/// In `refused/documents`, a file or folder a document, `#! NC0405` stands at the end of each line that an error is about.
#[test]
fn documents_are_refused_where_they_are_marked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("refused/documents");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the refused documents") {
        let path = entry.expect("an entry").path();
        let root = tempfile::tempdir().expect("a temporary folder");
        let shop = root.path().join("specs/shop");
        fs::create_dir_all(&shop).expect("a folder");
        let files: Vec<(String, String)> = match path.is_dir() {
            true => fs::read_dir(&path).expect("a folder").map(|file| text(&file.expect("a file").path())).collect(),
            false => vec![("openapi.yaml".to_owned(), text(&path).1)],
        };
        let mut expected = Vec::new();
        for (name, text) in &files {
            fs::write(shop.join(name), text).expect("written");
            let marks = text.lines().enumerate().filter_map(|(line, text)| Some((line + 1, text.split_once("#! ")?.1)));
            expected.extend(marks.map(|(line, code)| format!("{name}:{line} {code}")));
        }
        let specs = root.path().join("specs");
        let outcome = catch_unwind(move || nomenclature_codegen::compile(&specs, &target()));
        let found = outcome.expect("no panic").expect_err("a refused document");
        let errors = found.0.iter().filter(|found| found.severity == Severity::Error);
        let mut places: Vec<String> = errors
            .map(|found| {
                let place = found.span().map(ToString::to_string).unwrap_or_default();
                let mut place = place.rsplit('/').next().unwrap_or_default().split(':');
                let (file, line) = (place.next().unwrap_or_default(), place.next().unwrap_or_default());
                format!("{file}:{line} {}", found.code)
            })
            .collect();
        expected.sort();
        places.sort();
        assert_eq!(places, expected, "{}:\n{}", path.display(), found.render(false));
        count += 1;
    }
    assert!(count > 10, "only {count} documents");
}

fn text(path: &Path) -> (String, String) {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    (name, fs::read_to_string(path).expect("a text"))
}

#[test]
fn the_document_compiles_as_it_is() {
    compiles(SHOP);
}

#[test]
fn parameters() {
    for (text, code) in [
        ("- {name: a, in: ^body, schema: {type: string}}", Code::ParameterPlace),
        ("- {name: ^Заголовок, in: header, x-rust-name: a, schema: {type: string}}", Code::ParameterPlace),
        ("- {name: ^a=b, in: cookie, x-rust-name: a, schema: {type: string}}", Code::ParameterPlace),
        ("- {name: ^поиск, in: query, schema: {type: string}}", Code::FieldName),
        ("- {name: a, in: query, x-rust-name: ^type, schema: {type: string}}", Code::RustKeyword),
        ("- {name: a, in: query, style: ^simple, schema: {type: string}}", Code::ParameterStyle),
        ("- {name: a, in: header, style: ^form, schema: {type: string}}", Code::ParameterStyle),
        ("- {name: a, in: query, style: ^deepObject, schema: {type: string}}", Code::ParameterStyle),
        ("- {name: a, in: query, style: ^pipeDelimited, schema: {type: string}}", Code::ParameterStyle),
        (
            "- {name: a, in: query, style: ^deepObject, schema: {type: array, items: {type: string}}}",
            Code::ParameterStyle,
        ),
        (
            "- {name: a, in: query, style: spaceDelimited, explode: ^true, schema: {type: array, items: {type: string}}}",
            Code::ParameterStyle,
        ),
        (
            "- ^{name: a, in: query, style: deepObject, schema: {$ref: '#/components/schemas/Thing'}}",
            Code::ParameterStyle,
        ),
        ("- {name: a, in: header, schema: ^{$ref: '#/components/schemas/Thing'}}", Code::ParameterStyle),
        ("- {name: a, in: query, schema: ^{type: object, additionalProperties: {type: string}}}", Code::ParameterStyle),
        (
            "- {name: a, in: query, schema: ^{type: array, items: {type: array, items: {type: string}}}}",
            Code::ParameterStyle,
        ),
        ("- {name: a, in: cookie, schema: ^{type: array, items: {type: string}}}", Code::ParameterStyle),
        ("- {name: a, in: header, allowReserved: ^true, schema: {type: string}}", Code::ParameterStyle),
        ("- {name: a, in: query, content: ^{application/xml: {schema: {type: string}}}}", Code::BodyContent),
        (
            "- {name: a, in: query, schema: {type: string}, content: ^{application/json: {schema: {type: string}}}}",
            Code::ParameterStyle,
        ),
        ("- ^{name: other, in: path, schema: {type: string}}", Code::PathParameter),
        ("- {name: ^id, in: path, required: true, schema: {type: string}}", Code::ParameterTwice),
        (
            "- {name: orderId, in: query, schema: {type: string}}\n        - {name: ^order_id, in: query, schema: {type: string}}",
            Code::ParameterTwice,
        ),
    ] {
        refused("parameters", text, code);
    }
}

#[test]
fn bodies() {
    let content = |content: &str| format!("requestBody: {{required: true, content: {{{content}}}}}");
    for (text, code) in [
        (content("^'image/*': {schema: {type: string, format: binary}}"), Code::BodyContent),
        (content("^application/ключ: {schema: {type: string}}"), Code::BodyContent),
        (content("^json: {schema: {type: string}}"), Code::BodyContent),
        (content("^multipart/mixed: {schema: {$ref: '#/components/schemas/Form'}}"), Code::BodyContent),
        (content("application/xml: {schema: ^{$ref: '#/components/schemas/Thing'}}"), Code::BodyContent),
        (content("multipart/form-data: {schema: ^{type: string}}"), Code::BodyContent),
        (
            content(
                "multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}, encoding: {text: {headers: ^{A: {schema: {type: string}}}}}}",
            ),
            Code::ParameterStyle,
        ),
        (
            content(
                "application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Form'}, encoding: {text: {style: ^deepObject}}}",
            ),
            Code::ParameterStyle,
        ),
        (
            "requestBody: ^{content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Thing'}}}}".into(),
            Code::BodyContent,
        ),
        ("requestBody: {required: true, content: ^{}}".into(), Code::BodyContent),
    ] {
        refused("body", &text, code);
    }
    let named = "- {name: name, in: query, x-rust-name: name, schema: {type: string}}";
    let body =
        "requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}";
    let document = SHOP.replace("#parameters", named).replace("#body", body);
    check(&document.replacen("        name: {type: string}", "        ^name: {type: string}", 1), Code::NameCollision);
}

#[test]
fn replies() {
    for (text, code) in [
        ("^ok: {description: Fine.}", Code::SuccessResponse),
        ("^7XX: {description: Fine.}", Code::SuccessResponse),
        ("'200': {description: Fine., content: {^'изображение/png': {schema: {type: string}}}}", Code::BodyContent),
        (
            "'200': {description: Fine., content: {application/xml: {schema: ^{$ref: '#/components/schemas/Thing'}}}}",
            Code::BodyContent,
        ),
    ] {
        refused("responses", text, code);
    }
    replaced("      responses:\n        '204'", "      responses:\n        ^'404'", Code::SuccessResponse);
    let enveloped = SHOP.replacen("x-safety: read", "x-safety: read\n      x-envelope: {success: /ok}", 1);
    check(&enveloped.replacen("'204'", "^'204'", 1), Code::SuccessResponse);
    let head = SHOP.replacen("post:", "head:", 1).replacen("'204': {", "'200': {content: {application/json: {}}, ", 1);
    check(&head.replacen("'200'", "^'200'", 1), Code::SuccessResponse);
}

#[test]
fn names_and_places() {
    let other = |operation: &str| {
        format!(
            "/other:\n    get: {{{operation}, summary: S., x-safety: read, responses: {{'204': {{description: Fine.}}}}}}"
        )
    };
    for (text, code) in [
        (other("operationId: ^Ping"), Code::OperationId),
        (other("operationId: ^пинг"), Code::OperationId),
        (other("operationId: ping, x-rust-name: ^Ping"), Code::OperationId),
        (other("operationId: ^ping, tags: [goods]"), Code::OperationId),
        (other("operationId: ^goods_get, tags: [goods]"), Code::DuplicateOperation),
        (other("operationId: ^goods_api"), Code::NameCollision),
        (other("operationId: ping, security: [{^nobody: []}]"), Code::UnresolvedReference),
        (other("operationId: ping, ^servers: [{url: 'https://other.test'}]"), Code::OwnServer),
    ] {
        refused("paths", &text, code);
    }
    for path in ["goods/{id}", "/goods/{id}?a=b", "/goods/{id", "/goods/{id}}", "/goods/{{id}}", "/goods/{id}#a"] {
        replaced("/goods/{id}:", &format!("^'{path}':"), Code::PathParameter);
    }
    replaced("/goods/{id}:", "/goods/{id}/^{other}:", Code::PathParameter);
    // One that does not stand in the path is marked where it is declared.
    check(&SHOP.replacen("/goods/{id}:", "/goods:", 1).replacen("{name: id", "{name: ^id", 1), Code::PathParameter);
    replaced("{name: goods,", "{name: ^type,", Code::RustKeyword);
    replaced("'https://shop.test'", "^/v1", Code::ServerAddress);
}
