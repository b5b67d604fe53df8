//! What a new operation adds to the vendor's document.

use super::{Scaffold, insert};
use crate::load::Loader;

/// A path that leads to its operations.
pub(super) fn enter_path(
    scaffold: &mut Scaffold,
    loader: &Loader,
    file: &str,
    path: &str,
    reference: &str,
) -> Result<(), String> {
    let lines = format!("  {}:\n    $ref: {reference}\n", quoted(path));
    enter(scaffold, loader, file, "paths", &lines)
}

/// A tag, with the path whose operations have it where that does not say so.
pub(super) fn enter_tag(
    scaffold: &mut Scaffold,
    loader: &Loader,
    file: &str,
    tag: &str,
    path: Option<&str>,
) -> Result<(), String> {
    let paths = path.map(|path| format!("    x-paths: ['{path}']\n")).unwrap_or_default();
    let lines = format!("  - name: {tag}\n    description: TODO what belongs to it\n{paths}");
    enter(scaffold, loader, file, "tags", &lines)
}

fn enter(scaffold: &mut Scaffold, loader: &Loader, file: &str, key: &str, lines: &str) -> Result<(), String> {
    let shown = loader.shown_path(file);
    let text = scaffold.text(file, loader).ok_or_else(|| format!("`{shown}` cannot be read"))?;
    // An empty list or mapping in one line becomes a block.
    let text = ["[]", "{}"]
        .iter()
        .fold(text, |text, empty| text.replacen(&format!("\n{key}: {empty}\n"), &format!("\n{key}:\n"), 1));
    let entered = insert::at_end(&text, key, lines)
        .or_else(|| if key == "tags" { insert::before(&text, "paths", &format!("tags:\n{lines}")) } else { None })
        .ok_or_else(|| format!("`{shown}` has no block `{key}:` that a line could be added to"))?;
    scaffold.put(file, entered, loader);
    Ok(())
}

/// A key of YAML: a colon in it would end it.
fn quoted(path: &str) -> String {
    match path.contains(": ") || path.ends_with(':') || path.contains('{') {
        true if path.contains(':') => format!("'{path}'"),
        _ => path.to_owned(),
    }
}
