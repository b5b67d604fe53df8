//! Walking through listings.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use nomenclature_runtime::{Error, ErrorKind, Items, Paged};

use crate::block_on;
use crate::sample::operations::{RowsGet, ThingsList};
use crate::sample::types::Row;
use crate::script::Script;

/// The ids of all rows, and the error at the end if there is one; one page after another, as the replies are scripted.
fn drain<Op>(items: Items<Op>) -> (Vec<i64>, Option<Error>)
where
    Op: Paged<Item = Row>,
{
    let mut items = items.window(1);
    let mut ids = Vec::new();
    let error = loop {
        match block_on(items.try_next()) {
            Ok(Some(row)) => ids.extend(row.id),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    for _ in 0..3 {
        assert!(matches!(block_on(items.try_next()), Ok(None)), "the stream goes on after its end");
    }
    (ids, error)
}

fn rows(ids: &[i64]) -> String {
    let rows: Vec<String> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
    format!("[{}]", rows.join(","))
}

fn offset_page(ids: &[i64], next: &str, total: &str) -> String {
    format!(r#"{{"ok":true,"result":{},"next_offset":{next},"total":{total}}}"#, rows(ids))
}

fn numbered_page(ids: &[i64]) -> String {
    format!(r#"{{"success":true,"data":{}}}"#, rows(ids))
}

#[test]
fn offsets_stride_by_what_the_server_returns() {
    let script = Script::default()
        .json(200, &offset_page(&[1, 2], "2", "5"))
        .json(200, &offset_page(&[3], "3", "5"))
        .json(200, &offset_page(&[4, 5], "5", "5"));
    assert_eq!(drain(script.client().rows().get().limit(2).items()).0, [1, 2, 3, 4, 5]);
    assert_eq!(script.bodies(), [r#"{"limit":2}"#, r#"{"limit":2,"offset":2}"#, r#"{"limit":2,"offset":3}"#]);
}

#[test]
fn no_row_is_lost_where_the_next_offset_counts_what_was_asked_for() {
    let page = |at: i64, next: &str| offset_page(&[at + 1, at + 2, at + 3], next, "9");
    let script = Script::default().json(200, &page(0, "5")).json(200, &page(3, "8")).json(200, &page(6, "11"));
    assert_eq!(drain(script.client().rows().get().limit(5).items()).0, (1..=9).collect::<Vec<_>>());
    assert_eq!(script.bodies(), [r#"{"limit":5}"#, r#"{"limit":5,"offset":3}"#, r#"{"limit":5,"offset":6}"#]);
}

#[test]
fn new_tokens_without_rows_end_in_an_error() {
    let page = |number: usize| format!(r#"{{"items":[],"next_page_token":"t{number}"}}"#);
    let script = (0..50).fold(Script::default(), |script, number| script.json(200, &page(number)));
    let (ids, error) = drain(script.client().tasks().list("o").items());
    assert_eq!((ids.len(), error.map(|error| error.kind())), (0, Some(ErrorKind::Paging)));
    assert_eq!(script.requests().len(), 10);
}

#[test]
fn streams_can_be_kept_moved_and_polled() {
    fn free<T: Stream + Send + Unpin + 'static>(stream: T) -> T {
        stream
    }
    let script = Script::default().json(200, &numbered_page(&[1]));
    let mut items = free(script.client().things().list().items());
    assert!(script.requests().is_empty(), "nothing is sent before it is asked for");
    let mut cx = Context::from_waker(Waker::noop());
    let first = Pin::new(&mut items).poll_next(&mut cx);
    assert!(matches!(first, Poll::Ready(Some(Ok(row))) if row.id == Some(1)));
    assert!(matches!(Pin::new(&mut items).poll_next(&mut cx), Poll::Ready(None)));
    drop(free(script.client().things().list().pages()));
    assert_eq!(script.requests().len(), 1);
    fn paged<Op: Paged>() -> &'static str {
        Op::SPEC.id
    }
    assert_eq!((paged::<RowsGet>(), paged::<ThingsList>()), ("rows_get", "things_list"));
}
