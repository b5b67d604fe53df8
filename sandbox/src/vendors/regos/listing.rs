//! What the two listings share: period, ids, generic filters, sort keys, page.

use std::cmp::Ordering;

use serde::Serialize;

use super::Failure;
use crate::http::Reply;
use crate::json::Json;
use crate::vendors::Call;

/// A field that generic filters can name, with the type of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Boolean,
}

/// The value of such a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Integer(i64),
    Boolean(bool),
}

/// One condition of `filters`.
#[derive(Debug)]
pub(super) struct Condition {
    field: &'static str,
    operator: Operator,
    values: Vec<Value>,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Compare(fn(Ordering) -> bool),
    Exists(bool),
    In(bool),
}

pub(super) fn wrong(detail: impl std::fmt::Display) -> Failure {
    Failure { code: 1008, text: format!("Неверные параметры. Подробнее: {detail}") }
}

/// The ids of a list member; null and absence are no restriction, an empty list fits nothing.
pub(super) fn ids(call: &Call<'_>, member: &str) -> Option<Vec<i64>> {
    call.member(member).map(|list| list.items().iter().filter_map(Json::as_integer).collect())
}

/// Both ends, included, in Unix seconds; 0 counts as absent.
pub(super) fn period(call: &Call<'_>) -> Result<(i64, i64), Failure> {
    let end = |member: &str| call.member(member).and_then(Json::as_integer).filter(|seconds| *seconds != 0);
    let (start, end) = (end("start_date").unwrap_or(i64::MIN), end("end_date").unwrap_or(i64::MAX));
    if end < start {
        return Err(Failure {
            code: 1035, text: "Конец периода раньше его начала".to_owned()
        });
    }
    Ok((start, end))
}

/// The sort keys as indexes into `columns`, and whether each is descending. Columns and directions come by name in any
/// letter case or by number, counted from 1; a key without a column is ignored.
pub(super) fn sort_keys(call: &Call<'_>, columns: &[&str]) -> Vec<(usize, bool)> {
    let keys = call.member("sort_orders").map_or(&[][..], Json::items).iter();
    let index = |value: &Json, names: &[&str]| match value {
        Json::String(text) => names.iter().position(|name| name.eq_ignore_ascii_case(text)),
        other => other.as_integer().and_then(|number| usize::try_from(number - 1).ok()),
    };
    keys.filter_map(|key| {
        let column = index(key.get("column")?, columns)?;
        let descending = key.get("direction").and_then(|value| index(value, &["ASC", "DESC"])) == Some(1);
        Some((column, descending))
    })
    .collect()
}

/// Sorts by the keys in turn; rows that are equal in all of them keep their order.
pub(super) fn sort<T>(rows: &mut [T], keys: &[(usize, bool)], compare: impl Fn(usize, &T, &T) -> Ordering) {
    rows.sort_by(|one, other| {
        let each = keys.iter().map(|&(column, descending)| {
            let order = compare(column, one, other);
            if descending { order.reverse() } else { order }
        });
        each.fold(Ordering::Equal, Ordering::then)
    });
}

/// The conditions of `filters`, whose keys are spelt in lower case or capitalised.
pub(super) fn conditions(call: &Call<'_>, fields: &[(&'static str, Type)]) -> Result<Vec<Condition>, Failure> {
    let filters = call.member("filters").map_or(&[][..], Json::items).iter();
    filters.zip(0..).map(|(filter, index)| condition(filter, &format!("filters.{index}"), fields)).collect()
}

