//! The conformance corpus: a document for each kind of shape, with the code that is generated from them. The code is compared,
//! compiled and called: JSON is read and written again, requests are read by parsers that know nothing of ours, replies are scripted.
//!
//! `UPDATE_GOLDEN=1 cargo test -p nomenclature-codegen --test golden` writes what is generated now.

#![allow(clippy::new_ret_no_self, clippy::wrong_self_convention, reason = "a member and a method may be called `new`")]
#![allow(clippy::doc_lazy_continuation, reason = "a description may look like a list")]
#![allow(missing_docs, unreachable_pub, dead_code, unused_imports, reason = "not all that is generated is called")]

#[path = "corpus/generated.rs"]
mod generated;
#[path = "corpus/golden.rs"]
mod golden;
#[path = "corpus/harness.rs"]
mod harness;
#[path = "corpus/readme.rs"]
mod readme;

#[path = "corpus/models/mod.rs"]
mod models;
#[path = "corpus/operations/mod.rs"]
mod operations;

mod support;
