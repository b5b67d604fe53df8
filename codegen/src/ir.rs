//! The documents as the generator sees them: operations and models, with every name decided and every location resolved.

mod api;
mod body;
mod direction;
mod enumeration;
mod extensions;
mod finite;
mod names;
mod operation;
mod parameter;
mod schema;
mod tuple;
mod union;
mod value;

use std::collections::BTreeMap;

use crate::diagnostic::Span;

pub use api::read;
pub use schema::resolve_pointer;

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
    /// `x-batch`.
    pub batch: Option<Batch>,
    /// `x-rate-limit`.
    pub rate_limit: Option<RateLimit>,
    /// `x-retryable`.
    pub retryable: Retryable,
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
#[derive(Clone, Debug)]
pub enum RequestLocation {
    /// A member of the body, by wire name.
    Body(String),
    /// A query parameter, by wire name.
    Query(String),
}

/// `x-batch`.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Pointer to the records.
    pub items: String,
    /// Most records a request takes.
    pub max_items: i64,
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

/// `x-retryable`.
#[derive(Clone, Debug, Default)]
pub struct Retryable {
    /// Codes worth repeating.
    pub codes: Vec<String>,
    /// Codes that must not be repeated.
    pub never: Vec<String>,
}

/// Which way a model travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Part of a request.
    Request,
    /// Part of a reply.
    Reply,
}

/// A component that becomes a Rust type.
#[derive(Clone, Debug)]
pub struct Model {
    /// Component name, as the document has it.
    pub component: String,
    /// Rust name.
    pub rust: String,
    /// Documentation.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
    /// What it is.
    pub kind: ModelKind,
    /// Whether the component itself may be null, wherever it is referred to.
    pub nullable: bool,
    /// Which way it travels.
    pub direction: Direction,
}

/// What a component is.
#[derive(Clone, Debug)]
pub enum ModelKind {
    /// A struct.
    Object {
        /// Members, in the order of the document.
        properties: Vec<Property>,
    },
    /// An open enum.
    Enum {
        /// Known values.
        values: Vec<EnumValue>,
        /// Whether letter case is ignored when reading.
        ignore_case: bool,
        /// What the values are.
        base: EnumBase,
    },
    /// One of several types.
    Union {
        /// Wire name of the member that tells which.
        tag: Option<String>,
        /// The types; without a tag, in the order in which they are tried.
        alternatives: Vec<Alternative>,
    },
    /// A list with a type a place.
    Tuple {
        /// The places.
        elements: Vec<Element>,
    },
    /// Another name for a shape; written out wherever it is used.
    Alias(Shape),
}

impl ModelKind {
    /// The types of what it holds.
    pub fn shapes(&self) -> Vec<&Shape> {
        match self {
            ModelKind::Object { properties } => properties.iter().map(|property| &property.shape).collect(),
            ModelKind::Union { alternatives, .. } => alternatives.iter().map(|one| &one.shape).collect(),
            ModelKind::Tuple { elements } => elements.iter().map(|element| &element.shape).collect(),
            ModelKind::Alias(shape) => vec![shape],
            ModelKind::Enum { .. } => Vec::new(),
        }
    }