fn condition(filter: &Json, place: &str, fields: &[(&'static str, Type)]) -> Result<Condition, Failure> {
    let text = |lower: &str, upper: &str| filter.get(lower).or_else(|| filter.get(upper)).and_then(Json::as_str);
    let name = text("field", "Field").unwrap_or_default();
    let (field, kind) = fields
        .iter()
        .find(|(field, _)| field.eq_ignore_ascii_case(name))
        .ok_or_else(|| wrong(format!("{place}.field")))?;
    let operator = text("operator", "Operator").unwrap_or_default();
    let operator = operator_named(operator).ok_or_else(|| wrong(format!("{place}.operator")))?;
    let value = text("value", "Value").unwrap_or_default();
    let parts: Vec<&str> = match operator {
        Operator::Exists(_) => Vec::new(),
        Operator::In(_) => value.split(',').collect(),
        Operator::Compare(_) => vec![value],
    };
    let values = parts.into_iter().map(|part| kind.read(part.trim())).collect::<Option<_>>();
    Ok(Condition { field, operator, values: values.ok_or_else(|| wrong(format!("{place}.value")))? })
}

/// `Like` is missing: no field of these listings is a text.
fn operator_named(name: &str) -> Option<Operator> {
    Some(match name.to_ascii_lowercase().as_str() {
        "equal" => Operator::Compare(Ordering::is_eq),
        "notequal" => Operator::Compare(Ordering::is_ne),
        "greater" => Operator::Compare(Ordering::is_gt),
        "less" => Operator::Compare(Ordering::is_lt),
        "greaterorequal" => Operator::Compare(Ordering::is_ge),
        "lessorequal" => Operator::Compare(Ordering::is_le),
        "exists" => Operator::Exists(true),
        "notexists" => Operator::Exists(false),
        "in" => Operator::In(true),
        "notin" => Operator::In(false),
        _ => return None,
    })
}

impl Type {
    fn read(self, text: &str) -> Option<Value> {
        match self {
            Type::Integer => text.parse().ok().map(Value::Integer),
            Type::Boolean => text.to_ascii_lowercase().parse().ok().map(Value::Boolean),
        }
    }
}

impl Condition {
    /// The field that has to be looked up.
    pub(super) fn field(&self) -> &'static str {
        self.field
    }

    /// Whether a field with this value (`None`: not set) fits.
    pub(super) fn accepts(&self, value: Option<Value>) -> bool {
        match (self.operator, value) {
            (Operator::Exists(wanted), value) => value.is_some() == wanted,
            (Operator::In(wanted), Some(value)) => self.values.contains(&value) == wanted,
            (Operator::Compare(fits), Some(value)) => self.values.iter().all(|own| fits(value.cmp(own))),
            (_, None) => false,
        }
    }

    /// Whether no value of the condition is above `limit`, whatever the operator: for fields that name a start.
    pub(super) fn not_above(&self, limit: i64) -> bool {
        self.values.iter().all(|value| *value <= Value::Integer(limit))
    }

    /// Whether no value of the condition is below `limit`, whatever the operator: for fields that name an end.
    pub(super) fn not_below(&self, limit: i64) -> bool {
        self.values.iter().all(|value| *value >= Value::Integer(limit))
    }
}

/// One page, in the vendor's frame.
#[derive(Serialize)]
struct Page<T> {
    ok: bool,
    result: Vec<T>,
    next_offset: i64,
    total: i64,
}

/// How listings are cut into pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paging {
    /// The rows of the greatest page.
    pub(super) cap: usize,
    /// Whether totals count the rows that conditions leave out.
    pub(super) unfiltered_totals: bool,
}

/// Cuts a page out of the rows that match, among so many in all, and renders it. Offsets below 0 count as 0, limits below 1 as the greatest page.
pub(super) fn page<'a, T, R: Serialize>(
    call: &Call<'_>,
    rows: &'a [T],
    all: usize,
    paging: Paging,
    render: impl Fn(&'a T) -> R,
) -> Reply {
    let amount = |member: &str| call.member(member).and_then(Json::as_integer);
    let asked = |member: &str| amount(member).and_then(|value| usize::try_from(value).ok());
    let cap = paging.cap;
    let limit = asked("limit").filter(|limit| *limit > 0).map_or(cap, |limit| limit.min(cap));
    let total = if paging.unfiltered_totals { all } else { rows.len() };
    let start = asked("offset").unwrap_or(0).min(rows.len());
    let end = rows.len().min(start.saturating_add(limit));
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let next_offset = if end < total { number(end) } else { 0 };
    let result = rows[start..end].iter().map(render).collect();
    Reply::json(200, &Page { ok: true, result, next_offset, total: number(total) })
}
