//! Batches whose list of records is the whole body, over real connections: what each kind of reply gives, what is known after a
//! failure, and how to go on.

use std::time::Duration;

use nomenclature_runtime::{BatchError, BatchReply, BatchStep, Decimal, Error, Field, Processed, RawJson, RetryPolicy};

use crate::block_on;
use crate::sample::operations::RowsWrite;
use crate::sample::types::{RowWrite, TaskChange};
use crate::sample::{Client, ClientBuilder};
use crate::script::{KEY, Script};
use crate::server::{Act, Server, answer};

const TWO: &str = r#"{"ok":true,"result":{"row_affected":2}}"#;
const REFUSED: &str = r#"{"ok":false,"result":{"error":CODE,"description":"no"}}"#;

fn ok(body: &str) -> Act {
    answer("200 OK", "content-type: application/json\r\n", body)
}

fn refused(code: u32) -> Act {
    ok(&REFUSED.replace("CODE", &code.to_string()))
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.address).access_key(KEY).accept_language("ru").tenant("shop")
}

/// A client that tries again whatever may be tried again, at once.
fn client(server: &Server) -> Client {
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1));
    builder(server).retry(retry).build().expect("a client")
}

fn records(numbers: std::ops::RangeInclusive<i64>) -> Vec<RowWrite> {
    numbers.map(|id| RowWrite::new(id).price(Decimal::new(2310 + id, 2))).collect()
}

/// The body of the next request.
fn body(server: &Server) -> String {
    let request = server.request();
    request.split_once("\r\n\r\n").expect("a body").1.to_owned()
}

fn ids(records: &[RowWrite]) -> Vec<i64> {
    records.iter().map(|record| record.id).collect()
}

/// The numbers of the records of each request, and the count that came for them.
fn counts<T>(
    replies: &[BatchReply<T>],
    count: impl Fn(&T) -> Option<i64>,
) -> Vec<(std::ops::Range<usize>, Option<i64>)> {
    replies.iter().map(|reply| (reply.records.clone(), count(&reply.output))).collect()
}

