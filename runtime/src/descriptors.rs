//! What the specs say about a vendor and its operations, as constants.
//!
//! Generated code fills these in; the runtime acts on them and knows no vendor by name.

use http::Method;

/// A vendor: where it is and what a client must be told once.
#[derive(Debug)]
pub struct VendorSpec {
    /// The module name, as it stands in errors: `regos`.
    pub name: &'static str,
    /// The name people use.
    pub title: &'static str,
    /// The documented servers; the first is the default.
    pub servers: &'static [ServerSpec],
    /// The variables in the server URLs.
    pub variables: &'static [ServerVariable],
    /// Headers that are set once on the client and sent by the operations that declare them.
    pub headers: &'static [ClientHeader],
    /// Members of request bodies that are set once on the client.
    pub members: &'static [ClientMember],
    /// The credentials.
    pub security: &'static [SecuritySpec],
}

/// A documented server.
#[derive(Debug)]
pub struct ServerSpec {
    /// The URL, with variables in braces.
    pub url: &'static str,
    /// What the server is for.
    pub description: &'static str,
}

/// A variable of a server URL.
#[derive(Debug)]
pub struct ServerVariable {
    /// Its name between the braces.
    pub name: &'static str,
    /// The builder method that sets it.
    pub setter: &'static str,
    /// Its value where it is not set; a variable without one is required.
    pub default: Option<&'static str>,
    /// Whether the value must never be shown.
    pub secret: bool,
}

/// A header that is set once on the client.
#[derive(Debug)]
pub struct ClientHeader {
    /// The name of the header.
    pub name: &'static str,
    /// The builder method that sets it.
    pub setter: &'static str,
    /// Whether a client cannot be built without it.
    pub required: bool,
    /// Whether the value must never be shown.
    pub secret: bool,
}

/// A member of request bodies that is set once on the client.
#[derive(Debug)]
pub struct ClientMember {
    /// The name of the member.
    pub name: &'static str,
    /// The builder method that sets it.
    pub setter: &'static str,
    /// Whether a client cannot be built without it.
    pub required: bool,
}

/// A credential.
#[derive(Debug)]
pub struct SecuritySpec {
    /// How it is sent.
    pub kind: SecurityKind,
    /// The builder method that sets it.
    pub setter: &'static str,
    /// Whether a client cannot be built without it.
    pub required: bool,
}

/// How a credential is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// `Authorization: Bearer <token>`.
    Bearer,
    /// `Authorization: Basic <login and password>`.
    Basic,
    /// The bare value in the header of this name.
    Header(&'static str),
    /// `Authorization: Bearer <token>`, with tokens that the client fetches with a client id and a client secret.
    ClientCredentials {
        /// Where it fetches them.
        token_url: &'static str,
    },
}

/// An operation of a vendor.
#[derive(Debug)]
pub struct OperationSpec {
    /// The operation id, as it stands in errors: `doc_set_price_get`.
    pub id: &'static str,
    /// Whose operation it is.
    pub vendor: &'static VendorSpec,
    /// The HTTP method.
    pub method: Method,
    /// The path below the server URL, with parameters in braces.
    pub path: &'static str,
    /// Whether it may be repeated.
    pub safety: Safety,
    /// Where replies say how it went.
    pub envelope: &'static EnvelopeSpec,
    /// How lists continue, for operations that page.
    pub paging: Option<PagingSpec>,
    /// How many records one request takes, for operations that take lists.
    pub batch: Option<BatchSpec>,
    /// The vendor's quota.
    pub rate_limit: Option<RateLimitSpec>,
    /// Which error codes are worth repeating.
    pub retryable: RetrySpec,
    /// Which refusals certainly changed nothing.
    pub unprocessed: UnprocessedSpec,
    /// What shows that a JSON object is a success.
    pub evidence: Evidence,
    /// The names of the client's headers that this operation declares.
    pub client_headers: &'static [&'static str],
}

