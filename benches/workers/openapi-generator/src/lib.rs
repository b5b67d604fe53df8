//! Replies of REGOS read by openapi-generator's client, from a `reqwest` response as it does: as text, then by the types.

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
        let reply = &self.replies[name];
        for _ in 0..repetitions {
            if name.starts_with("documents") {
                black_box(self.read::<models::DocSetPriceGetReply>(reply));
            } else {
                black_box(self.read::<models::ItemOperationGetReply>(reply));
            }
        }
    }

    fn read<T: DeserializeOwned>(&self, reply: &Bytes) -> T {
        let response = reqwest::Response::from(http::Response::new(black_box(reply).clone()));
        let text = self.runtime.block_on(response.text()).expect("text");
        serde_json::from_str(&text).expect("a page")
    }
}
