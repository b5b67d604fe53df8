//! Arbitrary replies to all operations: there is always an answer, and a failure is never taken for a success.

use std::sync::LazyLock;

use nomenclature_tests::json::Json;
use nomenclature_tests::operations::{OPERATIONS, Operation};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{cases, stand};

/// The documented replies of an operation, failures among them.
static EXAMPLES: LazyLock<Vec<Vec<Json>>> = LazyLock::new(|| OPERATIONS.iter().map(examples).collect());

fn examples(operation: &Operation) -> Vec<Json> {
    let bundle = Json::parse(operation.bundle).expect("JSON");
    let id = Json::String(operation.spec.id.into());
    let paths = bundle.member(&["paths"]).expect("paths");
    let mut methods = paths.members().flat_map(|(_, item)| item.members());
    let (_, node) = methods.find(|(_, node)| node.member(&["operationId"]) == Some(&id)).expect("the operation");
    let mut found = Vec::new();
    for (_, response) in node.member(&["responses"]).expect("responses").members() {
        let response = match response.member(&["$ref"]) {
            Some(Json::String(reference)) => {
                let name = reference.rsplit('/').next().unwrap_or_default();
                bundle.member(&["components", "responses", name]).expect("a shared response")
            }
            _ => response,
        };
        let media = response.member(&["content"]).into_iter().flat_map(Json::members);
        let named = media.filter_map(|(_, media)| media.member(&["examples"])).flat_map(Json::members);
        found.extend(named.filter_map(|(_, example)| example.member(&["value"]).cloned()));
    }
    found
}

/// One change of a JSON value.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Replace(Json),
    Wrap(usize),
    Twice,
}

fn literal() -> impl Strategy<Value = Json> {
    let numbers = [
        "0",
        "-0",
        "-1",
        "1",
        "2147483648",
        "-9223372036854775809",
        "18446744073709551616",
        "1e400",
        "1E-400",
        "0.1e1",
        "79228162514264337593543950335",
        "79228162514264337593543950336",
        "0.00000000000000000000000000000000001",
        "123456789012345678901234567890123456789012345678901234567890.123456789",
    ];
    let texts = ["", "true", "false", "ok", "error", "OK", "0", "1", "null", "2020-13-45", "ё\u{0}\u{7f}", "\u{feff}"];
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        select(numbers.to_vec()).prop_map(|number| Json::Number(number.to_owned())),
        select(texts.to_vec()).prop_map(|text| Json::String(text.to_owned())),
        any::<String>().prop_map(Json::String),
        Just(Json::Array(Vec::new())),
        Just(Json::Object(Default::default())),
    ]
}

/// However many of them come together, the value is not nested more deeply than the stack of a test can take.
fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => Just(Change::Delete),
        6 => literal().prop_map(Change::Replace),
        1 => prop_oneof![1..4_usize, 100..200_usize].prop_map(Change::Wrap),
        1 => Just(Change::Twice),
    ]
}

