//! Server addresses and the values in them that the user sets.

use crate::bundle::UNSET;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{ClientParameter, ClientPlace, Server};
use crate::names;
use crate::node::Node;
use crate::read::docs::docs;
use crate::read::extensions::client_parameter;

/// The servers of a document.
pub(super) fn servers(document: &Node) -> Result<Vec<Server>, Diagnostics> {
    let Some(list) = document.get("servers") else { return Ok(Vec::new()) };
    let mut problems = Diagnostics::default();
    let mut servers = Vec::new();
    for node in list.array()? {
        let url = node.require("url")?;
        problems.keep(check(node, url));
        let mut description = node.opt_str("description")?.unwrap_or_default().trim().to_owned();
        if let Some(doubt) = node.opt_str("x-unverified")? {
            description = format!("{description} Unverified: {}", doubt.trim()).trim().to_owned();
        }
        servers.push(Server { url: url.str()?.to_owned(), description });
    }
    problems.finish(servers)
}

/// An address by https, with a host and perhaps a path, whose braces hold variables that are described.
fn check(server: &Node, url: &Node) -> Result<(), Diagnostic> {
    let text = url.str()?;
    let wrong = |message: String, help: &str| {
        Err(Diagnostic::at(Code::ServerAddress, &url.span, message).help(help.to_owned()))
    };
    let Some(rest) = text.strip_prefix("https://") else {
        return Err(no_address(url, text));
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut plain = String::new();
    let mut parts = authority.split('{');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        // Whatever the user sets there is checked when a client is built.
        plain.push('x');
        plain.push_str(part.split_once('}').map_or("{", |(_, rest)| rest));
    }
    if plain.contains('@') {
        return wrong("a server address has no user name".to_owned(), "credentials are described by `securitySchemes`");
    }
    if rest.contains(['?', '#']) {
        let help = "end it with the path; what is in the query of each call is a parameter";
        return wrong("a server address has no query and no fragment".to_owned(), help);
    }
    if !is_host(&plain) {
        return wrong(format!("`{authority}` is no host"), "a host has ASCII letters, digits, hyphens and dots");
    }
    if path.contains(['\\', ' ']) || !path.is_ascii() || !crate::check::path_templates::segments_can_be_sent(path) {
        return wrong(format!("`{path}` is no path that can be sent"), crate::check::path_templates::SEGMENTS);
    }
    let variables = server.get("variables").map(Node::entries).unwrap_or_default();
    for part in rest.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else {
            return wrong("a brace of the address is not closed".to_owned(), "write `{name}`");
        };
        if !variables.iter().any(|variable| variable.key == name) {
            let message = format!("the address has `{{{name}}}`, which `variables` does not describe");
            let known = variables.iter().map(|variable| variable.key.as_str());
            let help = match names::nearest(name, known) {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None => "describe it under `variables`, with an `x-client-parameter` that names its setter".to_owned(),
            };
            return wrong(message, &help);
        }
    }
    if let Some(unused) = variables.iter().find(|variable| !rest.contains(&format!("{{{}}}", variable.key))) {
        let message = format!("the address does not have the variable `{}`", unused.key);
        let found = Diagnostic::at(Code::ServerAddress, &unused.key_span, message).also(&url.span, "the address");
        return Err(found.help(format!("write `{{{}}}` into the address, or remove the variable", unused.key)));
    }
    Ok(())
}

/// The finding about an address of another kind.
fn no_address(url: &Node, text: &str) -> Diagnostic {
    let found = Diagnostic::at(Code::ServerAddress, &url.span, format!("expected an https address, found `{text}`"));
    let bare = text.split(['/', ':']).next().unwrap_or_default();
    let quoted = text.trim_matches(['\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']);
    match text {
        _ if quoted != text => found.help("these are quotes of printed texts, which YAML takes for letters").suggest(&url.span, format!("'{quoted}'")),
        _ if text.starts_with('/') || text.starts_with('.') || text.is_empty() => found
            .note("a relative address counts from where the document was found, which a client does not know")
            .help("write the whole address, such as `https://api.vendor.example/v1`; without `servers`, the user of the client gives it"),
        _ if text.starts_with("http://") => found
            .note("by plain http anybody on the way reads the credentials, and may change a price")
            .help("write `https://`, if the vendor answers there; without `servers`, the user of the client gives the address"),
        _ if bare.contains('.') && !text.contains("://") => {
            found.help("write the scheme too").suggest(&url.span, url.quoted(&format!("https://{text}")))
        }
        _ => found.help("without `servers`, the user of the client gives the address"),
    }
}

/// A name or address, with a port or without.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let fits = match in_brackets {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(|label| {
            let inside = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            !label.is_empty() && inside && !label.starts_with('-') && !label.ends_with('-')
        }),
    };
    fits && port.is_none_or(is_port)
}

/// The variables of the servers that the user sets on the client.
pub(super) fn variables(document: &Node) -> Result<Vec<ClientParameter>, Diagnostic> {
    let mut found: Vec<ClientParameter> = Vec::new();
    for server in document.get("servers").map(Node::array).transpose()?.unwrap_or_default() {
        for entry in server.get("variables").map(Node::entries).unwrap_or_default() {
            let Some((setter, secret)) = client_parameter(&entry.value)? else {
                return Err(Diagnostic::at(
                    Code::ClientParameter,
                    &entry.key_span,
                    format!("expected `x-client-parameter` on the server variable `{}`", entry.key),
                )
                .help("name the setter of the client: `x-client-parameter: {name: <name>}`"));
            };
            if found.iter().any(|parameter| parameter.setter == setter) {
                continue;
            }
            let default = entry.value.require("default")?.str()?;
            // By convention this default says that only the user knows the value.
            let default = (default != UNSET).then(|| default.to_owned());
            let mut docs = docs(&entry.value)?;
            docs.facts.retain(|fact| !fact.contains(UNSET));
            let place = ClientPlace::Variable { name: entry.key.clone(), default: default.clone() };
            found.push(ClientParameter { setter, secret, required: default.is_none(), docs, place });
        }
    }
    Ok(found)
}
