//! Bodies on the wire, byte for byte as the sandbox received them over HTTP.

use std::collections::BTreeMap;

use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::regos::types::{
    DocSetPriceSortColumn, DocSetPriceSortOrder, Filter, FilterOperator, ItemOperationSortOrder, SortDirection,
};
use nomenclature::{Decimal, Field, UnixTime};
use nomenclature_sandbox::Sandbox;
use nomenclature_tests::clients::{quince, regos, start, zegoal};
use nomenclature_tests::journal::{sent, sent_body, text};
use nomenclature_tests::operations::{OPERATIONS, Setup};

async fn sandbox() -> Sandbox {
    start(Sandbox::builder().rows(3)).await
}

#[tokio::test]
async fn a_call_sends_what_is_required_and_no_default() {
    let sandbox = sandbox().await;
    let clients = Setup::of(&sandbox).clients();
    let mut bodies = BTreeMap::new();
    for operation in OPERATIONS {
        let request = sent(&sandbox, (operation.send)(&clients)).await;
        assert_eq!(text(&request), operation.least_body(), "{}", operation.spec.id);
        bodies.insert(operation.spec.id, text(&request));
        assert_eq!(request.query(), "", "{}", operation.spec.id);
    }
    // Those that the crate began with, in full.
    let expected = [
        ("nomenclature_imports_list", ""),
        ("services_list", "{}"),
        ("services_add", r#"{"array":[{}]}"#),
        ("services_update", r#"{"array":[{"id":1}]}"#),
        ("service_folders_list", "{}"),
        ("service_folders_add", r#"{"array":[{}]}"#),
        ("service_folders_update", r#"{"array":[{"Id":1}]}"#),
        ("catalog_add_position", r#"{"tenant":"orderingTenant508","name":"position #751","type":"Goods"}"#),
        ("doc_set_price_get", "{}"),
        ("item_operation_get", r#"{"item_id":1}"#),
    ];
    for (id, body) in expected {
        assert_eq!(bodies.get(id).map(String::as_str), Some(body), "{id}");
    }
}

#[tokio::test]
async fn the_parent_folder_filter_is_absent_null_or_a_value() {
    let sandbox = sandbox().await;
    let (services, folders) = (quince(&sandbox).services(), quince(&sandbox).service_folders());
    for (folder, body) in [
        (Field::Absent, r#"{"filter":{}}"#),
        (Field::Null, r#"{"filter":{"ParentFolder":null}}"#),
        (Field::Value(110), r#"{"filter":{"ParentFolder":110}}"#),
        (Field::Value(0), r#"{"filter":{"ParentFolder":0}}"#),
    ] {
        assert_eq!(sent_body(&sandbox, services.list().parent_folder(folder).send()).await, body);
        assert_eq!(sent_body(&sandbox, folders.list().parent_folder(folder).send()).await, body);
    }
    assert_eq!(sent_body(&sandbox, services.list().page(1).send()).await, r#"{"page":1}"#);
}

#[tokio::test]
async fn members_of_an_update_are_absent_null_or_a_value() {
    let sandbox = sandbox().await;
    let services = quince(&sandbox).services();
    let update = |change: ServiceUpdate| sent_body(&sandbox, services.update([change]).send());
    assert_eq!(update(ServiceUpdate::new(111)).await, r#"{"array":[{"id":111}]}"#);
    let nulls = ServiceUpdate::new(111).memo(Field::Null).parent_folder(Field::Null).barcode(Field::Null);
    assert_eq!(update(nulls).await, r#"{"array":[{"id":111,"ParentFolder":null,"Memo":null,"Barcode":null}]}"#);
    let values = ServiceUpdate::new(111).memo("").parent_folder(110).name(Field::Value("Чай".to_owned()));
    assert_eq!(update(values).await, r#"{"array":[{"id":111,"Name":"Чай","ParentFolder":110,"Memo":""}]}"#);
    let absent_again = ServiceUpdate::new(111).memo("x").memo(Field::Absent);
    assert_eq!(update(absent_again).await, r#"{"array":[{"id":111}]}"#);
}

#[tokio::test]
async fn services_write_id_and_folders_write_capital_id() {
    let sandbox = sandbox().await;
    let client = quince(&sandbox);
    let services = client.services().update([ServiceUpdate::new(7), ServiceUpdate::new(i64::MAX)]).send();
    assert_eq!(sent_body(&sandbox, services).await, r#"{"array":[{"id":7},{"id":9223372036854775807}]}"#);
    let folders = client.service_folders().update([ServiceFolderUpdate::new(7).parent_folder(Field::Null)]).send();
    assert_eq!(sent_body(&sandbox, folders).await, r#"{"array":[{"Id":7,"ParentFolder":null}]}"#);
    let one = client.services().list().id(7).send();
    assert_eq!(sent_body(&sandbox, one).await, r#"{"filter":{"Id":7}}"#);
}

#[tokio::test]
async fn an_empty_list_of_quince_is_sent_and_no_list_is_not() {
    let sandbox = sandbox().await;
    let services = quince(&sandbox).services();
    let none = services.list().archive(true).send();
    assert_eq!(sent_body(&sandbox, none).await, r#"{"filter":{"Archive":true}}"#);
    let empty = services.list().price_type(Vec::<i64>::new()).send();
    assert_eq!(sent_body(&sandbox, empty).await, r#"{"filter":{"PriceType":[]}}"#);
    let some = services.list().price_type([339, 340]).send();
    assert_eq!(sent_body(&sandbox, some).await, r#"{"filter":{"PriceType":[339,340]}}"#);
    let nothing_to_add = services.add(Vec::<NewService>::new()).keep_raw().send();
    assert_eq!(sent_body(&sandbox, nothing_to_add).await, r#"{"array":[]}"#);
}

#[tokio::test]
async fn an_empty_list_of_regos_is_sent_and_no_list_is_not() {
    let sandbox = sandbox().await;
    let get = || regos(&sandbox).doc_set_price().get();
    assert_eq!(sent_body(&sandbox, get().ids([]).send()).await, r#"{"ids":[]}"#);
    assert_eq!(sent_body(&sandbox, get().ids(Field::Null).send()).await, r#"{"ids":null}"#);
    assert_eq!(sent_body(&sandbox, get().ids([1, 2]).send()).await, r#"{"ids":[1,2]}"#);
    assert_eq!(sent_body(&sandbox, get().ids(Field::Absent).send()).await, "{}");
    assert_eq!(sent_body(&sandbox, get().price_type_ids(vec![]).send()).await, r#"{"price_type_ids":[]}"#);
    assert_eq!(sent_body(&sandbox, get().sort_orders([]).send()).await, r#"{"sort_orders":[]}"#);
    assert_eq!(sent_body(&sandbox, get().filters(Vec::<Filter>::new()).send()).await, r#"{"filters":[]}"#);
    let history = regos(&sandbox).item_operation().get(1).stock_ids([]).send();
    assert_eq!(sent_body(&sandbox, history).await, r#"{"item_id":1,"stock_ids":[]}"#);
}

#[tokio::test]
async fn flags_and_texts_of_regos_are_absent_null_or_a_value() {
    let sandbox = sandbox().await;
    let get = || regos(&sandbox).doc_set_price().get();
    assert_eq!(sent_body(&sandbox, get().performed(false).send()).await, r#"{"performed":false}"#);
    assert_eq!(sent_body(&sandbox, get().blocked(Field::Null).send()).await, r#"{"blocked":null}"#);
    assert_eq!(sent_body(&sandbox, get().search("").send()).await, r#"{"search":""}"#);
    assert_eq!(sent_body(&sandbox, get().search(Field::Null).send()).await, r#"{"search":null}"#);
    assert_eq!(sent_body(&sandbox, get().limit(0).offset(-5).send()).await, r#"{"limit":0,"offset":-5}"#);
}

#[tokio::test]
async fn decimals_are_bare_numbers_with_all_their_digits() {
    let sandbox = sandbox().await;
    let catalog = zegoal(&sandbox).catalog();
    for literal in [
        "0",
        "0.00",
        "0.1",
        "23.10",
        "5.500000",
        "12000",
        "-1.50",
        "1234567890123456789012345678",
        "1234567890.123456789012345678",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
    ] {
        let decimal: Decimal = literal.parse().expect("a decimal");
        let call = catalog.add_position("Tea", "Goods").price(decimal).default_quantity(decimal).send();
        let parameters = format!(r#"{{"default_quantity":{literal},"price":{literal}}}"#);
        let body = format!(
            r#"{{"tenant":"orderingTenant508","name":"Tea","type":"Goods","default_parameters":{parameters}}}"#
        );
        assert_eq!(sent_body(&sandbox, call).await, body);
    }
}

#[tokio::test]
async fn integers_given_for_decimals_are_bare_integers() {
    let sandbox = sandbox().await;
    let call = zegoal(&sandbox).catalog().add_position("Tea", "Goods").default_quantity(3).send();
    assert!(sent_body(&sandbox, call).await.ends_with(r#""default_parameters":{"default_quantity":3}}"#));
}

#[tokio::test]
async fn unix_times_are_bare_seconds() {
    let sandbox = sandbox().await;
    let instant: nomenclature::DateTime = "2026-01-01T03:00:00.999+03:00".parse().expect("an instant");
    let call = regos(&sandbox).doc_set_price().get().start_date(1_534_153_454).end_date(instant).send();
    assert_eq!(sent_body(&sandbox, call).await, r#"{"start_date":1534153454,"end_date":1767225600}"#);
    let before = UnixTime::from_seconds(-1);
    let call = regos(&sandbox).item_operation().get(1).start_date(before).send();
    assert_eq!(sent_body(&sandbox, call).await, r#"{"item_id":1,"start_date":-1}"#);
}

#[tokio::test]
async fn an_enum_value_that_nobody_knows_is_sent_as_given() {
    let sandbox = sandbox().await;
    let call = zegoal(&sandbox).catalog().add_position("Tea", "Набор \"2+1\"").send();
    let body = r#"{"tenant":"orderingTenant508","name":"Tea","type":"Набор \"2+1\""}"#;
    assert_eq!(sent_body(&sandbox, call).await, body);
    let order = DocSetPriceSortOrder::new().column("Moon").direction("sideways");
    let call = regos(&sandbox).doc_set_price().get().sort_orders([order]).send();
    assert_eq!(sent_body(&sandbox, call).await, r#"{"sort_orders":[{"column":"Moon","direction":"sideways"}]}"#);
}

#[tokio::test]
async fn an_enum_value_read_from_a_number_or_in_another_case_is_sent_by_name() {
    let sandbox = sandbox().await;
    let order: DocSetPriceSortOrder = serde_json::from_str(r#"{"column":3,"direction":"desc"}"#).expect("an order");
    let call = regos(&sandbox).doc_set_price().get().sort_orders([order]).send();
    assert_eq!(sent_body(&sandbox, call).await, r#"{"sort_orders":[{"column":"Code","direction":"DESC"}]}"#);
    let order = ItemOperationSortOrder::new().column("STOCK_NAME").direction(SortDirection::Asc);
    let call = regos(&sandbox).item_operation().get(1).sort_orders([order]).send();
    let body = r#"{"item_id":1,"sort_orders":[{"column":"stock_name","direction":"ASC"}]}"#;
    assert_eq!(sent_body(&sandbox, call).await, body);
}

#[tokio::test]
async fn an_enum_number_that_nobody_knows_is_sent_as_that_number() {
    let sandbox = sandbox().await;
    let column: DocSetPriceSortColumn = serde_json::from_str("-7").expect("a column");
    let call = regos(&sandbox).doc_set_price().get().sort_orders([DocSetPriceSortOrder::new().column(column)]).send();
    assert_eq!(sent_body(&sandbox, call).await, r#"{"sort_orders":[{"column":-7}]}"#);
}

#[tokio::test]
async fn filters_are_sent_in_lower_case_with_texts_for_values() {
    let sandbox = sandbox().await;
    let filters = [
        Filter::new("price_type_id", FilterOperator::In).value("1,2"),
        Filter::new("attached_user_id", FilterOperator::Exists),
    ];
    let call = regos(&sandbox).doc_set_price().get().filters(filters).limit(50).send();
    let body = concat!(
        r#"{"filters":[{"field":"price_type_id","operator":"In","value":"1,2"},"#,
        r#"{"field":"attached_user_id","operator":"Exists"}],"limit":50}"#
    );
    assert_eq!(sent_body(&sandbox, call).await, body);
}

#[tokio::test]
async fn cyrillic_text_is_sent_as_utf_8_and_json_escapes_what_it_must() {
    let sandbox = sandbox().await;
    let text = "Чай «Ґрунт» \"1\\2\"\n\t\u{1}\u{7f}😀/";
    let escaped = "Чай «Ґрунт» \\\"1\\\\2\\\"\\n\\t\\u0001\u{7f}😀/";
    let client = quince(&sandbox);
    let call = client.service_folders().add([NewServiceFolder::new().name(text)]).send();
    assert_eq!(sent_body(&sandbox, call).await, format!(r#"{{"array":[{{"Name":"{escaped}"}}]}}"#));
    let call = regos(&sandbox).doc_set_price().get().search(text).send();
    assert_eq!(sent_body(&sandbox, call).await, format!(r#"{{"search":"{escaped}"}}"#));
}

#[tokio::test]
async fn every_member_of_a_new_record_is_sent_under_its_own_name() {
    let sandbox = sandbox().await;
    let service = NewService::new()
        .name("Доставка")
        .parent_folder(110)
        .print_name("Д")
        .memo("м")
        .barcode("4820000000017")
        .unit_name("шт")
        .description("о")
        .article("DLV-01");
    let body = concat!(
        r#"{"array":[{"Name":"Доставка","ParentFolder":110,"PrintName":"Д","Memo":"м","Barcode":"4820000000017","#,
        r#""UnitName":"шт","Description":"о","Article":"DLV-01"}]}"#
    );
    assert_eq!(sent_body(&sandbox, quince(&sandbox).services().add([service]).send()).await, body);

    let position = zegoal(&sandbox).catalog().add_position("position #751", "Goods");
    let position = position.code("751").category("Goods").external_code("751").description("d").is_actual(true);
    let body = concat!(
        r#"{"tenant":"orderingTenant508","name":"position #751","code":"751","category":"Goods","type":"Goods","#,
        r#""external_code":"751","description":"d","is_actual":true,"default_parameters":{"unit":"шт"}}"#
    );
    assert_eq!(sent_body(&sandbox, position.unit("шт").send()).await, body);
}