/// Changes the value at one of its places, counted through all of them.
fn apply(value: &mut Json, at: &mut usize, change: &Change) -> bool {
    if *at == 0 {
        match change {
            Change::Replace(other) => *value = other.clone(),
            Change::Wrap(levels) => {
                for _ in 0..*levels {
                    *value = Json::Array(vec![std::mem::replace(value, Json::Null)]);
                }
            }
            Change::Twice => *value = Json::Array(vec![value.clone(), value.clone()]),
            Change::Delete => *value = Json::Null,
        }
        return true;
    }
    *at -= 1;
    match value {
        Json::Array(items) => {
            if *at == 0 && matches!(change, Change::Delete) && !items.is_empty() {
                items.remove(0);
                return true;
            }
            items.iter_mut().any(|item| apply(item, at, change))
        }
        Json::Object(members) => {
            let keys: Vec<String> = members.keys().cloned().collect();
            for key in keys {
                if *at == 0 && matches!(change, Change::Delete) {
                    members.remove(&key);
                    return true;
                }
                if members.get_mut(&key).is_some_and(|member| apply(member, at, change)) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

fn places(value: &Json) -> usize {
    1 + match value {
        Json::Array(items) => items.iter().map(places).sum(),
        Json::Object(members) => members.values().map(places).sum(),
        _ => 0,
    }
}

/// What stands at a JSON pointer, as text.
fn scalar(value: &Json, pointer: &str) -> Option<String> {
    let found = pointer.split('/').skip(1).try_fold(value, |value, key| match value {
        Json::Object(members) => members.get(key),
        _ => None,
    });
    match found? {
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(text) | Json::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// Sends the operation, whose reply this is, and checks what comes of it.
fn check(operation: &Operation, status: u16, reply: Vec<u8>) -> Result<(), TestCaseError> {
    let told = String::from_utf8(reply.clone()).ok().and_then(|text| Json::parse(&text).ok());
    let (stand, clients) = (stand(), &stand().clients);
    stand.server.answer(move |_| (status, reply.clone()));
    let (plain, raw) = stand.wait(async { ((operation.send)(clients).await, (operation.send_raw)(clients).await) });
    prop_assert_eq!(stand.server.received().len(), 2);
    // With the body kept, nobody counts the rows of a batch.
    let miscounted =
        operation.spec.batch.is_some() && plain.as_ref().is_err_and(|error| error.to_string().contains(" rows for "));
    prop_assert_eq!(plain.is_ok() || miscounted, raw.is_ok(), "keeping the raw body changes the outcome");
    match plain {
        Ok(_) => {
            prop_assert!((200..300).contains(&status), "a success under HTTP {status}");
            if let (Some(flag), Some(told)) = (operation.spec.envelope.success, told) {
                let flag = scalar(&told, flag);
                prop_assert_eq!(flag.as_deref(), Some(operation.spec.envelope.success_value));
            }
        }
        Err(error) => {
            let shown = error.to_string();
            prop_assert!(shown.contains(operation.spec.id) && shown.len() < 4096, "{shown}");
            prop_assert!(error.status().is_some_and(|found| found == status), "{error:?}");
        }
    }
    Ok(())
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![8 => Just(200_u16), 1 => select(vec![201, 400, 404, 422, 429, 500, 503])]
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn arbitrary_bytes_get_an_answer(index in any::<Index>(), status in status(), reply in vec(any::<u8>(), 0..200)) {
        check(&OPERATIONS[index.index(OPERATIONS.len())], status, reply)?;
    }

    #[test]
    fn arbitrary_json_gets_an_answer(index in any::<Index>(), status in status(), reply in literal(), levels in 0..300_usize) {
        let mut reply = reply;
        apply(&mut reply, &mut 0, &Change::Wrap(levels));
        check(&OPERATIONS[index.index(OPERATIONS.len())], status, reply.to_string().into_bytes())?;
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn altered_examples_get_an_answer(
        index in any::<Index>(), example in any::<Index>(), status in status(),
        changes in vec((any::<Index>(), change()), 0..4), cut in prop::option::weighted(0.1, any::<Index>()),
    ) {
        let index = index.index(OPERATIONS.len());
        let mut reply = EXAMPLES[index][example.index(EXAMPLES[index].len())].clone();
        for (place, change) in changes {
            let mut at = place.index(places(&reply));
            apply(&mut reply, &mut at, &change);
        }
        let mut text = reply.to_string().into_bytes();
        if let Some(cut) = cut {
            text.truncate(cut.index(text.len()));
        }
        check(&OPERATIONS[index], status, text)?;
    }
}

#[test]
fn every_operation_has_examples_of_success_and_failure() {
    for (operation, examples) in OPERATIONS.iter().zip(EXAMPLES.iter()) {
        assert!(examples.len() >= 2, "{} has {} replies", operation.subject(), examples.len());
    }
}
