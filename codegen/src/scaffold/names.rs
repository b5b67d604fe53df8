//! Which paths, methods, tags and ids an operation can have.

use crate::names;
use crate::openapi::METHODS;

pub(super) fn check_method(method: Option<&str>) -> Result<(), String> {
    let Some(method) = method else { return Ok(()) };
    match method.to_ascii_lowercase().as_str() {
        "head" => Err("the reply to HEAD has no body, so there is no schema to write; add it by hand".into()),
        lower if METHODS.contains(&lower) => Ok(()),
        _ => Err(format!("no method `{method}`; expected one of: {}", METHODS.join(", "))),
    }
}

pub(super) fn check_path(path: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_-.{}:".contains(c);
    let sound = path.starts_with('/') && path.len() > 1 && !path.ends_with('/') && path.chars().all(fits);
    let sound = sound && path.split('/').skip(1).all(is_segment);
    let has_word = path.split(['/', ':']).any(|word| !word.is_empty() && !word.starts_with('{'));
    if sound && has_word {
        return Ok(());
    }
    Err(format!("expected a path such as `/price_type/list`, found `{path}`"))
}

/// Whether a segment is a word or a parameter, either with an action behind a colon; `.` and `..` would lead elsewhere before the
/// request is sent.
fn is_segment(segment: &str) -> bool {
    let (segment, action) = segment.split_once(':').unwrap_or((segment, "-"));
    let is_word = |word: &str| !matches!(word, "" | "." | "..") && !word.contains(['{', '}', ':']);
    let is_thing = match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => !name.is_empty() && !name.contains(['{', '}']),
        None => is_word(segment),
    };
    is_thing && is_word(action)
}

/// What is wrong with a tag and an id, in a line.
pub(super) fn check_names(tag: &str, id: &str) -> Result<(), String> {
    for (what, name) in [("tag", tag), ("operation id", id)] {
        if !names::is_field_name(name) {
            let article = if what.starts_with('o') { "an" } else { "a" };
            return Err(format!(
                "expected {article} {what} in snake_case, found `{name}`; choose one with --tag or --id"
            ));
        }
        if names::is_keyword(name) {
            return Err(format!("`{name}` is a word that Rust keeps for itself; choose another {what}"));
        }
    }
    match id.starts_with(&format!("{tag}_")) {
        true => Ok(()),
        false => {
            Err(format!("expected an operation id `{tag}_<method>`, found `{id}`; choose --tag and --id together"))
        }
    }
}
