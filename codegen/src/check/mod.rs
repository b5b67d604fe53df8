//! Conventions that hold for every spec, checked on the bundle, where each value still knows its file and line.

mod carried;
mod cycles;
mod descriptions;
mod envelope;
pub(crate) mod examples;
mod extensions;
pub(crate) mod fitting;
mod formats;
pub(crate) mod inputs;
pub(crate) mod item_names;
mod keywords;
mod limits;
mod members;
mod names;
mod operations;
pub(crate) mod parameters;
pub(crate) mod path_templates;
mod paths;
pub(crate) mod pointers;
pub(crate) mod properties;
pub(crate) mod reading;
pub(crate) mod recursion;
pub(crate) mod replies;
mod schemas;
pub(crate) mod security;
pub(crate) mod servers;
pub(crate) mod todo;
mod types;
pub(crate) mod unused;

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::node::Node;
use crate::openapi::references::Components;

/// A vendor's document as it was probably meant: a misspelt keyword is one finding, and not also a missing one.
pub(crate) fn settled(vendor: &str, document: Node, problems: &mut Diagnostics) -> Node {
    let first = vendor.chars().next().unwrap_or('_');
    if !first.is_ascii_lowercase() || !vendor.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    {
        problems.push(Diagnostic::at(
            Code::VendorName,
            &document.span,
            format!("expected a snake_case folder name, found `{vendor}`"),
        ));
    }
    if crate::names::is_keyword(vendor) {
        let message = format!("the folder's name `{vendor}` is a keyword of Rust");
        let found = Diagnostic::at(Code::RustKeyword, &document.span, message);
        problems.push(found.note("it becomes a module").help("choose another name for the folder"));
    }
    let document = keywords::check(&document, problems).unwrap_or(document);
    types::check(&document, problems).unwrap_or(document)
}

/// Adds the other findings about the document.
pub(crate) fn check(vendor: &str, whole: &Node, problems: &mut Diagnostics) {
    let document = carried::without_shared_paths(whole, problems).map_or(Cow::Borrowed(whole), Cow::Owned);
    let components = Components::of(&document);
    crate::openapi::grammar::walk(&document, &mut |place| {
        extensions::check(place, problems);
        formats::check(place, problems);
        schemas::check(place, problems);
        fitting::check(place, problems);
        names::check(place, problems);
        operations::check(&document, &components, place, problems);
        limits::check(&components, place, problems);
        descriptions::check(place, problems);
    });
    cycles::check(&document, problems);
    envelope::check(&document, problems);
    paths::check(&document, problems);
    carried::check(&document, problems);
    // A schema's name that is not what it seems is not the fault of the examples.
    let unsound = |found: &Diagnostic| found.code == Code::LookalikeLetters && found.concerns(vendor);
    let is_sound = !problems.0.iter().any(unsound);
    members::check(&document, &components, is_sound, problems);
    todo::check(whole, problems);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{File, Span};
    use crate::node::{Entry, Value};

    fn object(entries: &[(&str, Node)]) -> Node {
        let span = Span::at(&File::new("x.yaml", "text"), 1, 1);
        let entry = |(key, value): &(&str, Node)| Entry {
            key: (*key).to_owned(),
            key_span: span.clone(),
            value: value.clone(),
        };
        Node::new(&span, Value::Object(entries.iter().map(entry).collect()))
    }

    fn lint(vendor: &str, document: &Node) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let document = settled(vendor, document.clone(), &mut problems);
        check(vendor, &document, &mut problems);
        problems.0.retain(|found| found.severity == crate::diagnostic::Severity::Error);
        problems
    }

    fn schemas(schema: Node) -> Node {
        object(&[("components", object(&[("schemas", object(&[("Item", schema)]))]))])
    }

    #[test]
    fn names_that_the_spec_chooses_are_no_keywords() {
        let leaf = || object(&[]);
        let good = schemas(object(&[("properties", object(&[("x-wire", leaf()), ("tyre", leaf())]))]));
        assert_eq!(lint("shop", &good), Diagnostics::default());
        assert_eq!(lint("Shop", &leaf()).0.len(), 1);
    }

    #[test]
    fn an_unknown_keyword_is_refused_with_the_nearest_known_one() {
        for (wrong, near) in
            [("requierd", "required"), ("tyре", "type"), ("x-alias", "x-aliases"), ("maxItem", "maxItems")]
        {
            let problems = lint("shop", &schemas(object(&[(wrong, object(&[]))])));
            let said = problems.to_string();
            assert!(said.contains(wrong) && said.contains(&format!("did you mean `{near}`?")), "{said}");
        }
        let nullable = lint("shop", &schemas(object(&[("nullable", object(&[]))]))).to_string();
        assert!(nullable.contains("type: [<type>, 'null']"), "{nullable}");
    }
}