/// What repeating an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Nothing changes; it may be repeated at will.
    Read,
    /// The outcome is the same however often it is repeated.
    Idempotent,
    /// Each repetition may change something again.
    Write,
}

/// Where a reply says whether it is a success, and why not. Locations are JSON pointers.
#[derive(Debug)]
pub struct EnvelopeSpec {
    /// The success flag; without one the HTTP status decides, and what the body holds.
    pub success: Option<&'static str>,
    /// The text of the flag on success: `true`, `ok`.
    pub success_value: &'static str,
    /// The text of the flag that means failure. Any third one leaves open how the call went; without this, all but success fail.
    pub failure_value: Option<&'static str>,
    /// The payload, for operations that return only that.
    pub payload: Option<&'static str>,
    /// The error code: the first that leads to a text, number or boolean.
    pub code: &'static [&'static str],
    /// The error text, found likewise.
    pub message: &'static [&'static str],
    /// The kind of error, found likewise.
    pub kind: &'static [&'static str],
    /// The vendor's id of the request, found likewise.
    pub request_id: &'static [&'static str],
}

impl EnvelopeSpec {
    /// Whether it does not say what an error looks like.
    pub(crate) fn tells_no_error(&self) -> bool {
        self.code.is_empty() && self.message.is_empty()
    }
}

/// How a list continues.
#[derive(Clone, Copy, Debug)]
pub struct PagingSpec {
    /// By what the next page is asked for.
    pub style: PagingStyle,
    /// The fixed page size of style [`Page`](PagingStyle::Page), else the largest that may be asked for.
    pub page_size: Option<u64>,
}

/// By what the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagingStyle {
    /// The number of rows before it, as the page before names it.
    Offset,
    /// The number of rows before it, which no page names: counted from the rows.
    Rows,
    /// Its number, from 1.
    Page,
    /// A token from the page before.
    Token,
}

/// How many records a request takes.
#[derive(Clone, Copy, Debug)]
pub struct BatchSpec {
    /// The list of records, as a JSON pointer into the request body; empty where the body itself is the list.
    pub items: &'static str,
    /// The most records in one request; without it, all go into one.
    pub max_items: Option<usize>,
}

/// A vendor's quota: a bucket of `burst` requests that refills steadily.
#[derive(Clone, Copy, Debug)]
pub struct RateLimitSpec {
    /// How fast the bucket refills.
    pub requests_per_second: u32,
    /// How many requests the full bucket allows at once.
    pub burst: u32,
    /// The error codes that say the quota is exhausted.
    pub exceeded: &'static [&'static str],
}

/// Which error codes are worth repeating.
#[derive(Clone, Copy, Debug)]
pub struct RetrySpec {
    /// Passing conditions.
    pub codes: &'static [&'static str],
    /// Codes that must not be repeated even where the HTTP status would allow it.
    pub never: &'static [&'static str],
}

/// Which refusals certainly changed nothing.
#[derive(Clone, Copy, Debug)]
pub struct UnprocessedSpec {
    /// Every one that comes with a status of success.
    pub any: bool,
    /// Those with one of these codes.
    pub codes: &'static [&'static str],
    /// Those that list identifiers that the request sent: where a record has its identifier, as a JSON pointer.
    pub listed: Option<&'static str>,
}

impl UnprocessedSpec {
    /// Every refusal that comes with a status of success.
    pub const ANY: Self = Self { any: true, codes: &[], listed: None };
}

/// Members that show that a body is the documented success, as JSON pointers. A success has one of them; where there are none
/// here, nothing is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// They show it even where they are null.
    pub any: &'static [&'static str],
    /// They show it where they are not null.
    pub filled: &'static [&'static str],
}

impl Evidence {
    /// Nothing is asked for.
    pub const NONE: Self = Self { any: &[], filled: &[] };

    pub(crate) fn is_empty(self) -> bool {
        self.any.is_empty() && self.filled.is_empty()
    }
}