#[test]
fn a_count_is_given_for_each_request_and_not_added_up() {
    let one = r#"{"ok":true,"result":{"row_affected":1,"ids":[5]}}"#;
    let server = Server::start(vec![ok(TWO), ok(r#"{"ok":true,"result":{"row_affected":0}}"#), ok(one)]);
    let done = block_on(client(&server).rows().write(records(1..=5)).send()).expect("three requests");
    assert_eq!(counts(&done, |of| of.row_affected), [(0..2, Some(2)), (2..4, Some(0)), (4..5, Some(1))]);
    assert_eq!(done[2].output.ids, [5]);
    assert_eq!(body(&server), r#"[{"id":1,"price":23.11},{"id":2,"price":23.12}]"#);
    assert_eq!(body(&server), r#"[{"id":3,"price":23.13},{"id":4,"price":23.14}]"#);
    assert_eq!(body(&server), r#"[{"id":5,"price":23.15}]"#);
    assert_eq!(server.count(), 0);
}

#[test]
fn rows_are_joined_in_the_order_of_their_records() {
    let rows = |rows: &str| ok(&format!(r#"{{"success":true,"data":{rows}}}"#));
    let server = Server::start(vec![rows("[10,20]"), rows("[30,40]"), rows("[50]")]);
    let done: Vec<i64> = block_on(client(&server).things().put(records(1..=5)).send()).expect("three requests");
    assert_eq!(done, [10, 20, 30, 40, 50]);
    assert_eq!(body(&server), r#"[{"id":1,"price":23.11},{"id":2,"price":23.12}]"#);

    // More or fewer than the records cannot be told apart by their order.
    let server = Server::start(vec![rows("[10,20]"), rows("[30]")]);
    let stopped = block_on(client(&server).things().put(records(1..=5)).send()).expect_err("which is whose?");
    assert_eq!((stopped.done(), stopped.mismatched_rows()), (&[10, 20][..], &[30][..]));
    assert_eq!((ids(stopped.failed()), ids(stopped.unsent())), (vec![3, 4], vec![5]));
    assert_eq!((stopped.error().processed(), stopped.possibly_done()), (Processed::Yes, true));
}

#[test]
fn a_list_that_is_about_the_whole_request_is_not_counted() {
    let rows = |rows: &str| ok(&format!(r#"{{"ok":true,"result":{rows}}}"#));
    let server = Server::start(vec![rows(r#"[{"id":2}]"#), rows("[]"), rows(r#"[{"id":5},{"id":6}]"#)]);
    let done = block_on(client(&server).rows().check(records(1..=5)).send()).expect("three requests");
    let found: Vec<_> = done.iter().map(|reply| (reply.records.clone(), reply.output.len())).collect();
    assert_eq!(found, [(0..2, 1), (2..4, 0), (4..5, 2)]);
}

#[test]
fn a_batch_without_a_cap_is_one_request() {
    let server = Server::start(vec![answer("204 No Content", "", "")]);
    let changes = |count: usize| (0..count).map(|number| TaskChange::new("remove", format!("/{number}")));
    let done = block_on(client(&server).tasks().patch("org", changes(700)).send()).expect("one request");
    let [all] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!(all.records, 0..700);
    let request = server.request();
    assert!(
        request.starts_with("PATCH ") && request.contains("content-type: application/json-patch+json\r\n"),
        "{request}"
    );
    assert_eq!(request.matches(r#"{"op":"remove","#).count(), 700);

    // All or none, so the vendor's refusal by status is certain.
    let failure = answer("403 Forbidden", "content-type: application/json\r\n", r#"{"code":"Forbidden"}"#);
    let server = Server::start(vec![failure]);
    let change = TaskChange::new("replace", "/name").value(RawJson::default());
    let stopped = block_on(client(&server).tasks().patch("org", [change]).send()).expect_err("403");
    assert_eq!((stopped.done_records(), stopped.failed().len(), stopped.unsent().len()), (0, 1, 0));
    assert_eq!(stopped.error().vendor_error().and_then(|error| error.code()), Some("Forbidden"));
    assert!(body(&server).contains(r#""value":null"#));
}

#[test]
fn without_records_nothing_is_sent() {
    let server = Server::start(vec![Act::Close]);
    let client = client(&server);
    assert_eq!(block_on(client.rows().write([] as [RowWrite; 0]).send()).expect("nothing to do"), []);
    assert_eq!(block_on(client.things().put([] as [RowWrite; 0]).send()).expect("nothing to do"), [0_i64; 0]);
    assert_eq!(block_on(client.tasks().patch("org", [] as [TaskChange; 0]).send()).expect("nothing to do"), []);
    let mut progress = client.rows().write([] as [RowWrite; 0]).progress();
    assert!(block_on(progress.try_next()).expect("the end").is_none());
    assert_eq!(server.count(), 0);
}

/// Five records, of which the second request fails.
fn stopped(server: &Server) -> BatchError<RowsWrite> {
    let stopped = block_on(client(server).rows().write(records(1..=5)).send()).expect_err("the second request fails");
    assert_eq!(counts(stopped.done(), |of| of.row_affected), [(0..2, Some(2))]);
    assert_eq!((stopped.done_records(), stopped.mismatched_rows().len()), (2, 0));
    assert_eq!((ids(stopped.failed()), ids(stopped.unsent())), (vec![3, 4], vec![5]));
    stopped
}

#[test]
fn the_account_after_a_failure_says_what_is_done_and_what_is_not() {
    // A refusal that may have changed something, and one of which the pages say that it changed nothing.
    let server = Server::start(vec![ok(TWO), refused(9999)]);
    let found = stopped(&server);
    assert_eq!((found.possibly_done(), found.error().processed()), (true, Processed::Maybe));
    let text = "2 of 5 records done, 2 failed, possibly done, 1 not sent: sample rows_write failed, code 9999: no";
    assert!(found.to_string().starts_with(text), "{found}");
    let server = Server::start(vec![ok(TWO), refused(1138)]);
    assert!(!stopped(&server).possibly_done());
    // A connection that ends before there is a reply.
    let server = Server::start(vec![ok(TWO), Act::Close]);
    let found = stopped(&server);
    assert_eq!((found.possibly_done(), server.count()), (true, 2), "a write is not repeated");
    // A reply that is none.
    let server = Server::start(vec![ok(TWO), ok(r#"{"ok":true,"result":{"row_affected":"two"}}"#)]);
    let found = stopped(&server);
    assert_eq!((found.error().is_decode(), found.error().processed()), (true, Processed::Yes));
    // Nobody listens any more, so nothing is sent.
    let server = Server::once(ok(TWO));
    let found = stopped(&server);
    assert!(!found.possibly_done() && found.error().processed() == Processed::No, "{found}");

    let error = Error::from(found);
    assert_eq!(error.processed(), Processed::Maybe, "two records are done");
}

#[test]
fn what_remains_completes_it() {
    for second in [refused(1138), Act::Close] {
        let server = Server::start(vec![ok(TWO), second]);
        let rest = stopped(&server).into_remaining();
        assert_eq!(ids(&rest), [3, 4, 5]);
        let server = Server::start(vec![ok(TWO), ok(r#"{"ok":true,"result":{"row_affected":1}}"#)]);
        let done = block_on(client(&server).rows().write(rest).send()).expect("two requests");
        assert_eq!(counts(&done, |of| of.row_affected), [(0..2, Some(2)), (2..3, Some(1))], "counted from 0 again");
        assert_eq!(body(&server), r#"[{"id":3,"price":23.13},{"id":4,"price":23.14}]"#);
        assert_eq!(body(&server), r#"[{"id":5,"price":23.15}]"#);
    }
}

#[test]
fn a_list_of_identifiers_that_a_bare_body_sent_changed_nothing() {
    let failure =
        |ids: &str| ok(&format!(r#"{{"success":false,"error":{{"code":"Unknown","text":"no","ids":{ids}}}}}"#));
    for (listed, possibly) in [("[3]", false), ("[3,4]", false), ("[7]", true), ("[]", true)] {
        let rows = ok(r#"{"success":true,"data":[10,20]}"#);
        let server = Server::start(vec![rows, failure(listed)]);
        let stopped = block_on(client(&server).things().put(records(1..=5)).send()).expect_err("refused");
        assert_eq!((stopped.possibly_done(), stopped.done()), (possibly, &[10, 20][..]), "{listed}");
    }
}

#[test]
fn steps_tell_of_each_request_and_what_it_gave() {
    let server = Server::start(vec![ok(TWO), refused(1138)]);
    let mut progress = client(&server).rows().write(records(1..=5)).progress();
    let mut told = Vec::new();
    let stopped = loop {
        match block_on(progress.try_next()) {
            Ok(Some(BatchStep::Sending { records })) => told.push((records, None)),
            Ok(Some(BatchStep::Done { records, output })) => told.push((records, output.row_affected)),
            Ok(other) => panic!("{other:?}"),
            Err(stopped) => break stopped,
        }
    };
    assert_eq!(told, [(0..2, None), (0..2, Some(2)), (2..4, None)]);
    assert_eq!((stopped.done_records(), stopped.done().len()), (2, 0), "what it gave was told before");
    assert_eq!((ids(stopped.failed()), ids(stopped.unsent())), (vec![3, 4], vec![5]));
    assert!(block_on(progress.try_next()).expect("the end").is_none());
}

#[test]
fn keeping_the_body_keeps_it_one_request() {
    let script = Script::default().json(200, TWO);
    let raw = block_on(script.client().rows().write(records(1..=3)).keep_raw().send()).expect("written");
    assert_eq!((raw.body().as_ref(), script.bodies().len()), (TWO.as_bytes(), 1));
    assert_eq!(script.bodies()[0].matches("\"id\"").count(), 3);
}

#[test]
fn a_thread_can_wait_for_it() {
    let server = Server::start(vec![ok(TWO), refused(9999)]);
    let stopped = client(&server).rows().write(records(1..=5)).send_blocking().expect_err("the second request fails");
    assert_eq!(counts(stopped.done(), |of| of.row_affected), [(0..2, Some(2))]);
    let null = vec![RowWrite::new(1).price(Field::Null)];
    let server = Server::start(vec![ok(r#"{"ok":true,"result":{}}"#)]);
    let done = client(&server).rows().write(null).send_blocking().expect("one request");
    assert_eq!(counts(&done, |of| of.row_affected), [(0..1, None)]);
    assert_eq!(body(&server), r#"[{"id":1,"price":null}]"#);
}
