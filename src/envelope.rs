//! Reads replies that are no success: the vendor's error, or what else is wrong.
//!
//! A success is decoded straight into its type. Only when the flag says no, the HTTP status does, or decoding fails is the body
//! read again here, as a tree, with the pointers of the [`EnvelopeSpec`](crate::spec::EnvelopeSpec).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;

use crate::client::Call;
use crate::error::{Error, ErrorKind, Inner, Processed, VendorError};
use crate::redact::floor;

/// The body of a reply as text.
pub(crate) struct Body<'a> {
    call: &'a Call,
    response: &'a Response<Bytes>,
    text: &'a str,
}

/// How a reply went by its envelope.
pub(crate) enum Verdict {
    Succeeded,
    Failed(Error),
}

impl<'a> Body<'a> {
    /// Checks the encoding, once.
    pub(crate) fn of(call: &'a Call, response: &'a Response<Bytes>) -> Result<Self, Error> {
        let bytes = response.body();
        // A page is megabytes of text that is mostly not ASCII, which the standard library checks byte by byte.
        let checked = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
        match checked {
            Ok(text) => Ok(Self { call, response, text: text.strip_prefix('\u{feff}').unwrap_or(text) }),
            Err(error) => {
                let (text, problem) = match std::str::from_utf8(&bytes[..error.valid_up_to()]) {
                    _ if bytes.starts_with(&[0x1f, 0x8b]) => {
                        ("", "is compressed, which its headers do not say".to_owned())
                    }
                    text => (text.unwrap_or_default(), format!("is not UTF-8 from byte {} on", error.valid_up_to())),
                };
                let body = Self { call, response, text };
                let unusable = body.unusable(&problem, text.len());
                // A character that breaks off says that the body does.
                Err(if error.error_len().is_none() { unusable.transient() } else { unusable })
            }
        }
    }

    /// As much of the body as is text.
    pub(crate) fn readable(call: &'a Call, response: &'a Response<Bytes>) -> Self {
        let bytes = response.body();
        let end = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        Self { call, response, text: std::str::from_utf8(&bytes[..end]).unwrap_or_default() }
    }

