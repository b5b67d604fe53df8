//! Listings whose pages are fetched ahead: what is under way, what is held, and what a drop stops.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use nomenclature_runtime::{BoxFuture, Error, Items, Limits, Paged, Transport, TransportError};

use crate::sample::Client;
use crate::sample::types::Row;
use crate::script::{KEY, Script};

/// A transport whose replies come when the test lets them, whatever order that is.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The requests under way, by what their bodies ask for.
    waiting: BTreeMap<String, Option<Waker>>,
    answers: BTreeMap<String, String>,
    asked: Vec<String>,
}

impl Held {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self) -> Client {
        let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop");
        builder.transport(self.clone()).build().expect("a client")
    }

    /// Answers the request with this body.
    fn answer(&self, request: &str, body: &str) {
        let mut state = self.lock();
        state.answers.insert(request.to_owned(), body.to_owned());
        if let Some(waker) = state.waiting.get_mut(request).and_then(Option::take) {
            drop(state);
            waker.wake();
        }
    }

    fn waiting(&self) -> Vec<String> {
        self.lock().waiting.keys().cloned().collect()
    }

    fn asked(&self) -> usize {
        self.lock().asked.len()
    }
}

impl Transport for Held {
    fn send(&self, request: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        let key = String::from_utf8_lossy(request.body()).into_owned();
        self.lock().asked.push(key.clone());
        self.lock().waiting.insert(key.clone(), None);
        Box::pin(Reply { held: self.clone(), key })
    }
}

struct Reply {
    held: Held,
    key: String,
}

