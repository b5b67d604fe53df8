//! Texts in the places of a request: path segments, query values, header values.

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but letters, digits and `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text with all but unreserved characters percent-encoded.
pub(crate) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// What RFC 3986 reserves and a query may hold, without what ends a value for its readers (`&`, `=`, `+`, `#`, brackets).
const UNRESERVED_VALUE: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The text with reserved characters as they are, where they do not end a value in a query.
pub(crate) fn percent_encode_but_reserved(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED_VALUE).to_string()
}

/// Why a text cannot be a segment of a path.
pub(crate) fn segment_problem(text: &str) -> Option<&'static str> {
    match text {
        "" => Some("is empty"),
        "." | ".." => Some("is \".\" or \"..\", which would change the path"),
        _ => None,
    }
}

/// Appends a template whose `{names}` are replaced.
pub(crate) fn expand<'v>(
    template: &str,
    out: &mut String,
    value_of: impl Fn(&str) -> Option<&'v str>,
) -> Result<(), String> {
    let mut rest = template;
    while let Some((literal, tail)) = rest.split_once('{') {
        let Some((name, tail)) = tail.split_once('}') else {
            return Err(format!("the template {template} has an open brace"));
        };
        out.push_str(literal);
        out.push_str(value_of(name).ok_or_else(|| format!("{{{name}}} has no value"))?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(())
}

/// A header value of visible characters, spaces and UTF-8.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, &'static str> {
    if text.chars().any(char::is_control) {
        return Err("contains a control character");
    }
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| "is no header value")
}

/// Whether a header carries credentials by its name, so that its value is never shown.
pub(crate) fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["auth", "cookie", "key", "password", "secret", "token"].iter().any(|word| name.contains(word))
}