    /// Whether it is JSON of any kind.
    pub(crate) fn is_json(&self) -> bool {
        serde_json::from_str::<serde::de::IgnoredAny>(self.text).is_ok()
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The longest reply that is accepted.
    pub(crate) fn max_response_bytes(&self) -> u64 {
        self.call.limits.max_response_bytes
    }

    pub(crate) fn is_success_status(&self) -> bool {
        self.response.status().is_success()
    }

    /// What the envelope says.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.text.trim().is_empty() {
            return Verdict::Failed(self.unusable("is empty", 0).transient());
        }
        let tree: Value = match serde_json::from_str(self.text) {
            Ok(tree) => tree,
            Err(error) => {
                let at = offset(self.text, &error);
                return Verdict::Failed(if error.is_eof() {
                    self.unusable("breaks off", at).transient()
                } else {
                    self.unusable("is not JSON", at)
                });
            }
        };
        if !tree.is_object() {
            return Verdict::Failed(self.unexplained("is not a JSON object"));
        }
        let envelope = self.call.spec.envelope;
        let flag = envelope.success.and_then(|pointer| scalar(&tree, &[pointer]));
        let promised = flag.as_deref() == Some(envelope.success_value);
        match (envelope.success, self.is_success_status()) {
            (None, true) if scalar(&tree, envelope.code).is_none() => Verdict::Succeeded,
            (Some(_), true) if promised => Verdict::Succeeded,
            (Some(pointer), true) if flag.is_none() => {
                Verdict::Failed(self.unusable(&format!("has no success flag at {pointer}"), 0))
            }
            (Some(pointer), true) if envelope.failure_value.is_some_and(|value| flag.as_deref() != Some(value)) => {
                Verdict::Failed(self.unusable(&format!("has an unknown success flag at {pointer}"), 0))
            }
            (Some(_), false) if promised => Verdict::Failed(self.disowned()),
            _ => Verdict::Failed(self.failure(&tree, flag.is_some())),
        }
    }

    /// The vendor's error, or the bare HTTP status where the body does not have the form of one.
    fn failure(&self, tree: &Value, refused: bool) -> Error {
        let (call, status, envelope) = (self.call, self.response.status(), self.call.spec.envelope);
        let (code, message) = (scalar(tree, envelope.code), scalar(tree, envelope.message));
        if code.is_none() && message.is_none() && !refused {
            return self.unexplained("has no error of the vendor that can be read");
        }
        let clean = |text: Option<String>| text.map(|text| call.redactor.text(&text).into_owned());
        let rate_limited = call.is_quota(status, code.as_deref());
        let error = VendorError {
            code: clean(code),
            kind: clean(scalar(tree, envelope.kind)),
            message: clean(message),
            request_id: clean(scalar(tree, envelope.request_id)),
            details: call.redactor.json(self.text.trim()),
        };
        let mut text = format!("{} failed", call.subject());
        for (name, value) in [("code", &error.code), ("kind", &error.kind)] {
            if let Some(value) = value {
                text.push_str(&format!(", {name} {}", self.short(value)));
            }
        }
        if let Some(message) = &error.message {
            text.push_str(": ");
            text.push_str(&self.short(message));
        }
        text.push_str(&format!(" (HTTP {})", status.as_u16()));
        if let Some(id) = &error.request_id {
            text.push_str(&format!(", request {}", self.short(id)));
        }
        let processed = if rate_limited { Processed::No } else { processed_by(status, self.refusal()) };
        let mut inner = call.error(ErrorKind::Vendor, processed, text);
        inner.status = Some(status);
        inner.rate_limited = rate_limited;
        inner.vendor_error = Some(error);
        inner.into()
    }

    /// The error for JSON without a code or message; where the status says that it is one, it is kept.
    fn unexplained(&self, problem: &str) -> Error {
        let mut error = self.unusable(problem, 0);
        if !self.response.status().is_success() {
            let details = self.call.redactor.json(self.text.trim());
            error.0.vendor_error = Some(VendorError { details, ..VendorError::default() });
        }
        error
    }

    /// What a vendor's "no" says about processing. No vendor promises that a failed batch leaves nothing behind.
    fn refusal(&self) -> Processed {
        if self.call.spec.batch.is_some() { Processed::Maybe } else { Processed::No }
    }

    /// The error for a body that cannot be used as it is, with the piece around a byte of it.
    fn unusable(&self, problem: &str, at: usize) -> Error {
        let (call, status) = (self.call, self.response.status());
        let snippet = self.snippet(at);
        let mut message = format!("the reply to {} {problem} ({})", call.subject(), self.about());
        if status.is_redirection() {
            message.push_str(", redirects are not followed");
        }
        if !snippet.is_empty() {
            message.push_str(": ");
            message.push_str(&snippet);
        }
        let kind = if status.is_success() { ErrorKind::Decode } else { ErrorKind::Status };
        let rate_limited = call.is_quota(status, None);
        let mut inner = call.error(kind, processed_by(status, Processed::Maybe), message);
        inner.rate_limited = rate_limited;
        self.with_snippet(inner, snippet)
    }

    /// The error for a body that reports success under a status of failure. The body is the vendor's and the status may be
    /// anyone's, so what was asked for may be done whatever the status says of it.
    fn disowned(&self) -> Error {
        let mut error = self.unusable("reports success under another status", 0);
        error.0.processed = Processed::Maybe;
        error.0.rate_limited = false;
        error
    }

    /// The error for a success that does not fit its type.
    pub(crate) fn misfit(&self, path: &str, error: &serde_json::Error) -> Error {
        let call = self.call;
        let snippet = self.snippet(offset(self.text, error));
        // The path and the text of the error repeat names and values from the body.
        let path = call.redactor.text(path).into_owned();
        let mut problem = call.redactor.text(&error.to_string()).into_owned();
        if call.redactor.finds(self.text) || call.redactor.finds(&unescape(self.text)) {
            // The text of the error may hold a piece of the value, and a piece of a secret is not recognised.
            problem = "a value has not the documented form".to_owned();
        }
        let message = format!(
            "the reply to {} cannot be read at {} ({}): {}: {snippet}",
            call.subject(),
            self.short(&path),
            self.about(),
            self.short(&problem)
        );
        let mut inner = call.error(ErrorKind::Decode, Processed::Yes, message);
        inner.path = Some(path);
        self.with_snippet(inner, snippet)
    }

    /// The error where the typed and the untyped reading disagree about the outcome.
    pub(crate) fn contradiction(&self) -> Error {
        let snippet = self.snippet(0);
        let message =
            format!("the reply to {} does not say clearly how it went ({})", self.call.subject(), self.about());
        let inner = self.call.error(ErrorKind::Decode, Processed::Maybe, message);
        self.with_snippet(inner, snippet)
    }

    /// The error for a success of another media type than the documented one.
    pub(crate) fn other_media(&self, media: &str) -> Error {
        self.unusable(&format!("is not of the documented type {media}"), 0)
    }

    /// The error for a status of success that is not documented.
    pub(crate) fn undocumented_status(&self) -> Error {
        self.unusable("has a status that is not documented", 0)
    }

    fn with_snippet(&self, mut inner: Inner, snippet: String) -> Error {
        inner.status = Some(self.response.status());
        inner.snippet = Some(snippet).filter(|snippet| !snippet.is_empty());
        inner.into()
    }

    /// Status and content type.
    fn about(&self) -> String {
        let mut about = format!("HTTP {}", self.response.status().as_u16());
        if let Some(kind) = self.response.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok())
        {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            about.push_str(", ");
            about.push_str(&self.short(kind));
        }
        about
    }

    /// A text of the vendor on one line of bounded length.
    fn short(&self, text: &str) -> String {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        shorten(&self.call.redactor.text(&line))
    }

    /// A short piece of the body around a byte of it, on one line.
    fn snippet(&self, at: usize) -> String {
        const BEFORE: usize = 80;
        const AFTER: usize = 160;
        // Redacted in the form in which it is shown: to undo escapes or to leave characters out afterwards could put a secret
        // together that was not recognised before.
        let shown = |text: &str| one_line(&unescape(text));
        let at = shown(&self.text[..floor(self.text, at)]).len();
        let text = shown(self.text);
        let (start, end) = (at.saturating_sub(BEFORE), at.saturating_add(AFTER).min(text.len()));
        let line = self.call.redactor.window(&text, start..end);
        if line.is_empty() {
            return line;
        }
        let (before, after) = (if start > 0 { "..." } else { "" }, if end < text.len() { "..." } else { "" });
        format!("{before}{line}{after}")
    }
}

