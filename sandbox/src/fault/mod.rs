//! Faults that a test asks for: what one is, and how it is described.

mod apply;
mod body;
mod paging;
mod queue;
mod random;

use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};

use crate::contract::Operation;
use crate::http::Reply;
use crate::script::ScriptedReply;

pub(crate) use apply::{Scene, apply};
pub(crate) use queue::Faults;

use paging::PageLoop;

/// The longest time that a single fault holds up a request.
const MAX_TIME: Duration = Duration::from_secs(60);
/// The largest body that [`Fault::oversized`] sends.
const MAX_BYTES: u64 = 1 << 30;

/// Something that goes wrong with a request, given to [`Sandbox::fault`](crate::Sandbox::fault) or, as one of several, to
/// [`Sandbox::random_faults`](crate::Sandbox::random_faults).
///
/// It strikes the next request, or the next one that it is [meant for](Self::on), and then it is used up, unless it is
/// meant for [several](Self::times) or [all](Self::always). Faults that were waiting longer come first. Each kind says
/// whether the vendor processes the request, which decides whether a repeated write is a duplicate.
///
/// Nothing lasts for ever: a fault holds up a request for 60 seconds at most, and not beyond the end of the sandbox.
///
/// ```
/// # use nomenclature_sandbox::Fault;
/// let busy = Fault::status(503).retry_after_seconds(2).on("DocSetPrice").times(3);
/// let lost = Fault::status(504).after_processing().on("services_add");
/// let deaf = Fault::reset_before_read().always();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    kind: Kind,
    /// In lower case.
    path: Option<String>,
    /// Requests it still strikes; `None` is all.
    left: Option<u32>,
    process: bool,
    retry_after: Option<String>,
}

