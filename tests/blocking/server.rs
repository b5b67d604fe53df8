//! A server on threads, which answers when it likes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use nomenclature::{RetryPolicy, regos};

/// What it has seen.
#[derive(Default)]
pub(super) struct Seen {
    requests: Mutex<usize>,
    changed: Condvar,
    open: AtomicUsize,
    accepted: AtomicUsize,
}

impl Seen {
    /// The requests that came.
    pub(super) fn requests(&self) -> usize {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connections that are open.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// The connections that were ever opened.
    pub(super) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

pub(super) struct Server {
    address: String,
    pub(super) seen: Arc<Seen>,
}

impl Server {
    /// Answers the first few requests at once, and the others when this many of them have come.
    pub(super) fn start(at_once: usize, together: usize, body: impl Into<Arc<str>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Seen::default());
        let (server, body) = (Arc::clone(&seen), body.into());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, body) = (Arc::clone(&server), Arc::clone(&body));
                seen.open.fetch_add(1, Ordering::SeqCst);
                seen.accepted.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    serve(stream, &seen, at_once, together, &body);
                    seen.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, seen }
    }

    /// A client that tries once.
    pub(super) fn regos(&self) -> regos::Client {
        let builder = nomenclature_tests::bare::regos().base_url(&self.address).integration_key("key");
        builder.retry(RetryPolicy::none()).no_rate_limit().build().expect("everything is set")
    }

    /// Waits for something that comes about on other threads; `bounded` bounds it.
    pub(super) fn until(&self, condition: impl Fn(&Seen) -> bool) {
        while !condition(&self.seen) {
            std::thread::yield_now();
        }
    }
}

fn serve(mut stream: TcpStream, seen: &Seen, at_once: usize, together: usize, body: &str) {
    while request(&mut stream) {
        let mut requests = seen.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests += 1;
        seen.changed.notify_all();
        if *requests > at_once {
            if together == usize::MAX {
                drop(requests);
                continue;
            }
            let waited = seen.changed.wait_while(requests, |requests| *requests < at_once + together);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        } else {
            drop(requests);
        }
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        _ = stream.write_all((head + body).as_bytes());
    }
}

/// Reads one request; false once the connection is closed.
fn request(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_exact(&mut byte).is_err() {
            return false;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    stream.read_exact(&mut vec![0; length]).is_ok()
}
