//! ZeGoal Ordering end to end: adding a position, the frame of its reply, its failures.

use std::time::Duration;

use nomenclature::runtime::decimal::Exact;
use nomenclature::zegoal::types::{AddedCatalogPosition, CatalogPosition, CatalogPositionType};
use nomenclature::zegoal::{Client, OPENAPI};
use nomenclature::{CallOptions, Decimal, Error, ErrorKind, Lenient, Processed, RawJson};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};
use nomenclature_tests::bare;
use nomenclature_tests::clients::{bodies, failure, json, start, within, zegoal, zegoal_with};
use nomenclature_tests::documented::example;

const OPERATION: &str = "catalog_add_position";

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn position(added: AddedCatalogPosition) -> CatalogPosition {
    added.position.expect("the reply has the position")
}

/// The price, where it is a number.
fn price(position: &CatalogPosition) -> Option<String> {
    let Exact(price) = position.default_parameters.as_ref()?.price.as_ref()?.value()?;
    Some(price.to_string())
}

#[tokio::test]
async fn a_position_gets_an_id_and_the_documented_defaults() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let added = zegoal(&sandbox).catalog().add_position("Чай «Улун»", CatalogPositionType::Goods).send().await;
        let added = added.expect("succeeds");
        assert_eq!(added.tenant.as_deref(), Some(fixtures::ZEGOAL_TENANT));
        assert_eq!(added.tz.as_deref(), Some("Europe/Minsk"));
        let position = position(added);
        assert_eq!((position.position_id, position.name.as_deref()), (Some(1), Some("Чай «Улун»")));
        assert_eq!((&position.type_, position.is_actual), (&Some(CatalogPositionType::Goods), Some(true)));
        assert_eq!((&position.code, &position.category, &position.external_code), (&None, &None, &None));
        assert_eq!(price(&position).as_deref(), Some("0"));
        let defaults = position.default_parameters.expect("defaults");
        assert_eq!((defaults.unit.as_deref(), defaults.default_quantity), (Some("шт"), Some(Decimal::ONE)));
    })
    .await;
}

#[tokio::test]
async fn every_member_is_stored_as_it_was_set() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let call = zegoal(&sandbox).catalog().add_position("Доставка", CatalogPositionType::Services);
        let call = call.code("751").category("Goods").external_code("1c-751").description("до двери").is_actual(false);
        let added = call.unit("кг").default_quantity(decimal("3.000")).price(decimal("23.10")).send().await;
        let position = position(added.expect("succeeds"));
        assert_eq!((position.code.as_deref(), position.category.as_deref()), (Some("751"), Some("Goods")));
        assert_eq!(position.external_code.as_deref(), Some("1c-751"));
        assert_eq!((position.description.as_deref(), position.is_actual), (Some("до двери"), Some(false)));
        assert_eq!(position.type_, Some(CatalogPositionType::Services));
        assert_eq!(price(&position).as_deref(), Some("23.10"), "to the last digit");
        let defaults = position.default_parameters.expect("defaults");
        assert_eq!(defaults.unit.as_deref(), Some("кг"));
        assert_eq!(defaults.default_quantity.map(|quantity| quantity.to_string()).as_deref(), Some("3.000"));
    })
    .await;
}

#[tokio::test]
async fn a_repeated_addition_is_another_position() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let call = zegoal(&sandbox).catalog().add_position("Tea", "Goods").code("7");
        for expected in 1..=3 {
            let added = position(call.clone().send().await.expect("succeeds"));
            assert_eq!((added.position_id, added.code.as_deref()), (Some(expected), Some("7")));
        }
        assert_eq!(sandbox.requests().total(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_type_of_the_tenants_own_dictionary_goes_there_and_back() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let added = zegoal(&sandbox).catalog().add_position("Tea", "Услуга").send().await.expect("succeeds");
        let found = position(added).type_.expect("a type");
        assert!(matches!(found, CatalogPositionType::Unrecognized(_)));
        assert_eq!(found.as_str(), "Услуга");
    })
    .await;
}

#[tokio::test]
async fn the_tenant_of_the_client_is_in_every_request() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let builder = bare::zegoal().base_url(sandbox.url()).tenant("orderingtenant885");
        let other = builder.credentials(credentials::ZEGOAL_LOGIN, credentials::ZEGOAL_PASSWORD);
        let other = other.build().expect("everything is set");
        for (client, tenant) in [(zegoal(&sandbox), fixtures::ZEGOAL_TENANT), (other, "orderingtenant885")] {
            let added = client.catalog().add_position("Tea", "Goods").send().await.expect("succeeds");
            assert_eq!(added.tenant.as_deref(), Some(tenant));
        }
    })
    .await;
}

