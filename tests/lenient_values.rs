//! Values in another form than documented: numbers as texts, other spellings, other types, sentinel dates.

use nomenclature::life_pos::types::NomenclatureImportTask;
use nomenclature::quince::types::{NewService, RecordId, Service, ServiceFolder, ServicePrice};
use nomenclature::regos::types::{ErrorReply, ItemOperation};
use nomenclature::zegoal::types::{AddCatalogPositionFailure, AddCatalogPositionReply, CatalogPositionDefaults};
use nomenclature::{Error, Lenient, Processed, RawJson, UnixTime};
use nomenclature_sandbox::Sandbox;
use nomenclature_tests::clients::{failure, json, life_pos, organization, quince, regos, start, zegoal};
use serde::de::DeserializeOwned;

#[track_caller]
fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn folders_of_quince_are_read_from_numbers_and_from_texts() {
    for (json, folder) in [
        ("110", Some(110)),
        (r#""110""#, Some(110)),
        (r#"" 110 ""#, Some(110)),
        ("110.0", Some(110)),
        ("-1", Some(-1)),
        (r#""""#, None),
        ("null", None),
    ] {
        let text = format!(r#"{{"ParentFolder":{json}}}"#);
        assert_eq!(read::<Service>(&text).parent_folder, folder, "{json}");
        assert_eq!(read::<ServiceFolder>(&text).parent_folder, folder, "{json}");
        assert_eq!(read::<NewService>(&text).parent_folder, folder, "{json}");
    }
}

#[test]
fn a_text_that_is_no_number_is_no_folder() {
    for json in [r#""root""#, "1.5", "true", "[110]", "{}", "9223372036854775808"] {
        let text = format!(r#"{{"ParentFolder":{json}}}"#);
        serde_json::from_str::<Service>(&text).expect_err(json);
    }
}

#[test]
fn ids_of_quince_are_read_from_both_spellings() {
    for key in ["id", "Id"] {
        assert_eq!(read::<RecordId>(&format!(r#"{{"{key}":7}}"#)).id, 7);
        assert_eq!(read::<RecordId>(&format!(r#"{{"{key}":"7"}}"#)).id, 7);
        assert_eq!(read::<Service>(&format!(r#"{{"{key}":7}}"#)).id, Some(7));
        assert_eq!(read::<ServiceFolder>(&format!(r#"{{"{key}":"7"}}"#)).id, Some(7));
        assert_eq!(read::<ServicePrice>(&format!(r#"{{"{key}":7}}"#)).id, Some(7));
    }
}

#[test]
fn both_spellings_at_once_are_read() {
    assert_eq!(read::<RecordId>(r#"{"id":7,"Id":7}"#).id, 7);
    assert_eq!(read::<Service>(r#"{"Id":7,"id":7,"Name":"Чай"}"#).name.as_deref(), Some("Чай"));
}

#[test]
fn integers_and_texts_are_read_where_decimals_are_documented() {
    let operation: ItemOperation = read(r#"{"price":12000,"cost":"23.10","quantity":0}"#);
    let texts = [operation.price, operation.cost, operation.quantity].map(|value| value.expect("a number").to_string());
    assert_eq!(texts, ["12000", "23.10", "0"]);
    assert_eq!(read::<ServicePrice>(r#"{"Price":5}"#).price.map(|price| price.to_string()).as_deref(), Some("5"));
}

#[test]
fn codes_of_zegoal_are_numbers_or_texts() {
    for (json, code) in [("0", "0"), (r#""0""#, "0"), ("1", "1"), (r#""VAL-006""#, "VAL-006"), ("1.0", "1.0")] {
        let text = format!(r#"{{"processing_result":{{"code":{json}}}}}"#);
        let reply: AddCatalogPositionReply = read(&text);
        assert_eq!(reply.processing_result.expect("a result").code.as_deref(), Some(code));
        let failure: AddCatalogPositionFailure = read(&text);
        assert_eq!(failure.processing_result.expect("a result").code.as_deref(), Some(code));
    }
}

#[test]
fn codes_of_regos_are_numbers_or_texts() {
    for json in ["8213", r#""8213""#] {
        let reply: ErrorReply = read(&format!(r#"{{"ok":false,"result":{{"error":{json}}}}}"#));
        assert_eq!(reply.result.expect("details").error, Some(8213));
    }
}

#[test]
fn unix_times_are_numbers_or_texts() {
    for json in ["1708714800", r#""1708714800""#, "1708714800.0", "0", "-1"] {
        let operation: ItemOperation = read(&format!(r#"{{"date":{json}}}"#));
        let seconds: i64 = json.trim_matches('"').trim_end_matches(".0").parse().expect("a number");
        assert_eq!(operation.date, Some(UnixTime::from_seconds(seconds)));
    }
}

#[test]
fn the_sentinel_date_of_life_pos_is_read() {
    let json = r#"{"created_at":"0001-01-01T00:00:00Z","updated_at":"0001-01-01T00:00:00"#;
    for end in ["Z\"}", "+00:00\"}", ".0000000Z\"}"] {
        let task: NomenclatureImportTask = read(&format!("{json}{end}"));
        assert_eq!(task.created_at, task.updated_at);
        assert_eq!(task.created_at.expect("a date").to_rfc3339(), "0001-01-01T00:00:00+00:00");
    }
}

#[test]
fn a_price_of_another_type_is_kept_as_it_came() {
    for other in [r#"[{"price_id":1,"value":23.10}]"#, r#"{"retail": 23.10}"#, "false", r#""on request""#, "[]"] {
        let defaults: CatalogPositionDefaults = read(&format!(r#"{{"unit":"шт","price":{other}}}"#));
        assert_eq!(defaults.price.as_ref().and_then(Lenient::other).map(RawJson::get), Some(other));
        assert_eq!(defaults.unit.as_deref(), Some("шт"));
    }
}

#[tokio::test]
async fn a_position_whose_price_has_become_a_collection_still_has_its_id() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    let reply = concat!(
        r#"{"processing_result":{"status":"ok","code":0},"processing_date":"2020-07-03 08:59:02","AddCatalogPosition":"#,
        r#"{"response":{"tenant":"t","position":{"position_id":4,"name":"Tea","default_parameters":{"unit":"шт","#,
        r#""price":[{"label":"retail","price":23.10},{"label":"wholesale","price":20}],"default_quantity":9}},"#,
        r#""TZ":"Europe/Minsk"}}}"#
    );
    sandbox.script(json(200, reply));
    let added = zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await.expect("it was added");
    let position = added.position.expect("a position");
    assert_eq!(position.position_id, Some(4));
    let defaults = position.default_parameters.expect("defaults");
    assert_eq!(defaults.default_quantity.map(|quantity| quantity.to_string()).as_deref(), Some("9"));
    let price = defaults.price.expect("something");
    assert!(price.value().is_none());
    assert!(price.other().is_some_and(|raw| raw.get().contains(r#"{"label":"retail","price":23.10}"#)), "{price:?}");
}

#[tokio::test]
async fn listings_with_nothing_but_the_flag_are_empty() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    for body in [r#"{"success":true}"#, r#"{"success":true,"data":null}"#] {
        sandbox.script(json(200, body));
        assert!(quince(&sandbox).services().list().send().await.expect("a page").data.is_empty());
    }
    for body in [r#"{"ok":true}"#, r#"{"ok":true,"result":null,"next_offset":null,"total":null}"#] {
        sandbox.script(json(200, body));
        let page = regos(&sandbox).doc_set_price().get().send().await.expect("a page");
        assert_eq!((page.result.len(), page.next_offset, page.total), (0, None, None));
    }
    // Without a flag, the list shows that it is a page.
    sandbox.script(json(200, r#"{"items":null}"#));
    let page = life_pos(&sandbox).nomenclature_imports().list(organization()).send().await.expect("a page");
    assert!(page.items.is_empty() && page.next_page_token.is_none());
}

#[tokio::test]
async fn a_success_of_zegoal_without_a_position_is_no_silent_nothing() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    sandbox.script(json(200, r#"{"processing_result":{"status":"ok"},"AddCatalogPosition":{"response":null}}"#));
    let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(error.processed(), nomenclature::Processed::Yes);
    assert_eq!(error.json_path(), Some("AddCatalogPosition.response"));
}

#[tokio::test]
async fn a_write_that_reports_success_without_the_ids_is_an_error_after_the_fact() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    for body in [r#"{"success":true}"#, r#"{"success":true,"data":null}"#] {
        sandbox.script(json(200, body));
        let error: Error = quince(&sandbox).services().add([NewService::new()]).send().await.expect_err(body).into();
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(error.processed(), Processed::Yes);
        assert!(error.to_string().contains("no payload at /data"), "{error}");
    }
    sandbox.script(json(200, r#"{"success":true,"data":[]}"#));
    let stopped = quince(&sandbox).services().add([NewService::new()]).send().await.expect_err("no ids");
    assert!(stopped.error().is_decode() && stopped.possibly_done(), "{stopped}");
    assert!(stopped.to_string().contains("has 0 rows for 1 records"), "{stopped}");
}

#[tokio::test]
async fn an_unknown_flag_leaves_open_how_the_call_went() {
    let sandbox = start(Sandbox::builder().rows(3)).await;
    for status in ["OK", "done"] {
        let body = format!(
            r#"{{"processing_result":{{"status":"{status}"}},"AddCatalogPosition":{{"response":{{"position":{{"position_id":7}}}}}}}}"#
        );
        sandbox.script(json(200, body));
        let error = zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await.expect_err(status);
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(error.processed(), Processed::Maybe);
    }
}

#[test]
fn a_null_does_not_hide_the_other_spelling() {
    for json in [r#"{"id":null,"Id":5}"#, r#"{"Id":null,"id":5}"#, r#"{"Id":5,"id":null}"#, r#"{"id":5,"Id":"5"}"#] {
        assert_eq!(read::<RecordId>(json).id, 5, "{json}");
        assert_eq!(read::<Service>(json).id, Some(5), "{json}");
        let from_reader: Service = serde_json::from_reader(json.as_bytes()).expect(json);
        assert_eq!(from_reader.id, Some(5), "{json}");
    }
    assert_eq!(read::<Service>(r#"{"Id":null}"#).id, None);
    serde_json::from_str::<Service>(r#"{"id":5,"Id":6}"#).expect_err("two records");
}
