//! Typed clients for the catalogue and price APIs of four retail back-office vendors.
//!
//! | module | vendor | product |
//! | --- | --- | --- |
//! | [`life_pos`] | LIFE POS | a cloud till, Russia: the tasks that import goods |
//! | [`quince`] | QUINCE | a back office, Ukraine: services and the folders they lie in |
//! | [`zegoal`] | ZeGoal Ordering | an ordering system: positions of its catalogue |
//! | [`regos`] | REGOS | a back office, Uzbekistan: price-setting documents, stock movements |
//!
//! # First program
//!
//! ```toml
//! [dependencies]
//! nomenclature = { path = "../nomenclature" } # or `git = "..."` with a `rev`
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! ```no_run
//! # #[cfg(all(feature = "regos", feature = "reqwest"))]
//! # mod whole {
//! use nomenclature::{Processed, regos};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let key = std::env::var("REGOS_INTEGRATION_KEY")?;
//!     let client = regos::Client::builder().integration_key(key).build()?;
//!     match client.doc_set_price().get().performed(true).limit(50).send().await {
//!         Ok(page) => {
//!             for document in &page.result {
//!                 // A vendor may leave out most members, so they are `Option`.
//!                 println!("{}", document.code.as_deref().unwrap_or("(no code)"));
//!             }
//!         }
//!         Err(error) if error.processed() == Processed::No => {
//!             eprintln!("not processed: {error}");
//!         }
//!         Err(error) => eprintln!("{error}"),
//!     }
//!     Ok(())
//! }
//! # }
//! # fn main() {}
//! ```
//!
//! Operations are grouped as the vendor groups them. Required parameters are arguments, optional ones are setters. `send` makes
//! one call, `items` and `pages` walk a listing.
//!
//! # Where to read on
//!
//! The [`guide`] has a chapter for each task: [set-up and credentials](guide::setup), [calls](guide::calls),
//! [listings](guide::listings), [batches](guide::batches), [errors](guide::errors), [retries, quotas and time](guide::retries),
//! [testing](guide::testing), [logging](guide::logging), [proxies and TLS](guide::network), [blocking](guide::blocking),
//! [features](guide::features), [adding an endpoint](guide::endpoints).
//!
//! The default transport needs a tokio runtime, as `#[tokio::main]` brings it. With the feature `blocking` none is needed.
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
//! # Operations
//!
#![doc = include_str!("../generated/operations.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

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
    BatchAccount, BatchError, BatchParts, BatchProgress, BatchReply, BatchStep, BoxFuture, CallOptions, DateTime,
    Decimal, Error, ErrorKind, Field, FilePart, Items, KeepRaw, Lenient, Limits, LocalDateTime, Pages, Processed,
    RateLimit, RawJson, RawPages, RawReply, Result, RetryPolicy, SecretString, Transport, TransportError, UnixTime,
    VendorError,
};

#[cfg(all(doc, feature = "life_pos", feature = "quince", feature = "zegoal", feature = "regos", feature = "reqwest"))]
pub mod guide;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
