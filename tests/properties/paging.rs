//! Listings of arbitrary servers: a walk ends, gives what a walk without a window gives, and asks for no page in vain.

use std::collections::{BTreeMap, HashMap};

use nomenclature::Items;
use nomenclature::runtime::Paged;
use nomenclature_tests::clients::organization;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::server::{Answer, MOST, Received, Server};
use crate::{cases, stand};

/// How a walk went.
#[derive(Debug, PartialEq)]
struct Walked<Row> {
    rows: Vec<Row>,
    error: Option<String>,
}

fn walk<Op: Paged>(mut operation: Op, window: usize) -> Walked<Op::Item> {
    operation.context_mut().set_options(stand().server.mark());
    stand().wait(async {
        let mut items = Items::new(operation).window(window);
        let mut rows = Vec::new();
        let error = loop {
            match items.try_next().await {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => break None,
                Err(error) => break Some(error.to_string()),
            }
        };
        assert!(matches!(items.try_next().await, Ok(None)), "the stream goes on after its end");
        Walked { rows, error }
    })
}

/// How many requests there were, and how many for the page that was asked for most often.
fn asked<Key: std::hash::Hash + Eq>(server: &Server, key: impl Fn(&Received) -> Key) -> (usize, usize) {
    let mut times: HashMap<Key, usize> = HashMap::new();
    let received = server.received();
    received.iter().for_each(|request| *times.entry(key(request)).or_default() += 1);
    (received.len(), times.values().copied().max().unwrap_or(0))
}

fn body(request: &Received) -> Value {
    serde_json::from_slice(&request.body).expect("the body is JSON")
}

fn offset(request: &Received) -> i64 {
    body(request)["offset"].as_i64().unwrap_or(0)
}

fn answer(value: &Value) -> Answer {
    (200, value.to_string().into_bytes())
}

/// What a server of offsets says on a page.
#[derive(Clone, Debug)]
struct Said {
    rows: i64,
    next: Option<i64>,
    total: Option<i64>,
    /// Pages of one mark have the same rows.
    mark: i64,
}

fn said() -> impl Strategy<Value = Said> {
    let next = prop_oneof![
        3 => Just(None),
        8 => (-3..80_i64).prop_map(Some),
        1 => prop::sample::select(vec![i64::from(i32::MIN), i64::from(i32::MAX), 1 << 40, i64::MIN]).prop_map(Some),
    ];
    // Huge totals are not among them: they bound a listing, if not soon.
    let total = prop_oneof![2 => Just(None), 5 => (-3..80_i64).prop_map(Some), 1 => Just(Some(i64::MIN))];
    (0..25_i64, next, total, 0..30_i64).prop_map(|(rows, next, total, mark)| Said { rows, next, total, mark })
}

