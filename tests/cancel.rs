//! Dropping a stream or a future stops its traffic.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use nomenclature::quince::types::NewService;
use nomenclature::{BoxFuture, Limits, RetryPolicy, Transport, TransportError, quince, regos};
use nomenclature_tests::bare;
use nomenclature_tests::clients::within;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a server without a heart sees: requests that came, and connections that are open.
#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    open: AtomicUsize,
}

impl Seen {
    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// Serves the first `answered` requests with this body and leaves all others without a reply until their connection closes.
async fn silent(answered: usize, body: String) -> (String, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let seen = Arc::new(Seen::default());
    let server = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (seen, body) = (Arc::clone(&server), body.clone());
            seen.open.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                serve(stream, &seen, answered, &body).await;
                seen.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (address, seen)
}

async fn serve(mut stream: TcpStream, seen: &Seen, answered: usize, body: &str) {
    while request(&mut stream).await {
        if seen.requests.fetch_add(1, Ordering::SeqCst) < answered {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            _ = stream.write_all((head + body).as_bytes()).await;
        }
    }
}

/// Reads one request; false once the connection is closed.
async fn request(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return false,
        }
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    stream.read_exact(&mut vec![0; length]).await.is_ok()
}

/// Waits for something that other tasks bring about; `within` bounds it.
async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

fn regos_at(address: &str) -> regos::Client {
    let builder = bare::regos().base_url(address).integration_key("key").retry(RetryPolicy::none());
    builder.no_rate_limit().build().expect("everything is set")
}

fn quince_at(address: &str) -> quince::Client {
    let builder = bare::quince().base_url(address).api_key("key").retry(RetryPolicy::none());
    builder.build().expect("everything is set")
}

const FIRST_PAGE: &str = r#"{"ok":true,"result":[{"id":1},{"id":2}],"next_offset":2,"total":1000}"#;

#[tokio::test]
async fn dropping_a_stream_closes_the_connections_of_all_requests_under_way() {
    within(async {
        let (address, seen) = silent(1, FIRST_PAGE.to_owned()).await;
        let mut items = regos_at(&address).doc_set_price().get().items().window(8);
        for id in [1, 2] {
            assert_eq!(items.try_next().await.expect("the first page").and_then(|row| row.id), Some(id));
        }
        // The ninth is asked for when the first page is done with.
        tokio::select! {
            next = items.try_next() => panic!("no more pages are answered: {next:?}"),
            () = until(|| seen.requests() == 9) => {}
        }
        drop(items);
        until(|| seen.open() == 0).await;
        assert_eq!(seen.requests(), 9, "no request was made after the drop");
    })
    .await;
}

#[tokio::test]
async fn dropping_a_future_closes_its_connection() {
    within(async {
        let (address, seen) = silent(0, String::new()).await;
        let client = regos_at(&address);
        tokio::select! {
            reply = client.doc_set_price().get().send() => panic!("nothing is answered: {reply:?}"),
            () = until(|| seen.requests() == 1) => {}
        }
        until(|| seen.open() == 0).await;
        assert_eq!(seen.requests(), 1);
    })
    .await;
}

#[tokio::test]
async fn dropping_a_batch_sends_no_further_request() {
    within(async {
        let ids = vec![r#"{"id":1}"#; 100].join(",");
        let (address, seen) = silent(1, format!(r#"{{"success":true,"data":[{ids}]}}"#)).await;
        let client = quince_at(&address);
        let services = (0..500).map(|_| NewService::new());
        tokio::select! {
            reply = client.services().add(services).send() => panic!("one request is answered: {reply:?}"),
            () = until(|| seen.requests() == 2) => {}
        }
        until(|| seen.open() == 0).await;
        assert_eq!(seen.requests(), 2);
    })
    .await;
}

/// A transport that says how many of its futures are alive.
#[derive(Clone, Default)]
struct Counting {
    alive: Arc<()>,
}

impl Transport for Counting {
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let alive = Arc::clone(&self.alive);
        Box::pin(async move {
            std::future::pending::<()>().await;
            drop(alive);
            Err(TransportError::timeout())
        })
    }
}

#[tokio::test]
async fn nothing_outlives_a_dropped_call_or_its_client() {
    let transport = Counting::default();
    let builder = bare::regos().integration_key("key").transport(transport.clone());
    let client = builder.build().expect("everything is set");
    let mut pages = client.doc_set_price().get().pages();
    let waited = tokio::time::timeout(Duration::ZERO, pages.try_next()).await;
    assert!(waited.is_err());
    assert_eq!(Arc::strong_count(&transport.alive), 3, "the test's, the client's and the request's");
    drop(pages);
    assert_eq!(Arc::strong_count(&transport.alive), 2);
    let send = tokio::time::timeout(Duration::ZERO, client.doc_set_price().get().send()).await;
    assert!(send.is_err());
    assert_eq!(Arc::strong_count(&transport.alive), 2);
    drop(client);
    assert_eq!(Arc::strong_count(&transport.alive), 1);
}
