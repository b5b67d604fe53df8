//! Answers for operations that nobody wrote behaviour for, derived from what the specification says about them.
//!
//! A listing gets as many rows as the sandbox holds, copied from the documented example with other identifiers and cut
//! into pages as `x-pagination` says. A write of many records gets as many rows as it has records, if the example has rows.
//! Anything else is answered with the example itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::contract::{PageStyle, Pagination, RequestPart, Source, Violation};
use crate::http::Reply;
use crate::json::Json;
use crate::seed::Seed;
use crate::vendors::Call;

/// Page size where the specification names none.
const PAGE_SIZE: usize = 20;

/// The answer, or what is wrong with the paging values of the request.
pub(crate) fn answer(call: &Call<'_>, rows: usize) -> Result<Reply, Violation> {
    let operation = call.operation;
    let success = &operation.success;
    let samples = |example: &Json| {
        let items = operation.pagination.as_ref().and_then(|pagination| example.pointer(&pagination.items));
        items.map_or(0, |items| items.items().len())
    };
    // A success with rows to copy if there is one, else any success, else whatever is documented.
    let good = || success.examples.iter().filter(|example| operation.envelope.accepts(example));
    let example = good().find(|example| samples(example) > 0).or_else(|| good().next());
    let Some(example) = example.or(success.examples.first()) else {
        return Ok(Reply { status: success.status, headers: Vec::new(), body: Default::default() });
    };
    let mut body = example.clone();
    if let Some(pagination) = &operation.pagination {
        let samples = example.pointer(&pagination.items).map_or(&[][..], Json::items);
        if !samples.is_empty() {
            let page = Page::asked(call, pagination)?;
            let end = rows.min(page.start.saturating_add(page.size));
            let items = (page.start..end).map(|index| row(&samples[index % samples.len()], index)).collect();
            body.set(&pagination.items, Json::Array(items));
            let next = (end < rows).then_some(end);
            page.mark(&mut body, pagination, next, rows);
        }
    }
    if let (Some(batch), Some(sent)) = (&operation.batch, &call.body)
        && let Some(pointer) = &batch.rows
    {
        let samples = example.pointer(pointer).map_or(&[][..], Json::items);
        if !samples.is_empty() {
            let rows = (0..batch.records(sent)).map(|index| row(&samples[index % samples.len()], index)).collect();
            body.set(pointer, Json::Array(rows));
        }
    }
    Ok(Reply::json(success.status, &body))
}

/// A stretch of the rows.
struct Page {
    start: usize,
    size: usize,
}

impl Page {
    fn asked(call: &Call<'_>, pagination: &Pagination) -> Result<Self, Violation> {
        let number =
            |source: &Option<Source>| source.as_ref().and_then(|source| call.paging_value(source)?.as_integer());
        let size = pagination.size.unwrap_or(PAGE_SIZE);
        let asked = number(&pagination.limit).and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
        let size = asked.map_or(size, |limit| limit.min(pagination.size.unwrap_or(limit)));
        let start = match pagination.style {
            PageStyle::Offset => {
                number(&pagination.offset).and_then(|offset| usize::try_from(offset).ok()).unwrap_or(0)
            }
            PageStyle::Page => {
                let page = number(&pagination.page).unwrap_or(1);
                let before = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
                before.ok_or_else(|| wrong(&pagination.page, "pages are counted from 1"))?.saturating_mul(size)
            }
            PageStyle::Token => {
                let token = pagination.token.as_ref().and_then(|source| call.paging_value(source));
                match token.as_ref().and_then(Json::as_str).filter(|token| !token.is_empty()) {
                    Some(token) => read_token(token).ok_or_else(|| wrong(&pagination.token, "no such page"))?,
                    None => 0,
                }
            }
        };
        Ok(Self { start, size })
    }

    fn mark(&self, body: &mut Json, pagination: &Pagination, next: Option<usize>, total: usize) {
        let number = |value: usize| Json::from(i64::try_from(value).unwrap_or(i64::MAX));
        if let Some(pointer) = &pagination.next_offset {
            body.set(pointer, number(next.unwrap_or(0)));
        }
        if let Some(pointer) = &pagination.next_token {
            body.set(pointer, next.map_or(Json::Null, |next| Json::String(write_token(next))));
        }
        if let Some(pointer) = &pagination.total {
            body.set(pointer, number(total));
        }
    }
}

fn wrong(source: &Option<Source>, text: &str) -> Violation {
    match source {
        Some(Source::Query(name)) => Violation::rule(RequestPart::Query, name, "paging", text),
        Some(Source::Body(pointer)) => Violation::rule(RequestPart::Body, &pointer.replace('/', "."), "paging", text),
        None => Violation::rule(RequestPart::Body, "", "paging", text),
    }
}

fn write_token(start: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("row {start}"))
}

fn read_token(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("row ")?.parse().ok()
}

/// A copy of a sample row with an identifier of its own.
fn row(sample: &Json, index: usize) -> Json {
    let mut row = sample.clone();
    if let Some(key) = identifier(sample) {
        let value = match sample.get(key) {
            Some(Json::String(_)) => Json::String(Seed::of(key, index as u64).uuid()),
            _ => Json::from(i64::try_from(index).unwrap_or(0) + 1),
        };
        row.set(&format!("/{}", key.replace('~', "~0").replace('/', "~1")), value);
    }
    row
}

/// The member that tells rows apart: `id`, `guid` or `uuid` in any letter case, else the first that ends so.
fn identifier(row: &Json) -> Option<&str> {
    const NAMES: [&str; 3] = ["id", "guid", "uuid"];
    let is_value = |value: &Json| match value {
        Json::Number(_) => true,
        Json::String(text) => text.len() == 36 && text.matches('-').count() == 4,
        _ => false,
    };
    let keys = || row.members().iter().filter(|(_, value)| is_value(value)).map(|(key, _)| key.as_str());
    keys()
        .find(|key| NAMES.iter().any(|name| key.eq_ignore_ascii_case(name)))
        .or_else(|| keys().find(|key| NAMES.iter().any(|name| key.to_ascii_lowercase().ends_with(name))))
}

#[cfg(test)]
#[path = "fallback_tests.rs"]
mod tests;
