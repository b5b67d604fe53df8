//! Callers that take their time between two polls: what is under way in the meantime is neither lost nor late.
//!
//! Over real connections. The long times of the defaults pass by the clock of the runtime, which the tests move on; it does not
//! move by itself while a thread of the runtime is kept busy.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use nomenclature_runtime::{BoxFuture, Error, Limits, Pages, RateLimit, RetryPolicy, Transport, TransportError};
use tokio::runtime::{Builder, Runtime};
use tokio::time::advance;

use crate::sample::operations::RowsGet;
use crate::sample::{Client, ClientBuilder};
use crate::script::KEY;
use crate::server::{Act, Server, answer};

/// No wait for a page of a healthy server takes as long, on the slowest machine.
const BOUND: Duration = Duration::from_secs(60);
/// More than an attempt may take.
const WORK: Duration = Duration::from_secs(61);
const PAGES: i64 = 12;

/// A server of pages with two rows and many bytes, each of which comes in many pieces.
fn paging() -> Server {
    Server::answering(|request| {
        let offset = request.split("\"offset\":").nth(1).and_then(|rest| rest.trim_end_matches('}').parse().ok());
        let first: i64 = offset.unwrap_or(0);
        let (next, total, padding) = (first + 2, 2 * PAGES, "x".repeat(1 << 16));
        let rows = format!(r#"[{{"id":{first}}},{{"id":{}}}]"#, first + 1);
        let body =
            format!(r#"{{"padding":"{padding}","ok":true,"result":{rows},"next_offset":{next},"total":{total}}}"#);
        answer("200 OK", "", &body)
    })
}

fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop").base_url(&server.address);
    builder.no_rate_limit().retry(RetryPolicy::none())
}

/// A runtime whose clock moves only when it is told to, until the sender is dropped.
fn stopped_clock() -> (Runtime, Sender<()>) {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    let (sender, busy) = channel::<()>();
    runtime.spawn_blocking(move || busy.recv());
    (runtime, sender)
}

/// How a caller lets time pass between two pages.
#[derive(Clone, Copy, Debug)]
enum Caller {
    /// Works on the page, and the runtime goes on meanwhile.
    Works,
    /// As well, but begins to wait for the next page and gives that up first.
    GivesUp,
    /// Polls the stream once by itself before it works, without a future that could be dropped.
    Polls,
}

impl Caller {
    async fn pass(self, pages: &mut Pages<RowsGet>, work: impl Future<Output = ()>) -> Option<Result<i64, Error>> {
        let mut early = None;
        match self {
            Self::Works => {}
            Self::GivesUp => {
                let mut next = Box::pin(pages.try_next());
                if let Poll::Ready(page) = poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx))).await {
                    early = page.transpose();
                }
            }
            Self::Polls => {
                if let Poll::Ready(page) = poll_fn(|cx| Poll::Ready(Pin::new(&mut *pages).poll_next(cx))).await {
                    early = page;
                }
            }
        }
        work.await;
        early.map(|page| page.map(|page| page.result[0].id.expect("an id")))
    }
}

/// Reads all pages, each once and after one request, with work between them.
async fn reads_all<W: Future<Output = ()>>(
    server: &Server,
    client: &Client,
    window: usize,
    caller: Caller,
    work: impl Fn() -> W,
) {
    let mut pages = client.rows().get().pages().window(window);
    let mut given = Vec::new();
    loop {
        let page = bounded(pages.try_next()).await;
        match page.unwrap_or_else(|error| panic!("window {window}, {caller:?}, page {}: {error}", given.len())) {
            Some(page) => given.push(page.result[0].id.expect("an id")),
            None => break,
        }
        if let Some(page) = caller.pass(&mut pages, work()).await {
            given.push(page.unwrap_or_else(|error| panic!("window {window}, {caller:?}: {error}")));
        }
    }
    let expected: Vec<_> = (0..PAGES).map(|page| 2 * page).collect();
    assert_eq!(given, expected, "window {window}, {caller:?}");
    assert_eq!(server.count(), expected.len(), "no request is sent twice: window {window}, {caller:?}");
}

/// Waits, while the clock of the runtime stands.
async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let mut future = pin!(future);
    poll_fn(|cx| {
        assert!(begun.elapsed() < BOUND, "nothing came");
        future.as_mut().poll(cx)
    })
    .await
}

#[test]
fn a_minute_of_work_on_each_page_fails_no_listing_at_the_default_times() {
    for window in 1..=8 {
        for caller in [Caller::Works, Caller::GivesUp, Caller::Polls] {
            let (runtime, _busy) = stopped_clock();
            let server = paging();
            let client = builder(&server).build().expect("a client");
            runtime.block_on(reads_all(&server, &client, window, caller, || advance(WORK)));
        }
    }
}

#[test]
fn work_that_keeps_the_thread_fails_no_listing() {
    let long = Duration::from_millis(250);
    for window in [2, 8] {
        for caller in [Caller::Works, Caller::GivesUp] {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            let server = paging();
            let client = builder(&server).timeout(long / 2).build().expect("a client");
            runtime.block_on(reads_all(&server, &client, window, caller, || async move { std::thread::sleep(long) }));
        }
    }
}

#[test]
fn rows_are_read_as_slowly_as_pages() {
    for window in [2, 8] {
        let (runtime, _busy) = stopped_clock();
        let server = paging();
        let client = builder(&server).build().expect("a client");
        runtime.block_on(async {
            let mut items = client.rows().get().items().window(window);
            for id in 0..2 * PAGES {
                let row = bounded(items.try_next()).await.unwrap_or_else(|error| panic!("window {window}: {error}"));
                assert_eq!(row.and_then(|row| row.id), Some(id));
                advance(WORK).await;
            }
            assert!(bounded(items.try_next()).await.expect("the end").is_none());
        });
        assert_eq!(server.count(), usize::try_from(PAGES).expect("few"));
    }
}

