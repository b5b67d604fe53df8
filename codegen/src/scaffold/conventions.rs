//! What a vendor's operations have in common.

use heck::ToSnakeCase;

use crate::load::{Loader, json_tree, resolve_path};
use crate::node::{Node, Value};

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
}

/// A schema of a file of its own.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    pub(super) file: String,
    pub(super) name: String,
    pub(super) node: Node,
}

impl Sibling {
    pub(super) fn id(&self) -> &str {
        text(&self.node, "operationId")
    }

    pub(super) fn tag(&self) -> &str {
        let first = self.node.get("tags").and_then(|tags| tags.array().ok()?.first());
        first.and_then(|tag| tag.str().ok()).unwrap_or_default()
    }

    /// The JSON body of a request or a response.
    fn media<'a>(&self, body: Option<&'a Node>) -> Option<&'a Node> {
        body?.get("content")?.get("application/json")
    }

    pub(super) fn request(&self) -> Option<&Node> {
        self.media(self.node.get("requestBody"))
    }

    pub(super) fn reply(&self) -> Option<&Node> {
        let responses = self.node.get("responses").map(Node::entries).unwrap_or_default();
        self.media(responses.iter().find(|entry| entry.key.starts_with('2')).map(|entry| &entry.value))
    }

    /// References to the alternatives of a body, the success first.
    pub(super) fn alternatives(media: Option<&Node>) -> Vec<String> {
        let Some(schema) = media.and_then(|media| media.get("schema")) else { return Vec::new() };
        let union = schema.get("oneOf").and_then(|list| list.array().ok());
        let nodes = union.map_or_else(|| vec![schema], |list| list.iter().collect());
        nodes.into_iter().filter_map(|node| node.opt_str("$ref").ok()?.map(str::to_owned)).collect()
    }

    /// The examples of a body that stand in files.
    pub(super) fn examples(&self, loader: &mut Loader, media: Option<&Node>) -> Vec<Node> {
        let named = media.and_then(|media| media.get("examples")).map(Node::entries).unwrap_or_default();
        let read = |entry: &crate::node::Entry| {
            let path = entry.value.get("externalValue")?;
            let file = resolve_path(&self.file, path.str().ok()?)?;
            json_tree(&loader.json(&file, &path.span).ok()?.span.file)
        };
        named.iter().filter_map(read).collect()
    }
}

/// The methods that a path may have.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Every operation of a document whose paths lie in files.
pub(super) fn siblings(loader: &mut Loader, document: &Node, file: &str) -> Vec<Sibling> {
    let mut siblings = Vec::new();
    for entry in document.get("paths").map(Node::entries).unwrap_or_default() {
        let target = entry.value.opt_str("$ref").ok().flatten().and_then(|path| resolve_path(file, path));
        let Some(target) = target else { continue };
        let Ok(item) = loader.yaml(&target, None) else { continue };
        for operation in item.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str())) {
            siblings.push(Sibling {
                path: entry.key.clone(),
                method: operation.key.clone(),
                file: target.clone(),
                node: operation.value.clone(),
            });
        }
    }
    siblings
}

/// The schema that a reference in `from` names.
pub(super) fn schema(loader: &mut Loader, from: &str, reference: &str) -> Option<Schema> {
    let (path, name) = reference.split_once("#/")?;
    let file = resolve_path(from, path)?;
    let node = loader.yaml(&file, None).ok()?.get(name)?.clone();
    Some(Schema { file, name: name.to_owned(), node })
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
    path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{')).collect()
}

pub(super) fn last(path: &str) -> &str {
    words(path).last().copied().unwrap_or_default()
}

/// Tag and operation id for a path, as the vendor's other operations have them.
pub(super) fn names(siblings: &[Sibling], like: &Sibling, path: &str, method: &str) -> (String, String) {
    let action = last(path).to_snake_case();
    let like_words = words(&like.path);
    let stem_of =
        |words: &[&str]| words.split_last().map(|(_, stem)| stem.join("_").to_snake_case()).unwrap_or_default();
    // `/service/list` is `services_list`: the last word is the method.
    if like.id().ends_with(&last(&like.path).to_snake_case()) && like_words.len() > 1 {
        let stem = stem_of(&words(path));
        let plural = siblings.iter().all(|sibling| sibling.tag() == format!("{}s", stem_of(&words(&sibling.path))));
        let tag = if plural && !stem.is_empty() { format!("{stem}s") } else { stem };
        let tag = if tag.is_empty() { like.tag().to_owned() } else { tag };
        return (tag.clone(), format!("{tag}_{action}"));
    }
    // `/AddCatalogPosition` is `catalog_add_position`: the words of the tag are not said twice.
    if like_words.len() == 1 {
        let tag = like.tag();
        let rest: Vec<_> = action.split('_').filter(|word| !tag.split('_').any(|said| said == *word)).collect();
        return (tag.to_owned(), format!("{tag}_{}", if rest.is_empty() { action.clone() } else { rest.join("_") }));
    }
    // The method is not in the path: the tag is made of what the paths do not share.
    let own: Vec<_> = words(path).into_iter().filter(|word| !like_words.contains(word)).collect();
    let own = if own.is_empty() { vec![last(path)] } else { own };
    let is_record = path.ends_with('}');
    if let ("post", false, [stem @ .., action]) = (method, is_record, own.as_slice())
        && !stem.is_empty()
    {
        let tag = stem.join("_").to_snake_case();
        return (tag.clone(), format!("{tag}_{}", action.to_snake_case()));
    }
    let tag = own.join("_").to_snake_case();
    let alike = like.method == method && like.path.ends_with('}') == is_record;
    let said = like.id().strip_prefix(like.tag()).and_then(|rest| rest.strip_prefix('_')).filter(|_| alike);
    let verb = said.unwrap_or(match (method, is_record) {
        ("get", true) => "get",
        ("get", false) => "list",
        ("post", false) => "create",
        ("put", _) => "replace",
        ("patch", _) => "update",
        ("delete", _) => "delete",
        _ => "call",
    });
    (tag.clone(), format!("{tag}_{verb}"))
}

pub(super) fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(|value| value.str().ok()).unwrap_or_default()
}

/// Whether a tree has a text somewhere.
pub(super) fn mentions(node: &Node, wanted: &str) -> bool {
    match &node.value {
        Value::String(text) => text == wanted,
        Value::Array(items) => items.iter().any(|item| mentions(item, wanted)),
        Value::Object(entries) => entries.iter().any(|entry| mentions(&entry.value, wanted)),
        _ => false,
    }
}
