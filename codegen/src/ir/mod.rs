//! The documents as the generator sees them: operations and models, with every name decided and every location resolved.

mod model;
mod pointer;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Span;

pub use model::{
    Alternative, Direction, Element, EnumBase, EnumValue, Lenient, Model, ModelKind, Property, Shape, Width,
};
pub(crate) use model::{INTEGER_FORMATS, integer_format};
pub use pointer::resolve_pointer;

/// One vendor's API.
#[derive(Debug)]
pub struct Api {
    /// Module name: the vendor's folder.
    pub name: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: String,
    /// Address of the vendor's documentation: `externalDocs`.
    pub documentation: Option<String>,
    /// Servers; the first one is used unless the user gives another address.
    pub servers: Vec<Server>,
    /// Values that the user sets once on the client.
    pub client_parameters: Vec<ClientParameter>,
    /// Groups of operations.
    pub groups: Vec<Group>,
    /// Operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// Components by name.
    pub models: BTreeMap<String, Model>,
    /// Components that are no types: other names for values, and the members of forms.
    pub written_out: BTreeSet<String>,
}

/// A server of the document.
#[derive(Clone, Debug)]
pub struct Server {
    /// Address, with `{variables}`.
    pub url: String,
    /// What it is.
    pub description: String,
}

/// A value set once on the client.
#[derive(Clone, Debug)]
pub struct ClientParameter {
    /// Builder method.
    pub setter: String,
    /// Whether it is a credential.
    pub secret: bool,
    /// Whether the client cannot be built without it.
    pub required: bool,
    /// Documentation.
    pub docs: Docs,
    /// Where it goes.
    pub place: ClientPlace,
}

impl ClientParameter {
    /// Every builder method that it makes.
    pub fn setters(&self) -> Vec<String> {
        let mut setters = vec![self.setter.clone()];
        if let ClientPlace::ClientCredentials { .. } = self.place {
            setters.push(self.token_url_setter());
        }
        setters
    }

    /// The builder method for another address of the token server.
    pub fn token_url_setter(&self) -> String {
        format!("{}_token_url", self.setter)
    }
}

