//! Typed clients for the catalogue and price APIs of four retail back-office vendors.
//!
//! | module | vendor | feature |
//! | --- | --- | --- |
//! | `life_pos` | LIFE POS | `life_pos` |
//! | `quince` | QUINCE | `quince` |
//! | `zegoal` | ZeGoal Ordering | `zegoal` |
//! | `regos` | REGOS | `regos` |
//!
//! Each module has a `Client` with a builder. Operations are grouped as the vendor groups them; required parameters are
//! arguments, optional ones setters, and `send`, `pages` or `items` ends the chain:
//!
//! ```
//! # #[cfg(all(feature = "regos", feature = "quince"))]
//! # mod sample {
//! use nomenclature::{Field, Result, quince, regos};
//!
//! async fn prices(key: String) -> Result<()> {
//!     let regos = regos::Client::builder().integration_key(key).build()?;
//!     let page = regos.doc_set_price().get().performed(true).limit(50).send().await?;
//!     println!("{} of {:?} documents", page.result.len(), page.total);
//!
//!     // REGOS counts pages by offset, so a scan of all of them asks for an order.
//!     let by_id = regos::types::DocSetPriceSortOrder::new().column("Id").direction("ASC");
//!     let mut documents = regos.doc_set_price().get().price_type_ids([1, 2]).sort_orders([by_id]).items();
//!     while let Some(document) = documents.try_next().await? {
//!         println!("{:?}", document.code);
//!     }
//!     Ok(())
//! }
//!
//! async fn roots(quince: quince::Client) -> Result<Vec<quince::types::ServiceFolder>> {
//!     let mut folders = quince.service_folders().list().parent_folder(Field::Null).items();
//!     let mut roots = Vec::new();
//!     while let Some(folder) = folders.try_next().await? {
//!         roots.push(folder);
//!     }
//!     Ok(roots)
//! }
//! # }
//! ```
//!
//! # What holds everywhere
//!
//! - There is one [`Error`]. It tells apart what went wrong, and whether the vendor has [`Processed`] the request.
//! - Prices and quantities are [`Decimal`], exact from the digits of the JSON; no `f64` is involved.
//! - Enums keep values they do not know, unknown members are ignored, and members that are missing or `null` are `None`.
//! - Where a vendor tells absent from `null`, the member is a [`Field`].
//! - What is safe to repeat is repeated after a passing failure ([`RetryPolicy`]), and a documented quota is kept ([`RateLimit`]).
//! - No key, token or password shows in `Debug`, in errors or in a displayed URL.
//!
//! # Features
//!
//! `reqwest` brings the default transport, `rustls` its TLS and `gzip` compressed replies; without them, give the builder a [`Transport`] of your own.
//! `schemars` adds `schemars::JsonSchema` to every model, `mock` a transport for tests. `blocking` adds `send_blocking`,
//! `pages_blocking` and `items_blocking`, which wait on the thread that calls them. `uuid` adds [`Uuid`], for documents that have
//! them; `life_pos` turns it on. Each vendor is a feature. All but `schemars`, `mock` and `blocking` are on by default.

mod attempt;
mod batch;
mod blocking;
mod builder;
mod call;
mod capture;
mod client;
mod clock;
mod config;
pub(crate) mod decimal;
mod described;
mod encode;
mod envelope;
mod error;
mod field;
mod format;
mod integer;
mod lenient;
mod limit;
#[cfg(feature = "mock")]
pub mod mock;
mod oauth;
mod open_enum;
mod operation;
mod page;
mod path;
mod raw_json;
mod record;
mod redact;
mod reply;
mod request;
mod retry;
mod rows;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
mod server;
mod spec;
pub(crate) mod time;
mod trace;
mod transport;
mod tuples;
mod unions;
mod wire;
mod wire_text;

// prettyplease has formatted it; another opinion would make it stale.
#[rustfmt::skip]
#[path = "../generated/mod.rs"]
mod generated;

#[cfg(test)]
mod testing;

pub mod runtime;

pub use batch::{BatchAccount, BatchError, BatchParts, BatchProgress, BatchStep};
#[cfg(feature = "blocking")]
pub use blocking::BlockingIter;
pub use client::CallOptions;
pub use error::{Error, ErrorKind, Processed, Result, VendorError};
pub use field::Field;
#[allow(unused_imports, unreachable_pub, reason = "there may be no vendor")]
pub use generated::*;
pub use lenient::Lenient;
pub use limit::RateLimit;
pub use page::{Items, KeepRaw, Pages, RawPages, RawReply};
pub use raw_json::RawJson;
pub use request::FilePart;
pub use retry::RetryPolicy;
pub use rust_decimal::Decimal;
pub use secrecy::SecretString;
pub use time::{DateTime, LocalDateTime, UnixTime};
#[cfg(feature = "reqwest")]
pub use transport::reqwest::DefaultTransport;
pub use transport::{BoxFuture, Limits, Transport, TransportError};
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
