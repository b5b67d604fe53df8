//! Bad replies, for every operation: each is a clear error that names the operation, and says what may have happened.

use nomenclature::{Error, ErrorKind, Processed};
use nomenclature_sandbox::{Sandbox, ScriptedReply};
use nomenclature_tests::clients::{failure, json, start, within};
use nomenclature_tests::operations::{Clients, OPERATIONS, Operation, Setup};

#[path = "bad_input/weakest.rs"]
mod weakest;

/// Sends every operation, each answered with a reply of its own, and checks what the errors have in common.
async fn each(reply: impl Fn(&Operation) -> Option<ScriptedReply>, check: impl Fn(&Operation, &Error)) {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).clients();
    for operation in OPERATIONS {
        let Some(reply) = reply(operation) else { continue };
        for send in [operation.send, operation.send_raw] {
            sandbox.requests().clear();
            sandbox.script(reply.clone());
            let error = within(send(&clients)).await.expect_err(&operation.subject());
            common(operation, &error);
            check(operation, &error);
            assert_eq!(sandbox.requests().total(), 1, "{} was sent once", operation.subject());
        }
    }
}

fn common(operation: &Operation, error: &Error) {
    let text = error.to_string();
    assert!(text.contains(&operation.subject()), "{text}");
    assert_eq!((error.vendor(), error.operation()), (operation.vendor(), Some(operation.spec.id)));
    assert!(text.len() < 1_000 && !text.contains('\n'), "{text}");
    assert!(error.snippet().is_none_or(|snippet| snippet.len() < 400 && !snippet.contains('\n')), "{error:?}");
    let predicates = [error.is_transport(), error.is_status(), error.is_vendor(), error.is_decode()];
    assert_eq!(predicates.iter().filter(|holds| **holds).count(), 1, "{error:?}");
    assert!(!error.is_timeout() && !error.is_invalid_request(), "{error:?}");
}

/// An error with this kind, HTTP status and outcome at the vendor.
#[track_caller]
fn is(error: &Error, kind: ErrorKind, status: u16, processed: Processed) {
    assert_eq!(error.kind(), kind, "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{error:?}");
    assert_eq!(error.processed(), processed, "{error:?}");
}

#[track_caller]
fn says(error: &Error, words: &[&str]) {
    for word in words {
        assert!(error.to_string().contains(word), "{word:?} is not in: {error}");
    }
}

/// What the refusal of an operation in a 200 says about processing: a batch may have been carried out in part, unless it lists the
/// identifiers that are not known.
fn refused(operation: &Operation) -> Processed {
    let is_certain = operation.spec.batch.is_none() || operation.spec.unprocessed.listed.is_some();
    if is_certain { Processed::No } else { Processed::Maybe }
}

