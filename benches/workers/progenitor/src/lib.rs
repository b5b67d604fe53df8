//! Replies of REGOS read by the stock progenitor client, from a `reqwest` response as it does.

use std::collections::HashMap;
use std::hint::black_box;

use bytes::Bytes;
use progenitor_client::ResponseValue;
use tokio::runtime::{Builder, Runtime};

#[allow(warnings)]
mod stock {
    include!(env!("NOMENCLATURE_BENCH_STOCK_CLIENT"));
}

use stock::types;

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
            let response = reqwest::Response::from(http::Response::new(black_box(reply).clone()));
            if name.starts_with("documents") {
                let read = ResponseValue::<types::DocSetPriceGetReply>::from_response::<()>(response);
                black_box(self.runtime.block_on(read).expect("a page of documents"));
            } else {
                let read = ResponseValue::<types::ItemOperationGetReply>::from_response::<()>(response);
                black_box(self.runtime.block_on(read).expect("a page of movements"));
            }
        }
    }
}
