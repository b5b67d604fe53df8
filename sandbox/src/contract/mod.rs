//! What a vendor promises, read from its bundled OpenAPI document.

mod adapt;
mod batch;
mod check;
mod document;
mod operation;
mod template;
#[cfg(test)]
mod tests;
mod violation;

use std::sync::OnceLock;

pub(crate) use document::LoadError;
pub(crate) use operation::{Operation, PageStyle, Pagination, Source};
pub(crate) use template::PathValues;
pub(crate) use violation::{Problem, RequestPart, Violation};

use document::Document;
use operation::{Address, escape};
use template::Template;

use crate::json::Json;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// All operations of one vendor.
#[derive(Debug)]
pub(crate) struct Contract {
    operations: Vec<Operation>,
    base: Template,
}

/// Whether the letter case of the fixed parts of a path counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathCase {
    Exact,
    Ignored,
}

/// Where a request belongs.
pub(crate) enum Route<'a> {
    Operation(&'a Operation, PathValues),
    /// The path exists, for these methods only.
    OtherMethod(Vec<&'a str>),
    Unknown,
}

impl Contract {
    /// Reads a bundle; `name` is for messages. Paths stand below the path of its first server.
    pub(crate) fn load(name: &str, text: &str, case: PathCase) -> Result<Self, LoadError> {
        let document = Document::parse(name, text)?;
        let server = document.find("/servers/0/url").and_then(Json::as_str).unwrap_or_default();
        let base = server_path(server);
        let ignore_case = case == PathCase::Ignored;
        let mut operations = Vec::new();
        for (path, _) in document.at("/paths")?.members() {
            let item = format!("/paths/{}", escape(path));
            let (item, methods) = document.follow(&item)?;
            for (method, _) in methods.members().iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                let pointer = format!("{item}/{method}");
                let address = Address { method, base, path, ignore_case };
                operations.push(Operation::read(&document, &pointer, &address)?);
            }
        }
        Ok(Self { operations, base: Template::new(base, ignore_case) })
    }

    /// Like [`load`](Self::load), once for the whole process: bundles do not change while it runs.
    pub(crate) fn shared(
        cell: &'static OnceLock<Result<Self, LoadError>>,
        name: &str,
        text: &str,
        case: PathCase,
    ) -> Result<&'static Self, LoadError> {
        cell.get_or_init(|| Self::load(name, text, case)).as_ref().map_err(Clone::clone)
    }

    /// The operation that a request means.
    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        let mut others = Vec::new();
        for operation in &self.operations {
            if let Some(values) = operation.template.matches(path) {
                if operation.method == method {
                    return Route::Operation(operation, values);
                }
                others.push(operation.method.as_str());
            }
        }
        if others.is_empty() { Route::Unknown } else { Route::OtherMethod(others) }
    }

    /// Method and path of every operation, for messages.
    pub(crate) fn list(&self) -> impl Iterator<Item = String> + '_ {
        self.operations.iter().map(|operation| format!("{} {}", operation.method, operation.path))
    }

    #[cfg(test)]
    pub(crate) fn operation_ids(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().map(|operation| operation.id.as_str())
    }

    /// A path below this vendor's server with the server's variables hidden.
    pub(crate) fn mask(&self, path: &str) -> Option<String> {
        self.base.mask(path)
    }
}

/// The path of a server address, with its variables: `https://{host}/api/v2` gives `/api/v2`.
fn server_path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |start| rest[start..].trim_end_matches('/'))
}
