//! The parts of a body: `multipart/form-data` by RFC 7578, written in memory.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;

/// A file of a multipart upload.
///
/// ```
/// # use nomenclature::FilePart;
/// let picture = FilePart::new(vec![0x89, 0x50]).name("чай.png").content_type("image/png");
/// # drop(picture);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePart {
    pub(super) content: Bytes,
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
}

impl FilePart {
    /// A file without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self { content: content.into(), name: None, content_type: None }
    }

    /// Names it. A name with a control character fails the call.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what is in it, in place of what the vendor documents or `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

/// Shows the size of the content, and not the content.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for FilePart {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for FilePart {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl From<&'static [u8]> for FilePart {
    fn from(content: &'static [u8]) -> Self {
        Self::new(content)
    }
}

/// The parts, each with its headers.
#[derive(Debug, Default)]
pub(super) struct Multipart(Vec<(String, Bytes)>);

impl Multipart {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, name: &str, file: Option<&str>, content_type: Option<&str>, content: Bytes) {
        let mut head = format!("Content-Disposition: form-data; name={}", quoted(name));
        if let Some(file) = file {
            head.push_str(&format!("; filename={}", quoted(file)));
        }
        if let Some(content_type) = content_type {
            head.push_str(&format!("\r\nContent-Type: {content_type}"));
        }
        self.0.push((head, content));
    }

    /// The boundary and the body. Nobody who gives a content can know the boundary.
    pub(super) fn finish(self) -> (String, Vec<u8>) {
        let random = RandomState::new();
        self.write(|attempt| [random.hash_one((attempt, 0)), random.hash_one((attempt, 1))])
    }

    /// The same with numbers for the boundary from elsewhere: the next ones where the boundary stands in a part.
    fn write(self, numbers: impl Fn(u64) -> [u64; 2]) -> (String, Vec<u8>) {
        let boundary = |attempt| {
            let [a, b] = numbers(attempt);
            format!("nomenclature-{a:016x}{b:016x}")
        };
        let contains = |haystack: &[u8], needle: &str| haystack.windows(needle.len()).any(|w| w == needle.as_bytes());
        let is_free = |boundary: &String| {
            !self.0.iter().any(|(head, content)| contains(head.as_bytes(), boundary) || contains(content, boundary))
        };
        let boundary = (0..).map(boundary).find(is_free).unwrap_or_default();
        let mut body = Vec::new();
        for (head, content) in &self.0 {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (boundary, body)
    }
}

/// A quoted string, with a backslash before a quote or a backslash.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundary_stands_in_no_part() {
        let taken = format!("nomenclature-{:016x}{:016x}", 0, 7);
        for place in ["name", "content"] {
            let mut parts = Multipart::default();
            let (name, content) = if place == "name" { (taken.as_str(), "x") } else { ("x", taken.as_str()) };
            parts.push(name, None, None, Bytes::copy_from_slice(format!("a\r\n--{content}--\r\n").as_bytes()));
            let (boundary, body) = parts.write(|attempt| [attempt, 7]);
            assert_eq!(boundary, format!("nomenclature-{:016x}{:016x}", 1, 7), "{place}");
            let body = String::from_utf8(body).expect("UTF-8");
            assert_eq!(body.matches(&boundary).count(), 2, "{body}");
        }
    }

    #[test]
    fn boundaries_of_two_bodies_differ() {
        let boundary = || Multipart::default().finish().0;
        let (one, other) = (boundary(), boundary());
        assert_ne!(one, other);
        assert!(one.len() >= 13 + 32 && one.len() <= 70, "{one}");
    }

    #[test]
    fn parts_are_written_as_in_the_standard() {
        let mut parts = Multipart::default();
        parts.push("title", None, None, Bytes::from_static(b"Tea"));
        parts.push("file", Some("a \"b\" \\ чай.png"), Some("image/png"), Bytes::from_static(b"\r\n\0"));
        let (_, body) = parts.write(|_| [0, 0]);
        let boundary = "nomenclature-00000000000000000000000000000000";
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nTea\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\" \\\\ чай.png\"\r\n\
             Content-Type: image/png\r\n\r\n\r\n\0\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8(body).expect("UTF-8"), expected);
    }
}
