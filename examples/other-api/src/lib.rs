//! A client for a library, which is made up.

include!(concat!(env!("OUT_DIR"), "/mod.rs"));
