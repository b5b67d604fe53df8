//! Models: components that become Rust types, and the types of their parts.

use crate::diagnostic::Span;
use crate::ir::Docs;

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
    /// Which way it travels; one that requests and replies share alike is a reply's.
    pub direction: Direction,
    /// Whether requests hold it.
    pub is_sent: bool,
    /// Whether users make it themselves: it is sent, and not as a body alone.
    pub is_built: bool,
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
    /// The alternative that nothing tells it from, so that neither is read as its type.
    pub undecided: Option<String>,
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
    /// Whether its value may hold another one of the model that it is a member of.
    pub recurs: bool,
    /// The one value it has, as JSON.
    pub constant: Option<String>,
    /// Where that value is written.
    pub constant_span: Option<Span>,
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

/// The width of an integer beside `i32` and `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Width {
    I8,
    I16,
    U8,
    U16,
    U32,
    U64,
}

impl Width {
    /// The type in Rust.
    pub fn rust(self) -> &'static str {
        match self {
            Width::I8 => "i8",
            Width::I16 => "i16",
            Width::U8 => "u8",
            Width::U16 => "u16",
            Width::U32 => "u32",
            Width::U64 => "u64",
        }
    }

    /// The format in OpenAPI.
    pub fn format(self) -> &'static str {
        match self {
            Width::I8 => "int8",
            Width::I16 => "int16",
            Width::U8 => "uint8",
            Width::U16 => "uint16",
            Width::U32 => "uint32",
            Width::U64 => "uint64",
        }
    }

    /// Whether a number in JSON is one of this width.
    pub fn holds(self, json: &str) -> bool {
        match self {
            Width::I8 => json.parse::<i8>().is_ok(),
            Width::I16 => json.parse::<i16>().is_ok(),
            Width::U8 => json.parse::<u8>().is_ok(),
            Width::U16 => json.parse::<u16>().is_ok(),
            Width::U32 => json.parse::<u32>().is_ok(),
            Width::U64 => json.parse::<u64>().is_ok(),
        }
    }
}

/// What an integer says of its width.
pub(crate) const INTEGER_FORMATS: &str = "expected a format on an integer: int32, int64 or unix-time, or another width: int8, int16, uint8, uint16, uint32 or uint64";

/// The integer that a format says, if it says one.
pub(crate) fn integer_format(format: &str) -> Option<Shape> {
    Some(match format {
        "int8" => Shape::Int(Width::I8),
        "int16" => Shape::Int(Width::I16),
        "int32" => Shape::I32,
        "int64" => Shape::I64,
        "uint8" => Shape::Int(Width::U8),
        "uint16" => Shape::Int(Width::U16),
        "uint32" => Shape::Int(Width::U32),
        // As the formats of Rust's own schemas call it.
        "uint64" | "uint" => Shape::Int(Width::U64),
        _ => return None,
    })
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
    /// An integer of another width.
    Int(Width),
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
    /// How deep lists and maps may lie in each other. The compiler follows types to some depth only.
    pub(crate) const DEEPEST: usize = 16;

    /// How many lists and maps lie in each other.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Shape::Array(inner) | Shape::Map(inner) => 1 + inner.depth(),
            Shape::Nullable(inner) => inner.depth(),
            _ => 0,
        }
    }

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
