//! The generated code of the corpus, a module a document. It has no warnings of its own.

#[deny(warnings)]
#[rustfmt::skip]
#[path = "document/golden/mod.rs"]
pub mod document;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "names/golden/mod.rs"]
pub mod names;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "objects/golden/mod.rs"]
pub mod objects;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "older/golden/mod.rs"]
pub mod older;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "calls/golden/mod.rs"]
pub mod calls;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "public/golden/mod.rs"]
pub mod public;
#[deny(warnings)]
#[rustfmt::skip]
#[path = "values/golden/mod.rs"]
pub mod values;