#[tokio::test]
async fn echoes_and_the_outcome_are_readable_through_keep_raw() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let call = zegoal(&sandbox).catalog().add_position("Tea", "Goods").price(decimal("5.500000"));
        let kept = call.keep_raw().send().await.expect("succeeds");
        let reply = kept.reply().expect("it was read before");
        let result = reply.processing_result.expect("every reply has it");
        assert_eq!((result.status.as_deref(), result.code.as_deref()), (Some("ok"), Some("0")));
        assert_eq!(result.text.as_deref(), Some("Position is added to catalog."));
        assert!(result.ctx_id.is_some_and(|id| !id.is_empty()));
        assert_eq!(reply.processing_date.expect("a date").offset(), None);
        let frame = reply.add_catalog_position.expect("the member named after the method");
        assert_eq!(frame.response.as_ref(), Some(&kept.output));
        let sent = sandbox.requests().last().expect("it arrived");
        let sent = RawJson::parse(String::from_utf8_lossy(sent.body())).expect("JSON");
        assert!(sent.get().contains("5.500000"));
        assert_eq!(frame.request.as_ref(), Some(&sent));
        assert_eq!(frame.enriched_request.as_ref(), Some(&sent));
        assert_eq!(frame.extra_logic.map(|echo| echo.get().to_owned()).as_deref(), Some(r#""""#));
    })
    .await;
}

#[tokio::test]
async fn documented_replies_are_read_with_and_without_offset_and_echoes() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for (name, id, price_text, offset, echoes) in
            [("documented", 4, "23.1", None, true), ("minimal", 5, "0", Some(7200), false)]
        {
            sandbox.script(json(200, example(OPENAPI, OPERATION, 200, name)));
            let call = zegoal(&sandbox).catalog().add_position("Tea", "Goods");
            let kept = call.keep_raw().send().await.expect("succeeds");
            let reply = kept.reply().expect("it was read before");
            let date = reply.processing_date.expect("a date");
            assert_eq!(date.offset().map(|offset| offset.local_minus_utc()), offset, "{name}");
            let code = reply.processing_result.and_then(|result| result.code);
            assert_eq!(code.as_deref(), Some("0"), "as number or text");
            assert_eq!(reply.add_catalog_position.is_some_and(|frame| frame.request.is_some()), echoes, "{name}");
            let position = position(kept.into_output());
            assert_eq!((position.position_id, price(&position).as_deref()), (Some(id), Some(price_text)), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_collection_of_prices_still_yields_the_id() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let prices = r#"[{"label": "retail", "price": 23.10}]"#;
        sandbox.script(json(200, example(OPENAPI, OPERATION, 200, "documented").replace("23.1", prices)));
        let added = zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await.expect("succeeds");
        let position = position(added);
        assert_eq!(position.position_id, Some(4));
        let found = position.default_parameters.and_then(|defaults| defaults.price).expect("something came");
        assert_eq!(found, Lenient::Other(RawJson::parse(prices).expect("JSON")));
    })
    .await;
}

#[tokio::test]
async fn options_add_a_header_to_the_call_alone() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let client = zegoal(&sandbox);
        let call = client.catalog().add_position("Tea", "Goods");
        call.clone().options(CallOptions::new().header("x-request-id", "0f8e")).send().await.expect("succeeds");
        assert_eq!(
            sandbox.requests().last().and_then(|it| it.header("x-request-id").map(str::to_owned)).as_deref(),
            Some("0f8e")
        );
        call.send().await.expect("succeeds");
        assert_eq!(sandbox.requests().last().and_then(|it| it.header("x-request-id").map(str::to_owned)), None);
    })
    .await;
}

#[tokio::test]
async fn a_position_whose_reply_never_came_may_have_been_added() {
    within(async {
        // The kernel accepts the connection; nobody ever answers.
        let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = silent.local_addr().expect("it is bound");
        let builder = bare::zegoal().base_url(format!("http://{address}")).tenant("t").credentials("l", "p");
        let client = builder.build().expect("everything is set");
        let options = CallOptions::new().timeout(Duration::from_millis(50));
        let error = failure(client.catalog().add_position("Tea", "Goods").options(options).send().await);
        assert!(error.is_timeout() && error.vendor_error().is_none(), "{error:?}");
        assert_eq!((error.operation(), error.processed()), (Some(OPERATION), Processed::Maybe));
    })
    .await;
}

#[test]
fn a_client_without_what_every_request_needs_cannot_be_built() {
    let error = failure(bare::zegoal().base_url("http://127.0.0.1:1").build());
    assert_eq!((error.kind(), error.operation(), error.processed()), (ErrorKind::Configuration, None, Processed::No));
    let text = error.to_string();
    assert!(text.contains("tenant()") && text.contains("credentials()") && !text.contains("subdomain()"), "{text}");
    let text = failure(bare::zegoal().tenant("t").credentials("l", "p").build()).to_string();
    assert!(text.contains("subdomain()"), "{text}");
}