/// What a status other than success says about processing; `accepted` for success.
fn processed_by(status: StatusCode, accepted: Processed) -> Processed {
    match status {
        _ if status.is_success() => accepted,
        StatusCode::REQUEST_TIMEOUT => Processed::Maybe,
        _ if status.is_client_error() => Processed::No,
        _ => Processed::Maybe,
    }
}

/// The text of the first pointer that leads to a text, number or boolean.
fn scalar(tree: &Value, pointers: &[&str]) -> Option<String> {
    pointers.iter().find_map(|pointer| match tree.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    })
}

/// The text with `\uXXXX` replaced by the characters that they stand for.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out.push_str(before);
        rest = after;
        units.clear();
        // Characters beyond the basic plane take two escapes in a row.
        while let Some(unit) = rest.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            units.push(unit);
            rest = &rest[4..];
            match rest.strip_prefix("\\u") {
                Some(next) if next.get(..4).is_some_and(|digits| u16::from_str_radix(digits, 16).is_ok()) => {
                    rest = next
                }
                _ => break,
            }
        }
        out.push_str(&String::from_utf16_lossy(&units));
    }
    out.push_str(rest);
    out
}

/// The byte at which reading failed.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(0, |(newline, _)| newline + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

/// The text with single spaces for white space, and without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|c| !c.is_control());
    line
}

/// A text of bounded length.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut short: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push_str("...");
    }
    short
}