/// Answers by the offset; `honest` puts the next offset where it belongs.
fn serve_offsets(server: &Server, pages: Vec<Said>, honest: bool) {
    server.answer(move |request| {
        let at = offset(request);
        let page = &pages[usize::try_from(at.max(0)).expect("an offset") % pages.len()];
        let rows: Vec<_> = (0..page.rows).map(|row| json!({"id": page.mark * 100 + row})).collect();
        let next = if honest { Some(at.max(0) + page.rows).filter(|next| *next < 1 << 31) } else { page.next };
        answer(&json!({"ok": true, "result": rows, "next_offset": next, "total": page.total}))
    });
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn offsets_of_any_server_end_and_do_not_depend_on_the_window(
        pages in vec(said(), 1..20), honest in any::<bool>(), window in 2..9_usize, start in -5..30_i32,
    ) {
        let (server, client) = (&stand().server, &stand().clients.regos);
        serve_offsets(server, pages.clone(), honest);
        let expected = walk(client.doc_set_price().get().offset(start), 1);
        let (requests, most) = asked(server, offset);
        prop_assert!(requests < MOST && most == 1, "{requests} requests, a page {most} times: {:?}", expected.error);
        let empty = |request: &Received| pages[offset(request).max(0) as usize % pages.len()].rows == 0;
        let first_empty = server.received().iter().position(empty);
        prop_assert!(first_empty.is_none_or(|index| index + 1 == requests), "an empty page is the last");
        serve_offsets(server, pages, honest);
        let walked = walk(client.doc_set_price().get().offset(start), window);
        let (ahead, most) = asked(server, offset);
        prop_assert_eq!(&walked, &expected);
        // What a wrong guess brought is thrown away once, and from then on nothing is guessed.
        prop_assert!(most <= 2 && ahead < requests + window, "{ahead} requests in place of {requests}");
    }

    #[test]
    fn an_honest_server_of_offsets_gives_each_row_once(
        rows in 0..300_i64, cap in 1..40_i64, limit in 1..60_i32, window in 1..9_usize,
    ) {
        let (server, client) = (&stand().server, &stand().clients.regos);
        server.answer(move |request| {
            let (at, limit) = (offset(request), body(request)["limit"].as_i64().expect("a limit"));
            let end = rows.min(at + cap.min(limit));
            let page: Vec<_> = (at..end).map(|id| json!({"id": id})).collect();
            answer(&json!({"ok": true, "result": page, "next_offset": end, "total": rows}))
        });
        let walked = walk(client.item_operation().get(1).limit(limit), window);
        prop_assert_eq!((walked.rows.len() as i64, walked.error), (rows, None));
        let (requests, most) = asked(server, offset);
        let needed = (rows.max(1) as usize).div_ceil(cap.min(i64::from(limit)) as usize);
        prop_assert_eq!((requests, most), (needed, 1), "no page is asked for twice or in vain");
        let walked = walk(client.doc_set_price().get().limit(limit), window);
        let ids: Vec<_> = walked.rows.iter().filter_map(|row| row.id).collect();
        prop_assert_eq!(ids, (0..rows).collect::<Vec<_>>());
    }

    #[test]
    fn numbered_pages_of_any_server_end_and_do_not_depend_on_the_window(
        pages in vec((prop_oneof![3 => Just(100_i64), 1 => 0..130_i64], 0..12_i64), 1..12), window in 2..9_usize,
    ) {
        let (server, client) = (&stand().server, &stand().clients.quince);
        let number = |request: &Received| body(request)["page"].as_i64().unwrap_or(1);
        let serve = || {
            let pages = pages.clone();
            server.answer(move |request| {
                let (rows, mark) = pages[number(request) as usize % pages.len()];
                let rows: Vec<_> = (0..rows).map(|row| json!({"Id": mark * 1000 + row})).collect();
                answer(&json!({"success": true, "data": rows}))
            });
        };
        serve();
        let expected = walk(client.services().list(), 1);
        let (requests, most) = asked(server, number);
        prop_assert!(requests <= pages.len() + 1 && most == 1, "{requests} requests");
        serve();
        prop_assert_eq!(&walk(client.services().list(), window), &expected);
        let (ahead, most) = asked(server, number);
        prop_assert!(ahead < requests + window && most == 1, "{ahead} requests in place of {requests}");
        // Full pages that differ, and a short one: then nothing is lost.
        let order: Vec<_> = (1..).map(|number: usize| pages[number % pages.len()]).take(pages.len()).collect();
        let first: usize = order.iter().take_while(|(rows, _)| *rows >= 100).count();
        let marks: std::collections::BTreeSet<_> = order[..first].iter().collect();
        if first < order.len() && marks.len() == first {
            let told: usize = order[..=first].iter().map(|(rows, _)| *rows as usize).sum();
            prop_assert_eq!((expected.rows.len(), expected.error), (told, None));
        }
    }

    #[test]
    fn tokens_of_any_server_end_and_do_not_depend_on_the_window(
        pages in vec((0..5_usize, prop::option::weighted(0.85, 0..12_usize), 0..9_usize), 1..12),
        spelling in "[ -~ёЁ]{0,6}", window in 2..9_usize,
    ) {
        let (server, client) = (&stand().server, &stand().clients.life_pos);
        let token = |request: &Received| request.target.split("page_token=").nth(1).map(str::to_owned);
        let names: Vec<_> = (0..pages.len()).map(|index| format!("{spelling}{index}")).collect();
        let encoded: BTreeMap<String, usize> =
            names.iter().enumerate().map(|(index, name)| (crate::wire::percent_encoded(name), index)).collect();
        let serve = || {
            let (pages, names, encoded) = (pages.clone(), names.clone(), encoded.clone());
            server.answer(move |request| {
                let at = token(request).map_or(0, |token| encoded[token.split('&').next().unwrap_or_default()]);
                let (rows, next, mark) = pages[at];
                let rows: Vec<_> = (0..rows).map(|row| json!({"guid": guid(mark * 10 + row)})).collect();
                let next = next.map(|next| names[next % names.len()].clone());
                answer(&json!({"items": rows, "next_page_token": next}))
            });
        };
        let list = || client.nomenclature_imports().list(organization());
        serve();
        let expected = walk(list(), 1);
        let (requests, most) = asked(server, token);
        prop_assert!(requests <= pages.len() + 1 && most == 1, "{requests} requests: {:?}", expected.error);
        serve();
        prop_assert_eq!(&walk(list(), window), &expected);
        prop_assert!(asked(server, token).0 <= requests + 1);
        // Without a circle nothing is an error, and every row is given.
        let (mut at, mut seen, mut marks, mut told) = (0, vec![0], Vec::new(), 0);
        let plain = loop {
            let (rows, next, mark) = pages[at];
            told += rows;
            let again = rows > 0 && marks.contains(&(rows, mark));
            marks.push((rows, mark));
            match next.map(|next| next % pages.len()) {
                None => break true,
                Some(next) if again || seen[1..].contains(&next) => break false,
                Some(next) => {
                    seen.push(next);
                    at = next;
                }
            }
        };
        prop_assert_eq!(expected.error.is_none(), plain, "{:?}", expected.error);
        if plain {
            prop_assert_eq!(expected.rows.len(), told);
        }
    }
}

fn guid(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}
