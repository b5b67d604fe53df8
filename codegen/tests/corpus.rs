//! The conformance corpus: small documents, one a shape, with the code that is generated from them. The code is compared,
//! compiled and exercised: real JSON is read and written again.
//!
//! `UPDATE_GOLDEN=1 cargo test -p nomenclature-codegen --test golden` writes what is generated now.

#![allow(missing_docs, unreachable_pub, dead_code, unused_imports, reason = "not all that is generated is used")]

#[path = "corpus/golden.rs"]
mod golden;

#[path = "corpus/models/mod.rs"]
mod models;
