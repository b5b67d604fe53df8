//! Which OpenAPI a document is written in: 3.1 is read as it is, 3.0 is read as 3.1, another version is refused.

use crate::diagnostic::{Code, Diagnostic};
use crate::node::{Entry, Node, Value};

/// The versions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
}

/// The version of a document, before anything else is looked at: of another version, nothing else would be true.
pub(crate) fn check(root: &Node) -> Result<Version, Diagnostic> {
    if let Some(entry) = root.entries().iter().find(|entry| ["swagger", "swaggerVersion"].contains(&entry.key.as_str()))
        && root.get("openapi").is_none()
    {
        return Err(swagger(entry));
    }
    let Some(version) = root.get("openapi") else { return Ok(Version::V3_1) };
    let text = match &version.value {
        Value::String(text) => text.trim(),
        Value::Number(text) => return Err(number(version, text)),
        _ => return Ok(Version::V3_1),
    };
    let is = |minor: &str| is_version(text, minor);
    if is("3.1") {
        return Ok(Version::V3_1);
    }
    if is("3.0") {
        return Ok(Version::V3_0);
    }
    let found =
        Diagnostic::at(Code::OpenApiVersion, &version.span, format!("expected OpenAPI 3.1 or 3.0, found `{text}`"));
    let bare = text.trim_start_matches(['v', 'V']);
    if bare != text && (is_version(bare, "3.0") || is_version(bare, "3.1")) {
        return Err(found.help("write the version without the `v`").suggest(&version.span, version.quoted(bare)));
    }
    if let Some((_, right)) = [("3.1.", "3.1.1"), ("3.0.", "3.0.3")].iter().find(|(start, _)| bare.starts_with(start)) {
        return Err(found.help("a version is three numbers").suggest(&version.span, version.quoted(right)));
    }
    Err(match is("3.2") {
        true => found
            .note("3.2 adds methods, streams and parts of tags that the generator does not know")
            .help("write 3.1.1 if the document uses nothing that is new in 3.2")
            .suggest(&version.span, version.quoted("3.1.1")),
        false => found.help("OpenAPI 3.1 and 3.0 are read; convert the document to one of them"),
    })
}

/// Whether a text is this version, with or without the number of a patch, or a draft of it such as `3.1.0-rc1`.
fn is_version(text: &str, minor: &str) -> bool {
    let Some(rest) = text.strip_prefix(minor) else { return false };
    let patch = rest.strip_prefix('.').map(|patch| patch.split('-').next().unwrap_or_default());
    rest.is_empty() || patch.is_some_and(|patch| !patch.is_empty() && patch.chars().all(|c| c.is_ascii_digit()))
}

fn number(version: &Node, text: &str) -> Diagnostic {
    let message = format!("`{text}` is a number to YAML, and a version is a text");
    let right = if text.starts_with("3.0") { "3.0.3" } else { "3.1.1" };
    Diagnostic::at(Code::OpenApiVersion, &version.span, message).help("write all of it").suggest(&version.span, right)
}

fn swagger(entry: &Entry) -> Diagnostic {
    let version = entry.value.scalar().unwrap_or_default();
    let major = version.split('.').next().unwrap_or_default();
    let name = if major == "1" { "Swagger 1" } else { "Swagger 2.0" };
    Diagnostic::at(Code::OpenApiVersion, &entry.key_span, format!("this is {name}, and OpenAPI 3.1 is expected"))
        .note("its bodies, replies, servers and schemas stand elsewhere and are called otherwise than in OpenAPI 3")
        .help("convert it, as the Swagger Editor and the `swagger2openapi` program do, and generate from the result")
}

/// The finding about a document that was read as another version.
pub(crate) fn told(root: &Node) -> Diagnostic {
    let span = root.get("openapi").map_or(&root.span, |version| &version.span);
    Diagnostic::at(Code::OlderVersion, span, "this is OpenAPI 3.0, which is read as 3.1")
        .note(
            "`nullable` is read as a type, what stands beside a `$ref` is ignored, numbers are decimals and integers without a \
             format are `int64`; the bundle is OpenAPI 3.1",
        )
        .help("write the document as OpenAPI 3.1, where each of these is said")
}
