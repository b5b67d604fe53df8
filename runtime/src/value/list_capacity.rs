//! Lists that make room for their rows once.
//!
//! Serde does not say how long a list is, so that a list of thousands of rows of a kilobyte each would be copied again and
//! again while it grows. Of the text of a reply it is known where a row ends and how much is behind it: the outermost list of
//! a reply takes the text of a row twice, and makes room for as many rows as will fit the rest.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};

use crate::value::haste::in_haste;
use crate::value::raw_text::Capture;
use crate::value::wire::{ReadInto, Wire, from_json};

/// Rows that are read before the first of them is looked at, so that short lists cost nothing.
const FEW: usize = 8;
/// Rows that are read before there is a guess.
const ENOUGH: usize = 32;

/// Where a text lies in memory.
#[derive(Clone, Copy)]
struct TextSpan {
    start: usize,
    length: usize,
}

thread_local! {
    /// The reply that this thread reads, while none of its lists is being read.
    static REPLY: Cell<Option<TextSpan>> = const { Cell::new(None) };
}

/// Sets the reply of this thread, and on its end what was there before.
struct Reply {
    before: Option<TextSpan>,
    now: Option<TextSpan>,
}

impl Reply {
    fn set(now: Option<TextSpan>) -> Self {
        Self { before: REPLY.replace(now), now }
    }

    /// Takes the reply, so that the lists inside of a list see none.
    fn take() -> Self {
        let before = REPLY.take();
        Self { before, now: before }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        REPLY.set(self.before);
    }
}

/// Whether a reply is read, and none of its lists.
pub(crate) fn is_outside_of_lists() -> bool {
    REPLY.get().is_some()
}

/// Reads the text of a reply. A path that errors carry may end at a row, since some rows are read by themselves.
pub(crate) fn read_reply<'de, T: Deserialize<'de>>(
    text: &'de str,
    max_response_bytes: u64,
) -> Result<T, serde_json::Error> {
    in_haste(|| {
        let _bound = MemoryBound::of(max_response_bytes);
        let _reply = Reply::set(Some(TextSpan { start: text.as_ptr().addr(), length: text.len() }));
        serde_json::from_str(text)
    })
}

thread_local! {
    /// The bytes that the lists and maps of this reply may still take; outside of replies there is no bound.
    static MEMORY: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// What the rows of a reply may take in memory, in bytes of the longest reply that is accepted. A reply of `{}` after `{}` takes
/// hundreds of bytes of memory for each of its own, a documented one about two.
pub(crate) const MEMORY_PER_BYTE: u64 = 8;
/// What they may take however short the replies are that are accepted.
const LEAST_MEMORY: u64 = 4 << 20;

/// Bounds the memory for lists and maps while it lives.
pub(crate) struct MemoryBound(usize);

impl MemoryBound {
    /// The bound for replies of at most so many bytes.
    pub(crate) fn of(max_response_bytes: u64) -> Self {
        let bytes = max_response_bytes.saturating_mul(MEMORY_PER_BYTE).max(LEAST_MEMORY);
        Self(MEMORY.replace(usize::try_from(bytes).unwrap_or(usize::MAX)))
    }
}

impl Drop for MemoryBound {
    fn drop(&mut self) {
        MEMORY.set(self.0);
    }
}

/// Takes memory for rows from what there is for the reply.
///
/// # Errors
/// There is no more.
pub(crate) fn charge<E: serde::de::Error>(bytes: usize) -> Result<(), E> {
    let left = MEMORY.get();
    if left == usize::MAX {
        return Ok(());
    }
    match left.checked_sub(bytes) {
        Some(left) => {
            MEMORY.set(left);
            Ok(())
        }
        None => Err(E::custom(format_args!(
            "its rows take more memory than {MEMORY_PER_BYTE} times `max_response_bytes`; ask for fewer of them, or raise it"
        ))),
    }
}

/// Reads a list; `null` is an empty one.
pub(crate) struct Rows<T>(pub(crate) PhantomData<T>);

impl<'de, T: Wire> Visitor<'de> for Rows<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let reply = Reply::take();
        let mut guess = reply.now.map(|place| Guess { place, row_bytes: size_of::<T>(), mark: None });
        let mut rows = Vec::new();
        let mut charged = 0;
        let mut row = None;
        loop {
            if let (true, Some(guess)) = (rows.len() == rows.capacity() && rows.len() >= FEW, &mut guess) {
                let Some(text) = list.next_element_seed(Capture)? else { break };
                rows.reserve_exact(guess.more(rows.len(), &text));
                rows.push(from_json(&text).map_err(A::Error::custom)?);
            } else {
                let Some(()) = list.next_element_seed(ReadInto(&mut row))? else { break };
                rows.extend(row.take());
            }
            if rows.capacity() > charged {
                charge::<A::Error>((rows.capacity() - charged).saturating_mul(size_of::<T>()))?;
                charged = rows.capacity();
            }
        }
        // The rows became longer, or much else was behind them.
        if guess.is_some() && rows.capacity() / 2 > rows.len().max(ENOUGH) {
            rows.shrink_to_fit();
        }
        Ok(rows)
    }
}

