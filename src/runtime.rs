//! What generated code is written against.
//!
//! Nothing here needs to be named to use a client. It is public for code that is generated into other crates, and follows the
//! generator rather than semantic versioning.

pub use crate::batch::{BatchAccount, BatchError, BatchParts, BatchProgress, BatchStep, Batched, send_batch};
#[cfg(feature = "blocking")]
pub use crate::blocking::{BlockingIter, send_batch_blocking, send_blocking};
pub use crate::client::{CallOptions, Context, Core};
pub use crate::config::ClientConfig;
pub use crate::error::{Error, ErrorKind, Processed, Result, VendorError};
pub use crate::field::Field;
pub use crate::lenient::Lenient;
pub use crate::open_enum::{
    OpenEnumFound, OpenEnumTable, UnrecognizedValue, read_integer as read_integer_enum, read_scalar as read_scalar_enum,
};
pub use crate::operation::{Operation, Paged, send, shown};
pub use crate::page::{Cursor, Items, KeepRaw, PageInfo, PageNumber, Pages, RawPages, RawReply, TokenSource, count};
pub use crate::raw_json::RawJson;
pub use crate::raw_json::write_raw as write_json;
pub use crate::record::{Itself, MemberWriter, Members, ReadAs, Record, read_record_into, write_record};
pub use crate::reply::{BinaryReply, EmptyReply, Incoming, JsonReply, ReplyBody, TextReply};
pub use crate::request::{FilePart, PathStyle, RequestWriter, text};
pub use crate::spec::{
    BatchSpec, ClientHeader, ClientMember, EnvelopeSpec, Evidence, OperationSpec, PagingSpec, PagingStyle,
    RateLimitSpec, RetrySpec, Safety, SecurityKind, SecuritySpec, ServerSpec, ServerVariable, UnprocessedSpec,
    VendorSpec,
};
pub use crate::time::{DateTime, LocalDateTime, UnixTime};
pub use crate::transport::{BoxFuture, Limits, Transport, TransportError};
pub use crate::tuples::{ElementWriter, Elements, places};
pub use crate::unions::{Alternative, UnionReader, UnionTable};
pub use crate::wire::{Cell, Wire, from_json};
pub use crate::wire_text::WireText;
pub use crate::{
    batch_methods, call_methods, client_builder_methods, open_enum, operation_methods, paged_methods,
    replies_by_status, when_blocking,
};
pub use crate::{record, tuple, union};

pub use bytes::Bytes;
pub use http::Method;
pub use rust_decimal::Decimal;
pub use secrecy::SecretString;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;

/// Exact decimals.
pub mod decimal {
    pub use crate::decimal::{Exact, deserialize, field, option, serialize};
}

/// Reading what vendors send instead of what they document.
pub mod lenient {
    pub use crate::lenient::{Integer, Text};
}

/// Instants and vendor times.
pub mod time {
    pub use crate::time::{DateTime, LocalDateTime, ParseLocalDateTimeError, UnixTime, rfc3339};
}

/// Markers that describe types of other crates in JSON schemas.
#[cfg(feature = "schemars")]
pub mod schema {
    pub use crate::schema::{DateTime, Decimal, Uuid, any_of, known_values, literal, of_field, places};
}
