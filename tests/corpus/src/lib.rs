//! The conformance corpus: a document for each kind of shape. The code that the build script generates from them is compiled and
//! called: JSON is read and written again, requests are read by parsers that know nothing of ours, replies are scripted.

#![cfg(test)]
#![allow(clippy::new_ret_no_self, clippy::wrong_self_convention, reason = "a member and a method may be called `new`")]
#![allow(clippy::doc_lazy_continuation, reason = "a description may look like a list")]
#![allow(missing_docs, unreachable_pub, dead_code, unused_imports, reason = "not all that is generated is called")]

mod golden;
mod harness;
mod models;
mod operations;
mod readme;
mod target;

#[path = "../../../codegen/tests/support/mod.rs"]
mod support;

/// The generated code, a module a document.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