/// How many rows are still to come.
struct Guess {
    place: TextSpan,
    /// What a row takes in memory.
    row_bytes: usize,
    /// A number of rows and where in the text they ended.
    mark: Option<(usize, usize)>,
}

impl Guess {
    /// The rows to make room for, the one with this text included, behind so many.
    ///
    /// Whatever the text looks like, that is no more than twice its length in memory, or than twice the rows that are there.
    fn more(&mut self, rows: usize, text: &str) -> usize {
        let end = (text.as_ptr().addr() + text.len()).wrapping_sub(self.place.start);
        let doubled = rows.max(1);
        if end > self.place.length {
            return doubled;
        }
        let Some((marked, place)) = self.mark.replace((rows + 1, end)).filter(|_| rows >= ENOUGH) else {
            return doubled;
        };
        let bytes = end.saturating_sub(place).max(1) as u128;
        let ahead = (self.place.length - end) as u128 * (rows + 1).saturating_sub(marked) as u128 / bytes;
        // A little more, since copying all rows for the last few would be a waste.
        let ahead = usize::try_from(ahead + ahead / 16).unwrap_or(usize::MAX).saturating_add(2);
        let most = self.place.length.saturating_mul(2) / self.row_bytes.max(1);
        ahead.min(most.saturating_sub(rows).max(doubled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Row {
        id: Option<u64>,
        name: Option<String>,
        rows: Vec<Row>,
        codes: Vec<u64>,
        wide: Option<Box<Row>>,
    }

    crate::record! {
        Row {
            0 => id,
            1 => name,
            2 => rows,
            3 => codes,
            4 => wide,
        }
    }

    /// A reply with these rows.
    fn reply(rows: impl Iterator<Item = String>) -> String {
        format!(r#"{{"id":1,"rows":[{}],"name":"behind"}}"#, rows.collect::<Vec<_>>().join(","))
    }

    fn row(id: usize) -> String {
        format!(r#"{{"id":{id},"name":"{}","codes":[1,2,3]}}"#, "n".repeat(id % 50))
    }

    #[test]
    fn rows_are_the_same_however_many_there_are() {
        for count in (0..70).chain([128, 129, 1000]) {
            let text = reply((0..count).map(row));
            let read: Row = read_reply(&text, u64::MAX).expect("a reply");
            assert_eq!(read, serde_json::from_str(&text).expect("a reply"));
            assert_eq!((read.rows.len(), read.name.as_deref()), (count, Some("behind")));
        }
    }

    #[test]
    fn long_lists_have_room_for_their_rows_and_little_more() {
        for count in [100, 1000, 9000] {
            let read: Row = read_reply(&reply((0..count).map(row)), u64::MAX).expect("a reply");
            assert!(read.rows.capacity() < count + count / 8, "{} for {count}", read.rows.capacity());
        }
    }

    #[test]
    fn lists_inside_of_rows_grow_as_ever() {
        let codes = format!(r#"{{"codes":[{}]}}"#, vec!["7"; 40].join(","));
        let read: Row = read_reply(&reply((0..200).map(|_| codes.clone())), u64::MAX).expect("a reply");
        assert!(read.rows.iter().all(|row| row.codes.len() == 40 && row.codes.capacity() <= 64));
    }

    #[test]
    fn no_text_makes_it_ask_for_more_than_twice_its_length_or_twice_the_rows() {
        // Empty rows, which promise millions of them, and then one text.
        let text = reply((0..40).map(|_| "{}".to_owned()).chain([format!(r#"{{"name":"{}"}}"#, "n".repeat(1 << 20))]));
        let read: Row = read_reply(&text, u64::MAX).expect("a reply");
        assert!(read.rows.len() == 41 && read.rows.capacity() <= 2 * 41, "{}", read.rows.capacity());
        for (rows, row_bytes, marked) in [(32, 1000, 8), (500, 1000, 8), (32, 1, 31), (8, 8, 8), (1 << 20, 1 << 20, 9)]
        {
            let place = TextSpan { start: text.as_ptr().addr(), length: text.len() };
            let mut guess = Guess { place, row_bytes, mark: Some((marked, 100)) };
            let more = guess.more(rows, &text[100..102]);
            assert!((1..=rows.max(2 * text.len() / row_bytes)).contains(&more), "{more} behind {rows} of {row_bytes}");
            assert_eq!(guess.more(rows, &String::from("{}")), rows, "a text that is not the reply's");
        }
    }

    #[test]
    fn a_row_that_does_not_fit_is_found_with_its_whole_path_afterwards() {
        for bad in [0, 8, 16, 32, 33] {
            let text = reply((0..40).map(|id| if id == bad { r#"{"codes":[1,"x"]}"#.to_owned() } else { row(id) }));
            read_reply::<Row>(&text, u64::MAX).expect_err("a row that does not fit");
            let error = serde_path_to_error::deserialize::<_, Row>(&mut serde_json::Deserializer::from_str(&text));
            assert_eq!(error.expect_err("the same row").path().to_string(), format!("rows[{bad}].codes[1]"));
        }
    }

    #[test]
    fn rows_take_no_more_memory_than_the_bound_of_the_reply_allows() {
        let empty = reply((0..100_000).map(|_| "{}".to_owned()));
        let enough = 2 * 100_000 * size_of::<Row>() as u64 / MEMORY_PER_BYTE;
        for nested in [empty.clone(), format!(r#"{{"wide":{empty}}}"#), format!(r#"{{"rows":[{empty},{empty}]}}"#)] {
            let error = read_reply::<Row>(&nested, empty.len() as u64).expect_err("too many rows");
            assert!(error.to_string().contains("`max_response_bytes`"), "{error}");
            read_reply::<Row>(&nested, 2 * enough).expect("enough memory");
        }
        // Rows as they are documented fit by far.
        let text = reply((0..10_000).map(row));
        read_reply::<Row>(&text, text.len() as u64).expect("documented rows");
        // Outside of replies, and after one that failed, there is no bound.
        serde_json::from_str::<Row>(&empty).expect("rows");
    }

    #[test]
    fn rows_inside_of_rows_have_an_end() {
        // The ninth row of each list is read by itself, or would be.
        let nested = |depth: usize| "{\"rows\":[{},{},{},{},{},{},{},{},".repeat(depth) + "{}" + &"]}".repeat(depth);
        read_reply::<Row>(&nested(50), u64::MAX).expect("a depth that there is");
        read_reply::<Row>(&nested(20_000), u64::MAX).expect_err("a depth that there is not");
    }
}
