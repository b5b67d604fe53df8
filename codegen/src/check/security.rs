//! Security schemes that a client can do.

use crate::diagnostic::{Code, Diagnostic};
use crate::node::Node;

/// A security scheme of another sort, at the member that makes it one.
pub(crate) fn unsupported_scheme(node: &Node) -> Diagnostic {
    const KNOWN: &str = "expected http bearer, http basic, oauth2 or an apiKey in a header";
    let text = |key: &str| node.get(key).and_then(|value| value.str().ok());
    let at = |key: &str, message: &str| {
        Diagnostic::at(Code::SecurityScheme, node.get(key).map_or(&node.span, |value| &value.span), message)
    };
    let lacks = |key: &str, help: &str| {
        let message = format!("the security scheme has no `{key}`");
        Diagnostic::at(Code::SecurityScheme, &node.span, message).help(help)
    };
    let nearest = |found: Diagnostic, key: &str, known: &[&'static str]| {
        let value = text(key).unwrap_or_default();
        let alike = known.iter().find(|name| name.eq_ignore_ascii_case(value)).copied();
        match (alike.or_else(|| crate::names::nearest(value, known.iter().copied())), node.get(key)) {
            (Some(near), Some(node)) => {
                found.help(format!("did you mean `{near}`?")).suggest(&node.span, node.quoted(near))
            }
            _ => found.help(KNOWN),
        }
    };
    match (text("type"), text("scheme"), text("in")) {
        (Some("http"), None, _) => lacks("scheme", "write `scheme: bearer` or `scheme: basic`"),
        (Some("http"), Some(scheme), _) => {
            let message = format!("the scheme `{scheme}` is not supported");
            nearest(at("scheme", &message), "scheme", &["bearer", "basic"])
        }
        (Some("apiKey"), _, None) => lacks("in", "write `in: header`, and the name of the header as `name`"),
        (Some("apiKey"), _, Some("query")) => at("in", "a key in the query is not supported")
            .note("an address stands in the logs of every server and proxy on the way, and so would the key")
            .help("write `in: header`, if the vendor takes the key there too"),
        (Some("apiKey"), _, Some(place)) => {
            let message = format!("a key in `{place}` is not supported");
            nearest(at("in", &message), "in", &["header"])
        }
        (Some("bearer" | "basic"), ..) => {
            at("type", "the type of this security scheme is `http`").help("write `type: http` and this as its `scheme`")
        }
        (Some(kind), ..) => {
            let message = format!("security schemes of the type `{kind}` are not supported");
            nearest(at("type", &message), "type", &["http", "apiKey", "oauth2"])
        }
        (None, ..) => lacks("type", KNOWN),
    }
}

/// Where the client-credentials flow of an OAuth scheme gives tokens.
pub(crate) fn check_token_url(scheme: &Node) -> Result<String, Diagnostic> {
    let flows = scheme.require("flows")?;
    if let Some(other) = flows.object()?.iter().find(|flow| flow.key != "clientCredentials") {
        let message = format!("expected the flow `clientCredentials` only, found `{}`", other.key);
        return Err(Diagnostic::at(Code::SecurityScheme, &other.key_span, message)
            .help("the other flows need a person at a browser"));
    }
    let flow = flows.require("clientCredentials")?;
    if let Some(other) = flow.object()?.iter().find(|entry| !["tokenUrl", "scopes"].contains(&entry.key.as_str())) {
        let message = format!("expected `tokenUrl` and `scopes`, found `{}`", other.key);
        return Err(Diagnostic::at(Code::SecurityScheme, &other.key_span, message));
    }
    let scopes = flow.require("scopes")?;
    if !scopes.object()?.is_empty() {
        return Err(Diagnostic::at(Code::SecurityScheme, &scopes.span, "expected no scopes: the client asks for none"));
    }
    let url = flow.require("tokenUrl")?;
    let text = url.str()?;
    let path = text.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    match path {
        Some(path) if path.len() > 1 && !text.contains(['{', '}', '?', '#']) => Ok(text.to_owned()),
        _ => Err(Diagnostic::at(
            Code::SecurityScheme,
            &url.span,
            format!("expected an https address with a path, found `{text}`"),
        )),
    }
}
