//! How values are joined into path segments, query strings and cookies: the styles of OpenAPI, by RFC 6570.

use http::header::{COOKIE, HeaderMap, HeaderValue};
use serde::Serialize;

use super::RequestWriter;
use crate::net::encode::{percent_encode, percent_encode_but_reserved};
use crate::value::wire_text::WireText;

/// How a path segment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// `a,b`
    Simple,
    /// `.a,b`, exploded `.a.b`
    Label,
    /// `;name=a,b`, exploded `;name=a;name=b`
    Matrix,
}

/// The text of a value, where there is one.
pub fn text<T: WireText + ?Sized>(value: Option<&T>) -> Option<String> {
    value.map(WireText::to_wire_text)
}

/// The texts percent-encoded, with the separator between them.
pub(super) fn joined(texts: &[String], separator: &str) -> String {
    let texts: Vec<String> = texts.iter().map(|text| percent_encode(text)).collect();
    // A comma may stand in a query as it is; a space or a bar may not.
    texts.join(&if separator == "," { separator.to_owned() } else { percent_encode(separator) })
}

/// Appends `name=value` to a query string.
pub(super) fn pair(query: &mut String, name: &str, encoded: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(&percent_encode(name));
    query.push('=');
    query.push_str(encoded);
}

impl RequestWriter {
    /// Sets a path parameter of several values, or of another style than the plain one. No values, an empty one, and one that
    /// contains what separates them are refused: the path would say something else.
    pub fn path_styled<T: WireText>(&mut self, name: &'static str, values: &[T], style: PathStyle, explode: bool) {
        let separator = if style == PathStyle::Label && explode { "." } else { "," };
        let alone = values.len() == 1 && style != PathStyle::Simple;
        let texts: Vec<String> = values.iter().map(WireText::to_wire_text).collect();
        if texts.is_empty() || texts.iter().any(String::is_empty) {
            self.refuse(format!("the path parameter {name} is empty or has an empty value"));
        }
        if !alone && texts.iter().any(|text| text.contains(separator)) {
            self.refuse(format!(
                "a value of the path parameter {name} contains {separator:?}, which separates the values"
            ));
        }
        let encoded =
            |separator: &str| texts.iter().map(|text| percent_encode(text)).collect::<Vec<_>>().join(separator);
        let key = percent_encode(name);
        let segment = match (style, explode) {
            (PathStyle::Simple, _) => encoded(","),
            (PathStyle::Label, _) => format!(".{}", encoded(separator)),
            (PathStyle::Matrix, false) => format!(";{key}={}", encoded(",")),
            (PathStyle::Matrix, true) => format!(";{key}={}", encoded(&format!(";{key}="))),
        };
        if matches!(segment.as_str(), "." | "..") {
            self.refuse(format!("the path parameter {name} would change the path"));
        }
        self.path.push((name, segment));
    }

    /// Sets a path parameter to a JSON text.
    pub fn path_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.encoded_json(name, Some(value)) {
            self.path(name, &json);
        }
    }

    /// Adds a query parameter in which reserved characters stay as they are, where they do not end it.
    pub fn query_reserved<T: WireText + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.pair(name, &percent_encode_but_reserved(&value.to_wire_text()));
        }
    }

    /// Adds a query parameter that holds a JSON text; `None` sends nothing.
    pub fn query_json<T: Serialize + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        let json = self.encoded_json(name, value);
        self.query(name, json.as_ref());
    }

    /// Adds a query parameter that lists members and their values between commas; without any it sends nothing.
    pub fn query_members(&mut self, name: &str, members: &[(&str, Option<String>)]) {
        let mut texts = Vec::new();
        for (member, value) in members {
            let Some(value) = value else { continue };
            if value.is_empty() || value.contains(',') {
                self.refuse(format!(
                    "{member} of the query parameter {name} is empty or contains a comma, which separates"
                ));
            }
            texts.extend([(*member).to_owned(), value.clone()]);
        }
        if !texts.is_empty() {
            self.pair(name, &joined(&texts, ","));
        }
    }

    /// Sets a header to a JSON text; `None` sends nothing.
    pub fn header_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        let json = self.encoded_json(name, value);
        self.header(name, json.as_ref());
    }

    /// Adds a cookie; `None` sends nothing. The value is percent-encoded.
    pub fn cookie<T: WireText + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            self.cookies.push_str(name);
            self.cookies.push('=');
            self.cookies.push_str(&percent_encode(&value.to_wire_text()));
        }
    }

    /// Adds a cookie that holds a JSON text; `None` sends nothing.
    pub fn cookie_json<T: Serialize + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        let json = self.encoded_json(name, value);
        self.cookie(name, json.as_ref());
    }

    pub(super) fn encoded_json<T: Serialize + ?Sized>(&mut self, name: &str, value: Option<&T>) -> Option<String> {
        match serde_json::to_string(value?) {
            Ok(json) => Some(json),
            Err(error) => {
                self.refuse(format!("{name} cannot be written: {error}"));
                None
            }
        }
    }

    /// The cookies of the operation after those of the client.
    pub(super) fn finish_cookies(&mut self, headers: &mut HeaderMap) {
        if self.cookies.is_empty() {
            return;
        }
        let known = headers.get(COOKIE).and_then(|value| value.to_str().ok()).map(|known| format!("{known}; "));
        let text = known.unwrap_or_default() + &self.cookies;
        match HeaderValue::from_str(&text) {
            Ok(mut value) => {
                value.set_sensitive(true);
                headers.insert(COOKIE, value);
            }
            Err(_) => self.refuse("the cookies are no header value".to_owned()),
        }
    }
}
