//! What the tests share.

pub mod bare;
pub mod checkout;
pub mod clients;
pub mod documented;
pub mod hasty;
pub mod journal;
pub mod json;
pub mod operations;
pub mod outside;
pub mod scan;
pub mod setup;
pub mod soak;
