//! The one error type, and what keeps secrets out of it.

pub(crate) mod facts;
pub(crate) mod redact;
pub(crate) mod snippet;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::value::raw_json::RawJson;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why an operation did not give its result, or a client could not be built.
///
/// Every error of an operation names the vendor and the operation id, and says whether the vendor may have
/// [`processed`](Self::processed) the request. No credential of the client is in it, not even where the vendor echoed one.
///
/// # Example
///
/// ```no_run
/// # async fn example(client: nomenclature::zegoal::Client) {
/// use nomenclature::Processed;
///
/// if let Err(error) = client.catalog().add_position("Tea", "Goods").send().await {
///     eprintln!("{error}");
///     if error.processed() == Processed::Maybe {
///         eprintln!("look whether it is there before you send it again");
///     }
/// }
/// # }
/// ```
pub struct Error(pub(crate) Box<Inner>);

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No reply: the connection failed or broke, or the reply was too large.
    Transport,
    /// No reply in time.
    Timeout,
    /// An HTTP status other than success, without an error of the vendor that could be read.
    Status,
    /// The vendor says that the operation failed.
    Vendor,
    /// A reply that cannot be read as what is documented.
    Decode,
    /// A listing that does not end: the vendor gives the same page again and again.
    Paging,
    /// The request cannot be written: an empty path parameter, a control character in a header and the like.
    InvalidRequest,
    /// The client cannot be built from what it was told, or a blocking call was made where it must not block.
    Configuration,
}

/// Whether the vendor has processed the request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Processed {
    /// It has not: the request was never sent, or was refused.
    No,
    /// Unknown. To repeat a write may do it twice.
    Maybe,
    /// It has, and only the reply could not be read. To repeat a write does it twice.
    Yes,
}

/// What the vendor said about a failure.
///
/// # Example
///
/// ```no_run
/// # fn example(error: nomenclature::Error) -> Option<()> {
/// let said = error.vendor_error()?;
/// match said.code() {
///     Some("8213") => eprintln!("the quota is exceeded"),
///     code => eprintln!("{code:?}: {}", said.message().unwrap_or("no text")),
/// }
/// # Some(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct VendorError {
    pub(crate) code: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) details: RawJson,
}

impl VendorError {
    /// The error code; numbers as their digits: `8213`, `VAL-006`, `NoPermissions`. One that the vendor's spec gives a meaning,
    /// such as that of an exhausted quota, is never redacted.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The kind of error, for vendors that name one.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The text for people, in the vendor's language, of which no more than 256 KiB are kept. Not stable: match on the code.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The vendor's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The whole body of the failure; `null` for one longer than 256 KiB.
    pub const fn details(&self) -> &RawJson {
        &self.details
    }
}

/// Shows no more than the beginning of the details.
impl fmt::Debug for VendorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 1024;
        let details = self.details.get();
        let shown = &details[..crate::error::redact::floor(details, LONGEST)];
        let cut = if shown.len() < details.len() { "..." } else { "" };
        f.debug_struct("VendorError")
            .field("code", &self.code)
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("details", &format_args!("{shown}{cut}"))
            .finish()
    }
}

/// What the spec says of the vendor's code.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CodeMeaning {
    /// It says something.
    pub(crate) is_known: bool,
    /// There were too many requests, also by the HTTP status.
    pub(crate) is_quota: bool,
    /// The failure passes by itself.
    pub(crate) is_passing: bool,
    /// The failure stays, whatever the HTTP status says.
    pub(crate) is_final: bool,
    /// Nothing was changed.
    pub(crate) is_unprocessed: bool,
}

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) vendor: &'static str,
    pub(crate) operation: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) processed: Processed,
    pub(crate) status: Option<StatusCode>,
    pub(crate) rate_limited: bool,
    /// No whole reply came, and the next attempt may bring one.
    pub(crate) transient: bool,
    pub(crate) code: CodeMeaning,
    pub(crate) attempts: u32,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) vendor_error: Option<VendorError>,
    pub(crate) path: Option<String>,
    pub(crate) snippet: Option<String>,
    pub(crate) source: Option<BoxError>,
}

impl Inner {
    /// An error with nothing but a message, which must be free of secrets.
    pub(crate) fn new(
        kind: ErrorKind,
        vendor: &'static str,
        operation: Option<&'static str>,
        processed: Processed,
        message: String,
    ) -> Self {
        Self {
            kind,
            vendor,
            operation,
            message,
            processed,
            status: None,
            rate_limited: false,
            transient: false,
            code: CodeMeaning::default(),
            attempts: 0,
            retry_after: None,
            vendor_error: None,
            path: None,
            snippet: None,
            source: None,
        }
    }
}

