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
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use axum::serve::ListenerExt;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

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
            document: row("regos/examples/doc_set_price_get.reply_current.json", "result")?,
            task: row("life_pos/examples/nomenclature_imports_list.page.json", "items")?,
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

/// A row of an example: its members in the vendor's own order, without the white space between them.
type Row = IndexMap<String, Box<RawValue>>;

fn row(file: &str, rows: &str) -> Result<Row> {
    let text = std::fs::read_to_string(workspace().join("specs").join(file))?;
    let reply: IndexMap<String, Box<RawValue>> = serde_json::from_str(&compact(&text))?;
    let rows: Vec<Row> = serde_json::from_str(reply.get(rows).ok_or_else(|| format!("{file} has no {rows}"))?.get())?;
    rows.into_iter().next().ok_or_else(|| format!("{file} has no row").into())
}

/// JSON without what stands between its tokens.
fn compact(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    json.chars()
        .filter(|c| {
            quoted ^= *c == '"' && !escaped;
            escaped = quoted && *c == '\\' && !escaped;
            quoted || !c.is_ascii_whitespace()
        })
        .collect()
}

/// The text of a page that begins so, with the row so often, each time with another value of one member.
fn page_of(begin: &str, row: &Row, member: &str, ids: impl Iterator<Item = Value>, rest: &str) -> Result<String> {
    let row = |id: Value| {
        let mut row = row.clone();
        row.insert(member.to_owned(), to_raw_value(&id)?);
        serde_json::to_string(&row)
    };
    let all: Vec<String> = ids.map(row).collect::<serde_json::Result<_>>()?;
    Ok(format!(r#"{{{begin}:[{}],{rest}}}"#, all.join(",")))
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
    document: Row,
    task: Row,
    pages: AtomicUsize,
    /// In microseconds.
    latency: AtomicU64,
    made: Mutex<HashMap<Page, Bytes>>,
}

/// Tasks on a page of LIFE POS.
const TASKS: usize = 20;

impl Listings {
    fn page(&self, page: Page) -> Result<Bytes> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&page) {
            return Ok(known.clone());
        }
        let text = Bytes::from(self.make(page)?);
        made.insert(page, text.clone());
        Ok(text)
    }

    fn make(&self, page: Page) -> Result<String> {
        match page {
            Page::Offset { pages, offset, limit } => {
                let total = pages * limit;
                let end = total.min(offset + limit);
                let rest = format!(r#""next_offset":{},"total":{total}"#, end % total.max(1));
                page_of(
                    r#""ok":true,"result""#,
                    &self.document,
                    "id",
                    (offset..end).map(|index| (index + 1).into()),
                    &rest,
                )
            }
            Page::Token { pages, number } => {
                let next = Some(number + 1).filter(|next| *next < pages);
                let next = next.map_or_else(|| "null".to_owned(), |next| format!("\"{next}\""));
                let id = |index| format!("00000000-0000-4000-8000-{:012}", number * TASKS + index).into();
                let rest = format!(
                    r#""next_page_token":{next},"page_number":{},"pages_total":{pages},"items_per_page":{TASKS},"items_total":{}"#,
                    number + 1,
                    pages * TASKS
                );
                page_of(r#""items""#, &self.task, "guid", (0..TASKS).map(id), &rest)
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
    let Ok(page) = listings.page(page) else {
        let mut failed = Response::new(Body::empty());
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return failed;
    };
    let mut response = Response::new(Body::from(page));
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
            let page: Value = serde_json::from_slice(&listings.page(page).expect("a page")).expect("JSON");
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