/// Checks that the vendor refused, inside a reply of this status, and that the operation is named.
fn check_refused(error: &Error, status: u16) {
    assert!(error.is_vendor() && !error.is_decode() && !error.is_rate_limited(), "{error:?}");
    assert_eq!((error.vendor(), error.operation()), ("zegoal", Some(OPERATION)));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    assert_eq!(error.processed(), Processed::No);
    assert!(error.to_string().contains("zegoal catalog_add_position"), "{error}");
}

#[tokio::test]
async fn val_006_has_kind_code_message_request_id_and_the_echo() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let body = example(OPENAPI, OPERATION, 200, "wrong_type");
        sandbox.script(json(200, body.as_str()));
        let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
        check_refused(&error, 200);
        let said = error.vendor_error().expect("the vendor said something");
        assert_eq!((said.code(), said.kind()), (Some("VAL-006"), Some("validation failed")));
        assert_eq!(said.request_id(), Some("QRNdB7TQ:0-J7"));
        let text = "Input object field [default_parameters.default_quantity] contains value of type [string] while expected \
                    valid type is [number].";
        assert_eq!(said.message(), Some(text));
        assert_eq!(*said.details(), RawJson::parse(body).expect("JSON"));
        let details: serde_json::Value = said.details().decode().expect("JSON");
        assert_eq!(details["AddCatalogPosition"]["response"], false);
        assert_eq!(details["AddCatalogPosition"]["request"]["default_parameters"]["default_quantity"], "");
    })
    .await;
}

#[tokio::test]
async fn a_missing_member_is_the_older_numeric_code() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        sandbox.script(json(200, example(OPENAPI, OPERATION, 200, "required_missing")));
        let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
        check_refused(&error, 200);
        let said = error.vendor_error().expect("the vendor said something");
        assert_eq!((said.code(), said.kind(), said.request_id()), (Some("1"), None, None));
        assert_eq!(said.message(), Some("Required parameters are missing: name"));
    })
    .await;
}

#[tokio::test]
async fn a_refused_addition_adds_nothing() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let call = |client: Client| client.catalog().add_position("Tea", "Goods").send();
        let wrong = [("nobody", credentials::ZEGOAL_PASSWORD), (credentials::ZEGOAL_LOGIN, "wrong")];
        for (login, password) in wrong {
            let error = failure(call(zegoal_with(&sandbox, login, password)).await);
            check_refused(&error, 401);
            let said = error.vendor_error().expect("the vendor said something");
            assert_eq!((said.code(), said.kind()), (Some("1"), Some("authorization failed")));
            assert!(said.request_id().is_some());
        }
        assert_eq!(position(call(zegoal(&sandbox)).await.expect("succeeds")).position_id, Some(1));
        assert_eq!(bodies(&sandbox).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn an_ok_without_a_position_was_processed_all_the_same() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for response in ["", r#""response":null"#, r#""response":false"#, r#""response":"false""#] {
            let body =
                format!(r#"{{"processing_result":{{"status":"ok","code":0}},"AddCatalogPosition":{{{response}}}}}"#);
            sandbox.script(json(200, body));
            let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
            assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Yes), "{response}: {error:?}");
            assert_eq!(error.json_path(), Some("AddCatalogPosition.response"), "{response}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_does_not_say_how_it_went_is_no_success() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        let response = r#""AddCatalogPosition":{"response":{"position":{"position_id":9}}}"#;
        for result in ["", r#""processing_result":{},"#, r#""processing_result":{"status":null},"#] {
            sandbox.script(json(200, format!("{{{result}{response}}}")));
            let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
            assert_eq!((error.kind(), error.processed()), (ErrorKind::Decode, Processed::Maybe), "{result}: {error:?}");
            assert!(error.to_string().contains("/processing_result/status"), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_failure_of_a_gateway_leaves_open_whether_the_position_was_added() {
    within(async {
        let sandbox = start(Sandbox::builder()).await;
        for (status, processed) in [(502, Processed::Maybe), (413, Processed::No)] {
            sandbox.script(json(status, r#"{"processing_result":{"status":"error","code":1,"text":"later"}}"#));
            let error = failure(zegoal(&sandbox).catalog().add_position("Tea", "Goods").send().await);
            assert!(error.is_vendor(), "{error:?}");
            assert_eq!((error.status().map(|status| status.as_u16()), error.processed()), (Some(status), processed));
        }
    })
    .await;
}
