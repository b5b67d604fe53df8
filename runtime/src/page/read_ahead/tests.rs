//! The read_ahead against servers of every honesty.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// What a server says to a request.
#[derive(Clone, Debug)]
struct Said {
    info: PageInfo,
    page_hash: u64,
    bytes: u64,
}

/// How a prefetch went.
#[derive(Debug, PartialEq)]
struct Walked {
    given: Vec<Cursor>,
    end: Option<Outcome>,
}

/// What a prefetch cost.
#[derive(Debug, Default)]
struct Cost {
    requests: usize,
    most_pages: usize,
    most_bytes: u64,
}

/// Longer walks are cut off.
const LONG: usize = 300;

fn prefetch(paging: PagingSpec, start: Cursor, window: Window, server: impl Fn(&Cursor) -> Said) -> (Walked, Cost) {
    let mut read_ahead = ReadAhead::new(Some(paging), start, None);
    read_ahead.window = window;
    let (mut in_flight, mut cost) = (VecDeque::<Said>::new(), Cost::default());
    let mut walked = Walked { given: Vec::new(), end: None };
    let mut held = 0;
    while walked.given.len() < LONG {
        for reading in [false, true] {
            if !reading {
                read_ahead.returned();
                held = 0;
            }
            // Every second request has its reply, so that both ways of counting are used.
            let load = |in_flight: &VecDeque<Said>| Load {
                flying: in_flight.iter().step_by(2).count(),
                landed: in_flight.iter().skip(1).step_by(2).map(|said| said.bytes).sum(),
            };
            while let Some(cursor) = read_ahead.ask(load(&in_flight)) {
                walked.given.push(cursor.clone());
                in_flight.push_back(server(&cursor));
                cost.requests += 1;
            }
            cost.most_pages = cost.most_pages.max(in_flight.len() + usize::from(reading));
            cost.most_bytes = cost.most_bytes.max(in_flight.iter().map(|said| said.bytes).sum::<u64>() + held);
            if reading {
                break;
            }
            let Some(said) = in_flight.pop_front() else { return (walked, cost) };
            let dropped = in_flight.len();
            let outcome = read_ahead.landed(&said.info, said.page_hash, said.bytes);
            in_flight.truncate(read_ahead.kept());
            // The cursors of requests that no longer count were never given.
            walked.given.truncate(walked.given.len() - (dropped - in_flight.len()));
            held = said.bytes;
            if outcome != Outcome::Good {
                walked.end = Some(outcome);
                return (walked, cost);
            }
        }
    }
    // How far ahead a prefetch without an end has got depends on the window.
    walked.given.truncate(LONG / 2);
    (walked, cost)
}

fn pages(pages: usize) -> Window {
    Window { pages, ..Window::default() }
}

fn offset_paging() -> PagingSpec {
    PagingSpec { style: PagingStyle::Offset, page_size: Some(10_000) }
}

fn number_paging() -> PagingSpec {
    PagingSpec { style: PagingStyle::Page, page_size: Some(100) }
}

fn offsets(walked: &Walked) -> Vec<i64> {
    walked.given.iter().map(Cursor::rows_before).collect()
}

/// A server with so many rows that gives at most `cap` of them.
fn honest(rows: i64, cap: i64) -> impl Fn(&Cursor) -> Said {
    move |cursor| {
        let at = cursor.rows_before();
        let given = (rows - at).clamp(0, cap);
        let next = if at + given < rows { at + given } else { 0 };
        let info = PageInfo::new(usize::try_from(given).expect("few rows")).next_offset(Some(next)).total(Some(rows));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    }
}

fn start() -> Cursor {
    Cursor::offset(None::<i64>)
}