/// What each vendor answers to a call that it refuses, and the code and text of that.
fn refusal(operation: &Operation) -> (&'static str, &'static str, &'static str) {
    match operation.vendor() {
        "life_pos" => (
            r#"{"code":"NoPermissions","message":"Недостаточно прав","info":"x"}"#,
            "NoPermissions",
            "Недостаточно прав",
        ),
        "quince" => (
            r#"{"success":false,"error":{"code":"IdIsUnknown","message":"some do not exist","ids":[1]},"missing":[1]}"#,
            "IdIsUnknown",
            "some do not exist",
        ),
        "zegoal" => (
            concat!(
                r#"{"processing_result":{"type":"validation failed","text":"wrong [type]","status":"error","#,
                r#""ctx_id":"QRNdB7TQ:0-J7","code":"VAL-006"},"AddCatalogPosition":{"response":false}}"#
            ),
            "VAL-006",
            "wrong [type]",
        ),
        "regos" => (r#"{"ok":false,"result":{"error":1008,"description":"Неверно"}}"#, "1008", "Неверно"),
        other => panic!("no reply of {other}"),
    }
}

/// A success whose payload is a text, and where that is seen.
fn misfit(operation: &Operation) -> (String, String) {
    let spec = operation.spec;
    let payload = spec.envelope.payload.or(spec.evidence.any.first().copied()).unwrap_or("/anything");
    let body = weakest::object(
        weakest::flag(operation).into_iter().chain([(payload, "odd one, of which more is said behind it".into())]),
    );
    (body.to_string(), payload[1..].replace('/', "."))
}

/// The same deeper inside, for operations whose rows are known here.
const DEEP: [(&[&str], &str, &str); 4] = [
    (&["nomenclature_imports_list"], r#"{"items":{"guid":"odd one"}}"#, "items"),
    (
        &[
            "services_list",
            "services_add",
            "services_update",
            "service_folders_list",
            "service_folders_add",
            "service_folders_update",
        ],
        r#"{"success":true,"data":[{"Id":1},{"id":"odd one"}]}"#,
        "data[1]",
    ),
    (
        &["catalog_add_position"],
        r#"{"processing_result":{"status":"ok","code":0},"AddCatalogPosition":{"response":"odd one"}}"#,
        "AddCatalogPosition.response",
    ),
    (
        &["doc_set_price_get", "item_operation_get"],
        r#"{"ok":true,"result":[{},{"price_type":1,"stock":"odd one"}],"total":2}"#,
        "result[1]",
    ),
];

#[tokio::test]
async fn a_wrong_credential_is_the_vendors_error() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).with_credentials("a-credential-that-nobody-knows").clients();
    for operation in OPERATIONS {
        let error = failure((operation.send)(&clients).await);
        common(operation, &error);
        let (status, code) = match operation.vendor() {
            "life_pos" => (401, "Unauthorized"),
            "quince" => (200, "Unauthorized"),
            "zegoal" => (401, "1"),
            _ => (200, "9002"),
        };
        is(&error, ErrorKind::Vendor, status, Processed::No);
        let said = error.vendor_error().expect("the vendor said something");
        assert_eq!(said.code(), Some(code), "{error}");
        assert!(said.message().is_some_and(|message| !message.is_empty()), "{error}");
        says(&error, &["failed", code]);
    }
}

#[tokio::test]
async fn an_html_502_of_a_proxy_is_a_status_error() {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\n<body>nginx</body>\n</html>";
    let reply = ScriptedReply::new(502).header("content-type", "text/html; charset=utf-8").body(page);
    each(
        |_| Some(reply.clone()),
        |_, error| {
            is(error, ErrorKind::Status, 502, Processed::Maybe);
            says(error, &["is not JSON", "HTTP 502", "text/html", "<title>502 Bad Gateway</title>"]);
            assert!(error.vendor_error().is_none());
        },
    )
    .await;
}

#[tokio::test]
async fn an_html_200_is_a_decode_error() {
    let reply = ScriptedReply::new(200).header("content-type", "text/html").body("<h1>Войдите в сеть</h1>");
    each(
        |_| Some(reply.clone()),
        |_, error| {
            is(error, ErrorKind::Decode, 200, Processed::Maybe);
            says(error, &["is not JSON", "text/html", "Войдите в сеть"]);
        },
    )
    .await;
}

#[tokio::test]
async fn truncated_json_is_a_decode_error() {
    let cut = |operation: &Operation| {
        let whole = misfit(operation).0;
        json(200, &whole[..whole.len() - 3])
    };
    each(
        |operation| Some(cut(operation)),
        |_, error| {
            is(error, ErrorKind::Decode, 200, Processed::Maybe);
            says(error, &["breaks off", "odd one"]);
        },
    )
    .await;
}

