//! Which refusals of a vendor certainly changed nothing.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::call::Call;

/// Whether the failure lists identifiers, and none but such as the request sent: those that the vendor does not know. `own` is
/// where a record of the request has its identifier.
pub(super) fn lists_only_sent(call: &Call, own: &str, body: &str) -> bool {
    let Some(batch) = call.spec.batch else { return false };
    // Of a key that stands twice a tree keeps one.
    if !keys_are_distinct(body) {
        return false;
    }
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
    let mut lists = Vec::new();
    collect(&failure, "", &mut lists);
    lists.retain(|(_, list)| !list.is_empty());
    let ids = |list: &[Value]| list.iter().map(identifier).collect::<Option<HashSet<String>>>();
    let Some(unknown) = lists.first().and_then(|(_, list)| ids(list)) else { return false };
    // Of two lists that differ, one may tell what was done.
    let agrees = |(name, list): &(String, &[Value])| !tells_of_success(name) && ids(list).as_ref() == Some(&unknown);
    unknown.is_subset(&sent) && lists.iter().all(agrees)
}

/// Whether a list is called after something that was done.
fn tells_of_success(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["updat", "chang", "modif", "edit", "done", "success", "saved", "processed", "applied", "accepted", "ok"]
        .iter()
        .any(|done| name.contains(done))
}

/// The lists in a value, each with the keys on its way.
fn collect<'v>(value: &'v Value, name: &str, lists: &mut Vec<(String, &'v [Value])>) {
    match value {
        Value::Array(list) => {
            lists.push((name.to_owned(), list));
            list.iter().for_each(|value| collect(value, name, lists));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| collect(value, &format!("{name}/{key}"), lists));
        }
        _ => {}
    }
}

/// Whether no object in a JSON text has a key twice.
fn keys_are_distinct(json: &str) -> bool {
    struct Distinct;

    impl<'de> DeserializeSeed<'de> for Distinct {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de> Visitor<'de> for Distinct {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON without a key that stands twice")
        }

        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }

        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }

        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }

        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }

        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
            while list.next_element_seed(Distinct)?.is_some() {}
            Ok(())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let mut keys = HashSet::new();
            while let Some(key) = map.next_key::<String>()? {
                if !keys.insert(key) {
                    return Err(A::Error::custom("a key stands twice"));
                }
                map.next_value_seed(Distinct)?;
            }
            Ok(())
        }
    }

    Distinct.deserialize(&mut serde_json::Deserializer::from_str(json)).is_ok()
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
