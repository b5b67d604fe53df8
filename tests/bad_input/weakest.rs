//! The weakest bodies: which of them count as a success, for every operation, by what its spec says of it.

use nomenclature::Processed;
use nomenclature_tests::clients::json;
use serde_json::{Map, Value};

use super::*;

/// An object with a value at each of these pointers.
pub(super) fn object<'p>(members: impl IntoIterator<Item = (&'p str, Value)>) -> Value {
    let mut root = Value::Object(Map::new());
    for (pointer, value) in members {
        let mut place = &mut root;
        for name in pointer.split('/').skip(1) {
            place = &mut place[name];
        }
        *place = value;
    }
    root
}

/// The flag of a success, where there is one.
pub(super) fn flag(operation: &Operation) -> Option<(&'static str, Value)> {
    let envelope = operation.spec.envelope;
    let value = envelope.success_value;
    envelope.success.map(|pointer| (pointer, value.parse().map_or_else(|_| value.into(), Value::Bool)))
}

/// Bodies that show nothing of a success; none where a success has no body.
fn nothing(operation: &Operation) -> Vec<String> {
    if operation.empty {
        return Vec::new();
    }
    let envelope = operation.spec.envelope;
    let null = |pointers: &[&'static str]| pointers.iter().map(|pointer| (*pointer, Value::Null)).collect::<Vec<_>>();
    let told = [envelope.code, envelope.message, envelope.kind, envelope.request_id].concat();
    let mut bodies = vec![
        object([("/error", "away".into())]),
        object([("/message", "away".into())]),
        object([("/code", Value::Null), ("/message", "away".into())]),
        object([("/status", "ok".into())]),
        object(null(&told[..1])),
        object(null(operation.spec.evidence.filled)),
    ];
    // A flag speaks for a page, whose list may be left out, and not for what was written.
    if operation.spec.paging.is_none() {
        bodies.push(object(flag(operation)));
    }
    if operation.spec.batch.is_some() {
        // A payload that is null tells nothing of the records.
        bodies.push(object(flag(operation).into_iter().chain([("/data", Value::Null)])));
    }
    let mut bodies: Vec<_> = bodies.iter().map(Value::to_string).collect();
    bodies.extend(["{}", "[]", "[{}]", "null", "", " ", "0", "true", r#""ok""#].map(str::to_owned));
    bodies
}

#[tokio::test]
async fn a_body_that_shows_nothing_of_a_success_is_an_error() {
    let most = OPERATIONS.iter().map(|operation| nothing(operation).len()).max().unwrap_or_default();
    for index in 0..most {
        let body = |operation: &Operation| nothing(operation).get(index).cloned();
        each(
            |operation| body(operation).map(|body| json(200, body)),
            |operation, error| {
                let body = body(operation).unwrap_or_default();
                // A flag is believed as far as it goes.
                let promised = flag(operation).is_some_and(|(pointer, value)| {
                    serde_json::from_str::<Value>(&body).is_ok_and(|body| body.pointer(pointer) == Some(&value))
                });
                let processed = if promised { Processed::Yes } else { Processed::Maybe };
                assert_eq!(error.processed(), processed, "{body}: {error:?}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_page_without_rows_is_a_page_if_it_shows_that_it_is_one() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).clients();
    for operation in OPERATIONS.iter().filter(|operation| operation.spec.paging.is_some()) {
        let evidence = operation.spec.evidence;
        assert!(flag(operation).is_some() || !evidence.any.is_empty(), "{}", operation.subject());
        let rows =
            evidence.any.iter().flat_map(|pointer| [(*pointer, Value::Null), (*pointer, Value::Array(Vec::new()))]);
        let texts = ["/next_page_token"];
        let others = evidence.filled.iter().map(|pointer| match texts.contains(pointer) {
            true => (*pointer, Value::from("more")),
            false => (*pointer, Value::from(0)),
        });
        let alone = flag(operation).map(|_| None);
        for member in rows.chain(others).map(Some).chain(alone) {
            let body = object(flag(operation).into_iter().chain(member)).to_string();
            sandbox.script(json(200, body.clone()));
            within((operation.send)(&clients))
                .await
                .unwrap_or_else(|error| panic!("{}, {body}: {error}", operation.subject()));
        }
    }
}