    /// The types of what it holds, to be changed.
    pub fn shapes_mut(&mut self) -> Vec<&mut Shape> {
        match self {
            ModelKind::Object { properties } => properties.iter_mut().map(|property| &mut property.shape).collect(),
            ModelKind::Union { alternatives, .. } => alternatives.iter_mut().map(|one| &mut one.shape).collect(),
            ModelKind::Tuple { elements } => elements.iter_mut().map(|element| &mut element.shape).collect(),
            ModelKind::Alias(shape) => vec![shape],
            ModelKind::Enum { .. } => Vec::new(),
        }
    }
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumBase {
    /// Strings.
    Text,
    /// Integers; the wire value is their digits.
    Integer,
    /// Scalars of several types; the wire value is their JSON text.
    Scalar,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Variant.
    pub rust: String,
    /// Type.
    pub shape: Shape,
    /// Values of the discriminator that mean it; the first one is written.
    pub tags: Vec<String>,
    /// Members that an object has, where nothing else tells it from other alternatives.
    pub required: Vec<String>,
    /// Members with one value, as JSON, which tell an object from other alternatives.
    pub constants: Vec<(String, String)>,
    /// Whether it contains the union itself, so that it stands behind a pointer.
    pub boxed: bool,
    /// Documentation.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// A place of a tuple.
#[derive(Clone, Debug)]
pub struct Element {
    /// Field.
    pub rust: String,
    /// Type.
    pub shape: Shape,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it contains the tuple itself, so that it stands behind a pointer.
    pub boxed: bool,
    /// Documentation.
    pub docs: Docs,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// Wire name.
    pub wire: String,
    /// Rust name.
    pub rust: String,
    /// Type.
    pub shape: Shape,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Documentation.
    pub docs: Docs,
    /// Other spellings that are read.
    pub aliases: Vec<String>,
    /// Other JSON types that are read.
    pub lenient: Vec<Lenient>,
    /// Whether its members are setters of the operation.
    pub hoist: bool,
    /// Builder method that gives its value, for a client-wide member.
    pub client_parameter: Option<String>,
    /// Whether a list that is missing differs from an empty one: it is what an unpaged operation returns.
    pub is_payload: bool,
    /// The one value it has, as JSON.
    pub constant: Option<String>,
    /// Whether only replies have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Where it stands.
    pub span: Span,
}

impl Property {
    /// Whether it has to be given: it is required and has more than one value.
    pub fn is_argument(&self) -> bool {
        self.required && self.constant.is_none()
    }

    /// Whether a model that travels this way has it.
    pub fn travels(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => !self.read_only,
            Direction::Reply => !self.write_only,
        }
    }
}

/// `x-lenient`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lenient {
    /// A string holding the value.
    String,
    /// A number where text is documented.
    Integer,
    /// Anything; kept as raw JSON.
    Any,
}

/// A known value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// Wire value.
    pub wire: String,
    /// Variant.
    pub rust: String,
    /// Number that stands for it on the wire.
    pub number: Option<i64>,
    /// Documentation.
    pub docs: String,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// Exact decimal.
    Decimal,
    /// Seconds since 1970.
    UnixTime,
    /// Text.
    String,
    /// `Y-m-d H:i:s` with an optional offset.
    LocalDateTime,
    /// RFC 3339.
    DateTime,
    /// UUID.
    Uuid,
    /// Any JSON.
    Any,
    /// A list.
    Array(Box<Shape>),
    /// A free map with text keys.
    Map(Box<Shape>),
    /// A component, by its Rust name.
    Model(String),
    /// A value or null, in a list, map, tuple or union, or as another name for it; members of objects say it themselves.
    Nullable(Box<Shape>),
}

impl Shape {
    /// The component at the bottom of lists and maps.
    pub fn model(&self) -> Option<&str> {
        match self {
            Shape::Model(name) => Some(name),
            Shape::Array(inner) | Shape::Map(inner) | Shape::Nullable(inner) => inner.model(),
            _ => None,
        }
    }

    /// The same with the component replaced.
    #[must_use]
    pub fn with_model(&self, rename: &impl Fn(&str) -> String) -> Self {
        match self {
            Shape::Model(name) => Shape::Model(rename(name)),
            Shape::Array(inner) => Shape::Array(Box::new(inner.with_model(rename))),
            Shape::Map(inner) => Shape::Map(Box::new(inner.with_model(rename))),
            Shape::Nullable(inner) => Shape::Nullable(Box::new(inner.with_model(rename))),
            other => other.clone(),
        }
    }

    /// The type without null, and whether null was there.
    pub fn split_null(self) -> (Self, bool) {
        match self {
            Shape::Nullable(inner) => (inner.split_null().0, true),
            other => (other, false),
        }
    }

    /// The type or null.
    #[must_use]
    pub fn or_null(self, nullable: bool) -> Self {
        match (self, nullable) {
            (Shape::Nullable(inner), _) => Shape::Nullable(inner),
            (shape, true) => Shape::Nullable(Box::new(shape)),
            (shape, false) => shape,
        }
    }

    /// The component that a value holds as a part of itself, rather than behind the pointer of a list or map.
    pub fn direct_model(&self) -> Option<&str> {
        match self {
            Shape::Model(name) => Some(name),
            Shape::Nullable(inner) => inner.direct_model(),
            _ => None,
        }
    }
}
