//! What a failure is taken for: nothing counts as a success that does not show one, what contradicts itself is believed in
//! nothing, and what is hidden decides nothing.

use nomenclature_runtime::{CallOptions, Error, Processed, RetryPolicy};

use crate::block_on;
use crate::script::{KEY, Script};

fn rows(body: &str) -> Result<usize, Error> {
    block_on(Script::default().json(200, body).client().rows().get().send()).map(|page| page.result.len())
}

fn things(body: &str) -> Result<usize, Error> {
    block_on(Script::default().json(200, body).client().things().list().send()).map(|page| page.data.len())
}

fn tasks(body: &str) -> Result<usize, Error> {
    block_on(Script::default().json(200, body).client().tasks().list("o").send()).map(|page| page.items.len())
}

fn add(body: &str) -> Error {
    block_on(Script::default().json(200, body).client().items().add("Чай").send()).expect_err(body)
}

#[test]
fn the_weakest_bodies_that_show_a_success() {
    for body in [
        r#"{"ok":true}"#,
        r#"{"ok":true,"result":null}"#,
        r#"{"ok":true,"result":[]}"#,
        r#"{"ok":true,"total":0}"#,
        r#"{"next_offset":0,"ok":true}"#,
    ] {
        assert_eq!(rows(body).expect(body), 0);
    }
    for body in [r#"{"success":true}"#, r#"{"success":true,"data":null}"#] {
        assert_eq!(things(body).expect(body), 0);
    }
    for body in [r#"{"items":null}"#, r#"{"items":[],"message":"none today"}"#, r#"{"next_page_token":"x"}"#] {
        assert_eq!(tasks(body).expect(body), 0);
    }
}

