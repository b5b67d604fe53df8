//! Writes of more records than one request takes.

use nomenclature_runtime::{
    BatchError, BatchProgress, BatchStep, BoxFuture, Error, Limits, Processed, RetryPolicy, Transport, TransportError,
};

use crate::block_on;
use crate::sample::operations::ThingsAdd;
use crate::script::Script;

const OK: &str = r#"{"success":true,"data":[7,8]}"#;
const ONE: &str = r#"{"success":true,"data":[7]}"#;
const REFUSED: &str = r#"{"success":false,"error":{"code":"X","text":"no"}}"#;

fn send(script: &Script, records: &[i64]) -> Result<Vec<i64>, BatchError<ThingsAdd>> {
    block_on(script.client().things().add(records.to_vec()).send())
}

fn stopped(script: &Script) -> BatchError<ThingsAdd> {
    send(script, &[1, 2, 3, 4, 5]).expect_err("the second request fails")
}

#[test]
fn the_report_says_what_is_done_what_failed_and_what_was_never_sent() {
    let script = Script::default().json(200, OK).json(400, REFUSED).json(200, OK);
    let stopped = stopped(&script);
    assert_eq!(script.bodies().len(), 2, "nothing is sent after a failure");
    assert_eq!((stopped.done(), stopped.done_records()), (&[7, 8][..], 2));
    assert_eq!((stopped.failed(), stopped.unsent()), (&[3, 4][..], &[5][..]));
    assert!(stopped.error().is_vendor() && !stopped.possibly_done());
    let text = "2 of 5 records done, 2 failed, 1 not sent: sample things_add failed, code X: no (HTTP 400)";
    assert_eq!(stopped.to_string(), text);
    assert!(std::error::Error::source(&stopped).is_none() && stopped.error().to_string().contains("code X"));
    let debug = format!("{stopped:?}");
    assert!(debug.contains("done_records: 2") && debug.contains("BatchError"), "{debug}");
    let parts = stopped.into_parts();
    assert_eq!((parts.done, parts.failed, parts.unsent), (vec![7, 8], vec![3, 4], vec![5]));
}

