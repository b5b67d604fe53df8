//! Headers that are no parameters.

/// Why a header is no parameter, if it is none.
pub(crate) fn ignored(name: &str) -> Option<&'static str> {
    const DECIDED: [&str; 3] = ["accept", "content-type", "authorization"];
    match name.to_ascii_lowercase() {
        name if DECIDED.contains(&name.as_str()) => {
            Some("the media types and security schemes decide it, as OpenAPI says")
        }
        name if is_transport(&name) => Some("the transport decides it: it says how the message travels"),
        _ => None,
    }
}

/// Headers that say how a message travels are written by the transport alone: another value would break the connection.
pub(crate) fn is_transport(small: &str) -> bool {
    const OWNED: [&str; 11] = [
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    OWNED.contains(&small) || small.starts_with("proxy-")
}
