//! QUINCE end to end: services and folders are listed, added and updated.

use std::collections::BTreeSet;

use nomenclature::quince::types::{
    NewService, NewServiceFolder, RecordId, Service, ServiceFolder, ServiceFolderUpdate, ServiceUpdate,
};
use nomenclature::quince::{Client, OPENAPI};
use nomenclature::{CallOptions, Error, ErrorKind, Field, Processed, RawJson};
use nomenclature_sandbox::{Sandbox, fixtures};
use nomenclature_tests::bare;
use nomenclature_tests::clients::{bodies, failure, json, pages, quince, quince_with_key, rows, start, walk, within};
use nomenclature_tests::documented::example;

#[path = "quince/failures.rs"]
mod failures;
#[path = "quince/listing.rs"]
mod listing;
#[path = "quince/paging.rs"]
mod paging;

/// A sandbox with an empty catalogue, and a client of it.
async fn empty_shop() -> (Sandbox, Client) {
    let sandbox = start(Sandbox::builder().rows(0)).await;
    let client = quince(&sandbox);
    (sandbox, client)
}

fn ids(written: &[RecordId]) -> Vec<i64> {
    written.iter().map(|row| row.id).collect()
}

/// Adds services and gives their ids.
async fn add<const N: usize>(client: &Client, services: [NewService; N]) -> [i64; N] {
    let written = client.services().add(services).send().await.expect("succeeds");
    ids(&written).try_into().expect("one id for each")
}

/// Adds folders and gives their ids.
async fn add_folders<const N: usize>(client: &Client, folders: [NewServiceFolder; N]) -> [i64; N] {
    let written = client.service_folders().add(folders).send().await.expect("succeeds");
    ids(&written).try_into().expect("one id for each")
}

/// The one service of this id.
async fn service(client: &Client, id: i64) -> Service {
    let found = client.services().list().id(id).send().await.expect("succeeds").data;
    let [service] = <[Service; 1]>::try_from(found).expect("exactly one");
    service
}

/// The one folder of this id.
async fn folder(client: &Client, id: i64) -> ServiceFolder {
    let found = client.service_folders().list().id(id).send().await.expect("succeeds").data;
    let [folder] = <[ServiceFolder; 1]>::try_from(found).expect("exactly one");
    folder
}

fn full_service(folder: i64) -> NewService {
    let service = NewService::new().name("Ремонт кавомашини").print_name("Ремонт").memo("зателефонувати");
    service
        .barcode("4820000000017")
        .unit_name("год")
        .description("виїзд по місту")
        .article("5555")
        .parent_folder(folder)
}

#[tokio::test]
async fn added_services_are_listed_with_all_that_was_written() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let [shelf] = add_folders(&client, [NewServiceFolder::new().name("Кава")]).await;
        let [full, bare] = add(&client, [full_service(shelf), NewService::new()]).await;
        assert!(full != bare && full != shelf);
        let found = service(&client, full).await;
        assert_eq!((found.id, found.parent_folder), (Some(full), Some(shelf)));
        assert_eq!((found.name.as_deref(), found.print_name.as_deref()), (Some("Ремонт кавомашини"), Some("Ремонт")));
        assert_eq!((found.memo.as_deref(), found.barcode.as_deref()), (Some("зателефонувати"), Some("4820000000017")));
        assert_eq!((found.unit_name.as_deref(), found.article.as_deref()), (Some("год"), Some("5555")));
        assert_eq!(found.description.as_deref(), Some("виїзд по місту"));
        assert!(found.images.is_empty() && found.prices.is_empty(), "neither can be written");
        let found = service(&client, bare).await;
        assert_eq!((found.id, found.name, found.parent_folder), (Some(bare), None, None));
        let all: BTreeSet<_> = rows(client.services().list().items()).await.into_iter().map(|row| row.id).collect();
        assert_eq!(all, BTreeSet::from([Some(full), Some(bare)]));
    })
    .await;
}

