//! The operations of a document, and which of the vendor's is which of ours.

use std::collections::{BTreeSet, HashMap};

use super::document::Document;
use crate::node::{Node, Value};
use crate::openapi::METHODS;

/// An operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    /// The method, in small letters.
    pub(super) method: &'a str,
    /// The path as it is written.
    pub(super) path: &'a str,
    /// What describes it.
    pub(super) node: &'a Node,
    /// The parameters of all operations of the path.
    pub(super) shared: &'a [Node],
}

impl Operation<'_> {
    /// `POST /goods/get`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }

    pub(super) fn is_deprecated(&self) -> bool {
        self.node.get("deprecated").is_some_and(|value| value.bool() == Ok(true))
    }

    /// What the document says of it in a line.
    pub(super) fn summary(&self) -> String {
        let texts = ["summary", "description", "operationId"].iter().filter_map(|key| self.node.get(key)?.str().ok());
        let text = texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
        crate::names::one_line(text.trim().lines().next().unwrap_or_default())
    }
}

/// The operations of a document, in its order.
pub(super) fn operations(document: &Document) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for path in document.root().get("paths").map(Node::entries).unwrap_or_default() {
        let item = document.resolved(&path.value);
        let shared = item.get("parameters").and_then(|list| list.array().ok()).unwrap_or_default();
        for entry in item.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            if matches!(entry.value.value, Value::Object(_)) {
                found.push(Operation { method: &entry.key, path: &path.key, node: &entry.value, shared });
            }
        }
    }
    found
}

/// The path without the names of its parameters.
fn plain(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((_, behind)) = behind.split_once('}') else { break };
        out.push_str(before);
        out.push_str("{}");
        rest = behind;
    }
    out + rest
}

/// The names of a path's parameters, in their order.
pub(super) fn names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// The paths that a server's address ends in, the longest first: `/gateway/{}/v1`, `/{}/v1`, `/v1`.
fn prefixes(document: &Document) -> BTreeSet<String> {
    let servers = document.root().get("servers").and_then(|list| list.array().ok()).unwrap_or_default();
    let mut found = BTreeSet::new();
    for url in servers.iter().filter_map(|server| server.get("url")?.str().ok()) {
        let behind = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let path = plain(behind.trim_end_matches('/'));
        found.extend(path.match_indices('/').map(|(at, _)| path[at..].to_owned()));
    }
    found
}

/// The ways to write a path: as it stands, and with what its servers' addresses may hold of it.
fn spellings(prefixes: &BTreeSet<String>, path: &str) -> Vec<String> {
    let path = plain(path);
    let longer = prefixes.iter().map(|prefix| format!("{prefix}{path}"));
    std::iter::once(path.clone()).chain(longer).collect()
}

/// An operation that both have, or only one.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    /// In our order.
    pub(super) both: Vec<(Operation<'a>, Operation<'a>)>,
    /// Only ours.
    pub(super) ours: Vec<Operation<'a>>,
    /// Only theirs.
    pub(super) theirs: Vec<Operation<'a>>,
}

/// Finds each of our operations among the vendor's: by the path as it is written, with what a server's address holds of it, and then in
/// letters of another case.
pub(super) fn pairs<'a>(ours: &'a Document, theirs: &'a Document) -> Pairs<'a> {
    let (our_prefixes, their_prefixes) = (prefixes(ours), prefixes(theirs));
    let (mine, other) = (operations(ours), operations(theirs));
    let mut partners: Vec<Option<usize>> = vec![None; mine.len()];
    let mut taken = BTreeSet::new();
    type Spell = fn(&str) -> String;
    let cases: [Spell; 2] = [str::to_owned, str::to_lowercase];
    for (case, is_long) in cases.into_iter().flat_map(|case| [(case, false), (case, true)]) {
        // The path as it stands on one side, and any spelling of it on the other.
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for (index, operation) in other.iter().enumerate().filter(|(index, _)| !taken.contains(index)) {
            let spellings = spellings(&their_prefixes, operation.path);
            let spellings = if is_long { &spellings[..] } else { &spellings[..1] };
            for spelling in spellings {
                known.entry((operation.method, case(spelling))).or_insert(index);
            }
        }
        for (operation, partner) in mine.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let spellings = spellings(&our_prefixes, operation.path);
            let fits = |(place, spelling): (usize, &String)| {
                let index = *known.get(&(operation.method, case(spelling)))?;
                let is_plain = case(&plain(other[index].path)) == case(spelling);
                ((place == 0 || is_plain) && !taken.contains(&index)).then_some(index)
            };
            let spellings = if is_long { &spellings[..] } else { &spellings[..1] };
            *partner = spellings.iter().enumerate().find_map(fits);
            taken.extend(*partner);
        }
    }
    let mut other: Vec<Option<Operation<'a>>> = other.into_iter().map(Some).collect();
    let mut pairs = Pairs { both: Vec::new(), ours: Vec::new(), theirs: Vec::new() };
    for (operation, partner) in mine.into_iter().zip(partners) {
        match partner.and_then(|index| other[index].take()) {
            Some(partner) => pairs.both.push((operation, partner)),
            None => pairs.ours.push(operation),
        }
    }
    pairs.theirs.extend(other.into_iter().flatten());
    pairs
}