#[test]
fn a_request_without_a_readable_reply_is_possibly_done() {
    for script in [
        Script::default().json(200, OK).fail(TransportError::maybe_sent("reset")),
        Script::default().json(200, OK).json(200, r#"{"success":true,"data":[{}]}"#),
        Script::default().json(200, OK).json(200, "oops"),
        Script::default().json(200, OK).json(200, REFUSED),
    ] {
        let stopped = stopped(&script);
        assert!(stopped.possibly_done(), "{stopped}");
        assert!(
            stopped.to_string().starts_with("2 of 5 records done, 2 failed, possibly done, 1 not sent: "),
            "{stopped}"
        );
    }
    for status in [302, 400, 401, 409, 422, 429, 500] {
        let script = (0..4).fold(Script::default().json(200, OK), |script, _| script.json(status, OK));
        let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
        let stopped = block_on(client.things().add([1, 2, 3, 4, 5]).send()).expect_err("another status");
        assert!(stopped.possibly_done(), "{stopped}");
        assert_eq!(script.bodies().len(), 2, "{status}: a write is not repeated");
    }
    let script = Script::default().json(200, OK).fail(TransportError::not_sent("refused"));
    assert!(!stopped(&script).possibly_done());
}

#[test]
fn rows_in_another_number_than_the_records_are_kept_and_possibly_done() {
    for (reply, came) in [("[]", &[][..]), ("[9]", &[9]), ("[9,10,11]", &[9, 10, 11])] {
        let reply = format!(r#"{{"success":true,"data":{reply}}}"#);
        let script = Script::default().json(200, OK).json(200, &reply).json(200, ONE);
        let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
        let stopped = block_on(client.things().add([1, 2, 3, 4, 5]).send()).expect_err("which is whose?");
        assert_eq!(script.bodies().len(), 2);
        assert!(stopped.error().is_decode() && stopped.possibly_done(), "{stopped}");
        assert_eq!((stopped.error().processed(), stopped.error().attempts()), (Processed::Yes, 1));
        assert_eq!((stopped.done(), stopped.mismatched_rows(), stopped.failed()), (&[7, 8][..], came, &[3, 4][..]));
        let text = format!(
            "2 of 5 records done, 2 failed, possibly done, 1 not sent: \
             the reply to sample things_add has {} rows for 2 records",
            came.len()
        );
        assert_eq!(stopped.to_string(), text);
        assert_eq!(stopped.into_parts().mismatched_rows, came);
    }
}

#[test]
fn as_a_plain_error_it_says_how_far_it_came() {
    let script = || Script::default().json(400, REFUSED);
    let one = Error::from(send(&script(), &[1, 2]).expect_err("refused"));
    assert_eq!(one.to_string(), "sample things_add failed, code X: no (HTTP 400)", "one request is as ever");
    assert_eq!(one.processed(), Processed::No);
    let first = Error::from(send(&script(), &[1, 2, 3]).expect_err("refused"));
    assert!(first.to_string().starts_with("0 of 3 records done, 2 failed, 1 not sent: sample"), "{first}");
    assert_eq!(first.processed(), Processed::No);
    let second = Error::from(stopped(&Script::default().json(200, OK).json(400, REFUSED)));
    assert_eq!(second.processed(), Processed::Maybe, "some records are done");
    assert_eq!(second.vendor_error().and_then(|error| error.code()), Some("X"));
}

#[test]
fn the_report_can_go_anywhere() {
    fn anywhere<T: std::error::Error + Send + Sync + 'static>() {}
    anywhere::<BatchError<ThingsAdd>>();
    assert_eq!(size_of::<BatchError<ThingsAdd>>(), size_of::<usize>());
    fn future<T: Send>(_: &T) {}
    future(&Script::default().client().things().add([0_i64; 0]).send());
}

#[test]
fn keeping_the_body_keeps_it_one_request() {
    let script = Script::default().json(200, OK);
    let raw = block_on(script.client().things().add([1, 2, 3]).keep_raw().send()).expect("added");
    assert_eq!((raw.body().as_ref(), script.bodies()), (OK.as_bytes(), vec![r#"{"array":[1,2,3]}"#.to_owned()]));
}

/// What a step is about, and how many rows it has; `None` before its request is sent.
fn told(step: BatchStep<Vec<i64>>) -> (std::ops::Range<usize>, Option<usize>) {
    match step {
        BatchStep::Sending { records } => (records, None),
        BatchStep::Done { records, output } => (records, Some(output.len())),
        other => panic!("a step that is not known: {other:?}"),
    }
}

#[test]
fn each_request_is_told_of_before_it_is_sent_and_when_it_is_done() {
    let script = Script::default().json(200, OK).json(200, OK).json(200, ONE);
    let mut progress = script.client().things().add([1, 2, 3, 4, 5]).progress();
    let mut steps = Vec::new();
    while let Some(step) = block_on(progress.try_next()).expect("added") {
        let step = told(step);
        assert_eq!(script.requests().len(), steps.len().div_ceil(2), "{step:?}");
        assert_eq!(progress.under_way(), progress.done_records()..progress.done_records());
        steps.push(step);
    }
    assert_eq!(steps, [(0..2, None), (0..2, Some(2)), (2..4, None), (2..4, Some(2)), (4..5, None), (4..5, Some(1))]);
    assert_eq!(progress.done_records(), 5);
    assert!(block_on(progress.try_next()).expect("the end").is_none());
    let mut none = script.client().things().add([0_i64; 0]).progress();
    assert!(block_on(none.try_next()).expect("nothing to do").is_none());
}

#[test]
fn steps_end_with_the_request_that_fails() {
    let script = Script::default().json(200, OK).fail(TransportError::timeout());
    let mut progress = script.client().things().add([1, 2, 3, 4, 5]).progress();
    for _ in 0..3 {
        block_on(progress.try_next()).expect("a step").expect("a step");
    }
    let stopped = block_on(progress.try_next()).expect_err("the second request fails");
    assert_eq!((stopped.done_records(), stopped.done().len()), (2, 0), "the rows were given before");
    assert_eq!((stopped.failed(), stopped.unsent(), stopped.possibly_done()), (&[3, 4][..], &[5][..], true));
    assert!(block_on(progress.try_next()).expect("the end").is_none());
    let account = progress.into_account();
    assert_eq!((account.done_records, account.possibly_done, account.unsent), (2, vec![], vec![]));
}

/// The reply to the first request comes; none to any other.
#[derive(Clone)]
struct Stuck(Script);

impl Transport for Stuck {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        limits: Limits,
    ) -> BoxFuture<'static, Result<http::Response<bytes::Bytes>, TransportError>> {
        let first = self.0.requests().is_empty();
        let answer = self.0.send(request, limits);
        if first { answer } else { Box::pin(std::future::pending()) }
    }
}

#[test]
fn a_wait_that_is_given_up_leaves_the_account() {
    let script = Script::default().json(200, OK);
    let client = script.builder().transport(Stuck(script.clone())).build().expect("a client");
    let mut progress = client.things().add([1, 2, 3, 4, 5]).progress();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let all = |progress: &mut BatchProgress<ThingsAdd>, cx: &mut std::task::Context<'_>| {
        let mut steps = std::pin::pin!(async { while progress.try_next().await.expect("a step").is_some() {} });
        assert!(steps.as_mut().poll(cx).is_pending(), "the second request has no reply");
    };
    for _ in 0..2 {
        all(&mut progress, &mut cx);
        assert_eq!((progress.done_records(), progress.under_way()), (2, 2..4));
        assert_eq!(script.requests().len(), 2, "the request that is under way is not sent again");
    }
    let shown = format!("{progress:?}");
    assert!(shown.contains("done_records: 2") && shown.contains("under_way: 2..4"), "{shown}");
    let account = progress.into_account();
    assert_eq!((account.done_records, &account.possibly_done, &account.unsent), (2, &vec![3, 4], &vec![5]));
    let told_of = client.things().add([1, 2, 3]).progress();
    assert_eq!(told_of.into_account().unsent, [1, 2, 3]);
    let mut told_of = client.things().add([1, 2, 3]).progress();
    block_on(told_of.try_next()).expect("a step").expect("a step");
    let account = told_of.into_account();
    assert_eq!((account.possibly_done, account.unsent), (vec![], vec![1, 2, 3]), "told of, but not sent");
}

#[test]
fn steps_can_be_waited_for_on_a_thread() {
    let script = Script::default().json(200, OK).json(200, ONE);
    let mut progress = script.client().things().add([1, 2, 3]).progress();
    let mut steps = Vec::new();
    while let Some(step) = progress.try_next_blocking().expect("added") {
        steps.push(told(step));
    }
    assert_eq!(steps, [(0..2, None), (0..2, Some(2)), (2..3, None), (2..3, Some(1))]);
}

#[test]
fn steps_are_not_waited_for_inside_a_runtime() {
    let script = Script::default().json(200, OK);
    let client = script.builder().transport(Stuck(script.clone())).build().expect("a client");
    let mut progress = client.things().add([1, 2, 3, 4, 5]).progress();
    let stopped = block_on(async { progress.try_next_blocking() }).expect_err("it would hold up the runtime");
    assert_eq!((stopped.unsent().len(), stopped.possibly_done()), (5, false), "{stopped}");
    let mut progress = client.things().add([1, 2, 3, 4, 5]).progress();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    {
        let mut steps = std::pin::pin!(async { while progress.try_next().await.expect("a step").is_some() {} });
        assert!(steps.as_mut().poll(&mut cx).is_pending());
    }
    let stopped = block_on(async { progress.try_next_blocking() }).expect_err("it would hold up the runtime");
    assert_eq!(
        (stopped.failed(), stopped.unsent(), stopped.possibly_done()),
        (&[3, 4][..], &[5][..], true),
        "{stopped}"
    );
    assert!(block_on(async { progress.try_next_blocking() }).expect("the end").is_none());
}
