//! Tag and id of an operation, and its verb, by its path.

use heck::{ToPascalCase, ToSnakeCase};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::node::{Entry, Node};

/// A beginning of paths with the tag of their operations.
#[derive(Clone, Debug)]
pub(super) struct OfPath {
    pub(super) start: String,
    pub(super) tag: String,
    pub(super) span: Span,
}

/// The tags of a document by the beginnings of the paths that they are for (`x-paths`).
pub(super) fn tags_of_paths(document: &Node, problems: &mut Diagnostics) -> Vec<OfPath> {
    let mut found: Vec<OfPath> = Vec::new();
    for tag in document.get("tags").and_then(|tags| tags.array().ok()).unwrap_or_default() {
        let (Some(paths), Some(name)) = (tag.get("x-paths"), tag.get("name").and_then(|name| name.str().ok())) else {
            continue;
        };
        for path in problems.keep(paths.array()).unwrap_or_default() {
            let Some(start) = problems.keep(path.str()) else { continue };
            if let Some(other) = found.iter().find(|other| other.start == start) {
                let message = format!("`{start}` is a path of two tags");
                let told =
                    Diagnostic::at(Code::DuplicateOperation, &path.span, message).also(&other.span, "the other one");
                problems.push(told.help("remove one of them"));
            }
            found.push(OfPath { start: start.to_owned(), tag: name.to_owned(), span: path.span.clone() });
        }
    }
    found
}

/// The verb of an operation: the last word of the path, or else its method; of a path that ends with a parameter, `get {}`.
pub(super) fn verb<'a>(verbs: &'a [Entry], path: &str, method: &str) -> Option<&'a Entry> {
    let find = |key: &str| verbs.iter().find(|entry| entry.key == key);
    let last = path.rsplit(['/', ':']).next().unwrap_or_default();
    match last.starts_with('{') {
        true => find(&format!("{method} {{}}")),
        false => find(last).or_else(|| if path.contains(':') { None } else { find(method) }),
    }
}

/// What an operation is about, by its path: `PriceType` of `/PriceType/Get`.
pub(super) fn subject(verbs: &[Entry], path: &str, method: &str) -> String {
    let mut words = words(path);
    // The last word is what is done, unless the method says that.
    let is_said = path.contains(':') || !verbs.iter().any(|verb| verb.key.split(' ').next() == Some(method));
    if words.len() > 1 && is_said {
        words.pop();
    }
    words.join("_").to_pascal_case()
}

/// The beginning of a path that the document has a tag for; of several the longest.
pub(super) fn of_path<'a>(tags: &'a [OfPath], path: &str) -> Option<&'a OfPath> {
    let is_below =
        |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']));
    tags.iter().filter(|tag| is_below(&tag.start)).max_by_key(|tag| tag.start.len())
}

/// The last word of a path as the name of a method.
pub(super) fn action(path: &str) -> String {
    words(path).last().map(|word| word.to_snake_case()).unwrap_or_default()
}

/// The segments that are neither parameters nor a version; an action behind a colon is one of its own.
fn words(path: &str) -> Vec<&str> {
    let is_version = |word: &str| {
        word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    path.split(['/', ':']).filter(|word| !word.is_empty() && !word.starts_with('{') && !is_version(word)).collect()
}
