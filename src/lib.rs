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

// This crate is a face: what an endpoint is stands in `specs/`, what a client does in `runtime/`.

// prettyplease has formatted it; another opinion would make it stale.
#[rustfmt::skip]
#[path = "../generated/mod.rs"]
mod generated;

/// What the generated code is written against; it follows the generator rather than semantic versioning.
pub use nomenclature_runtime as runtime;

#[allow(unused_imports, unreachable_pub, reason = "there may be no vendor")]
pub use generated::*;
#[cfg(feature = "blocking")]
pub use nomenclature_runtime::BlockingIter;
#[cfg(feature = "reqwest")]
pub use nomenclature_runtime::DefaultTransport;
#[cfg(feature = "uuid")]
pub use nomenclature_runtime::Uuid;
#[cfg(feature = "mock")]
pub use nomenclature_runtime::mock;
pub use nomenclature_runtime::{
    BatchAccount, BatchError, BatchParts, BatchProgress, BatchStep, BoxFuture, CallOptions, DateTime, Decimal, Error,
    ErrorKind, Field, FilePart, Items, KeepRaw, Lenient, Limits, LocalDateTime, Pages, Processed, RateLimit, RawJson,
    RawPages, RawReply, Result, RetryPolicy, SecretString, Transport, TransportError, UnixTime, VendorError,
};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