#[tokio::test]
async fn added_folders_form_a_tree_that_is_listed_level_by_level() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let new = |name: &str| NewServiceFolder::new().name(name);
        let [kitchen, garden] = add_folders(&client, [new("Кухня"), new("Сад")]).await;
        let [coffee] = add_folders(&client, [new("Кава").parent_folder(kitchen)]).await;
        let list = || client.service_folders().list();
        let listed = async |call: nomenclature::quince::operations::ServiceFoldersList| {
            let found = call.send().await.expect("succeeds").data;
            found.into_iter().map(|folder| folder.id.expect("an id")).collect::<Vec<_>>()
        };
        assert_eq!(listed(list()).await, [kitchen, garden, coffee]);
        assert_eq!(listed(list().parent_folder(Field::Null)).await, [kitchen, garden]);
        assert_eq!(listed(list().parent_folder(kitchen)).await, [coffee]);
        assert_eq!(listed(list().parent_folder(garden)).await, Vec::<i64>::new());
        let found = folder(&client, coffee).await;
        assert_eq!((found.name.as_deref(), found.parent_folder), (Some("Кава"), Some(kitchen)));
    })
    .await;
}

#[tokio::test]
async fn a_repeated_addition_is_another_record() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let call = client.services().add([NewService::new().name("Чай").unit_name("шт")]);
        let first = call.clone().send().await.expect("succeeds");
        let second = call.send().await.expect("succeeds");
        assert_ne!(ids(&first), ids(&second));
        assert_eq!(rows(client.services().list().items()).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_update_of_a_service_keeps_what_is_absent_clears_null_and_sets_values() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let [old, new] = add_folders(&client, [NewServiceFolder::new(), NewServiceFolder::new()]).await;
        let [id, other] = add(&client, [full_service(old), full_service(old)]).await;
        let before = service(&client, id).await;
        let written = client.services().update([ServiceUpdate::new(id)]).send().await.expect("succeeds");
        assert_eq!(ids(&written), [id]);
        assert_eq!(service(&client, id).await, before, "an update that names nothing changes nothing");

        let update = ServiceUpdate::new(id).name("Чищення").memo(Field::Null).parent_folder(new);
        client.services().update([update]).send().await.expect("succeeds");
        let after = service(&client, id).await;
        assert_eq!((after.name.as_deref(), after.memo.as_deref()), (Some("Чищення"), None));
        assert_eq!((after.parent_folder, &after.article), (Some(new), &before.article));

        let update = ServiceUpdate::new(id).parent_folder(Field::Null).print_name("").barcode("1").unit_name("шт");
        let update = update.description(Field::Null).article("A-1");
        client.services().update([update]).send().await.expect("succeeds");
        let after = service(&client, id).await;
        assert_eq!(
            (after.parent_folder, after.print_name.as_deref(), after.barcode.as_deref()),
            (None, Some(""), Some("1"))
        );
        assert_eq!((after.unit_name.as_deref(), after.article.as_deref()), (Some("шт"), Some("A-1")));
        assert_eq!((after.description, after.name.as_deref()), (None, Some("Чищення")));
        assert_eq!(service(&client, other).await.memo.as_deref(), Some("зателефонувати"), "others stay");
    })
    .await;
}

#[tokio::test]
async fn an_update_of_a_folder_keeps_what_is_absent_clears_null_and_sets_values() {
    within(async {
        let (_sandbox, client) = empty_shop().await;
        let [root] = add_folders(&client, [NewServiceFolder::new().name("Кухня")]).await;
        let [id] = add_folders(&client, [NewServiceFolder::new().name("Кава").parent_folder(root)]).await;
        let update = async |update: ServiceFolderUpdate| {
            let written = client.service_folders().update([update]).send().await.expect("succeeds");
            assert_eq!(ids(&written), [id]);
            let found = folder(&client, id).await;
            (found.name, found.parent_folder)
        };
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(update(ServiceFolderUpdate::new(id)).await, (named("Кава"), Some(root)));
        assert_eq!(update(ServiceFolderUpdate::new(id).name("Чай")).await, (named("Чай"), Some(root)));
        assert_eq!(update(ServiceFolderUpdate::new(id).parent_folder(Field::Null)).await, (named("Чай"), None));
        assert_eq!(
            update(ServiceFolderUpdate::new(id).parent_folder(root).name(Field::Null)).await,
            (None, Some(root))
        );
    })
    .await;
}

