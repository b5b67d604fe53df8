//! What a document contains is in what is generated from it, or an error says at its place why not. Counted in every run, because
//! something that is left out silently is missed by nobody until it is needed.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::emit;
use crate::ir::{Api, ModelKind};
use crate::node::{Node, Value};
use crate::openapi::METHODS;
use crate::threads;

/// A vendor without an API has an error that says why.
pub(crate) fn unread(vendor: &str, span: &Span, problems: &mut Diagnostics) {
    let tells = |found: &Diagnostic| {
        found.severity == Severity::Error
            && !found.is_reported()
            && (found.concerns(vendor) || found.span().is_none_or(|other| other.file == span.file))
    };
    if !problems.0.iter().any(tells) {
        problems.push(lost(span, format!("nothing is generated for `{vendor}`, and no error says why")));
    }
}

/// The operations and schemas of a document that are not in its API.
pub(crate) fn of_document(document: &Node, api: &Api) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let known: HashSet<(&str, &str)> =
        api.operations.iter().map(|one| (one.http_method.as_str(), one.path.as_str())).collect();
    for path in document.get("paths").map(Node::entries).unwrap_or_default() {
        // What could not be read has its finding.
        let readable = path.value.entries().iter().filter(|entry| !matches!(entry.value.value, Value::Invalid));
        for operation in readable {
            let method = operation.key.to_uppercase();
            if METHODS.contains(&operation.key.as_str()) && !known.contains(&(method.as_str(), path.key.as_str())) {
                problems.push(lost(&operation.key_span, format!("the operation `{method} {}` is left out", path.key)));
            }
        }
    }
    let types: HashSet<&str> = api.models.values().map(|model| model.component.as_str()).collect();
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    for schema in schemas.map(Node::entries).unwrap_or_default() {
        let name = schema.key.as_str();
        if !matches!(schema.value.value, Value::Invalid) && !types.contains(name) && !api.written_out.contains(name) {
            problems.push(lost(&schema.key_span, format!("the schema `{name}` is left out")));
        }
    }
    problems
}

/// The operations and types of an API that are not in its files.
pub(crate) fn of_files(api: &Api, files: &[(&'static str, String)]) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let text = |name: &str| files.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text.as_str());
    let declared = threads::each(&["types.rs", "operations.rs"], |name| Declared::of(text(name)));
    let [types, operations] = declared.as_slice() else { return problems };
    for model in api.models.values().filter(|model| !matches!(model.kind, ModelKind::Alias(_))) {
        if types.items.get(model.rust.as_str()) != Some(&1) {
            let message = format!("the schema `{}` should be one type `{}`", model.component, model.rust);
            problems.push(lost(&model.name_span, message));
        }
    }
    for operation in &api.operations {
        for item in emit::items(operation) {
            if operations.items.get(item.as_str()) != Some(&1)
                || !operations.methods.contains(operation.method.as_str())
            {
                let message = format!("the operation `{}` should be one type `{item}`", operation.id);
                problems.push(lost(&operation.span, message));
            }
        }
    }
    problems
}

/// What a file declares.
#[derive(Default)]
struct Declared<'a> {
    /// How often there is each type and static.
    items: HashMap<&'a str, usize>,
    methods: HashSet<&'a str>,
}

impl<'a> Declared<'a> {
    /// Each declaration begins a line: that is how the files are laid out.
    fn of(text: &'a str) -> Self {
        let mut found = Self::default();
        for declared in text.lines().filter_map(|line| line.trim_start().strip_prefix("pub ")) {
            let Some((keyword, rest)) = declared.split_once(' ') else { continue };
            let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            match keyword {
                "struct" | "enum" | "static" => *found.items.entry(name).or_default() += 1,
                "fn" => _ = found.methods.insert(name),
                _ => {}
            }
        }
        found
    }
}

fn lost(span: &Span, message: String) -> Diagnostic {
    Diagnostic::at(Code::Lost, span, message)
        .note("that is a fault of the generator, and nothing is written")
        .help("report the document; say this part in another way to go on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Loader;

    const DOCUMENT: &str = "openapi: 3.1.1
info: {title: Shop, version: '1', description: A shop.}
servers: [{url: 'https://shop.invalid/v1', description: It.}]
tags: [{name: goods, description: Goods.}]
paths:
  /goods:
    get:
      operationId: goods_get
      tags: [goods]
      summary: Reads
      x-safety: read
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Goods'}}}}
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Name'}}}}
components:
  schemas:
    Goods: {type: object, description: Goods., properties: {name: {$ref: '#/components/schemas/Name'}}}
    Name: {type: string, description: A name.}
    Colour: {type: string, description: A colour., enum: [red]}
";

    type Files = Vec<(&'static str, String)>;

    fn shop() -> (Node, Api, Files) {
        let mut loader = Loader::in_memory([("shop/openapi.yaml".to_owned(), DOCUMENT.as_bytes().to_vec())]);
        let documents = crate::bundles_of(&mut loader).expect("a document");
        let api = crate::apis(&documents).expect("an API").remove(0);
        let target = crate::Target::default();
        let structs = crate::lower::structs(&api, target.schemars).expect("structs");
        let files = emit::vendor(&api, &structs, &target).expect("files");
        (documents.into_iter().next().expect("a document").1, api, files)
    }

    fn places(found: &Diagnostics) -> Vec<String> {
        found.0.iter().map(|found| format!("{} {}", found.code, found.span().expect("a place").text())).collect()
    }

    #[test]
    fn nothing_is_missing() {
        let (document, api, files) = shop();
        assert_eq!((places(&of_document(&document, &api)), places(&of_files(&api, &files))), (vec![], vec![]));
    }

    #[test]
    fn what_is_left_out_of_the_api_is_told_where_it_stands() {
        let (document, mut api, _) = shop();
        api.operations.clear();
        api.models.remove("Colour");
        api.written_out.clear();
        let expected = ["NC1002 get", "NC1002 Colour", "NC1002 Name"];
        assert_eq!(places(&of_document(&document, &api)), expected);
    }

    #[test]
    fn what_is_left_out_of_the_files_is_told_where_it_stands() {
        let (_, api, files) = shop();
        for (gone, expected) in [
            ("pub struct Goods ", "NC1002 Goods"),
            ("pub enum Colour ", "NC1002 Colour"),
            ("pub struct GoodsGet ", "NC1002 goods_get"),
            ("pub enum GoodsGetReply ", "NC1002 goods_get"),
            ("pub static GOODS_GET:", "NC1002 goods_get"),
        ] {
            let count = files.iter().filter(|(_, text)| text.contains(gone)).count();
            assert_eq!(count, 1, "{gone}");
            let less: Files = files.iter().map(|(name, text)| (*name, text.replace(gone, "struct Other "))).collect();
            assert_eq!(places(&of_files(&api, &less)), [expected], "{gone}");
        }
    }

    #[test]
    fn a_vendor_that_is_not_read_has_an_error() {
        let (document, ..) = shop();
        let mut problems = Diagnostics::from(Diagnostic::reported());
        unread("shop", &document.span, &mut problems);
        assert!(matches!(problems.0.as_slice(), [_, found] if found.code == Code::Lost && found.span().is_some()));
        let mut problems = Diagnostics::from(Diagnostic::at(Code::Engine, &document.span, "it is broken"));
        unread("shop", &document.span, &mut problems);
        assert_eq!(problems.0.len(), 1);
    }
}
