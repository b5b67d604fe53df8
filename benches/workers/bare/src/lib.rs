//! Calls of REGOS as one writes them by hand.

mod reply;

use std::time::Duration;

use reqwest::Client;
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

use reply::Reply;

/// What the worker can be asked for.
pub struct Scenarios {
    runtime: Runtime,
    client: Client,
    url: String,
}

#[derive(Serialize)]
struct Request {
    limit: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i32>,
}

impl Scenarios {
    /// Calls the server at `BENCH_URL`.
    #[expect(clippy::new_without_default, reason = "it reads the environment")]
    pub fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let url = std::env::var("BENCH_URL").expect("BENCH_URL");
        // The timeouts that ours has by default.
        let (connect, total) = (Duration::from_secs(10), Duration::from_secs(60));
        let client = Client::builder().no_proxy().connect_timeout(connect).timeout(total).build().expect("a client");
        Self { runtime, client, url: format!("{url}/gateway/out/key/v1/DocSetPrice/Get") }
    }

    /// `call:<rows>`: so many calls, each of which reads so many rows. `pages:<rows>`: so many listings, page after page of so many
    /// rows.
    pub fn run(&mut self, name: &str, repetitions: usize) {
        let (what, rows) = name.split_once(':').expect("<what>:<rows>");
        let rows: i32 = rows.parse().expect("a number of rows");
        self.runtime.block_on(async {
            for _ in 0..repetitions {
                match what {
                    "call" => {
                        let page = self.page(rows, None).await.expect("a page");
                        assert_eq!(page.result.len(), rows as usize);
                    }
                    "pages" => self.listing(rows).await.expect("a listing"),
                    _ => panic!("{name} is no scenario"),
                }
            }
        });
    }

    async fn page(&self, limit: i32, offset: Option<i32>) -> reqwest::Result<Reply> {
        let request = self.client.post(&self.url).json(&Request { limit, offset });
        let page: Reply = request.send().await?.error_for_status()?.json().await?;
        assert!(page.ok);
        Ok(page)
    }

    async fn listing(&self, limit: i32) -> reqwest::Result<()> {
        let mut offset = None;
        loop {
            let page = self.page(limit, offset).await?;
            if page.next_offset == 0 || i64::from(page.next_offset) >= page.total {
                return Ok(());
            }
            offset = Some(page.next_offset);
        }
    }
}