#[tokio::test]
async fn several_records_are_updated_in_one_request() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let [one, two] = add(&client, [NewService::new().name("1"), NewService::new().name("2")]).await;
        let [first, second] = add_folders(&client, [NewServiceFolder::new(), NewServiceFolder::new()]).await;
        sandbox.requests().clear();
        let both = [ServiceUpdate::new(two).name("zwei"), ServiceUpdate::new(one).name("eins")];
        assert_eq!(ids(&client.services().update(both).send().await.expect("succeeds")), [two, one]);
        let both = [ServiceFolderUpdate::new(first).name("A"), ServiceFolderUpdate::new(second).name("B")];
        assert_eq!(ids(&client.service_folders().update(both).send().await.expect("succeeds")), [first, second]);
        assert_eq!(sandbox.requests().total(), 2);
        assert_eq!(service(&client, one).await.name.as_deref(), Some("eins"));
        assert_eq!(service(&client, two).await.name.as_deref(), Some("zwei"));
        assert_eq!(folder(&client, second).await.name.as_deref(), Some("B"));
    })
    .await;
}

#[tokio::test]
async fn a_hundred_records_fit_into_one_request() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let services = (0..100).map(|number| NewService::new().name(format!("№{number}")));
        let written = client.services().add(services).send().await.expect("succeeds");
        assert_eq!(ids(&written).into_iter().collect::<BTreeSet<_>>().len(), 100);
        let updates = written.iter().map(|row| ServiceUpdate::new(row.id).memo("x"));
        assert_eq!(client.services().update(updates).send().await.expect("succeeds"), written);
        let folders = (0..100).map(|_| NewServiceFolder::new());
        let written = client.service_folders().add(folders).send().await.expect("succeeds");
        let updates = written.iter().map(|row| ServiceFolderUpdate::new(row.id).name("x"));
        assert_eq!(client.service_folders().update(updates).send().await.expect("succeeds"), written);
        assert_eq!(sandbox.requests().total(), 4);
        assert!(rows(client.services().list().items()).await.iter().all(|row| row.memo.as_deref() == Some("x")));
    })
    .await;
}

#[tokio::test]
async fn identifiers_are_read_in_either_spelling_and_as_text() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let data = r#"{"success":true,"data":[{"Id":1},{"id":2},{"Id":"3"},{"id":"4"}]}"#;
        let expected = [1, 2, 3, 4];
        for _ in 0..6 {
            sandbox.script(json(200, data));
        }
        let (services, folders) = (client.services(), client.service_folders());
        let listed = services.list().send().await.expect("succeeds").data;
        assert_eq!(listed.iter().filter_map(|row| row.id).collect::<Vec<_>>(), expected);
        let listed = folders.list().send().await.expect("succeeds").data;
        assert_eq!(listed.iter().filter_map(|row| row.id).collect::<Vec<_>>(), expected);
        assert_eq!(ids(&services.add([(); 4].map(|()| NewService::new())).send().await.expect("succeeds")), expected);
        assert_eq!(
            ids(&services.update([1, 2, 3, 4].map(ServiceUpdate::new)).send().await.expect("succeeds")),
            expected
        );
        assert_eq!(
            ids(&folders.add([(); 4].map(|()| NewServiceFolder::new())).send().await.expect("succeeds")),
            expected
        );
        assert_eq!(
            ids(&folders.update([1, 2, 3, 4].map(ServiceFolderUpdate::new)).send().await.expect("succeeds")),
            expected
        );
    })
    .await;
}

#[tokio::test]
async fn options_and_keep_raw_work_on_reads_and_writes() {
    within(async {
        let (sandbox, client) = empty_shop().await;
        let traced = || CallOptions::new().header("x-request-id", "0f8e");
        let kept =
            client.services().add([NewService::new()]).options(traced()).keep_raw().send().await.expect("succeeds");
        let id = kept.output[0].id;
        assert_eq!(kept.body(), format!(r#"{{"success":true,"data":[{{"id":{id}}}]}}"#).as_bytes());
        assert_eq!(kept.reply().expect("it was read before").success, Some(true));
        let kept = client.service_folders().list().options(traced()).keep_raw().send().await.expect("succeeds");
        assert_eq!(kept.body().as_ref(), br#"{"success":true,"data":[]}"#);
        let sent = sandbox.requests().all();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|request| request.header("x-request-id") == Some("0f8e")));
    })
    .await;
}

#[test]
fn the_host_is_the_users_to_name() {
    let error = failure(bare::quince().api_key("k").build());
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Configuration, Processed::No));
    assert!(error.to_string().contains("host()"), "{error}");
    assert!(bare::quince().host("shop.example").build().is_ok());
}
