//! The generated code of the shapes.

#[rustfmt::skip]
#[path = "../bodies/golden/mod.rs"]
pub mod bodies;
#[deny(warnings)]
#[allow(missing_docs, unreachable_pub, dead_code, unused_imports)]
#[rustfmt::skip]
#[path = "../deprecated/golden/mod.rs"]
pub mod deprecated;
#[deny(warnings)]
#[allow(missing_docs, unreachable_pub, clippy::doc_lazy_continuation)]
#[rustfmt::skip]
#[path = "../descriptions/golden/mod.rs"]
pub mod descriptions;
#[rustfmt::skip]
#[path = "../failures/golden/mod.rs"]
pub mod failures;
#[rustfmt::skip]
#[path = "../forms/golden/mod.rs"]
pub mod forms;
#[rustfmt::skip]
#[path = "../names/golden/mod.rs"]
pub mod names;
#[rustfmt::skip]
#[path = "../older/golden/mod.rs"]
pub mod older;
#[rustfmt::skip]
#[path = "../parameters/golden/mod.rs"]
pub mod parameters;
#[rustfmt::skip]
#[path = "../public/golden/mod.rs"]
pub mod public;
#[rustfmt::skip]
#[path = "../references/golden/mod.rs"]
pub mod references;
#[rustfmt::skip]
#[path = "../replies/golden/mod.rs"]
pub mod replies;
#[deny(warnings)]
#[allow(missing_docs, unreachable_pub, clippy::new_ret_no_self)]
#[rustfmt::skip]
#[path = "../reserved/golden/mod.rs"]
pub mod reserved;
#[rustfmt::skip]
#[path = "../security/golden/mod.rs"]
pub mod security;
