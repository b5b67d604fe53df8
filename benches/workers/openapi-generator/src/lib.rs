//! Replies of REGOS read by openapi-generator's client, from a `reqwest` response as it does: as text, then by the type of
//! all documented replies, success or error, or (`.types`) by that of success alone.

use std::collections::HashMap;
use std::hint::black_box;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use stock::models;
use tokio::runtime::{Builder, Runtime};

/// The replies, from the folder that the first argument names.
pub struct Scenarios {
    replies: HashMap<String, Bytes>,
    runtime: Runtime,
}

impl Scenarios {
    #[expect(clippy::new_without_default, reason = "it reads files")]
    pub fn new() -> Self {
        let replies = worker_harness::files().into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        Self { replies, runtime: Builder::new_current_thread().enable_all().build().expect("a runtime") }
    }

    pub fn run(&mut self, name: &str, repetitions: usize) {
        let (name, types) = match name.strip_suffix(".types") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let reply = &self.replies[name];
        let read = match (types, name.starts_with("documents")) {
            (false, true) => Self::read::<models::DocSetPriceGet200Response>,
            (false, false) => Self::read::<models::ItemOperationGet200Response>,
            (true, true) => Self::read::<models::DocSetPriceGetReply>,
            (true, false) => Self::read::<models::ItemOperationGetReply>,
        };
        for _ in 0..repetitions {
            read(self, reply);
        }
    }

    fn read<T: DeserializeOwned>(&self, reply: &Bytes) {
        let response = reqwest::Response::from(http::Response::new(black_box(reply).clone()));
        let text = self.runtime.block_on(response.text()).expect("text");
        black_box(serde_json::from_str::<T>(&text).expect("a page"));
    }
}
