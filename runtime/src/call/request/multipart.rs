//! Bodies of several parts.

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use super::RequestWriter;
use super::body::Body;
use super::parts::{FilePart, Multipart};
use crate::value::wire_text::WireText;

impl RequestWriter {
    /// Begins a body of parts, which follow. An optional one without parts is not sent.
    pub fn multipart(&mut self, optional: bool) {
        self.body = Body::Multipart { parts: Multipart::default(), optional };
    }

    /// Adds a part with a text; `None` sends nothing.
    pub fn part<T: WireText + ?Sized>(&mut self, name: &str, media: Option<&str>, value: Option<&T>) {
        if let Some(value) = value {
            self.push_part(name, None, media, value.to_wire_text().into());
        }
    }

    /// Adds a part for each value; an empty list sends nothing.
    pub fn part_each<T: WireText>(&mut self, name: &str, media: Option<&str>, values: Option<&[T]>) {
        for value in values.unwrap_or_default() {
            self.part(name, media, Some(value));
        }
    }

    /// Adds a part with a JSON text; `None` sends nothing.
    pub fn part_json<T: Serialize + ?Sized>(&mut self, name: &str, media: Option<&str>, value: Option<&T>) {
        if let Some(json) = self.encoded_json(name, value) {
            self.push_part(name, None, media.or(Some("application/json")), json.into());
        }
    }

    /// Adds a file; `None` sends nothing.
    pub fn part_file(&mut self, name: &str, media: Option<&str>, file: Option<&FilePart>) {
        if let Some(file) = file {
            let media = file.content_type.as_deref().or(media).unwrap_or("application/octet-stream");
            // A part without a file name is taken for a plain value.
            let file_name = file.name.as_deref().unwrap_or(name);
            self.push_part(name, Some(file_name), Some(media), file.content.clone());
        }
    }

    /// Adds a file for each; an empty list sends nothing.
    pub fn part_file_each(&mut self, name: &str, media: Option<&str>, files: Option<&[FilePart]>) {
        for file in files.unwrap_or_default() {
            self.part_file(name, media, Some(file));
        }
    }

    fn push_part(&mut self, name: &str, file: Option<&str>, media: Option<&str>, content: Bytes) {
        if [Some(name), file].into_iter().flatten().any(|text| text.chars().any(char::is_control)) {
            self.refuse(format!("the file name of the part {name:?} contains a control character"));
        }
        if media.is_some_and(|media| media.is_empty() || HeaderValue::from_str(media).is_err()) {
            self.refuse(format!("the content type of the part {name:?} is no header value"));
        }
        if let Body::Multipart { parts, .. } = &mut self.body {
            parts.push(name, file, media, content);
        }
    }
}