#[test]
fn a_success_with_an_error_beside_it_is_none() {
    let contradicts = |error: Error, body: &str| {
        assert_eq!((error.is_decode(), error.processed()), (true, Processed::Maybe), "{body}: {error}");
        assert!(error.to_string().contains("contradicts itself at /"), "{error}");
    };
    for body in [
        r#"{"ok":true,"error":"away"}"#,
        r#"{"ok":true,"error":{"code":5}}"#,
        r#"{"ok":true,"result":[],"errors":["away"]}"#,
        r#"{"ok":true,"result":{"error":8213}}"#,
        r#"{"ok":true,"code":5,"message":"away"}"#,
        r#"{"ok":true,"result":[{"id":1}],"error":"away"}"#,
        r#"{"Error":"away","ok":true,"result":[{"id":1}]}"#,
        r#"{"ok":true,"result":[{"id":1}],"code":"X","message":"away"}"#,
    ] {
        contradicts(rows(body).expect_err(body), body);
    }
    for body in [
        r#"{"success":true,"error":"away"}"#,
        r#"{"success":true,"data":[],"error":{"text":"away"}}"#,
        r#"{"success":true,"data":[{"id":1}],"error":{"code":7}}"#,
    ] {
        contradicts(things(body).expect_err(body), body);
    }
    for body in [
        r#"{"items":[{"id":1}],"code":"X","message":"away"}"#,
        r#"{"items":[{"id":1}],"errors":[1]}"#,
        r#"{"items":[],"error":"away"}"#,
    ] {
        contradicts(tasks(body).expect_err(body), body);
    }
    for (code, response) in [(r#""VAL-006""#, "{}"), ("1", "{}"), (r#""VAL-006""#, r#"{"position_id":5}"#)] {
        let body =
            format!(r#"{{"processing_result":{{"status":"ok","code":{code}}},"Add":{{"response":{response}}}}}"#);
        contradicts(add(&body), &body);
    }
}

#[test]
fn what_says_nothing_beside_a_success_leaves_it_one() {
    for body in [
        r#"{"ok":true,"error":null,"errors":[]}"#,
        r#"{"ok":true,"error":"","Errors":{}}"#,
        r#"{"ok":true,"code":0,"message":"done"}"#,
        r#"{"ok":true,"code":"OK","message":"done"}"#,
        r#"{"ok":true,"message":"none today"}"#,
        r#"{"ok":true,"error":false}"#,
    ] {
        assert_eq!(rows(body).expect(body), 0);
    }
    let body = r#"{"ok":true,"result":[{"id":1,"error":"x","code":"C","message":"a row's own"}]}"#;
    assert_eq!(rows(body).expect(body), 1);
    for body in [r#"{"success":true,"error":null}"#, r#"{"success":true,"error":{}}"#] {
        assert_eq!(things(body).expect(body), 0);
    }
    for body in [r#"{"items":[{"id":1}],"message":"x"}"#, r#"{"items":[{"id":1}],"code":null,"message":"x"}"#] {
        assert_eq!(tasks(body).expect(body), 1);
    }
    let body = r#"{"processing_result":{"status":"ok","code":"0","text":"done"},"Add":{"response":{}}}"#;
    block_on(Script::default().json(200, body).client().items().add("Чай").send()).expect("a success");
}

#[test]
fn one_member_with_two_values_under_two_spellings_is_not_read() {
    for body in [r#"{"ok":true,"result":[{"id":1,"Id":2}]}"#, r#"{"ok":true,"result":[{"Id":1,"price":3,"Id":2}]}"#] {
        let error = rows(body).expect_err(body);
        assert_eq!((error.is_decode(), error.processed()), (true, Processed::Yes), "{body}: {error}");
    }
    for body in [
        r#"{"ok":true,"result":[{"id":1,"Id":1}]}"#,
        r#"{"ok":true,"result":[{"id":null,"Id":1}]}"#,
        r#"{"ok":true,"result":[{"id":1,"Id":null}]}"#,
    ] {
        assert_eq!(rows(body).expect(body), 1);
    }
}

#[test]
fn a_body_without_anything_of_a_success_is_none() {
    for body in ["{}", r#"{"error":"away"}"#, r#"{"next_page_token":null}"#, r#"{"status":"ok"}"#, "[]", "null", ""] {
        let error = tasks(body).expect_err(body);
        assert_eq!((error.is_decode(), error.processed()), (true, Processed::Maybe), "{body}: {error}");
    }
    assert!(
        tasks("{}").expect_err("nothing").to_string().contains("nothing of a success, such as items, next_page_token")
    );
    for body in [
        r#"{"message":"away"}"#,
        r#"{"code":null,"message":"away"}"#,
        r#"{"items":null,"message":"away"}"#,
        r#"{"code":null,"message":"away","next_page_token":"x"}"#,
    ] {
        let error = tasks(body).expect_err(body);
        assert_eq!((error.is_vendor(), error.processed()), (true, Processed::Maybe), "{body}: {error}");
    }
    for body in [r#"{"code":"Away"}"#, r#"{"code":"Away","items":[]}"#, r#"{"code":"Away","items":"x"}"#] {
        let error = tasks(body).expect_err(body);
        assert_eq!((error.is_vendor(), error.processed()), (true, Processed::No), "{body}: {error}");
    }
}

/// Every order of two values of a key.
fn both(first: &str, second: &str) -> [String; 2] {
    [format!("{first},{second}"), format!("{second},{first}")]
}

#[test]
fn what_contradicts_itself_is_believed_in_nothing() {
    let twice = [
        (r#""ok":true"#, r#""ok":false"#, r#""result":[]"#),
        (r#""ok":true"#, r#""ok":null"#, r#""result":[]"#),
        (r#""ok":false"#, r#""\u006fk":true"#, r#""result":[{"id":1}]"#),
        (r#""result":{"error":1}"#, r#""result":{"error":8213}"#, r#""ok":false"#),
        (r#""result":[{"id":1}]"#, r#""result":{"error":8213}"#, r#""ok":false"#),
    ];
    for (first, second, rest) in twice {
        for pair in both(first, second) {
            for body in [format!("{{{pair},{rest}}}"), format!("{{{rest},{pair}}}")] {
                let error = rows(&body).expect_err(&body);
                assert_eq!(error.processed(), Processed::Maybe, "{body}: {error}");
                assert!(error.is_decode() && !error.is_rate_limited(), "{body}: {error}");
                assert!(error.to_string().contains("contradicts itself at /"), "{error}");
            }
        }
    }
    for pair in both(r#""error":1"#, r#""error":8213"#) {
        let error = rows(&format!(r#"{{"ok":false,"result":{{{pair}}}}}"#)).expect_err("two codes");
        assert!(error.processed() == Processed::Maybe && !error.is_rate_limited(), "{error}");
    }
    for pair in both(r#""status":"ok""#, r#""status":"error""#) {
        for rest in [r#""Add":{"response":false}"#, r#""Add":{"response":{"position_id":5}}"#] {
            let error = add(&format!(r#"{{"processing_result":{{{pair},"code":1}},{rest}}}"#));
            assert_eq!(error.processed(), Processed::Maybe, "{error}");
        }
    }
    for pair in both(r#""Add":{"response":{"position_id":5}}"#, r#""Add":{"response":{"position_id":6}}"#) {
        assert_eq!(add(&format!(r#"{{"processing_result":{{"status":"ok"}},{pair}}}"#)).processed(), Processed::Maybe);
    }
    for pair in both(r#""code":"A""#, r#""code":"B""#).into_iter().chain(both(r#""code":null"#, r#""code":"B""#)) {
        let error = tasks(&format!("{{{pair}}}")).expect_err("two codes");
        assert!(error.is_decode() && error.processed() == Processed::Maybe, "{error}");
        let error = block_on(Script::default().json(429, &format!("{{{pair}}}")).client().tasks().list("o").send());
        let error = error.expect_err("two codes");
        assert!(error.processed() == Processed::Maybe && !error.is_rate_limited(), "{error}");
    }
    let again = rows(r#"{"ok":false,"ok":false,"result":{"error":1,"error":1.0}}"#).expect_err("a refusal");
    assert!(again.is_vendor() && again.processed() == Processed::No, "the same twice is no contradiction: {again}");
}

#[test]
fn what_is_hidden_decides_nothing() {
    let asked = |script: Script, secret: &str| {
        let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
        let options = CallOptions::new().secret_header("X-Pin", secret);
        let error = block_on(client.rows().get().options(options).send()).expect_err("a failure");
        (script.requests().len(), error)
    };
    let passing = r#"{"ok":false,"result":{"error":1018,"description":"code 1018"}}"#;
    let four = |body: &str| (0..4).fold(Script::default(), |script, _| script.json(200, body));
    for secret in ["1", "18", "018", "1018", "passing"] {
        let (requests, error) = asked(four(passing), secret);
        assert_eq!((requests, error.vendor_error().and_then(|said| said.code())), (4, Some("1018")), "{secret}");
        assert_eq!(error.to_string().contains("1018"), secret != "1018", "{error}");
    }
    let quota = r#"{"ok":false,"result":{"error":"8213"}}"#;
    assert!(asked(four(quota), "8213").1.is_rate_limited());
    let script = Script::default().json(429, r#"{"code":"TryActivateLater"}"#);
    let options = CallOptions::new().secret_header("X-Pin", "Activate");
    let client = script.builder().retry(RetryPolicy::new()).build().expect("a client");
    let error = block_on(client.tasks().list("o").options(options).send()).expect_err("a failure");
    assert_eq!((script.requests().len(), error.is_rate_limited()), (1, false), "{error}");
}

#[test]
fn a_refusal_that_the_spec_knows_changed_nothing() {
    let refused = |body: &str| {
        let sent = Script::default().json(200, body);
        block_on(sent.client().things().add([1, 2]).send()).expect_err("a refusal").error().processed()
    };
    assert_eq!(refused(r#"{"success":false,"error":{"code":"Unauthorized"}}"#), Processed::No);
    assert_eq!(refused(r#"{"success":false,"error":{"code":"FolderIsUnknown"}}"#), Processed::Maybe);
    assert_eq!(refused(r#"{"success":false,"error":"Unauthorized"}"#), Processed::Maybe, "a text is no code");
    let twice = r#"{"success":false,"error":{"code":"Unauthorized","code":"TooLate"}}"#;
    assert_eq!(refused(twice), Processed::Maybe);
}

#[test]
fn a_long_failure_is_read_in_bounds_and_exactly() {
    const LONG: usize = 8 << 20;
    let text = "price of tea, ".repeat(LONG / 14);
    for body in [
        format!(r#"{{"note":"{text}","ok":false,"result":{{"error":5,"description":"the end"}}}}"#),
        format!(r#"{{"ok":false,"result":{{"rows":["{text}"],"error":5,"description":"the end"}}}}"#),
    ] {
        let error = rows(&body).expect_err("a failure");
        let said = error.vendor_error().expect("a vendor's");
        assert_eq!((said.code(), said.message()), (Some("5"), Some("the end")));
        assert!(said.details().is_null() && error.to_string().len() < 1_000);
    }
    let error =
        rows(&format!(r#"{{"ok":false,"result":{{"error":5,"description":"{text}{KEY}"}}}}"#)).expect_err("long");
    let message = error.vendor_error().and_then(|said| said.message()).expect("a message");
    assert!(message.starts_with("price of tea") && message.len() <= 256 << 10, "{}", message.len());
    // Wherever such a text is cut off, nothing is cut in two.
    let filler = "x".repeat((256 << 10) - KEY.len() / 2);
    for unit in [KEY.to_owned(), "\\\"".to_owned(), "\\ud83d\\ude00".to_owned(), "ё".to_owned()] {
        let long = unit.repeat((512 << 10) / unit.len());
        let error = rows(&format!(r#"{{"ok":false,"result":{{"error":5,"description":"{filler}{long}"}}}}"#));
        let error = error.expect_err("long");
        let message = error.vendor_error().and_then(|said| said.message()).expect("a message");
        let piece = message.trim_start_matches('x');
        assert!(!piece.is_empty() && !piece.contains(&KEY[..6]) && !piece.contains('\u{fffd}'), "{piece:.80}");
    }
    let error = rows(&format!(r#"{{"ok":true,"result":[{{"price":"{text}{KEY}"}}]}}"#)).expect_err("no price");
    assert!(error.json_path() == Some("result[0].price") && error.to_string().len() < 1_000, "{error}");
    assert!(!format!("{error:?}").contains(&KEY[..6]), "{error:?}");
}

#[test]
fn half_a_character_in_a_text_hides_neither_the_error_nor_the_rest_of_it() {
    for (escape, shown) in [
        (r"cut \ud83d", "cut \u{fffd}"),
        (r"\ude00 cut", "\u{fffd} cut"),
        (r"\ud83d\u0041", "\u{fffd}A"),
        (r"\ud83d\ude00", "\u{1f600}"),
        (r"\\ud83d", r"\ud83d"),
    ] {
        let error = rows(&format!(r#"{{"ok":false,"result":{{"error":5,"description":"{escape}"}}}}"#));
        let error = error.expect_err("a refusal");
        let said = error.vendor_error().expect("what the vendor said");
        assert_eq!((said.code(), said.message()), (Some("5"), Some(shown)), "{error}");
    }
}

#[test]
fn a_code_is_one_number_however_it_is_written() {
    for code in ["8213", "8213.0", "8.213e3", "82130e-1", r#""8213""#] {
        let error = rows(&format!(r#"{{"ok":false,"result":{{"error":{code}}}}}"#)).expect_err("the quota");
        assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("8213"), "{error}");
        assert!(error.is_vendor() && error.is_rate_limited(), "{code}: {error}");
        assert_eq!(error.processed(), Processed::No, "{code}: {error}");
    }
    let error = rows(r#"{"ok":false,"result":{"error":8213.5}}"#).expect_err("no code that is known");
    assert_eq!(error.vendor_error().and_then(|said| said.code()), Some("8213.5"));
}

#[test]
fn a_refusal_beside_a_payload_may_have_been_carried_out_and_is_not_repeated() {
    let record = r#""Add":{"response":{"position_id":5}}"#;
    for (status, flag) in
        [(429, r#""status":"error","code":1"#), (400, r#""status":"error""#), (200, r#""status":"error""#)]
    {
        let script = Script::default().json(status, &format!(r#"{{"processing_result":{{{flag}}},{record}}}"#));
        let error = block_on(script.client().items().add("Чай").send()).expect_err("a refusal");
        assert_eq!((error.processed(), script.requests().len()), (Processed::Maybe, 1), "{status}: {error}");
    }
    // What stands in the place of a payload and is none leaves the refusal as it is.
    let error = add(r#"{"processing_result":{"status":"error","code":1},"Add":{"response":false}}"#);
    assert_eq!(error.processed(), Processed::No, "{error}");
}

#[test]
fn a_key_that_stands_often_takes_no_time() {
    let long = r"\u0041".repeat(16_000);
    let body = format!(r#"{{"ok":false,"result":"{long}"{}}}"#, r#","result":1"#.repeat(20_000));
    let begun = std::time::Instant::now();
    assert!(rows(&body).expect_err("a contradiction").is_decode());
    // It was a minute and more.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
