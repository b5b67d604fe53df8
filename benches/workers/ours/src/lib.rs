//! Replies of REGOS read by nomenclature: by a client whose transport has the reply at hand, or (`.types`) by the types alone.

use std::collections::HashMap;
use std::hint::black_box;

use bytes::Bytes;
use http::{Request, Response};
use nomenclature::regos::{Client, types};
use nomenclature::{BoxFuture, Limits, Transport, TransportError};
use tokio::runtime::{Builder, Runtime};

/// Answers each request with the same reply.
#[derive(Debug)]
struct AtHand(Bytes);

impl Transport for AtHand {
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let response = Response::new(self.0.clone());
        Box::pin(async { Ok(response) })
    }
}

/// The replies, from the folder that the first argument names.
pub struct Scenarios {
    replies: HashMap<String, (Bytes, Client)>,
    runtime: Runtime,
}

impl Scenarios {
    #[expect(clippy::new_without_default, reason = "it reads files")]
    pub fn new() -> Self {
        let with_client = |(name, bytes): (String, Vec<u8>)| {
            let bytes = Bytes::from(bytes);
            let client = Client::builder()
                .integration_key("0123456789abcdef0123456789abcdef")
                .transport(AtHand(bytes.clone()))
                .no_rate_limit()
                .build()
                .expect("a client");
            (name, (bytes, client))
        };
        let replies = worker_harness::files().into_iter().map(with_client).collect();
        Self { replies, runtime: Builder::new_current_thread().enable_all().build().expect("a runtime") }
    }

    pub fn run(&mut self, name: &str, repetitions: usize) {
        let (name, types) = match name.strip_suffix(".types") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (bytes, client) = &self.replies[name];
        let documents = name.starts_with("documents");
        for _ in 0..repetitions {
            match (types, documents) {
                (true, true) => {
                    black_box(read::<types::DocSetPriceGetReply>(bytes));
                }
                (true, false) => {
                    black_box(read::<types::ItemOperationGetReply>(bytes));
                }
                (false, true) => {
                    let call = client.doc_set_price().get().send();
                    black_box(self.runtime.block_on(call).expect("a page of documents"));
                }
                (false, false) => {
                    let call = client.item_operation().get(1).send();
                    black_box(self.runtime.block_on(call).expect("a page of movements"));
                }
            }
        }
    }
}

/// What the client does with the bytes of a reply.
fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> T {
    let text = simdutf8::basic::from_utf8(black_box(bytes)).expect("text");
    serde_json::from_str(text).expect("a page")
}
