//! Bodies: JSON, forms, text and bytes.

use bytes::Bytes;
use http::header::HeaderValue;
use serde::Serialize;

use super::parts::Multipart;
use super::{RequestWriter, styles};
use crate::net::encode::percent_encode;
use crate::value::wire_text::WireText;

/// The body as far as it is written.
#[derive(Debug)]
pub(super) enum Body {
    None,
    Whole(Bytes),
    Form { pairs: String, optional: bool },
    Multipart { parts: Multipart, optional: bool },
}

impl RequestWriter {
    /// Sets the body.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.json_as("application/json", Some(body));
    }

    /// Sets the body to JSON of another media type; `None` sends no body.
    pub fn json_as<T: Serialize + ?Sized>(&mut self, media: &'static str, body: Option<&T>) {
        let Some(body) = body else { return };
        match serde_json::to_vec(body) {
            Ok(json) => self.whole(media, json.into()),
            Err(error) => self.refuse(format!("the body cannot be written: {error}")),
        }
    }

    /// Sets the body to a text; `None` sends no body.
    pub fn text(&mut self, media: &'static str, body: Option<&String>) {
        if let Some(text) = body {
            self.whole(media, text.clone().into());
        }
    }

    /// Sets the body to bytes; `None` sends no body.
    pub fn binary(&mut self, media: &'static str, body: Option<&Bytes>) {
        if let Some(bytes) = body {
            self.whole(media, bytes.clone());
        }
    }

    fn whole(&mut self, media: &'static str, body: Bytes) {
        self.content_type = Some(HeaderValue::from_static(media));
        self.body = Body::Whole(body);
    }

    /// Begins a form, whose members follow. An optional one without members is not sent.
    pub fn form(&mut self, media: &'static str, optional: bool) {
        self.content_type = Some(HeaderValue::from_static(media));
        self.body = Body::Form { pairs: String::new(), optional };
    }

    /// Adds a member to the form; `None` sends nothing.
    pub fn field<T: WireText + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.form_pair(name, &percent_encode(&value.to_wire_text()));
        }
    }

    /// Adds a member to the form once for each value; an empty list sends nothing.
    pub fn field_each<T: WireText>(&mut self, name: &str, values: Option<&[T]>) {
        for value in values.unwrap_or_default() {
            self.field(name, Some(value));
        }
    }

    /// Adds a member to the form with all values between separators; an empty list sends nothing.
    pub fn field_joined<T: WireText>(&mut self, name: &str, values: Option<&[T]>, separator: &str) {
        let texts = self.texts("member", name, values, separator);
        if !texts.is_empty() {
            self.form_pair(name, &styles::joined(&texts, separator));
        }
    }

    /// Adds a member to the form as a JSON text; `None` sends nothing.
    pub fn field_json<T: Serialize + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        let json = self.encoded_json(name, value);
        self.field(name, json.as_ref());
    }

    fn form_pair(&mut self, name: &str, encoded: &str) {
        if let Body::Form { pairs, .. } = &mut self.body {
            styles::pair(pairs, name, encoded);
        }
    }

    /// The body in its final form.
    pub(super) fn finish_body(&mut self) -> Bytes {
        match std::mem::replace(&mut self.body, Body::None) {
            Body::None => Bytes::new(),
            Body::Whole(bytes) => bytes,
            Body::Form { pairs, optional } if pairs.is_empty() && optional => self.no_body(),
            Body::Form { pairs, .. } => pairs.into(),
            Body::Multipart { parts, optional } if parts.is_empty() && optional => self.no_body(),
            Body::Multipart { parts, .. } => {
                let (boundary, bytes) = parts.finish();
                if let Ok(value) = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}")) {
                    self.content_type = Some(value);
                }
                bytes.into()
            }
        }
    }

    fn no_body(&mut self) -> Bytes {
        self.content_type = None;
        Bytes::new()
    }
}