#[test]
fn offsets_are_asked_for_ahead_once_the_total_is_known() {
    let mut read_ahead = ReadAhead::new(Some(offset_paging()), start(), None);
    let ask = |read_ahead: &mut ReadAhead| {
        let asked = std::iter::from_fn(|| read_ahead.ask(Load::default()));
        asked.map(|cursor| cursor.number()).collect::<Vec<_>>()
    };
    assert_eq!(ask(&mut read_ahead), [None], "nothing is guessed before the first page");
    let said = honest(75, 10)(&start());
    assert_eq!(read_ahead.landed(&said.info, said.page_hash, said.bytes), Outcome::Good);
    assert_eq!(ask(&mut read_ahead), [10, 20, 30].map(Some), "the page that is read is one of the four");
    read_ahead.returned();
    assert_eq!(ask(&mut read_ahead), [Some(40)]);
    assert_eq!(read_ahead.kept(), 4);
}

#[test]
fn a_gap_is_read_one_after_another() {
    let server = |cursor: &Cursor| {
        let at = cursor.rows_before();
        // One page is short by a row, and all others are as they should be.
        let rows = if at == 30 { 9 } else { 10 };
        let info = PageInfo::new(rows).next_offset(Some(at + rows as i64)).total(Some(95));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    };
    let (walked, cost) = prefetch(offset_paging(), start(), pages(8), server);
    assert_eq!(offsets(&walked), [0, 10, 20, 30, 39, 49, 59, 69, 79, 89]);
    assert_eq!(cost.requests, 10 + 6, "what was asked for past the gap is thrown away: 40, 50, 60, 70, 80, 90");
}

#[test]
fn a_page_with_rows_left_out_is_a_gap_too() {
    let server = |cursor: &Cursor| {
        let at = cursor.rows_before();
        let info = PageInfo::new(if at == 10 { 9 } else { 10 }).next_offset(Some(at + 10)).total(Some(50));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    };
    let (walked, cost) = prefetch(offset_paging(), start(), pages(4), server);
    assert_eq!(offsets(&walked), [0, 10, 19, 29, 39, 49]);
    assert!(cost.requests > 6);
}

#[test]
fn offsets_are_guessed_by_what_comes_where_the_vendor_counts_what_was_asked_for() {
    let server = |cursor: &Cursor| {
        let at = cursor.rows_before();
        let info = PageInfo::new(30).next_offset(Some(at + 100)).total(Some(300));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    };
    let (walked, cost) = prefetch(offset_paging(), start(), pages(4), server);
    let expected: Vec<i64> = (0..300).step_by(30).collect();
    assert_eq!((offsets(&walked), cost.requests), (expected, 10));
}

#[test]
fn a_total_that_grows_on_the_way_is_followed() {
    let server = |cursor: &Cursor| {
        let at = cursor.rows_before();
        let info = PageInfo::new(10).next_offset(Some(at + 10)).total(Some(if at < 20 { 30 } else { 60 }));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    };
    let (walked, cost) = prefetch(offset_paging(), start(), pages(4), server);
    assert_eq!((offsets(&walked), cost.requests), (vec![0, 10, 20, 30, 40, 50], 6));
}

#[test]
fn a_server_that_never_ends_the_listing_is_an_error() {
    for total in [None, Some(0), Some(i64::MAX)] {
        let server = |cursor: &Cursor| {
            let info = PageInfo::new(10).next_offset(Some(cursor.rows_before() + 10)).total(total);
            Said { info, page_hash: 1, bytes: 10 }
        };
        let (walked, cost) = prefetch(offset_paging(), start(), pages(8), server);
        assert!(matches!(walked.end, Some(Outcome::Bad(_))), "{walked:?}");
        assert!(cost.requests <= 9, "{cost:?}");
    }
    let same = |_: &Cursor| Said { info: PageInfo::new(100), page_hash: 1, bytes: 10 };
    let (walked, _) = prefetch(number_paging(), start(), pages(8), same);
    assert_eq!((walked.given.len(), matches!(walked.end, Some(Outcome::Bad(_)))), (2, true));
}

