//! Reading replies: each way in which they can be bad.

use nomenclature_runtime::{Error, ErrorKind, Processed, TransportError};

use crate::block_on;
use crate::sample::types::RowsGetReply;
use crate::script::{KEY, Script};

fn rows(script: Script) -> Result<RowsGetReply, Error> {
    block_on(script.client().rows().get().send())
}

fn bad(script: Script) -> Error {
    let error = rows(script).expect_err("a bad reply");
    assert!(error.to_string().contains("sample rows_get"), "{error}");
    assert_eq!((error.vendor(), error.operation()), ("sample", Some("rows_get")));
    error
}

#[test]
fn a_success_is_read_with_its_decimals() {
    let reply =
        rows(Script::default().json(200, "\u{feff} {\"ok\":true,\"result\":[{\"id\":1,\"price\":23.10}],\"new\":{}}"));
    let reply = reply.expect("a reply");
    assert_eq!(reply.result[0].price.map(|price| price.to_string()).as_deref(), Some("23.10"));
    let reply = rows(Script::default().json(200, r#"{"ok":true,"result":null}"#)).expect("a reply");
    assert!(reply.result.is_empty());
}

#[test]
fn an_error_inside_a_200_is_a_vendor_error() {
    let body = r#"{"ok":false,"result":{"error":9004,"description":"Пользователь не найден","extra":1.50}}"#;
    let error = bad(Script::default().json(200, body));
    assert!(error.is_vendor() && !error.is_rate_limited() && !error.is_decode());
    assert_eq!(error.processed(), Processed::No);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    let vendor = error.vendor_error().expect("a vendor error");
    assert_eq!((vendor.code(), vendor.message()), (Some("9004"), Some("Пользователь не найден")));
    assert_eq!(vendor.details().get(), body);
    assert_eq!(error.to_string(), "sample rows_get failed, code 9004: Пользователь не найден (HTTP 200)");
}

#[test]
fn a_flag_that_is_missing_or_odd_is_no_success() {
    let objects = ["{}", r#"{"result":[]}"#, r#"{"ok":null,"result":[]}"#].map(|body| (body, "no success flag at /ok"));
    let others = ["[]", "null", "1", r#""ok""#].map(|body| (body, "is not a JSON object"));
    for (body, problem) in objects.into_iter().chain(others) {
        let error = bad(Script::default().json(200, body));
        assert!(error.is_decode(), "{body}: {error}");
        assert_eq!(error.processed(), Processed::Maybe, "{body}");
        assert!(error.to_string().contains(problem), "{error}");
    }
    for body in [r#"{"ok":0,"result":[]}"#, r#"{"ok":"no","result":[]}"#, r#"{"ok":false}"#] {
        assert!(bad(Script::default().json(200, body)).is_vendor(), "{body}");
    }
}

#[test]
fn a_success_that_does_not_fit_names_the_path() {
    let body = r#"{"ok":true,"result":[{"id":1,"price":1},{"id":2,"price":"abc"}]}"#;
    let error = bad(Script::default().json(200, body));
    assert!(error.is_decode());
    assert_eq!(error.processed(), Processed::Yes);
    assert_eq!(error.json_path(), Some("result[1].price"));
    assert!(error.snippet().is_some_and(|snippet| snippet.contains("abc")), "{error:?}");
    assert!(error.to_string().contains("result[1].price"), "{error}");
    let error = bad(Script::default().json(200, r#"{"ok":true,"result":{"rows":1}}"#));
    assert_eq!((error.json_path(), error.processed()), (Some("result"), Processed::Yes));
}

#[test]
fn the_path_is_whole_under_another_spelling_too() {
    let body = r#"{"ok":true,"result":[{"Id":1},{"Id":"x"}]}"#;
    let error = bad(Script::default().json(200, body));
    assert_eq!((error.json_path(), error.processed()), (Some("result[1].Id"), Processed::Yes));
}

#[test]
fn integers_are_read_from_their_digits() {
    let ids = |body: &str| {
        rows(Script::default().json(200, body)).map(|reply| reply.result.iter().map(|row| row.id).collect::<Vec<_>>())
    };
    let body = r#"{"ok":true,"result":[{"id":1.0},{"Id":9007199254740993.0},{"id":-0},{"id":12e-1}],"total":1e2}"#;
    let error = ids(body).expect_err("a fraction");
    assert_eq!(error.json_path(), Some("result[3].id"));
    assert!(error.to_string().contains("12e-1"), "{error}");
    let reply = ids(&body.replace("12e-1", "120e-1")).expect("integers");
    assert_eq!(reply, [Some(1), Some(9_007_199_254_740_993), Some(0), Some(12)]);
    // Many rows, of which some are read by themselves.
    let many =
        (0..200).map(|id| format!("{{\"id\":{id}}}")).chain(["{\"id\":2e2}".to_owned()]).collect::<Vec<_>>().join(",");
    let many = ids(&format!(r#"{{"ok":true,"result":[{many}]}}"#)).expect("integers");
    assert!(many.into_iter().eq((0..=200).map(Some)));
}

#[test]
fn a_reply_that_would_fill_the_memory_is_an_error_that_says_that_all_was_done() {
    let body = format!(r#"{{"ok":true,"result":[{}{{}}]}}"#, "{},".repeat(200_000));
    let script = Script::default().json(200, &body);
    let client = script.builder().max_response_bytes(body.len() as u64).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("too many rows");
    assert!(error.is_decode() && error.processed() == Processed::Yes, "{error:?}");
    assert!(error.to_string().contains("`max_response_bytes`"), "{error}");
    let script = Script::default().json(200, &body);
    let client = script.builder().build().expect("a client");
    assert_eq!(block_on(client.rows().get().send()).expect("rows").result.len(), 200_001);
}

#[test]
fn a_time_that_cannot_be_read_does_not_hide_that_a_write_was_done() {
    let add = |at: &str| {
        let body = format!(
            r#"{{"processing_result":{{"status":"ok"}},"Add":{{"response":{{"position_id":7.0,"at":"{at}"}}}}}}"#
        );
        block_on(Script::default().json(200, &body).client().items().add("Tea").send())
    };
    let added = add("2016-12-31 23:59:60 +00:00").expect("a leap second");
    assert_eq!(
        (added.position_id, added.at.map(|at| at.to_string())),
        (Some(7), Some("2016-12-31 23:59:60 +00:00".into()))
    );
    let error = add("2016-12-31 23:59:61").expect_err("no time");
    assert_eq!((error.json_path(), error.processed()), (Some("Add.response.at"), Processed::Yes));
}

#[test]
fn a_long_body_is_shown_where_it_fails_and_in_bounds() {
    let rows: Vec<String> = (0..20_000).map(|id| format!("{{\"id\":{id},\n\"price\":{id}.50}}")).collect();
    let body = format!(r#"{{"ok":true,"result":[{},{{"id":"odd one"}}]}}"#, rows.join(","));
    let error = bad(Script::default().json(200, &body));
    assert_eq!(error.json_path(), Some("result[20000].id"));
    let snippet = error.snippet().expect("a snippet");
    assert!(snippet.contains("odd one") && snippet.len() < 300, "{snippet}");
    assert!(error.to_string().len() < 1_000, "{error}");
}

#[test]
fn what_is_not_json_is_said_clearly() {
    let html = "<html>\n<head><title>502 Bad Gateway</title></head>\n</html>";
    let error = bad(Script::default().reply(502, "text/html; charset=utf-8", html));
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.processed(), Processed::Maybe);
    assert_eq!(
        error.to_string(),
        "the reply to sample rows_get is not JSON (HTTP 502, text/html): <html> <head><title>502 Bad Gateway</title></head> </html>"
    );
    let error = bad(Script::default().reply(200, "text/html", html));
    assert!(error.is_decode());
    assert_eq!(error.processed(), Processed::Maybe);
    let error = bad(Script::default().json(200, r#"{"ok":true,"result":[{"id":1"#));
    assert!(error.to_string().contains("breaks off (HTTP 200, application/json)"), "{error}");
    assert!(error.is_decode() && error.processed() == Processed::Maybe);
    for body in ["", " \n", "\u{feff}"] {
        let error = bad(Script::default().json(200, body));
        assert_eq!(error.to_string(), "the reply to sample rows_get is empty (HTTP 200, application/json)");
        assert_eq!(error.snippet(), None);
    }
    let error = bad(Script::default().reply(200, "application/json", b"{\"ok\":true,\"x\":\"\xff\xfe\"}"));
    assert!(error.to_string().contains("is not UTF-8 from byte 16 on"), "{error}");
    let error = bad(Script::default().reply(200, "application/json", [0x1f, 0x8b, 8, 0]));
    assert!(error.to_string().contains("compressed"), "{error}");
    let error = bad(Script::default().json(200, r#"{"ok":true,"result":[]} trailing"#));
    assert!(error.is_decode(), "{error}");
}

#[test]
fn other_statuses_never_decode_as_success() {
    for (status, processed) in [
        (301, Processed::Maybe),
        (400, Processed::No),
        (401, Processed::No),
        (404, Processed::No),
        (408, Processed::Maybe),
        (429, Processed::No),
        (500, Processed::Maybe),
        (503, Processed::Maybe),
    ] {
        for body in ["", "{}", r#"{"ok":true,"result":[]}"#, "nope"] {
            let error = bad(Script::default().json(status, body));
            assert_eq!(error.kind(), ErrorKind::Status, "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            // A body that reports success may be right.
            let promised = body.contains("true");
            let processed = if promised { Processed::Maybe } else { processed };
            assert_eq!(error.processed(), processed, "{status} {body}");
            assert_eq!(error.is_rate_limited(), status == 429 && !promised);
        }
        let error = bad(Script::default().json(status, r#"{"ok":false,"result":{"error":1}}"#));
        assert!(error.is_vendor() && error.status().is_some_and(|known| known == status), "{error}");
        assert_eq!(error.processed(), processed, "{status}");
    }
    let error = bad(Script::default().json(302, ""));
    assert!(error.to_string().contains("redirects are not followed"), "{error}");
}

#[test]
fn the_status_alone_decides_where_there_is_no_flag() {
    let tasks = |status, body| block_on(Script::default().json(status, body).client().tasks().list("o").send());
    assert_eq!(tasks(200, r#"{"items":[{"id":1}]}"#).expect("a reply").items.len(), 1);
    assert!(tasks(200, r#"{"code":"NotFound"}"#).expect_err("an error").is_vendor());
    let error = tasks(403, r#"{"code":"NoPermissions","message":null,"info":"no"}"#).expect_err("an error");
    let vendor = error.vendor_error().expect("a vendor error");
    assert_eq!((vendor.code(), vendor.message()), (Some("NoPermissions"), Some("no")));
    assert_eq!(error.processed(), Processed::No);
    let error = tasks(500, r#"{"code":"InternalServerError"}"#).expect_err("an error");
    assert!(error.is_vendor() && error.processed() == Processed::Maybe);
    assert!(tasks(429, r#"{"code":"TooManyRequests"}"#).expect_err("an error").is_rate_limited());
    assert!(!tasks(429, r#"{"code":"TryActivateLater"}"#).expect_err("an error").is_rate_limited());
    let error = tasks(200, r#"{"items":[{"id":"x"}]}"#).expect_err("an error");
    assert_eq!((error.json_path(), error.processed()), (Some("items[0].id"), Processed::Yes));
    assert!(tasks(200, "oops").expect_err("an error").is_decode());
}

#[test]
fn a_write_gives_its_payload() {
    let add = |body| block_on(Script::default().json(200, body).client().items().add("Чай").send());
    let ok = r#"{"processing_result":{"status":"ok","code":0},"Add":{"response":{"position_id":5,"price":[{"v":1}]}}}"#;
    let added = add(ok).expect("added");
    assert_eq!(added.position_id, Some(5));
    assert!(added.price.is_some_and(|price| price.value().is_none()));
    let failed = r#"{"processing_result":{"status":"error","code":"VAL-006","type":"validation failed","text":"bad [x]",
        "ctx_id":"ab:1-2"},"Add":{"response":false,"request":{"name":"Чай"}}}"#;
    let error = add(failed).expect_err("refused");
    let vendor = error.vendor_error().expect("a vendor error");
    assert_eq!(
        (vendor.code(), vendor.kind(), vendor.request_id()),
        (Some("VAL-006"), Some("validation failed"), Some("ab:1-2"))
    );
    assert_eq!(
        error.to_string(),
        "sample items_add failed, code VAL-006, kind validation failed: bad [x] (HTTP 200), request ab:1-2"
    );
    for body in
        [r#"{"processing_result":{"status":"ok"}}"#, r#"{"processing_result":{"status":"ok"},"Add":{"response":null}}"#]
    {
        let error = add(body).expect_err("no payload");
        assert!(error.is_decode() && error.processed() == Processed::Yes, "{error:?}");
        assert!(error.to_string().contains("/Add/response"), "{error}");
    }
    let odd = block_on(Script::default().json(500, ok).client().items().add("Чай").send()).expect_err("HTTP 500");
    assert_eq!((odd.kind(), odd.processed()), (ErrorKind::Status, Processed::Maybe), "{odd}");
    let error = add(r#"{"processing_result":{"status":"ok"},"Add":{"response":false}}"#).expect_err("no payload");
    assert_eq!((error.json_path(), error.processed()), (Some("Add.response"), Processed::Yes));
}

#[test]
fn an_echoed_secret_is_removed() {
    let upper = KEY.to_uppercase();
    let replies = [
        Script::default()
            .json(200, &format!(r#"{{"ok":false,"result":{{"error":1,"description":"key {KEY}","k":"{upper}"}}}}"#)),
        Script::default().json(200, &format!(r#"{{"ok":false,"result":{{"error":"{KEY}"}},"{KEY}":1}}"#)),
        Script::default().reply(404, "text/html", format!("<p>/out/{upper}/v1/Rows/Get not found</p>")),
        Script::default().reply(200, KEY, "x"),
        Script::default().json(200, &format!(r#"{{"ok":true,"result":[{{"id":"{KEY}"}}]}}"#)),
        Script::default().json(200, &format!(r#"{{"result":"{KEY}""#)),
        Script::default().json(200, &format!("{}{KEY}", "x".repeat(150))),
        Script::default().fail(TransportError::maybe_sent(format!("https://x/out/{KEY}/v1 broke"))),
    ];
    for script in replies {
        let error = bad(script);
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut cause = error.transport_cause().map(|cause| cause as &dyn std::error::Error);
        while let Some(error) = cause {
            shown.push_str(&format!("{error} {error:?}"));
            cause = error.source();
        }
        let shown = shown.to_lowercase();
        assert!(!shown.contains(&KEY[..KEY.len() - 1]), "{shown}");
        assert!(!shown.contains(&KEY[1..]), "{shown}");
    }
}

#[test]
fn a_secret_that_is_whole_only_once_control_characters_are_left_out_is_removed() {
    let (left, right) = KEY.split_at(5);
    for between in ["\u{0}", "\u{7f}", "\u{85}\u{0}", "\\u0000"] {
        for body in [
            format!("<p>{left}{between}{right}"),
            format!(r#"{{"ok":true,"result":[{{"id":"{left}{between}{right}"}}]}}"#),
            format!(r#"{{"ok":true,"result":[{{"id":"x"}}],"other":"{left}{between}{right}"}}"#),
        ] {
            let error = bad(Script::default().json(200, &body));
            let shown = format!("{error} {error:?}").to_lowercase();
            assert!(!shown.contains(&KEY.to_lowercase()), "{shown}");
        }
    }
    let client = Script::default().reply(502, "text/html", "open\n sesame").reply(200, "text/html", "x").builder();
    let client = client.token("open sesame").build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("no JSON");
    assert!(!error.to_string().contains("open sesame"), "{error}");
    let reply = Script::default().json(200, r#"{"ok":false,"result":{"error":1,"description":"open\nsesame"}}"#);
    let client = reply.builder().token("open sesame").build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("a failure");
    assert!(error.to_string().contains("[redacted]"), "{error}");
}
