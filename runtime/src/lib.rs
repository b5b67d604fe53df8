//! What generated clients run on.
//!
//! Generated code is types and data; everything that a client does is here, once: it writes requests, adds credentials, keeps
//! quotas, sends, tries again, reads replies, walks listings and splits batches. `nomenclature-codegen` writes clients against
//! this crate, those of the crate `nomenclature` and those of an API of your own.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`descriptors`](OperationSpec) | what a spec says of an operation, as constants |
//! | `value` | what requests and replies are made of: [`Decimal`], [`Field`], [`RawJson`], times, open enums, unions |
//! | `error` | [`Error`], and what keeps secrets out of it |
//! | `net` | [`Transport`], the default one, the one for tests, and the clock of a call |
//! | `client` | addresses, credentials, tokens, quotas: what is set once |
//! | `call` | [`Operation`]: one request, its attempts, its reply; batches |
//! | `page` | [`Paged`]: listings |
//! | `blocking` | all of it on the thread that calls |
//!
//! A room uses those above it in this table, never one below; a test holds it to that.
//!
//! # Features
//!
//! `reqwest` brings the default transport, `rustls` its TLS and `gzip` compressed replies; `blocking` adds what waits on the
//! thread that calls, `schemars` adds `schemars::JsonSchema` to models, `uuid` adds [`Uuid`], and `mock` a transport for tests.
//! None is on by default.

mod blocking;
mod call;
mod client;
mod descriptors;
mod error;
mod net;
mod page;
mod value;

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

pub use descriptors::{
    BatchSpec, ClientHeader, ClientMember, EnvelopeSpec, Evidence, OperationSpec, PagingSpec, PagingStyle,
    RateLimitSpec, RetrySpec, Safety, SecurityKind, SecuritySpec, ServerSpec, ServerVariable, UnprocessedSpec,
    VendorSpec,
};

pub use value::field::Field;
pub use value::lenient::Lenient;
pub use value::member_writer::MemberWriter;
pub use value::members::{Itself, Members, ReadAs};
pub use value::open_enum::{
    OpenEnumFound, OpenEnumTable, UnrecognizedValue, read_integer as read_integer_enum, read_scalar as read_scalar_enum,
};
pub use value::raw_json::RawJson;
pub use value::raw_json::write_raw as write_json;
pub use value::record::{Record, read_record_into, write_record};
pub use value::time::{DateTime, LocalDateTime, UnixTime};
pub use value::tuples::{ElementWriter, Elements, places};
pub use value::unions::{Alternative, UnionReader, UnionTable};
pub use value::wire::{Cell, Wire, from_json};
pub use value::wire_text::WireText;

pub use error::{Error, ErrorKind, Processed, Result, VendorError};

#[cfg(feature = "mock")]
pub use net::mock;
#[cfg(feature = "reqwest")]
pub use net::reqwest::DefaultTransport;
pub use net::{BoxFuture, Limits, Transport, TransportError};

pub use client::config::ClientConfig;
pub use client::core::Core;
pub use client::options::{CallOptions, Context};
pub use client::quota::RateLimit;
pub use client::retry::RetryPolicy;

pub use call::batch::{
    BatchAccount, BatchError, BatchParts, BatchProgress, BatchReplies, BatchReply, BatchStep, Batched, EachRecord,
    EachRequest, send_batch,
};
pub use call::decode::{BinaryReply, EmptyReply, Incoming, JsonReply, ReplyBody, TextReply};
pub use call::operation::{Operation, send, shown};
pub use call::request::{FilePart, PathStyle, RequestWriter, text};

pub use page::{Cursor, Items, KeepRaw, PageInfo, PageNumber, Paged, Pages, RawPages, RawReply, TokenSource, count};

#[cfg(feature = "blocking")]
pub use blocking::{BlockingIter, send_batch_blocking, send_blocking};

/// Exact decimals.
pub mod decimal {
    pub use crate::value::decimal::{Exact, deserialize, field, option, serialize};
}

/// Reading what vendors send instead of what they document.
pub mod lenient {
    pub use crate::value::lenient::{Integer, Text};
}

/// Instants and vendor times.
pub mod time {
    pub use crate::value::time::{DateTime, LocalDateTime, ParseLocalDateTimeError, UnixTime, rfc3339};
}

/// Markers that describe types of other crates in JSON schemas.
#[cfg(feature = "schemars")]
pub mod schema {
    pub use crate::value::json_schema::types::{
        DateTime, Decimal, Uuid, any_of, known_values, literal, of_field, places,
    };
}
