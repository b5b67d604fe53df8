//! Blocking calls over a transport that knows of no tokio.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use nomenclature_runtime::{BoxFuture, Error, Limits, RetryPolicy, Transport, TransportError};

use crate::sample::Client;
use crate::script::{KEY, Script};

const ONE: &str = r#"{"ok":true,"result":[{"id":1},{"id":2}],"next_offset":2,"total":3}"#;
const TWO: &str = r#"{"ok":true,"result":[{"id":3}],"next_offset":0,"total":3}"#;

/// A transport made of a function.
struct Answering<F>(F);

impl<F> Transport for Answering<F>
where
    F: Fn() -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> + Send + Sync + 'static,
{
    fn send(&self, _: Request<Bytes>, _: Limits) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        (self.0)()
    }
}

fn answering<F>(answer: F) -> Answering<F>
where
    F: Fn() -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> + Send + Sync + 'static,
{
    Answering(answer)
}

fn client(transport: impl Transport, retry: RetryPolicy) -> Client {
    let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop");
    builder.transport(transport).retry(retry).build().expect("a client")
}

#[test]
fn calls_and_listings_end_where_no_runtime_is() {
    let script = Script::default().json(503, "{}").json(200, TWO).json(200, ONE).json(200, TWO);
    let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
    assert_eq!(client.rows().get().send_blocking().expect("the second attempt succeeds").result.len(), 1);
    assert_eq!(script.waits().len(), 1);
    let ids: Result<Vec<_>, Error> = client.rows().get().items_blocking().map(|row| row.map(|row| row.id)).collect();
    assert_eq!(ids.expect("succeeds"), [Some(1), Some(2), Some(3)]);
}

#[test]
fn a_batch_and_its_report() {
    let script = Script::default().json(200, r#"{"success":true,"data":[1,2]}"#).json(400, "{}");
    let stopped = script.client().things().add([1, 2, 3, 4, 5]).send_blocking().expect_err("the second request fails");
    assert_eq!((stopped.done(), stopped.failed(), stopped.unsent()), (&[1, 2][..], &[3, 4][..], &[5][..]));
}

#[test]
fn the_thread_waits_until_another_wakes_it() {
    type Answer = (Sender<()>, std::task::Waker);
    let (waiting, polled) = channel::<Answer>();
    let transport = answering(move || {
        let (waiting, (answer, answered)) = (waiting.clone(), channel());
        Box::pin(std::future::poll_fn(move |cx| match answered.try_recv() {
            Ok(()) => Poll::Ready(Ok(Response::new(TWO.into()))),
            Err(_) => {
                waiting.send((answer.clone(), cx.waker().clone())).expect("the test listens");
                Poll::Pending
            }
        }))
    });
    let client = client(transport, RetryPolicy::none());
    let thread = std::thread::spawn(move || client.rows().get().send_blocking().map(|page| page.result.len()));
    // A wake without cause asks the transport again, and the call goes on waiting.
    polled.recv().expect("the call waits").1.wake();
    let (answer, waker) = polled.recv().expect("the call waits again");
    answer.send(()).expect("the transport listens");
    waker.wake();
    assert_eq!(thread.join().expect("no panic").expect("succeeds"), 1);
}

#[test]
fn waits_need_no_runtime_either() {
    let script = Script::default().fail(TransportError::timeout()).json(200, TWO);
    let transport = answering(move || script.send(Request::default(), Limits::default()));
    let client = client(transport, RetryPolicy::new().base_delay(Duration::from_millis(2)));
    client.rows().get().send_blocking().expect("the second attempt succeeds");
}

#[test]
fn a_panic_of_the_transport_reaches_the_caller_and_ends_an_iterator() {
    let script = Script::default().json(200, TWO).json(200, TWO);
    let panics = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let switch = Arc::clone(&panics);
    let transport = answering(move || {
        assert!(!switch.load(std::sync::atomic::Ordering::SeqCst), "the transport is broken");
        script.send(Request::default(), Limits::default())
    });
    let client = client(transport, RetryPolicy::none());
    let panic = catch_unwind(AssertUnwindSafe(|| client.rows().get().send_blocking())).expect_err("a panic");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the transport is broken"));
    let mut items = client.rows().get().items_blocking();
    assert!(catch_unwind(AssertUnwindSafe(|| items.next())).is_err());
    assert!(items.next().is_none(), "a stream that panicked is not polled again");
    panics.store(false, std::sync::atomic::Ordering::SeqCst);
    client.rows().get().send_blocking().expect("the client is as good as before");
    assert_eq!(client.rows().get().items_blocking().count(), 1);
}
