//! What OpenAPI is: its grammar and keywords, references, media types, headers, and the extensions of this project.

pub mod extensions;
pub(crate) mod grammar;
pub(crate) mod headers;
pub(crate) mod keywords;
pub(crate) mod letters;
pub(crate) mod media;
pub(crate) mod pointer;
pub(crate) mod references;
pub(crate) mod todo;
pub(crate) mod types;

/// The methods under which a path has operations.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
