//! The server that the workers call: listings of any length, answered from the examples of the specs after a latency.
//!
//! It stands in for the sandbox where that would be the slower part: it validates nothing, and makes each page once.

use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use axum::serve::ListenerExt;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Result;
use crate::folders::workspace;

/// It runs on a thread of its own until the process ends.
pub(crate) struct Server {
    url: String,
    state: Arc<Listings>,
}

impl Server {
    pub(crate) fn start() -> Result<Self> {
        let state = Arc::new(Listings {
            document: row("regos/examples/doc_set_price_get.reply_current.json", "/result/0")?,
            task: row("life_pos/examples/nomenclature_imports_list.page.json", "/items/0")?,
            pages: AtomicUsize::new(1),
            latency: AtomicU64::new(0),
            made: Mutex::default(),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let service = Router::new().fallback(answer).with_state(Arc::clone(&state));
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let listener = listener.tap_io(|connection| _ = connection.set_nodelay(true));
                axum::serve(listener, service).await
            })
        });
        Ok(Self { url, state })
    }

    /// A command that is told where the server is.
    pub(crate) fn told(&self, mut command: Command) -> Command {
        command.env("BENCH_URL", &self.url).env("BENCH_KEY", "key");
        command
    }

    /// From now on listings have so many pages, of whatever size is asked for, each of which comes after this time.
    pub(crate) fn set(&self, pages: usize, latency: Duration) {
        self.state.pages.store(pages, Relaxed);
        self.state.latency.store(latency.as_micros().try_into().unwrap_or(u64::MAX), Relaxed);
    }
}

/// A row of an example.
fn row(file: &str, pointer: &str) -> Result<Value> {
    let text = std::fs::read_to_string(workspace().join("specs").join(file))?;
    let example: Value = serde_json::from_str(&text)?;
    Ok(example.pointer(pointer).ok_or_else(|| format!("{file} has nothing at {pointer}"))?.clone())
}

/// Which page of a listing of how many pages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Page {
    /// REGOS: rows to skip, rows at most.
    Offset { pages: usize, offset: usize, limit: usize },
    /// LIFE POS: its number from 0.
    Token { pages: usize, number: usize },
}

struct Listings {
    document: Value,
    task: Value,
    pages: AtomicUsize,
    /// In microseconds.
    latency: AtomicU64,
    made: Mutex<HashMap<Page, Bytes>>,
}

/// Tasks on a page of LIFE POS.
const TASKS: usize = 20;

impl Listings {
    fn page(&self, page: Page) -> Bytes {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(page).or_insert_with(|| self.make(page).to_string().into()).clone()
    }

    fn make(&self, page: Page) -> Value {
        match page {
            Page::Offset { pages, offset, limit } => {
                let total = pages * limit;
                let end = total.min(offset + limit);
                let documents = (offset..end).map(|index| {
                    let mut document = self.document.clone();
                    document["id"] = json!(index + 1);
                    document
                });
                json!({
                    "ok": true, "result": documents.collect::<Vec<_>>(), "next_offset": end % total.max(1), "total": total,
                })
            }
            Page::Token { pages, number } => {
                let next = Some(number + 1).filter(|next| *next < pages).map(|next| next.to_string());
                let tasks = (0..TASKS).map(|index| {
                    let mut task = self.task.clone();
                    task["guid"] = json!(format!("00000000-0000-4000-8000-{:012}", number * TASKS + index));
                    task
                });
                json!({
                    "items": tasks.collect::<Vec<_>>(), "next_page_token": next, "page_number": number + 1, "pages_total": pages,
                    "items_per_page": TASKS, "items_total": pages * TASKS,
                })
            }
        }
    }
}

/// What of a request of REGOS matters here.
#[derive(Deserialize)]
struct Asked {
    limit: usize,
    #[serde(default)]
    offset: usize,
}

async fn answer(State(listings): State<Arc<Listings>>, request: Request) -> Response {
    let pages = listings.pages.load(Relaxed);
    let query = request.uri().query().unwrap_or_default().split('&');
    let number = query.filter_map(|pair| pair.strip_prefix("page_token=")?.parse().ok()).next().unwrap_or(0);
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
    let latency = Duration::from_micros(listings.latency.load(Relaxed));
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let page = match serde_json::from_slice(&body) {
        Ok(Asked { limit, offset }) => Page::Offset { pages, offset, limit },
        Err(_) => Page::Token { pages, number },
    };
    let mut response = Response::new(Body::from(listings.page(page)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::{Listings, Page, Server, Value};

    /// How many pages come one after another, and the ids of their rows.
    fn walk(
        listings: &Listings,
        next: impl Fn(&Value) -> Option<Page>,
        first: Page,
        rows: &str,
        id: &str,
    ) -> (usize, Vec<Value>) {
        let (mut at, mut pages, mut ids) = (Some(first), 0, Vec::new());
        while let Some(page) = at {
            let page: Value = serde_json::from_slice(&listings.page(page)).expect("JSON");
            ids.extend(page[rows].as_array().expect("rows").iter().map(|row| row[id].clone()));
            (at, pages) = (next(&page), pages + 1);
        }
        (pages, ids)
    }

    fn all_differ(ids: &[Value]) -> bool {
        let distinct: std::collections::HashSet<String> = ids.iter().map(Value::to_string).collect();
        distinct.len() == ids.len()
    }

    #[test]
    fn a_listing_has_as_many_pages_as_were_asked_for_and_no_row_twice() {
        let server = Server::start().expect("a server");
        let by_offset = |offset| Page::Offset { pages: 7, offset, limit: 3 };
        let next =
            |page: &Value| page["next_offset"].as_u64().filter(|next| *next > 0).map(|next| by_offset(next as usize));
        let (pages, ids) = walk(&server.state, next, by_offset(0), "result", "id");
        assert_eq!((pages, ids.len(), all_differ(&ids)), (7, 21, true));
        let by_token = |number| Page::Token { pages: 5, number };
        let next =
            |page: &Value| page["next_page_token"].as_str().map(|token| by_token(token.parse().expect("a number")));
        let (pages, ids) = walk(&server.state, next, by_token(0), "items", "guid");
        assert_eq!((pages, ids.len(), all_differ(&ids)), (5, 100, true));
    }
}
