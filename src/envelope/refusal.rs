//! Which refusals of a vendor certainly changed nothing.

use std::collections::HashSet;

use serde_json::Value;

use crate::client::Call;

/// Whether the failure lists identifiers, and none but such as the request sent: those that the vendor does not know. `own` is
/// where a record of the request has its identifier.
pub(super) fn lists_only_sent(call: &Call, own: &str, body: &str) -> bool {
    let Some(batch) = call.spec.batch else { return false };
    let (Ok(request), Ok(mut failure)) =
        (serde_json::from_slice::<Value>(call.request.body()), serde_json::from_str::<Value>(body))
    else {
        return false;
    };
    let records = request.pointer(batch.items).and_then(Value::as_array);
    let sent: HashSet<String> =
        records.into_iter().flatten().filter_map(|record| scalar(record.pointer(own)?)).collect();
    // Whatever stands in the place of the payload may tell what was done.
    let payload = call.spec.envelope.payload.and_then(|pointer| failure.pointer_mut(pointer)).map(Value::take);
    if payload.is_some_and(|payload| !payload.is_null() && payload.as_array().is_none_or(|rows| !rows.is_empty())) {
        return false;
    }
    let mut lists = false;
    let only_sent = visit(&failure, &mut |list| {
        let ids: Vec<_> = list.iter().filter_map(identifier).collect();
        lists |= !ids.is_empty();
        ids.len() == list.len() && ids.iter().all(|id| sent.contains(id))
    });
    lists && only_sent
}

/// Whether something holds of all lists in a value.
fn visit(value: &Value, holds: &mut impl FnMut(&[Value]) -> bool) -> bool {
    match value {
        Value::Array(list) => holds(list) && list.iter().all(|value| visit(value, holds)),
        Value::Object(members) => members.values().all(|value| visit(value, holds)),
        _ => true,
    }
}

/// An identifier, bare or as the only member of an object.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::Object(members) if members.len() == 1 => members.values().next().and_then(scalar),
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