#[test]
fn offsets_that_no_number_holds_are_not_guessed() {
    let server = |cursor: &Cursor| {
        let at = cursor.rows_before();
        let info = PageInfo::new(10).next_offset(at.checked_add(10)).total(Some(i64::MAX));
        Said { info, page_hash: at.unsigned_abs(), bytes: 10 }
    };
    let (walked, _) = prefetch(offset_paging(), Cursor::offset(Some(i64::MAX - 25)), pages(8), server);
    assert_eq!(walked.given.len(), 3);
}

#[test]
fn one_page_by_token_is_fetched_ahead() {
    let paging = PagingSpec { style: PagingStyle::Token, page_size: None };
    let server = |cursor: &Cursor| {
        let at: u64 = cursor.to_token().map_or(0, |token| token.parse().expect("a number"));
        let next = (at < 9).then(|| (at + 1).to_string());
        Said { info: PageInfo::new(1).next_token(next.as_deref()), page_hash: at, bytes: 10 }
    };
    for (window, most) in [(1, 1), (2, 2), (8, 2)] {
        let (walked, cost) = prefetch(paging, Cursor::token(None::<String>), pages(window), server);
        assert_eq!((walked.given.len(), cost.requests, cost.most_pages), (10, 10, most));
    }
}

#[test]
fn the_window_is_bounded_in_bytes() {
    let bytes = |bytes: u64| Window { pages: 8, bytes };
    for (window, most) in [(bytes(0), 10), (bytes(10), 10), (bytes(35), 30), (bytes(1_000), 80)] {
        let (walked, cost) = prefetch(offset_paging(), start(), window, honest(200, 10));
        assert_eq!((walked.given.len(), cost.most_bytes), (20, most), "{window:?}");
    }
}

#[test]
fn a_small_first_page_does_not_let_a_large_window_be_filled_with_large_pages() {
    let mut read_ahead = ReadAhead::new(Some(offset_paging()), start(), None);
    read_ahead.window = Window { pages: 1_000, bytes: 100_000 };
    // None of those asked for has come, so nobody knows how large they are.
    let mut ask = |given: usize| {
        for page in 0..given {
            let info = PageInfo::new(10).next_offset(Some(page as i64 * 10 + 10)).total(Some(20_000));
            read_ahead.returned();
            assert_eq!(read_ahead.landed(&info, page as u64, 150), Outcome::Good);
        }
        while read_ahead.ask(Load { flying: read_ahead.kept(), landed: 0 }).is_some() {}
        read_ahead.kept()
    };
    assert_eq!(ask(0), 1);
    assert_eq!(ask(1), TRUSTED - 1, "the page that is read is one of them");
    let (_, cost) = prefetch(offset_paging(), start(), pages(64), honest(2_000, 10));
    assert_eq!((cost.most_pages, cost.requests), (64, 200), "a large window is filled in time");
}

