//! What a vendor's operations have in common.

use heck::ToSnakeCase;

use crate::habits::Habits;
use crate::load::{Loader, resolve_path};
use crate::node::Node;
use crate::openapi::METHODS;
use crate::openapi::references::tokens;

/// An operation that the vendor's document has already.
#[derive(Clone, Debug)]
pub(super) struct Sibling {
    /// Path of the call.
    pub(super) path: String,
    /// HTTP method in lower case.
    pub(super) method: String,
    /// The file that it stands in, from the specs folder.
    pub(super) file: String,
    pub(super) node: Node,
    pub(super) tag: String,
    pub(super) id: String,
}

/// Every operation of a document whose paths lie in files.
pub(super) fn siblings(loader: &mut Loader, document: &Node, file: &str, habits: &Habits) -> Vec<Sibling> {
    let mut siblings = Vec::new();
    for entry in document.get("paths").map(Node::entries).unwrap_or_default() {
        let Some((file, item)) = item(loader, &entry.value, file) else { continue };
        for operation in item.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            let node = &operation.value;
            let said = |key: &str| node.get(key).and_then(|text| text.str().ok()).map(str::to_owned);
            let own = node.get("tags").and_then(|tags| tags.array().ok()?.first()?.str().ok());
            let known = habits.known(&entry.key, &operation.key, own);
            siblings.push(Sibling {
                path: entry.key.clone(),
                method: operation.key.clone(),
                file: file.clone(),
                node: node.clone(),
                tag: known.tag,
                id: said("operationId").unwrap_or(known.id),
            });
        }
    }
    siblings
}

/// A path's file and its operations.
pub(super) fn item(loader: &mut Loader, path: &Node, file: &str) -> Option<(String, Node)> {
    let Some(reference) = path.get("$ref") else { return Some((file.to_owned(), path.clone())) };
    let text = reference.str().ok()?;
    let (below, pointer) = text.split_once('#').unwrap_or((text, ""));
    let target = resolve_path(file, below)?;
    let tree = loader.yaml(&target, None).ok()?;
    let item = tokens(pointer).iter().try_fold(tree.as_ref(), |node, token| node.get(token))?;
    Some((target, item.clone()))
}

/// The operation that a new one is most like: the same last word, then the longest common beginning.
pub(super) fn nearest<'a>(siblings: &'a [Sibling], path: &str, method: Option<&str>) -> Option<&'a Sibling> {
    let likeness = |sibling: &Sibling| {
        let common = words(&sibling.path).iter().zip(words(path)).take_while(|(a, b)| **a == *b).count();
        (method.is_none_or(|method| method == sibling.method), last(&sibling.path) == last(path), common)
    };
    // The first of equals, as a reader of the document would take it.
    siblings.iter().rev().max_by_key(|sibling| likeness(sibling))
}

/// The segments that are no parameters.
pub(super) fn words(path: &str) -> Vec<&str> {
    path.split(['/', ':']).filter(|word| !word.is_empty() && !word.starts_with('{')).collect()
}

pub(super) fn last(path: &str) -> &str {
    words(path).last().copied().unwrap_or_default()
}

/// Tag and operation id for a path, as the vendor's other operations have them.
pub(super) fn names(siblings: &[Sibling], like: &Sibling, path: &str, method: &str) -> (String, String) {
    let action = last(path).to_snake_case();
    // What is done with a thing has the tag of the thing.
    if let Some((thing, _)) = path.rsplit_once(':') {
        let is_of = |sibling: &&Sibling| thing == sibling.path || thing.starts_with(&format!("{}/", sibling.path));
        let of = siblings.iter().filter(is_of).max_by_key(|sibling| sibling.path.len());
        let tag = of.map_or_else(|| last(thing).to_snake_case(), |sibling| sibling.tag.clone());
        return (tag.clone(), format!("{tag}_{action}"));
    }
    let like_words = words(&like.path);
    let stem_of =
        |words: &[&str]| words.split_last().map(|(_, stem)| stem.join("_").to_snake_case()).unwrap_or_default();
    // `/service/list` is `services_list`: the last word is the method.
    if like.id.ends_with(&last(&like.path).to_snake_case()) && like_words.len() > 1 {
        let stem = stem_of(&words(path));
        let plural = siblings.iter().all(|sibling| sibling.tag == format!("{}s", stem_of(&words(&sibling.path))));
        let tag = if plural && !stem.is_empty() { format!("{stem}s") } else { stem };
        let tag = if tag.is_empty() { like.tag.clone() } else { tag };
        return (tag.clone(), format!("{tag}_{action}"));
    }
    // `/AddCatalogPosition` is `catalog_add_position`: the words of the tag are not said twice.
    if like_words.len() == 1 {
        let tag = &like.tag;
        let rest: Vec<_> = action.split('_').filter(|word| !tag.split('_').any(|said| said == *word)).collect();
        return (tag.to_owned(), format!("{tag}_{}", if rest.is_empty() { action.clone() } else { rest.join("_") }));
    }
    // The method is not in the path: the tag is made of what the paths do not share.
    let own: Vec<_> = words(path).into_iter().filter(|word| !like_words.contains(word)).collect();
    let own = if own.is_empty() { vec![last(path)] } else { own };
    let is_record = path.ends_with('}');
    if let [stem @ .., action] = own.as_slice()
        && !stem.is_empty()
        && method == "post"
        && !is_record
    {
        let tag = stem.join("_").to_snake_case();
        return (tag.clone(), format!("{tag}_{}", action.to_snake_case()));
    }
    let tag = own.join("_").to_snake_case();
    let alike = like.method == method && like.path.ends_with('}') == is_record;
    let said = like.id.strip_prefix(like.tag.as_str()).and_then(|rest| rest.strip_prefix('_')).filter(|_| alike);
    (tag.clone(), format!("{tag}_{}", said.unwrap_or(verb(method, path))))
}

/// What a method does with a path that has no word for it.
pub(super) fn verb(method: &str, path: &str) -> &'static str {
    match (method, path.ends_with('}')) {
        ("get", true) => "get",
        ("get", false) => "list",
        ("post", false) => "create",
        ("put", _) => "replace",
        ("patch", _) => "update",
        ("delete", _) => "delete",
        _ => "call",
    }
}

/// Tag and operation id of the first operation of a vendor.
pub(super) fn names_alone(path: &str, method: &str) -> (String, String) {
    let name = |word: Option<&&str>| word.map(|word| word.to_snake_case()).unwrap_or_default();
    let words = words(path);
    let (tag, action) = match words.split_last() {
        Some((action, stem)) if path.contains(':') || (method == "post" && !stem.is_empty()) => {
            (name(stem.last().or(Some(action))), name(Some(action)))
        }
        last => (name(last.map(|(last, _)| last)), verb(method, path).to_owned()),
    };
    (tag.clone(), format!("{tag}_{action}"))
}