/// Where a client-wide value goes.
#[derive(Clone, Debug)]
pub enum ClientPlace {
    /// A variable of the server address, with its default.
    Variable {
        /// Name between the braces.
        name: String,
        /// Value used when the user sets none.
        default: Option<String>,
    },
    /// A header.
    Header {
        /// Wire name.
        name: String,
        /// Type of the value.
        shape: Shape,
    },
    /// A member of request bodies.
    Member {
        /// Wire name.
        name: String,
    },
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer` with tokens that the client fetches with its credentials.
    ClientCredentials {
        /// Where it fetches them.
        token_url: String,
    },
    /// A header that carries a key as it is.
    HeaderKey {
        /// Wire name.
        name: String,
    },
}

/// A group of operations: a tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag.
    pub name: String,
    /// Rust name.
    pub rust: String,
    /// What the group is about.
    pub description: String,
    /// Where the tag is described.
    pub span: Span,
}

impl Group {
    /// Name of the struct that has its methods.
    pub fn type_name(&self) -> String {
        format!("{}Api", crate::names::pascal(&self.rust))
    }
}

/// Prose for a doc comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// Description, in Markdown.
    pub text: String,
    /// Defaults, limits and the like, a sentence each.
    pub facts: Vec<String>,
    /// Why the described fact is not certain.
    pub unverified: Option<String>,
    /// Whether it is on its way out.
    pub deprecated: bool,
}

impl Docs {
    /// The same with a text where there is none.
    #[must_use]
    pub fn or(mut self, text: String) -> Self {
        if self.text.is_empty() {
            self.text = text;
        }
        self
    }
}

/// Whether a request may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Changes nothing.
    Read,
    /// Changes the same thing in the same way each time.
    Idempotent,
    /// A repetition does its work again.
    Write,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// The id as a Rust name, from which the names of its types are made.
    pub rust: String,
    /// Tag.
    pub group: String,
    /// Method of the group: the id without the tag.
    pub method: String,
    /// HTTP method, in capitals.
    pub http_method: String,
    /// Path template.
    pub path: String,
    /// Documentation.
    pub docs: Docs,
    /// Title of the operation.
    pub summary: String,
    /// What a call says beside a body of its own: parameters, and the members of a form or multipart body.
    pub parameters: Vec<Parameter>,
    /// Headers that the client sends with this operation.
    pub client_headers: Vec<String>,
    /// The request body.
    pub body: Option<Body>,
    /// Component of a required JSON body, whose members are arguments and setters.
    pub request: Option<String>,
    /// The replies that mean success, by status.
    pub replies: Vec<Reply>,
    /// Component of the one reply that means success, if it is a JSON object.
    pub reply: Option<String>,
    /// The replies that mean failure and have a JSON body.
    pub errors: Vec<ErrorReply>,
    /// Setters of the credentials that it needs; without a list, all that the client has.
    pub security: Option<Vec<String>>,
    /// `x-safety`.
    pub safety: Safety,
    /// `x-envelope`.
    pub envelope: Envelope,
    /// `x-pagination`.
    pub paging: Option<Paging>,
    /// `full-scan` of `x-pagination`: what a listing of everything asks for besides.
    pub full_scan: Vec<(RequestLocation, serde_json::Value)>,
    /// `x-batch`.
    pub batch: Option<Batch>,
    /// `x-rate-limit`.
    pub rate_limit: Option<RateLimit>,
    /// `x-retryable`.
    pub retryable: Retryable,
    /// `x-unprocessed`.
    pub unprocessed: Unprocessed,
    /// Where the operation stands.
    pub span: Span,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its form.
    pub content: Content,
    /// Whether it is always sent.
    pub required: bool,
    /// Documentation.
    pub docs: Docs,
}

/// The form of a body: a media type and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Media type, as the document has it.
    pub media: String,
    /// What it holds.
    pub kind: ContentKind,
}

/// What a body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// One JSON value.
    Json(Shape),
    /// Members as `name=value`; they are parameters of the operation.
    Form,
    /// Members as parts; they are parameters of the operation.
    Multipart,
    /// Text.
    Text,
    /// Bytes.
    Binary,
}

/// A reply that means success.
#[derive(Clone, Debug)]
pub struct Reply {
    /// When it comes.
    pub status: Status,
    /// Its body, if it has one.
    pub content: Option<Content>,
    /// What it means.
    pub description: String,
}

/// The statuses that a reply is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One.
    Code(u16),
    /// A class: `2XX` is 2.
    Class(u16),
    /// Those that are not named.
    Default,
}

/// A reply that means failure and has a JSON body.
#[derive(Clone, Debug)]
pub struct ErrorReply {
    /// The status, as the document has it.
    pub status: String,
    /// What it means.
    pub description: String,
    /// Type of the body.
    pub shape: Shape,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the cookie header.
    Cookie,
    /// In a form body.
    Form,
    /// In a multipart body.
    Part,
}

/// How a value becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Values between commas.
    Simple,
    /// A path segment that begins with a dot.
    Label,
    /// A path segment `;name=value`.
    Matrix,
    /// `name=value`.
    Form,
    /// Values between spaces.
    Space,
    /// Values between bars.
    Pipe,
    /// `name[member]=value`.
    DeepObject,
    /// One JSON text.
    Json,
    /// A file.
    File,
}

/// A parameter of a call.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Wire name.
    pub wire: String,
    /// Rust name.
    pub rust: String,
    /// Whether the spec chooses the Rust name.
    pub is_named: bool,
    /// Place.
    pub location: Location,
    /// Type.
    pub shape: Shape,
    /// Whether it is an argument.
    pub required: bool,
    /// How the value becomes text.
    pub style: Style,
    /// Whether each element of an array, or member of an object, has the name before it.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Media type of a part, where the document names one.
    pub media: Option<String>,
    /// Documentation.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// `x-envelope`, with `{operation}` filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Envelope {
    /// Pointer to the flag.
    pub success: Option<String>,
    /// Text of the flag that means success.
    pub success_value: String,
    /// Text of the flag that means failure; without it, everything but success does.
    pub failure_value: Option<String>,
    /// Pointer to what a call returns.
    pub payload: Option<String>,
    /// Pointers to the error code.
    pub code: Vec<String>,
    /// Pointers to the message.
    pub message: Vec<String>,
    /// Pointers to the kind.
    pub kind: Vec<String>,
    /// Pointers to the request id.
    pub request_id: Vec<String>,
    /// Component of the failure reply.
    pub failure: Option<String>,
}

/// `x-pagination`.
#[derive(Clone, Debug)]
pub enum Paging {
    /// By offset and limit.
    Offset {
        /// Request member of the offset.
        offset: RequestLocation,
        /// Request member of the page size.
        limit: Option<RequestLocation>,
        /// Pointer to the rows.
        items: String,
        /// Pointer to the next offset.
        next_offset: Option<String>,
        /// Pointer to the number of rows of the whole listing.
        total: Option<String>,
        /// Largest page.
        max_page_size: Option<i64>,
    },
    /// By page number.
    Page {
        /// Request member of the page number.
        page: RequestLocation,
        /// Pointer to the rows.
        items: String,
        /// Rows of a full page.
        page_size: i64,
    },
    /// By page token.
    Token {
        /// Request member of the token.
        token: RequestLocation,
        /// Pointer to the rows.
        items: String,
        /// Pointer to the next token.
        next_token: String,
    },
}

impl Paging {
    /// Pointer to the rows.
    pub fn items(&self) -> &str {
        match self {
            Paging::Offset { items, .. } | Paging::Page { items, .. } | Paging::Token { items, .. } => items,
        }
    }
}

/// Where a paging value goes in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestLocation {
    /// A member of the body, by wire name.
    Body(String),
    /// A query parameter, by wire name.
    Query(String),
}

/// `x-batch`.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Pointer to the records; empty where the body itself is the list.
    pub items: String,
    /// Most records a request takes; without it, all go into one.
    pub max_items: Option<i64>,
    /// What a reply is about, if it is said; else a list is about each record, and all else about the request.
    pub reply: Option<BatchReply>,
}

/// What a reply to one request of a batch is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchReply {
    /// It has a row for each record, in their order.
    EachRecord,
    /// It is for all records of the request together.
    EachRequest,
}

/// `x-rate-limit`.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// Refill.
    pub requests_per_second: i64,
    /// Bucket.
    pub burst: i64,
    /// Error codes that say "exceeded".
    pub exceeded: Vec<String>,
}

/// `x-unprocessed`.
#[derive(Clone, Debug, Default)]
pub struct Unprocessed {
    /// Whether all refusals count; if it is not said, all do but those of batches.
    pub any: Option<bool>,
    /// Codes that count.
    pub codes: Vec<String>,
    /// Pointer to the identifier in a record; a failure that lists such counts.
    pub listed: Option<String>,
}

/// `x-retryable`.
#[derive(Clone, Debug, Default)]
pub struct Retryable {
    /// Codes worth repeating.
    pub codes: Vec<String>,
    /// Codes that must not be repeated.
    pub never: Vec<String>,
}
