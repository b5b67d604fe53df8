//! What the replies of a batch are about: each record, or each request.

use std::ops::Range;

/// What one request of a batch gave.
///
/// Where the vendor replies for a request as a whole, as with a count of the rows that it changed or with nothing at all, a batch
/// gives a list of these, one for each request in their order. Nothing is added up: what two counts are together only the caller
/// knows.
///
/// ```
/// use nomenclature::BatchReply;
///
/// fn all_rows(replies: &[BatchReply<i64>]) -> i64 {
///     replies.iter().map(|reply| reply.output).sum()
/// }
/// assert_eq!(all_rows(&[BatchReply::new(0..500, 500), BatchReply::new(500..730, 229)]), 729);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchReply<Output> {
    /// The records of the request, by their numbers in the list that was given, which begin with 0.
    pub records: Range<usize>,
    /// What the vendor replied.
    pub output: Output,
}

impl<Output> BatchReply<Output> {
    /// What was replied for these records, as a test may need it.
    pub fn new(records: Range<usize>, output: Output) -> Self {
        Self { records, output }
    }
}

/// What the replies of a batch are about: [`EachRecord`] or [`EachRequest`].
pub trait BatchReplies<Output> {
    /// What the whole batch gives a list of.
    type Row;

    /// How many rows a reply has, if it has to have one for each record.
    fn count(output: &Output) -> Option<usize>;

    /// What the reply to the request with these records adds to the list.
    fn into_rows(records: Range<usize>, output: Output) -> Vec<Self::Row>;
}

/// A reply has a row for each record, in their order.
#[derive(Clone, Copy, Debug)]
pub enum EachRecord {}

impl<Row> BatchReplies<Vec<Row>> for EachRecord {
    type Row = Row;

    fn count(output: &Vec<Row>) -> Option<usize> {
        Some(output.len())
    }

    fn into_rows(_: Range<usize>, output: Vec<Row>) -> Vec<Row> {
        output
    }
}

/// A reply is for all records of its request together.
#[derive(Clone, Copy, Debug)]
pub enum EachRequest {}

impl<Output> BatchReplies<Output> for EachRequest {
    type Row = BatchReply<Output>;

    fn count(_: &Output) -> Option<usize> {
        None
    }

    fn into_rows(records: Range<usize>, output: Output) -> Vec<BatchReply<Output>> {
        vec![BatchReply::new(records, output)]
    }
}
