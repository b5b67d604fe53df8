//! Reads replies that are no success: the vendor's error, or what else is wrong.
//!
//! A success is decoded straight into its type. Only when the flag says no, the HTTP status does, nothing of a success is in it,
//! or decoding fails is the body looked at again here, for the pointers of the [`EnvelopeSpec`](crate::descriptors::EnvelopeSpec). A
//! failure takes kilobytes, so no more than that is kept of a body, however long it is.

mod beside;
mod refusal;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::call::Call;
use crate::descriptors::{Evidence, Safety};
use crate::error::facts::{self, Facts};
use crate::error::snippet::{self, short};
use crate::error::{Error, ErrorKind, Inner, Processed, VendorError};
use crate::value::raw_json::RawJson;
use crate::value::undeclared::{PLAIN_ERRORS, Undeclared};

/// What no body has.
const NOTHING: Evidence = Evidence { any: &[], filled: &["/"] };

/// The most bytes that are kept of a failure: of its whole body as details, and of each of its texts.
const MOST: usize = 256 << 10;

/// The body of a reply as text.
pub(crate) struct Body<'a> {
    call: &'a Call,
    response: &'a Response<Bytes>,
    text: &'a str,
    /// What errors have and the type of the reply does not know.
    pub(crate) undeclared: Undeclared,
}

/// How a reply went by its envelope.
pub(crate) enum Verdict {
    Succeeded,
    Failed(Error),
}

impl<'a> Body<'a> {
    fn with(call: &'a Call, response: &'a Response<Bytes>, text: &'a str) -> Self {
        Self { call, response, text, undeclared: Undeclared::default() }
    }