/// Any answers whatever: the offset picks one.
fn anything() -> impl Strategy<Value = Vec<(usize, Option<i64>, Option<i64>, u64)>> {
    let next = prop_oneof![Just(None), (-2..60_i64).prop_map(Some), Just(Some(i64::MIN)), Just(Some(i64::MAX))];
    let total = prop_oneof![Just(None), (-1..60_i64).prop_map(Some), Just(Some(i64::MAX))];
    vec((0..25_usize, next, total, 0..40_u64), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_honest_server_is_read_once_in_order(rows in 0..250_i64, cap in 1..30_i64, window in 1..12_usize, from in -3..50_i64) {
        let (walked, cost) = prefetch(offset_paging(), Cursor::offset(Some(from)), pages(window), honest(rows, cap));
        let mut expected: Vec<i64> = (from.max(0)..rows).step_by(usize::try_from(cap).expect("a cap")).collect();
        if expected.is_empty() {
            expected.push(from.max(0));
        }
        prop_assert_eq!(offsets(&walked), expected);
        prop_assert_eq!(cost.requests, walked.given.len(), "nothing is asked for in vain");
        prop_assert!(cost.most_pages <= window);
    }

    #[test]
    fn a_window_changes_nothing_about_what_is_given(answers in anything(), honest_next in any::<bool>(), window in 2..12_usize) {
        let server = |cursor: &Cursor| {
            let at = cursor.rows_before();
            let index = usize::try_from(at).expect("an offset") % answers.len();
            let (rows, next, total, page_hash) = answers[index];
            let next = if honest_next { at.checked_add(rows as i64) } else { next };
            Said { info: PageInfo::new(rows).next_offset(next).total(total), page_hash, bytes: page_hash }
        };
        let (expected, _) = prefetch(offset_paging(), start(), pages(1), server);
        let (walked, cost) = prefetch(offset_paging(), start(), pages(window), server);
        prop_assert_eq!(&walked, &expected);
        prop_assert!(cost.most_pages <= window);
    }

    #[test]
    fn numbered_pages_end_at_the_short_one(full in 0..40_usize, rest in 0..100_usize, window in 1..12_usize) {
        let server = |cursor: &Cursor| {
            let number = cursor.number().unwrap_or(1);
            let index = usize::try_from(number).expect("a number") - 1;
            let rows = match index.cmp(&full) {
                std::cmp::Ordering::Less => 100,
                std::cmp::Ordering::Equal => rest,
                std::cmp::Ordering::Greater => 0,
            };
            Said { info: PageInfo::new(rows), page_hash: number.unsigned_abs(), bytes: 10 }
        };
        let (walked, cost) = prefetch(number_paging(), start(), pages(window), server);
        prop_assert_eq!(walked.given.len(), full + 1);
        prop_assert!(cost.requests < full + 1 + window && cost.most_pages <= window);
        prop_assert!(full > 0 || cost.requests == 1, "nothing is guessed before a full page");
    }
}

/// A page of an offset listing with so many rows, after which the server names a next one.
fn short_page(at: i64, rows: usize) -> PageInfo {
    PageInfo::new(rows).next_offset(Some(at + rows as i64)).total(Some(1_000))
}

#[test]
fn fewer_rows_than_were_asked_for_say_nothing_about_the_rest_until_the_next_page_agrees() {
    for (limit, rows, ahead) in [(None, 2, 7), (Some(2), 2, 7), (Some(1), 2, 7), (Some(10), 2, 1)] {
        let mut read_ahead = ReadAhead::new(Some(offset_paging()), start(), limit);
        read_ahead.window = pages(8);
        let ask = |read_ahead: &mut ReadAhead| {
            std::iter::from_fn(|| read_ahead.ask(Load { flying: 0, landed: 0 }))
                .map(|at| at.rows_before())
                .collect::<Vec<_>>()
        };
        assert_eq!(ask(&mut read_ahead), [0]);
        assert_eq!(read_ahead.landed(&short_page(0, rows), 1, 10), Outcome::Good);
        assert_eq!(ask(&mut read_ahead).len(), ahead, "{limit:?}");
        read_ahead.returned();
        ask(&mut read_ahead);
        assert_eq!(read_ahead.landed(&short_page(2, rows), 2, 10), Outcome::Good, "{limit:?}");
        assert!(ask(&mut read_ahead).len() + read_ahead.kept() >= 7, "the server's pages are smaller: {limit:?}");
    }
    let mut read_ahead = ReadAhead::new(Some(offset_paging()), start(), Some(10));
    read_ahead.ask(Load { flying: 0, landed: 0 });
    read_ahead.landed(&short_page(0, 2), 1, 10);
    read_ahead.ask(Load { flying: 0, landed: 0 });
    assert_eq!(read_ahead.landed(&PageInfo::new(0).total(Some(1_000)), 2, 10), Outcome::Good);
    assert_eq!(read_ahead.ask(Load { flying: 0, landed: 0 }), None, "the total counts rows that do not fit");
}