impl Future for Reply {
    type Output = Result<Response<Bytes>, TransportError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.held.lock();
        match state.answers.remove(&self.key) {
            Some(body) => Poll::Ready(Ok(Response::new(body.into()))),
            None => {
                state.waiting.insert(self.key.clone(), Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.held.lock().waiting.remove(&self.key);
    }
}

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(Mutex<usize>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }
}

impl Bell {
    fn rings(&self) -> usize {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn poll<Op: Paged<Item = Row>>(items: &mut Items<Op>, bell: &Arc<Bell>) -> Poll<Option<Result<i64, Error>>> {
    let waker = Waker::from(Arc::clone(bell));
    let next = Pin::new(items).poll_next(&mut Context::from_waker(&waker));
    next.map(|row| row.map(|row| row.map(|row| row.id.expect("an id"))))
}

fn give<Op: Paged<Item = Row>>(items: &mut Items<Op>, ids: &[i64]) {
    for id in ids {
        let next = poll(items, &Arc::default());
        assert!(matches!(next, Poll::Ready(Some(Ok(given))) if given == *id), "{id}: {next:?}");
    }
}

fn page(ids: &[i64], next: i64, total: i64) -> String {
    let rows: Vec<String> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
    format!(r#"{{"ok":true,"result":[{}],"next_offset":{next},"total":{total}}}"#, rows.join(","))
}

fn at(offset: i64) -> String {
    format!(r#"{{"offset":{offset}}}"#)
}

#[test]
fn pages_that_come_out_of_order_are_given_in_order_and_wake_the_reader() {
    let (held, bell) = (Held::default(), Arc::new(Bell::default()));
    let mut items = held.client().rows().get().items().window(3);
    assert!(poll(&mut items, &bell).is_pending());
    assert_eq!(held.waiting(), ["{}"], "the first page alone");
    held.answer("{}", &page(&[1, 2], 2, 9));
    assert_eq!(bell.rings(), 1);
    give(&mut items, &[1]);
    assert_eq!(held.waiting(), [at(2), at(4)], "the page that is read is one of three");
    give(&mut items, &[2]);
    held.answer(&at(4), &page(&[5, 6], 6, 9));
    assert!(poll(&mut items, &bell).is_pending());
    assert_eq!(held.waiting(), [at(2), at(6)], "a page that waits is one of three as well");
    held.answer(&at(6), &page(&[7, 8], 8, 9));
    assert_eq!(bell.rings(), 2, "whichever comes wakes the reader");
    assert!(poll(&mut items, &bell).is_pending());
    held.answer(&at(2), &page(&[3, 4], 4, 9));
    give(&mut items, &[3, 4, 5]);
    held.answer(&at(8), &page(&[9], 0, 9));
    give(&mut items, &[6, 7, 8, 9]);
    assert!(matches!(poll(&mut items, &bell), Poll::Ready(None)));
    assert_eq!(held.asked(), 5);
}

#[test]
fn requests_go_on_while_rows_are_read() {
    let held = Held::default();
    let mut items = held.client().rows().get().items();
    held.answer("{}", &page(&[1, 2, 3], 3, 9));
    give(&mut items, &[1]);
    assert_eq!(held.waiting(), [at(3), at(6)]);
    held.answer(&at(6), &page(&[7, 8, 9], 9, 9));
    give(&mut items, &[2]);
    assert_eq!(held.waiting(), [at(3)], "the reply was taken between two rows");
}

#[test]
fn one_page_at_a_time_is_asked_for_when_it_is_wanted() {
    let held = Held::default();
    let mut items = held.client().rows().get().items().window(0);
    held.answer("{}", &page(&[1, 2], 2, 9));
    give(&mut items, &[1, 2]);
    assert_eq!(held.asked(), 1);
    assert!(poll(&mut items, &Arc::default()).is_pending());
    assert_eq!((held.asked(), held.waiting()), (2, vec![at(2)]));
}

#[test]
fn dropping_a_stream_drops_all_its_requests() {
    let held = Held::default();
    let mut items = held.client().rows().get().items().window(8);
    held.answer("{}", &page(&[1, 2], 2, 100));
    give(&mut items, &[1]);
    assert_eq!(held.waiting().len(), 7);
    drop(items);
    assert_eq!(held.waiting(), [""; 0]);
    assert_eq!(held.asked(), 8);
}

#[test]
fn a_gap_drops_the_requests_past_it() {
    let held = Held::default();
    let mut items = held.client().rows().get().items().window(4);
    held.answer("{}", &page(&[1, 2], 2, 100));
    give(&mut items, &[1, 2]);
    held.answer(&at(2), &page(&[3], 3, 100));
    give(&mut items, &[3]);
    assert_eq!(held.waiting(), [at(3)]);
    held.answer(&at(3), &page(&[4, 5], 0, 100));
    give(&mut items, &[4, 5]);
    assert!(matches!(poll(&mut items, &Arc::default()), Poll::Ready(None)));
}

#[test]
fn an_error_waits_for_its_turn_and_stops_what_comes_after() {
    let held = Held::default();
    let mut items = held.client().rows().get().items().window(3);
    held.answer("{}", &page(&[1], 1, 9));
    give(&mut items, &[1]);
    assert!(poll(&mut items, &Arc::default()).is_pending());
    held.answer(&at(2), "oops");
    assert!(poll(&mut items, &Arc::default()).is_pending());
    let asked = held.asked();
    held.answer(&at(1), &page(&[2], 2, 9));
    give(&mut items, &[2]);
    assert!(matches!(poll(&mut items, &Arc::default()), Poll::Ready(Some(Err(error))) if error.is_decode()));
    assert!(matches!(poll(&mut items, &Arc::default()), Poll::Ready(None)));
    assert_eq!((held.waiting().len(), held.asked()), (0, asked), "nothing is asked for past an error");
}

#[test]
fn an_error_past_the_end_is_nobody_s() {
    let held = Held::default();
    let mut items = held.client().things().list().items();
    held.answer("{}", r#"{"success":true,"data":[{"id":1},{"id":2}]}"#);
    give(&mut items, &[1, 2]);
    for number in [3, 4] {
        held.answer(&format!(r#"{{"page":{number}}}"#), r#"{"success":false,"error":"no such page"}"#);
    }
    held.answer(r#"{"page":2}"#, r#"{"success":true,"data":[{"id":3}]}"#);
    give(&mut items, &[3]);
    assert!(matches!(poll(&mut items, &Arc::default()), Poll::Ready(None)));
}

#[test]
fn the_window_counts_bytes() {
    let first = page(&[1, 2], 2, 100);
    let twice = 2 * first.len() as u64;
    for (bytes, ahead) in [(0, 0), (twice, 1), (2 * twice, 3), (u64::MAX, 7)] {
        let held = Held::default();
        let mut items = held.client().rows().get().items().window(8).window_bytes(bytes);
        held.answer("{}", &first);
        give(&mut items, &[1]);
        assert_eq!(held.waiting().len(), ahead, "{bytes}");
    }
}

#[test]
fn a_token_is_followed_while_its_page_is_read() {
    let script = Script::default()
        .json(200, r#"{"items":[{"id":1}],"next_page_token":"a"}"#)
        .json(200, r#"{"items":[{"id":2}],"next_page_token":"b"}"#)
        .json(200, r#"{"items":[{"id":3}]}"#);
    let mut items = script.client().tasks().list("o").items().window(8);
    for (id, requests) in [(1, 2), (2, 3), (3, 3)] {
        give(&mut items, &[id]);
        assert_eq!(script.requests().len(), requests, "one page ahead");
    }
}
