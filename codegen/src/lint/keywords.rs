//! Every keyword of a spec is one that OpenAPI 3.1 or an extension knows: a misspelt one would change the models in silence.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lint::extensions;
use crate::lint::kinds::{self, Kind, Place};
use crate::names;
use crate::node::{Entry, Node};

/// Checks the keywords of a bundle. Returns the bundle as it was probably meant, so that a misspelt keyword is not reported
/// again as a missing one.
pub(super) fn check(document: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_clean = true;
    kinds::walk(document, &mut |Place { kind, node, .. }| {
        for entry in node.entries().iter().filter(|entry| !known(kind).any(|name| name == entry.key)) {
            is_clean = false;
            problems.push(unknown(entry, kind));
        }
    });
    let meant = |kind, entry: &Entry| match known(kind).any(|name| name == entry.key) {
        true => Some(entry.clone()),
        false => Some(Entry { key: nearest(entry, kind)?.to_owned(), ..entry.clone() }),
    };
    (!is_clean).then(|| kinds::rewrite(document, Kind::Document, &meant))
}

/// The keyword that a member is, or that it is probably meant to be.
pub(crate) fn meant_keyword(entry: &Entry, kind: Kind) -> &str {
    match known(kind).any(|name| name == entry.key) {
        true => &entry.key,
        false => nearest(entry, kind).unwrap_or(&entry.key),
    }
}

/// Whether something is a path, or one with a misspelt method, and not a document or a file of schemas.
pub(crate) fn may_be_path(node: &Node) -> bool {
    let (parts, others) = kinds::keywords(Kind::PathItem);
    // A document has servers too.
    let names = || parts.iter().map(|(name, _)| *name).chain(others.iter().copied()).filter(|name| *name != "servers");
    let fits = |entry: &Entry| names().any(|name| name == entry.key) || names::nearest(&entry.key, names()).is_some();
    let entries = node.entries();
    entries.is_empty() || entries.iter().any(fits)
}

fn known(kind: Kind) -> impl Iterator<Item = &'static str> {
    let (parts, others) = kinds::keywords(kind);
    parts.iter().map(|(name, _)| *name).chain(others.iter().copied()).chain(extensions::names())
}

fn nearest(entry: &Entry, kind: Kind) -> Option<&'static str> {
    let near = known(kind).map(|name| (strsim::damerau_levenshtein(name, &entry.key), name)).min();
    near.filter(|(distance, _)| *distance <= 3).map(|(_, name)| name)
}

fn unknown(entry: &Entry, kind: Kind) -> Diagnostic {
    let (code, what) = match entry.key.starts_with("x-") {
        true => (Code::UnknownExtension, "extension"),
        false => (Code::UnknownKeyword, "keyword"),
    };
    let found =
        Diagnostic::at(code, &entry.key_span, format!("there is no {what} `{}` in {}", entry.key, kinds::name(kind)));
    if entry.key == "nullable" {
        return found.help("OpenAPI 3.1 says `type: [<type>, 'null']`, or `oneOf: [<reference>, {type: 'null'}]`");
    }
    match nearest(entry, kind) {
        Some(name) => found.help(format!("did you mean `{name}`?")).suggest(&entry.key_span, name),
        None => found.help("remove it, or see which keywords OpenAPI 3.1 and the project's extensions know"),
    }
}
