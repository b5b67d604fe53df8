//! Writes of more records than one request takes.

use super::block_on;
use super::sample::ThingsAdd;
use super::script::Script;
use crate::error::{Error, Processed};
use crate::{BatchError, TransportError};

const OK: &str = r#"{"success":true,"data":[7,8]}"#;
const ONE: &str = r#"{"success":true,"data":[7]}"#;
const REFUSED: &str = r#"{"success":false,"error":{"code":"X","text":"no"}}"#;

fn send(script: &Script, records: &[i64]) -> Result<Vec<i64>, BatchError<ThingsAdd>> {
    block_on(script.client().add_things(records).send())
}

fn stopped(script: &Script) -> BatchError<ThingsAdd> {
    send(script, &[1, 2, 3, 4, 5]).expect_err("the second request fails")
}

#[test]
fn records_are_split_at_the_cap_and_rows_joined() {
    for (records, bodies) in [
        (&[][..], &[][..]),
        (&[1], &[r#"{"array":[1]}"#]),
        (&[1, 2], &[r#"{"array":[1,2]}"#]),
        (&[1, 2, 3], &[r#"{"array":[1,2]}"#, r#"{"array":[3]}"#]),
        (&[1, 2, 3, 4], &[r#"{"array":[1,2]}"#, r#"{"array":[3,4]}"#]),
    ] {
        let replies = records.chunks(2).map(|chunk| if chunk.len() == 2 { OK } else { ONE });
        let script = replies.fold(Script::default(), |script, reply| script.json(200, reply));
        let rows = send(&script, records).expect("added");
        assert_eq!(rows, [7, 8].repeat(bodies.len())[..records.len()]);
        assert_eq!(script.bodies(), bodies);
    }
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
fn what_remains_can_be_sent_again() {
    let script = Script::default().json(200, OK).json(400, REFUSED).json(200, OK).json(200, ONE);
    let remaining = stopped(&script).into_remaining();
    assert_eq!(remaining, [3, 4, 5]);
    send(&script, &remaining).expect("added");
    let bodies = ["[1,2]", "[3,4]", "[3,4]", "[5]"].map(|array| format!("{{\"array\":{array}}}"));
    assert_eq!(script.bodies(), bodies);
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
        let client = script.builder().retry(crate::RetryPolicy::new()).build().expect("a client");
        let stopped = block_on(client.add_things(&[1, 2, 3, 4, 5]).send()).expect_err("another status");
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
        let client = script.builder().retry(crate::RetryPolicy::new()).build().expect("a client");
        let stopped = block_on(client.add_things(&[1, 2, 3, 4, 5]).send()).expect_err("which is whose?");
        assert_eq!(script.bodies().len(), 2);
        assert!(stopped.error().is_decode() && stopped.possibly_done(), "{stopped}");
        assert_eq!((stopped.error().processed(), stopped.error().attempts()), (Processed::Yes, 1));
        assert_eq!((stopped.done(), stopped.odd(), stopped.failed()), (&[7, 8][..], came, &[3, 4][..]));
        let text = format!(
            "2 of 5 records done, 2 failed, possibly done, 1 not sent: \
             the reply to sample things_add has {} rows for 2 records",
            came.len()
        );
        assert_eq!(stopped.to_string(), text);
        assert_eq!(stopped.into_parts().odd, came);
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
    future(&Script::default().client().add_things(&[]).send());
}

#[test]
fn keeping_the_body_keeps_it_one_request() {
    let script = Script::default().json(200, OK);
    let raw = block_on(script.client().add_things(&[1, 2, 3]).keep_raw().send()).expect("added");
    assert_eq!((raw.body().as_ref(), script.bodies()), (OK.as_bytes(), vec![r#"{"array":[1,2,3]}"#.to_owned()]));
}