impl From<Inner> for Error {
    fn from(inner: Inner) -> Self {
        Self(Box::new(inner))
    }
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The module name of the vendor, such as `regos`.
    pub fn vendor(&self) -> &'static str {
        self.0.vendor
    }

    /// The operation id, such as `doc_set_price_get`; `None` where a client could not be built.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Whether the vendor has processed the request.
    pub fn processed(&self) -> Processed {
        self.0.processed
    }

    /// The HTTP status of the reply, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// How often the request was tried; 0 if the error came before the first attempt.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the last reply asked to wait before the next request (`Retry-After`), counted from its arrival.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What the vendor said, if it said that the operation failed. An HTTP status of failure whose body has neither a code nor a
    /// message that could be found has only [`details`](VendorError::details).
    pub fn vendor_error(&self) -> Option<&VendorError> {
        self.0.vendor_error.as_ref()
    }

    /// Where in the reply reading failed, such as `result[3].price`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// A short piece of the reply that could not be read.
    pub fn snippet(&self) -> Option<&str> {
        self.0.snippet.as_deref()
    }

    /// What the HTTP library said where no reply came, with its own causes behind it: an error of `reqwest`, or of the transport
    /// that the client was given. One whose text repeats a credential is replaced by that text without it.
    pub fn transport_cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Whether no reply came, in time or at all.
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Transport | ErrorKind::Timeout)
    }

    /// Whether no reply came in time.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the reply had an HTTP status other than success and no error of the vendor that could be read.
    pub fn is_status(&self) -> bool {
        self.0.kind == ErrorKind::Status
    }

    /// Whether the vendor says that the operation failed.
    pub fn is_vendor(&self) -> bool {
        self.0.kind == ErrorKind::Vendor
    }

    /// Whether the reply cannot be read as what is documented.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Whether the vendor refused the request because there were too many.
    pub fn is_rate_limited(&self) -> bool {
        self.0.rate_limited
    }

    /// Whether a listing was given up because it does not end.
    pub fn is_paging(&self) -> bool {
        self.0.kind == ErrorKind::Paging
    }

    /// Whether the client could not be built from what it was told, or a blocking call was made where it must not block.
    pub fn is_configuration(&self) -> bool {
        self.0.kind == ErrorKind::Configuration
    }

    /// Whether the request cannot be written.
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    pub(crate) fn code(&self) -> CodeMeaning {
        self.0.code
    }

    pub(crate) fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// Marks that no whole reply came.
    pub(crate) fn transient(mut self) -> Self {
        self.0.transient = true;
        self
    }

    /// Adds to the message, free of secrets.
    pub(crate) fn explain(&mut self, more: &str) {
        self.0.message.push_str("; ");
        self.0.message.push_str(more);
    }

    pub(crate) fn asking_to_wait(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// The error of the last of several attempts, of which an earlier one may have been processed.
    pub(crate) fn after(mut self, attempts: u32, maybe_processed: bool) -> Self {
        self.0.attempts = attempts;
        if maybe_processed && self.0.processed == Processed::No {
            self.0.processed = Processed::Maybe;
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if self.0.attempts > 1 { write!(f, " ({} attempts)", self.0.attempts) } else { Ok(()) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &inner.kind).field("message", &inner.message).field("processed", &inner.processed);
        let mut optional = |name: &str, value: Option<&dyn fmt::Debug>| {
            if let Some(value) = value {
                out.field(name, value);
            }
        };
        optional("attempts", Some(&inner.attempts).filter(|attempts| **attempts > 1).map(|value| value as _));
        optional("retry_after", inner.retry_after.as_ref().map(|value| value as _));
        optional("status", inner.status.as_ref().map(|value| value as _));
        optional("vendor_error", inner.vendor_error.as_ref().map(|value| value as _));
        optional("json_path", inner.path.as_ref().map(|value| value as _));
        optional("snippet", inner.snippet.as_ref().map(|value| value as _));
        optional("source", inner.source.as_ref().map(|value| value as _));
        out.finish()
    }
}

/// The text says what the cause is, so there is no source that would say it again; [`transport_cause`](Error::transport_cause) has it.
impl StdError for Error {}

/// An error whose chain repeated a secret: its text alone, without it.
#[derive(Debug)]
pub(crate) struct Redacted(pub(crate) String);

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Redacted {}

/// The texts of an error and its causes, each once.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