#[test]
fn blocking_iterators_are_read_as_slowly() {
    let long = Duration::from_millis(250);
    for window in [2, 8] {
        let server = paging();
        let client = builder(&server).timeout(long / 2).build().expect("a client");
        let mut ids = Vec::new();
        for page in client.rows().get().pages_blocking().window(window) {
            let page = page.unwrap_or_else(|error| panic!("window {window}, page {}: {error}", ids.len()));
            ids.push(page.result[0].id.expect("an id"));
            std::thread::sleep(long);
        }
        assert_eq!((ids.len(), server.count()), (12, 12));
        let rows = client.rows().get().items_blocking().window(window);
        let slowly = rows.inspect(|_| std::thread::sleep(long / 2));
        assert_eq!(
            slowly.map(|row| row.expect("a row").id).collect::<Vec<_>>(),
            (0..2 * PAGES).map(Some).collect::<Vec<_>>()
        );
        assert_eq!(server.count(), 12);
    }
}

#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls a future once a minute only, whenever it could have gone on for long.
async fn once_a_minute<F: Future>(future: F) -> (F::Output, usize) {
    let (mut future, bell) = (pin!(future), Arc::new(Bell::default()));
    let waker = Waker::from(Arc::clone(&bell));
    for polls in 1.. {
        bell.0.store(false, Ordering::SeqCst);
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return (output, polls);
        }
        let begun = Instant::now();
        while !bell.0.swap(false, Ordering::SeqCst) {
            assert!(begun.elapsed() < BOUND, "nothing wakes it");
            std::thread::sleep(Duration::from_millis(1));
            advance(Duration::from_millis(200)).await;
        }
        advance(WORK).await;
    }
    unreachable!("it comes to an end")
}

/// A server that gives a token, refuses every second other request as too busy, and adds things.
fn busy() -> Server {
    let asked = AtomicUsize::new(0);
    Server::answering(move |request| {
        if request.contains("/o/token") {
            return answer("200 OK", "", r#"{"access_token":"one","expires_in":86400}"#);
        }
        match asked.fetch_add(1, Ordering::SeqCst) % 2 {
            0 => answer("429 Too Many Requests", "", ""),
            _ if request.contains("array") => answer("200 OK", "", r#"{"success":true,"data":[7,8]}"#),
            _ => answer("200 OK", "", r#"{"ok":true,"result":[{"id":1}]}"#),
        }
    })
}

#[test]
fn a_call_that_is_polled_once_a_minute_has_all_its_time() {
    let (runtime, _busy) = stopped_clock();
    let server = busy();
    let token_url = format!("{}/o/token", server.address);
    let builder = builder(&server).oauth("id", "s3cret").oauth_token_url(token_url);
    let builder = builder.retry(RetryPolicy::new().attempts(2)).rate_limit(RateLimit::per_second(2).burst(1));
    let client = builder.build().expect("a client");
    // A token, the quota, an attempt, a wait, the quota again: many minutes, of which the deadline of two sees seconds.
    let (page, polls) = runtime.block_on(once_a_minute(client.rows().get().send()));
    assert_eq!(page.expect("the second attempt").result.len(), 1);
    assert!(polls > 4 && server.count() == 3, "{polls}");
    let (added, polls) = runtime.block_on(once_a_minute(client.things().add([1, 2, 3, 4]).send()));
    assert_eq!(added.expect("the second attempt of each").len(), 4);
    assert!(polls > 6 && server.count() == 4, "{polls}");
}

#[test]
fn a_server_that_says_nothing_is_given_up_however_slow_the_caller_is() {
    let (runtime, _busy) = stopped_clock();
    let server = Server::answering(|_| Act::Hang);
    let client = builder(&server).retry(RetryPolicy::new().attempts(9)).build().expect("a client");
    let (outcome, _) = runtime.block_on(once_a_minute(client.rows().get().send()));
    let error = outcome.expect_err("silence");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.attempts(), 2, "two minutes, by its own clock: {error}");
}

/// A transport that times its connections by a clock that goes on while nobody polls.
#[derive(Clone, Default)]
struct Impatient {
    /// What the clock shows, in seconds.
    clock: Arc<AtomicU64>,
    sent: Arc<AtomicUsize>,
}

impl Transport for Impatient {
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        let (clock, begun) = (Arc::clone(&self.clock), self.clock.load(Ordering::SeqCst));
        Box::pin(async move {
            let mut connecting = true;
            poll_fn(|cx| {
                if std::mem::take(&mut connecting) {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(())
            })
            .await;
            if clock.load(Ordering::SeqCst) >= begun + 10 {
                return Err(TransportError::connect_timeout());
            }
            Ok(Response::new(r#"{"ok":true,"result":[{"id":1}]}"#.into()))
        })
    }

    fn now(&self) -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + Duration::from_secs(self.clock.load(Ordering::SeqCst))
    }
}

#[test]
fn a_connection_that_nobody_waited_for_is_made_again() {
    let transport = Impatient::default();
    let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop").transport(transport.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    let mut call = pin!(client.rows().get().send());
    let mut cx = Context::from_waker(Waker::noop());
    for sent in [1, 2, 3] {
        assert!(call.as_mut().poll(&mut cx).is_pending());
        assert_eq!(transport.sent.load(Ordering::SeqCst), sent, "nothing was sent by the one before");
        transport.clock.fetch_add(61, Ordering::SeqCst);
    }
    assert!(call.as_mut().poll(&mut cx).is_pending());
    let Poll::Ready(page) = call.poll(&mut cx) else { panic!("polled in time") };
    assert_eq!(page.expect("the reply").result.len(), 1);
}