#[tokio::test]
async fn an_empty_body_is_a_decode_error() {
    for body in ["", " \r\n", "\u{feff}"] {
        each(
            |operation| (!operation.empty || !body.is_empty()).then(|| json(200, body)),
            |_, error| {
                is(error, ErrorKind::Decode, 200, Processed::Maybe);
                says(error, &["is empty", "HTTP 200"]);
                assert_eq!(error.snippet(), None);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_204_is_a_decode_error_where_a_body_is_documented() {
    each(
        |operation| (!operation.empty).then(|| ScriptedReply::new(204)),
        |_, error| {
            is(error, ErrorKind::Decode, 204, Processed::Maybe);
            says(error, &["is empty", "HTTP 204"]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_payload_of_another_form_is_a_decode_error_after_the_fact() {
    let check = |error: &Error, place: &str| {
        is(error, ErrorKind::Decode, 200, Processed::Yes);
        assert!(error.json_path().is_some_and(|path| path.starts_with(place)), "{error:?}");
        says(error, &["cannot be read at", place]);
        assert!(error.snippet().is_some_and(|snippet| snippet.contains("odd one")), "{error:?}");
    };
    let has_payload = |operation: &Operation| !operation.empty;
    each(
        |operation| has_payload(operation).then(|| json(200, misfit(operation).0)),
        |operation, error| check(error, &misfit(operation).1),
    )
    .await;
    let deep = |operation: &Operation| DEEP.iter().find(|(ids, ..)| ids.contains(&operation.spec.id));
    each(
        |operation| deep(operation).map(|(_, body, _)| json(200, *body)),
        |operation, error| check(error, deep(operation).expect("it was answered").2),
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_no_object_is_a_decode_error() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients = Setup::of(&sandbox).clients();
    let mut taken = Vec::new();
    for body in ["null", "true", "7", r#""ok""#, "[]", "[true]", "[true,[]]", "[[{}]]"] {
        for operation in OPERATIONS {
            sandbox.script(json(200, body));
            match (operation.send)(&clients).await {
                Err(error) => {
                    common(operation, &error);
                    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
                    assert_ne!(error.processed(), Processed::No, "{error:?}");
                }
                Ok(output) => taken.push(format!("{} takes {body} for {output}", operation.subject())),
            }
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}

#[tokio::test]
async fn a_missing_flag_is_no_success() {
    let has_flag = |operation: &Operation| operation.spec.envelope.success.is_some();
    for operation in OPERATIONS {
        assert_eq!(has_flag(operation), operation.vendor() != "life_pos", "{}", operation.subject());
    }
    for body in
        ["{}", r#"{"result":[],"data":[]}"#, r#"{"ok":null,"success":null,"processing_result":{"status":null}}"#]
    {
        each(
            |operation| has_flag(operation).then(|| json(200, body)),
            |operation, error| {
                is(error, ErrorKind::Decode, 200, Processed::Maybe);
                says(error, &["has no success flag", operation.spec.envelope.success.expect("a flag")]);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn an_error_inside_a_200_is_the_vendors_error() {
    each(
        |operation| Some(json(200, refusal(operation).0)),
        |operation, error| {
            is(error, ErrorKind::Vendor, 200, refused(operation));
            let (body, code, text) = refusal(operation);
            let said = error.vendor_error().expect("the vendor said something");
            assert_eq!((said.code(), said.message()), (Some(code), Some(text)));
            assert_eq!(said.details().get(), body);
            says(error, &[code, text, "HTTP 200"]);
        },
    )
    .await;
}

#[tokio::test]
async fn an_error_under_a_status_is_the_vendors_error_with_that_status() {
    for (status, processed) in [
        (400, Processed::No),
        (401, Processed::No),
        (404, Processed::No),
        (422, Processed::No),
        (500, Processed::Maybe),
    ] {
        each(
            |operation| Some(json(status, refusal(operation).0)),
            |operation, error| {
                is(error, ErrorKind::Vendor, status, processed);
                assert_eq!(error.vendor_error().and_then(|said| said.code()), Some(refusal(operation).1));
                assert!(!error.is_rate_limited());
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_429_is_rate_limiting_and_was_not_processed() {
    each(
        |operation| Some(json(429, refusal(operation).0)),
        |_, error| {
            is(error, ErrorKind::Vendor, 429, Processed::No);
            assert!(error.is_rate_limited(), "{error:?}");
        },
    )
    .await;
    each(
        |_| Some(ScriptedReply::new(429)),
        |_, error| {
            is(error, ErrorKind::Status, 429, Processed::No);
            assert!(error.is_rate_limited(), "{error:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_success_under_a_failing_status_is_no_success() {
    let good = |operation: &Operation| match operation.vendor() {
        "life_pos" => r#"{"items":[]}"#,
        "quince" => r#"{"success":true,"data":[]}"#,
        "zegoal" => r#"{"processing_result":{"status":"ok"},"AddCatalogPosition":{"response":{}}}"#,
        _ => r#"{"ok":true,"result":[]}"#,
    };
    each(|operation| Some(json(500, good(operation))), |_, error| is(error, ErrorKind::Status, 500, Processed::Maybe))
        .await;
    // Where the body has a flag, it may be right.
    let processed = |operation: &Operation| match operation.spec.envelope.success {
        Some(_) => Processed::Maybe,
        None => Processed::No,
    };
    for status in [403, 429] {
        each(
            |operation| Some(json(status, good(operation))),
            |operation, error| is(error, ErrorKind::Status, status, processed(operation)),
        )
        .await;
    }
}

#[tokio::test]
async fn invalid_utf_8_is_a_decode_error() {
    each(
        |_| Some(json(200, b"{\"ok\":true,\"success\":true,\"x\":\"caf\xe9\"}".to_vec())),
        |_, error| {
            is(error, ErrorKind::Decode, 200, Processed::Maybe);
            says(error, &["is not UTF-8 from byte 34"]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_compressed_body_is_named_as_such() {
    each(
        |_| Some(json(200, vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0])),
        |_, error| {
            is(error, ErrorKind::Decode, 200, Processed::Maybe);
            says(error, &["is compressed"]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let reply = ScriptedReply::new(status).header("location", "/api/v2/service/list");
        each(
            |_| Some(reply.clone()),
            |_, error| {
                is(error, ErrorKind::Status, status, Processed::Maybe);
                says(error, &["redirects are not followed"]);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn an_oversized_body_is_refused_whatever_it_holds() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let clients: Clients = Setup { max_response_bytes: 1_000, ..Setup::of(&sandbox) }.clients();
    for operation in OPERATIONS {
        sandbox.script(json(200, vec![b' '; 1_001]));
        let error = failure((operation.send)(&clients).await);
        common(operation, &error);
        assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::Maybe), "{error:?}");
        says(&error, &["larger than 1000 bytes"]);
        sandbox.script(json(200, vec![b' '; 1_000]));
        says(&failure((operation.send)(&clients).await), &["is empty"]);
    }
}

#[tokio::test]
async fn a_long_bad_body_is_shown_in_part() {
    let long = format!("<p>{}</p>", "очень длинная страница ".repeat(20_000));
    each(
        |_| Some(ScriptedReply::new(500).body(long.clone())),
        |_, error| {
            is(error, ErrorKind::Status, 500, Processed::Maybe);
            assert!(error.snippet().is_some_and(|snippet| snippet.len() > 50 && snippet.ends_with("...")), "{error:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_long_text_of_the_vendor_is_shown_in_part_and_kept_whole() {
    let text = "очень длинный текст\n".repeat(2_000);
    let quoted = serde_json::Value::from(text.as_str()).to_string();
    let body = |operation: &Operation| refusal(operation).0.replace(&format!("\"{}\"", refusal(operation).2), &quoted);
    each(
        |operation| Some(json(400, body(operation))),
        |_, error| {
            assert_eq!(error.vendor_error().and_then(|said| said.message()), Some(text.as_str()));
        },
    )
    .await;
}