    /// Checks the encoding, once.
    pub(crate) fn of(call: &'a Call, response: &'a Response<Bytes>) -> Result<Self, Error> {
        let bytes = response.body();
        // A page is megabytes of text that is mostly not ASCII, which the standard library checks byte by byte.
        let checked = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
        match checked {
            Ok(text) => Ok(Self::with(call, response, text.strip_prefix('\u{feff}').unwrap_or(text))),
            Err(error) => {
                let (text, problem) = match std::str::from_utf8(&bytes[..error.valid_up_to()]) {
                    _ if bytes.starts_with(&[0x1f, 0x8b]) => {
                        ("", "is compressed, which its headers do not say".to_owned())
                    }
                    text => (text.unwrap_or_default(), format!("is not UTF-8 from byte {} on", error.valid_up_to())),
                };
                let body = Self::with(call, response, text);
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
        Self::with(call, response, std::str::from_utf8(&bytes[..end]).unwrap_or_default())
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

    /// As [`verdict`](Self::verdict), where no body is documented: an object with nothing but what errors have is one.
    pub(crate) fn verdict_of_nothing(&self) -> Verdict {
        let envelope = self.call.spec.envelope;
        let failure = [envelope.code, envelope.message, envelope.kind, envelope.request_id];
        let names = || failure.into_iter().flatten().filter_map(|pointer| pointer.split('/').nth(1));
        match self.verdict(Evidence::NONE) {
            Verdict::Succeeded if facts::has_only(self.text, |member| names().any(|name| name == member)) => {
                match self.verdict(NOTHING) {
                    Verdict::Failed(error) if error.is_vendor() => Verdict::Failed(error),
                    _ => Verdict::Succeeded,
                }
            }
            verdict => verdict,
        }
    }

    /// What the envelope says, and these members, of which a success has one.
    pub(crate) fn verdict(&self, evidence: Evidence) -> Verdict {
        if self.text.trim().is_empty() {
            return Verdict::Failed(self.unusable("is empty", 0).transient());
        }
        let (call, envelope) = (self.call, self.call.spec.envelope);
        let lists =
            [envelope.code, envelope.message, envelope.kind, envelope.request_id, evidence.any, evidence.filled];
        let single = [envelope.success, envelope.payload];
        let pointers = single.into_iter().flatten().chain(lists.into_iter().flatten().copied()).chain(PLAIN_ERRORS);
        let facts = match Facts::read(self.text, pointers) {
            Ok(Some(facts)) => facts,
            Ok(None) => return Verdict::Failed(self.unexplained("is not a JSON object")),
            Err(error) => {
                let at = offset(self.text, &error);
                return Verdict::Failed(if error.is_eof() {
                    self.unusable("breaks off", at).transient()
                } else {
                    self.unusable("is not JSON", at)
                });
            }
        };
        let mut codes = envelope.code.iter().filter_map(|pointer| facts.scalar(pointer));
        let codes_differ = codes.next().is_some_and(|first| codes.any(|code| code != first));
        if let Some(pointer) = facts.contradiction().or_else(|| envelope.code.first().copied().filter(|_| codes_differ))
        {
            return Verdict::Failed(self.contradictory(pointer));
        }
        // Beside a payload a refusal says two things. What stands in it may be the error itself.
        let is_error_in = |payload: &str| {
            let mut errors = envelope.code.iter().chain(envelope.message);
            errors.any(|error| {
                error.strip_prefix(payload).is_some_and(|rest| rest.starts_with('/')) && facts.has(&[error])
            })
        };
        let paid = envelope.payload.is_some_and(|payload| facts.is_substantial(payload) && !is_error_in(payload));
        let verdict = self.verdict_of(&facts, evidence);
        match verdict {
            Verdict::Failed(error) if paid && call.spec.safety != Safety::Read => Verdict::Failed(doubted(error)),
            Verdict::Succeeded => match beside::error(&facts, envelope, self.undeclared) {
                Some(pointer) => Verdict::Failed(self.contradictory(pointer)),
                None => Verdict::Succeeded,
            },
            verdict => verdict,
        }
    }

    /// The error of a reply that is read as a success and has the error of a failure beside it.
    pub(crate) fn error_beside(&self) -> Option<Error> {
        let envelope = self.call.spec.envelope;
        let pointers = envelope.code.iter().chain(envelope.message).copied().chain(PLAIN_ERRORS);
        let facts = Facts::read(self.text, pointers).ok().flatten()?;
        let pointer = facts.contradiction().or_else(|| beside::error(&facts, envelope, self.undeclared))?;
        Some(self.contradictory(pointer))
    }

    /// What the envelope says where it does not contradict itself.
    fn verdict_of(&self, facts: &Facts<'_, '_>, evidence: Evidence) -> Verdict {
        let (call, envelope) = (self.call, self.call.spec.envelope);
        let flag = envelope.success.and_then(|pointer| facts.scalar(pointer));
        let promised = flag.as_deref() == Some(envelope.success_value);
        let (code, message) = (facts.first(envelope.code), facts.first(envelope.message));
        // Beside the text of an error, null and the weaker members show nothing.
        let shows = match envelope.success.is_none() && message.is_some() {
            _ if evidence.is_empty() => true,
            true => facts.is_filled(evidence.any),
            false => facts.has(evidence.any) || facts.is_filled(evidence.filled),
        };
        match (envelope.success, self.is_success_status()) {
            // A page has its list whatever came of it. A result has its members only if there is one, and then a code is its own.
            (None, true) if code.is_some() && !(call.spec.paging.is_none() && facts.is_filled(evidence.any)) => {
                Verdict::Failed(self.failure(facts, true))
            }
            (None, true) if shows => Verdict::Succeeded,
            (None, true) if message.is_some() => Verdict::Failed(self.failure(facts, false)),
            (None, true) => {
                let members = evidence.any.iter().chain(evidence.filled).map(|pointer| pointer.trim_start_matches('/'));
                let members: Vec<_> = members.take(4).collect();
                Verdict::Failed(self.unusable(&format!("has nothing of a success, such as {}", members.join(", ")), 0))
            }
            (Some(_), true) if promised && shows => Verdict::Succeeded,
            (Some(_), true) if promised => Verdict::Failed(call.payload_missing(self.response)),
            (Some(pointer), true) if flag.is_none() => {
                Verdict::Failed(self.unusable(&format!("has no success flag at {pointer}"), 0))
            }
            (Some(pointer), true) if envelope.failure_value.is_some_and(|value| flag.as_deref() != Some(value)) => {
                Verdict::Failed(self.unusable(&format!("has an unknown success flag at {pointer}"), 0))
            }
            (Some(_), false) if promised => Verdict::Failed(self.disowned()),
            _ => Verdict::Failed(self.failure(facts, flag.is_some())),
        }
    }

    /// The vendor's error, or the bare HTTP status where the body does not have the form of one.
    fn failure(&self, facts: &Facts<'_, '_>, refused: bool) -> Error {
        let (call, status, envelope) = (self.call, self.response.status(), self.call.spec.envelope);
        let (code, message) = (facts.first(envelope.code), facts.first(envelope.message));
        if code.is_none() && message.is_none() && !refused {
            return self.unexplained("has no error of the vendor that can be read");
        }
        let said = call.code(status, code.as_deref());
        let clean = |text: &str| call.redactor.window(text, 0..MOST);
        let error = VendorError {
            // Whoever acts on a code that the spec names needs it as it is, and as such it is no secret.
            code: code.as_deref().map(|code| if said.is_known { code.to_owned() } else { clean(code) }),
            kind: facts.first(envelope.kind).as_deref().map(clean),
            message: message.as_deref().map(clean),
            request_id: facts.first(envelope.request_id).as_deref().map(clean),
            details: self.details(),
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
        let processed = match said.is_quota || said.is_unprocessed {
            true => Processed::No,
            // The status of success says one thing, and a text in the body another.
            false if !refused => processed_by(status, Processed::Maybe),
            false => processed_by(status, self.refusal()),
        };
        let mut inner = call.error(ErrorKind::Vendor, processed, text);
        inner.status = Some(status);
        inner.rate_limited = said.is_quota;
        inner.code = said;
        inner.vendor_error = Some(error);
        inner.into()
    }

    /// The body without secrets, if it is not too long.
    fn details(&self) -> RawJson {
        let body = self.text.trim();
        if body.len() <= MOST { self.call.redactor.json(body) } else { RawJson::default() }
    }

    /// The error for JSON without a code or message; where the status says that it is one, it is kept.
    fn unexplained(&self, problem: &str) -> Error {
        let mut error = self.unusable(problem, 0);
        if !self.response.status().is_success() {
            error.0.vendor_error = Some(VendorError { details: self.details(), ..VendorError::default() });
        }
        error
    }

    /// What a vendor's "no" says about processing.
    fn refusal(&self) -> Processed {
        let unprocessed = &self.call.spec.unprocessed;
        let lists = |own| self.text.len() <= MOST && refusal::lists_only_sent(self.call, own, self.text);
        if unprocessed.any || unprocessed.listed.is_some_and(lists) { Processed::No } else { Processed::Maybe }
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
        let rate_limited = call.code(status, None).is_quota;
        let mut inner = call.error(kind, processed_by(status, Processed::Maybe), message);
        inner.rate_limited = rate_limited;
        self.with_snippet(inner, snippet)
    }

    /// The error for a body that reports success under a status of failure. The body is the vendor's and the status may be
    /// anyone's, so what was asked for may be done whatever the status says of it.
    fn disowned(&self) -> Error {
        doubted(self.unusable("reports success under another status", 0))
    }

    /// The error for a body that says two things. Nothing in it is believed.
    fn contradictory(&self, pointer: &str) -> Error {
        doubted(self.unusable(&format!("contradicts itself at {pointer}"), 0))
    }

    /// The error for a success that does not fit its type.
    pub(crate) fn misfit(&self, path: &str, error: &serde_json::Error, processed: Processed) -> Error {
        // Where values end, of which the text of the error may hold a piece, and a piece of a secret is not recognised.
        const NEAR: usize = 16 << 10;
        const PATH: usize = 4 << 10;
        let call = self.call;
        let at = offset(self.text, error);
        let snippet = self.snippet(at);
        // The path and the text of the error repeat names and values from the body.
        let path = call.redactor.window(path, 0..PATH);
        let problem = match call.redactor.finds_within(self.text, at.saturating_sub(NEAR)..at.saturating_add(NEAR)) {
            true => "a value has not the documented form".to_owned(),
            false => self.short(&snippet::beginning(error)),
        };
        let message = format!(
            "the reply to {} cannot be read at {} ({}): {problem}: {snippet}",
            call.subject(),
            self.short(&path),
            self.about()
        );
        let mut inner = call.error(ErrorKind::Decode, processed, message);
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

    fn short(&self, text: &str) -> String {
        short(text, &self.call.redactor)
    }

    fn snippet(&self, at: usize) -> String {
        snippet::around(self.text, at, &self.call.redactor)
    }
}

/// The error of a reply that says two things: what was asked for may be done, and no quota is a reason to ask again.
fn doubted(mut error: Error) -> Error {
    error.0.processed = Processed::Maybe;
    error.0.rate_limited = false;
    error
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

/// The byte at which reading failed.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(0, |(newline, _)| newline + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}
