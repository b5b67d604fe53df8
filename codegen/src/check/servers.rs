//! Servers stand in the document.

use crate::diagnostic::{Code, Diagnostic};
use crate::node::Node;

/// A client has one address: what has servers of its own would be sent to another one.
pub(crate) fn check_servers(document: &Node, node: &Node) -> Result<(), Diagnostic> {
    let Some(entry) = node.entries().iter().find(|entry| entry.key == "servers") else { return Ok(()) };
    let urls = |node: &Node| -> Vec<String> {
        let servers = node.array().unwrap_or_default().iter();
        servers.filter_map(|server| server.get("url")?.str().ok().map(str::to_owned)).collect()
    };
    let shared = document.get("servers").map(urls).unwrap_or_default();
    if entry.value.array()?.is_empty() || urls(&entry.value) == shared {
        return Ok(());
    }
    let message = "servers of one path or operation are not supported";
    Err(Diagnostic::at(Code::OwnServer, &entry.key_span, message)
        .note("a client sends all its calls to one address, so this one would reach the wrong server")
        .help("describe what has another address in a vendor's folder of its own"))
}