#[derive(Clone, Debug)]
enum Kind {
    Reply(Reply),
    Quota,
    Delay(Duration),
    ResetBeforeRead,
    Reset,
    Cut(usize),
    Garbage,
    ContentType(String),
    Oversized(u64),
    Drip { chunk: usize, pause: Duration },
    Empty,
    Pages(PageLoop),
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self { kind, path: None, left: Some(1), process: false, retry_after: None }
    }

    /// This HTTP status with a short text, as a proxy would answer. The request is read and not processed. Numbers that
    /// are no final status (200 to 599) become 500.
    pub fn status(status: u16) -> Self {
        let status = if (200..600).contains(&status) { status } else { 500 };
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self::new(Kind::Reply(Reply::text(status, reason.unwrap_or("Scripted status"))))
    }

    /// The vendor's refusal of a caller who asks too often: REGOS's error 8213 in HTTP 200, LIFE POS's `TooManyRequests`
    /// in HTTP 429, and a plain HTTP 429 of the others, who document no form of it. The request is read and never
    /// processed.
    pub fn quota() -> Self {
        Self::new(Kind::Quota)
    }

    /// Waits before it processes the request (60 seconds at most), then answers as usual. A caller who hangs up
    /// meanwhile is not served: the request is not processed. With [`after_processing`](Self::after_processing) it is
    /// processed first.
    pub fn delay(duration: Duration) -> Self {
        Self::new(Kind::Delay(duration.min(MAX_TIME)))
    }

    /// Resets the TCP connection when the head of the request has arrived, without reading its body. The request is not
    /// in the [`Journal`](crate::Journal) and never processed.
    pub fn reset_before_read() -> Self {
        Self::new(Kind::ResetBeforeRead)
    }

    /// Reads the whole request, does not process it, and resets the TCP connection.
    pub fn reset_after_read() -> Self {
        Self::new(Kind::Reset)
    }

    /// Processes the request and resets the TCP connection before the first byte of the answer.
    pub fn reset_after_processing() -> Self {
        Self::new(Kind::Reset).after_processing()
    }

    /// Processes the request, announces the whole length of the answer, sends `at` bytes of its body (at least one too
    /// few) and closes the connection.
    pub fn cut_body(at: usize) -> Self {
        Self::new(Kind::Cut(at))
    }

    /// Processes the request and sends bytes that are neither JSON nor UTF-8 in the place of the body, under the status
    /// and content type of the true answer.
    pub fn garbage() -> Self {
        Self::new(Kind::Garbage)
    }

    /// Processes the request and sends the true answer under this content type.
    pub fn content_type(content_type: &str) -> Self {
        Self::new(Kind::ContentType(content_type.to_owned()))
    }

    /// Processes the request and pads the body with spaces, which JSON allows, to this many bytes (1 GiB at most). The
    /// length is not announced: the body comes in chunks.
    pub fn oversized(bytes: u64) -> Self {
        Self::new(Kind::Oversized(bytes.min(MAX_BYTES)))
    }

    /// Processes the request and sends the body in pieces of `chunk` bytes (at least one) with a pause between them. After
    /// 60 seconds the rest follows at once. When the sandbox ends meanwhile, the body stays cut.
    pub fn slow_drip(chunk: usize, pause: Duration) -> Self {
        Self::new(Kind::Drip { chunk: chunk.max(1), pause: pause.min(MAX_TIME) })
    }

    /// Processes the request and leaves the body out.
    pub fn empty_body() -> Self {
        Self::new(Kind::Empty)
    }

    /// Gives the rows of the first page that it strikes again and again, while the offset or the token of the next page
    /// moves on and no total is told, so that the listing never ends. It strikes listings only and, unless told
    /// otherwise, [always](Self::always). The first request is processed, the others are not.
    pub fn same_page() -> Self {
        Self::new(Kind::Pages(PageLoop::new(true))).always()
    }

    /// Like [`same_page`](Self::same_page), but the offset or the token of the next page is the same each time. A listing
    /// by page number has neither; there it does the same as `same_page`.
    pub fn same_token() -> Self {
        Self::new(Kind::Pages(PageLoop::new(false))).always()
    }

    /// Strikes requests only whose path contains `part`, or whose operation id is `part` (any letter case).
    pub fn on(mut self, part: &str) -> Self {
        self.path = Some(part.to_ascii_lowercase());
        self
    }

    /// Strikes this many requests; 0 is none.
    pub fn times(mut self, requests: u32) -> Self {
        self.left = Some(requests);
        self
    }

    /// Strikes every request until [`clear_faults`](crate::Sandbox::clear_faults).
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets the vendor process the request first, for the kinds that do not: a status then hides what was done. A quota
    /// refusal and a reset before reading stay as they are.
    pub fn after_processing(mut self) -> Self {
        self.process = true;
        self
    }

    /// Adds the header `Retry-After` in seconds to the answer, if there is one.
    pub fn retry_after_seconds(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds.to_string());
        self
    }

    /// Adds the header `Retry-After` as a date to the answer, if there is one. HTTP counts in whole seconds, so a fraction
    /// is cut off.
    pub fn retry_after_date(mut self, moment: SystemTime) -> Self {
        self.retry_after = Some(DateTime::<Utc>::from(moment).format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        self
    }

    /// Whether it ends the connection without reading the body.
    pub(crate) fn is_before_read(&self) -> bool {
        matches!(self.kind, Kind::ResetBeforeRead)
    }

    /// `path` is in lower case.
    fn strikes(&self, path: &str, operation: Option<&Operation>) -> bool {
        let is_meant = self.path.as_ref().is_none_or(|part| {
            path.contains(part) || operation.is_some_and(|operation| operation.id.eq_ignore_ascii_case(part))
        });
        let is_paged = || operation.is_some_and(|operation| operation.pagination.is_some());
        is_meant && (!matches!(self.kind, Kind::Pages(_)) || is_paged())
    }

    /// The same without the pages that it saw, so that a copy starts its own circle.
    fn fresh(mut self) -> Self {
        if let Kind::Pages(pages) = &mut self.kind {
            *pages = pages.fresh();
        }
        self
    }
}

impl From<ScriptedReply> for Fault {
    fn from(scripted: ScriptedReply) -> Self {
        Self { path: scripted.path, ..Self::new(Kind::Reply(scripted.reply)) }
    }
}
